/** Ways out of networks that Terraform makes in Google Cloud: each resource, and each of its attributes, is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const region = 'europe-west1';
const toNetwork = { network: 'google_compute_network.vpc.id' };

/** Attributes in `references` are known only after the apply; those in `unknown` as well, and nobody wrote them. */
function made(
  address: string,
  values: Values,
  references: Readonly<Record<string, string>> = {},
  unknown: readonly string[] = [],
): PlannedResource {
  return {
    address,
    values,
    unknown: Object.fromEntries(['id', ...unknown, ...Object.keys(references)].map((name) => [name, true])),
    expressions: Object.fromEntries(Object.entries(references).map(([name, to]) => [name, refersTo(to)])),
  };
}

const network = (more: Values = {}, unknown: readonly string[] = []): PlannedResource =>
  made(
    'google_compute_network.vpc',
    { name: 'vpc', auto_create_subnetworks: false, delete_default_routes_on_create: false, ...more },
    {},
    ['self_link', ...unknown],
  );
const closedNetwork = network({ delete_default_routes_on_create: true });
const subnet = (more: Values = {}, unknown: readonly string[] = []): PlannedResource =>
  made(
    'google_compute_subnetwork.nodes',
    {
      name: 'nodes',
      region,
      ip_cidr_range: '10.10.0.0/20',
      secondary_ip_range: [{ range_name: 'pods', ip_cidr_range: '10.20.0.0/16' }],
      private_ip_google_access: false,
      ...more,
    },
    toNetwork,
    unknown,
  );
const router = (more: Values = {}, references: Readonly<Record<string, string>> = toNetwork): PlannedResource =>
  made('google_compute_router.main', { name: 'router', region, ...more }, references);
const nat = (
  more: Values = {},
  references: Readonly<Record<string, string>> = {},
  unknown: readonly string[] = ['type', 'endpoint_types'],
): PlannedResource =>
  made(
    'google_compute_router_nat.main',
    {
      name: 'nat',
      region,
      router: 'router',
      source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
      ...more,
    },
    references,
    unknown,
  );
const peer = (more: Values = {}, references: Readonly<Record<string, string>> = {}): PlannedResource =>
  made('google_compute_router_peer.hub', { name: 'hub', region, router: 'router', ...more }, references);
const route = (more: Values, references: Readonly<Record<string, string>> = {}): PlannedResource =>
  made(
    'google_compute_route.out',
    { name: 'out', dest_range: '203.0.113.0/24', priority: 1000, ...more },
    { ...toNetwork, ...references },
    ['next_hop_network', 'next_hop_hub', 'next_hop_ip'].filter((hop) => !(hop in more) && !(hop in references)),
  );
const tunnel = { next_hop_vpn_tunnel: 'projects/p/regions/r/vpnTunnels/t' };
const machine = { next_hop_instance: 'projects/p/zones/z/instances/i', next_hop_instance_zone: 'z' };

const ask = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}) =>
  askTerraform({ 'plan.json': planOf(resources) }, { layer: 'route', attachedTo: ['vpc'], ...more });
const verdict = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): string =>
  ask(resources, more).verdict;

describe('google_compute_network', () => {
  const others = [subnet(), router(), nat()];

  it('has a way to the internet, unless the route that Google makes is deleted', () => {
    expect(verdict([network(), ...others])).toBe('allowed');
    expect(verdict([closedNetwork, ...others])).toBe('denied');
    expect(verdict([network({}, ['delete_default_routes_on_create']), ...others])).toBe('unknown');
  });

  it('that is there already may have routes beyond the plan', () => {
    const attached = subnet({ network: 'vpc' });
    expect(verdict([{ ...attached, unknown: {} }, router({ network: 'vpc' }, {}), nat(), route(tunnel)])).toBe(
      'unknown',
    );
  });

  it('has subnets of its own in auto mode, by default', () => {
    const reasons = (mode: boolean | null): string =>
      ask([network({ auto_create_subnetworks: mode }), subnet()], { to: '10.130.0.4' }).reasons.join();
    expect(reasons(true)).toContain('of subnets in auto mode');
    expect(reasons(null)).toContain('of subnets in auto mode');
    expect(reasons(false)).not.toContain('of subnets in auto mode');
  });
});

