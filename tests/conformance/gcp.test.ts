/**
 * Networks of Google Cloud as its REST API gave them to others, and answers of another judge (gcpdiag, transcribed from its
 * tests of traffic that leaves).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { askGcp, errorsOf, readGcp } from '#shared/network/formats/gcp/testing/askGcp.ts';
import type { GcpQuestion } from '#shared/network/formats/gcp/testing/askGcp.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { FormatReading } from '#shared/network/reading/ruleFormat.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import { foreignData, isForeignDataPresent, listFiles, readForeignFiles } from './foreignData.ts';
import { scoreCases } from './scoreCases.ts';

type Json = Readonly<Record<string, unknown>>;

const read = (file: string): FormatReading =>
  readGcp({ [file]: JSON.parse(readFileSync(path.join(foreignData, file), 'utf8')) as unknown });

describe.skipIf(!isForeignDataPresent)('recorded answers of Google’s API', () => {
  const recorded = listFiles('gcp/rest-body');

  it('are there', () => expect(recorded.length).toBeGreaterThanOrEqual(6));

  it.each(recorded)('are read without an error: %s', (file) => {
    const { problems } = readRules(readForeignFiles(file));
    expect(problems.map(({ severity, remedy }) => [severity, remedy !== undefined])).toEqual(
      problems.map(() => ['warning', true]),
    );
  });

  it.each([
    ['firewall-get__get-compute-v1-projects-cloud-custodian-global-firewalls-allow-inbound-xyz_1.json', 'default'],
    [
      'gke-cluster-filter-effective-firewall__get-compute-v1-projects-cloud-custodian-global-networks-gke-test-network-getEffectiveFirewalls_1.json',
      'gke-test-network-jldkfaskl',
    ],
    [
      'instance-effective-firewall__get-compute-v1-projects-cloud-custodian-zones-us-east4-c-instances-iap-test-webapp-getEffectiveFirewalls_1.json',
      'default',
    ],
  ])('have rules for arrivals alone, so that all may leave: %s', (file, network) => {
    const answer = askGcp(read(`gcp/rest-body/${file}`), { attachedTo: [network] });
    expect(answer).toMatchObject({ verdict: 'allowed', allowedBy: [expect.stringMatching(/\(65535\)$/)], reasons: [] });
  });

  it('that say that there is nothing, and recordings of another tool, are told not to be rules', () => {
    const files = [
      'gcp/rest-body/firewall-delete__get-compute-v1-projects-cloud-custodian-global-firewalls-test_1.json',
      'gcp/c7n',
    ];
    for (const { file } of files.flatMap(readForeignFiles)) {
      expect(readRules(readForeignFiles(file)).problems).toMatchObject([{ file, severity: 'warning' }]);
    }
  });
});

// The network has 34 rules for arrivals, most of them made by GKE, and a policy of the organisation that allows TCP and UDP
// to some addresses and hands on everything else.
describe.skipIf(!isForeignDataPresent)('a project with clusters of GKE (gcpdiag’s gke1)', () => {
  const file = 'gcp/gcpdiag/gke1/json-dumps/compute-effective-firewalls-default.json';
  const node = 'gke-gke1-c10b95be-node';

  it('is read without an error, its description and routes beside it, and told to lack the policies of regions', () => {
    const rules = readRules(
      ['compute-effective-firewalls-default', 'compute-network-default'].flatMap((name) =>
        readForeignFiles(`gcp/gcpdiag/gke1/json-dumps/${name}.json`),
      ),
    );
    expect(rules.problems.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', expect.stringContaining('No policy of a region')],
    ]);
    expect(rules.sources.map(({ holds }) => holds)).toEqual(['34 VPC firewall rules, 1 firewall policy', '1 network']);
  });

  it.each<[GcpQuestion, Verdict, RegExp]>([
    [{ to: '34.83.160.25' }, 'allowed', /^hierarchical policy default-firewall-policy: rule 1$/],
    [{ to: '34.83.160.25', protocol: 'UDP', port: 53 }, 'allowed', /rule 1$/],
    [{ to: '34.83.160.25', protocol: 'SCTP', port: 9 }, 'allowed', /\(65535\)$/],
    [{ to: '35.228.243.184', port: 5671 }, 'allowed', /rule 2$/],
    [{ to: '203.0.113.7' }, 'allowed', /\(65535\)$/],
    [{ to: '10.0.0.7', port: 22 }, 'allowed', /\(65535\)$/],
    [{ to: '2001:db8::1' }, 'allowed', /\(65535\)$/],
  ])('lets out %j: %s', (question, verdict, rule) => {
    for (const attachedTo of [['default'], [node], ['default', node]]) {
      const answer = askGcp(read(file), { attachedTo, ...question });
      expect(answer).toEqual({ verdict, allowedBy: [expect.stringMatching(rule)], deniedBy: [], reasons: [] });
    }
  });
});

const account = 'service-12340002@compute-system.iam.gserviceaccount.com';
const network = 'projects/gcpdiag-gce1-aaaa/global/networks/default';
const everything = [{ IPProtocol: 'all' }];
const tcp = (...ports: readonly string[]): readonly Json[] => [{ IPProtocol: 'tcp', ports }];

function leaving(name: string, priority: number, to: string | undefined, more: Json): Json {
  return { name, network, direction: 'EGRESS', priority, destinationRanges: to && [to], disabled: false, ...more };
}

function policyRule(priority: number, to: string, layer4: Json, more: Json = {}): Json {
  const match = { destIpRanges: [to], layer4Configs: [layer4] };
  return { priority, match, action: 'allow', direction: 'EGRESS', ...more };
}

/** Rules for traffic that leaves in gcpdiag's gce1. */
const effective: Json = {
  firewalls: [
    leaving('default-allow-ssh', 5, '0.0.0.0/0', { allowed: tcp('22') }),
    leaving('default-allow-rdp', 5, '0.0.0.0/0', { allowed: tcp('3389') }),
    leaving('fw-test-1000', 1, '35.190.247.13/32', { allowed: tcp('1688') }),
    leaving('fw-test-925', 2, '142.250.125.95/32', { allowed: everything }),
    leaving('fw-test-1050', 40, '45.100.0.0/24', { allowed: tcp('1234', '1000-2000', '2033'), sourceTags: ['foo'] }),
    leaving('fw-test-1025', 45, '0.0.0.0/0', { allowed: everything, targetTags: ['bar'] }),
    leaving('fw-test-950', 50, '0.0.0.0/0', { denied: everything }),
    leaving('fw-test-1075', 45, undefined, { allowed: tcp('4000'), sourceServiceAccounts: [account] }),
    leaving('fw-test-1065', 45, undefined, { allowed: tcp('4000'), targetServiceAccounts: [account] }),
  ],
  firewallPolicys: [
    {
      name: '856256210981',
      type: 'HIERARCHY',
      shortName: 'parent-folder-policy',
      rules: [
        policyRule(30, '10.101.0.1/32', { ipProtocol: 'tcp', ports: ['2000-2002'] }),
        policyRule(2_147_483_644, '::/0', { ipProtocol: 'all' }, { action: 'goto_next' }),
      ],
    },
    {
      name: '203310830110',
      type: 'HIERARCHY',
      shortName: 'sub-folder-policy',
      rules: [
        policyRule(25, '10.102.0.1/32', { ipProtocol: 'all' }, { targetServiceAccounts: [account] }),
        policyRule(25, '10.102.0.1/32', { ipProtocol: 'tcp', ports: ['2003'] }),
      ],
    },
  ],
};

