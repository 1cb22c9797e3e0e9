/** One flow through every layer, rule by rule: what was looked at, where the decision fell, what was not known. */
import { placeOf } from '../source/placeOf.ts';
import { layerKinds } from '../../plan/networkIds.ts';
import type { Cni, LayerKind, Plan } from '../../plan/plan.ts';
import type { Requirements } from '../../requirements/deriveRequirements.ts';
import { formatAddress } from '../flows/address.ts';
import type { AddressRange } from '../flows/address.ts';
import { clusterNetworkOf } from '../judging/clusterNetworkOf.ts';
import { makeDecideLayer } from '../judging/decideLayer.ts';
import { decisionOn } from '../machine/decisionOn.ts';
import type { LayerDecision } from '../judging/decideLayer.ts';
import { describeClosedDns } from '../judging/judgeDns.ts';
import type { WantedFlow } from '../judging/findRequiredFlows.ts';
import { resolvesName } from '../judging/goesByName.ts';
import { workOut } from '../flows/effort.ts';
import { addressRanges, intersect, isEmpty } from '../flows/flowSet.ts';
import { allNeeded, verdictOn } from '../judging/flowVerdict.ts';
import { maySelect } from '../formats/kubernetes/labelSelector.ts';
import type { Manifests, Workload } from '../formats/kubernetes/manifests.ts';
import { asPlugInSees, labelsOf } from '../formats/kubernetes/podLabels.ts';
import { findPathLayers, podLayers } from '../judging/pathLayers.ts';
import type { PathLayerState } from '../judging/pathLayers.ts';
import { findProxyUse } from '../judging/proxyUse.ts';
import type { RuleSet } from '../reading/readRules.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import { allOf, unknownReasons } from '../machine/decision.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import { describeServices } from '../flows/services.ts';
import type { Verdict } from '../judging/verdict.ts';
import type {
  EgressExplanation,
  ExplainedOrigin,
  FlowExplanation,
  LayerExplanation,
  RuleTrail,
} from './explanation.ts';
import { describeFlowTarget } from './flowTarget.ts';
import type { FlowTarget } from './flowTarget.ts';
import { resolveTarget } from './resolveTarget.ts';
import { trailOf } from './trailOf.ts';

export interface FlowQuestion {
  readonly ruleSet: RuleSet;
  /** Whoever opens the connection: workloads of one name, or a node. */
  readonly from: readonly Subject[];
  readonly to: FlowTarget;
  /** The workloads that the target names, where it names one. */
  readonly receivers?: readonly Workload[] | undefined;
  /** The addresses of the host, where they are known. */
  readonly addresses: readonly AddressRange[];
  /** With a plan its declared path is followed, without one the layers that the files speak for. */
  readonly plan?: { readonly plan: Plan; readonly requirements: Requirements } | undefined;
  /** Without a plan: what enforces pod policies, and what the rules are attached to. */
  readonly cni?: Cni | undefined;
  readonly attachedTo?: readonly string[] | undefined;
}

export function explainFlow(question: FlowQuestion): EgressExplanation {
  return workOut(() => explain(question));
}

function explain(question: FlowQuestion): EgressExplanation {
  const { ruleSet, from, to, receivers = [], addresses, plan, cni } = question;
  const { sources, problems, manifests } = ruleSet;
  const declared =
    plan === undefined ? { cni, podRanges: [], nodeRanges: [], serviceRanges: [] } : clusterNetworkOf(plan.plan);
  const resolved = resolveTarget(to, {
    network: declared,
    manifests,
    receivers,
    addresses,
    plan: plan && { connections: plan.requirements.connections, backends: plan.plan.network?.backends ?? [] },
  });
  const [first] = resolved;
  if (first === undefined) throw new Error('Whoever asks about a workload says which it is.');
  const { flow: shown, network } = first;
  const layers = plan === undefined ? findGivenLayers(question) : findPathLayers(plan.plan, ruleSet);
  const settings = plan?.plan.network?.proxy;
  const proxy = settings && findProxyUse(settings, network);
  const decideLayer = makeDecideLayer({ ruleSet, network, proxy });
  const isByName = resolved.some(({ flow }) => resolvesName(flow, proxy));
  const askers = isByName ? from : [];
  const closedDns = new Map(
    askers.map((subject) => [subject, describeClosedDns(subject, { layers, network, ruleSet, decideLayer })]),
  );
  const flows = resolved.flatMap(({ flow, addressesWanted }) =>
    from.map((subject) =>
      explainFor(subject, {
        flow,
        layers,
        ruleSet,
        addressesWanted,
        isWithoutPlan: plan === undefined,
        cni: network.cni,
        decisions: layers.map((layer) => decideLayer(layer, subject, flow)),
        closedDns: resolvesName(flow, proxy) ? closedDns.get(subject) : undefined,
      }),
    ),
  );
  return {
    verdict: allNeeded(flows.map(({ verdict }) => verdict)),
    blockedBy: flows.find(({ blockedBy }) => blockedBy !== undefined)?.blockedBy,
    to: {
      text: describeFlowTarget(to),
      host: shown.host,
      ranges: addressRanges(shown.destination.flows).map(describeRange),
      ports: describeServices(shown.services),
      addressesKnown: shown.addressesKnown,
      where: shown.where,
    },
    flows,
    assumptions: [...new Set(resolved.flatMap(({ assumptions }) => assumptions))],
    sources,
    problems,
  };
}

