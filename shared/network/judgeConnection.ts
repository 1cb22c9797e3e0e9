/** One connection, through every layer, for every subject that opens it and everything that it must reach. */
import type { LayerKind } from '../plan/plan.ts';
import type { DecideLayer, LayerDecision } from './decideLayer.ts';
import { addressRanges, describeFlows, intersect, isEmpty, NO_FLOWS, subtract, unite } from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { allNeeded, verdictOn, whicheverMeant } from './flowVerdict.ts';
import { formatAddress } from './address.ts';
import type { PathLayerState } from './pathLayers.ts';
import type { Subject } from './ruleFormat.ts';
import { allOf, unknownReasons } from './ruleProgram.ts';
import type { Decision, RulePlace } from './ruleProgram.ts';
import type { DestinationVerdict, LayerVerdict, RuleReference, Verdict, WorkloadVerdict } from './verdict.ts';

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
  readonly flows: readonly RequiredFlow[];
  readonly subjects: readonly Subject[];
  readonly layers: readonly PathLayerState[];
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
        layerDecisions.map((layerDecision) => layerDecision.decision),
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
    unknownBecause: [...new Set(answers.flatMap(({ decision }) => unknownReasons(decision)))],
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
  { portsAreAlternatives, locate }: JudgementInput,
): LayerVerdict {
  const own = answers.flatMap(({ flow, subject, layerDecisions }) => {
    const decided = layerDecisions[index];
    if (decided === undefined) return [];
    const verdict: Verdict = decided.bears ? verdictOn(flow, decided.decision) : 'not-applicable';
    return [{ flow, subject, verdict, ...decided }];
  });
  const verdict = combine(own, portsAreAlternatives);
  const relevant = own.filter(({ bears }) => bears);
  const places = decidingPlaces(relevant, verdict);
  return {
    layer: layer.layer,
    verdict,
    reason: reasonFor(verdict, own, places, portsAreAlternatives),
    attachedTo: layer.attachedTo,
    decidedBy: places.slice(0, mostRulesShown).map(locate),
    uncovered:
      verdict === 'denied' || verdict === 'partly-allowed'
        ? describeFlows(
            relevant.reduce(
              (flows, { flow, decision, verdict: one }) =>
                one === 'denied' || one === 'partly-allowed'
                  ? unite(flows, subtract(flow.destination.flows, decision.mayAllow))
                  : flows,
              NO_FLOWS,
            ),
          )
        : [],
  };
}

/** The rules behind a verdict, those first that speak for it: the denying ones of a denial, the allowing ones of an allowance. */
function decidingPlaces(
  own: readonly { readonly decision: Decision; readonly places: readonly RulePlace[]; readonly verdict: Verdict }[],
  verdict: Verdict,
): readonly RulePlace[] {
  const stepsOf = (action: 'allow' | 'deny') =>
    own.flatMap(({ decision }) =>
      decision.steps.filter((step) => step.action === action).flatMap(({ places }) => places),
    );
  const others = own.flatMap(({ places }) => places);
  const chosen = {
    allowed: () => stepsOf('allow'),
    denied: () => stepsOf('deny'),
    'partly-allowed': () => [...stepsOf('deny'), ...stepsOf('allow')],
    unknown: () => [...others, ...stepsOf('allow'), ...stepsOf('deny')],
    'not-applicable': () => [],
  }[verdict]();
  return [
    ...new Map(chosen.map((place) => [`${place.file}#${place.document}#${place.path.join('/')}`, place])).values(),
  ];
}

function reasonFor(
  verdict: Verdict,
  own: readonly (LayerDecision & Pick<Answer, 'flow' | 'subject' | 'verdict'>)[],
  places: readonly RulePlace[],
  portsAreAlternatives: boolean,
): string {
  const stated = own.find(
    ({ reason, bears }) => reason !== undefined && bears === (verdict !== 'not-applicable'),
  )?.reason;
  const rules = [...new Set(places.map(({ rule }) => rule))];
  const named = rules.length > 2 ? `${rules.slice(0, 2).join(', ')} and ${rules.length - 2} more` : rules.join(' and ');
  switch (verdict) {
    case 'not-applicable':
      return stated ?? 'It does not bear on this connection.';
    case 'allowed':
      return named === '' ? (stated ?? 'No rule stands against it.') : `Allowed by ${named}.`;
    case 'denied':
      return named === '' ? 'No rule lets it through.' : `Not let through by ${named}.`;
    case 'partly-allowed':
      return `A part of it is not let through: see ${named}.`;
    case 'unknown': {
      const [because] = own.flatMap(({ decision }) => unknownReasons(decision));
      const ports = portsAreAlternatives ? describeDifference(own) : undefined;
      return (
        because ?? stated ?? ports ?? 'It lets some addresses through and others not, and those meant are not known.'
      );
    }
  }
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

function findHostsWithoutAddresses(answers: readonly Answer[]): readonly string[] {
  const hosts = answers
    .filter(({ flow, verdict, decision }) => {
      if (flow.addressesKnown || verdict !== 'unknown') return false;
      // Open by itself for every address: then addresses would not help.
      return isEmpty(intersect(decision.mayAllow, decision.mayDeny));
    })
    .flatMap(({ flow }) => flow.host ?? []);
  return [...new Set(hosts)];
}
