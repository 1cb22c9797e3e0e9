/** Which other ends the peers of Cilium's rules mean. Source: cilium pkg/policy/api and Documentation/security/policy. */
import type { LabelRequirement } from '../../../../catalog/labelSelector.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { ALL_FLOWS, flowsTo, intersect, isEmpty, NO_FLOWS, subtract, unite, uniteAll } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import type { RuleMatch } from '../../../machine/ruleProgram.ts';
import { clusterFlowsOf, reachOfBlocks } from '../clusterFlows.ts';
import type { ClusterNetwork } from '../clusterNetwork.ts';
import type { Manifests } from '../manifests.ts';
import { matchServices } from '../matchServices.ts';
import {
  allHold,
  holds,
  matchAny,
  matchEverything,
  matchNames,
  matchNodes,
  matchPods,
  onlyPerhaps,
  someHold,
} from '../peerMatch.ts';
import type { Likelihood, Match } from '../peerMatch.ts';
import { maySelectMoreThanPods, maySelectPeer } from './ciliumLabels.ts';
import type { CidrGroup, CiliumPeer, Entity } from './ciliumPolicy.ts';
import type { DnsProxy } from './dnsProxy.ts';
import { mayMatchName } from './namePattern.ts';
import type { SharedLists } from './sharedLists.ts';

export interface PeerContext {
  readonly manifests: Manifests;
  readonly network: ClusterNetwork;
  readonly lists: SharedLists;
  /** Of the policy; undefined where it holds in all. */
  readonly namespace: string | undefined;
  /** What the DNS proxy learns for the workload. */
  readonly dnsProxy: DnsProxy;
}

export function matchCiliumPeers(peers: readonly CiliumPeer[], context: PeerContext): Match {
  const entities = new Set(peers.flatMap((peer) => (peer.kind === 'entity' ? [peer.entity] : [])));
  const blocks = peers.filter((peer) => peer.kind === 'block').map(({ cidr, except }) => blockOf([cidr], except));
  const others = peers.filter((peer) => peer.kind !== 'entity' && peer.kind !== 'block');
  return matchAny([
    ...(entities.size > 0 ? [matchEntities(entities, context.network)] : []),
    ...(blocks.length > 0 ? [matchBlock(uniteAll(blocks), NO_FLOWS, context.network)] : []),
    ...others.map((peer) => matchPeer(peer, context)),
  ]);
}

/** All that peers can mean that are blocks; undefined where others are among them. */
export function reachOfPeers(peers: readonly CiliumPeer[], network: ClusterNetwork): FlowSet | undefined {
  const blocks = peers.flatMap((peer) => (peer.kind === 'block' ? [blockOf([peer.cidr], peer.except)] : []));
  return blocks.length === peers.length ? reachOfBlocks(uniteAll(blocks), network) : undefined;
}

function matchPeer(peer: Exclude<CiliumPeer, { kind: 'entity' | 'block' }>, context: PeerContext): Match {
  const { manifests, network, namespace, dnsProxy, lists } = context;
  const toBlock = (addresses: FlowSet): Match => matchBlock(addresses, NO_FLOWS, network);
  switch (peer.kind) {
    case 'endpoints': {
      const match = matchPods((pod) => maySelectPeer(peer.selector, pod, namespace), network);
      return maySelectMoreThanPods(peer.selector, namespace) ? orElsePerhaps(match) : match;
    }
    case 'world-label':
      return matchWorldLabel(network);
    case 'group':
    case 'groups': {
      if (peer.kind === 'groups' && !peer.selector.some(isOfGroupsAlone)) {
        return onlyPerhaps(matchEverything, labelsOfNoGroup);
      }
      const { groups, addresses } = lists.groupsOf(peer);
      if (groups.length > 0) return matchGroups(groups, addresses, peer.except, network);
      const isMissing =
        peer.kind === 'group'
          ? `CiliumCIDRGroup ${peer.name} is not in the files`
          : 'No CiliumCIDRGroup with these labels is in the files';
      return onlyPerhaps(matchEverything, `${isMissing}: add it.`);
    }
    case 'name':
      return matchNames(
        (host) => {
          const isNamed = mayMatchName(peer.pattern, host);
          // What the proxy learns is told by all rules of the pod, and most names are of none of them.
          return isNamed === 'no' ? 'no' : allHold(isNamed, dnsProxy.learns(host));
        },
        dnsProxy.doubt ?? depthNotKnown,
        (host) => (mayMatchName(peer.pattern, host) === 'no' ? undefined : dnsProxy.whyNotLearnt),
      );
    case 'service':
    case 'services': {
      const what =
        peer.kind === 'service'
          ? `Service ${peer.namespace === undefined ? '' : `${peer.namespace}/`}${peer.name}`
          : 'A Service with these labels';
      return matchServices(lists.servicesOf(peer), what, network, toBlock);
    }
    case 'nodes':
      return onlyPerhaps(
        matchNodes(peer.selector, manifests.nodes, network),
        'A rule by nodes (toNodes, fromNodes) has an effect only where Cilium was installed with labels of nodes (nodeSelectorLabels).',
      );
    case 'unknown':
      return onlyPerhaps(matchEverything, peer.because);
  }
}

