import { describe, expect, it } from 'vitest';
import { messagesOf, servicesOf, servicesOfProtocol } from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import { workOut } from '../../flows/effort.ts';
import { flowsTo } from '../../flows/flowSet.ts';
import { unknownReasons } from '../../machine/decision.ts';
import { runProgram } from '../../machine/runProgram.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { AwsQuestion } from './testing/askAws.ts';
import { askAws, readAws } from './testing/askAws.ts';

type Fields = Readonly<Record<string, unknown>>;

const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
const route = (hop: Fields, cidr = '0.0.0.0/0'): Fields => ({
  [cidr.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: cidr,
  Origin: 'CreateRoute',
  State: 'active',
  ...hop,
});
const table = (
  RouteTableId: string,
  subnets: readonly string[],
  routes: readonly Fields[],
  more: Fields = {},
): Fields => ({
  RouteTableId,
  VpcId: 'vpc-1',
  Associations: subnets.map((SubnetId) => ({ Main: false, RouteTableId, SubnetId })),
  Routes: [local, ...routes],
  ...more,
});
const tables = (...list: readonly Fields[]): Fields => ({ 'routes.json': { RouteTables: list } });
const files = (...routes: readonly Fields[]): Fields => tables(table('rtb-1', ['subnet-1'], routes));

const toInternetGateway = { GatewayId: 'igw-1' };
const toNat = { NatGatewayId: 'nat-1' };
const toTransit = { TransitGatewayId: 'tgw-1' };

const question: AwsQuestion = { layer: 'route', attachedTo: ['subnet-1'], to: '203.0.113.7' };
const ask = (of: Fields, more: Partial<AwsQuestion> = {}) => askAws(of, { ...question, ...more });
const verdict = (of: Fields, more: Partial<AwsQuestion> = {}) => ask(of, more).verdict;

const instance = (more: Fields): Fields => ({
  'instances.json': {
    Reservations: [
      {
        Instances: [
          {
            InstanceId: 'i-1',
            Tags: [{ Key: 'Name', Value: 'node-a' }],
            NetworkInterfaces: [
              {
                NetworkInterfaceId: 'eni-1',
                SubnetId: 'subnet-1',
                VpcId: 'vpc-1',
                PrivateIpAddress: '10.0.1.4',
                Attachment: { DeviceIndex: 0 },
                ...more,
              },
            ],
          },
        ],
      },
    ],
  },
});

describe('routes', () => {
  it('are needed: without one there is no way [W9]', () => {
    expect(ask(files())).toMatchObject({ verdict: 'denied', deniedBy: ['route table rtb-1: no route'] });
  });

  it.each<[title: string, hop: Fields, expected: string]>([
    // It may be private, or gone.
    ['a NAT gateway that is not described', toNat, 'unknown'],
    ['a transit gateway', toTransit, 'allowed'],
    ['a virtual private gateway', { GatewayId: 'vgw-1' }, 'allowed'],
    ['a local gateway', { LocalGatewayId: 'lgw-1' }, 'allowed'],
    ['a carrier gateway', { CarrierGatewayId: 'cagw-1' }, 'allowed'],
    ['a core network', { CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/1' }, 'allowed'],
    ['a network of Oracle', { OdbNetworkArn: 'arn:aws:odb:eu-west-1:1:odb-network/1' }, 'allowed'],
    ['an instance', { InstanceId: 'i-9' }, 'unknown'],
    ['a peering connection, which passes nothing on to the internet', { VpcPeeringConnectionId: 'pcx-1' }, 'unknown'],
    [
      'an instance with rules of its own',
      { InstanceId: 'i-9', InstanceOwnerId: '1', NetworkInterfaceId: 'eni-9' },
      'unknown',
    ],
    ['an interface with rules of its own', { NetworkInterfaceId: 'eni-9' }, 'unknown'],
    // An appliance or Network Firewall behind a Gateway Load Balancer endpoint.
    ['an endpoint that is not described [W9]', { GatewayId: 'vpce-1' }, 'unknown'],
    ['a gateway of a kind that is not known', { GatewayId: 'xgw-1' }, 'unknown'],
    ['nothing', {}, 'unknown'],
    ['something beside a field that is not known', { ...toTransit, Filter: 'x' }, 'unknown'],
    ['a target that is gone', { ...toTransit, State: 'blackhole' }, 'denied'],
    ['a target in a state that is not known', { ...toTransit, State: 'filtered' }, 'unknown'],
  ])('lead to %s [W9]', (_, hop, expected) => {
    expect(verdict(files(route(hop)))).toBe(expected);
  });

  it('lead to a peered VPC for private addresses', () => {
    expect(verdict(files(route({ VpcPeeringConnectionId: 'pcx-1' }, '10.9.0.0/16')), { to: '10.9.0.4' })).toBe(
      'allowed',
    );
  });

  it('inside of the VPC are always there', () => {
    expect(verdict(files(), { to: '10.0.7.7' })).toBe('allowed');
  });

  it.each<[title: string, routes: readonly Fields[], expected: string]>([
    ['the longest prefix', [route(toTransit), route({ ...toTransit, State: 'blackhole' }, '203.0.113.0/24')], 'denied'],
    [
      'the longest prefix in any order',
      [route({ ...toTransit, State: 'blackhole' }, '203.0.113.0/24'), route(toTransit)],
      'denied',
    ],
    [
      'a static route before a propagated one',
      [{ ...route({ GatewayId: 'vgw-1' }), Origin: 'EnableVgwRoutePropagation', State: 'blackhole' }, route(toTransit)],
      'allowed',
    ],
    ['a route of IPv4 for IPv4 alone', [route(toTransit, '::/0')], 'denied'],
  ])('are chosen by %s', (_, routes, expected) => {
    expect(verdict(files(...routes))).toBe(expected);
  });

  it('for a part of the destinations leave the rest without a way', () => {
    expect(verdict(files(route(toTransit, '203.0.113.0/25')), { to: '203.0.113.0/24' })).toBe('partly-allowed');
  });
});

describe('VPC Block Public Access', () => {
  const states = (mode: string): Fields => ({ BlockPublicAccessStates: { InternetGatewayBlockMode: mode } });
  const subnet = (id: string, mode?: string): Fields => ({
    SubnetId: id,
    VpcId: 'vpc-1',
    CidrBlock: id === 'subnet-1' ? '10.0.1.0/24' : '10.0.2.0/24',
    ...(mode !== undefined && states(mode)),
  });
  const subnets = (...list: readonly Fields[]): Fields => ({ 'subnets.json': { Subnets: list } });
  const vpc = (mode: string): Fields => ({
    'vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', ...states(mode) }] },
  });
  const isPublic = instance({ Association: { PublicIp: '198.51.100.1', IpOwnerId: 'amazon' } });
  const direct = { ...files(route(toInternetGateway)), ...isPublic };
  const translated = {
    ...tables(table('rtb-1', ['subnet-1'], [route(toNat)]), table('rtb-2', ['subnet-2'], [route(toInternetGateway)])),
    'nat.json': { NatGateways: [{ NatGatewayId: 'nat-1', SubnetId: 'subnet-2', State: 'available' }] },
  };

  it.each<[mode: string, ofDirect: string, ofTranslated: string]>([
    ['off', 'allowed', 'allowed'],
    ['block-ingress', 'denied', 'allowed'],
    ['block-bidirectional', 'denied', 'denied'],
    ['block-some', 'unknown', 'unknown'],
  ])('decides what internet gateways let out of a subnet: %s', (mode, ofDirect, ofTranslated) => {
    expect(verdict({ ...direct, ...subnets(subnet('subnet-1', mode)) })).toBe(ofDirect);
    // The subnet may be excluded.
    const ofVpc = mode === 'off' ? 'allowed' : 'unknown';
    expect(verdict({ ...direct, ...subnets(subnet('subnet-1')), ...vpc(mode) })).toBe(ofVpc);
    expect(verdict({ ...direct, ...vpc(mode) })).toBe(ofVpc);
    expect(verdict({ ...translated, ...subnets(subnet('subnet-1'), subnet('subnet-2', mode)) })).toBe(ofTranslated);
  });

  it('leaves out subnets that are excluded, and lets out by egress-only gateways what it keeps from coming in', () => {
    expect(verdict({ ...direct, ...subnets(subnet('subnet-1', 'off')), ...vpc('block-bidirectional') })).toBe(
      'allowed',
    );
    const egressOnly = {
      ...files(route({ EgressOnlyInternetGatewayId: 'eigw-1' }, '::/0')),
      ...instance({ Ipv6Addresses: [{ Ipv6Address: '2001:db8::4' }] }),
    };
    const verdicts = ['block-ingress', 'block-bidirectional'].map((mode) =>
      verdict({ ...egressOnly, ...subnets(subnet('subnet-1', mode)) }, { to: '2001:db8:1::7' }),
    );
    expect(verdicts).toEqual(['allowed', 'denied']);
  });

  it('is told of once', () => {
    const { problems } = readAws(subnets(subnet('subnet-1', 'block-ingress'), subnet('subnet-2', 'block-ingress')));
    expect(problems).toMatchObject([{ severity: 'warning', place: { path: ['Subnets', 0] } }]);
    expect(problems[0]?.message).toContain('VPC Block Public Access is on for what comes in');
    expect(problems[0]?.remedy).toContain('--internet-gateway-exclusion-mode allow-bidirectional');
    const both = readAws(subnets(subnet('subnet-1', 'block-bidirectional'))).problems;
    expect(both[0]?.message).toContain('keeps from the internet what goes by internet gateways');
    expect(both[0]?.remedy).toContain('--internet-gateway-exclusion-mode allow-egress');
    expect(readAws(subnets(subnet('subnet-1', 'off'))).problems).toEqual([]);
  });

  it('decides nothing that goes by no internet gateway', () => {
    expect(verdict({ ...files(route(toTransit)), ...subnets(subnet('subnet-1', 'block-bidirectional')) })).toBe(
      'allowed',
    );
  });

  it('leaves open what a table does whose subnets it treats differently', () => {
    const shared = { ...tables(table('rtb-1', ['subnet-1', 'subnet-2'], [route(toInternetGateway)])), ...isPublic };
    const of = (mode: string): string =>
      verdict(
        { ...shared, ...subnets(subnet('subnet-1', 'off'), subnet('subnet-2', mode)) },
        { attachedTo: ['rtb-1'] },
      );
    expect([of('off'), of('block-bidirectional')]).toEqual(['allowed', 'unknown']);
  });
});

