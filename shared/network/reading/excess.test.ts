import { describe, expect, it } from 'vitest';
import { readRules } from './readRules.ts';
import { fileOf } from '../testing/rules.ts';

const linesOf = (count: number, before: readonly string[], filling: string): string =>
  `${[...before, ...Array.from({ length: count - before.length }, () => filling)].join('\n')}\n`;

const dump = (lines: number) => linesOf(lines, ['*filter', ':OUTPUT DROP [0:0]', 'COMMIT'], '# nothing');
const squid = (lines: number) => linesOf(lines, ['http_access deny all'], '# nothing');
/** Two objects, and the members of a set. */
const ruleset = (entries: number) => {
  const table = { table: { family: 'inet', name: 'filter', handle: 1 } };
  const elem = Array.from({ length: entries - 2 }, () => '203.0.113.7');
  const set = { set: { family: 'inet', table: 'filter', name: 'blocked', type: 'ipv4_addr', elem } };
  return JSON.stringify({ nftables: [table, set] });
};
/** A list of one group, with its rules, addresses and subnets. */
const groupOfAzure = (entries: number) => {
  const destinationAddressPrefixes = ['203.0.113.7', '203.0.113.8'];
  const rule = { name: 'rule', direction: 'Outbound', access: 'Deny', protocol: '*', priority: 100 };
  const ports = { sourcePortRange: '*', destinationPortRange: '*', sourceAddressPrefix: '*' };
  const subnets = Array.from({ length: entries - 4 }, () => ({ id: '/subnets/nodes' }));
  return JSON.stringify([
    { name: 'nsg', id: '/nsg', subnets, securityRules: [{ ...rule, ...ports, destinationAddressPrefixes }] },
  ]);
};
const groupOfAws = (entries: number) => {
  const Tags = Array.from({ length: entries - 3 }, () => ({ Key: 'team', Value: 'a' }));
  const IpPermissionsEgress = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '203.0.113.7/32' }] }];
  return JSON.stringify({ SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: [], IpPermissionsEgress, Tags }] });
};
const rulesOfGoogle = (entries: number) => {
  const about = { kind: 'compute#firewall', name: 'rule', network: 'global/networks/vpc', direction: 'EGRESS' };
  const destinationRanges = Array.from({ length: entries - 2 }, () => '203.0.113.7/32');
  return JSON.stringify([{ ...about, priority: 1000, denied: [{ IPProtocol: 'all' }], destinationRanges }]);
};

describe('a file of more rules than are judged', () => {
  it.each([
    ['of iptables', 'node.txt', dump, 100_000, 'node-firewall', 100_001, '100,000 lines'],
    ['of nftables', 'node.json', ruleset, 300_000, 'node-firewall', 1, '300,000 entries'],
    ['of squid', 'squid.conf', squid, 100_000, 'proxy', 100_001, '100,000 lines'],
    ['of Azure', 'azure.json', groupOfAzure, 750_000, 'azure-nsg', 1, '750,000 entries'],
    ['of AWS', 'aws.json', groupOfAws, 750_000, 'aws-security-group', 1, '750,000 entries'],
    ['of Google Cloud', 'gcp.json', rulesOfGoogle, 750_000, 'gcp-firewall', 1, '750,000 entries'],
  ] as const)(
    '%s leaves its layer unknown and is told; one of just so many is read',
    (_what, file, textOf, most, layer, line, bound) => {
      const within = readRules([fileOf(file, textOf(most))]);
      expect(within.layers.has(layer)).toBe(true);
      expect(within.clouded.has(layer)).toBe(false);
      const beyond = readRules([fileOf(file, textOf(most + 1))]);
      expect(beyond.layers.has(layer)).toBe(false);
      expect(beyond.clouded.get(layer)).toEqual([file]);
      expect(beyond.problems).toMatchObject([
        { file, line, severity: 'error', message: expect.stringContaining(bound) },
      ]);
    },
  );

  it('is no list that an acl of squid takes its values from: blocklists are that long', () => {
    const config = 'acl blocked dstdomain "/etc/squid/blocked.txt"\nhttp_access deny blocked\nhttp_access allow all\n';
    const list = linesOf(200_001, ['blocked.example.com'], 'other.example.com');
    const { layers, clouded } = readRules([fileOf('squid.conf', config), fileOf('blocked.txt', list)]);
    expect(layers.has('proxy')).toBe(true);
    expect(clouded.has('proxy')).toBe(false);
  });

  it('has the remedy of what is too much, not that of a plan of Terraform', () => {
    const about = { mode: 'managed', type: 'aws_security_group', name: 'nodes', address: 'aws_security_group.nodes' };
    const cidr_blocks = Array.from({ length: 750_001 }, () => '203.0.113.7/32');
    const values = { name: 'nodes', egress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks }] };
    const plan = { format_version: '1.2', planned_values: { root_module: { resources: [{ ...about, values }] } } };
    expect(readRules([fileOf('plan.json', JSON.stringify(plan))]).problems).toMatchObject([
      { message: expect.stringContaining('750,000 entries'), remedy: 'Export only what stands before the nodes.' },
    ]);
  });

  it('keeps the other files of its format', () => {
    const { layers, clouded } = readRules([fileOf('small.txt', dump(10)), fileOf('large.txt', dump(100_001))]);
    expect(layers.has('node-firewall')).toBe(true);
    expect(clouded.get('node-firewall')).toEqual(['large.txt']);
  });
});
