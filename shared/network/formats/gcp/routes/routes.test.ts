import { describe, expect, it } from 'vitest';
import { workOut } from '../../../flows/effort.ts';
import type { GcpQuestion } from '../testing/askGcp.ts';
import { askGcp, errorsOf, readGcp } from '../testing/askGcp.ts';

type Fields = Readonly<Record<string, unknown>>;

const root = 'https://www.googleapis.com/compute/v1/projects/p';
const vpc = `${root}/global/networks/vpc`;
const route = (name: string, destRange: string, more: Fields): Fields => ({
  kind: 'compute#route',
  name,
  network: vpc,
  destRange,
  priority: 1000,
  ...more,
});
const toInternet = { nextHopGateway: `${root}/global/gateways/default-internet-gateway` };
const toTunnel = { nextHopVpnTunnel: `${root}/regions/r1/vpnTunnels/t` };
const ofSubnet = route('default-route-1', '10.10.0.0/20', { nextHopNetwork: vpc, priority: 0 });
const byDefault = route('default', '0.0.0.0/0', toInternet);

const subnetwork = (more: Fields = {}): Fields => ({
  kind: 'compute#subnetwork',
  name: 'nodes',
  selfLink: `${root}/regions/r1/subnetworks/nodes`,
  network: vpc,
  region: `${root}/regions/r1`,
  ipCidrRange: '10.10.0.0/20',
  secondaryIpRanges: [{ rangeName: 'pods', ipCidrRange: '10.20.0.0/16' }],
  privateIpGoogleAccess: false,
  ...more,
});
const router = (more: Fields): Fields => ({
  kind: 'compute#router',
  name: 'router',
  network: vpc,
  region: `${root}/regions/r1`,
  ...more,
});
const nat = (more: Fields = {}): Fields =>
  router({ nats: [{ name: 'nat', sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES', ...more }] });
const instance = (first: Fields, more: Fields = {}): Fields => ({
  kind: 'compute#instance',
  name: 'node-1',
  selfLink: `${root}/zones/r1-a/instances/node-1`,
  networkInterfaces: [{ network: vpc, subnetwork: `${root}/regions/r1/subnetworks/nodes`, ...first }],
  ...more,
});

const ask = (things: readonly Fields[], more: GcpQuestion = {}) =>
  askGcp({ 'a.json': things }, { layer: 'route', ...more });
const verdict = (things: readonly Fields[], more: GcpQuestion = {}): string => ask(things, more).verdict;

/** A network whose nodes have a way to the internet by Cloud NAT. */
const open = [ofSubnet, byDefault, subnetwork(), nat()];

describe('routes of Google Cloud', () => {
  it.each<[field: string, value: unknown]>([
    ['id', '1'],
    ['creationTimestamp', '2026-01-01T00:00:00.000-08:00'],
    ['description', 'words'],
    ['nextHopInterRegionCost', 1],
    ['nextHopMed', 1],
    ['nextHopOrigin', 'IGP'],
    ['asPaths', [{ asLists: [1] }]],
    ['routeType', 'STATIC'],
    ['selfLink', `${root}/global/routes/default`],
    ['params', { resourceManagerTags: { x: 'y' } }],
  ])('do not go by %s, which says nothing of where they lead', (field, value) => {
    const others = [ofSubnet, subnetwork(), nat()];
    expect(verdict([...others, { ...byDefault, [field]: value }])).toBe('allowed');
    expect(verdict([...others, { ...byDefault, [`${field}Other`]: value }])).toBe('unknown');
  });

  it('are needed: without the default one there is no way to the internet', () => {
    expect(verdict(open)).toBe('allowed');
    expect(ask([ofSubnet, subnetwork(), nat()])).toMatchObject({
      verdict: 'denied',
      deniedBy: ['network vpc: no route'],
    });
  });

  it('of another network lead nowhere from this one', () => {
    const other = route('other', '0.0.0.0/0', { ...toTunnel, network: `${root}/global/networks/other` });
    expect(verdict([ofSubnet, other])).toBe('denied');
  });

  it('of an export without those of the subnets are not all that there are', () => {
    expect(ask([byDefault, subnetwork(), nat()]).reasons).toEqual([
      'The routes to the subnets of vpc are not in the files, which thus do not hold all: add the whole output of `gcloud compute routes list --format json`.',
    ]);
  });

  it.each<[title: string, more: Fields, expected: string]>([
    ['a VPN tunnel', toTunnel, 'allowed'],
    ['a peering', { nextHopPeering: 'peer' }, 'allowed'],
    ['a hub', { nextHopHub: 'hub' }, 'allowed'],
    ['a machine', { nextHopInstance: `${root}/zones/z/instances/i` }, 'unknown'],
    ['an address', { nextHopIp: '10.10.0.9' }, 'unknown'],
    ['a load balancer', { nextHopIlb: '10.10.0.9' }, 'unknown'],
    ['another gateway', { nextHopGateway: `${root}/global/gateways/other` }, 'unknown'],
    ['nothing', {}, 'unknown'],
    ['something beside a field that is not known', { ...toTunnel, nextHopOther: 'x' }, 'unknown'],
    ['a tunnel whose route holds', { ...toTunnel, routeStatus: 'ACTIVE' }, 'allowed'],
    ['a tunnel whose route does not hold', { ...toTunnel, routeStatus: 'INACTIVE' }, 'denied'],
    ['a tunnel that has gone', { ...toTunnel, routeStatus: 'DROPPED' }, 'denied'],
    ['a tunnel of a route that is being made', { ...toTunnel, routeStatus: 'PENDING' }, 'unknown'],
  ])('lead to %s', (_, more, expected) => {
    const reading = readGcp({ 'a.json': [ofSubnet, route('a', '203.0.113.0/24', more)] });
    expect(askGcp(reading, { layer: 'route' }).verdict).toBe(expected);
  });

  it('that are not understood are told of', () => {
    expect(errorsOf(readGcp({ 'a.json': [route('a', 'everywhere', toTunnel)] }))).toMatchObject([
      {
        place: { file: 'a.json', path: [0] },
        message: 'route a to everywhere: its destination is no range of addresses.',
      },
    ]);
    expect(verdict([ofSubnet, route('a', 'everywhere', toTunnel), ...open.slice(1)])).toBe('unknown');
  });

  const machine = { nextHopInstance: `${root}/zones/z/instances/i` };
  it.each<[title: string, routes: readonly Fields[], to: string, expected: string]>([
    [
      'the longest prefix',
      [route('a', '203.0.113.0/24', machine), route('b', '203.0.113.7/32', toTunnel)],
      '203.0.113.7',
      'allowed',
    ],
    [
      'the lowest number of one prefix',
      [route('a', '203.0.113.0/24', { ...machine, priority: 900 }), route('b', '203.0.113.0/24', toTunnel)],
      '203.0.113.7',
      'unknown',
    ],
    [
      'the lowest number, whatever the order',
      [route('b', '203.0.113.0/24', { ...toTunnel, priority: 900 }), route('a', '203.0.113.0/24', machine)],
      '203.0.113.7',
      'allowed',
    ],
    [
      'none, where two of one number differ',
      [route('a', '203.0.113.0/24', machine), route('b', '203.0.113.0/24', toTunnel)],
      '203.0.113.7',
      'unknown',
    ],
    [
      'any, where two of one number are alike',
      [route('a', '203.0.113.0/24', toTunnel), route('b', '203.0.113.0/24', toTunnel)],
      '203.0.113.7',
      'allowed',
    ],
    ['the subnet before all others', [route('a', '10.10.0.7/32', machine)], '10.10.0.7', 'allowed'],
    ['their family', [route('a', '203.0.113.0/24', toTunnel)], '2001:db8::1', 'denied'],
  ])('are chosen by %s', (_, routes, to, expected) => {
    expect(verdict([ofSubnet, ...routes], { to })).toBe(expected);
  });

  it('for network tags hold for machines that have one of them', () => {
    const tagged = [ofSubnet, route('a', '203.0.113.0/24', { ...toTunnel, tags: ['edge', 'nodes'] })];
    const node = (items: readonly string[]): Fields => instance({}, { tags: { items } });
    expect(verdict([...tagged, node(['nodes'])], { attachedTo: ['node-1'] })).toBe('allowed');
    expect(verdict([...tagged, node(['other'])], { attachedTo: ['node-1'] })).toBe('denied');
    expect(verdict(tagged)).toBe('unknown');
  });

  it('to private addresses may be imported or learnt, which no list tells', () => {
    expect(verdict(open, { to: '10.99.0.1' })).toBe('unknown');
    expect(verdict(open, { to: '10.10.3.3' })).toBe('allowed');
    expect(verdict([...open, route('a', '10.99.0.0/16', toTunnel)], { to: '10.99.0.1' })).toBe('allowed');
  });

  it('may be learnt where a Cloud Router has peers', () => {
    const closed = [ofSubnet, subnetwork()];
    expect(verdict([...closed, router({ bgpPeers: [] })])).toBe('denied');
    expect(verdict([...closed, router({ bgpPeers: [{ name: 'peer' }] })])).toBe('unknown');
    expect(
      verdict([...closed, router({ bgpPeers: [{ name: 'peer' }], network: `${root}/global/networks/other` })]),
    ).toBe('denied');
  });

  it.each([['importCustomRoutes'], ['importSubnetRoutesWithPublicIp']])(
    'may be imported where a peering of the network has %s',
    (field) => {
      const closed = [ofSubnet, subnetwork()];
      const peered = (brings: boolean, selfLink = vpc): Fields => ({
        kind: 'compute#network',
        name: 'vpc',
        selfLink,
        peerings: [{ name: 'hub', [field]: brings }],
      });
      expect(verdict([...closed, peered(false)])).toBe('denied');
      expect(verdict([...closed, peered(true)])).toBe('unknown');
      expect(verdict([...closed, peered(true, `${root}/global/networks/other`)])).toBe('denied');
      expect(verdict([...open, peered(true)])).toBe('allowed');
      const [first] = [peered(true)];
      const two = {
        ...first,
        peerings: [
          { name: 'a', [field]: false },
          { name: 'b', [field]: true },
        ],
      };
      expect(verdict([...closed, two])).toBe('unknown');
    },
  );

  it('lead to the metadata server always', () => {
    expect(verdict([ofSubnet], { to: '169.254.169.254', port: 80 })).toBe('allowed');
  });
});

describe('the internet gateway of Google Cloud', () => {
  const closed = [ofSubnet, byDefault, subnetwork()];
  const named = `${root}/regions/r1/subnetworks/nodes`;

  it('is passed by NAT of the region of the subnet, and of no other', () => {
    const inRegion = (of: string, ofNat: string): string =>
      verdict([ofSubnet, byDefault, subnetwork({ region: of }), { ...nat(), region: ofNat }]);
    expect(inRegion('r1', 'r1')).toBe('allowed');
    expect(inRegion('r1', 'r2')).toBe('unknown');
    expect(inRegion('', '')).toBe('unknown');
  });

  it.each<[title: string, more: readonly Fields[], expected: string]>([
    ['nobody knows how, without NAT', [], 'unknown'],
    ['by NAT for all ranges', [nat()], 'allowed'],
    ['by public NAT', [nat({ type: 'PUBLIC' })], 'allowed'],
    [
      'by NAT of which only one is for all ranges',
      [nat({ sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' }), nat()],
      'allowed',
    ],
    ['by NAT for machines among others', [nat({ endpointTypes: ['ENDPOINT_TYPE_VM'] })], 'allowed'],
    ['not by NAT for proxies', [nat({ endpointTypes: ['ENDPOINT_TYPE_MANAGED_PROXY_LB'] })], 'unknown'],
    [
      'by NAT for the primary ranges alone, of which pods have none',
      [nat({ sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' })],
      'unknown',
    ],
    [
      'by NAT for all ranges of the subnet',
      [
        nat({
          sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
          subnetworks: [{ name: named, sourceIpRangesToNat: ['ALL_IP_RANGES'] }],
        }),
      ],
      'allowed',
    ],
    [
      'by NAT for the primary range of the subnet',
      [
        nat({
          sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
          subnetworks: [{ name: named, sourceIpRangesToNat: ['PRIMARY_IP_RANGE'] }],
        }),
      ],
      'unknown',
    ],
    [
      'not by NAT for another subnet',
      [
        nat({
          sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
          subnetworks: [{ name: `${named}-2`, sourceIpRangesToNat: ['ALL_IP_RANGES'] }],
        }),
      ],
      'unknown',
    ],
    ['not by private NAT', [nat({ type: 'PRIVATE' })], 'unknown'],
    ['not by NAT of another region', [{ ...nat(), region: `${root}/regions/r2` }], 'unknown'],
    ['not by NAT of another network', [{ ...nat(), network: `${root}/global/networks/other` }], 'unknown'],
  ])('is passed %s', (_, more, expected) => {
    expect(verdict([...closed, ...more])).toBe(expected);
  });

  it('is passed by all of a subnet without pods where NAT is for its primary range', () => {
    const primary = nat({ sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' });
    expect(verdict([ofSubnet, byDefault, subnetwork({ secondaryIpRanges: [] }), primary])).toBe('allowed');
  });

  it('is passed by machines with an external address of the family', () => {
    const everywhere6 = route('default-6', '::/0', toInternet);
    const asked = (first: Fields, to: string): string =>
      verdict([...closed, everywhere6, instance(first)], { attachedTo: ['node-1'], to });
    expect(asked({ accessConfigs: [{ type: 'ONE_TO_ONE_NAT', natIP: '198.51.100.1' }] }, '203.0.113.7')).toBe(
      'allowed',
    );
    expect(asked({ accessConfigs: [] }, '203.0.113.7')).toBe('unknown');
    expect(asked({ ipv6AccessConfigs: [{ externalIpv6: '2001:db8:1::' }] }, '2001:db8::1')).toBe('allowed');
    expect(asked({ accessConfigs: [{ natIP: '198.51.100.1' }] }, '2001:db8::1')).toBe('unknown');
  });

  it('leads to Google’s own APIs with Private Google Access, and so to nothing else', () => {
    const withAccess = [ofSubnet, byDefault, subnetwork({ privateIpGoogleAccess: true })];
    expect(verdict(withAccess, { to: '199.36.153.8/30' })).toBe('allowed');
    expect(verdict(withAccess, { to: '199.36.153.4/30' })).toBe('allowed');
    expect(verdict(closed, { to: '199.36.153.8/30' })).toBe('unknown');
    expect(verdict(withAccess)).toBe('unknown');
    expect(verdict([ofSubnet, subnetwork({ privateIpGoogleAccess: true })], { to: '199.36.153.8/30' })).toBe('denied');
  });
});

describe('what routes of Google Cloud are attached to', () => {
  it('is an instance in a subnet of its region and name', () => {
    const alike = subnetwork({ selfLink: `${root}/regions/r2/subnetworks/nodes`, region: `${root}/regions/r2` });
    const inRegion = (region: string): string =>
      verdict(
        [
          ofSubnet,
          byDefault,
          alike,
          subnetwork(),
          nat(),
          instance({ subnetwork: `${root}/regions/${region}/subnetworks/nodes` }),
        ],
        {
          attachedTo: ['node-1'],
        },
      );
    expect([inRegion('r1'), inRegion('r2')]).toEqual(['allowed', 'unknown']);
    expect(verdict([...open, instance({ subnetwork: undefined })], { attachedTo: ['node-1'] })).toBe('unknown');
  });

  const second = subnetwork({
    name: 'more',
    selfLink: `${root}/regions/r2/subnetworks/more`,
    region: `${root}/regions/r2`,
  });

  it.each<[title: string, attachedTo: readonly string[], expected: string]>([
    ['a subnet with a way', ['nodes'], 'allowed'],
    ['a subnet without a way that is known', ['more'], 'unknown'],
    ['a network, of which every subnet must have a way', ['vpc'], 'unknown'],
    ['nothing', [], 'unknown'],
    ['something that is not in the files', ['elsewhere'], 'unknown'],
  ])('%s', (_, attachedTo, expected) => {
    expect(verdict([...open, second], { attachedTo })).toBe(expected);
  });

  it.each([
    ['by one NAT', [nat()], { verdict: 'allowed' }],
    [
      'without a NAT',
      [],
      { verdict: 'unknown', reasons: [expect.stringContaining('Whether the nodes in s0 have external addresses')] },
    ],
  ])('takes no longer for many subnets of which the same becomes: %s', (_what, gateways, answer) => {
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    const subnetworks = numbers.map((index) =>
      subnetwork({ name: `s${index}`, selfLink: `${root}/regions/r1/subnetworks/s${index}` }),
    );
    const routes = numbers.map((index) => route(`r${index}`, `198.51.${index % 256}.${index >> 8}/32`, toTunnel));
    const asked = [ofSubnet, byDefault, ...gateways, ...routes];
    const steps = 100 * asked.length;
    expect(workOut(() => ask([...asked, ...subnetworks]), steps)).toMatchObject(answer);
    const closed = { ...second, name: 's1' };
    expect(verdict([...asked, ...subnetworks, closed])).toBe('unknown');
  });

  it('is asked for by the name of the layer', () => {
    expect(ask(open, { attachedTo: [] }).reasons).toEqual([
      'The plan does not say in which network the nodes are: set attachedTo of the layer route in network.path.',
    ]);
  });
});
