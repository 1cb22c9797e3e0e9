/**
 * Whether there is a way at all out of a network of Google Cloud. Subnet routes come first, then the longest prefix, then the
 * lowest priority. The internet gateway is passed with an external address or by Cloud NAT; without either, Private Google
 * Access leads to Google's own APIs. Source: VPC documentation, "Routes", "Cloud NAT" and "Private Google Access".
 */
import { prefixLengthOf } from '../../../flows/address.ts';
import { exactly, somewhereIn } from '../../../flows/addressBounds.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import { privateRanges, publicRanges, toRanges } from '../../../flows/addressSpaces.ts';
import { compileRoutes } from '../../../machine/compileRoutes.ts';
import type { Consequence } from '../../../machine/compileRoutes.ts';
import { flowsTo, intersect, isEmpty, NO_FLOWS, subtract } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import { platformRangesOf } from '../../../flows/platformAddresses.ts';
import type { LayerBinding, Origin } from '../../../reading/ruleFormat.ts';
import type { RulePlace, RuleProgram } from '../../../machine/ruleProgram.ts';
import type { Machines } from '../compileRule.ts';
import { findMachines } from '../findMachines.ts';
import type { GcpNetwork, Instance, Route, Subnetwork } from '../gcpNetwork.ts';
import { describeName, isSameResource } from '../resourceName.ts';
import type { ResourceName } from '../resourceName.ts';

/** Where traffic leaves; what is undefined is not known of it. */
interface Place {
  readonly machines: Pick<Machines, 'network' | 'tags'>;
  readonly instance: Instance | undefined;
  readonly subnetwork: Subnetwork | undefined;
}

/** Places that the same becomes of the traffic of. */
interface Site {
  readonly machines: Place['machines'];
  readonly reachesGoogle: boolean;
  /** What becomes of what is routed to the internet gateway, by family. */
  readonly throughGateway: Readonly<Record<'v4' | 'v6', Consequence>>;
}

/** `attachedTo` names a network, subnets of it, instances or network tags; all that it names must have a way. */
export function bindRoutes(network: GcpNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  const found = findMachines(network, attachedTo, origin, 'route');
  if (typeof found === 'string') return { kind: 'unbound', because: found };
  const programs: RuleProgram[] = [];
  for (const site of findSites(network, found)) {
    const { network: name } = site.machines;
    const own = network.routes.filter((route) => isSameResource(route.network, name) !== false);
    // Every network has a route to each of its subnets, which an export of some routes alone leaves out.
    if (!own.some(({ nextHop }) => nextHop.kind === 'subnet')) {
      return {
        kind: 'unbound',
        because: `The routes to the subnets of ${describeName(name)} are not in the files, which thus do not hold all: add the whole output of \`gcloud compute routes list --format json\`.`,
      };
    }
    programs.push(compileSite(site, own, network));
  }
  return { kind: 'bound', programs };
}

type Found = Exclude<ReturnType<typeof findMachines>, string>;

/** What becomes of the traffic says which are alike; why, where that is not known, is told of the first of them. */
function findSites(network: GcpNetwork, found: Found): readonly Site[] {
  const sites = new Map<string, Site>();
  for (const place of findPlaces(network, found)) {
    const { machines, instance, subnetwork } = place;
    const reachesGoogle = subnetwork?.reachesGoogle === true;
    const nat = subnetwork === undefined ? undefined : findNat(subnetwork, network);
    const external = [instance?.hasExternalIpv4, instance?.hasExternalIpv6];
    const key = JSON.stringify([machines.network.path, machines.tags, reachesGoogle, external, nat]);
    if (sites.has(key)) continue;
    const v4 = passesGateway('v4', place, nat);
    sites.set(key, { machines, reachesGoogle, throughGateway: { v4, v6: passesGateway('v6', place, nat) } });
  }
  return [...sites.values()];
}

/** Instances by themselves; else every subnet that is named, or that the network is known to have. */
function findPlaces(network: GcpNetwork, { machines, meant }: Found): readonly Place[] {
  const byName = ({ subnetwork }: Instance): Subnetwork | undefined =>
    subnetwork === undefined
      ? undefined
      : network.subnetworks.find(
          ({ name }) => isSameResource(name, subnetwork) === true && name.path === subnetwork.path,
        );
  const ofInstances = meant.instances.flatMap((instance): readonly Place[] =>
    instance.network === undefined
      ? []
      : [{ machines: { network: instance.network, tags: instance.tags }, instance, subnetwork: byName(instance) }],
  );
  if (ofInstances.length > 0) return ofInstances;
  return machines.flatMap((one): readonly Place[] => {
    const named = meant.subnetworks.length > 0 ? meant.subnetworks : network.subnetworks;
    const own = named.filter((subnetwork) => isSameResource(subnetwork.network, one.network) !== false);
    const places = own.map((subnetwork) => ({ machines: one, instance: undefined, subnetwork }));
    return places.length > 0 ? places : [{ machines: one, instance: undefined, subnetwork: undefined }];
  });
}

