/** From decisions to the five verdicts, and from many verdicts to one. */
import { covers, intersect, isEmpty, overlaps } from '../flows/flowSet.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import type { Decision } from '../machine/decision.ts';
import type { Verdict } from './verdict.ts';

/**
 * What a decision means for a flow that must get out. Known addresses must all be let through, so a mixture is partly
 * allowed. Of addresses that are not known a mixture says nothing.
 */
export function verdictOn(
  { destination, addressesKnown }: Pick<RequiredFlow, 'destination' | 'addressesKnown'>,
  decision: Decision,
): Verdict {
  const wanted = destination.flows;
  // Nothing to ask about is no proof of anything.
  if (isEmpty(wanted)) return 'unknown';
  // Whether there is anything of each is asked without making sets of it: some have thousands of parts.
  const isDenied = !covers(decision.mayAllow, wanted);
  const allowed = intersect(wanted, decision.mayAllow);
  const isOpen = overlaps(allowed, decision.mayDeny);
  const isAllowed = !covers(decision.mayDeny, allowed);
  if (!isDenied && !isOpen) return 'allowed';
  if (!isAllowed && !isOpen) return 'denied';
  if (!addressesKnown) return 'unknown';
  if (!isDenied) return 'unknown';
  return isAllowed ? 'partly-allowed' : 'denied';
}

/**
 * One verdict of many parts that are all needed. A certain denial is never hidden by something unknown; `partly-allowed`
 * is said only when something certainly gets through.
 */
export function allNeeded(verdicts: readonly Verdict[]): Verdict {
  const relevant = new Set(verdicts.filter((verdict) => verdict !== 'not-applicable'));
  if (relevant.size === 0) return 'not-applicable';
  if (relevant.size === 1) return [...relevant][0] as Verdict;
  if (relevant.has('partly-allowed')) return 'partly-allowed';
  if (relevant.has('denied')) return relevant.has('allowed') ? 'partly-allowed' : 'denied';
  return 'unknown';
}

/** One verdict of alternatives of which it is not known which one is meant. */
export function whicheverMeant(verdicts: readonly Verdict[]): Verdict {
  const different = new Set(verdicts);
  return different.size === 1 ? ([...different][0] as Verdict) : 'unknown';
}