describe('google_compute_subnetwork', () => {
  const around = [closedNetwork, route({ dest_range: '10.0.0.0/8', ...machine })];

  it.each<[title: string, more: Values, unknown: readonly string[], to: string, expected: string]>([
    ['ip_cidr_range', {}, [], '10.10.3.3', 'allowed'],
    ['ip_cidr_range of another', { ip_cidr_range: '10.11.0.0/20' }, [], '10.10.3.3', 'unknown'],
    ['ip_cidr_range that is not known yet', { ip_cidr_range: null }, ['ip_cidr_range'], '10.10.3.3', 'unknown'],
    ['secondary_ip_range', {}, [], '10.20.0.9', 'allowed'],
    ['no secondary_ip_range', { secondary_ip_range: [] }, [], '10.20.0.9', 'unknown'],
    ['ipv6_cidr_range', { ipv6_cidr_range: '2600:1900:4000::/64' }, [], '2600:1900:4000::9', 'allowed'],
    ['external_ipv6_prefix', { external_ipv6_prefix: '2600:1900:4000::/64' }, [], '2600:1900:4000::9', 'allowed'],
    ['internal_ipv6_prefix', { internal_ipv6_prefix: 'fd20:1::/64' }, [], 'fd20:1::9', 'allowed'],
    ['no range of IPv6', {}, ['ipv6_cidr_range'], '2600:1900:4000::9', 'denied'],
    [
      'one range of IPv6 that is known',
      { stack_type: 'IPV4_IPV6', ipv6_cidr_range: '2600:1900:5000::/64' },
      [],
      '2600:1900:4000::9',
      'denied',
    ],
    ['stack_type', { stack_type: 'IPV4_IPV6' }, ['ipv6_cidr_range'], '2600:1900:4000::9', 'unknown'],
  ])('leads to its own addresses by %s', (_, more, unknown, to, expected) => {
    expect(verdict([...around, subnet(more, unknown)], { to })).toBe(expected);
  });

  it('reaches the APIs of Google by private_ip_google_access', () => {
    const to = '199.36.153.10';
    expect(verdict([network(), subnet({ private_ip_google_access: true })], { to })).toBe('allowed');
    expect(verdict([network(), subnet()], { to })).toBe('unknown');
  });

  it('lies in its network, whatever is written of another', () => {
    const other = made('google_compute_network.other', {
      name: 'other',
      auto_create_subnetworks: false,
      delete_default_routes_on_create: true,
    });
    const ofOther = { ...subnet(), expressions: { network: refersTo('google_compute_network.other.id') } };
    expect(verdict([closedNetwork, other, subnet()], { to: '10.10.0.4' })).toBe('allowed');
    expect(verdict([closedNetwork, other, ofOther], { to: '10.10.0.4' })).toBe('unknown');
  });
});

