import { enumerate } from '../../kernel/enumerate.ts';

/** What is not known, and the keys of the plan that would say a part of it. */
export interface Doubts {
  /** Each reason once; the last is that of the missing keys, if any is. */
  readonly unknownBecause: readonly string[];
  readonly missing?: readonly string[] | undefined;
}

/** Reasons, each once, and one more for all the keys that are missing: of many workloads each misses a few of the same. */
export function gatherDoubts(reasons: readonly string[], keys: readonly string[]): Doubts {
  const missing = [...new Set(keys)];
  const unknownBecause = [...new Set(reasons)];
  return missing.length === 0
    ? { unknownBecause }
    : { unknownBecause: [...unknownBecause, describeMissingKeys(missing)], missing };
}

/** The reasons that entering the missing keys would not take away. */
export function reasonsBesideKeys({ unknownBecause, missing = [] }: Doubts): readonly string[] {
  const ofKeys = describeMissingKeys(missing);
  return unknownBecause.filter((reason) => reason !== ofKeys);
}

function describeMissingKeys(keys: readonly string[]): string {
  return `How much of it is needed is not known: enter ${enumerate(keys)} in the plan.`;
}