describe('an internet gateway', () => {
  const open = files(route(toInternetGateway), route(toInternetGateway, '::/0'));

  it.each<[title: string, more: Fields, to: string, expected: string]>([
    ['with a public address', { Association: { PublicIp: '198.51.100.1' } }, '203.0.113.7', 'allowed'],
    ['without a public address', {}, '203.0.113.7', 'denied'],
    ['with an IPv6 address', { Ipv6Addresses: [{ Ipv6Address: '2001:db8:1::4' }] }, '2001:db8::1', 'allowed'],
    ['without an IPv6 address', { Association: { PublicIp: '198.51.100.1' } }, '2001:db8::1', 'denied'],
  ])('is passed by nodes %s [W9]', (_, more, to, expected) => {
    expect(verdict({ ...open, ...instance(more) }, { to })).toBe(expected);
    expect(verdict({ ...open, ...instance(more) }, { to, attachedTo: ['node-a'] })).toBe(expected);
  });

  // Translated traffic of pods leaves by a node's first interface.
  it('is passed by the first interface of a node, whatever the others have', () => {
    const second = { NetworkInterfaceId: 'eni-2', SubnetId: 'subnet-1', Attachment: { DeviceIndex: 1 } };
    const { 'instances.json': file } = instance({ Association: { PublicIp: '198.51.100.1' } });
    const [reservation] = (file as { Reservations: readonly { Instances: readonly Fields[] }[] }).Reservations;
    const [node] = reservation?.Instances ?? [];
    const interfaces = [...((node?.['NetworkInterfaces'] ?? []) as readonly Fields[]), second];
    const two = { Reservations: [{ Instances: [{ ...node, NetworkInterfaces: interfaces }] }] };
    expect(verdict({ ...open, 'instances.json': two })).toBe('allowed');
  });

  it('is passed nobody knows by whom, where the nodes are not given', () => {
    expect(ask(open)).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'igw-1 lets out only what has a public address; whether the nodes have one is not known: add the output of `aws ec2 describe-instances`.',
      ],
    });
  });

  it('for IPv6 egress alone is one too', () => {
    const egressOnly = files(route({ EgressOnlyInternetGatewayId: 'eigw-1' }, '::/0'));
    const node = instance({ Ipv6Addresses: [{ Ipv6Address: '2001:db8:1::4' }] });
    expect(verdict({ ...egressOnly, ...node }, { to: '2001:db8::1' })).toBe('allowed');
  });
});

