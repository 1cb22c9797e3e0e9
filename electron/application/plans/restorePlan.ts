import { parsePlan } from '#shared/plan/parsePlan.ts';
import type { ReadPlan } from './readPlan.ts';

/** A plan that was read before, from the plain values by which it was handed over, e.g. to another thread. */
export function restorePlan({ path, text, hash }: Pick<ReadPlan, 'path' | 'text' | 'hash'>): ReadPlan {
  const parsed = parsePlan(text, path);
  if (!parsed.ok) throw new Error(`${path} was a plan when its text was handed over.`);
  return { ...parsed.value, path, text, hash };
}
