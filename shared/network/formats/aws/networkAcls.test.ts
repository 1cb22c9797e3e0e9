import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsQuestion } from './testing/askAws.ts';
import { askAws, readAws } from './testing/askAws.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Entry {
  readonly number: number;
  readonly action?: 'allow' | 'deny';
  readonly cidr?: string;
  readonly protocol?: string;
  readonly ports?: readonly [number, number];
  readonly more?: Fields;
}

const toEntry =
  (Egress: boolean) =>
  ({ number, action = 'allow', cidr = '0.0.0.0/0', protocol = '6', ports, more }: Entry): Fields => ({
    RuleNumber: number,
    RuleAction: action,
    Egress,
    Protocol: protocol,
    [cidr.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: cidr,
    ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
    ...more,
  });

const finalDeny = (cidr = '0.0.0.0/0'): Entry => ({ number: 32767, action: 'deny', cidr, protocol: '-1' });

function acl(
  id: string,
  subnetIds: readonly string[],
  outbound: readonly Entry[],
  inbound: readonly Entry[],
  more: Fields = {},
): Fields {
  return {
    NetworkAclId: id,
    VpcId: 'vpc-1',
    Associations: subnetIds.map((SubnetId) => ({ NetworkAclAssociationId: 'a', NetworkAclId: id, SubnetId })),
    Entries: [...outbound, finalDeny()].map(toEntry(true)).concat([...inbound, finalDeny()].map(toEntry(false))),
    ...more,
  };
}

const subnet = (SubnetId: string, CidrBlock: string, more: Fields = {}): Fields => ({
  SubnetId,
  CidrBlock,
  VpcId: 'vpc-1',
  ...more,
});

const all: Entry = { number: 100, protocol: '-1' };
const httpsOut: Entry = { number: 100, ports: [443, 443] };
const linuxReplies: Entry = { number: 100, ports: [32768, 60999] };
const anyReplies: Entry = { number: 100, ports: [1024, 65535] };

const files = (outbound: readonly Entry[], inbound: readonly Entry[], more: Fields = {}): Fields => ({
  'acls.json': { NetworkAcls: [acl('acl-1', ['subnet-1'], outbound, inbound, more)] },
  'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24', { Tags: [{ Key: 'Name', Value: 'private-a' }] })] },
});

const question: AwsQuestion = { layer: 'aws-network-acl', attachedTo: ['subnet-1'], to: '203.0.113.7' };
const ask = (of: Fields, more: Partial<AwsQuestion> = {}) => askAws(of, { ...question, ...more });
const verdict = (of: Fields, more: Partial<AwsQuestion> = {}) => ask(of, more).verdict;

