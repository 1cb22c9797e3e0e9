/** Text that takes the place of what stands from `start` to `end`. */
export interface TextSplice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Splices must not overlap; those at one place are applied in the order given. */
export function applySplices(text: string, splices: readonly TextSplice[]): string {
  return splices
    .map((splice, order) => ({ splice, order }))
    .toSorted((one, other) => other.splice.start - one.splice.start || other.order - one.order)
    .reduce((edited, { splice }) => edited.slice(0, splice.start) + splice.text + edited.slice(splice.end), text);
}
