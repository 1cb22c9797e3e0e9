import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, coverageOf, emptyCoverage, standingOf } from './coverage.ts';
import type { Coverage, Finding } from './finding.ts';
import { outcomes } from './finding.ts';

type Counted = Pick<Finding, 'outcome' | 'waiver' | 'outOfScope'>;

const outOfScope = 'No cluster was to be looked at.';
const noneOutOfScope = { outOfScope: 0 };

const waiver = { reason: 'Replaced in spring', owner: 'ciso@acme.example', expires: '2027-01-01' };
const finding: fc.Arbitrary<Counted> = fc.record(
  {
    outcome: fc.constantFrom(...outcomes),
    waiver: fc.constantFrom(waiver, undefined),
    outOfScope: fc.constantFrom(outOfScope, undefined),
  },
  { requiredKeys: ['outcome'] },
) as fc.Arbitrary<Counted>;

const total = (coverage: Coverage): number => Object.values(coverage).reduce((sum, count) => sum + count, 0);

describe('coverage', () => {
  it('counts nothing when nothing was audited', () => {
    expect(coverageOf([])).toEqual({ pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 });
  });

  it.each<[Counted, keyof Coverage]>([
    [{ outcome: 'pass' }, 'pass'],
    [{ outcome: 'fail' }, 'fail'],
    [{ outcome: 'fail', waiver }, 'waived'],
    [{ outcome: 'unknown' }, 'unknown'],
    [{ outcome: 'unknown', waiver }, 'unknown'],
    [{ outcome: 'pass', waiver }, 'pass'],
    [{ outcome: 'not-applicable' }, 'notApplicable'],
    [{ outcome: 'unknown', outOfScope }, 'outOfScope'],
    [{ outcome: 'fail', outOfScope }, 'fail'],
    [{ outcome: 'pass', outOfScope }, 'pass'],
  ])('counts %o under %s and nowhere else', (counted, standing) => {
    expect(coverageOf([counted])).toEqual({ ...emptyCoverage, [standing]: 1 });
  });

  it('counts every finding once', () => {
    fc.assert(
      fc.property(fc.array(finding), (findings) => {
        expect(total(coverageOf(findings))).toBe(findings.length);
      }),
    );
  });

  it('does not depend on the order of the findings', () => {
    fc.assert(
      fc.property(
        fc
          .array(finding)
          .chain((findings) =>
            fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length })),
          ),
        ([findings, shuffled]) => {
          expect(coverageOf(shuffled)).toEqual(coverageOf(findings));
        },
      ),
    );
  });

  it('leaves every other count alone when one finding is excluded', () => {
    fc.assert(
      fc.property(fc.array(finding, { minLength: 1 }), fc.nat(), (findings, seed) => {
        const index = seed % findings.length;
        const excluded = findings[index] as Counted;
        const before = coverageOf(findings);
        expect({ ...noneOutOfScope, ...coverageOf(findings.toSpliced(index, 1)) }).toEqual({
          ...noneOutOfScope,
          ...before,
          [standingOf(excluded)]: countOf(before, standingOf(excluded)) - 1,
        });
      }),
    );
  });

  it('moves a failure from fail to waived when it is waived, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(finding), (findings) => {
        const before = coverageOf([...findings, { outcome: 'fail' }]);
        const after = coverageOf([...findings, { outcome: 'fail', waiver }]);
        expect(after).toEqual({ ...before, fail: before.fail - 1, waived: before.waived + 1 });
      }),
    );
  });
});