function describeRange({ family, first, last }: AddressRange): string {
  return `${formatAddress(family, first)}-${formatAddress(family, last)}`;
}

/** The layers that the files hold rules of, or could; each with those names of `attachedTo` that it knows. */
function findGivenLayers({ ruleSet, attachedTo = [] }: FlowQuestion): readonly PathLayerState[] {
  const { layers, clouded, manifests } = ruleSet;
  const isKnown = (layer: LayerKind): boolean =>
    layers.has(layer) || clouded.has(layer) || (layer === 'pod-policy' && manifests.workloads.length > 0);
  return layerKinds.filter(isKnown).map((layer) => ({
    layer,
    state: layers.has(layer) ? 'supplied' : 'not-supplied',
    attachedTo: attachedTo.filter((target) => findsIn(ruleSet, layer, target)),
    clouds: clouded.get(layer) ?? [],
  }));
}

/** Whether the rules of the layer know the name. Pod policies select by labels, and have nothing attached. */
function findsIn({ layers }: RuleSet, layer: LayerKind, target: string): boolean {
  return !podLayers.has(layer) && (layers.get(layer) ?? []).some((rules) => rules.finds(target));
}

/** Names among `attachedTo` that no rules know. */
export function findUnknownTargets(ruleSet: RuleSet, attachedTo: readonly string[]): readonly string[] {
  return attachedTo.filter((target) => ![...ruleSet.layers.keys()].some((layer) => findsIn(ruleSet, layer, target)));
}

interface Explained {
  readonly flow: WantedFlow;
  readonly layers: readonly PathLayerState[];
  /** In the order of the layers. */
  readonly decisions: readonly LayerDecision[];
  readonly ruleSet: RuleSet;
  readonly addressesWanted: string | undefined;
  readonly isWithoutPlan: boolean;
  readonly cni: Cni | undefined;
  /** Why the name can't be resolved, where it is known that it can't. */
  readonly closedDns: string | undefined;
}

function explainFor(subject: Subject, explained: Explained): FlowExplanation {
  const { flow, layers, decisions, ruleSet, addressesWanted, closedDns } = explained;
  const decision = allOf(
    decisions.map((one) => decisionOn(flow, one)),
    flow.destination.flows,
  );
  const verdict = layers.length === 0 ? 'unknown' : verdictOn(flow, decision);
  const told = layers.flatMap((layer, index) => {
    const decided = decisions[index];
    return decided === undefined ? [] : [explainLayer(layer, decided, subject, explained)];
  });
  const wantsAddresses =
    addressesWanted !== undefined &&
    (isEmpty(intersect(decision.mayAllow, decision.mayDeny)) ||
      decision.unknowns.some(({ needsAddress }) => needsAddress === true));
  return {
    from: describeOrigin(subject, ruleSet.locate),
    verdict,
    blockedBy: (told.find((one) => one.verdict === 'denied') ?? told.find((one) => one.verdict === 'partly-allowed'))
      ?.layer,
    missing:
      verdict === 'unknown'
        ? [
            ...(layers.length === 0 ? ['No rules of any layer were given: name files or folders that hold them.'] : []),
            ...(wantsAddresses ? [addressesWanted] : []),
            ...unknownReasons(decisions.map((one) => one.decision)),
            ...(told.some((one) => one.missing.includes(nameAttached)) ? [nameAttached] : []),
          ]
        : [],
    remarks: closedDns === undefined ? [] : [closedDns],
    layers: told,
  };
}

function describeOrigin(subject: Subject, locate: RuleSet['locate']): ExplainedOrigin {
  if (subject.kind !== 'workload') return { kind: 'node' };
  const { namespace, name, kind, hostNetwork, place } = subject.workload;
  return { kind: 'workload', namespace, name, workloadKind: kind, hostNetwork, place: locate(place) };
}

