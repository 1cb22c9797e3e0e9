import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsQuestion } from './testing/askAws.ts';
import { askAws, readAws } from './testing/askAws.ts';

type Fields = Readonly<Record<string, unknown>>;

const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const httpsTo = (cidr: string): Fields => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  IpRanges: [{ CidrIp: cidr }],
});

function group(id: string, egress: readonly unknown[], more: Fields = {}): Fields {
  return {
    GroupId: id,
    GroupName: `name-of-${id}`,
    VpcId: 'vpc-1',
    IpPermissions: [],
    IpPermissionsEgress: egress,
    ...more,
  };
}

function networkInterface(id: string, address: string, groupIds: readonly string[], more: Fields = {}): Fields {
  return {
    NetworkInterfaceId: id,
    PrivateIpAddress: address,
    SubnetId: 'subnet-1',
    VpcId: 'vpc-1',
    Attachment: { InstanceId: `i-${id}`, DeviceIndex: 0 },
    Groups: groupIds.map((groupId) => ({ GroupId: groupId })),
    ...more,
  };
}

const groupFile = (...groups: readonly Fields[]): Fields => ({ 'groups.json': { SecurityGroups: groups } });
const interfaceFile = (...interfaces: readonly Fields[]): Fields => ({
  'interfaces.json': { NetworkInterfaces: interfaces },
});

const question: AwsQuestion = { layer: 'aws-security-group', attachedTo: ['sg-1'], to: '203.0.113.7' };
const ask = (files: Fields, more: Partial<AwsQuestion> = {}) => askAws(files, { ...question, ...more });
const verdict = (files: Fields, more: Partial<AwsQuestion> = {}) => ask(files, more).verdict;

