import { describe, expect, it } from 'vitest';
import { Effort, mostOfList, tooMuch } from './effort.ts';
import { countRanges, flowsTo } from './flowSet.ts';
import { toRanges } from './addressSpaces.ts';
import { awsFormat } from '../formats/aws/awsFormat.ts';
import { azureFormat } from '../formats/azure/azureFormat.ts';
import { gcpFormat } from '../formats/gcp/gcpFormat.ts';
import { nftFormat } from '../formats/nodeFirewall/nft/nftFormat.ts';
import { askLayer, readDocumentsOf } from '../testing/askLayer.ts';

type Json = Readonly<Record<string, unknown>>;

const listOf = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Every other address, so that no two are next to each other. */
const members = listOf(5000, (index) => `203.${index >> 7}.113.${(index & 127) * 2}`);
const prefixes = members.map((member) => `${member}/32`);
const portOf = (index: number): number => 1000 + index;

const awsFiles = (rules: number): Json => ({
  'sg.json': {
    SecurityGroups: [
      {
        GroupId: 'sg-1',
        IpPermissions: [],
        IpPermissionsEgress: listOf(rules, (index) => ({
          IpProtocol: 'tcp',
          FromPort: portOf(index),
          ToPort: portOf(index),
          PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }],
        })),
      },
    ],
  },
  'pl.json': { PrefixLists: [{ PrefixListId: 'pl-0123456789abcdef0', PrefixListName: 'x', AddressFamily: 'IPv4' }] },
  'pl-0123456789abcdef0.json': { Entries: prefixes.map((Cidr) => ({ Cidr })) },
});

const azureFiles = (rules: number): Json => ({
  'nsg.json': [
    {
      id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/nsg',
      name: 'nsg',
      type: 'Microsoft.Network/networkSecurityGroups',
      subnets: [],
      defaultSecurityRules: [],
      securityRules: [
        ...listOf(rules, (index) => ({
          name: `rule-${index}`,
          access: 'Allow',
          direction: 'Outbound',
          priority: 100 + index,
          protocol: 'Tcp',
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: 'AzureCloud',
          destinationPortRange: String(portOf(index)),
        })),
        {
          name: 'nothing-else',
          access: 'Deny',
          direction: 'Outbound',
          priority: 4096,
          protocol: '*',
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: '*',
          destinationPortRange: '*',
        },
      ],
    },
  ],
  'tags.json': {
    type: 'Microsoft.Network/serviceTags',
    cloud: 'Public',
    values: [{ id: 'AzureCloud', name: 'AzureCloud', properties: { addressPrefixes: prefixes } }],
  },
});

const gcpFiles = (rules: number): Json => ({
  'policy.json': {
    kind: 'compute#firewallPolicy',
    name: 'policy',
    id: '1',
    associations: [{ attachmentTarget: 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc' }],
    rules: [
      ...listOf(rules, (index) => ({
        priority: index,
        direction: 'EGRESS',
        action: 'allow',
        match: {
          destAddressGroups: ['projects/p/locations/global/addressGroups/g'],
          layer4Configs: [{ ipProtocol: 'tcp', ports: [String(portOf(index))] }],
        },
      })),
      {
        priority: 100_000,
        direction: 'EGRESS',
        action: 'deny',
        match: { destIpRanges: ['0.0.0.0/0'], layer4Configs: [{ ipProtocol: 'all' }] },
      },
    ],
  },
  'group.json': { name: 'projects/p/locations/global/addressGroups/g', type: 'IPV4', items: prefixes },
});

const nftFiles = (rules: number): Json => ({
  'nft.json': {
    nftables: [
      { metainfo: { version: '1.0.6', json_schema_version: 1 } },
      { table: { family: 'inet', name: 'f' } },
      { chain: { family: 'inet', table: 'f', name: 'o', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' } },
      { set: { family: 'inet', name: 's', table: 'f', type: 'ipv4_addr', elem: members } },
      ...listOf(rules, (index) => ({
        rule: {
          family: 'inet',
          table: 'f',
          chain: 'o',
          expr: [
            { match: { op: '==', left: { payload: { protocol: 'ip', field: 'daddr' } }, right: '@s' } },
            { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: portOf(index) } },
            { accept: null },
          ],
        },
      })),
    ],
  },
});

describe('a list that rules share', () => {
  it.each([
    ['a prefix list of AWS', awsFormat, awsFiles, 'aws-security-group', ['sg-1']],
    ['a service tag of Azure', azureFormat, azureFiles, 'azure-nsg', ['nsg']],
    ['an address group of Google Cloud', gcpFormat, gcpFiles, 'gcp-firewall', ['vpc']],
    ['a set of nftables', nftFormat, nftFiles, 'node-firewall', []],
  ] as const)(
    'is worked out for a million ranges, and unknown from there on: %s',
    (_what, format, files, layer, at) => {
      const ask = (rules: number, index: number) =>
        askLayer(readDocumentsOf(format, files(rules)), {
          layer,
          attachedTo: at,
          to: members[77] ?? '',
          port: portOf(index),
        });
      expect(ask(100, 99)).toMatchObject({ verdict: 'allowed' });
      expect(ask(300, 0)).toMatchObject({ verdict: 'allowed' });
      const { verdict, reasons } = ask(300, 299);
      expect(verdict).toBe('unknown');
      expect(reasons).toContain(tooMuch);
    },
  );

  it('counts only what is more than rules write themselves', () => {
    const effort = new Effort(mostOfList);
    const [few, many] = [flowsTo(toRanges(prefixes.slice(0, 16))), flowsTo(toRanges(prefixes))];
    const taken = listOf(201, () => [effort.hasRoomFor(countRanges(few)), effort.hasRoomFor(countRanges(many))]);
    expect(taken.map(([ofFew]) => ofFew)).toEqual(listOf(201, () => true));
    expect(taken.map(([, ofMany]) => ofMany)).toEqual(listOf(201, (index) => index < 200));
  });
});
