/** A name that a pattern holds, and that no plan has: whatever stars stand for is filled in. */
export function nameWithin(pattern: string): string {
  return /^\*+$/.test(pattern) ? 'not.planned.invalid' : pattern.replaceAll(/\*+/g, 'not-planned');
}
