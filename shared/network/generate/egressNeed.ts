import type { WorkloadSelector } from '../../catalog/catalog.ts';
import type { BackendRequirement, ConnectionRequirement, Requirements } from '../../requirements/deriveRequirements.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { toOneLine } from '../../kernel/toOneLine.ts';
import { toCidrs } from '../flows/address.ts';
import type { AddressRange, Family } from '../flows/address.ts';
import { publicRanges, toRanges } from '../flows/addressSpaces.ts';
import { addressRanges, flowsTo, intersect } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { goesBy } from '../judging/decideLayer.ts';
import { findRequiredFlows } from '../judging/findRequiredFlows.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { goesByName } from '../judging/goesByName.ts';
import type { ProxyUse } from '../judging/proxyUse.ts';
import { servicesOf } from '../flows/services.ts';
import type { Protocol } from '../flows/services.ts';
import type { NotYetPossible } from './generatedRules.ts';

/** One thing that the rules must let out: a host or a set of addresses, on one port. */
export interface EgressNeed {
  /** Id of the row, or `backend erp`. */
  readonly connection: string;
  /** Who opens it and what is called, in words. */
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
  readonly originator: 'pod' | 'node';
  /** Who opens it, where pods do: for each of its components the selectors, of which any may find the pods. */
  readonly openers: readonly (readonly WorkloadSelector[])[];
  /** Whether its pods must resolve names. */
  readonly needsDns: boolean;
  readonly host: string | undefined;
  /** Empty where they are not known. */
  readonly addresses: readonly AddressRange[];
  readonly protocol: Protocol;
  readonly port: number;
  readonly speaks: readonly string[];
  /** Whether a proxy of HTTP carries it as a matter of course; undefined where nobody has said what it speaks. */
  readonly speaksHttp: boolean | undefined;
  /** Whether it may stay inside of the network, so that layers at its edge see only what of it is public. */
  readonly mayStayInside: boolean;
  readonly isApiServer: boolean;
  /** Whether the plan says, or the documents do, if it is inside of the network. */
  readonly isPlaced: boolean;
  /** What the layer that it is for sees it come from. */
  readonly leaves: 'the cluster' | 'the proxy';
  /** What it is on its way to the proxy that carries it; undefined for what is called directly. */
  readonly toProxy: EgressNeed | undefined;
  /** Where the plan has its hosts, addresses and ports. */
  readonly planPath: string;
}

export interface EgressNeeds {
  readonly needs: readonly EgressNeed[];
  /** What can be written for no target, since the plan does not say enough or the documents mean no egress. */
  readonly gaps: readonly NotYetPossible[];
}

/** Every row that the plan needs and every backend that it declares. */
export function findEgressNeeds(
  { connections, backends }: Pick<Requirements, 'connections' | 'backends'>,
  network: ClusterNetwork,
  proxy: ProxyUse | undefined,
): EgressNeeds {
  const parts = [
    ...connections.filter(({ required }) => required).map((row) => needsOfRow(row, network, proxy)),
    ...backends.map(needsOfBackend),
  ];
  return { needs: parts.flatMap(({ needs }) => needs), gaps: parts.flatMap(({ gaps }) => gaps) };
}