describe('network ACLs', () => {
  it('need the packets out and the replies in [W6, W7]', () => {
    expect(verdict(files([httpsOut], [linuxReplies]))).toBe('allowed');
    expect(ask(files([], [linuxReplies]))).toMatchObject({
      verdict: 'denied',
      deniedBy: ['network ACL acl-1: outbound 32767 deny all traffic to 0.0.0.0/0'],
    });
    expect(ask(files([httpsOut], []))).toMatchObject({
      verdict: 'denied',
      deniedBy: ['network ACL acl-1: inbound 32767 deny all traffic from 0.0.0.0/0 (replies)'],
    });
  });

  it.each<[title: string, inbound: readonly Entry[], expected: string]>([
    ['to every port that a Linux node uses', [linuxReplies], 'allowed'],
    ['to all unprivileged ports', [anyReplies], 'allowed'],
    [
      'to those ports in two entries',
      [
        { number: 1, ports: [32768, 40000] },
        { number: 2, ports: [40001, 60999] },
      ],
      'allowed',
    ],
    ['to a part of those ports', [{ number: 1, ports: [32768, 40000] }], 'unknown'],
    ['to ports that only other systems use', [{ number: 1, ports: [1025, 5000] }], 'denied'],
    ['from the destination', [{ ...linuxReplies, cidr: '203.0.113.0/24' }], 'allowed'],
    ['from elsewhere', [{ ...linuxReplies, cidr: '198.51.100.0/24' }], 'denied'],
    ['over UDP only', [{ ...linuxReplies, protocol: '17' }], 'denied'],
    [
      'except from the destination',
      [{ number: 1, action: 'deny', cidr: '203.0.113.0/24', protocol: '-1' }, linuxReplies],
      'denied',
    ],
    ['except to one port', [{ number: 1, action: 'deny', ports: [50000, 50000] }, linuxReplies], 'unknown'],
  ])('let replies back %s [W7]', (_, inbound, expected) => {
    expect(verdict(files([all], inbound))).toBe(expected);
  });

  it('say on what it depends whether replies come back', () => {
    expect(ask(files([all], [{ number: 1, ports: [32768, 40000] }])).reasons).toEqual([
      'network ACL acl-1: inbound 32767 deny all traffic from 0.0.0.0/0 lets replies back to some of the ports 32768-60999 and not to others.',
    ]);
  });

  it('let replies of some destinations back and of others not', () => {
    const half: Entry = { ...linuxReplies, cidr: '203.0.113.0/25' };
    expect(verdict(files([all], [half]), { to: '203.0.113.0/24' })).toBe('partly-allowed');
  });

  it.each<[title: string, outbound: readonly Entry[], question: Partial<AwsQuestion>, expected: string]>([
    [
      'the lowest number',
      [
        { number: 20, action: 'deny', protocol: '-1' },
        { number: 10, protocol: '-1' },
      ],
      {},
      'allowed',
    ],
    [
      'the first match of more',
      [{ number: 10, action: 'deny', cidr: '203.0.113.0/24', protocol: '-1' }, all],
      {},
      'denied',
    ],
    [
      'no entry that does not match',
      [{ number: 10, action: 'deny', cidr: '198.51.100.0/24', protocol: '-1' }, all],
      {},
      'allowed',
    ],
    ['the port', [{ ...httpsOut, ports: [5671, 5671] }], {}, 'denied'],
    ['the protocol', [{ ...httpsOut, protocol: '17' }], {}, 'denied'],
    [
      'no ports where the protocol has none',
      [{ number: 1, protocol: '132', ports: [1, 2] }],
      { protocol: 'SCTP', port: 9 },
      'allowed',
    ],
    ['IPv4 by IPv4 entries alone', [{ number: 1, cidr: '::/0', protocol: '-1' }], {}, 'denied'],
    ['IPv6 by IPv6 entries alone', [all], { to: '2001:db8::1' }, 'denied'],
  ])('decide by %s [W6]', (_, outbound, more, expected) => {
    expect(verdict(files(outbound, [all]), more)).toBe(expected);
  });

  it('open IPv6 with entries of its own [W6]', () => {
    const open: Entry = { number: 200, cidr: '::/0', protocol: '-1' };
    expect(verdict(files([open], [open]), { to: '2001:db8::1' })).toBe('allowed');
  });

  it.each<[title: string, more: Fields]>([
    ['a field that is not known', { Condition: 'x' }],
    ['no RuleNumber', { RuleNumber: undefined }],
    ['an action that is neither allow nor deny', { RuleAction: 'log' }],
    ['no direction', { Egress: undefined }],
    ['a protocol that is not known', { Protocol: 'tcp-like' }],
    ['no port range for TCP', { Protocol: '6' }],
    ['no address range', { CidrBlock: undefined }],
    ['an address range of the other family', { CidrBlock: '::/0' }],
    ['two address ranges', { Ipv6CidrBlock: '::/0' }],
  ])('are unknown with an entry that has %s', (_, more) => {
    const reading = readAws(files([{ number: 1, protocol: '-1', more }, all], [all]));
    expect(askAws(reading, question).verdict).toBe('unknown');
    expect(reading.problems).not.toHaveLength(0);
    expect(reading.problems[0]?.place).toMatchObject({ file: 'acls.json', path: ['NetworkAcls', 0, 'Entries', 0] });
  });

  it('are unknown where one number stands for two entries of a direction', () => {
    const twice: readonly Entry[] = [
      { number: 1, protocol: '-1' },
      { number: 1, action: 'deny', protocol: '-1' },
    ];
    expect(verdict(files(twice, [all]))).toBe('unknown');
    expect(verdict(files([all, all], [all]))).toBe('allowed');
  });

  it('are unknown where two files describe one differently', () => {
    const one = files([all], [all]);
    expect(verdict({ ...one, 'other.json': { NetworkAcls: [acl('acl-1', ['subnet-1'], [], [])] } })).toBe('unknown');
    expect(verdict({ ...one, 'same.json': one['acls.json'] })).toBe('allowed');
  });

  it('are read with all the fields that an export has', () => {
    const reading = readAws(files([all], [all], { IsDefault: true, Tags: [], OwnerId: '0' }));
    expect(askAws(reading, question).verdict).toBe('allowed');
    expect(reading.problems).toEqual([]);
  });

  it('are unknown with a field of the ACL that is not known', () => {
    expect(verdict(files([all], [all], { Mode: 'strange' }))).toBe('unknown');
  });
});

