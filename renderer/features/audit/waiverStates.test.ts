import { describe, expect, it } from 'vitest';
import { judgeWaivers } from '#shared/audit/waivers.ts';
import type { Finding } from '#shared/audit/finding.ts';
import { sample } from '../../client/testing/sample.ts';
import { shownStateOf } from './waiverStates.ts';

const { plan } = sample.view;
const { findings } = sample.audit;
const now = '2026-11-21T09:00:00.000Z';
const stateAfter = (known: readonly Finding[] | undefined) =>
  judgeWaivers(plan, known ?? [], now).map((judged) => shownStateOf(judged, known));

describe('what is shown of a waiver', () => {
  it('is applied where a finding of the newest run carries it', () => {
    expect(stateAfter(findings)).toEqual(['applied']);
  });

  it('is pending where the run failed without it', () => {
    expect(stateAfter(findings.map((finding) => ({ ...finding, waiver: undefined })))).toEqual(['pending']);
  });

  it('is pending where the run carried another one, such as one with an earlier day', () => {
    const earlier = findings.map((finding) =>
      finding.waiver === undefined ? finding : { ...finding, waiver: { ...finding.waiver, expires: '2026-12-01' } },
    );
    expect(stateAfter(earlier)).toEqual(['pending']);
  });

  it('is pending before the first run, which alone can tell that nothing has the name', () => {
    expect(stateAfter(undefined)).toEqual(['pending']);
    expect(stateAfter([])).toEqual(['unmatched']);
  });
});