function needsOfRow(row: ConnectionRequirement, network: ClusterNetwork, proxy: ProxyUse | undefined): EgressNeeds {
  const { id, direction, originator, missing } = row;
  if (direction === 'inbound' || originator === 'outside') {
    const why = 'It comes from outside into your registry: rules for what leaves the data plane don’t open it.';
    const alternative = `Open it in the registry’s own ingress rules, or say why it is not needed in connections.${id}.notNeeded.`;
    return { needs: [], gaps: [{ connection: id, why, alternative }] };
  }
  const noPort = missing.find((path) => path.endsWith('.ports'));
  if (noPort !== undefined) {
    const why =
      row.ports.length > 1
        ? `Which port is meant, ${row.ports.join(' or ')}, the plan does not say.`
        : 'The plan names no port.';
    return { needs: [], gaps: [{ connection: id, why, alternative: `Enter ${noPort}.` }] };
  }
  const openers = [row.selectors, ...(row.alsoJudged === undefined ? [] : [row.alsoJudged.selectors])];
  const flows = findRequiredFlows(row, network);
  const needsDns = goesByName(row, flows, proxy);
  const needs = flows.map((flow): EgressNeed => {
    const { host, failover, addressesKnown, destination, protocol, port, mayStayInside } = flow;
    const need: EgressNeed = {
      connection: id,
      from: row.component,
      to: row.endpoint,
      purpose: row.purpose,
      originator,
      openers: openers.filter(({ length }) => length > 0),
      needsDns,
      host,
      addresses: addressesKnown ? addressRanges(destination.flows) : [],
      protocol,
      port,
      speaks: row.protocols,
      speaksHttp: flow.speaksHttp,
      mayStayInside,
      isApiServer: destination.isApiServer === true,
      isPlaced: true,
      planPath: failover ? `connections.${id}.failover` : `connections.${id}`,
      leaves: 'the cluster',
      toProxy: undefined,
    };
    return proxy === undefined || goesBy(proxy, flow) === 'no' ? need : { ...need, toProxy: onItsWay(need, proxy) };
  });
  return { needs, gaps: [] };
}

/** Many rows share this way. */
function onItsWay(need: EgressNeed, { toProxy, addresses }: ProxyUse): EgressNeed {
  const { host, protocol, port, mayStayInside } = toProxy;
  return { ...need, to: 'the proxy', planPath: proxyPath, host, addresses, protocol, port, mayStayInside };
}

export const proxyPath = 'network.proxy';

function needsOfBackend(backend: BackendRequirement, index: number): EgressNeeds {
  const { hosts, cidrs, ports, via, missing } = backend;
  const name = toOneLine(backend.name);
  const connection = `backend ${name}`;
  const [lacks] = missing;
  if (lacks !== undefined) {
    const why = 'The plan does not say what is called.';
    return { needs: [], gaps: [{ connection, why, alternative: `Enter ${missing.join(' and ')}.` }] };
  }
  const needs = (hosts.length === 0 ? [undefined] : hosts).flatMap((host) =>
    ports.map((port): EgressNeed => ({
      connection,
      from: 'Your integrations',
      to: name,
      purpose: 'What your workload integrates.',
      originator: 'pod',
      openers: [],
      needsDns: host !== undefined,
      host,
      addresses: toRanges(cidrs),
      protocol: 'TCP',
      port,
      speaks: [],
      speaksHttp: undefined,
      mayStayInside: via !== 'internet',
      isApiServer: false,
      isPlaced: via !== undefined || cidrs.length > 0,
      planPath: `network.backends[${index}]`,
      leaves: 'the cluster',
      toProxy: undefined,
    })),
  );
  return { needs, gaps: [] };
}

/** What the plan says of whom rules are for. */
interface Callers {
  readonly network: ClusterNetwork;
  readonly proxy: ProxyUse | undefined;
}

/** Those of one family, as prefixes. */
export function cidrsOf(ranges: readonly AddressRange[], family: Family): readonly string[] {
  return ranges.filter((range) => range.family === family).flatMap(toCidrs);
}

/** Where needs come from; empty where the plan does not say of one of them. */
export function sourcesOf(
  needs: readonly Pick<EgressNeed, 'leaves'>[],
  { network: { podRanges, nodeRanges }, proxy }: Callers,
): readonly AddressRange[] {
  const places = { 'the cluster': [...podRanges, ...nodeRanges], 'the proxy': proxy?.addresses ?? [] };
  const sources = [...new Set(needs.map(({ leaves }) => leaves))].map((leaves) => places[leaves]);
  return sources.some(({ length }) => length === 0) ? [] : addressRanges(flowsTo(sources.flat()));
}

/**
 * What rules that go by source can't promise where the plan does not say all addresses of the cluster. `otherwise` is for whom
 * they are if it says none.
 */
