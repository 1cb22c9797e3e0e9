import { enumerate } from '../../kernel/enumerate.ts';

const notKnown = 'How much of it is needed is not known: enter ';

/** Why it is not known how much of what is open is needed, with the keys of the plan that would say it. */
function describeMissingKeys(keys: readonly string[]): string {
  return `${notKnown}${enumerate(keys)} in the plan.`;
}

/** Whether a reason is one of missing keys alone, which are told once for all. */
export function isOfMissingKeys(reason: string): boolean {
  return reason.startsWith(notKnown);
}

/** Reasons, each once, and one more for all the keys that are missing: of many workloads each misses a few of the same. */
export function gatherDoubts(
  reasons: readonly string[],
  keys: readonly string[],
): { readonly unknownBecause: readonly string[]; readonly missing?: readonly string[] } {
  const missing = [...new Set(keys)];
  const unknownBecause = [...new Set(reasons)];
  return missing.length === 0
    ? { unknownBecause }
    : { unknownBecause: [...unknownBecause, describeMissingKeys(missing)], missing };
}