describe('google_compute_route', () => {
  const around = [closedNetwork, subnet()];

  it.each<[title: string, more: Values, references: Readonly<Record<string, string>>, expected: string]>([
    ['next_hop_vpn_tunnel', tunnel, {}, 'allowed'],
    [
      'next_hop_vpn_tunnel, known after the apply',
      {},
      { next_hop_vpn_tunnel: 'google_compute_vpn_tunnel.t.id' },
      'allowed',
    ],
    ['next_hop_peering', { next_hop_peering: 'hub' }, {}, 'allowed'],
    ['next_hop_hub', { next_hop_hub: 'hub' }, {}, 'allowed'],
    ['next_hop_network', { next_hop_network: 'vpc' }, {}, 'allowed'],
    ['next_hop_instance', machine, {}, 'unknown'],
    ['next_hop_ip', { next_hop_ip: '10.10.0.9' }, {}, 'unknown'],
    ['next_hop_ilb', {}, { next_hop_ilb: 'google_compute_forwarding_rule.f.id' }, 'unknown'],
    ['next_hop_gateway', { next_hop_gateway: 'default-internet-gateway' }, {}, 'unknown'],
    ['what is not known of releases to come', { ...tunnel, next_hop_other: 'x' }, {}, 'unknown'],
  ])('leads on by %s', (_, more, references, expected) => {
    expect(verdict([...around, route(more, references)])).toBe(expected);
    expect(verdict(around)).toBe('denied');
  });

  it('leads to the internet where NAT translates', () => {
    const out = route({ next_hop_gateway: 'default-internet-gateway' });
    expect(verdict([...around, out, router(), nat()])).toBe('allowed');
    expect(verdict([...around, out, router()])).toBe('unknown');
  });

  it('holds for its dest_range alone', () => {
    expect(verdict([...around, route({ ...tunnel, dest_range: '203.0.113.0/24' })])).toBe('allowed');
    expect(verdict([...around, route({ ...tunnel, dest_range: '198.51.100.0/24' })])).toBe('denied');
    const open = route({ ...tunnel, dest_range: null }, { dest_range: 'var.range' });
    expect(verdict([...around, open])).toBe('unknown');
  });

  it('is tried by its priority', () => {
    const second = { ...route(machine), address: 'google_compute_route.second' };
    expect(verdict([...around, route({ ...tunnel, priority: 900 }), second])).toBe('allowed');
    expect(verdict([...around, route({ ...tunnel, priority: 1100 }), second])).toBe('unknown');
  });

  it('holds for machines with one of its tags', () => {
    const node = made('google_compute_instance.node', { name: 'node', tags: ['nodes'], network_interface: [{}] }, {});
    const inSubnet = {
      ...node,
      unknown: { id: true, network_interface: [{ network: true, subnetwork: true }] },
      expressions: { network_interface: [{ subnetwork: refersTo('google_compute_subnetwork.nodes.id') }] },
    };
    const attachedTo = ['node'];
    expect(verdict([...around, inSubnet, route({ ...tunnel, tags: ['nodes'] })], { attachedTo })).toBe('allowed');
    expect(verdict([...around, inSubnet, route({ ...tunnel, tags: ['edge'] })], { attachedTo })).toBe('denied');
  });

  it('says more of itself than where it leads', () => {
    const about = {
      next_hop_instance_zone: 'z',
      next_hop_inter_region_cost: '1',
      next_hop_med: '1',
      next_hop_origin: 'IGP',
      as_paths: [{ as_lists: [1] }],
      route_status: 'ACTIVE',
      route_type: 'STATIC',
      warnings: [{ code: 'x' }],
      description: 'out',
      self_link: 'https://www.googleapis.com/compute/v1/projects/p/global/routes/out',
    };
    expect(verdict([...around, route({ ...tunnel, ...about })])).toBe('allowed');
    const having = (status: string): string =>
      verdict([...around, route({ ...tunnel, ...about, route_status: status })]);
    expect([having('DROPPED'), having('PENDING')]).toEqual(['denied', 'unknown']);
  });

  it('has the priority that the API gives where nobody does', () => {
    const filledIn = route({ ...tunnel, priority: null });
    const second = { ...route({ ...machine, priority: 1100 }), address: 'google_compute_route.second' };
    const open = (expressions: Values): PlannedResource => ({
      ...filledIn,
      unknown: { ...filledIn.unknown, priority: true },
      expressions: { ...filledIn.expressions, ...expressions },
    });
    expect(verdict([...around, open({}), second])).toBe('allowed');
    expect(verdict([...around, open({ priority: refersTo('local.priority') }), second])).toBe('unknown');
  });

  it.each(['tags', 'dest_range', 'next_hop_gateway'])('may lead anywhere by %s that is not known yet', (attribute) => {
    const open = route(attribute === 'next_hop_gateway' ? {} : { ...tunnel, [attribute]: null }, {
      [attribute]: 'local.x',
    });
    expect(verdict([...around, open])).toBe('unknown');
  });

  it('of a network that is not known may be one of any', () => {
    const rules = readTerraform({ 'plan.json': planOf([...around, route(machine, { network: 'local.network' })]) });
    expect(askTerraform(rules, { layer: 'route', attachedTo: ['vpc'] }).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message).join()).toContain('its network can’t be told');
  });

  it('holds in its network', () => {
    const elsewhere = { ...route({ ...tunnel, network: 'other' }), unknown: { id: true } };
    expect(verdict([...around, elsewhere])).toBe('denied');
  });
});

describe('what a network is called', () => {
  const id = 'projects/p/global/networks/vpc';
  const link = `https://www.googleapis.com/compute/v1/${id}`;
  const known = (values: Values): PlannedResource => ({
    ...closedNetwork,
    values: { ...closedNetwork.values, ...values },
    unknown: {},
  });
  const of = (called: string): PlannedResource => ({
    ...route({ ...tunnel, network: called }),
    unknown: {},
    expressions: {},
  });

  it.each([
    ['its name', { name: 'vpc', project: 'p' }, 'vpc'],
    ['its project and name', { name: 'vpc', project: 'p' }, id],
    ['its id', { id, project: 'p' }, id],
    ['its self_link', { id, self_link: link, project: 'p' }, link],
    ['its id, where the plan says its self_link', { id, self_link: link, project: 'p' }, id],
  ])('is %s', (_, values, called) => {
    expect(verdict([known(values), subnet(), of(called)])).toBe('allowed');
    expect(verdict([known(values), subnet(), of('projects/p/global/networks/other')])).toBe('denied');
  });
});

