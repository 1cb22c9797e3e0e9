import { countRanges } from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';

const mostRanges = 1_000_000;

/** So few are what rules write themselves: how much of that is read is bounded before (`excess.ts`). */
const fewRanges = 16;

export const tooBroad =
  'By lists that they share, the rules before it are for more than 1,000,000 ranges of addresses, and what this one matches is not worked out: name such a list in fewer rules.';

/**
 * Lists that rules share multiply: a thousand rules that each go by one list of ten thousand are for ten million ranges, which nobody
 * has, and which takes minutes and gigabytes. One of it for all rules of a list that are compiled together. See decision 0075.
 */
export class Breadth {
  #left = mostRanges;

  /** Whether there is room for one more rule that goes by these addresses; without, it is not known what it matches. */
  takes(flows: FlowSet): boolean {
    const ranges = countRanges(flows);
    if (ranges > fewRanges) this.#left -= ranges;
    return this.#left >= 0 || ranges <= fewRanges;
  }
}
