/** Which other ends a rule of Calico means, and whether a pod is the one that it means on its own end. */
import { entryOf } from '../../../../kernel/entryOf.ts';
import { exactlyThese } from '../../../flows/addressBounds.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import {
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  subtract,
  uniteAll,
} from '../../../flows/flowSet.ts';
import { spend, stepsToMake } from '../../../flows/effort.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import { clusterFlowsOf, reachOfBlocks } from '../clusterFlows.ts';
import type { ClusterNetwork } from '../clusterNetwork.ts';
import type { KnownService } from '../clusterFacts.ts';
import type { Manifests } from '../manifests.ts';
import { matchServices } from '../matchServices.ts';
import {
  allHold,
  complement,
  holds,
  matchAddresses,
  matchAny,
  matchBoth,
  matchEverything,
  matchNames,
  matchPods,
  onlyPerhaps,
  rememberLast,
} from '../peerMatch.ts';
import type { Likelihood, Match } from '../peerMatch.ts';
import type { Direction } from '../podPolicy.ts';
import { everyPort } from '../rulePorts.ts';
import type { CalicoEntity } from './calicoPolicy.ts';
import { maySelectThing, opposite } from './calicoSelector.ts';
import type { CalicoSelector, LabelledThing } from './calicoSelector.ts';
import { toNamespace, toServiceAccount, toThing, toThingWithLabels } from './labelledThings.ts';
import type { CalicoPod } from './labelledThings.ts';

export interface EntityContext {
  readonly manifests: Manifests;
  readonly sets: SelectedSets;
  readonly network: ClusterNetwork;
  /** Of the policy; undefined where it is global. */
  readonly namespace: string | undefined;
  readonly direction: Direction;
}

/** All parts of an entity must hold. */
export function matchOtherEnd(entity: CalicoEntity, context: EntityContext): Match {
  const { nets, notNets, notSelector, service, domains } = entity;
  const { network, namespace } = context;
  const parts: Match[] = [];
  if (nets !== undefined) parts.push(matchAddresses(flowsTo(toRanges(nets))));
  if (notNets.length > 0) parts.push(matchAddresses(flowsBeyond(notNets)));
  if (goesBySelector(entity, context)) {
    parts.push(
      matchEndpoints((pod, thing) => isMeant(entity, context, pod, thing), meantSets(entity, context), context),
    );
  } else if (notSelector !== undefined) {
    const isNot: IsMeant = (_pod, thing) => maySelectThing(notSelector, thing);
    parts.push(complement(matchEndpoints(isNot, setsSelectedBy(notSelector, context), context)));
  }
  if (service !== undefined) {
    const what = `Service ${service.namespace ?? namespace ?? ''}/${service.name}`;
    const match = matchServices(servicesOf(service, context), what, network, matchAddresses);
    parts.push(service.namespace === undefined ? onlyPerhaps(match, namespaceNotFilledIn) : match);
  }
  if (domains !== undefined) parts.push(matchNames((host) => mayBeNamed(domains, host), domainsNotJudged));
  return parts.reduce((all, part) => (all === matchEverything ? part : matchBoth(all, part)), matchEverything);
}

/** Source: the field’s description in calico policy_common.go, and RuleAPIV2ToBackend of its syncersv1/updateprocessors/rules.go. */
const namespaceNotFilledIn =
  'Calico describes a Service without a namespace as one of the policy’s own, and looks for it in none: write its namespace.';

/** What comes from a Service may go to any port. Source: calico felix/calc/rule_scanner.go, ServiceIncludePorts. */
function servicesOf(
  { name, namespace: named }: NonNullable<CalicoEntity['service']>,
  { manifests, namespace, direction }: EntityContext,
): readonly KnownService[] {
  const where = named ?? namespace;
  const services = manifests.services.filter((one) => one.name === name && one.namespace === where);
  return direction === 'egress' ? services : services.map((one) => ({ ...one, ports: everyPort }));
}

/** All that an entity can mean that names its addresses, whatever else it says. */
export function reachOfEntity({ nets }: CalicoEntity, network: ClusterNetwork): FlowSet | undefined {
  return nets === undefined ? undefined : reachOfBlocks(flowsTo(toRanges(nets)), network);
}

/** Calico leaves a rule out of the family of which its notNets have no range. Source: Felix, FilterRuleToIPVersion. */
function flowsBeyond(notNets: readonly string[]): FlowSet {
  const ranges = toRanges(notNets);
  const ofTheirFamilies = ranges.map(({ family }) => (family === 4 ? ALL_IPV4_FLOWS : ALL_IPV6_FLOWS));
  return subtract(uniteAll([...new Set(ofTheirFamilies)]), flowsTo(ranges));
}

const domainsNotJudged =
  'destination.domains has an effect in Calico Enterprise and Calico Cloud alone: which one runs is not known.';