describe('a NAT gateway', () => {
  const nat = (more: Fields = {}): Fields => ({
    'nat.json': {
      NatGateways: [
        { NatGatewayId: 'nat-1', SubnetId: 'subnet-nat', State: 'available', NatGatewayAddresses: [], ...more },
      ],
    },
  });
  const withNatTable = (...routes: readonly Fields[]): Fields =>
    tables(table('rtb-1', ['subnet-1'], [route(toNat)]), table('rtb-nat', ['subnet-nat'], routes));

  it.each<[title: string, files: Fields, expected: string]>([
    ['in a subnet with an internet gateway', { ...withNatTable(route(toInternetGateway)), ...nat() }, 'allowed'],
    ['in a subnet without a way out', { ...withNatTable(), ...nat() }, 'denied'],
    ['in a subnet whose table is not given', { ...files(route(toNat)), ...nat() }, 'unknown'],
    ['that is gone', { ...withNatTable(route(toInternetGateway)), ...nat({ State: 'deleted' }) }, 'denied'],
    [
      'that is private',
      { ...withNatTable(route(toInternetGateway)), ...nat({ ConnectivityType: 'private' }) },
      'unknown',
    ],
    ['whose subnet leads back to it', { ...withNatTable(route(toNat)), ...nat() }, 'unknown'],
  ])('%s', (_, of, expected) => {
    expect(verdict(of)).toBe(expected);
  });

  it.each<[title: string, services: Services, expected: string]>([
    ['TCP', servicesOf('TCP', 443), 'allowed'],
    ['UDP', servicesOf('UDP', 443), 'allowed'],
    ['ICMP', messagesOf('ICMP', 8, 0), 'allowed'],
    ['SCTP, which it does not', servicesOf('SCTP', 443), 'denied'],
    ['GRE, which it does not', servicesOfProtocol(47), 'denied'],
  ])('carries %s', (_, services, expected) => {
    expect(verdict({ ...withNatTable(route(toInternetGateway)), ...nat() }, { services })).toBe(expected);
  });

  it('takes no connections itself', () => {
    const gateway = {
      'interfaces.json': {
        NetworkInterfaces: [
          { NetworkInterfaceId: 'eni-nat', PrivateIpAddress: '10.0.9.9', InterfaceType: 'nat_gateway' },
        ],
      },
    };
    expect(verdict({ ...files(), ...gateway }, { to: '10.0.9.9' })).toBe('denied');
    expect(verdict({ ...files(), ...gateway }, { to: '10.0.9.8' })).toBe('allowed');
  });
});

