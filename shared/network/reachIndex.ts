import { ALL_FLOWS, unite, uniteAll } from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';

/**
 * A part of a list of rules and all that any of them can match. A flow is searched for only where it can be found, and a
 * wall of rules for single addresses is taken apart half by half: what each half leaves open stays as small as the half.
 */
export interface ReachNode {
  readonly reach: FlowSet;
  /** Index of the part's first rule, and of the first one after it. */
  readonly first: number;
  readonly end: number;
  readonly halves: readonly [ReachNode, ReachNode] | undefined;
}

/** Few enough to be met one by one. */
const fewRules = 8;

/** A rule whose reach is not known can match anything. */
export function indexReaches(rules: readonly { readonly reach?: FlowSet | undefined }[]): ReachNode {
  const indexPart = (first: number, end: number): ReachNode => {
    if (end - first <= fewRules) {
      const reach = uniteAll(rules.slice(first, end).map((rule) => rule.reach ?? ALL_FLOWS));
      return { first, end, reach, halves: undefined };
    }
    const middle = (first + end) >> 1;
    const halves = [indexPart(first, middle), indexPart(middle, end)] as const;
    return { first, end, reach: unite(halves[0].reach, halves[1].reach), halves };
  };
  return indexPart(0, rules.length);
}
