import type { Reading } from '../../machine/ruleProgram.ts';
import type { PodPolicy } from './podPolicy.ts';

/** Of other readings each with those that it has itself; what decides nothing in one of them decides nothing at all. */
export function withReadings(
  first: PodPolicy,
  others: readonly { readonly policy: PodPolicy; readonly because: string }[],
): PodPolicy {
  if (first.kind !== 'program') return first;
  const readings: Reading[] = [...(first.program.otherReadings ?? [])];
  for (const { policy, because } of others) {
    if (policy.kind !== 'program') return policy;
    readings.push({ sections: policy.program.sections, because }, ...(policy.program.otherReadings ?? []));
  }
  return { ...first, program: { ...first.program, otherReadings: readings } };
}
