import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import type { Coverage } from '#shared/audit/finding.ts';
import { failure, failureKinds } from '#shared/contract/failure.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { succeed } from '#shared/kernel/result.ts';
import { decideExitCode } from './exitCode.ts';

const error: Problem = { file: 'rules/a.yaml', line: 3, message: 'Not valid YAML.', severity: 'error' };
const warning: Problem = { ...error, severity: 'warning' };

function judged(coverage: Partial<Coverage>, problems: readonly Problem[] = []) {
  return succeed({ coverage: { ...emptyCoverage, ...coverage }, problems });
}

describe('the exit code', () => {
  it.each([
    ['a command that judged nothing', succeed(null), 0],
    ['passes, waived and not applicable alone', judged({ pass: 3, waived: 1, notApplicable: 2 }), 0],
    ['one failure among passes', judged({ pass: 3, fail: 1 }), 1],
    ['passes beside what is out of scope', judged({ pass: 3, outOfScope: 40 }), 0],
    ['nothing in scope', judged({ outOfScope: 40 }), 4],
    ['a failure beside an unknown', judged({ fail: 1, unknown: 5 }), 1],
    ['an unknown among passes', judged({ pass: 3, unknown: 1 }), 4],
    ['an audit of nothing', judged({}), 4],
    ['a warning', judged({ pass: 1 }, [warning]), 0],
    ['bad input beside a pass', judged({ pass: 1 }, [error]), 2],
    ['bad input beside a failure', judged({ fail: 1 }, [warning, error]), 2],
    ['bad input beside an unknown', judged({ unknown: 1 }, [error]), 2],
  ] as const)('of %s', (_, ending, code) => {
    expect(decideExitCode(ending)).toBe(code);
  });

  it.each(
    Object.entries({
      'bad-input': 2,
      'not-found': 2,
      'already-exists': 2,
      'changed-on-disk': 2,
      'consent-needed': 2,
      forbidden: 2,
      'newer-database': 3,
      incomplete: 3,
      cancelled: 130,
    } satisfies Record<(typeof failureKinds)[number], number>),
  )('of the failure %s is %i', (kind, code) => {
    const known = failureKinds.find((each) => each === kind);
    expect(decideExitCode(failure(known ?? 'incomplete', 'It failed.'))).toBe(code);
  });

  it('is 0 for no judgement with a failure, an unknown or bad input in it', () => {
    const counts = fc.record({
      pass: fc.nat(5),
      fail: fc.nat(5),
      unknown: fc.nat(5),
      notApplicable: fc.nat(5),
      waived: fc.nat(5),
    });
    fc.assert(
      fc.property(counts, fc.array(fc.constantFrom(error, warning), { maxLength: 3 }), (coverage, problems) => {
        const isClean = coverage.fail === 0 && coverage.unknown === 0 && !problems.includes(error);
        const settled = coverage.pass + coverage.waived + coverage.notApplicable;
        expect(decideExitCode(judged(coverage, problems)) === 0).toBe(isClean && settled > 0);
      }),
    );
  });
});