export function describeSources(
  { podRanges, nodeRanges }: ClusterNetwork,
  otherwise: string,
): readonly NotYetPossible[] {
  const isKnown = podRanges.length > 0 || nodeRanges.length > 0;
  const missing = [
    ...(podRanges.length === 0 ? ['network.podCidrs'] : []),
    ...(nodeRanges.length === 0 ? ['network.nodeCidrs'] : []),
  ];
  if (missing.length === 0) return [];
  const verb = missing.length === 1 ? 'is' : 'are';
  const effect = isKnown
    ? `only what comes from the ${podRanges.length > 0 ? 'pods' : 'nodes'}’ own addresses is opened`
    : otherwise;
  const why = `${enumerate(missing)} ${verb} not in the plan, so that ${effect}.`;
  return [{ connection: 'all', why, alternative: `Enter ${enumerate(missing)}.` }];
}

/**
 * Where needs come from in one family of addresses: empty where the plan says nothing of it, undefined where it does, and has
 * none of this family, so that they never come from there.
 */
export function sourcesIn(family: Family, leaves: EgressNeed['leaves'], order: Callers): readonly string[] | undefined {
  const known = sourcesOf([{ leaves }], order);
  const cidrs = cidrsOf(known, family);
  return known.length > 0 && cidrs.length === 0 ? undefined : cidrs;
}

/** What the plan lacks of the proxy, whose calls the rules are for as well: its addresses, or those of one version of IP. */
export function describeProxySources(
  needs: readonly EgressNeed[],
  { network: { podRanges, nodeRanges }, proxy }: Callers,
): readonly NotYetPossible[] {
  const calls = needs.filter(({ leaves }) => leaves === 'the proxy');
  const known = new Set((proxy?.addresses ?? []).map(({ family }) => family));
  if (calls.length === 0) return [];
  if (known.size === 0) {
    const why = 'network.proxy.cidrs is not in the plan, so that what the proxy calls is opened for anybody.';
    return [{ connection: 'proxy', why, alternative: 'Enter network.proxy.cidrs.' }];
  }
  const spoken = [...podRanges, ...nodeRanges];
  const lacks = ({ addresses }: EgressNeed): boolean =>
    (addresses.length === 0 ? spoken : addresses).some(({ family }) => !known.has(family));
  return [...new Set(calls.filter(lacks).map(({ connection }) => connection))].map((connection) => ({
    connection,
    why: 'The proxy may call it over a version of IP of which the plan has no address of the proxy.',
    alternative: 'Enter all addresses of the proxy in network.proxy.cidrs, with the proxy’s name in network.proxy.url.',
  }));
}

/** What is called by name alone, and may stay inside of the network or leave it: rules at its edge leave it out. */
export function describeUnplaced(needs: readonly EgressNeed[]): readonly NotYetPossible[] {
  const unplaced = needs.filter(({ isPlaced, host }) => !isPlaced && host !== undefined);
  return [...new Map(unplaced.map((need) => [need.planPath, need])).values()].map(({ connection, planPath }) => ({
    connection,
    why: 'Whether it leaves the network the plan does not say.',
    alternative: `Enter ${planPath}.via, or its addresses in ${planPath}.cidrs.`,
  }));
}

/** The flows of which the addresses are known. */
export function flowsOfNeed({ addresses, protocol, port }: EgressNeed): FlowSet {
  return flowsTo(addresses, servicesOf(protocol, port));
}

const publicFlows = flowsTo(publicRanges);

/**
 * What of the needs meets a layer at the edge of the network: what may stay inside meets it by public addresses alone. An API
 * server of which nothing is known may be a public one.
 */
export function atTheEdge(needs: readonly EgressNeed[]): readonly EgressNeed[] {
  return needs.flatMap((need) => {
    if (!need.mayStayInside || (need.isApiServer && need.addresses.length === 0)) return [need];
    const addresses = addressRanges(intersect(flowsTo(need.addresses), publicFlows));
    return addresses.length === 0 ? [] : [{ ...need, addresses }];
  });
}

