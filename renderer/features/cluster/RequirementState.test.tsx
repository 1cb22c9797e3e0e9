import { describe, expect, it } from 'vitest';
import type { Finding } from '#shared/audit/finding.ts';
import { sample } from '../../client/testing/sample.ts';
import { describeWaiting } from './RequirementState.tsx';

const [any] = sample.audit.findings;
if (any === undefined) throw new Error('The sample has no findings.');
const finding = (outcome: Finding['outcome'], waitsFor?: Finding['waitsFor']): Finding => ({
  ...any,
  outcome,
  waitsFor,
  waiver: undefined,
});

describe('what the checks of one requirement wait for', () => {
  it.each([
    ['one thing', [finding('unknown', 'cluster')], '1 check waits for a look at the cluster'],
    [
      'the same',
      [finding('unknown', 'cluster'), finding('unknown', 'cluster')],
      '2 checks wait for a look at the cluster',
    ],
    [
      'several things',
      [finding('unknown', 'attestation'), finding('unknown', 'cluster'), finding('unknown', 'cluster')],
      '1 check waits for an attestation, 2 for a look at the cluster',
    ],
    ['it beside a pass', [finding('unknown', 'cluster'), finding('pass')], '1 check waits for a look at the cluster'],
  ])('is said of those that wait for %s', (_what, findings, words) => {
    expect(describeWaiting(findings)).toBe(words);
  });

  it.each([
    ['fails', [finding('fail'), finding('unknown', 'cluster')]],
    ['misses something of its own', [finding('unknown'), finding('unknown', 'cluster')]],
    ['passes', [finding('pass')]],
    ['is not there', []],
  ])('is not said where the worst %s', (_what, findings) => {
    expect(describeWaiting(findings)).toBeUndefined();
  });
});