describe('security groups', () => {
  it('let nothing out without an egress rule [W1]', () => {
    const answer = ask(groupFile(group('sg-1', [])));
    expect(answer.verdict).toBe('denied');
    expect(answer.deniedBy).toEqual(['security group sg-1 (name-of-sg-1)']);
  });

  it('of one interface are united: what one of them allows is allowed [W1]', () => {
    const files = groupFile(group('sg-1', []), group('sg-2', [httpsTo('0.0.0.0/0')]));
    expect(verdict(files)).toBe('denied');
    const both = ask(files, { attachedTo: ['sg-1', 'sg-2'] });
    expect(both.verdict).toBe('allowed');
    expect(both.allowedBy).toEqual(['security group sg-2 (name-of-sg-2): outbound TCP 443 to 0.0.0.0/0']);
  });

  // Stateful.
  it('need no rule for replies [W1]', () => {
    expect(verdict(groupFile(group('sg-1', [httpsTo('203.0.113.0/24')], { IpPermissions: [] })))).toBe('allowed');
  });

  it.each<[title: string, permission: Fields, question: Partial<AwsQuestion>, expected: string]>([
    ['the range holds', httpsTo('203.0.113.0/24'), {}, 'allowed'],
    ['the range does not hold', httpsTo('203.0.114.0/24'), {}, 'denied'],
    ['a part of the destinations is in range', httpsTo('203.0.113.0/25'), { to: '203.0.113.0/24' }, 'partly-allowed'],
    ['the port is another', httpsTo('0.0.0.0/0'), { port: 5671 }, 'denied'],
    ['the protocol is another', httpsTo('0.0.0.0/0'), { protocol: 'UDP' }, 'denied'],
    ['FromPort is above it', { ...httpsTo('0.0.0.0/0'), FromPort: 444, ToPort: 500 }, {}, 'denied'],
    ['ToPort is below it', { ...httpsTo('0.0.0.0/0'), FromPort: 1, ToPort: 442 }, {}, 'denied'],
    ['the ports begin at zero', { ...httpsTo('0.0.0.0/0'), FromPort: 0, ToPort: 443 }, {}, 'allowed'],
    ['TCP is written as a number', { ...httpsTo('0.0.0.0/0'), IpProtocol: '6' }, {}, 'allowed'],
    ['IPv4 is open and IPv6 is asked', everything, { to: '2001:db8::1' }, 'denied'],
    ['IPv6 is open', { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }, { to: '2001:db8::1' }, 'allowed'],
    ['-1 carries a port range, which does not count [W2]', { ...everything, FromPort: 80, ToPort: 80 }, {}, 'allowed'],
    [
      'it is protocol 132 with ports, which do not count',
      { ...httpsTo('0.0.0.0/0'), IpProtocol: '132' },
      { protocol: 'SCTP', port: 9 },
      'allowed',
    ],
    ['it is protocol 50', { ...everything, IpProtocol: '50' }, {}, 'denied'],
    [
      'it is ICMP, whose ports are types',
      { ...httpsTo('0.0.0.0/0'), IpProtocol: 'icmp', FromPort: -1, ToPort: -1 },
      {},
      'denied',
    ],
    ['it has a field that is not known', { ...httpsTo('0.0.0.0/0'), Condition: 'x' }, {}, 'unknown'],
    [
      'it has a field that is not known, and no peer',
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Condition: 'x' },
      {},
      'unknown',
    ],
    ['an unknown field is empty', { ...httpsTo('0.0.0.0/0'), Condition: null }, {}, 'allowed'],
    ['its protocol is not known', { ...httpsTo('0.0.0.0/0'), IpProtocol: 'quic' }, {}, 'unknown'],
    ['its protocol is written in capitals', { ...httpsTo('0.0.0.0/0'), IpProtocol: 'TCP' }, {}, 'allowed'],
    ['its protocol is a number that there is not', { ...everything, IpProtocol: '256' }, {}, 'unknown'],
    ['its protocol is another number', { ...everything, IpProtocol: '255' }, {}, 'denied'],
    ['a port is above all', { ...httpsTo('0.0.0.0/0'), ToPort: 65536 }, {}, 'unknown'],
    ['a port is below all', { ...httpsTo('0.0.0.0/0'), FromPort: -2 }, {}, 'unknown'],
    ['a port is a text', { ...httpsTo('0.0.0.0/0'), FromPort: '443' }, {}, 'unknown'],
    ['a port is a fraction', { ...httpsTo('0.0.0.0/0'), FromPort: 442.5 }, {}, 'unknown'],
    ['its ports are all', { ...httpsTo('0.0.0.0/0'), FromPort: 0, ToPort: 65535 }, {}, 'allowed'],
    ['ICMP has a type above all', { ...everything, IpProtocol: 'icmp', FromPort: 256, ToPort: 0 }, {}, 'unknown'],
    ['ICMP has a type below all', { ...everything, IpProtocol: 'icmp', FromPort: -2, ToPort: 0 }, {}, 'unknown'],
    ['ICMP has a code that is none', { ...everything, IpProtocol: 'icmp', FromPort: 8, ToPort: 0.5 }, {}, 'unknown'],
    ['ICMP has the last type', { ...everything, IpProtocol: 'icmp', FromPort: 255, ToPort: 255 }, {}, 'denied'],
    ['ICMPv6 has neither type nor code', { ...everything, IpProtocol: '58' }, {}, 'denied'],
    ['TCP has no ports', { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, {}, 'unknown'],
    ['its ports are the wrong way round', { ...httpsTo('0.0.0.0/0'), FromPort: 500, ToPort: 400 }, {}, 'unknown'],
    ['its range is none', httpsTo('anywhere'), {}, 'unknown'],
    ['its range is of the other family', httpsTo('::/0'), {}, 'unknown'],
    ['a peer is no object', { ...everything, IpRanges: ['0.0.0.0/0'] }, {}, 'unknown'],
    [
      'a peer has a field that is not known',
      { ...everything, IpRanges: [{ CidrIp: '0.0.0.0/0', Only: 'x' }] },
      {},
      'unknown',
    ],
  ])('where %s', (_, permission, more, expected) => {
    const files = groupFile(group('sg-1', [permission]));
    const reading = readAws(files);
    expect(askAws(reading, { ...question, ...more }).verdict).toBe(expected);
    expect(reading.problems.length > 0).toBe(expected === 'unknown');
  });

  it('are unknown where what goes out was left out of the export', () => {
    const reading = readAws(groupFile(group('sg-1', [], { IpPermissionsEgress: undefined })));
    expect(askAws(reading, question)).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'security group sg-1 (name-of-sg-1) is not understood: IpPermissionsEgress is missing, so that it is not known what it holds.',
      ],
    });
    expect(reading.problems).toHaveLength(1);
    expect(verdict(groupFile(group('sg-1', [])))).toBe('denied');
  });

  it('say where a rule stands that is not understood', () => {
    const { problems } = readAws(groupFile(group('sg-1', [everything, { ...everything, Condition: 'x' }])));
    expect(problems).toMatchObject([
      {
        place: { file: 'groups.json', document: 0, path: ['SecurityGroups', 0, 'IpPermissionsEgress', 1] },
        message: 'security group sg-1 (name-of-sg-1): outbound permission 1: the field “Condition” is not known.',
      },
    ]);
  });

  it('are unknown with a field of the group that is not known', () => {
    expect(verdict(groupFile(group('sg-1', [everything], { Mode: 'strange' })))).toBe('unknown');
  });
});

