import { describe, expect, it } from 'vitest';
import { knowNothing, unknownReasons } from './decision.ts';
import type { Decision } from './decision.ts';
import { ALL_FLOWS } from '../flows/flowSet.ts';

/** Of which nothing is known, for as many reasons. */
function unknownBy(name: string, reasons: number): Decision {
  const flows = ALL_FLOWS;
  return {
    ...knowNothing(flows, ''),
    unknowns: Array.from({ length: reasons }, (_, index) => ({ because: `${name} ${index}`, flows })),
  };
}

describe('the reasons why several decisions are open', () => {
  it('are told each once, up to a hundred of all together, and at the end how many more there are', () => {
    const reasons = unknownReasons([unknownBy('one', 99), unknownBy('one', 99), unknownBy('other', 150)]);
    expect(reasons.slice(98)).toEqual(['one 98', 'other 0', 'There are 149 more reasons.']);
  });

  it('are all told where they are a hundred', () => {
    expect(unknownReasons([unknownBy('one', 60), unknownBy('other', 40)])).toHaveLength(100);
  });
});