describe('google_compute_instance', () => {
  const node = (more: Values = {}): PlannedResource => ({
    ...made('google_compute_instance.node', { name: 'node', network_interface: [{ ...more }] }),
    unknown: { id: true, network_interface: [{ network: true, subnetwork: true }] },
    expressions: { network_interface: [{ subnetwork: refersTo('google_compute_subnetwork.nodes.id') }] },
  });
  const out = {
    ...route({ next_hop_gateway: 'default-internet-gateway', dest_range: '::/0' }),
    address: 'google_compute_route.v6',
  };

  it('passes the gateway by an access_config of its own', () => {
    const attachedTo = ['node'];
    expect(verdict([network(), subnet(), node({ access_config: [{}] })], { attachedTo })).toBe('allowed');
    expect(verdict([network(), subnet(), node()], { attachedTo })).toBe('unknown');
  });

  it('passes the gateway with IPv6 by an ipv6_access_config', () => {
    const asked = { attachedTo: ['node'], to: '2001:db8::7' };
    expect(verdict([network(), subnet(), out, node({ ipv6_access_config: [{}] })], asked)).toBe('allowed');
    expect(verdict([network(), subnet(), out, node()], asked)).toBe('unknown');
  });

  it('lies in its subnetwork, which NAT may translate', () => {
    const attachedTo = ['node'];
    const listed = nat(
      {
        source_subnetwork_ip_ranges_to_nat: 'LIST_OF_SUBNETWORKS',
        subnetwork: [
          { name: `projects/p/regions/${region}/subnetworks/nodes`, source_ip_ranges_to_nat: ['ALL_IP_RANGES'] },
        ],
      },
      {},
    );
    expect(verdict([network(), subnet(), router(), listed, node()], { attachedTo })).toBe('allowed');
    const unattached = { ...node(), expressions: {} };
    expect(verdict([network(), subnet(), router(), listed, unattached], { attachedTo })).toBe('unknown');
  });
});