describe('what a security group layer is attached to', () => {
  const files = {
    ...groupFile(group('sg-1', [httpsTo('0.0.0.0/0')], { Tags: [{ Key: 'Name', Value: 'nodes' }] }), group('sg-2', [])),
    ...interfaceFile(
      networkInterface('eni-1', '10.0.0.4', ['sg-1'], { Tags: [{ Key: 'Name', Value: 'first' }] }),
      networkInterface('eni-2', '10.0.0.5', ['sg-2']),
      networkInterface('eni-3', '10.0.0.6', ['sg-1', 'sg-2']),
    ),
    'subnets.json': {
      Subnets: [
        { SubnetId: 'subnet-1', CidrBlock: '10.0.0.0/24', VpcId: 'vpc-1', Tags: [{ Key: 'Name', Value: 'private-a' }] },
      ],
    },
  };

  it.each([
    ['the id of a group', ['sg-1'], 'allowed'],
    ['the name of a group', ['name-of-sg-1'], 'allowed'],
    ['the tag Name of a group', ['nodes'], 'allowed'],
    ['an interface', ['eni-1'], 'allowed'],
    ['the tag Name of an interface', ['first'], 'allowed'],
    ['an instance', ['i-eni-1'], 'allowed'],
    ['an interface that has two groups', ['eni-3'], 'allowed'],
    ['an interface of which the group allows nothing', ['eni-2'], 'denied'],
    ['several interfaces, of which one does not allow', ['eni-1', 'eni-2'], 'denied'],
    ['a subnet, in which one interface does not allow', ['private-a'], 'denied'],
    ['nothing', [], 'unknown'],
    ['something that is not in the files', ['sg-9'], 'unknown'],
    ['something known and something unknown', ['sg-1', 'sg-9'], 'unknown'],
  ])('%s', (_, attachedTo, expected) => {
    expect(verdict(files, { attachedTo })).toBe(expected);
  });

  it('is unknown with a remedy where it is not found', () => {
    expect(ask(files, { attachedTo: ['sg-9'] }).reasons).toEqual([
      'No security group in the files is called sg-9, nor is an interface known there: add the output of `aws ec2 describe-security-groups` and `aws ec2 describe-network-interfaces`.',
    ]);
  });

  it('is unknown where a name means several groups', () => {
    const two = groupFile(
      group('sg-1', [everything], { GroupName: 'default' }),
      group('sg-2', [], { GroupName: 'default' }),
    );
    expect(ask(two, { attachedTo: ['default'] }).reasons).toEqual([
      '2 security groups are called default: write the id of the one that is meant.',
    ]);
  });

  it('is unknown where an interface has a group that is not in the files', () => {
    const stranger = {
      ...groupFile(group('sg-1', [])),
      ...interfaceFile(networkInterface('eni-1', '10.0.0.4', ['sg-1', 'sg-9'])),
    };
    expect(ask(stranger, { attachedTo: ['eni-1'] })).toMatchObject({
      verdict: 'unknown',
      reasons: ['The security group sg-9 is not in the files: add it with `aws ec2 describe-security-groups`.'],
    });
  });
});