describe('a gateway endpoint', () => {
  const toEndpoint = { DestinationPrefixListId: 'pl-11111111', GatewayId: 'vpce-1', State: 'active' };
  const list = {
    'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', PrefixListName: 's3', Cidrs: ['203.0.113.0/24'] }] },
  };
  const endpoint = (more: Fields = {}): Fields => ({
    'endpoints.json': {
      VpcEndpoints: [{ VpcEndpointId: 'vpce-1', ServiceName: 's3', VpcEndpointType: 'Gateway', ...more }],
    },
  });
  const policy = (Effect: string, Action: string): Fields => ({
    PolicyDocument: JSON.stringify({ Statement: [{ Effect, Principal: '*', Action, Resource: '*' }] }),
  });

  it.each<[title: string, files: Fields, expected: string]>([
    ['takes what its list holds', { ...files(toEndpoint), ...list, ...endpoint(policy('Allow', '*')) }, 'allowed'],
    [
      'may refuse by its policy',
      { ...files(toEndpoint), ...list, ...endpoint(policy('Allow', 's3:GetObject')) },
      'unknown',
    ],
    [
      'may refuse by a policy that is no JSON',
      { ...files(toEndpoint), ...list, ...endpoint({ PolicyDocument: '{' }) },
      'unknown',
    ],
    ['may refuse by a policy that is not given', { ...files(toEndpoint), ...list, ...endpoint() }, 'unknown'],
    ['is unknown without its description', { ...files(toEndpoint), ...list }, 'unknown'],
    [
      'may take anything, where its list is not known',
      { ...files(toEndpoint), ...endpoint(policy('Allow', '*')) },
      'unknown',
    ],
    [
      'or another way is taken, where there is one',
      { ...files(toEndpoint, route(toTransit)), ...endpoint(policy('Allow', '*')) },
      'allowed',
    ],
  ])('%s [W8]', (_, of, expected) => {
    expect(verdict(of)).toBe(expected);
  });

  it('of an appliance leaves it unknown', () => {
    const appliance = endpoint({ VpcEndpointType: 'GatewayLoadBalancer' });
    expect(ask({ ...files(route({ GatewayId: 'vpce-1' })), ...appliance }).reasons).toEqual([
      'vpce-1 is a GatewayLoadBalancer endpoint: an appliance behind it decides by rules that are not in the files.',
    ]);
  });

  it('of a type that is not known leaves it unknown', () => {
    const strange = endpoint({ VpcEndpointType: 'known after the apply' });
    expect(ask({ ...files(route({ GatewayId: 'vpce-1' })), ...strange }).reasons).toEqual([
      'The type of the endpoint vpce-1 is not known: an appliance behind it may decide by rules that are not in the files.',
    ]);
  });
});