function compileSite(site: Site, routes: readonly Route[], network: GcpNetwork): RuleProgram {
  const { machines } = site;
  const beside = placeOf(routes, machines.network.name);
  const local = flowsTo(routes.flatMap(({ nextHop, range }) => (nextHop.kind === 'subnet' ? (range ?? []) : [])));
  const mayLearn = findUnlistedRoutes(machines.network, network);
  const ways: readonly Way[] = [
    { to: exactly(platformRangesOf.gcp), place: { ...beside, rule: 'the metadata server' }, consequence: leadsOn },
    ...mayLearn.map((because) => ({
      to: somewhereIn(subtract(flowsTo([...publicRanges, ...privateRanges]), local), because),
      place: { ...beside, rule: 'a route that is learnt' },
      consequence: leadsOn,
    })),
    ...inOrder(routes, machines).flatMap((same) => waysOf(same, site)),
    {
      to: exactly(privateRanges),
      place: { ...beside, rule: 'routes that peerings import' },
      consequence: {
        action: 'unknown',
        because: `No route of ${describeName(machines.network)} leads there; those that peerings import and Cloud Routers learn are not in a list of routes.`,
      },
    },
  ];
  const nowhere = { ...beside, rule: `network ${describeName(machines.network)}: no route` };
  const rules = compileRoutes(ways, ({ consequence }) => consequence);
  return { sections: [{ rules, otherwise: 'deny', otherwiseBy: [nowhere], goesByFlowsAlone: true }] };
}

/** Why the network may have routes to anywhere that no list of routes tells. */
function findUnlistedRoutes(name: ResourceName, { routers, networks }: GcpNetwork): readonly string[] {
  const learns = routers.some((router) => router.learnsRoutes && isSameResource(router.network, name) !== false);
  const imports = networks.some((network) => network.importsRoutes && isSameResource(network.name, name) !== false);
  return [
    ...(learns
      ? [
          'A Cloud Router of the network learns routes, which no list of routes tells: see `gcloud compute routers get-status`.',
        ]
      : []),
    ...(imports
      ? [
          'A peering of the network imports routes, which no list of routes tells: see `gcloud compute networks peerings list-routes`.',
        ]
      : []),
  ];
}

function placeOf([first]: readonly Route[], rule: string): RulePlace {
  return first === undefined ? { file: '', document: 0, path: [], rule } : { ...first.place, path: [], rule };
}

/** A part of the destinations, and what becomes of it. */
interface Way {
  readonly to: AddressBounds;
  readonly place: RulePlace;
  readonly consequence: Consequence;
}

const leadsOn: Consequence = { action: 'allow', does: 'leads on' };

/** Routes that are tried together: of several with one prefix and one priority each takes a part of the traffic. */
function inOrder(routes: readonly Route[], machines: Site['machines']): readonly (readonly Route[])[] {
  const holding = routes.flatMap((route): readonly Route[] => {
    const { tags, place } = route;
    if (tags.length === 0) return [route];
    if (machines.tags !== undefined) return tags.some((tag) => machines.tags?.includes(tag)) ? [route] : [];
    const doubt = `Whether the nodes have the network tag ${tags[0]}, for which ${place.rule} is, is not known: name their tags in attachedTo of the layer route.`;
    return [{ ...route, doubt: route.doubt ?? doubt }];
  });
  const alike = Map.groupBy(holding, ({ range, priority, nextHop }) =>
    [range?.family, range?.first, range?.last, nextHop.kind === 'subnet' ? 'subnet' : priority].join(' '),
  );
  return [...alike.values()].toSorted(([one], [other]) => rankOf(other) - rankOf(one));
}

/** A destination that is not known may be more specific than any other. */
function rankOf(route: Route | undefined): number {
  if (route?.range === undefined) return Number.MAX_SAFE_INTEGER;
  const length = prefixLengthOf(route.range) + (route.nextHop.kind === 'subnet' ? beyondAllPrefixes : 0);
  return length * priorities + (priorities - 1 - route.priority);
}

const beyondAllPrefixes = 129;
const priorities = 65536;