describe('a security group as a peer', () => {
  const toGroup = (pair: Fields): Fields => ({ IpProtocol: '-1', UserIdGroupPairs: [pair] });
  const files = (pair: Fields, ...interfaces: readonly Fields[]): Fields => ({
    ...groupFile(group('sg-1', [toGroup(pair)]), group('sg-2', [])),
    ...interfaceFile(...interfaces),
  });
  // Without groups of its own the other side filters nothing, so that only the reference is tested.
  const member = networkInterface('eni-2', '10.0.0.9', ['sg-2']);
  const anyFamily = { ...everything, Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
  const letsIn = { GroupId: 'sg-2', IpPermissions: [anyFamily], IpPermissionsEgress: [] };
  const opened = (pair: Fields, ...interfaces: readonly Fields[]): Fields => ({
    'groups.json': { SecurityGroups: [group('sg-1', [toGroup(pair)]), letsIn] },
    ...interfaceFile(...interfaces),
  });

  it('means the private addresses of its interfaces [W3]', () => {
    expect(verdict(opened({ GroupId: 'sg-2' }, member), { to: '10.0.0.9' })).toBe('allowed');
  });

  it('never means a public address [W3]', () => {
    const withPublic = { ...member, Association: { PublicIp: '203.0.113.7' } };
    expect(verdict(opened({ GroupId: 'sg-2' }, withPublic), { to: '203.0.113.7' })).toBe('denied');
  });

  it.each<[string, Fields, string]>([
    ['addresses beside the first', { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.7.9' }] }, '10.0.7.9'],
    ['addresses of IPv6', { Ipv6Addresses: [{ Ipv6Address: 'fd00::9' }] }, 'fd00::9'],
    ['delegated prefixes', { Ipv4Prefixes: [{ Ipv4Prefix: '10.0.7.0/28' }] }, '10.0.7.9'],
    ['delegated prefixes of IPv6', { Ipv6Prefixes: [{ Ipv6Prefix: 'fd00:0:0:7::/80' }] }, 'fd00:0:0:7::9'],
  ])('means all that its interfaces have: %s [W3]', (_what, more, to) => {
    const having = { ...member, ...more };
    expect(verdict(opened({ GroupId: 'sg-2' }, having), { to })).toBe('allowed');
    const bare = { ...having, Groups: [] };
    expect(verdict(opened({ GroupId: 'sg-2' }, bare), { to })).toBe('denied');
  });

  it('is unknown for private addresses that the files do not show', () => {
    expect(verdict(files({ GroupId: 'sg-2' }), { to: '10.0.0.9' })).toBe('unknown');
  });

  it.each<[title: string, vpc: Fields]>([
    ['its range', { CidrBlock: '198.51.100.0/24' }],
    ['a range beside it', { CidrBlockAssociationSet: [{ CidrBlock: '198.51.100.0/24' }] }],
    ['its range of IPv6', { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8:1::/56' }] }],
  ])('is unknown for addresses of the VPC that the files do not show: %s', (_, vpc) => {
    const to = 'Ipv6CidrBlockAssociationSet' in vpc ? '2001:db8:1::9' : '198.51.100.9';
    const described = { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default', ...vpc }] };
    expect(verdict({ ...files({ GroupId: 'sg-2' }), 'vpcs.json': described }, { to })).toBe('unknown');
    expect(verdict(files({ GroupId: 'sg-2' }), { to })).toBe('denied');
  });

  it('does not mean interfaces that are known to have other groups', () => {
    const other = networkInterface('eni-3', '10.0.0.10', []);
    expect(verdict(opened({ GroupId: 'sg-2' }, member, other), { to: '10.0.0.10' })).toBe('denied');
  });

  // The rules of the group that is named are not inherited.
  it('does not bring that group’s own rules with it [W3]', () => {
    const generous = { GroupId: 'sg-2', IpPermissions: [everything], IpPermissionsEgress: [everything] };
    const inherited = { 'groups.json': { SecurityGroups: [group('sg-1', [toGroup({ GroupId: 'sg-2' })]), generous] } };
    expect(verdict(inherited)).toBe('denied');
  });

  // Stale and peered references.
  it.each([
    ['of a peered VPC', { GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active' }],
    ['that names a peering, without its status', { GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1' }],
    ['whose peering is gone', { GroupId: 'sg-2', PeeringStatus: 'deleted' }],
  ])('%s is unknown [W3]', (_, pair) => {
    expect(verdict(opened(pair, member), { to: '10.0.0.9' })).toBe('unknown');
  });
});

it('a security group may be named by its ARN', () => {
  const SecurityGroupArn = 'arn:aws:ec2:eu-west-1:0:security-group/sg-1';
  const files = groupFile(group('sg-1', [everything], { SecurityGroupArn }), group('sg-2', []));
  expect(verdict(files, { attachedTo: [SecurityGroupArn] })).toBe('allowed');
});

describe('a prefix list as a peer', () => {
  const toList = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId: 'pl-11111111' }] };
  const groups = groupFile(group('sg-1', [toList]));
  const entries = (...cidrs: readonly string[]): Fields => ({ Entries: cidrs.map((Cidr) => ({ Cidr })) });

  it('is unknown without its entries, and says how to get them [W4]', () => {
    expect(ask(groups)).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'The entries of the prefix list pl-11111111 are not given: add the output of `aws ec2 get-managed-prefix-list-entries --prefix-list-id pl-11111111` as pl-11111111.json.',
      ],
    });
  });

  it.each([
    [
      'entries that hold the destination',
      { 'pl-11111111.json': entries('198.51.100.0/24', '203.0.113.0/24') },
      'allowed',
    ],
    ['entries that do not', { 'pl-11111111.json': entries('198.51.100.0/24') }, 'denied'],
    [
      'a list that was cut short',
      { 'pl-11111111.json': { ...entries('198.51.100.0/24'), NextToken: 'more' } },
      'unknown',
    ],
    ['an entry that is no range', { 'pl-11111111.json': entries('everywhere') }, 'unknown'],
    [
      'describe-prefix-lists',
      {
        'lists.json': {
          PrefixLists: [{ PrefixListId: 'pl-11111111', PrefixListName: 's3', Cidrs: ['203.0.113.0/24'] }],
        },
      },
      'allowed',
    ],
    [
      'entries in a file named after the list’s name',
      {
        'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', PrefixListName: 'office' }] },
        'office.json': entries('203.0.113.0/24'),
      },
      'allowed',
    ],
    // MaxEntries and the version say nothing about what is reached.
    [
      'a larger MaxEntries than entries [W4]',
      {
        'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', MaxEntries: 60, Version: 3 }] },
        'pl-11111111.json': entries('203.0.113.0/24'),
      },
      'allowed',
    ],
    [
      'a list of the other family without entries',
      { 'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', AddressFamily: 'IPv6' }] } },
      'denied',
    ],
    [
      'a list of the same family without entries',
      { 'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', AddressFamily: 'IPv4' }] } },
      'unknown',
    ],
    [
      'two files that differ in where a range ends',
      { 'a-pl-11111111.json': entries('203.0.113.0/24'), 'b-pl-11111111.json': entries('203.0.113.0/25') },
      'unknown',
    ],
    [
      'two files that differ in where a range begins',
      { 'a-pl-11111111.json': entries('203.0.113.0/24'), 'b-pl-11111111.json': entries('203.0.113.128/25') },
      'unknown',
    ],
    [
      'two files that contradict each other',
      { 'a-pl-11111111.json': entries('203.0.113.0/24'), 'b-pl-11111111.json': entries('198.51.100.0/24') },
      'unknown',
    ],
  ])('with %s', (_, files, expected) => {
    expect(verdict({ ...groups, ...files })).toBe(expected);
  });

  it('is not looked for in addresses of the other family', () => {
    const ofFamily = (AddressFamily: string): Fields => ({
      ...groups,
      'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', AddressFamily }] },
    });
    expect(verdict(ofFamily('IPv4'), { to: '2001:db8::1' })).toBe('denied');
    expect(verdict(ofFamily('IPv6'), { to: '2001:db8::1' })).toBe('unknown');
  });

  it('reports entries of which nothing says to what list they belong', () => {
    expect(readAws({ 'entries.json': entries('203.0.113.0/24') }).problems).toMatchObject([
      { place: { file: 'entries.json' }, remedy: 'Name the file after the list, such as pl-0123456789abcdef0.json.' },
    ]);
  });
});