describe('what a network ACL layer is attached to', () => {
  it.each([
    ['the id of a subnet', 'subnet-1', 'allowed'],
    ['the tag Name of a subnet', 'private-a', 'allowed'],
    ['the id of an ACL', 'acl-1', 'allowed'],
    ['something else', 'subnet-9', 'unknown'],
  ])('%s', (_, target, expected) => {
    expect(verdict(files([all], [all]), { attachedTo: [target] })).toBe(expected);
  });

  it('an ACL of no subnet, by its own entries', () => {
    const lone = (outbound: readonly Entry[]): Fields => ({
      'acls.json': { NetworkAcls: [acl('acl-1', [], outbound, [all])] },
    });
    expect(verdict(lone([all]), { attachedTo: ['acl-1'] })).toBe('allowed');
    expect(verdict(lone([]), { attachedTo: ['acl-1'] })).toBe('denied');
  });

  it('a name that several ACLs have: each for its own subnets', () => {
    const Tags = [{ Key: 'Name', Value: 'nodes' }];
    const two = (first: readonly Entry[], second: readonly Entry[]): Fields => ({
      'acls.json': {
        NetworkAcls: [
          acl('acl-1', ['subnet-1'], first, [all], { Tags }),
          acl('acl-2', ['subnet-2'], second, [all], { Tags }),
        ],
      },
    });
    expect(verdict(two([all], [all]), { attachedTo: ['nodes'] })).toBe('allowed');
    expect(verdict(two([all], []), { attachedTo: ['nodes'] })).toBe('denied');
    expect(verdict(two([], [all]), { attachedTo: ['nodes'] })).toBe('denied');
  });

  it('several subnets, which must all allow', () => {
    const two = {
      'acls.json': { NetworkAcls: [acl('acl-1', ['subnet-1'], [all], [all]), acl('acl-2', ['subnet-2'], [], [])] },
    };
    expect(verdict(two, { attachedTo: ['subnet-1'] })).toBe('allowed');
    expect(verdict(two, { attachedTo: ['subnet-1', 'subnet-2'] })).toBe('denied');
  });

  it('a subnet whose ACL is not in the files is unknown', () => {
    const stray = { ...files([all], [all]), 'more.json': { Subnets: [subnet('subnet-2', '10.0.2.0/24')] } };
    expect(ask(stray, { attachedTo: ['subnet-2'] }).reasons).toEqual([
      'The network ACL of subnet subnet-2 is not in the files: add the output of `aws ec2 describe-network-acls`.',
    ]);
  });
});