describe('google_compute_router_nat', () => {
  const around = [network(), subnet(), router()];
  const listed = (ranges: unknown, reference = 'google_compute_subnetwork.nodes.id'): PlannedResource => ({
    ...nat({
      source_subnetwork_ip_ranges_to_nat: 'LIST_OF_SUBNETWORKS',
      subnetwork: [{ source_ip_ranges_to_nat: ranges }],
    }),
    unknown: { id: true, type: true, endpoint_types: true, subnetwork: [{ name: true }] },
    expressions: { subnetwork: [{ name: refersTo(reference) }] },
  });
  const other = {
    ...subnet({ name: 'other', ip_cidr_range: '10.11.0.0/20' }),
    address: 'google_compute_subnetwork.other',
  };

  it.each<[title: string, one: PlannedResource, expected: string]>([
    ['all ranges', nat(), 'allowed'],
    [
      'primary ranges alone',
      nat({ source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' }),
      'unknown',
    ],
    ['all ranges of the subnet', listed(['ALL_IP_RANGES']), 'allowed'],
    ['the primary range of the subnet', listed(['PRIMARY_IP_RANGE']), 'unknown'],
    ['another subnet', listed(['ALL_IP_RANGES'], 'google_compute_subnetwork.other.id'), 'unknown'],
    ['another region', nat({ region: 'us-east1' }), 'unknown'],
    ['another router', nat({ router: 'other' }), 'unknown'],
    ['networks by private NAT', nat({ type: 'PRIVATE' }, {}, []), 'unknown'],
    ['the internet by public NAT', nat({ type: 'PUBLIC' }, {}, []), 'allowed'],
    ['a type that is not known yet', nat({ type: null }, { type: 'var.type' }, []), 'unknown'],
    ['gateways for the web', nat({ endpoint_types: ['ENDPOINT_TYPE_SWG'] }, {}, []), 'unknown'],
    ['machines', nat({ endpoint_types: ['ENDPOINT_TYPE_VM'] }, {}, []), 'allowed'],
    ['what is not known yet', nat({ endpoint_types: null }, { endpoint_types: 'var.types' }, []), 'unknown'],
  ])('translates %s', (_, one, expected) => {
    expect(verdict([...around, other, one], { attachedTo: ['nodes'] })).toBe(expected);
  });

  it('translates pods by the primary range of a subnet that has no other', () => {
    const primary = nat({ source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' });
    const ranges = (list: readonly unknown[]): string =>
      verdict([network(), subnet({ secondary_ip_range: list }), router(), primary]);
    expect(ranges([])).toBe('allowed');
    expect(ranges([{ range_name: 'pods', ip_cidr_range: '10.20.0.0/16' }])).toBe('unknown');
  });

  it('translates pods by the primary range where nobody gave the subnet any other', () => {
    const primary = nat({ source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' });
    const filledIn = subnet({ secondary_ip_range: null }, ['secondary_ip_range']);
    const open = {
      ...filledIn,
      expressions: { ...filledIn.expressions, secondary_ip_range: refersTo('local.ranges') },
    };
    expect(verdict([network(), filledIn, router(), primary])).toBe('allowed');
    expect(verdict([network(), open, router(), primary])).toBe('unknown');
  });

  it('is of a router by its path, and of the one in its region', () => {
    const path = `projects/p/regions/${region}/routers/router`;
    const second = { ...router({ region: 'us-east1' }), address: 'google_compute_router.second' };
    expect(verdict([network(), subnet(), router(), nat({ router: path })])).toBe('allowed');
    expect(verdict([network(), subnet(), router(), second, nat()])).toBe('allowed');
    expect(verdict([network(), subnet(), router({ region: 'us-east1' }), nat()])).toBe('unknown');
    const twin = { ...router(), address: 'google_compute_router.second' };
    expect(verdict([network(), subnet(), router(), twin, nat()])).toBe('unknown');
  });

  it('says the region of a router that does not say it itself', () => {
    expect(verdict([network(), subnet(), router({ region: null }), nat()])).toBe('allowed');
    expect(verdict([network(), subnet(), router({ region: null }), nat({ region: null })])).toBe('unknown');
  });

  it('is of a router that is named only after the apply', () => {
    const unnamed = made('google_compute_router.main', { region }, { ...toNetwork, name: 'random_id.router.hex' });
    expect(
      verdict([network(), subnet(), unnamed, nat({ router: null }, { router: 'google_compute_router.main.name' })]),
    ).toBe('allowed');
  });

  it('is of a router in a network', () => {
    const elsewhere = router({ network: 'other' }, {});
    expect(verdict([network(), subnet(), elsewhere, nat()])).toBe('unknown');
  });
});

describe('google_compute_router_peer', () => {
  const around = [closedNetwork, subnet()];

  it('learns routes, of which no plan tells', () => {
    expect(verdict([...around, router()])).toBe('denied');
    expect(verdict([...around, router(), peer()])).toBe('unknown');
    expect(verdict([...around, router({ network: 'other' }, {}), peer()])).toBe('denied');
  });

  it('of a router that is not known may be one of any network', () => {
    const answer = ask([
      ...around,
      router(),
      peer({ router: null }, { router: 'data.google_compute_router.hub.name' }),
    ]);
    expect(answer.verdict).toBe('unknown');
  });

  it('of a router whose network is not known may be one of any network', () => {
    const elsewhere = router({}, { network: 'data.google_compute_network.hub.id' });
    expect(verdict([...around, elsewhere])).toBe('denied');
    expect(verdict([...around, elsewhere, peer()])).toBe('unknown');
  });
});

describe.each(['google_compute_network_peering', 'google_compute_network_peering_routes_config'])('%s', (type) => {
  const around = [closedNetwork, subnet()];
  const peering = (more: Values, references: Readonly<Record<string, string>> = toNetwork): PlannedResource =>
    made(`${type}.hub`, { name: 'hub', ...more }, references);

  it.each(['import_custom_routes', 'import_subnet_routes_with_public_ip'])('brings routes by %s', (attribute) => {
    expect(verdict([...around, peering({ [attribute]: false })])).toBe('denied');
    expect(verdict([...around, peering({ [attribute]: true })])).toBe('unknown');
    expect(verdict([...around, peering({ [attribute]: true, network: 'other' }, {})])).toBe('denied');
    expect(verdict([...around, peering({}, { ...toNetwork, [attribute]: 'local.imports' })])).toBe('unknown');
    expect(verdict([...around, peering({ [attribute]: true }, { network: 'data.google_compute_network.n.id' })])).toBe(
      'unknown',
    );
  });
});

describe.each(['google_network_connectivity_policy_based_route', 'google_network_connectivity_spoke'])('%s', (type) => {
  it('leaves unknown whether there is a way, since it is not judged', () => {
    expect(verdict([network(), subnet(), router(), nat(), made(`${type}.one`, { name: 'one' })])).toBe('unknown');
  });
});