describe('traffic that security groups do not filter', () => {
  const closed = groupFile(group('sg-1', []));
  const vpcs = { 'vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.1.0.0/16', InstanceTenancy: 'default' }] } };

  it.each([
    ['the DNS server of the VPC', '10.1.0.2', 53, 'allowed'],
    ['instance metadata', '169.254.169.254', 80, 'allowed'],
    ['task metadata', '169.254.170.2', 80, 'allowed'],
    ['time', '169.254.169.123', 123, 'allowed'],
    ['another DNS server, which is filtered', '10.1.0.3', 53, 'denied'],
    ['a DNS server of another network', '10.2.0.2', 53, 'denied'],
  ])('%s [W5]', (_, to, port, expected) => {
    expect(verdict({ ...closed, ...vpcs }, { to, port, protocol: 'UDP' })).toBe(expected);
  });

  // That of another VPC is filtered like everything else.
  it('is the DNS server of the VPC that the group is in, and of no other', () => {
    const Vpcs = [
      { VpcId: 'vpc-1', CidrBlock: '10.1.0.0/16', InstanceTenancy: 'default' },
      { VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16', InstanceTenancy: 'default' },
    ];
    const dns = { port: 53, protocol: 'UDP' } as const;
    expect(verdict({ ...closed, 'vpcs.json': { Vpcs } }, { ...dns, to: '10.1.0.2' })).toBe('allowed');
    expect(verdict({ ...closed, 'vpcs.json': { Vpcs } }, { ...dns, to: '10.2.0.2' })).toBe('denied');
    expect(verdict({ ...closed, 'vpcs.json': { Vpcs: Vpcs.slice(1) } }, { ...dns, to: '10.1.0.2' })).toBe('unknown');
  });

  it.each([
    ['is unknown where it may be the VPC’s own', '10.1.0.2', 53, 'unknown'],
    ['is denied where it can’t be', '10.1.0.3', 53, 'denied'],
    ['is denied on other ports', '10.1.0.2', 443, 'denied'],
    ['is denied outside of private networks', '203.0.113.2', 53, 'denied'],
  ])('a DNS server %s, as long as the VPC is not given [W5]', (_, to, port, expected) => {
    expect(verdict(closed, { to, port })).toBe(expected);
  });
});

