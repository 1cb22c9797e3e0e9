/** Stands where something was withheld. */
export const withheldMark = '(withheld)';