/** Where only other editions know the field, a name that fits is no more than possible. */
function mayBeNamed(domains: readonly string[], host: string): Likelihood {
  return domains.some((domain) => isNamedBy(domain, host)) ? 'perhaps' : 'no';
}

/** One star stands for one label or several. */
function isNamedBy(domain: string, host: string): boolean {
  const [before = '', after] = domain.split('*');
  if (after === undefined) return domain === host;
  return host.length > before.length + after.length && host.startsWith(before) && host.endsWith(after);
}

/** In a namespaced policy a selector stays in the namespace unless another is selected, the negated one as well. */
function goesBySelector(
  { selector, namespaceSelector, serviceAccounts, notSelector }: CalicoEntity,
  { namespace }: EntityContext,
): boolean {
  const isPositive = selector !== undefined || namespaceSelector !== undefined || serviceAccounts !== undefined;
  return isPositive || (notSelector !== undefined && namespace !== undefined);
}

/**
 * Whether an entity that goes by selectors means a thing. `notSelector` is asked about the thing, not about its address, which
 * another set may have as well. Source: calico felix/calc/rule_scanner.go, combineMatchesIfPossible.
 */
function isMeant(
  { selector, notSelector, namespaceSelector, serviceAccounts }: CalicoEntity,
  { manifests, namespace }: EntityContext,
  pod: CalicoPod | undefined,
  thing: LabelledThing,
): Likelihood {
  const isLimited = selector !== undefined || notSelector !== undefined;
  const isHere = holds(thing.namespace === namespace);
  const inNamespace =
    namespaceSelector !== undefined
      ? maySelectNamespace(namespaceSelector, thing)
      : namespace === undefined
        ? 'yes'
        : // Releases differ in whether service accounts alone are those of the policy's namespace.
          isLimited || isHere === 'yes'
          ? isHere
          : 'perhaps';
  const byAccount = serviceAccounts === undefined ? 'yes' : mayBeAccount(serviceAccounts, pod, manifests);
  return allHold(
    inNamespace,
    selector === undefined ? 'yes' : maySelectThing(selector, thing),
    notSelector === undefined ? 'yes' : opposite(maySelectThing(notSelector, thing)),
    byAccount,
  );
}

function maySelectNamespace(selector: CalicoSelector, thing: LabelledThing): Likelihood {
  return maySelectThing(selector, { ...thing, labelOf: (key) => thing.labelOf(`pcns.${key}`) }, true);
}

/** What is no pod has no service account: its name is none of those, and it has no label of one. */
function mayBeAccount(
  { names, selector }: NonNullable<CalicoEntity['serviceAccounts']>,
  pod: CalicoPod | undefined,
  manifests: Manifests,
): Likelihood {
  if (pod === undefined) {
    const nothing = { namespace: undefined, labelOf: () => ({ value: undefined }) };
    return names.length > 0 || selector === undefined ? 'no' : maySelectThing(selector, nothing);
  }
  const { serviceAccount } = pod;
  const byName =
    names.length === 0 ? 'yes' : serviceAccount === undefined ? 'perhaps' : holds(names.includes(serviceAccount));
  return allHold(byName, selector === undefined ? 'yes' : maySelectThing(selector, toServiceAccount(pod, manifests)));
}

type IsMeant = (pod: CalicoPod | undefined, thing: LabelledThing) => Likelihood;

const autoEndpoints =
  'Calico may know the node as a host endpoint of its own making, with the labels of the node: write the rule by nets.';

/** What is selected of network sets and host endpoints. */
interface SetsSelected {
  readonly match: Match;
  /** All addresses that may be in one of them. */
  readonly possible: FlowSet;
  /** Of those that may be selected. */
  readonly domains: readonly string[];
}

/** Thousands of rules may select the same sets, with as many addresses: those of each selector are put together once. */
export class SelectedSets {
  readonly #manifests: Manifests;
  readonly #known = new Map<string, SetsSelected>();

  constructor(manifests: Manifests) {
    this.#manifests = manifests;
  }