describe('an interface of the files as the destination', () => {
  const files = (inbound: readonly unknown[], endpoint: Fields = {}): Fields => ({
    ...groupFile(group('sg-1', [everything]), group('sg-endpoint', [], { IpPermissions: inbound })),
    ...interfaceFile(
      networkInterface('eni-1', '10.0.0.4', ['sg-1']),
      networkInterface('eni-9', '10.0.9.9', ['sg-endpoint'], { InterfaceType: 'vpc_endpoint', Attachment: {} }),
    ),
    'endpoints.json': {
      VpcEndpoints: [
        {
          VpcEndpointId: 'vpce-1',
          ServiceName: 's',
          VpcEndpointType: 'Interface',
          NetworkInterfaceIds: ['eni-9'],
          ...endpoint,
        },
      ],
    },
  });
  const from = (source: Fields): readonly unknown[] => [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...source }];

  it.each([
    ['does not let it in without a rule', [], 'denied'],
    ['lets in what comes from its range', from({ IpRanges: [{ CidrIp: '10.0.0.0/24' }] }), 'allowed'],
    ['does not let in what comes from elsewhere', from({ IpRanges: [{ CidrIp: '10.0.1.0/24' }] }), 'denied'],
    ['lets in members of a group', from({ UserIdGroupPairs: [{ GroupId: 'sg-1' }] }), 'allowed'],
    ['does not let in members of another group', from({ UserIdGroupPairs: [{ GroupId: 'sg-endpoint' }] }), 'denied'],
    ['does not let in another port', [{ ...httpsTo('0.0.0.0/0'), FromPort: 80, ToPort: 80 }], 'denied'],
    ['may let in by a list that is not known', from({ PrefixListIds: [{ PrefixListId: 'pl-11111111' }] }), 'unknown'],
    ['may let in by a rule that is not understood', [{ ...everything, Condition: 'x' }], 'unknown'],
  ])('%s [W8]', (_, inbound, expected) => {
    expect(verdict(files(inbound), { attachedTo: ['eni-1'], to: '10.0.9.9' })).toBe(expected);
  });

  it('lets in what has the group that it lets in, where that is attached by its id', () => {
    const groupAlone = {
      ...files(from({ UserIdGroupPairs: [{ GroupId: 'sg-1' }] })),
      ...interfaceFile(networkInterface('eni-9', '10.0.9.9', ['sg-endpoint'])),
    };
    expect(verdict(groupAlone, { to: '10.0.9.9' })).toBe('allowed');
  });

  it('is unknown where its own group is', () => {
    const twice = files(from({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }));
    const other = { SecurityGroups: [group('sg-endpoint', [])] };
    expect(verdict(twice, { attachedTo: ['eni-1'], to: '10.0.9.9' })).toBe('allowed');
    expect(verdict({ ...twice, 'other.json': other }, { attachedTo: ['eni-1'], to: '10.0.9.9' })).toBe('unknown');
  });

  it('is unknown where one of its groups is not in the files, and the others do not let it in', () => {
    const asked = { attachedTo: ['eni-1'], to: '10.0.9.9' };
    const both = (inbound: readonly unknown[], ...groupIds: readonly string[]): Fields => ({
      ...files(inbound),
      ...interfaceFile(
        networkInterface('eni-1', '10.0.0.4', ['sg-1']),
        networkInterface('eni-9', '10.0.9.9', groupIds, { InterfaceType: 'vpc_endpoint', Attachment: {} }),
      ),
    });
    const open = from({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    expect(verdict(both([], 'sg-endpoint'), asked)).toBe('denied');
    expect(verdict(both([], 'sg-endpoint', 'sg-9'), asked)).toBe('unknown');
    expect(verdict(both(open, 'sg-endpoint', 'sg-9'), asked)).toBe('allowed');
  });

  it('goes by the addresses of the plan where a group is attached by its id', () => {
    const limited = files(from({ IpRanges: [{ CidrIp: '10.0.0.0/24' }] }));
    expect(verdict(limited, { to: '10.0.9.9', nodes: ['10.0.0.0/25'] })).toBe('allowed');
    expect(verdict(limited, { to: '10.0.9.9', nodes: ['10.0.0.0/16'] })).toBe('unknown');
    expect(verdict(limited, { to: '10.0.9.9', nodes: ['10.5.0.0/16'] })).toBe('denied');
    expect(ask(limited, { to: '10.0.9.9' }).reasons[0]).toContain('network.nodeCidrs');
  });

  // Endpoint policies are IAM.
  it('is unknown behind an endpoint policy that is more than full access [W8]', () => {
    const open = from({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    const policy = (Action: string, more: Fields = {}): Fields => ({
      PolicyDocument: JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*', ...more }],
      }),
    });
    const asked = { attachedTo: ['eni-1'], to: '10.0.9.9' };
    expect(verdict(files(open, policy('*')), asked)).toBe('allowed');
    expect(verdict(files(open, policy('s3:GetObject')), asked)).toBe('unknown');
    expect(verdict(files(open, policy('*', { Condition: { StringEquals: {} } })), asked)).toBe('unknown');
    expect(verdict(files(open, policy('*', { Effect: 'Deny' })), asked)).toBe('unknown');
    expect(verdict(files(open, policy('*', { Resource: 'arn:aws:s3:::bucket' })), asked)).toBe('unknown');
    expect(verdict(files(open, policy('*', { Principal: { AWS: '1' } })), asked)).toBe('unknown');
    expect(verdict(files(open, { PolicyDocument: '{"Statement":[]}' }), asked)).toBe('unknown');
    expect(verdict(files(open, { PolicyDocument: '' }), asked)).toBe('allowed');
  });
});

describe('an interface without groups in the files', () => {
  it('is unknown, since every interface of an instance has one', () => {
    const files = { ...groupFile(group('sg-1', [])), ...interfaceFile(networkInterface('eni-1', '10.0.0.4', [])) };
    expect(ask(files, { attachedTo: ['eni-1'] })).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'Which security groups network interface eni-1 has is not in the files: add the output of `aws ec2 describe-network-interfaces`.',
      ],
    });
  });

  it('may let anything in where it is known what its group lets out alone', () => {
    const files = {
      ...groupFile(group('sg-1', [everything]), group('sg-9', [], { IpPermissions: undefined })),
      ...interfaceFile(networkInterface('eni-9', '10.0.9.9', ['sg-9'])),
    };
    expect(verdict(files, { to: '10.0.9.9' })).toBe('unknown');
    expect(verdict(files)).toBe('allowed');
  });
});

