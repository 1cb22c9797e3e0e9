const mostRanges = 2_500_000;

export const tooMuch =
  'By the lists that they go by, the rules up to here are for more than 2,500,000 ranges of addresses, and what this one and those behind it match is not worked out: name such lists in fewer rules.';

/**
 * What is put into one answer. Lists multiply: a thousand rules that each go by one of ten thousand addresses, or by all but
 * those, are for ten million ranges, which nobody has, and which takes minutes and gigabytes. It is counted and not timed, so that
 * the same rules have the same answer on another day. See decision 0075.
 */
export class Effort {
  #left = mostRanges;

  get left(): number {
    return this.#left;
  }

  /** Whether there is room for so many ranges as well. */
  spend(ranges: number): boolean {
    this.#left -= ranges;
    return this.#left >= 0;
  }
}