function explainLayer(
  path: PathLayerState,
  decided: LayerDecision,
  subject: Subject,
  { flow, ruleSet, isWithoutPlan, cni }: Explained,
): LayerExplanation {
  const { layer, attachedTo } = path;
  const { locate } = ruleSet;
  const workload = subject.kind === 'workload' ? subject.workload : undefined;
  const asked = decided.asked ?? flow;
  const trails = decided.parts.map((part) => trailOf(part, { flow: asked, namespace: workload?.namespace, locate }));
  const verdict: Verdict = decided.bears ? verdictOn(asked, decided.decision) : 'not-applicable';
  const missing = [
    ...unknownReasons([decided.decision]),
    ...(isWithoutPlan && trails.length === 0 && isUnattached(path, verdict) ? [nameAttached] : []),
  ];
  return {
    layer,
    verdict,
    reason: reasonFor(verdict, decided.reason, missing, trails),
    attachedTo,
    isToProxy: decided.asked !== undefined,
    missing,
    trails,
    notSelecting:
      layer === 'pod-policy' && workload !== undefined && decided.bears
        ? findNotSelecting(workload, decided, ruleSet, cni).map(locate)
        : [],
  };
}

/** Rules that were read whole, and of which it is not known what they stand before. */
function isUnattached({ layer, state, attachedTo, clouds }: PathLayerState, verdict: Verdict): boolean {
  return (
    verdict === 'unknown' &&
    state === 'supplied' &&
    clouds.length === 0 &&
    attachedTo.length === 0 &&
    !podLayers.has(layer)
  );
}

const nameAttached = 'Without a plan, name what the rules are attached to with --attached-to.';

function reasonFor(
  verdict: Verdict,
  stated: string | undefined,
  missing: readonly string[],
  trails: readonly RuleTrail[],
): string {
  const deciding = trails
    .flatMap(({ steps }) => steps)
    .filter(({ decides, action }) => decides && (action === 'deny') === (verdict === 'denied'));
  const [rule] = deciding.flatMap(({ rules }) => rules);
  const where = rule === undefined ? '' : ` by ${rule.rule} (${placeOf(rule)})`;
  switch (verdict) {
    case 'not-applicable':
      return stated ?? 'It does not bear on this flow.';
    case 'allowed':
      return rule === undefined ? (stated ?? 'No rule stands against it.') : `Allowed${where}.`;
    case 'denied':
      return `Not let through${where}.`;
    case 'partly-allowed':
      return 'Some of the addresses are let through, and others are not.';
    case 'unknown':
      return missing[0] ?? stated ?? 'Some addresses are let through and others not, and those meant are not known.';
  }
}

/**
 * Policies of the workload's namespace, or of all, that have no part in what decides about it. A NetworkPolicy that selects it,
 * or may, has none where it says nothing of this direction, or opens nothing beside others. Where policies do not decide, no
 * other kind was asked whom it selects.
 */
function findNotSelecting(
  workload: Workload,
  { parts, places }: LayerDecision,
  { manifests }: RuleSet,
  cni: Cni | undefined,
): readonly RulePlace[] {
  const { namespace } = workload;
  const labels = asPlugInSees(labelsOf(workload), cni);
  const selecting = manifests.networkPolicies.filter(({ podSelector }) => maySelect(podSelector, labels) !== 'no');
  const programs = parts.map(({ program }) => program);
  const sections = programs.flatMap((program) => [
    ...program.sections,
    ...(program.otherReadings ?? []).flatMap((reading) => reading.sections),
  ]);
  const taking = [
    ...places,
    ...sections.flatMap(({ rules, otherwiseBy }) => [...rules.map(({ place }) => place), ...otherwiseBy]),
  ];
  const inForce = new Set([
    ...selecting.map(({ place }) => keyOf(place)),
    ...taking.flatMap(({ file, document, path }) =>
      [...path, ''].map((_, depth) => keyOf({ file, document, path: path.slice(0, depth) })),
    ),
    ...withoutEgress(manifests).map(({ place }) => keyOf(place)),
  ]);
  const areAsked = manifests.notEnforced === undefined && parts.some(({ isReceiving }) => isReceiving !== true);
  return (areAsked ? manifests.policyObjects : manifests.networkPolicies)
    .map(({ place }) => place)
    .filter((place) => !inForce.has(keyOf(place)) && isForNamespace(place, namespace));
}

/** Policies of plug-ins, and of the cluster, that say nothing of what goes out, whichever pods they select. */
function withoutEgress({ calico, cilium, adminPolicies }: Manifests): readonly { readonly place: RulePlace }[] {
  return [
    ...calico.policies.filter(({ types }) => !types.has('egress')),
    ...cilium.policies.filter(({ rules }) =>
      rules.every(({ egress: { allow, deny, closes } }) => !closes && allow.length + deny.length === 0),
    ),
    ...adminPolicies.filter(({ egress }) => egress.length === 0),
  ];
}

/** A policy is named by its kind, then its name, with its namespace before it where it has one. */
function isForNamespace({ rule }: RulePlace, namespace: string): boolean {
  const [, own] = / ([^/ ]+)\//.exec(rule) ?? [];
  return own === undefined || own === namespace;
}

/** Of an object among the documents: what stands in it has its path as a beginning. */
function keyOf({ file, document, path }: Pick<RulePlace, 'file' | 'document' | 'path'>): string {
  return `${file}#${document}#${path.join('/')}`;
}
