import { ALL_FLOWS, isEmpty, overlaps, unite, uniteAll, withServices } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
import { ALL_SERVICES } from '../services.ts';
import type { Services } from '../services.ts';

interface ReachingRule {
  readonly reach?: FlowSet | undefined;
}

/** Rules that can match any of the services asked about, in their order, and how to search them. */
export interface ReachIndex<Rule> {
  readonly rules: readonly Rule[];
  readonly root: ReachNode;
}

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

/** Longer lists are searched by what their items reach. */
export const mostUnindexed = 16;

/** A rule whose reach is not known can match anything. */
export function indexReaches<Rule extends ReachingRule>(
  rules: readonly Rule[],
  services: Services = ALL_SERVICES,
): ReachIndex<Rule> {
  const reaching: Rule[] = [];
  const reaches: FlowSet[] = [];
  for (const rule of rules) {
    const narrowed = withServices(rule.reach ?? ALL_FLOWS, services);
    if (isEmpty(narrowed)) continue;
    reaching.push(rule);
    reaches.push(narrowed);
  }
  const indexPart = (first: number, end: number): ReachNode => {
    if (end - first <= fewRules) return { first, end, reach: uniteAll(reaches.slice(first, end)), halves: undefined };
    const middle = (first + end) >> 1;
    const halves = [indexPart(first, middle), indexPart(middle, end)] as const;
    return { first, end, reach: unite(halves[0].reach, halves[1].reach), halves };
  };
  return { rules: reaching, root: indexPart(0, reaching.length) };
}

/** The parts of at most a few rules in which something of the flows can be, in order. */
export function findTouched(
  { reach, first, end, halves }: ReachNode,
  flows: FlowSet,
  visit: (first: number, end: number) => void,
): void {
  if (!overlaps(flows, reach)) return;
  if (halves === undefined) visit(first, end);
  else for (const half of halves) findTouched(half, flows, visit);
}