describe('a firewall endpoint', () => {
  const firewall = {
    'firewall.json': {
      Firewall: { FirewallName: 'fw', FirewallArn: 'arn:fw', FirewallPolicyArn: 'arn:policy', VpcId: 'vpc-1' },
      FirewallStatus: {
        SyncStates: { 'eu-west-1a': { Attachment: { EndpointId: 'vpce-1', SubnetId: 'subnet-fw', Status: 'READY' } } },
      },
    },
  };
  const toFirewall = route({ GatewayId: 'vpce-1' });

  // Its rules are judged by the layer of the firewall; here the way goes on.
  it.each<[title: string, tables: Fields, expected: string]>([
    [
      'goes on by the table of its subnet',
      tables(table('rtb-1', ['subnet-1'], [toFirewall]), table('rtb-fw', ['subnet-fw'], [route(toTransit)])),
      'allowed',
    ],
    [
      'ends where that has no route',
      tables(table('rtb-1', ['subnet-1'], [toFirewall]), table('rtb-fw', ['subnet-fw'], [])),
      'denied',
    ],
    ['is unknown where that is not given', tables(table('rtb-1', ['subnet-1'], [toFirewall])), 'unknown'],
  ])('%s [W9]', (_, of, expected) => {
    expect(verdict({ ...of, ...firewall })).toBe(expected);
  });
});