/** The needs of each row, or of its second site, as far as they come from one place: each host on each of the ports. */
export interface SiteNeeds {
  /** It speaks for them, but for its host and port. */
  readonly first: EgressNeed;
  /** In lower case, each once. */
  readonly hosts: readonly string[];
  readonly ports: readonly PortRange[];
}

/** Both are included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export function groupBySite(needs: readonly EgressNeed[]): readonly SiteNeeds[] {
  const byPort = Map.groupBy(needs, (need) => `${need.planPath} ${describePort(need)} ${need.leaves}`);
  const onOnePort = [...byPort.values()].map((some) => ({
    some,
    hosts: [...new Set(some.flatMap(({ host }) => host?.toLowerCase() ?? []))],
  }));
  const bySite = Map.groupBy(onOnePort, ({ some: [need], hosts }) =>
    JSON.stringify([need?.planPath, need?.protocol, need?.leaves, hosts]),
  );
  return [...bySite.values()].flatMap((group) => {
    const [first] = group.flatMap(({ some }) => some);
    const hosts = group[0]?.hosts ?? [];
    const ports = joinPorts(group.flatMap(({ some }) => some.map(({ port }) => port)));
    return first === undefined ? [] : [{ first, hosts, ports }];
  });
}

/** In order, neighbours together. */
function joinPorts(ports: readonly number[]): readonly PortRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const port of [...new Set(ports)].toSorted((one, other) => one - other)) {
    const before = ranges.at(-1);
    if (before?.last === port - 1) before.last = port;
    else ranges.push({ first: port, last: port });
  }
  return ranges;
}

/** `443`, `8000-8049`, as most products write them. */
export function writePorts({ first, last }: PortRange, between = '-'): string {
  return first === last ? `${first}` : `${first}${between}${last}`;
}

/** `443/tcp and 8000-8049/tcp`. */
export function describePorts({ first: { protocol }, ports }: SiteNeeds): string {
  return enumerate(ports.map((range) => `${writePorts(range)}/${protocol.toLowerCase()}`));
}

/** For the name of a rule: the ports from the lowest to the highest. */
export function namePorts(ports: readonly PortRange[]): string {
  return writePorts({ first: ports[0]?.first ?? 0, last: ports.at(-1)?.last ?? 0 });
}

/** `443/tcp`. */
export function describePort({ port, protocol }: Pick<EgressNeed, 'port' | 'protocol'>): string {
  return `${port}/${protocol.toLowerCase()}`;
}

/**
 * Why a target that knows addresses alone can’t open these, and what to do: one entry for each place in the plan where they
 * are missing. `instead` are targets that know names.
 */
export function describeNoAddresses(
  needs: readonly EgressNeed[],
  target: string,
  instead: string,
): readonly NotYetPossible[] {
  return [...Map.groupBy(needs, ({ planPath }) => planPath)].flatMap(([planPath, some]) => {
    const [first] = some;
    if (first === undefined) return [];
    const hosts = [...new Set(some.flatMap(({ host }) => host ?? []))];
    if (hosts.length === 0) return [describeNoDestination(first)];
    const ports = [...new Set(some.map(describePort))];
    return [...new Set(some.map(({ connection }) => connection))].map((connection) => ({
      connection,
      why: `${target} knows no names, and the addresses of ${enumerate(hosts)} are not in the plan.`,
      alternative: `Enter them in ${planPath}.cidrs, or open ${enumerate(ports)} by name in ${instead}.`,
    }));
  });
}

/** Nobody has said what it must reach. */
export function describeNoDestination({ connection, planPath, mayStayInside }: EgressNeed): NotYetPossible {
  const keys = mayStayInside ? `${planPath}.cidrs` : `${planPath}.hosts or ${planPath}.cidrs`;
  return { connection, why: 'The plan names neither a host nor an address of it.', alternative: `Enter ${keys}.` };
}
