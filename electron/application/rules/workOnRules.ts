import { countRuleObjects } from '#shared/evidence/narrowToRules.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import type { Abilities, RuleWork } from '../ports.ts';
import type { RuleWorkAbilities } from './ruleWork.ts';

/** A thread takes longer to start than it takes to judge what is smaller. */
const mostBytesInThisThread = 128 * 1024;
const mostObjectsInThisThread = 3000;

/** Of so much text a verdict takes half of the gigabyte that a command may; what is looked for beside it takes as much again. */
const mostBytesAtEase = 64 * 1024 * 1024;

/**
 * Does the work, in another thread where `paths` hold much or a cluster many objects: parsing and judging stop for nobody, so
 * that in this one a cancel would be heard, and others be answered, when they are done.
 */
export async function workOnRules<Name extends keyof RuleWork>(
  abilities: RuleWorkAbilities & Pick<Abilities, 'apart'>,
  name: Name,
  input: RuleWork[Name]['input'],
  paths: readonly string[],
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<RuleWork[Name]['result']>> {
  const bytes = await abilities.ruleFiles.measure(paths, signal);
  const cluster = 'cluster' in input ? input.cluster : undefined;
  const objects = cluster === undefined ? 0 : countRuleObjects(cluster);
  if (bytes <= mostBytesInThisThread && objects <= mostObjectsInThisThread) {
    // Loaded where the work is done alone: another thread loads it for itself.
    const { ruleWork } = await import('./ruleWork.ts');
    return ruleWork[name](abilities, input, signal, tell);
  }
  const looksForFindings = 'looksForFindings' in input && input.looksForFindings === true;
  return abilities.apart(name, input, { signal, tell, sparesMemory: bytes > mostBytesAtEase || looksForFindings });
}
