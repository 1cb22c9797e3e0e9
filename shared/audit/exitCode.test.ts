import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyCoverage } from './coverage.ts';
import { decideExit, verdictOfRun } from './exitCode.ts';
import type { Coverage } from './finding.ts';

describe('the exit code of an audit', () => {
  it.each<[string, Partial<Coverage>, number]>([
    ['everything passes', { pass: 3 }, 0],
    ['what fails is waived', { pass: 1, waived: 2 }, 0],
    ['the rest is not applicable', { pass: 1, notApplicable: 4 }, 0],
    ['something fails', { pass: 30, fail: 1 }, 1],
    ['something fails and something is unknown', { fail: 1, unknown: 9 }, 1],
    ['nothing fails but something is unknown', { pass: 30, unknown: 1 }, 4],
    ['nothing was audited', {}, 4],
  ])('when %s: %o gives %i', (_, counts, code) => {
    expect(decideExit({ coverage: { ...emptyCoverage, ...counts } })).toBe(code);
  });

  it('is never 0 with an unknown or a failure', () => {
    const count = fc.nat({ max: 40 });
    const coverage = fc.record({ pass: count, fail: count, unknown: count, notApplicable: count, waived: count });
    fc.assert(
      fc.property(coverage, (counts) => {
        fc.pre(counts.unknown + counts.fail > 0);
        expect(decideExit({ coverage: counts })).not.toBe(0);
      }),
    );
  });

  it('calls a run met, failing or open', () => {
    expect(verdictOfRun({ coverage: { ...emptyCoverage, pass: 1 } })).toBe('met');
    expect(verdictOfRun({ coverage: { ...emptyCoverage, fail: 1 } })).toBe('failing');
    expect(verdictOfRun({ coverage: { ...emptyCoverage, unknown: 1 } })).toBe('open');
  });
});