describe('pods with groups of their own', () => {
  const policy = {
    apiVersion: 'vpcresources.k8s.aws/v1beta1',
    kind: 'SecurityGroupPolicy',
    metadata: { namespace: 'pdp', name: 'gateway' },
    spec: { podSelector: {}, securityGroups: { groupIds: ['sg-2'] } },
  };
  const groups = groupFile(group('sg-1', [everything]), group('sg-2', [httpsTo('10.0.0.0/8')]));

  it('make the node’s groups unknown as an answer [W10]', () => {
    expect(ask({ ...groups, 'policy.yaml': policy })).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'SecurityGroupPolicy pdp/gateway gives the pods that it selects the groups sg-2: attach the layer to these for such pods.',
      ],
    });
  });

  it('are found in a list as kubectl prints it', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [{ kind: 'Pod' }, policy] };
    expect(ask({ ...groups, 'policies.yaml': list }).reasons[0]).toContain('SecurityGroupPolicy pdp/gateway');
    expect(readAws({ 'policies.yaml': list }).found).toMatchObject([{ place: { path: ['items', 1] } }]);
  });

  it('are judged by them where the layer is attached to them [W10]', () => {
    expect(verdict({ ...groups, 'policy.yaml': policy }, { attachedTo: ['sg-2'] })).toBe('denied');
  });

  it('are not joined with those of the node where both are named [W10]', () => {
    expect(verdict({ ...groups, 'policy.yaml': policy }, { attachedTo: ['sg-1', 'sg-2'] })).toBe('denied');
    expect(verdict(groups, { attachedTo: ['sg-1', 'sg-2'] })).toBe('allowed');
  });

  it('need DNS to the cluster’s own servers opened, like anything else [W11]', () => {
    const dns = { to: '10.0.0.53', port: 53, protocol: 'UDP', attachedTo: ['sg-2'] } as const;
    const vpcs = { 'vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' }] } };
    expect(verdict({ ...groups, ...vpcs }, dns)).toBe('denied');
  });
});

