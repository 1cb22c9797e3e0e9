/**
 * Which of the flows asked about have what a rule names at their other end: pods by labels, nodes by labels, names. Of
 * egress rules that is where a connection goes, of ingress rules where it comes from.
 */
import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import {
  ALL_FLOWS,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  servicesIn,
  subtract,
  unite,
  uniteAll,
  withServices,
} from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import { spend, stepsToWrite } from '../../flows/effort.ts';
import type { Destination, DestinationPod, NamedPort } from '../../machine/destination.ts';
import type { Rule, RuleMatch } from '../../machine/ruleProgram.ts';
import {
  ALL_SERVICES,
  intersectServices,
  isNoServices,
  NO_SERVICES,
  PORTLESS_SERVICES,
  protocols,
  servicesOf,
  uniteAllServices,
  uniteServices,
} from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { clusterFlowsOf } from './clusterFlows.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { maySelect } from './labelSelector.ts';
import { asPlugInSees, findLabelDoubt } from './podLabels.ts';
import type { KnownNode } from './clusterFacts.ts';
import type { RulePorts } from './rulePorts.ts';

export type Match = Rule['match'];

export const matchEverything: Match = ({ flows }) => ({ certain: flows, possible: flows });
const noMatch: RuleMatch = { certain: NO_FLOWS, possible: NO_FLOWS };

export type Likelihood = 'yes' | 'no' | 'perhaps';

/** Whether several conditions hold together. */
export function allHold(...conditions: readonly Likelihood[]): Likelihood {
  if (conditions.includes('no')) return 'no';
  return conditions.includes('perhaps') ? 'perhaps' : 'yes';
}

/** Whether one of several conditions holds. */
export function someHold(conditions: readonly Likelihood[]): Likelihood {
  if (conditions.includes('yes')) return 'yes';
  return conditions.includes('perhaps') ? 'perhaps' : 'no';
}

/** What any of several matches finds. */
export function matchAny(matches: readonly Match[]): Match {
  const [first, second] = matches;
  if (first !== undefined && second === undefined) return first;
  return (destination) => {
    const all = matches.map((match) => match(destination));
    const certain = uniteAll(all.map((one) => one.certain));
    return {
      certain,
      possible: all.every((one) => one.certain === one.possible)
        ? certain
        : uniteAll(all.map(({ possible }) => possible)),
      unknownBecause: all.find(({ unknownBecause }) => unknownBecause !== undefined)?.unknownBecause,
      stoppedBecause: all.find(({ stoppedBecause }) => stoppedBecause !== undefined)?.stoppedBecause,
    };
  };
}

/** Pods by the labels of their namespace, or its name, and by their own. */
export interface PodSelection {
  readonly namespace: string | LabelSelector;
  readonly pods: LabelSelector;
}

type Pod = Pick<DestinationPod, 'namespace' | 'namespaceLabels' | 'labels'>;

export function mayBeSelected({ namespace, pods }: PodSelection, pod: Pod): Likelihood {
  const isName = typeof namespace === 'string';
  const inNamespace = isName ? holds(namespace === pod.namespace) : maySelect(namespace, pod.namespaceLabels);
  return inNamespace === 'no' ? 'no' : allHold(inNamespace, maySelect(pods, pod.labels));
}

export function holds(condition: boolean): Likelihood {
  return condition ? 'yes' : 'no';
}

const labelsNotKnown =
  'The address is one of the pods (network.podCidrs), and which labels the pod there has is not known: correct the address in the plan, or allow it by ipBlock.';

const podNotKnown =
  'Not all that the rule goes by is known of the pod, e.g. the labels of its service account: add the manifests of its namespace.';

/** Flows to pods for which `isMeant` holds. An address of the pods' range whose labels are not known may be one. */
export function matchPods(isMeant: (pod: DestinationPod) => Likelihood, network: ClusterNetwork): Match {
  const { pods: podFlows } = clusterFlowsOf(network);
  return (destination) => {
    const { flows, pod, outside, node } = destination;
    if (outside || node !== undefined) return noMatch;
    if (pod === undefined) {
      const possible = intersect(flows, podFlows);
      return { certain: NO_FLOWS, possible, unknownBecause: isEmpty(possible) ? undefined : labelsNotKnown };
    }
    const seen = { ...pod, labels: asPlugInSees(pod.labels, network.cni) };
    switch (isMeant(seen)) {
      case 'yes':
        return matchEverything(destination);
      case 'no':
        return noMatch;
      case 'perhaps':
        return {
          certain: NO_FLOWS,
          possible: flows,
          unknownBecause:
            findLabelDoubt(seen, isMeant) ?? pod.labels.incomplete ?? pod.namespaceLabels.incomplete ?? podNotKnown,
        };
    }
  };
}