/** Machines of which it is known what they have. */
const machines: readonly Json[] = (
  [
    ['plain', [], []],
    ['tagged foo', ['foo'], []],
    ['tagged bar', ['bar'], []],
    ['with the account', [], [account]],
    ['with another account', [], ['foobar@compute-system.iam.gserviceaccount.com']],
  ] as const
).map(([name, tags, accounts]) => ({
  kind: 'compute#instance',
  name,
  networkInterfaces: [{ network }],
  tags: { items: tags },
  serviceAccounts: accounts.map((email) => ({ email })),
}));

describe('the answers of gcpdiag about traffic that leaves', () => {
  scoreCases((name) => (name.startsWith('are met') ? 'gcpdiag' : undefined));

  it.each<[machine: string, to: string, port: number, verdict: Verdict, decidedBy: string]>([
    ['plain', '10.0.0.1', 21, 'denied', 'VPC firewall rule fw-test-950 (50)'],
    ['plain', '10.0.0.0/24', 21, 'denied', 'VPC firewall rule fw-test-950 (50)'],
    ['plain', '142.250.125.95', 1001, 'allowed', 'VPC firewall rule fw-test-925 (2)'],
    ['plain', '10.0.0.0/8', 1001, 'denied', 'VPC firewall rule fw-test-950 (50)'],
    ['plain', '35.190.247.13', 1688, 'allowed', 'VPC firewall rule fw-test-1000 (1)'],
    ['plain', '10.100.0.16/30', 1006, 'denied', 'VPC firewall rule fw-test-950 (50)'],
    ['tagged foo', '45.100.0.0/24', 2033, 'allowed', 'VPC firewall rule fw-test-1050 (40)'],
    ['tagged bar', '192.168.1.1', 1234, 'allowed', 'VPC firewall rule fw-test-1025 (45)'],
    ['with the account', '10.200.0.16/29', 4000, 'allowed', 'VPC firewall rule fw-test-1075 (45)'],
    ['plain', '10.101.0.1', 2001, 'allowed', 'hierarchical policy parent-folder-policy: rule 30'],
    ['plain', '10.102.0.1', 2003, 'allowed', 'hierarchical policy sub-folder-policy: rule 25'],
    ['with the account', '10.102.0.1', 2000, 'allowed', 'hierarchical policy sub-folder-policy: rule 25'],
    ['with another account', '10.102.0.1', 2000, 'denied', 'VPC firewall rule fw-test-950 (50)'],
  ])('are met: %s to %s on %i is %3$s', (machine, to, port, verdict, decidedBy) => {
    const reading = readGcp({ 'effective.json': effective, 'instances.json': machines });
    expect(errorsOf(reading)).toEqual([]);
    const { verdict: found, allowedBy, deniedBy } = askGcp(reading, { attachedTo: [machine], to, port });
    expect([found, ...allowedBy, ...deniedBy]).toEqual([verdict, decidedBy]);
  });
});
