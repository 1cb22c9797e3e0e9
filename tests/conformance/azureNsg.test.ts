import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NetworkSecurityGroup } from '#shared/network/formats/azure/securityGroup/networkSecurityGroup.ts';
import { readAzureNetwork } from '#shared/network/formats/azure/readAzureNetwork.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import { askAzure } from '#shared/network/testing/askAzure.ts';
import type { AzureQuestion } from '#shared/network/testing/askAzure.ts';
import { foreignData, isForeignDataPresent, listFiles, readForeignFiles } from './foreignData.ts';
import { scoreCases } from './scoreCases.ts';

const read = (...files: readonly string[]): RuleSet => readRules(files.flatMap(readForeignFiles));

const groupsIn = (...files: readonly string[]): readonly NetworkSecurityGroup[] =>
  readAzureNetwork(
    files
      .flatMap(readForeignFiles)
      .map(({ file, text }) => ({ file, document: 0, value: JSON.parse(text) as unknown })),
  ).network.networkSecurityGroups;

describe.skipIf(!isForeignDataPresent)('recorded answers of Azure’s API', () => {
  const recorded = listFiles('azure/arm-rest');

  it('are there', () => expect(recorded.length).toBeGreaterThanOrEqual(7));

  it.each(recorded)('are read without a problem: %s', (file) => {
    const groups = groupsIn(file);
    expect(read(file).problems).toEqual([]);
    expect(groups.length).toBeGreaterThan(0);
    for (const { outbound, notUnderstood } of groups) {
      expect(notUnderstood).toBeUndefined();
      expect(outbound.map(({ priority }) => priority)).toEqual(
        outbound.map(({ priority }) => priority).toSorted((one, other) => one - other),
      );
      expect(outbound.at(-1)?.placed.place.rule).toContain('DenyAllOutBound (65500)');
    }
  });

  // The group has one outbound rule of its own, test5: allow 22/tcp to anywhere; its inbound rules must not count.
  it.each<[AzureQuestion, string]>([
    [{ port: 22 }, 'NSG c7n-nsg: test5 (300)'],
    [{ port: 8086 }, 'NSG c7n-nsg: AllowInternetOutBound (65001)'],
    [{ port: 22, protocol: 'UDP' }, 'NSG c7n-nsg: AllowInternetOutBound (65001)'],
    [{ port: 22, to: ['10.5.5.5'] }, 'NSG c7n-nsg: test5 (300)'],
  ])('allow %j by %s', (question, rule) => {
    const rules = read('azure/arm-rest/NetworkSecurityGroupTest.test_deny_port_0.json');
    expect(askAzure(rules, { attachedTo: ['c7n-nsg'], ...question })).toEqual({
      verdict: 'allowed',
      decidedBy: [rule],
      reasons: [],
    });
  });

  it('are found by the subnet that they name', () => {
    const rules = read('azure/arm-rest/NetworkSecurityGroupTest.test_deny_port_0.json');
    expect(askAzure(rules, { attachedTo: ['k8s-subnet'] }).verdict).toBe('allowed');
  });

  it.each(listFiles('azure/c7n'))('within the recording of another tool are told not to be judged: %s', (file) => {
    expect(read(file).problems).toMatchObject([{ file, line: 1, severity: 'warning' }]);
  });
});

/** A row of `azure/expectations.tsv`: case, input, source, destination, protocol, port, expected, rule, needs, from. */
const expectations: readonly (readonly string[])[] = existsSync(path.join(foreignData, 'azure/expectations.tsv'))
  ? readFileSync(path.join(foreignData, 'azure/expectations.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
  : [];

/** In both snapshots VM1 stands in the first subnet and VM2 in the second. */
const subnetOf: Readonly<Record<string, string>> = { VM1: 'default', VM2: 'private' };

describe.skipIf(!isForeignDataPresent)('the expectations of Batfish', () => {
  scoreCases((name) => (name.startsWith('are met') ? 'Batfish, Azure' : undefined));

  it('are there', () => expect(expectations.length).toBeGreaterThanOrEqual(3));

  it.each(expectations)(
    'are met: %s: from %3$s to %4$s',
    (_case, input, source, destination, protocol, port, expected) => {
      const rules = read(...(input ?? '').split(';'));
      const [, name = '', address = ''] = /^(\S+) \(([\d.]+)\)$/.exec(source ?? '') ?? [];
      const to = /[\d.]+(?=\)?$)/.exec(destination ?? '')?.[0] ?? '';
      const asked: readonly AzureQuestion[] =
        protocol === 'any'
          ? [{ port: 443 }, { port: 53, protocol: 'UDP' }, { port: 1, protocol: 'SCTP' }]
          : [{ port: Number(port), protocol: protocol as 'TCP' | 'UDP' }];
      for (const question of asked) {
        const answer = askAzure(rules, { attachedTo: [subnetOf[name] ?? ''], nodes: [address], to: [to], ...question });
        expect(answer).toMatchObject({ verdict: expected, reasons: [] });
      }
    },
  );
});

// By the rules of the snapshot: VM1’s interface has VM1-nsg (default rules outbound), its subnet has none. VM2’s interface
// has VM2-nsg (default rules outbound), its subnet has subnet-nsg: allow 8080/tcp to 10.0.0.0/24, allow UDP, deny all.
describe.skipIf(!isForeignDataPresent)('an interface and a subnet with a group each (Batfish’s cloud-azure)', () => {
  scoreCases((name) => (name.startsWith('decide of') ? 'Batfish, Azure' : undefined));

  const rules = isForeignDataPresent ? read('azure/batfish/cloud-azure') : readRules([]);
  const vm1 = { attachedTo: ['vm1346', 'default'], nodes: ['10.0.0.4'] };
  const vm2 = { attachedTo: ['vm235', 'private'], nodes: ['10.0.1.4'] };

  it('are read, and other resources are told not to be rules', () => {
    expect(
      groupsIn('azure/batfish/cloud-azure')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['VM1-nsg', 'VM2-nsg', 'subnet-nsg']);
    expect(new Set(rules.problems.map(({ severity }) => severity))).toEqual(new Set(['warning']));
  });

  it.each<[string, AzureQuestion, string]>([
    ['VM1 to the internet', { ...vm1 }, 'allowed'],
    ['VM1 to VM2', { ...vm1, to: ['10.0.1.4'], port: 22 }, 'allowed'],
    ['VM2 to VM1 on 8080', { ...vm2, to: ['10.0.0.4'], port: 8080 }, 'allowed'],
    ['VM2 to VM1 on another port', { ...vm2, to: ['10.0.0.4'], port: 22 }, 'denied'],
    ['VM2 to its own subnet', { ...vm2, to: ['10.0.1.9'], port: 8080 }, 'denied'],
    ['VM2 to the internet', { ...vm2 }, 'denied'],
    ['VM2 to the internet over UDP', { ...vm2, port: 53, protocol: 'UDP' }, 'allowed'],
    ['VM2 to VM1 over UDP', { ...vm2, to: ['10.0.0.4'], port: 53, protocol: 'UDP' }, 'allowed'],
    ['VM2 by its interface, which is in its subnet', { ...vm2, attachedTo: ['vm235'] }, 'denied'],
    ['VM2 by its subnet alone', { ...vm2, attachedTo: ['private'] }, 'denied'],
  ])('decide of %s', (_what, question, verdict) => {
    expect(askAzure(rules, question)).toMatchObject({ verdict, reasons: [] });
  });
});