describe('security group rules one by one', () => {
  const rule = (more: Fields): Fields => ({
    SecurityGroupRuleId: 'sgr-1',
    GroupId: 'sg-1',
    IsEgress: true,
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    ...more,
  });
  const rules = (...list: readonly Fields[]): Fields => ({ 'rules.json': { SecurityGroupRules: list } });

  it.each([
    ['an IPv4 range', rule({ CidrIpv4: '0.0.0.0/0' }), {}, 'allowed'],
    ['an IPv6 range', rule({ CidrIpv6: '::/0' }), { to: '2001:db8::1' }, 'allowed'],
    ['an IPv6 range, asked for IPv4', rule({ CidrIpv6: '::/0' }), {}, 'denied'],
    ['a prefix list', rule({ PrefixListId: 'pl-11111111' }), {}, 'unknown'],
    ['a group', rule({ ReferencedGroupInfo: { GroupId: 'sg-2' } }), { to: '10.0.0.1' }, 'unknown'],
    ['a group, asked for a public address', rule({ ReferencedGroupInfo: { GroupId: 'sg-2' } }), {}, 'denied'],
    ['the inbound direction', rule({ CidrIpv4: '0.0.0.0/0', IsEgress: false }), {}, 'denied'],
    ['no direction', rule({ CidrIpv4: '0.0.0.0/0', IsEgress: undefined }), {}, 'unknown'],
    ['no peer', rule({}), {}, 'unknown'],
    ['two peers', rule({ CidrIpv4: '0.0.0.0/0', CidrIpv6: '::/0' }), {}, 'unknown'],
    ['a field that is not known', rule({ CidrIpv4: '0.0.0.0/0', Condition: 'x' }), {}, 'unknown'],
    [
      'a field of the group that is not known',
      rule({ ReferencedGroupInfo: { GroupId: 'sg-2', Kind: 'x' } }),
      {},
      'unknown',
    ],
    ['every protocol', rule({ CidrIpv4: '0.0.0.0/0', IpProtocol: '-1', FromPort: -1, ToPort: -1 }), {}, 'allowed'],
  ])('with %s', (_, one, more, expected) => {
    expect(verdict(rules(one), more)).toBe(expected);
  });

  it('reach what the entries of their prefix list hold', () => {
    const listed = (Cidr: string): Fields => ({
      ...rules(rule({ PrefixListId: 'pl-11111111' })),
      'pl-11111111.json': { Entries: [{ Cidr }] },
    });
    expect(verdict(listed('203.0.113.0/24'))).toBe('allowed');
    expect(verdict(listed('198.51.100.0/24'))).toBe('denied');
  });

  it('may be repeated word by word, but not in other words', () => {
    const open = rule({ CidrIpv4: '0.0.0.0/0' });
    expect(verdict(rules(open, open))).toBe('allowed');
    const reading = readAws(rules(rule({ CidrIpv4: '10.0.0.0/8' }), open));
    expect(askAws(reading, question).verdict).toBe('unknown');
    expect(reading.problems).toHaveLength(1);
  });

  it('that were cut short leave the group unknown', () => {
    const cut = { 'rules.json': { SecurityGroupRules: [rule({ CidrIpv4: '10.0.0.0/8' })], NextToken: 'more' } };
    expect(verdict(cut)).toBe('unknown');
    expect(readAws(cut).problems).toMatchObject([
      { message: 'The list was cut short, and what comes after is not known.' },
    ]);
  });

  it('agree with the group that they are of, or leave it unknown', () => {
    const described = groupFile(group('sg-1', [httpsTo('0.0.0.0/0')]));
    expect(verdict({ ...described, ...rules(rule({ CidrIpv4: '0.0.0.0/0' })) })).toBe('allowed');
    const other = { ...described, ...rules(rule({ CidrIpv4: '10.0.0.0/8' })) };
    expect(ask(other)).toMatchObject({
      verdict: 'unknown',
      reasons: ['security group sg-1 (name-of-sg-1) is described differently in groups.json and rules.json.'],
    });
    expect(verdict({ ...described, ...rules(rule({ CidrIpv4: '0.0.0.0/0', ToPort: 444 })) })).toBe('unknown');
    expect(verdict({ ...described, ...rules(rule({ CidrIpv4: '0.0.0.0/0', Condition: 'x' })) })).toBe('unknown');
  });
});

describe('the rules of security groups', () => {
  const permission = fc.record({
    IpProtocol: fc.constantFrom('tcp', 'udp', '-1'),
    FromPort: fc.constantFrom(0, 80, 443),
    ToPort: fc.constantFrom(443, 65535),
    cidr: fc.constantFrom('0.0.0.0/0', '203.0.113.0/24', '203.0.113.0/25', '198.51.100.0/24'),
  });
  const toPermission = ({ cidr, ...ports }: { cidr: string }): Fields => ({ ...ports, IpRanges: [{ CidrIp: cidr }] });
  const of = (permissions: readonly { readonly cidr: string }[]): Fields =>
    groupFile(group('sg-1', permissions.map(toPermission)));
  const asked: readonly Partial<AwsQuestion>[] = [
    {},
    { port: 80 },
    { protocol: 'UDP' },
    { to: '203.0.113.0/24' },
    { to: '198.51.100.9' },
  ];
  const verdicts = (permissions: readonly { readonly cidr: string }[]): readonly string[] =>
    asked.map((more) => verdict(of(permissions), more));
  const permissions = fc.array(permission, { maxLength: 5 });

  it('decide the same in any order', () => {
    fc.assert(
      fc.property(
        permissions.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(verdicts(shuffled)).toEqual(verdicts(list));
        },
      ),
    );
  });

  it('never take away by what is added', () => {
    const ranks = ['denied', 'partly-allowed', 'allowed'];
    fc.assert(
      fc.property(permissions, permission, (list, added) => {
        const [before, after] = [verdicts(list), verdicts([...list, added])];
        for (const [index, verdictBefore] of before.entries()) {
          expect(ranks.indexOf(after[index] ?? '')).toBeGreaterThanOrEqual(ranks.indexOf(verdictBefore));
        }
      }),
    );
  });

  it('decide the same where a range is split in two', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const split = list.flatMap((one) =>
          one.cidr === '203.0.113.0/24'
            ? ['203.0.113.0/25', '203.0.113.128/25'].map((cidr) => ({ ...one, cidr }))
            : [one],
        );
        expect(verdicts(split)).toEqual(verdicts(list));
      }),
    );
  });
});
