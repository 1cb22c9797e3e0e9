import { intersect, overlaps, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { findBearing } from './findBearing.ts';
import type { Translation } from './ruleProgram.ts';

/** Tells of translated flows what they were before. A node translates thousands of Services, and each rule bears on few of them. */
export function originalsOf({ unchanged, moved }: Translation): (translated: FlowSet) => FlowSet {
  const byTarget = moved.map((some) => ({ ...some, reach: some.to }));
  const targets = uniteAll(moved.map(({ to }) => to));
  return (translated) => {
    const stayed = intersect(translated, unchanged);
    if (!overlaps(translated, targets)) return stayed;
    return uniteAll([stayed, ...findBearing(byTarget, translated).map(({ origin }) => origin(translated))]);
  };
}
