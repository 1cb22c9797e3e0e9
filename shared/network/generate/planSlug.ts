import type { PlanIdentity } from './header.ts';
import { toSlug } from './podRules.ts';

/** Names of rules hold it beside what they are for, and Azure takes 80 characters of both. */
const longestSlug = 24;

/**
 * What tells the rules of one plan from those of another, in letters, digits, `-` and `.`: the plan's name where that is such
 * a word already, else what is left of it and, after a point, which no such word has, the beginning of its hash.
 */
export function toPlanSlug({ name, nameHash }: Pick<PlanIdentity, 'name' | 'nameHash'>): string {
  const slug = toSlug(name, longestSlug);
  return slug === name ? slug : `${slug || 'plan'}.${nameHash.slice(0, 8)}`;
}
