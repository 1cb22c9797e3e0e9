import { failure } from '#shared/contract/failure.ts';
import type { Abilities } from '../ports.ts';

/** The file of a sample that is its plan. */
export const planOfSample = 'plan.yaml';

export function isSampleFile(sampleFolder: string, path: string): boolean {
  return path.replaceAll('\\', '/').startsWith(`${sampleFolder.replaceAll('\\', '/')}/`);
}

/** Its files; undefined where no sample is called so, `constructor` being no sample either. */
export function findSample(name: string, samples: Abilities['samples']): Abilities['samples'][string] | undefined {
  return Object.hasOwn(samples, name) ? samples[name] : undefined;
}

export function unknownSample(name: string, samples: Abilities['samples']): ReturnType<typeof failure> {
  return failure('not-found', `There is no sample ${name}.`, {
    remedy: `There is: ${Object.keys(samples).join(', ')}.`,
  });
}