function waysOf(same: readonly Route[], site: Site): readonly Way[] {
  const [first] = same;
  if (first === undefined) return [];
  const sure = same.filter(({ doubt }) => doubt === undefined);
  // Those that may hold come first: what they may take is not left to the others for certain.
  return [
    ...same.filter(({ doubt }) => doubt !== undefined).flatMap((route) => waysOfOne(route, site)),
    ...(new Set(sure.map(({ nextHop }) => nextHop.kind)).size > 1
      ? [
          {
            to: boundsOf(first),
            place: first.place,
            consequence: {
              action: 'unknown',
              because: `${sure.map(({ place }) => place.rule).join(' and ')} have one priority and lead to different places.`,
            } as const,
          },
        ]
      : sure.slice(0, 1).flatMap((route) => waysOfOne(route, site))),
  ];
}

function boundsOf({ range, doubt }: Route): AddressBounds {
  if (range === undefined)
    return somewhereIn(flowsTo([...publicRanges, ...privateRanges]), 'Its destination is not known.');
  return doubt === undefined ? exactly([range]) : somewhereIn(flowsTo([range]), doubt);
}

function waysOfOne(route: Route, site: Site): readonly Way[] {
  const { nextHop, place } = route;
  const to = boundsOf(route);
  switch (nextHop.kind) {
    case 'subnet':
    case 'network':
      return [{ to, place, consequence: leadsOn }];
    case 'appliance':
      return [
        {
          to,
          place,
          consequence: {
            action: 'unknown',
            because: `${place.rule} leads to a machine that forwards by rules of its own.`,
          },
        },
      ];
    case 'not understood':
      return [{ to, place, consequence: { action: 'unknown', because: nextHop.because } }];
    case 'internet':
      return waysToInternet(to, place, site);
  }
}

/** The virtual addresses of Google's APIs, which are of no other use. Source: "Configure Private Google Access". */
const googleApis = flowsTo(toRanges(['199.36.153.8/30', '199.36.153.4/30']));
const publicFlows = flowsTo(publicRanges);

/** Private addresses are not behind the internet gateway, whatever the prefix of its route. */
function waysToInternet(to: AddressBounds, place: RulePlace, site: Site): readonly Way[] {
  const within = (part: FlowSet): AddressBounds => ({
    ...to,
    certain: intersect(to.certain, part),
    possible: intersect(to.possible, part),
  });
  const toGoogle = site.reachesGoogle ? googleApis : NO_FLOWS;
  const family = to.possible.v4.length === 0 ? 'v6' : 'v4';
  const ways: readonly Way[] = [
    { to: within(toGoogle), place, consequence: { action: 'allow', does: 'leads to Google’s APIs' } },
    { to: within(publicFlows), place, consequence: site.throughGateway[family] },
  ];
  return ways.filter((way) => !isEmpty(way.to.possible));
}

function passesGateway(
  family: keyof Site['throughGateway'],
  { instance, subnetwork, machines }: Place,
  nat: Nat | undefined,
): Consequence {
  const isIpv6 = family === 'v6';
  if (isIpv6 ? instance?.hasExternalIpv6 : instance?.hasExternalIpv4)
    return { action: 'allow', does: 'leads to the internet' };
  if (isIpv6) {
    return {
      action: 'unknown',
      because:
        'Whether the nodes have an external IPv6 address is not known: name them in attachedTo and add the output of `gcloud compute instances list --format json`.',
    };
  }
  if (nat?.isWhole === true) return { action: 'allow', does: `leads to the internet by ${nat.place.rule}` };
  const because =
    nat === undefined
      ? `Whether the nodes in ${describeName(subnetwork?.name ?? machines.network)} have external addresses or Cloud NAT is not known: add the output of \`gcloud compute networks subnets list\`, \`gcloud compute routers list\` and \`gcloud compute instances list\`, each with \`--format json\`.`
      : `${nat.place.rule} translates the primary range of ${describeName(subnetwork?.name ?? machines.network)} alone, and pods have addresses of another.`;
  return { action: 'unknown', because };
}

interface Nat {
  /** Whether it translates all addresses of the subnet. */
  readonly isWhole: boolean;
  readonly place: RulePlace;
}

/** A NAT of the subnet's region and network that translates it. */
function findNat(subnetwork: Subnetwork, { routers }: GcpNetwork): Nat | undefined {
  const gateways = routers
    .filter(
      (router) =>
        subnetwork.region !== undefined &&
        router.region === subnetwork.region &&
        isSameResource(router.network, subnetwork.network) === true,
    )
    .flatMap((router) => router.gateways);
  const covering = gateways.flatMap(({ covers, place }) => {
    if (typeof covers === 'string')
      return [{ isWhole: covers === 'all ranges' || !subnetwork.hasSecondaryRanges, place }];
    return covers
      .filter(({ name }) => isSameResource(name, subnetwork.name) === true)
      .map(({ hasAllRanges }) => ({ isWhole: hasAllRanges || !subnetwork.hasSecondaryRanges, place }));
  });
  return covering.find(({ isWhole }) => isWhole) ?? covering[0];
}