describe('what a route layer is attached to', () => {
  const main = table('rtb-main', [], [route(toTransit)], { Associations: [{ Main: true }] });
  const described = {
    'subnets.json': {
      Subnets: [
        { SubnetId: 'subnet-2', CidrBlock: '10.0.2.0/24', VpcId: 'vpc-1', Tags: [{ Key: 'Name', Value: 'private-b' }] },
        { SubnetId: 'subnet-3', CidrBlock: '10.3.0.0/24', VpcId: 'vpc-3' },
      ],
    },
  };
  const of = {
    ...tables(table('rtb-1', ['subnet-1'], [], { Tags: [{ Key: 'Name', Value: 'isolated' }] }), main),
    ...described,
  };

  it.each([
    ['a subnet with a table of its own', ['subnet-1'], 'denied'],
    ['a subnet that has the main table of its VPC', ['subnet-2'], 'allowed'],
    ['the tag Name of a subnet', ['private-b'], 'allowed'],
    ['a subnet of a VPC whose main table is not in the files', ['subnet-3'], 'unknown'],
    ['a table', ['rtb-main'], 'allowed'],
    ['the tag Name of a table', ['isolated'], 'denied'],
    ['several, which must all have a way', ['subnet-1', 'subnet-2'], 'denied'],
    ['nothing', [], 'unknown'],
    ['a subnet that is not in the files', ['subnet-9'], 'unknown'],
  ])('%s', (_, attachedTo, expected) => {
    expect(verdict(of, { attachedTo })).toBe(expected);
  });

  const withMain = (given: Fields): string => verdict({ ...given, ...described }, { attachedTo: ['subnet-2'] });
  const own = table('rtb-1', ['subnet-1'], []);

  // A table that was left out may be the subnet's own.
  it.each<[title: string, given: Fields, expected: string]>([
    ['of a list with other tables', { 'r.json': { RouteTables: [own, main] } }, 'allowed'],
    ['of a list of main tables alone, as it is printed of one', { 'r.json': { RouteTables: [main] } }, 'unknown'],
    ['alone', { 'r.json': main }, 'unknown'],
    ['of a list that was picked out of an answer', { 'r.json': [own, main] }, 'unknown'],
    ['of a list that was cut short', { 'r.json': { RouteTables: [own, main], NextToken: 'more' } }, 'unknown'],
    [
      'of a list with a table that does not say which subnets have it',
      { 'r.json': { RouteTables: [{ ...own, Associations: undefined }, main] } },
      'unknown',
    ],
    ['of one list, and of another with more', { 'm.json': main, 'r.json': { RouteTables: [own, main] } }, 'allowed'],
    [
      'of all that a collector found',
      { 'r.json': { provider: 'aws', route_tables: [main], vpcs: [{ VpcId: 'vpc-1' }] } },
      'allowed',
    ],
  ])('the main table %s', (_, given, expected) => {
    expect(withMain(given)).toBe(expected);
  });

  it('says what to add where the main table may not be the one', () => {
    expect(ask({ 'r.json': { RouteTables: [main] }, ...described }, { attachedTo: ['subnet-2'] }).reasons).toEqual([
      'Whether subnet subnet-2 has a route table of its own or route table rtb-main, the main one, is not known, since the files do not show that they hold all tables: add the whole output of `aws ec2 describe-route-tables` and `aws ec2 describe-subnets`, or name its table in attachedTo.',
    ]);
  });

  it('is unknown where a table is given without its routes', () => {
    expect(verdict({ 'r.json': { RouteTables: [{ ...own, Routes: undefined }] } })).toBe('unknown');
    expect(verdict({ 'r.json': { RouteTables: [own] } })).toBe('denied');
  });

  it('is unknown where two files describe a table differently', () => {
    const again = { 'again.json': { RouteTables: [table('rtb-1', ['subnet-1'], [route(toTransit)])] } };
    expect(verdict({ ...of, ...again })).toBe('unknown');
    expect(readAws({ ...of, ...again }).problems).toHaveLength(1);
  });
});

