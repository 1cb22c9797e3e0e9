import { describe, expect, it } from 'vitest';
import { gatherDoubts, reasonsBesideKeys } from './missingKeys.ts';

describe('what kept rules from being examined whole', () => {
  const notKnown =
    'How much of it is needed is not known: enter connections.a.cidrs and connections.b.cidrs in the plan.';

  it('names every missing key in one sentence, however many workloads miss it', () => {
    const doubts = gatherDoubts(
      ['No rules.', 'No rules.'],
      ['connections.a.cidrs', 'connections.b.cidrs', 'connections.a.cidrs'],
    );
    expect(doubts.missing).toEqual(['connections.a.cidrs', 'connections.b.cidrs']);
    expect(doubts.unknownBecause).toEqual(['No rules.', notKnown]);
    expect(reasonsBesideKeys(doubts)).toEqual(['No rules.']);
  });

  it('says nothing of keys where none is missing', () => {
    expect(gatherDoubts(['No rules.'], [])).toEqual({ unknownBecause: ['No rules.'] });
  });

  it('takes no reason for one of keys by how it begins', () => {
    const reason = 'How much of it is needed is not known: enter the office.';
    expect(reasonsBesideKeys({ unknownBecause: [reason] })).toEqual([reason]);
    expect(reasonsBesideKeys(gatherDoubts([reason], ['connections.a.cidrs', 'connections.b.cidrs']))).toEqual([reason]);
  });
});