/** What is no pod has none of the labels that are asked for. */
function orElsePerhaps(match: Match): Match {
  return (destination) => {
    if (destination.pod !== undefined) return match(destination);
    return { certain: NO_FLOWS, possible: destination.flows, unknownBecause: lackOfLabels };
  };
}

const lackOfLabels =
  'A selector that asks only which labels are not there, one of the namespace among them, selects the world and nodes too before Cilium 1.19: ask for a label that the pods have as well.';

/** Cilium asks the labels of addresses, and what is in no group lacks them all: pkg/policy/types/selector.go, CIDRSelector. */
function isOfGroupsAlone({ operator }: LabelRequirement): boolean {
  return operator === 'In' || operator === 'Exists';
}

const labelsOfNoGroup =
  'A cidrGroupSelector that asks for no label means more to Cilium than the addresses of groups, and how much differs by release: name a label that the groups have.';

const depthNotKnown =
  '“**.” covers names of any depth from Cilium 1.19 on, and of one label before: write a pattern for the depth that is meant.';

function blockOf(cidrs: readonly string[], except: readonly string[]): FlowSet {
  return subtract(flowsTo(toRanges(cidrs)), flowsTo(toRanges(except)));
}

/** Whether `except` takes anything out of groups differs by release. */
function matchGroups(
  groups: readonly CidrGroup[],
  whole: FlowSet,
  except: readonly string[],
  network: ClusterNetwork,
): Match {
  const unclear = groups.find(({ notUnderstood }) => notUnderstood !== undefined);
  if (unclear !== undefined) {
    return onlyPerhaps(matchEverything, `${unclear.place.rule}: ${unclear.notUnderstood}`);
  }
  const certain = except.length === 0 ? whole : subtract(whole, flowsTo(toRanges(except)));
  return matchBlock(certain, subtract(whole, certain), network);
}

const exceptNotKnown = 'Whether `except` takes addresses out of a CiliumCIDRGroup depends on the release of Cilium.';
const apiServerNotKnown =
  'A range covers the API server only where it does not run on nodes of the cluster: set network.nodeCidrs, or allow the entity kube-apiserver.';

/** A range never means pods or nodes of the cluster, whatever their addresses are. */
function matchBlock(addresses: FlowSet, perhaps: FlowSet, network: ClusterNetwork): Match {
  const { nodeRanges } = network;
  const { podsAndNodes } = clusterFlowsOf(network);
  return ({ flows, pod, node, outside, isApiServer }) => {
    if (pod !== undefined || node !== undefined) return { certain: NO_FLOWS, possible: NO_FLOWS };
    const beyond = outside ? flows : subtract(flows, podsAndNodes);
    const hit = intersect(beyond, addresses);
    const possible = unite(hit, intersect(beyond, perhaps));
    if (isApiServer === true && nodeRanges.length === 0) {
      return { certain: NO_FLOWS, possible, unknownBecause: apiServerNotKnown };
    }
    return { certain: hit, possible, unknownBecause: isEmpty(perhaps) ? undefined : exceptNotKnown };
  };
}