describe('many subnets and routes', () => {
  const numbers = Array.from({ length: 500 }, (_, index) => index);
  const subnets = numbers.map((index) => `subnet-${index}`);
  const routes = numbers.map((index) => route(toTransit, `198.${index >> 8}.${index % 256}.0/24`));
  const gateway = (id: string, SubnetId: string): Fields => ({
    NatGatewayId: id,
    SubnetId,
    State: 'available',
    ConnectivityType: 'public',
  });
  /** Of these steps each route that is asked about takes a few. */
  const fewSteps = 20_000;

  it('that have one table are asked once', () => {
    const of = {
      ...tables(
        table('rtb-1', subnets, [...routes, route(toNat)]),
        table('rtb-2', ['public'], [route(toInternetGateway)]),
      ),
      'nat.json': { NatGateways: [gateway('nat-1', 'public')] },
    };
    expect(workOut(() => verdict(of, { attachedTo: subnets }), fewSteps)).toBe('allowed');
  });

  it('are no more than one where they are for one range, and the first of them takes all', () => {
    const same = numbers.flatMap((index) => [
      route(toTransit, '198.0.0.0/8'),
      ...Array.from({ length: 20 }, () => route(toTransit, `198.${index % 100}.0.0/16`)),
    ]);
    expect(workOut(() => verdict(files(...same), { to: '198.0.0.0/8' }), fewSteps)).toBe('allowed');
    const [closed, open] = [route({ State: 'blackhole' }), route(toTransit)];
    expect(verdict(files(closed, open))).toBe('denied');
    expect(verdict(files({ ...closed, Origin: 'EnableVgwRoutePropagation' }, open))).toBe('allowed');
  });

  it('that differ in what becomes of their traffic are asked each', () => {
    const open = { SubnetId: 'subnet-0', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' };
    const closed = {
      ...open,
      SubnetId: 'subnet-1',
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-bidirectional' },
    };
    const of = {
      ...tables(table('rtb-1', ['subnet-0', 'subnet-1'], [route(toInternetGateway)])),
      'subnets.json': { Subnets: [open, closed] },
      ...instance({ SubnetId: 'subnet-0', Association: { PublicIp: '198.51.100.4' } }),
    };
    expect(['subnet-0', 'subnet-1'].map((id) => verdict(of, { attachedTo: [id] }))).toEqual(['allowed', 'denied']);
    expect(verdict(of, { attachedTo: ['subnet-0', 'subnet-1'] })).toBe('denied');
  });

  it('are gone through once for the same flows, whatever name is behind them', () => {
    const layer = readAws(files(...routes, route(toInternetGateway))).layers.find((one) => one.layer === 'route');
    const network = { cni: undefined, podRanges: [], nodeRanges: [], serviceRanges: [], region: undefined };
    const origin: Origin = { network, subject: { kind: 'node' }, addresses: [] };
    const binding = layer?.bind(['subnet-1'], origin);
    const programs = binding?.kind === 'bound' ? binding.programs : [];
    expect(programs).toHaveLength(1);
    const flows = flowsTo(toRanges(['203.0.113.7/32']));
    const reasonsFor = (host: string) =>
      unknownReasons(programs.map((program) => runProgram(program, { flows, host, outside: true })));
    const reasons = workOut(() => ['a.example', 'b.example', 'c.example', 'd.example'].map(reasonsFor), fewSteps / 2);
    expect(reasons).toEqual(reasons.map(() => [expect.stringContaining('igw-1')]));
  });
});
