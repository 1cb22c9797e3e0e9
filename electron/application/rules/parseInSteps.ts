import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { parseAhead } from '#shared/network/reading/readRules.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import type { Abilities } from '../ports.ts';

/** Parses rule files one by one: the host answers others in between, and a cancel is heard before the next. */
export async function parseInSteps(
  { giveWay }: Pick<Abilities, 'giveWay'>,
  files: readonly RuleFile[],
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<null>> {
  for (const [done, file] of files.entries()) {
    if (signal?.aborted === true) break;
    tell?.({ what: 'Reading rules', done, of: files.length, units: 'files' });
    parseAhead(file);
    await giveWay();
  }
  return signal?.aborted === true ? failure('cancelled', 'Cancelled. Nothing was written.') : succeed(null);
}