const nodesNotKnown =
  'The address may be that of a node whose labels are not known: add the output of `kubectl get nodes -o yaml` to the rules.';

/** Flows to nodes that the selector selects, by the nodes in the files; any other address of the nodes may be one too. */
export function matchNodes(
  selector: LabelSelector,
  nodes: readonly KnownNode[],
  { podRanges, serviceRanges, nodeRanges }: ClusterNetwork,
): Match {
  const known = flowsTo(nodes.flatMap(({ addresses }) => addresses));
  const selected = flowsTo(
    nodes
      .filter(({ labels }) => maySelect(selector, { labels, incomplete: undefined }) === 'yes')
      .flatMap(({ addresses }) => addresses),
  );
  const area =
    nodeRanges.length > 0 ? flowsTo(nodeRanges) : subtract(ALL_FLOWS, flowsTo([...podRanges, ...serviceRanges]));
  const mayBeSelectedFlows = unite(selected, subtract(area, known));
  return ({ flows, pod, node, outside }) => {
    if (node !== undefined) {
      const isMeant = maySelect(selector, node);
      return {
        certain: isMeant === 'yes' ? flows : NO_FLOWS,
        possible: isMeant === 'no' ? NO_FLOWS : flows,
        unknownBecause: node.incomplete,
      };
    }
    if (pod !== undefined || outside) return noMatch;
    return {
      certain: intersect(flows, selected),
      possible: intersect(flows, mayBeSelectedFlows),
      unknownBecause: nodesNotKnown,
    };
  };
}

/** Whatever address it is: also that of a pod or a node. */
export function matchAddresses(addresses: FlowSet): Match {
  return ({ flows }) => {
    const hit = intersect(flows, addresses);
    return { certain: hit, possible: hit };
  };
}

const nameNotKnown = 'Rules go by name here, and no name is given for this address: set the hosts of the connection.';

/**
 * Flows to a name for which `isMeant` holds; for which it does not, there may be a reason other than its name. What is reached
 * by an address alone may have been resolved by such a name.
 */
export function matchNames(
  isMeant: (host: string) => Likelihood,
  unknownBecause?: string,
  whyNot?: (host: string) => string | undefined,
): Match {
  return (destination) => {
    const { flows, host, pod, node, isNameless } = destination;
    if (pod !== undefined || node !== undefined || isNameless === true) return noMatch;
    if (host === undefined) return { certain: NO_FLOWS, possible: flows, unknownBecause: nameNotKnown };
    const isNamed = isMeant(comparable(host));
    if (isNamed === 'no')
      return whyNot === undefined ? noMatch : { ...noMatch, stoppedBecause: whyNot(comparable(host)) };
    return isNamed === 'yes' ? matchEverything(destination) : { certain: NO_FLOWS, possible: flows, unknownBecause };
  };
}