describe('where network ACLs apply', () => {
  it('not inside of a subnet [W6]', () => {
    expect(verdict(files([], []), { to: '10.0.1.77' })).toBe('allowed');
    expect(verdict(files([], []), { to: '10.0.2.77' })).toBe('denied');
  });

  it('not inside of a subnet over IPv6 [W6]', () => {
    const Ipv6CidrBlockAssociationSet = [{ Ipv6CidrBlock: 'fd00:0:0:1::/64' }];
    const dual = {
      ...files([], []),
      'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24', { Ipv6CidrBlockAssociationSet })] },
    };
    expect(verdict(dual, { to: 'fd00:0:0:1::77' })).toBe('allowed');
    expect(verdict(dual, { to: 'fd00:0:0:2::77' })).toBe('denied');
  });

  it('where the subnet is named by its ARN', () => {
    const SubnetArn = 'arn:aws:ec2:eu-west-1:0:subnet/subnet-1';
    const named = {
      ...files([all], [all]),
      'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24', { SubnetArn })] },
    };
    expect(verdict(named, { attachedTo: [SubnetArn] })).toBe('allowed');
    expect(
      verdict({ ...named, ...files([], []), 'subnets.json': named['subnets.json'] }, { attachedTo: [SubnetArn] }),
    ).toBe('denied');
  });

  it('perhaps not, where the addresses of the subnet are not given', () => {
    const { 'acls.json': acls } = files([], []);
    expect(verdict({ 'acls.json': acls }, { to: '10.0.1.77' })).toBe('unknown');
    expect(verdict({ 'acls.json': acls }, { to: '203.0.113.7' })).toBe('denied');
  });

  it('not to the DNS server of the VPC [W5]', () => {
    const vpcs = { 'vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' }] } };
    expect(verdict({ ...files([], []), ...vpcs }, { to: '10.0.0.2', port: 53, protocol: 'UDP' })).toBe('allowed');
    expect(verdict({ ...files([], []), ...vpcs }, { to: '10.0.0.3', port: 53, protocol: 'UDP' })).toBe('denied');
  });

  // Of two VPCs that are described, the one that the ACL itself names.
  it('not to the DNS server of its own VPC, where no subnet is described [W5]', () => {
    const vpcs = [
      { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' },
      { VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16', InstanceTenancy: 'default' },
    ];
    const of = (VpcId: string): Fields => ({
      'acls.json': { NetworkAcls: [acl('acl-1', ['subnet-1'], [], [], { VpcId })] },
      'vpcs.json': { Vpcs: vpcs },
    });
    const dns = { to: '10.2.0.2', port: 53, protocol: 'UDP' } as const;
    expect(verdict(of('vpc-2'), dns)).toBe('allowed');
    expect(verdict(of('vpc-1'), dns)).not.toBe('allowed');
  });

  // The subnet of the destination, both ways.
  it.each<[title: string, inbound: readonly Entry[], outbound: readonly Entry[], expected: string]>([
    ['lets in and out', [{ ...httpsOut, cidr: '10.0.1.0/24' }], [linuxReplies], 'allowed'],
    ['does not let in', [], [linuxReplies], 'denied'],
    ['does not let in from there', [{ ...httpsOut, cidr: '10.0.3.0/24' }], [linuxReplies], 'denied'],
    ['lets in a part of the subnet', [{ ...httpsOut, cidr: '10.0.1.0/25' }], [linuxReplies], 'unknown'],
    ['does not let replies out', [httpsOut], [], 'denied'],
    ['lets replies out to elsewhere', [httpsOut], [{ ...linuxReplies, cidr: '10.0.3.0/24' }], 'denied'],
    ['lets replies out to a part of the ports', [httpsOut], [{ number: 1, ports: [32768, 33000] }], 'unknown'],
  ])('at the subnet of the destination: it %s [W7]', (_, inbound, outbound, expected) => {
    const two = {
      'acls.json': {
        NetworkAcls: [acl('acl-1', ['subnet-1'], [all], [all]), acl('acl-2', ['subnet-2'], outbound, inbound)],
      },
      'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24')] },
    };
    expect(verdict(two, { to: '10.0.2.9' })).toBe(expected);
    expect(verdict(two)).toBe('allowed');
  });
});

describe('network ACLs at the subnet of the destination', () => {
  const twoSubnets = (inbound: readonly Entry[], more: Fields = {}): Fields => ({
    'acls.json': {
      NetworkAcls: [acl('acl-1', ['subnet-1'], [all], [all]), acl('acl-2', ['subnet-2'], [all], inbound, more)],
    },
    'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24')] },
  });

  it.each<[title: string, files: Fields]>([
    ['an entry that is not understood', twoSubnets([{ number: 1, protocol: '-1', more: { Condition: 'x' } }, all])],
    ['a field that is not known', twoSubnets([all], { Mode: 'strange' })],
  ])('are unknown with %s', (_, of) => {
    expect(verdict(of, { to: '10.0.2.9' })).toBe('unknown');
    expect(verdict(of)).toBe('allowed');
  });

  it('go by the protocol', () => {
    const overUdp = twoSubnets([{ ...httpsOut, protocol: '17' }]);
    expect(verdict(overUdp, { to: '10.0.2.9', protocol: 'UDP' })).toBe('allowed');
    expect(verdict(overUdp, { to: '10.0.2.9' })).toBe('denied');
  });
});

