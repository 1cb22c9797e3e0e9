import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyCoverage } from './coverage.ts';
import type { RunVerdict } from './verdictOfRun.ts';
import { verdictOfRun } from './verdictOfRun.ts';
import type { Coverage } from './finding.ts';

describe('what an audit comes to', () => {
  it.each<[string, Partial<Coverage>, RunVerdict]>([
    ['everything passes', { pass: 3 }, 'met'],
    ['what fails is waived', { pass: 1, waived: 2 }, 'met'],
    ['the rest is not applicable', { pass: 1, notApplicable: 4 }, 'met'],
    ['the rest is out of scope', { pass: 1, outOfScope: 50 }, 'met'],
    ['all of it is out of scope', { outOfScope: 50 }, 'open'],
    ['something in scope is unknown', { pass: 1, unknown: 1, outOfScope: 50 }, 'open'],
    ['something fails', { pass: 30, fail: 1 }, 'failing'],
    ['something fails and something is unknown', { fail: 1, unknown: 9 }, 'failing'],
    ['nothing fails but something is unknown', { pass: 30, unknown: 1 }, 'open'],
    ['nothing was audited', {}, 'open'],
  ])('when %s: %o, is %s', (_, counts, verdict) => {
    expect(verdictOfRun({ coverage: { ...emptyCoverage, ...counts } })).toBe(verdict);
  });

  it('is never met with an unknown or a failure', () => {
    const count = fc.nat({ max: 40 });
    const coverage = fc.record({ pass: count, fail: count, unknown: count, notApplicable: count, waived: count });
    fc.assert(
      fc.property(coverage, (counts) => {
        fc.pre(counts.unknown + counts.fail > 0);
        expect(verdictOfRun({ coverage: counts })).not.toBe('met');
      }),
    );
  });
});
