/** One connection, through every layer, for every subject that opens it and everything that it must reach. */
import type { LayerKind } from '../../plan/plan.ts';
import type { DecideLayer, LayerDecision } from './decideLayer.ts';
import { decisionOn } from '../machine/decisionOn.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import { describePodPolicyRemedy, describeReceiverRemedy } from './describeRemedy.ts';
import { alsoSelects, findAllowingRules, findDenyingRules, findOpenRules } from './findDecidingRules.ts';
import type { DecidingRule } from './findDecidingRules.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { addressRanges, describeFlows, intersect, isEmpty, subtract, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { allNeeded, verdictOn, whicheverMeant } from './flowVerdict.ts';
import { formatAddress } from '../flows/address.ts';
import type { PathLayerState } from './pathLayers.ts';
import { allOf, unknownReasons } from '../machine/decision.ts';
import type { Decision } from '../machine/decision.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import type { DestinationVerdict, LayerVerdict, RuleReference, Traffic, Verdict, WorkloadVerdict } from './verdict.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly layers: readonly LayerVerdict[];
  readonly workloads: readonly WorkloadVerdict[];
  readonly destinations: readonly DestinationVerdict[];
  readonly blockedBy: LayerKind | undefined;
  /** Why flows whose outcome is open are open, without repetition. */
  readonly unknownBecause: readonly string[];
  /** Hosts for which the answer depends on addresses that nobody has given. */
  readonly hostsWithoutAddresses: readonly string[];
}

export interface JudgementInput {
  /** The row’s id, by which the plan speaks of it. */
  readonly id: string;
  readonly flows: readonly RequiredFlow[];
  readonly subjects: readonly Subject[];
  readonly layers: readonly PathLayerState[];
  readonly network: ClusterNetwork;
  /** The ports of the flows are alternatives, of which it is not known which one is meant. */
  readonly portsAreAlternatives: boolean;
  readonly decideLayer: DecideLayer;
  readonly locate: (place: RulePlace) => RuleReference;
}

/** What a layer, or all of them together, make of one flow of one subject. */
interface Answer {
  readonly flow: RequiredFlow;
  readonly subject: Subject;
  readonly verdict: Verdict;
  readonly decision: Decision;
  readonly layerDecisions: readonly LayerDecision[];
}

const mostRulesShown = 8;

export function judgeConnection(input: JudgementInput): Judgement {
  const { flows, subjects, layers, decideLayer, portsAreAlternatives } = input;
  const answers: Answer[] = subjects.flatMap((subject) =>
    flows.map((flow) => {
      const layerDecisions = layers.map((layer) => decideLayer(layer, subject, flow));
      const decision = allOf(
        layerDecisions.map((layerDecision) => decisionOn(flow, layerDecision)),
        flow.destination.flows,
      );
      return { flow, subject, verdict: verdictOn(flow, decision), decision, layerDecisions };
    }),
  );
  const layerVerdicts = layers.map((layer, index) => judgeLayer(layer, index, answers, input));
  const verdict = combine(answers, portsAreAlternatives);
  return {
    verdict,
    layers: layerVerdicts,
    workloads: judgeWorkloads(answers, portsAreAlternatives),
    destinations: judgeDestinations(answers, portsAreAlternatives),
    blockedBy: verdict === 'denied' || verdict === 'partly-allowed' ? findBlocking(layerVerdicts) : undefined,
    unknownBecause: unknownReasons(answers.map(({ decision }) => decision)),
    hostsWithoutAddresses: findHostsWithoutAddresses(answers),
  };
}

/** All flows of all subjects are needed; alternative ports are weighed against each other first. */
function combine(
  answers: readonly Pick<Answer, 'flow' | 'subject' | 'verdict'>[],
  portsAreAlternatives: boolean,
): Verdict {
  if (!portsAreAlternatives) return allNeeded(answers.map(({ verdict }) => verdict));
  const byPort = Map.groupBy(answers, ({ flow }) => flow.port);
  return whicheverMeant([...byPort.values()].map((some) => allNeeded(some.map(({ verdict }) => verdict))));
}