describe('the subnet of a firewall or appliance', () => {
  const behind = (outbound: readonly Entry[], inbound: readonly Entry[], route: Fields, more: Fields): Fields => ({
    'acls.json': {
      NetworkAcls: [acl('acl-1', ['subnet-1'], [all], [all]), acl('acl-fw', ['subnet-fw'], outbound, inbound)],
    },
    'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-fw', '10.0.9.0/24')] },
    'routes.json': {
      RouteTables: [
        { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ SubnetId: 'subnet-1' }], Routes: [route] },
        {
          RouteTableId: 'rtb-fw',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-fw' }],
          Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }],
        },
      ],
    },
    ...more,
  });
  const toEndpoint = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vpce-1', State: 'active' };
  const toInterface = { DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-1', State: 'active' };
  const firewall = {
    'firewall.json': {
      Firewall: { FirewallName: 'egress', FirewallArn: 'arn', FirewallPolicyArn: 'policy', VpcId: 'vpc-1' },
      FirewallStatus: { SyncStates: { a: { Attachment: { EndpointId: 'vpce-1', SubnetId: 'subnet-fw' } } } },
    },
  };
  const endpoint = (VpcEndpointType: string): Fields => ({
    'endpoints.json': {
      VpcEndpoints: [{ VpcEndpointId: 'vpce-1', ServiceName: 's', VpcEndpointType, SubnetIds: ['subnet-fw'] }],
    },
  });
  const appliance = {
    'interfaces.json': {
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-fw', PrivateIpAddress: '10.0.9.9' }],
    },
  };
  const instanceWith = (...ids: readonly (readonly [id: string, subnetId: string])[]): Fields => ({
    'instances.json': {
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-1',
              NetworkInterfaces: ids.map(([NetworkInterfaceId, SubnetId]) => ({ NetworkInterfaceId, SubnetId })),
            },
          ],
        },
      ],
    },
  });

  describe.each<[title: string, route: Fields, more: Fields]>([
    ['of Network Firewall', toEndpoint, firewall],
    ['of a Gateway Load Balancer', toEndpoint, endpoint('GatewayLoadBalancer')],
    ['with an interface', toInterface, { ...appliance, ...instanceWith(['eni-1', 'subnet-fw']) }],
  ])('%s', (_, route, more) => {
    it.each<[title: string, outbound: readonly Entry[], inbound: readonly Entry[], expected: string]>([
      ['passes everything', [all], [all], 'allowed'],
      ['does not let the connection out', [{ ...anyReplies, cidr: '10.0.1.0/24' }], [all], 'denied'],
      ['does not let the nodes in', [all], [{ ...anyReplies, cidr: '203.0.113.0/24' }], 'denied'],
      // Address and port of the sender stay as they are.
      [
        'lets replies in to the ports of Linux alone',
        [all],
        [{ number: 5, ports: [443, 443] }, linuxReplies],
        'allowed',
      ],
      ['does not let replies in', [all], [{ number: 5, ports: [443, 443] }], 'denied'],
    ])('%s [W7]', (__, outbound, inbound, expected) => {
      expect(verdict(behind(outbound, inbound, route, more))).toBe(expected);
    });

    it('is asked for where it is not known', () => {
      expect(ask(behind([all], [all], route, {}))).toMatchObject({
        verdict: 'unknown',
        reasons: [expect.stringMatching(/^The subnet of (vpce|eni)-1 and its network ACL are not in the files/)],
      });
    });
  });

  it.each<[title: string, more: Fields]>([
    ['has', instanceWith(['eni-1', 'subnet-fw'], ['eni-2', 'subnet-2'])],
    ['may have', appliance],
    [
      'has got',
      {
        ...instanceWith(['eni-1', 'subnet-fw']),
        'interfaces.json': {
          NetworkInterfaces: [
            { NetworkInterfaceId: 'eni-2', SubnetId: 'subnet-2', Attachment: { InstanceId: 'i-1', DeviceIndex: 1 } },
          ],
        },
      },
    ],
  ])('is left by another way, perhaps, where the appliance %s another interface', (_title, more) => {
    const judged = (outbound: readonly Entry[], inbound: readonly Entry[]): unknown =>
      ask(behind(outbound, inbound, toInterface, more));
    const unknown = {
      verdict: 'unknown',
      reasons: [expect.stringMatching(/^By which interface, .* traffic leaves the appliance at eni-1 is not known/)],
    };
    expect(judged([all], [all])).toMatchObject(unknown);
    expect(judged([{ ...anyReplies, cidr: '10.0.0.0/16' }], [all])).toMatchObject(unknown);
    expect(judged([], [all])).toMatchObject(unknown);
    expect(judged([all], [{ ...anyReplies, cidr: '203.0.113.0/24' }])).toMatchObject({ verdict: 'denied' });
  });

  it('is none for a gateway endpoint', () => {
    expect(verdict(behind([], [], toEndpoint, endpoint('Gateway')))).toBe('allowed');
    const toList = { DestinationPrefixListId: 'pl-11111111', GatewayId: 'vpce-1', State: 'active' };
    expect(verdict(behind([], [], toList, {}))).toBe('allowed');
  });
});