const whichNodeNotKnown =
  'The entities host and remote-node tell the pod’s own node from the others, and which one this is depends on where the pod runs: allow both.';
const placeNotKnown =
  'Whether the address is outside of the cluster, a node or the API server is not known: set network.nodeCidrs and network.podCidrs.';

/**
 * With both families on, addresses outside have `reserved:world-ipv4` or `reserved:world-ipv6` in its place. Source: cilium
 * pkg/labels/cidr.go, getWorldLabel.
 */
function matchWorldLabel(network: ClusterNetwork): Match {
  const families = new Set(network.podRanges.map(({ family }) => family));
  if (families.size > 1) return matchNothing;
  const world = matchEntities(new Set(['world']), network);
  return families.size === 1 ? world : onlyPerhaps(world, familiesNotKnown);
}

const matchNothing: Match = () => ({ certain: NO_FLOWS, possible: NO_FLOWS });
const familiesNotKnown =
  'The label reserved:world means nothing where pods have addresses of IPv4 and of IPv6: set network.podCidrs, or write the entity world.';

const otherClustersNotKnown =
  'The entity cluster-mesh means the other clusters of the mesh too, and which addresses are theirs is not known: allow those that are meant.';

/**
 * `cluster` holds everything that Cilium manages, the API server included; `world` what is outside. `cluster-mesh` holds what
 * `cluster` does, and the pods of other clusters.
 */
function matchEntities(entities: ReadonlySet<Entity>, { podRanges, nodeRanges }: ClusterNetwork): Match {
  const has = (entity: Entity): boolean => entities.has(entity);
  if (has('all')) return matchEverything;
  const world = has('world') ? ALL_FLOWS : NO_FLOWS;
  const isMesh = has('cluster-mesh');
  const isCluster = holds(has('cluster') || isMesh);
  const isNode = someHold([
    isCluster,
    allHold(holds(has('host')), holds(has('remote-node'))),
    has('host') || has('remote-node') || has('kube-apiserver') ? 'perhaps' : 'no',
  ]);
  const isApiServerMeant = someHold([isCluster, holds(has('kube-apiserver'))]);
  const podFlows = flowsTo(podRanges);
  const nodeFlows = flowsTo(nodeRanges);
  const toMatch = (likelihood: Likelihood, flows: FlowSet, because: string): RuleMatch => ({
    certain: likelihood === 'yes' ? flows : NO_FLOWS,
    possible: likelihood === 'no' ? NO_FLOWS : flows,
    unknownBecause: likelihood === 'perhaps' ? because : undefined,
  });

  return (destination) => {
    const { flows, pod, node, outside, isApiServer } = destination;
    if (pod !== undefined) return toMatch(isCluster, flows, '');
    if (node !== undefined) return toMatch(isNode, flows, whichNodeNotKnown);
    if (outside) {
      const certain = intersect(flows, world);
      return isMesh ? { certain, possible: flows, unknownBecause: otherClustersNotKnown } : toMatch('yes', certain, '');
    }
    if (isApiServer === true && isApiServerMeant === 'yes') return matchEverything(destination);
    const toNodes = toMatch(isNode, intersect(flows, nodeFlows), whichNodeNotKnown);
    const toPods = toMatch(isCluster, intersect(flows, podFlows), '');
    const elsewhere = subtract(flows, unite(podFlows, nodeFlows));
    const isPlaced = nodeRanges.length > 0;
    const isOurs = isPlaced && isApiServerMeant === 'no' ? 'no' : someHold([isNode, isApiServerMeant]);
    const mayBeInside = isMesh || isOurs !== 'no';
    const toWorld = intersect(elsewhere, world);
    return {
      certain: uniteAll([toNodes.certain, toPods.certain, isPlaced ? toWorld : NO_FLOWS]),
      possible: uniteAll([toNodes.possible, toPods.possible, toWorld, mayBeInside ? elsewhere : NO_FLOWS]),
      unknownBecause: toNodes.unknownBecause ?? (isMesh ? otherClustersNotKnown : placeNotKnown),
    };
  };
}
