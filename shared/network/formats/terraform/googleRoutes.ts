/**
 * Networks, their subnets and Cloud Routers of the provider hashicorp/google, with the routes that Google itself makes of them.
 * Source: the provider's documentation of each type, releases 5 to 7; VPC documentation, "Routes".
 */
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { listOf } from '../../../kernel/jsonFields.ts';
import { addTo } from './addTo.ts';
import type { Fields, Target } from './fields.ts';
import { aboutGoogleResource, googlePathOf, googleNetworks } from './googleNames.ts';
import { notYetKnown } from './notYetKnown.ts';
import { unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

/** Types that tell of ways out of a network. */
export const googleRouteTypes = [
  'google_compute_network',
  'google_compute_subnetwork',
  'google_compute_route',
  'google_compute_router',
  'google_compute_router_nat',
  'google_compute_router_peer',
  'google_compute_network_peering',
  'google_compute_network_peering_routes_config',
] as const;

const layers = ['route'] as const;

export const googleSubnetworks: Target = {
  types: new Set(['google_compute_subnetwork']),
  nameOf: (resource) => {
    const { region } = resource.values;
    const folder = typeof region === 'string' && region !== '' ? `regions/${region}/subnetworks` : 'subnetworks';
    return googlePathOf(resource, folder);
  },
};

const routers: Target = { types: new Set(['google_compute_router']), nameOf: ({ address }) => address };

export function translateGoogleRoutes(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const networks = planned.of('google_compute_network');
  const subnetworks = planned.of('google_compute_subnetwork');
  const importing = networksThatImport(planned, troubles);
  const made = new Set(networks.map(({ resource }) => googleNetworks.nameOf(resource)));
  return [
    ...networks.map((fields) => toNetwork(fields, importing)),
    ...networks.flatMap(toFirstRoutes),
    ...subnetworks.map(toSubnetwork),
    // Of a network that is there already the plan may know some subnets alone, so that the rest of its routes is missing.
    ...subnetworks.flatMap((fields) => {
      const network = fields.reference('network', googleNetworks);
      return network !== undefined && made.has(network) ? toSubnetRoutes(fields, network) : [];
    }),
    ...planned.of('google_compute_route').map((fields) => toRoute(fields, troubles)),
    ...translateRouters(planned, troubles),
  ];
}

function toNetwork(fields: Fields, importing: ReadonlyMap<string, readonly Fields[]>): JsonRecord {
  const name = googleNetworks.nameOf(fields.resource);
  return fields.made({
    kind: 'compute#network',
    name: fields.text('name') ?? fields.resource.address,
    selfLink: name,
    networkFirewallPolicyEnforcementOrder: givenOf(fields, 'network_firewall_policy_enforcement_order'),
    peerings: (importing.get(name) ?? []).map((peering) => peering.made({ importCustomRoutes: true })),
  });
}

const importAttributes = ['import_custom_routes', 'import_subnet_routes_with_public_ip'];

/** Peerings that bring more than private ranges of subnets, by the network that takes them. */
function networksThatImport(planned: PlannedResources, troubles: Trouble[]): ReadonlyMap<string, readonly Fields[]> {
  const found = new Map<string, Fields[]>();
  for (const peering of planned.of('google_compute_network_peering', 'google_compute_network_peering_routes_config')) {
    const isImporting = importAttributes.some(
      (attribute) =>
        peering.get(attribute) === true || (peering.isUndecided(attribute) && peering.filledIn(attribute).length === 0),
    );
    if (!isImporting) continue;
    const network = peering.reference('network', googleNetworks);
    if (network === undefined) troubles.push(unplaced(peering, 'network', layers));
    else addTo(found, network, peering);
  }
  return found;
}

/** What a new network has before anybody writes routes: the way to the internet, and in auto mode a subnet in each region. */
function toFirstRoutes(fields: Fields): readonly JsonRecord[] {
  const network = googleNetworks.nameOf(fields.resource);
  const deletes = 'delete_default_routes_on_create';
  const isAutomatic = fields.get('auto_create_subnetworks') ?? true;
  return [
    ...(fields.get(deletes) === true
      ? []
      : [
          fields.made({
            kind: 'compute#route',
            name: 'by default',
            network,
            destRange: '0.0.0.0/0',
            nextHopGateway: 'default-internet-gateway',
            routeStatus: fields.isUndecided(deletes) ? notYetKnown : undefined,
          }),
        ]),
    ...(isAutomatic === true
      ? [
          fields.made({
            kind: 'compute#route',
            name: 'of subnets in auto mode',
            network,
            destRange: '10.128.0.0/9',
            nextHopNetwork: network,
            routeStatus: notYetKnown,
          }),
        ]
      : []),
  ];
}

function toSubnetwork(fields: Fields): JsonRecord {
  return fields.made({
    kind: 'compute#subnetwork',
    name: fields.text('name') ?? fields.resource.address,
    selfLink: googleSubnetworks.nameOf(fields.resource),
    network: fields.reference('network', googleNetworks) ?? `the network of ${fields.resource.address}`,
    region: fields.text('region'),
    secondaryIpRanges: mayHaveSecondaryRanges(fields) ? [{}] : [],
    privateIpGoogleAccess: fields.get('private_ip_google_access'),
  });
}

/** Pods have addresses of these, which not every NAT translates. */
function mayHaveSecondaryRanges(fields: Fields): boolean {
  return fields.has('secondary_ip_range') && fields.filledIn('secondary_ip_range').length === 0;
}

function toSubnetRoutes(fields: Fields, network: string): readonly JsonRecord[] {
  const toOwn = (destRange: string, part: Fields, routeStatus?: string): JsonRecord =>
    part.made({
      kind: 'compute#route',
      name: `of subnet ${fields.text('name') ?? fields.resource.address}`,
      network,
      destRange,
      nextHopNetwork: network,
      routeStatus,
    });
  const ipv6 = ['ipv6_cidr_range', 'external_ipv6_prefix', 'internal_ipv6_prefix'];
  const mayHaveIpv6 = (fields.text('stack_type') ?? 'IPV4_ONLY') !== 'IPV4_ONLY';
  return [
    toOwn(fields.text('ip_cidr_range') ?? notYetKnown, fields),
    ...fields.blocks('secondary_ip_range').map((range) => toOwn(range.text('ip_cidr_range') ?? notYetKnown, range)),
    ...ipv6.flatMap((attribute) => {
      const range = fields.text(attribute);
      return range === undefined ? [] : [toOwn(range, fields)];
    }),
    ...(mayHaveIpv6 && ipv6.some((attribute) => fields.isUndecided(attribute))
      ? [toOwn('::/0', fields, notYetKnown)]
      : []),
  ];
}

const hops = {
  nextHopGateway: 'next_hop_gateway',
  nextHopInstance: 'next_hop_instance',
  nextHopIp: 'next_hop_ip',
  nextHopIlb: 'next_hop_ilb',
  nextHopVpnTunnel: 'next_hop_vpn_tunnel',
  nextHopNetwork: 'next_hop_network',
  nextHopPeering: 'next_hop_peering',
  nextHopHub: 'next_hop_hub',
} as const;

function toRoute(fields: Fields, troubles: Trouble[]): JsonRecord {
  const network = fields.reference('network', googleNetworks);
  if (network === undefined) troubles.push(unplaced(fields, 'network', layers));
  const attributes = Object.values(hops);
  const filledIn = fields.filledIn(...attributes, 'priority');
  // A next hop of which only the kind is known leads on as well as one with a name.
  const named = Object.entries(hops).flatMap(([field, attribute]) =>
    filledIn.includes(attribute) || !fields.has(attribute)
      ? []
      : [[field, fields.get(attribute) ?? `${attribute} of ${fields.resource.address}`] as const],
  );
  return fields.made({
    kind: 'compute#route',
    name: fields.text('name') ?? fields.resource.address,
    network: network ?? `the network of ${fields.resource.address}`,
    destRange: fields.get('dest_range'),
    priority: fields.get('priority'),
    tags: listOf(fields.get('tags')),
    routeStatus: fields.text('route_status'),
    ...Object.fromEntries(named),
    ...fields.refusals(
      ['network', 'dest_range', 'priority', 'tags', ...attributes],
      [
        ...aboutGoogleResource,
        ...attributes,
        ...filledIn,
        'next_hop_instance_zone',
        'next_hop_inter_region_cost',
        'next_hop_med',
        'next_hop_origin',
        'as_paths',
        'route_status',
        'route_type',
        'warnings',
      ],
    ),
  });
}

/** What belongs to a Cloud Router names it, in a region. */
function translateRouters(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const all = planned.of('google_compute_router');
  const routerOf = (part: Fields): string | undefined => {
    const named = part.reference('router', routers);
    const last = named?.slice(named.lastIndexOf('/') + 1);
    const region = part.text('region');
    const meant = all.filter(
      (router) =>
        router.resource.address === named ||
        (router.text('name') === last && (region === undefined || (router.text('region') ?? region) === region)),
    );
    return meant.length === 1 ? meant[0]?.resource.address : undefined;
  };
  const natsOf = new Map<string, Fields[]>();
  for (const nat of planned.of('google_compute_router_nat')) {
    const router = routerOf(nat);
    if (router !== undefined) addTo(natsOf, router, nat);
  }
  const peersOf = new Map<string, Fields[]>();
  for (const peer of planned.of('google_compute_router_peer')) {
    const router = routerOf(peer);
    if (router === undefined) troubles.push(unplaced(peer, 'router', layers));
    else addTo(peersOf, router, peer);
  }
  return all.map((fields) => {
    const { address } = fields.resource;
    const nats = natsOf.get(address) ?? [];
    const network = fields.reference('network', googleNetworks);
    const peers = peersOf.get(address) ?? [];
    if (network === undefined && peers.length > 0) troubles.push(unplaced(fields, 'network', layers));
    return fields.made({
      kind: 'compute#router',
      name: fields.text('name') ?? address,
      network: network ?? `the network of ${address}`,
      region: fields.text('region') ?? nats.map((nat) => nat.text('region')).find((region) => region !== undefined),
      bgpPeers: peers.map((peer) => ({ name: peer.text('name') ?? peer.resource.address })),
      nats: nats.map(toNat),
    });
  });
}

function toNat(nat: Fields): JsonRecord {
  return nat.made({
    name: nat.text('name') ?? nat.resource.address,
    type: givenOf(nat, 'type'),
    endpointTypes: givenOf(nat, 'endpoint_types'),
    sourceSubnetworkIpRangesToNat: nat.get('source_subnetwork_ip_ranges_to_nat'),
    subnetworks: nat.blocks('subnetwork').map((subnetwork) => ({
      name: subnetwork.reference('name', googleSubnetworks),
      sourceIpRangesToNat: listOf(subnetwork.get('source_ip_ranges_to_nat')),
    })),
  });
}

/** Undefined where the provider fills in what the API takes by default. */
function givenOf(fields: Fields, attribute: string): unknown {
  if (!fields.isUndecided(attribute)) return fields.get(attribute);
  return fields.filledIn(attribute).length > 0 ? undefined : notYetKnown;
}