  /** `written` is all by which they are selected. */
  of(written: unknown, mayMean: IsMeant): SetsSelected {
    return entryOf(this.#known, JSON.stringify(written), () => selectSets(mayMean, this.#manifests));
  }
}

function meantSets(entity: CalicoEntity, context: EntityContext): SetsSelected {
  const { selector, notSelector, namespaceSelector, serviceAccounts } = entity;
  const written = [context.namespace, selector, notSelector, namespaceSelector, serviceAccounts].map(
    (one) => one ?? null,
  );
  return context.sets.of(written, (pod, thing) => isMeant(entity, context, pod, thing));
}

function setsSelectedBy(selector: CalicoSelector, { sets }: EntityContext): SetsSelected {
  return sets.of(selector, (_pod, thing) => maySelectThing(selector, thing));
}

function selectSets(mayMean: IsMeant, manifests: Manifests): SetsSelected {
  const { networkSets, hostEndpoints } = manifests.calico;
  spend(stepsToMake * (networkSets.length + hostEndpoints.length));
  const known = [...networkSets, ...hostEndpoints.map((one) => ({ ...one, namespace: undefined, domains: [] }))].map(
    ({ labels, namespace, nets, domains, place, notUnderstood }) => {
      const likelihood = mayMean(undefined, toThingWithLabels({ namespace, labels }, manifests));
      if (notUnderstood === undefined) return { nets: exactlyThese(nets).certain, domains, likelihood };
      const isPossible = likelihood !== 'no';
      return {
        nets: ALL_FLOWS,
        domains: [],
        likelihood: isPossible ? ('perhaps' as const) : likelihood,
        because: isPossible ? `${place.rule}: ${notUnderstood}` : undefined,
      };
    },
  );
  const selected = known.filter(({ likelihood }) => likelihood !== 'no');
  const unsure = selected.find(({ likelihood }) => likelihood === 'perhaps');
  const certain = uniteAll(selected.filter(({ likelihood }) => likelihood === 'yes').map(({ nets }) => nets));
  const possible = unsure === undefined ? certain : uniteAll(selected.map(({ nets }) => nets));
  const unknownBecause =
    known.find(({ because }) => because !== undefined)?.because ??
    (unsure && 'The labels of the namespace of a NetworkSet are not in the files: add its manifest.');
  return {
    domains: selected.flatMap((one) => one.domains),
    possible,
    match: rememberLast(({ flows }) => {
      const hit = intersect(flows, certain);
      return { certain: hit, possible: certain === possible ? hit : intersect(flows, possible), unknownBecause };
    }),
  };
}

/** Endpoints that Calico knows: pods, network sets and host endpoints by their addresses, and nodes where it makes endpoints of them. */
function matchEndpoints(
  mayMean: IsMeant,
  { match: bySets, domains }: SetsSelected,
  { manifests, network }: EntityContext,
): Match {
  const byNode: Match = ({ flows, node }) => {
    if (node === undefined) return { certain: NO_FLOWS, possible: NO_FLOWS };
    const isNode = mayMean(undefined, toThingWithLabels({ namespace: undefined, labels: node.labels }, manifests));
    return { certain: NO_FLOWS, possible: isNode === 'no' ? NO_FLOWS : flows, unknownBecause: autoEndpoints };
  };
  return matchAny([
    bySets,
    matchPods((pod) => mayMean(pod, toThing(pod, manifests)), network),
    byNode,
    ...(domains.length > 0 ? [matchNames((host) => mayBeNamed(domains, host), domainsNotJudged)] : []),
  ]);
}

/** Whether a pod is what a rule means on the pod's own end; its address is not known. */
export function mayBeOwnEnd(entity: CalicoEntity, pod: CalicoPod, context: EntityContext): Likelihood {
  const { nets, notNets, notSelector, service, domains } = entity;
  const isAddressed = nets !== undefined || notNets.length > 0 || service !== undefined || domains !== undefined;
  const isSelected = goesBySelector(entity, context);
  // Most rules say nothing of their own end.
  if (!isAddressed && !isSelected && notSelector === undefined) return 'yes';
  const thing = toThing(pod, context.manifests);
  const bySelectors = isSelected
    ? orInSets(isMeant(entity, context, pod, thing), meantSets(entity, context), context)
    : notSelector === undefined
      ? 'yes'
      : opposite(orInSets(maySelectThing(notSelector, thing), setsSelectedBy(notSelector, context), context));
  return allHold(bySelectors, isAddressed ? 'perhaps' : 'yes');
}

/** A selector means a pod as well by a set of networks that the pod’s address is in. */
function orInSets(byLabels: Likelihood, { possible }: SetsSelected, { network }: EntityContext): Likelihood {
  if (byLabels !== 'no') return byLabels;
  const ofPods = network.podRanges.length === 0 ? possible : intersect(possible, clusterFlowsOf(network).pods);
  return isEmpty(ofPods) ? 'no' : 'perhaps';
}

/** Whether a policy is for a pod. */
export function maySelectWorkload(
  {
    namespace,
    selector,
    namespaceSelector,
    serviceAccountSelector,
  }: {
    readonly namespace: string | undefined;
    readonly selector: CalicoSelector;
    readonly namespaceSelector: CalicoSelector | undefined;
    readonly serviceAccountSelector: CalicoSelector | undefined;
  },
  pod: CalicoPod,
  manifests: Manifests,
): Likelihood {
  if (namespace !== undefined && namespace !== pod.namespace) return 'no';
  return allHold(
    maySelectThing(selector, toThing(pod, manifests)),
    namespaceSelector === undefined
      ? 'yes'
      : maySelectThing(namespaceSelector, toNamespace(pod.namespace, pod.namespaceLabels)),
    serviceAccountSelector === undefined
      ? 'yes'
      : maySelectThing(serviceAccountSelector, toServiceAccount(pod, manifests)),
  );
}
