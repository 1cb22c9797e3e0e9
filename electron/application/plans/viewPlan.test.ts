import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlanView } from '#shared/contract/views.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';

function told(view: PlanView): readonly string[] {
  return view.findings
    .filter(({ id }) => /^(?:attestation|waiver|source)-(?:expired|not-yet|absent)/.test(id))
    .map(({ id, kind, line, message }) => `${kind} ${id} ${line}: ${message}`);
}

describe('a plan as it is viewed', () => {
  it('names what has expired as of the instant that is asked for, at its line', async () => {
    const { operations, plan } = await openSamplePlan();
    const lines = readFileSync(plan, 'utf8').split('\n');
    const at = async (asOf: string) => valueOf(await operations.plans.check({ file: plan, asOf }));
    expect(told(await at('2026-09-30T12:00:00Z'))).toEqual([
      expect.stringContaining('open attestation-not-yet.0'),
      expect.stringContaining('open attestation-not-yet.1'),
    ]);
    const expired = told(await at('2027-02-01T00:00:00Z'));
    expect(expired.map((line) => line.replace(/ \d+:.*/, ''))).toEqual([
      'open attestation-expired.2',
      'open waiver-expired.0',
    ]);
    const [ofAttestation = 0, ofWaiver = 0] = expired.map((line) => Number(/ (\d+):/.exec(line)?.[1]));
    expect(lines[ofAttestation - 1]).toContain('expires: 2026-10-01');
    expect(lines[ofWaiver - 1]).toContain('expires: 2027-01-31');
  });

  it('is judged as of now where no instant is given', async () => {
    const { operations, plan } = await openSamplePlan();
    const text = readFileSync(plan, 'utf8');
    const day = (year: number): string => `${year}-01-31`;
    const thisYear = new Date().getUTCFullYear();
    writeFileSync(plan, text.replace('2027-01-31', day(thisYear - 1)));
    expect(told(valueOf(await operations.plans.check({ file: plan }))).join('\n')).toContain('waiver-expired.0');
    writeFileSync(plan, text.replace('2027-01-31', day(thisYear + 1)));
    expect(told(valueOf(await operations.plans.check({ file: plan }))).join('\n')).not.toContain('waiver-expired');
  });

  it('names the rules of its path that are not there, until they are', async () => {
    const { operations, plan, folder } = await openSamplePlan();
    const asOf = '2026-09-30T12:00:00Z';
    const absent = async () =>
      told(valueOf(await operations.plans.check({ file: plan, asOf }))).filter((line) => line.includes('absent'));
    expect(await absent()).toEqual([]);
    const rules = path.join(folder, 'rules/nsg.json');
    renameSync(rules, `${rules}.away`);
    const lines = readFileSync(plan, 'utf8').split('\n');
    const line = 1 + lines.findIndex((text) => text.includes('source: rules/nsg.json'));
    expect(await absent()).toEqual([
      `open source-absent.2 ${line}: The rules of azure-nsg can’t be read: rules/nsg.json is not there.`,
    ]);
    renameSync(`${rules}.away`, rules);
    expect(await absent()).toEqual([]);
  });

  it('has these points beside those that an audit finds, which counts no cause twice', async () => {
    const { operations, plan, audit } = await openSamplePlan();
    const view = valueOf(await operations.plans.check({ file: plan, asOf: '2027-02-01T00:00:00Z' }));
    expect(told(view)).toHaveLength(2);
    const { findings } = await audit();
    expect(findings.length).toBeGreaterThan(20);
    expect(findings.filter(({ requirement }) => /expired|absent/.test(requirement))).toEqual([]);
  });
});
