import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { egressFindingKinds } from '#shared/network/judging/verdict.ts';
import type { EgressCheck, EgressFinding } from '#shared/network/judging/verdict.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

describe('pdp egress check and pdp audit on the sample', () => {
  const folder = suiteFolder();
  const policies = path.join(folder, 'rules/kubernetes/network-policies.yaml');
  const groups = path.join(folder, 'rules/nsg.json');
  let asWritten: EgressCheck;

  const check = async (): Promise<EgressCheck> => {
    const words = ['egress', 'check', '--plan', 'plan.yaml', '--findings', '--format', 'json'];
    const { stdout } = await runPdp(words, { cwd: folder });
    return JSON.parse(stdout) as EgressCheck;
  };
  const ofKind = ({ findings = [] }: EgressCheck, kind: EgressFinding['kind']) =>
    findings.filter((finding) => finding.kind === kind);
  const change = (file: string, from: string, to: string): (() => void) => {
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
    writeFileSync(file, text.replace(from, to));
    return () => writeFileSync(file, text);
  };

  beforeAll(async () => {
    await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd: folder });
    asWritten = await check();
  });

  it('tell how far each kind was looked for', () => {
    expect(asWritten.examinations?.map(({ kind }) => kind)).toEqual([...egressFindingKinds]);
  });

  it('tell of the policy that opens everything until it is narrowed', async () => {
    expect(ofKind(asWritten, 'any-any')).toMatchObject([
      { rules: [{ file: 'rules/kubernetes/network-policies.yaml', rule: 'NetworkPolicy flux-system/allow-egress' }] },
    ]);
    const undo = change(policies, '  egress:\n    - {}\n', '  egress:\n    - {ports: [{port: 443}]}\n');
    const narrowed = await check();
    undo();
    expect(ofKind(narrowed, 'any-any')).toEqual([]);
    expect(narrowed.connections).toHaveLength(asWritten.connections.length);
  });

  it('tell of a rule that another one hides, once it comes first', async () => {
    expect(ofKind(asWritten, 'rule-never-decides')).toEqual([]);
    const nsg = JSON.parse(readFileSync(groups, 'utf8')) as { securityRules: { name: string; priority: number }[] }[];
    const text = readFileSync(groups, 'utf8');
    const first = nsg[0]?.securityRules.find(({ name }) => name === 'AllowControlPlane');
    const hiding = { ...first, name: 'Hiding', priority: 99, destinationAddressPrefix: '*', destinationPortRange: '*' };
    nsg[0]?.securityRules.push(hiding as never);
    writeFileSync(groups, JSON.stringify(nsg, undefined, 2));
    const hidden = await check();
    writeFileSync(groups, text);
    expect(ofKind(hidden, 'rule-never-decides').map(({ subject }) => subject)).toContain(
      'NSG nsg-aks: AllowControlPlane (100)',
    );
  });

  it('count them in an audit, each kind once, with whose they are', async () => {
    const { stdout, code } = await runPdp(['audit', '--plan', 'plan.yaml', '--format', 'json'], { cwd: folder });
    const { findings } = JSON.parse(stdout) as RunRecord;
    const own = findings.filter(({ requirement }) => requirement.startsWith('egress.'));
    expect(code).toBe(1);
    expect(own.map(({ check: id, requirement, outcome }) => [id, requirement, outcome])).toEqual([
      ['PDP-NET-003', 'egress.unplanned-egress', 'fail'],
      ['PDP-NET-004', 'egress.any-any', 'fail'],
      ['PDP-NET-005', 'egress.control-plane-opening', 'fail'],
      ['PDP-NET-006', 'egress.policies-not-enforced', 'pass'],
      ['PDP-NET-007', 'egress.rule-never-decides', 'pass'],
    ]);
    expect(own.every(({ owner, responsible }) => owner !== undefined && responsible.includes('Customer'))).toBe(true);
  });
});