function judgeLayer(
  layer: PathLayerState,
  index: number,
  answers: readonly Answer[],
  input: JudgementInput,
): LayerVerdict {
  const { portsAreAlternatives, locate } = input;
  const own: readonly LayerAnswer[] = answers.flatMap(({ flow, subject, layerDecisions }) => {
    const decided = layerDecisions[index];
    if (decided === undefined) return [];
    const asked = decided.asked ?? flow;
    const verdict: Verdict = decided.bears ? verdictOn(asked, decided.decision) : 'not-applicable';
    return [{ subject, verdict, ...decided, flow: asked }];
  });
  const verdict = combine(own, portsAreAlternatives);
  const relevant = own.filter(({ bears }) => bears);
  const rules = findRules(relevant, verdict);
  const denied = relevant
    .filter(({ verdict: one }) => one === 'denied' || one === 'partly-allowed')
    .map(({ flow, decision }) => ({ flow, flows: subtract(flow.destination.flows, decision.mayAllow) }));
  const stops = verdict === 'denied' || verdict === 'partly-allowed';
  return {
    layer: layer.layer,
    verdict,
    reason: reasonFor(verdict, own, rules, portsAreAlternatives),
    attachedTo: layer.attachedTo,
    decidedBy: rules.slice(0, mostRulesShown).map(({ place, note }) => withNote(locate(place), note)),
    uncovered: stops ? describeUncovered(denied) : [],
    remedy: stops ? findRemedy(layer, rules, denied, input) : undefined,
  };
}

function withNote(reference: RuleReference, note: string | undefined): RuleReference {
  return note === undefined ? reference : { ...reference, note };
}

/** What of a flow is not let through. */
interface DeniedFlow {
  readonly flow: RequiredFlow;
  readonly flows: FlowSet;
}

/** Addresses as ranges; where they are not known, in words as well, since the ranges are then all that could be meant. */
function describeUncovered(denied: readonly DeniedFlow[]): readonly Traffic[] {
  const groups = Map.groupBy(denied, ({ flow }) => flow.where);
  return [...groups].flatMap(([where, some]) =>
    describeFlows(uniteAll(some.map(({ flows }) => flows))).map((traffic) =>
      where === undefined ? traffic : { ...traffic, where },
    ),
  );
}

/** Only pod policies have a place of their own for what one workload may do; those of who opens it come first. */
function findRemedy(
  { layer }: PathLayerState,
  rules: readonly DecidingRule[],
  denied: readonly DeniedFlow[],
  { id, network, subjects, locate }: JudgementInput,
): string | undefined {
  const first = rules.find(({ isReceiving }) => isReceiving !== true) ?? rules[0];
  const isPolicy = layer === 'pod-policy' && first?.place.rule.startsWith('NetworkPolicy ') === true;
  if (!isPolicy || denied.length === 0) return undefined;
  // A rule stands in a list, to which another one is added.
  const { path, isGeneral = false } = first.place;
  const belongs = locate(first.isNear ? { ...first.place, path: path.slice(0, -1) } : first.place);
  if (first.isReceiving === true) return describeReceiverRemedy({ denied, subjects, belongs, isGeneral });
  return describePodPolicyRemedy({ id, network, denied, belongs, isGeneral });
}

interface LayerAnswer extends LayerDecision {
  readonly flow: RequiredFlow;
  readonly subject: Subject;
  readonly verdict: Verdict;
}

/** The rules behind a verdict, those first that speak for it, each once. */
function findRules(own: readonly LayerAnswer[], verdict: Verdict): readonly DecidingRule[] {
  const byPlace = new Map<string, DecidingRule>();
  const add = (rules: readonly DecidingRule[]): void => {
    for (const rule of rules) {
      const { file, document, path } = rule.place;
      const key = `${file}#${document}#${path.join('/')}`;
      if (!byPlace.has(key)) byPlace.set(key, rule);
    }
  };
  const isEnough = (): boolean => byPlace.size > mostRulesShown;
  const addDenying = (): void => {
    for (const { flow, parts, verdict: one } of own) {
      if (isEnough()) return;
      if (one === 'denied' || one === 'partly-allowed') add(findDenyingRules(parts, flow.destination.flows));
    }
  };
  const addAllowing = (): void => {
    for (const { flow, parts, verdict: one } of own) {
      if (isEnough()) return;
      if (one !== 'allowed' && one !== 'partly-allowed') continue;
      const rules = findAllowingRules(parts, flow.destination.flows);
      add(verdict === 'allowed' ? rules : rules.map((rule) => ({ ...rule, note: 'lets the rest through' })));
    }
  };
  switch (verdict) {
    case 'allowed':
      addAllowing();
      break;
    case 'denied':
      addDenying();
      break;
    case 'partly-allowed':
      addDenying();
      addAllowing();
      break;
    case 'unknown':
      for (const { places } of own) add(places.map((place) => ({ place, note: undefined, isNear: false })));
      for (const { parts, verdict: one } of own) if (one === 'unknown' && !isEnough()) add(findOpenRules(parts));
      addDenying();
      break;
    case 'not-applicable':
      break;
  }
  return [...byPlace.values()];
}

