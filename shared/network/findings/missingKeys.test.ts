import { describe, expect, it } from 'vitest';
import { gatherDoubts, isOfMissingKeys } from './missingKeys.ts';

describe('what kept rules from being examined whole', () => {
  it('names every missing key in one sentence, however many workloads miss it', () => {
    const { unknownBecause, missing } = gatherDoubts(
      ['No rules.', 'No rules.'],
      ['connections.a.cidrs', 'connections.b.cidrs', 'connections.a.cidrs'],
    );
    expect(missing).toEqual(['connections.a.cidrs', 'connections.b.cidrs']);
    expect(unknownBecause).toEqual([
      'No rules.',
      'How much of it is needed is not known: enter connections.a.cidrs and connections.b.cidrs in the plan.',
    ]);
    expect(unknownBecause.map(isOfMissingKeys)).toEqual([false, true]);
  });

  it('says nothing of keys where none is missing', () => {
    expect(gatherDoubts(['No rules.'], [])).toEqual({ unknownBecause: ['No rules.'] });
  });
});