describe('the subnet of a NAT gateway', () => {
  const routed = (
    natAcl: Fields,
    gateways: readonly Fields[] = [
      { NatGatewayId: 'nat-1', SubnetId: 'subnet-nat', State: 'available', NatGatewayAddresses: [] },
    ],
  ): Fields => ({
    'acls.json': { NetworkAcls: [acl('acl-1', ['subnet-1'], [all], [all]), natAcl] },
    'subnets.json': { Subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-nat', '10.0.9.0/24')] },
    'routes.json': {
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-1' }],
          Routes: [
            { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
            { DestinationCidrBlock: '198.51.100.0/24', TransitGatewayId: 'tgw-1', State: 'active' },
            { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
          ],
        },
        {
          RouteTableId: 'rtb-nat',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-nat' }],
          Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }],
        },
      ],
    },
    ...(gateways.length === 0 ? {} : { 'nat.json': { NatGateways: gateways } }),
  });
  const natAcl = (outbound: readonly Entry[], inbound: readonly Entry[]): Fields =>
    acl('acl-nat', ['subnet-nat'], outbound, inbound);
  const inFromNodes: Entry = { number: 10, cidr: '10.0.1.0/24', ports: [443, 443] };
  const backToNodes: Entry = { number: 20, cidr: '10.0.1.0/24', ports: [32768, 60999] };

  it.each<[title: string, outbound: readonly Entry[], inbound: readonly Entry[], expected: string]>([
    ['passes everything that is needed', [backToNodes, httpsOut], [inFromNodes, anyReplies], 'allowed'],
    ['does not let the nodes in', [backToNodes, httpsOut], [{ ...anyReplies, cidr: '203.0.0.0/16' }], 'denied'],
    ['does not let the connection out', [backToNodes], [inFromNodes, anyReplies], 'denied'],
    ['does not let replies to the nodes out', [{ ...httpsOut, number: 5 }], [inFromNodes, anyReplies], 'denied'],
    // The ports of a NAT gateway begin lower than those of a Linux node.
    ['lets replies in to the ports of Linux alone', [backToNodes, httpsOut], [inFromNodes, linuxReplies], 'unknown'],
  ])('%s [W7]', (_, outbound, inbound, expected) => {
    expect(verdict(routed(natAcl(outbound, inbound)))).toBe(expected);
  });

  it('bears only on what is routed there', () => {
    expect(verdict(routed(natAcl([], [])), { to: '203.0.113.7' })).toBe('denied');
    expect(verdict(routed(natAcl([], [])), { to: '198.51.100.7' })).toBe('allowed');
  });

  it('bears only perhaps on what may be routed there', () => {
    const of = routed(natAcl([], []));
    const [table] = (of['routes.json'] as { RouteTables: readonly Fields[] }).RouteTables;
    const Routes = [
      { DestinationPrefixListId: 'pl-11111111', NatGatewayId: 'nat-1', State: 'active' },
      { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1', State: 'active' },
    ];
    expect(verdict({ ...of, 'routes.json': { RouteTables: [{ ...table, Routes }] } })).toBe('unknown');
  });

  it('is not entered from within, where the nodes are in it', () => {
    const shared = (outbound: readonly Entry[], inbound: readonly Entry[]): Fields => {
      const of = routed(acl('acl-nat', [], outbound, inbound));
      return {
        ...of,
        'acls.json': { NetworkAcls: [acl('acl-1', ['subnet-1'], outbound, inbound)] },
        'nat.json': {
          NatGateways: [{ NatGatewayId: 'nat-1', SubnetId: 'subnet-1', State: 'available', NatGatewayAddresses: [] }],
        },
      };
    };
    expect(verdict(shared([httpsOut], [anyReplies]))).toBe('allowed');
    expect(verdict(shared([httpsOut], [linuxReplies]))).toBe('unknown');
  });

  it('is asked for where it is not known', () => {
    expect(ask(routed(natAcl([], []), []))).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'The subnet of nat-1 and its network ACL are not in the files: add the output of `aws ec2 describe-nat-gateways`.',
      ],
    });
  });
});