function reasonFor(
  verdict: Verdict,
  own: readonly LayerAnswer[],
  rules: readonly DecidingRule[],
  portsAreAlternatives: boolean,
): string {
  const stated = own.find(
    ({ reason, bears }) => reason !== undefined && bears === (verdict !== 'not-applicable'),
  )?.reason;
  switch (verdict) {
    case 'not-applicable':
      return stated ?? 'It does not bear on this connection.';
    case 'allowed':
      return rules.length === 0 ? (stated ?? 'No rule stands against it.') : `Allowed by ${nameRules(rules)}.`;
    case 'denied':
      return rules.length === 0 ? 'No rule lets it through.' : `Not let through by ${nameDenying(rules)}.`;
    case 'partly-allowed':
      return `A part of it is not let through by ${nameDenying(rules)}.`;
    case 'unknown': {
      const [because] = unknownReasons(own.map(({ decision }) => decision));
      const ports = portsAreAlternatives ? describeDifference(own) : undefined;
      return (
        because ?? stated ?? ports ?? 'It lets some addresses through and others not, and those meant are not known.'
      );
    }
  }
}

/** The first of the rules speaks for all, where it says what it lacks. */
function nameDenying(rules: readonly DecidingRule[]): string {
  const [first] = rules;
  return first?.note === undefined || first.note === alsoSelects
    ? nameRules(rules.filter(({ note }) => note === undefined))
    : `${first.place.rule}: it ${first.note}`;
}

function nameRules(rules: readonly DecidingRule[]): string {
  const names = [...new Set(rules.map(({ place }) => place.rule))];
  return names.length > 2 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(' and ');
}

/** Ports of which one is meant, where the answer depends on which: `443/tcp allowed, 6443/tcp denied`. */
function describeDifference(own: readonly Pick<Answer, 'flow' | 'subject' | 'verdict'>[]): string | undefined {
  const byPort = Map.groupBy(own, ({ flow }) => `${flow.port}/${flow.protocol.toLowerCase()}`);
  const verdicts = [...byPort].map(([port, some]) => [port, combine(some, false)] as const);
  if (new Set(verdicts.map(([, verdict]) => verdict)).size < 2) return undefined;
  return `It depends on the port: ${verdicts.map(([port, verdict]) => `${port} ${verdict}`).join(', ')}.`;
}

function judgeWorkloads(answers: readonly Answer[], portsAreAlternatives: boolean): readonly WorkloadVerdict[] {
  return [...Map.groupBy(answers, ({ subject }) => subject)].flatMap(([subject, some]) => {
    if (subject.kind !== 'workload') return [];
    const { namespace, name, kind } = subject.workload;
    return [{ namespace, name, kind, verdict: combine(some, portsAreAlternatives) }];
  });
}

function judgeDestinations(answers: readonly Answer[], portsAreAlternatives: boolean): readonly DestinationVerdict[] {
  const groups = Map.groupBy(answers, ({ flow }) => `${flow.failover}#${flow.host ?? ''}`);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { host, failover, addressesKnown, destination } = first.flow;
    const ports: Record<string, string[]> = {};
    for (const { flow } of some) {
      const numbers = (ports[flow.protocol] ??= []);
      if (!numbers.includes(`${flow.port}`)) numbers.push(`${flow.port}`);
    }
    const ranges = addressesKnown ? describeRanges(destination.flows) : [];
    return [{ host, ranges, ports, failover, verdict: combine(some, portsAreAlternatives) }];
  });
}

function describeRanges(flows: FlowSet): readonly string[] {
  return addressRanges(flows).map(
    ({ family, first, last }) => `${formatAddress(family, first)}-${formatAddress(family, last)}`,
  );
}

/** The first layer that lets nothing through, else the first that lets a part through. */
function findBlocking(layers: readonly LayerVerdict[]): LayerKind | undefined {
  return (
    layers.find(({ verdict }) => verdict === 'denied') ?? layers.find(({ verdict }) => verdict === 'partly-allowed')
  )?.layer;
}

/**
 * Hosts whose addresses would tell, alone or together with what else is missing. Where every answer is open whatever the
 * address, e.g. for a layer that was not read, they would not help.
 */
function findHostsWithoutAddresses(answers: readonly Answer[]): readonly string[] {
  const hosts = answers
    .filter(({ flow, verdict, decision: { mayAllow, mayDeny, unknowns } }) => {
      if (flow.addressesKnown || verdict !== 'unknown') return false;
      return isEmpty(intersect(mayAllow, mayDeny)) || unknowns.some(({ needsAddress }) => needsAddress === true);
    })
    .flatMap(({ flow }) => flow.host ?? []);
  return [...new Set(hosts)];
}
