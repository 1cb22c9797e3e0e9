/** One empty list for all that have nothing: most lists of a hundred thousand rules, and what a page is to find unchanged. */
export const none: readonly never[] = [];