describe('what network ACLs are not known of', () => {
  const twoSubnets = { Subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24')] };
  const table = (id: string, associations: readonly Fields[]): Fields => ({
    RouteTableId: id,
    VpcId: 'vpc-1',
    Associations: associations,
    Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }],
  });
  const routed = (...RouteTables: readonly Fields[]): Fields => ({
    ...files([all], [all]),
    'routes.json': { RouteTables },
  });

  it('leaves what goes to a subnet unknown whose ACL is not in the files', () => {
    const of = { ...files([all], [all]), 'subnets.json': twoSubnets };
    expect(ask(of, { to: '10.0.2.9' })).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'The network ACL of subnet subnet-2, where the destination is, is not in the files: add the output of `aws ec2 describe-network-acls`.',
      ],
    });
    expect(verdict(of)).toBe('allowed');
  });

  // A firewall or NAT gateway with an ACL of its own may stand on the way.
  it.each<[title: string, of: Fields, expected: string]>([
    ['with a table of its own', routed(table('rtb-1', [{ SubnetId: 'subnet-1' }])), 'allowed'],
    ['that no table of the files is for', routed(table('rtb-2', [{ SubnetId: 'subnet-2' }])), 'unknown'],
    ['that may have the main table', routed(table('rtb-1', [{ Main: true }])), 'unknown'],
    [
      'that has the main table',
      routed(table('rtb-1', [{ Main: true }]), table('rtb-2', [{ SubnetId: 'subnet-2' }])),
      'allowed',
    ],
  ])('is the way out of a subnet %s', (_, of, expected) => {
    expect(verdict(of)).toBe(expected);
  });

  it('does not stop what stays in the VPC', () => {
    const of = {
      ...routed(table('rtb-2', [{ SubnetId: 'subnet-2' }])),
      'vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' }] },
    };
    expect(verdict(of, { to: '10.0.7.7' })).toBe('allowed');
    expect(verdict(of)).toBe('unknown');
  });

  it('are entries that were left out of an export', () => {
    expect(verdict(files([], [], { Entries: undefined }))).toBe('unknown');
    expect(verdict(files([], []))).toBe('denied');
  });
});

describe('the order of network ACL entries', () => {
  const cidrs = ['0.0.0.0/0', '203.0.113.0/24', '203.0.113.0/25', '198.51.100.0/24'];
  const entry = fc.record({
    number: fc.integer({ min: 1, max: 32766 }),
    action: fc.constantFrom('allow' as const, 'deny' as const),
    cidr: fc.constantFrom(...cidrs),
    ports: fc.constantFrom<[number, number]>([443, 443], [1, 442], [0, 65535]),
  });
  const entries = fc.uniqueArray(entry, { selector: ({ number }) => number, maxLength: 8 });

  it('is that of their numbers, not that of the file', () => {
    fc.assert(
      fc.property(
        entries.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(verdict(files(shuffled, [all]))).toBe(verdict(files(list, [all])));
        },
      ),
    );
  });

  it('decides by the first that matches', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const matching = list
          .toSorted((one, other) => one.number - other.number)
          .find(({ cidr, ports: [from, to] }) => !cidr.startsWith('198') && from <= 443 && to >= 443);
        expect(verdict(files(list, [all]))).toBe(matching?.action === 'allow' ? 'allowed' : 'denied');
      }),
    );
  });

  it('does not matter between the halves of a range', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const whole = list.map((one, index) => ({ ...one, number: 10 * (index + 1) }));
        const split = whole.flatMap((one) =>
          one.cidr === '203.0.113.0/24'
            ? [
                { ...one, cidr: '203.0.113.128/25', number: one.number + 1 },
                { ...one, cidr: '203.0.113.0/25' },
              ]
            : [one],
        );
        expect(verdict(files(split, [all]))).toBe(verdict(files(whole, [all])));
        expect(
          verdict(
            files(
              [all],
              split.map((one) => ({ ...one, ports: [32768, 60999] })),
            ),
          ),
        ).toBe(
          verdict(
            files(
              [all],
              whole.map((one) => ({ ...one, ports: [32768, 60999] })),
            ),
          ),
        );
      }),
    );
  });
});