/** A name as it is compared: case and a dot at the end make no difference. */
export function comparable(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** The part of a match that goes to the ports. */
export function onPorts(match: Match, { numbered, named }: RulePorts, lookUp: PortLookup = lookUpAtDestination): Match {
  if (numbered === ALL_SERVICES) return match;
  return (destination) => {
    const matched = match(destination);
    const { certain, possible, unknownBecause, stoppedBecause } = matched;
    const found = named.length === 0 ? noNamedServices : lookUp(named, destination);
    const sure = withServices(certain, uniteServices(numbered, found.certain));
    return {
      certain: sure,
      possible:
        certain === possible && found.certain === found.possible
          ? sure
          : withServices(possible, uniteServices(numbered, found.possible)),
      unknownBecause: unknownBecause ?? found.unknownBecause,
      stoppedBecause:
        stoppedBecause === undefined || isNoServices(intersectServices(servicesIn(destination.flows), numbered))
          ? undefined
          : stoppedBecause,
    };
  };
}

/** Which services names of ports stand for at a destination. */
export type PortLookup = (named: RulePorts['named'], destination: Destination) => NamedServices;

/** For certain, and perhaps. */
interface NamedServices {
  readonly certain: Services;
  readonly possible: Services;
  readonly unknownBecause?: string | undefined;
}

const noNamedServices: NamedServices = { certain: NO_SERVICES, possible: NO_SERVICES };

/** As the API has it: the pod that takes the connection tells which of its ports has the name. */
export function lookUpAtDestination(named: RulePorts['named'], destination: Destination): NamedServices {
  const services = namedServices(named, destination);
  return { certain: services, possible: services };
}

/** An address has no names of ports. */
export function namedServices(named: RulePorts['named'], { namedPorts = [] }: Destination): Services {
  return uniteAllServices(named.flatMap((port) => findNamed(port, namedPorts)));
}

/** The services of the ports that have the name. */
function findNamed(
  { name, protocol }: RulePorts['named'][number],
  namedPorts: readonly NamedPort[],
): readonly Services[] {
  return namedPorts.flatMap((known) => {
    if (known.name !== name || (protocol !== undefined && known.protocol !== protocol)) return [];
    const isOf = protocols.find((one) => one === known.protocol);
    return isOf === undefined ? [] : [servicesOf(isOf, known.port)];
  });
}

/** All ports of the protocols on which the rule has ports, and what has none. */
export function everyPortOf({ numbered, named }: RulePorts): Services {
  return protocols.reduce<Services>(
    (all, protocol) => {
      const isMeant =
        numbered[protocol].length > 0 ||
        named.some((port) => port.protocol === undefined || port.protocol === protocol);
      return isMeant ? uniteServices(all, servicesOf(protocol)) : all;
    },
    intersectServices(numbered, PORTLESS_SERVICES),
  );
}

/**
 * The address of a Service stands for pods or servers that are not known here, on ports that may be others: rules are tested
 * with those. Only `certain` services hold there whatever stands behind it; any other rule may.
 */
export function behindServices(
  match: Match,
  network: ClusterNetwork,
  { certain, possible }: { readonly certain: Services; readonly possible: Services },
): Match {
  const { services } = clusterFlowsOf(network);
  if (isEmpty(services)) return match;
  return (destination) => {
    const { flows, pod, node, outside } = destination;
    const matched = match(destination);
    if (outside || pod !== undefined || node !== undefined) return matched;
    const onService = intersect(flows, services);
    if (isEmpty(onService)) return matched;
    return {
      certain: unite(subtract(matched.certain, onService), withServices(onService, certain)),
      possible: unite(subtract(matched.possible, onService), withServices(onService, possible)),
      unknownBecause:
        'Pod policies are tested with what stands behind the address of a Service: give that address and port in the plan.',
    };
  };
}

/** Workloads that share a rule ask it about the same destination, one after the other, and then share what it matches. */
export function rememberLast(match: Match): Match {
  let last: { readonly destination: Destination; readonly matched: RuleMatch } | undefined;
  return (destination) => {
    if (last?.destination !== destination) {
      spend(stepsToWrite);
      last = { destination, matched: match(destination) };
    }
    return last.matched;
  };
}

/** Nothing of it for certain. */
export function onlyPerhaps(match: Match, because: string): Match {
  return (destination) => ({ certain: NO_FLOWS, possible: match(destination).possible, unknownBecause: because });
}

/** A rule of which it is not certain that it is in force. */
export function onlyPossible(rule: Rule, because: string): Rule {
  return { ...rule, match: onlyPerhaps(rule.match, because) };
}

/** What two matches both find. */
export function matchBoth(one: Match, other: Match): Match {
  return (destination) => {
    const [first, second] = [one(destination), other(destination)];
    return {
      certain: intersect(first.certain, second.certain),
      possible: intersect(first.possible, second.possible),
      unknownBecause: first.unknownBecause ?? second.unknownBecause,
    };
  };
}

/** What a match does not find. */
export function complement(match: Match): Match {
  return (destination) => {
    const { certain, possible, unknownBecause } = match(destination);
    return {
      certain: subtract(destination.flows, possible),
      possible: subtract(destination.flows, certain),
      unknownBecause,
    };
  };
}
