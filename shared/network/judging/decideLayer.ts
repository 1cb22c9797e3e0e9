/** What each layer of the path makes of one flow of one subject. */
import type { LayerKind } from '../../plan/plan.ts';
import { publicRanges } from '../flows/addressSpaces.ts';
import { flowsTo, intersect, isEmpty, servicesIn, subtract, unite, withServices } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { Effort, tooMuch } from '../flows/effort.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import type { Answer } from '../machine/knownName.ts';
import { layerTitles } from './layerTitles.ts';
import { edgeLayers, podLayers } from './pathLayers.ts';
import type { PathLayerState } from './pathLayers.ts';
import type { ProxyUse } from './proxyUse.ts';
import type { RuleSet } from '../reading/readRules.ts';
import type { LayerBinding, LayerRules, Origin, ReceivingEnd, Subject } from '../reading/ruleFormat.ts';
import { ruleFormats } from '../reading/ruleFormats.ts';
import { allOf, allowEverything, certainlyAllowed, eitherOf, knowNothing } from '../machine/decision.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { Decision } from '../machine/decision.ts';
import type { Destination } from '../machine/destination.ts';
import type { RulePlace, RuleProgram } from '../machine/ruleProgram.ts';

export interface LayerDecision {
  readonly decision: Decision;
  /** False where the layer does not bear on the flow; the reason says why. */
  readonly bears: boolean;
  readonly reason: string | undefined;
  /** Rules that are in force without deciding by themselves, e.g. a policy that is not understood. */
  readonly places: readonly RulePlace[];
  /** The programs that were asked, and what each answered; all of them must allow. */
  readonly parts: readonly DecisionPart[];
  /** What the layer was asked about where that is not the flow itself: the way to the proxy that carries it. */
  readonly asked?: RequiredFlow | undefined;
}

export interface DecisionPart {
  readonly program: RuleProgram;
  readonly destination: Destination;
  readonly decision: Decision;
  /** It stands where the connection arrives: its destination is who opens it, and so are the flows of its decision. */
  readonly isReceiving?: boolean | undefined;
}

export interface LayerContext {
  readonly ruleSet: Pick<RuleSet, 'layers'>;
  readonly network: ClusterNetwork;
  /** What the plan says of the proxy that components are configured with. */
  readonly proxy?: ProxyUse | undefined;
}

/** Of a flow, what layers go by. */
export type AskedFlow = Pick<RequiredFlow, 'destination' | 'mayStayInside' | 'speaksHttp'>;

export interface DecideLayer {
  /** What the layer makes of the flow, as far as the flow meets it. */
  (layer: PathLayerState, subject: Subject, flow: AskedFlow): LayerDecision;
  /** What decides there about whatever the subject opens; none where nothing was read, or not whole. */
  bindingsOf(layer: PathLayerState, subject: Subject): readonly LayerBinding[];
}

export function makeDecideLayer({ ruleSet, network, proxy }: LayerContext): DecideLayer {
  const originOf = makeOrigins(network, proxy);
  const ask = makeAsk();
  const known = new Map<PathLayerState, Map<unknown, readonly LayerBinding[]>>();
  const bindingsOf = (layer: PathLayerState, subject: Subject): readonly LayerBinding[] => {
    const rules = ruleSet.layers.get(layer.layer) ?? [];
    const origin = originOf(subject);
    const shared = rules.some(({ goesByWorkload }) => goesByWorkload) ? whoOf(subject) : origin.addresses;
    const bindings = known.get(layer) ?? new Map<unknown, readonly LayerBinding[]>();
    known.set(layer, bindings);
    let found = bindings.get(shared);
    if (found === undefined) {
      found = new Effort().attempt(
        () => bindAll(rules, layer.attachedTo, origin),
        (place) => [beyondEffort(place)],
      );
      bindings.set(shared, found);
    }
    return found;
  };

  const receivingEndsOf = (
    { layer }: PathLayerState,
    subject: Subject,
    destination: Destination,
  ): readonly ReceivingEnd[] => {
    const origin = originOf(subject);
    return new Effort().attempt(
      () => (ruleSet.layers.get(layer) ?? []).flatMap((rules) => rules.receive?.(destination, origin) ?? []),
      (place) => [{ binding: beyondEffort(place), sender: destination }],
    );
  };

  const decided = new WeakMap<Destination, Map<readonly LayerBinding[], LayerDecision>>();
  /** What stands before several subjects decides once for all of them. */
  const decideOnce = (bindings: readonly LayerBinding[], destination: Destination): LayerDecision => {
    const answers = decided.get(destination) ?? new Map<readonly LayerBinding[], LayerDecision>();
    decided.set(destination, answers);
    let answer = answers.get(bindings);
    if (answer === undefined) {
      answer = decideByBindings(
        bindings.map((binding) => ({ binding })),
        destination,
        ask,
      );
      answers.set(bindings, answer);
    }
    return answer;
  };

  const decide: (...asked: Parameters<DecideLayer>) => LayerDecision = (layer, subject, flow) => {
    const { flows } = flow.destination;
    const obstacle = findObstacle(layer);
    if (obstacle === undefined) {
      const bindings = bindingsOf(layer, subject);
      const receiving = receivingEndsOf(layer, subject, flow.destination);
      if (receiving.length === 0) return decideOnce(bindings, flow.destination);
      return decideByBindings([...bindings.map((binding) => ({ binding })), ...receiving], flow.destination, ask);
    }
    return (subject.kind === 'node' || subject.kind === 'proxy') && podLayers.has(layer.layer)
      ? idle(flows, `${layerTitles[layer.layer]} does not bear on what a ${subject.kind} opens.`)
      : unknown(flows, obstacle);
  };

  const parts = new WeakMap<Destination, Destination>();
  const leavingPartOf = (destination: Destination): Destination => {
    let part = parts.get(destination);
    if (part === undefined) {
      parts.set(destination, (part = { ...destination, flows: intersect(destination.flows, publicFlows) }));
    }
    return part;
  };
  const wholes = new WeakMap<LayerDecision, LayerDecision>();

  /** Layers at the edge are met by what leaves the network alone. */
  const decideAtEdge = (layer: PathLayerState, subject: Subject, flow: AskedFlow): LayerDecision => {
    const { flows } = flow.destination;
    if (!edgeLayers.has(layer.layer) || !flow.mayStayInside) return decide(layer, subject, flow);
    const leaving = leavingPartOf(flow.destination);
    if (isEmpty(leaving.flows))
      return idle(flows, 'It goes to private addresses, and is taken to stay inside the network.');
    const ofPart = decide(layer, subject, { ...flow, destination: leaving });
    let ofWhole = wholes.get(ofPart);
    if (ofWhole === undefined) wholes.set(ofPart, (ofWhole = withFlows(ofPart, flows)));
    return ofWhole;
  };

  const decideLayer = (layer: PathLayerState, subject: Subject, flow: AskedFlow): LayerDecision => {
    const { flows } = flow.destination;
    if (layer.state === 'none') {
      const isMissed = layer.layer === 'proxy' && goesBy(proxy, flow) !== 'no';
      return isMissed ? unknown(flows, proxyDeclaredAway) : idle(flows, 'The plan declares that there is none.');
    }
    if (layer.layer === 'proxy') return decideByProxy(decideAtEdge(layer, subject, flow), flow, proxy);
    const carried = goesBy(proxy, flow);
    if (proxy === undefined || carried === 'no') return decideAtEdge(layer, subject, flow);
    if (carried === 'perhaps') return unknown(flows, passedInPart);
    if (layer.isBeyondProxy === true) return decideAtEdge(layer, { kind: 'proxy' }, flow);
    const onTheWay = { ...decideAtEdge(layer, subject, proxy.toProxy), asked: proxy.toProxy };
    if (!edgeLayers.has(layer.layer) || onTheWay.bears) return onTheWay;
    // A proxy inside of the network is reached without meeting its edge, which the proxy’s own way out may meet.
    return perhapsMet(decide(layer, { kind: 'proxy' }, flow), layer, flows);
  };
  return Object.assign(decideLayer, {
    bindingsOf: (layer: PathLayerState, subject: Subject) =>
      layer.state === 'none' || findObstacle(layer) !== undefined ? [] : bindingsOf(layer, subject),
  });
}

const proxyDeclaredAway =
  'network.proxy says that components use a proxy, and network.path that there is none: name its rules there, or remove network.proxy.';

/** What lets it through does so whether or not it is met. */
function perhapsMet(decided: LayerDecision, { layer }: PathLayerState, flows: FlowSet): LayerDecision {
  if (!decided.bears) return decided;
  const because = `Whether what the proxy opens meets ${layerTitles[layer]} the plan does not say: if it does, declare ${layer} after the proxy in network.path.`;
  return { ...decided, decision: eitherOf(allowEverything(flows), decided.decision, because, flows) };
}

/** What stays inside is taken to be called directly: whether it is, is looked at in the plan. */
export function goesBy(proxy: ProxyUse | undefined, flow: AskedFlow): Answer {
  if (proxy === undefined || flow.speaksHttp !== true || flow.mayStayInside) return 'no';
  const passed = proxy.isPassedBy(flow.destination);
  if (passed === 'perhaps') return 'perhaps';
  return passed === 'yes' ? 'no' : 'yes';
}

const passedInPart =
  'network.proxy.noProxy covers a part of it, so that it is not known whether it goes by the proxy: name all of it there, or nothing.';

/** That a proxy would let something through counts only for who asks it. */
function decideByProxy(decided: LayerDecision, flow: AskedFlow, proxy: ProxyUse | undefined): LayerDecision {
  if (!decided.bears) return decided;
  const passed = proxy?.isPassedBy(flow.destination);
  if (passed === 'yes') return idle(flow.destination.flows, 'It is called without the proxy (network.proxy.noProxy).');
  if (passed === 'perhaps') return unknown(flow.destination.flows, passedInPart);
  const because = whyNotAsked(flow, proxy);
  const allowed = certainlyAllowed(decided.decision);
  if (because === undefined || isEmpty(allowed)) return decided;
  const { decision } = decided;
  const { mayDeny, unknowns } = decision;
  return {
    ...decided,
    decision: { ...decision, mayDeny: unite(mayDeny, allowed), unknowns: [{ because, flows: allowed }, ...unknowns] },
  };
}

function whyNotAsked(flow: AskedFlow, proxy: ProxyUse | undefined): string | undefined {
  if (proxy === undefined) {
    return 'The plan does not say that components use the proxy: enter network.proxy.url.';
  }
  return flow.speaksHttp === true
    ? undefined
    : 'It is no HTTP: it passes the proxy only where its client asks for a tunnel. If it is called without the proxy, add its host to network.proxy.noProxy.';
}

const publicFlows = flowsTo(publicRanges);

/** Origins of nodes share one list of addresses, and those of pods another. */
function makeOrigins(network: ClusterNetwork, proxy: ProxyUse | undefined): (subject: Subject) => Origin {
  const { nodeRanges, podRanges } = network;
  const proxyPort = proxy?.toProxy.port;
  const isProxyCalledByTls = proxy?.isCalledByTls;
  // A pod is seen by its own address or, where the network is an overlay, by its node's.
  const podOrNodeRanges = [...nodeRanges, ...podRanges];
  const ofProxy = proxy?.addresses ?? [];
  return (subject) => {
    if (subject.kind === 'proxy') return { network, subject, addresses: ofProxy };
    const isNode = subject.kind === 'node' || (subject.kind === 'workload' && subject.workload.hostNetwork);
    return { network, subject, addresses: isNode ? nodeRanges : podOrNodeRanges, proxyPort, isProxyCalledByTls };
  };
}

/** What tells one subject from another: every row finds its subjects anew. */
export function whoOf(subject: Subject): unknown {
  switch (subject.kind) {
    case 'workload':
      return subject.workload;
    case 'node':
    case 'proxy':
      return subject.kind;
    case 'missing-workload':
      return subject.because;
  }
}

/**
 * What the formats that speak for a layer make of its `attachedTo`. Of several, each is asked about what it finds in its
 * files; where one of the names is found by none, each says what it misses.
 */
function bindAll(rules: readonly LayerRules[], attachedTo: readonly string[], origin: Origin): readonly LayerBinding[] {
  const isShared = rules.length > 1 && attachedTo.length > 0;
  const found = rules.map((some) => ({ some, own: isShared ? attachedTo.filter((target) => some.finds(target)) : [] }));
  const isWhole = attachedTo.every((target) => found.some(({ own }) => own.includes(target)));
  if (!isShared || !isWhole) return rules.map((some) => some.bind(attachedTo, origin));
  return found.flatMap(({ some, own }) => (own.length === 0 ? [] : [some.bind(own, origin)]));
}

function beyondEffort(place: RulePlace | undefined): LayerBinding {
  return { kind: 'unbound', because: tooMuch, places: place && [place] };
}

/** Everything that is bound must allow, at both ends of the connection; what is not bound may deny. */
function decideByBindings(
  ends: readonly (Pick<ReceivingEnd, 'binding'> & Partial<ReceivingEnd>)[],
  destination: Destination,
  ask: Ask,
): LayerDecision {
  const { flows } = destination;
  const decided = ends.flatMap(({ binding, sender }): readonly LayerDecision[] => {
    switch (binding.kind) {
      case 'idle':
        return [];
      case 'unbound':
        return [unknown(flows, binding.because, binding.places)];
      case 'bound': {
        const parts = binding.programs.map((program) =>
          sender === undefined ? ask(program, destination) : { ...ask(program, sender), isReceiving: true },
        );
        const decisions = parts.map(({ decision }) => (sender === undefined ? decision : bySender(decision, flows)));
        return [{ decision: allOf(decisions, flows), bears: true, reason: binding.reason, places: [], parts }];
      }
    }
  });
  if (decided.length === 0) {
    const [first] = ends;
    return idle(flows, first?.binding.kind === 'idle' ? first.binding.because : 'It does not bear on this connection.');
  }
  return {
    decision: allOf(
      decided.map(({ decision }) => decision),
      flows,
    ),
    bears: true,
    reason: decided.find(({ reason }) => reason !== undefined)?.reason,
    places: [...new Set(decided.flatMap(({ places }) => places))],
    parts: decided.flatMap(({ parts }) => parts),
  };
}

/**
 * What is decided about who opens a connection, as it bears on where that goes: the ports are the same, and which of its
 * addresses the sender has is not known.
 */
function bySender(decision: Decision, flows: FlowSet): Decision {
  const toDestination = (some: FlowSet): FlowSet => withServices(flows, servicesIn(some));
  return {
    mayAllow: toDestination(decision.mayAllow),
    mayDeny: toDestination(decision.mayDeny),
    steps: decision.steps.map((step) => ({ ...step, flows: toDestination(step.flows) })),
    unknowns: decision.unknowns.map((one) => ({ ...one, flows: toDestination(one.flows) })),
  };
}

type Ask = (program: RuleProgram, destination: Destination) => DecisionPart;

/** Subjects that the same rules stand before, e.g. all pods at the groups of their nodes, share one answer. */
function makeAsk(): Ask {
  const asked = new WeakMap<Destination, Map<RuleProgram, DecisionPart>>();
  return (program, destination) => {
    const answers = asked.get(destination) ?? new Map<RuleProgram, DecisionPart>();
    asked.set(destination, answers);
    const known = answers.get(program);
    if (known !== undefined) return known;
    const part = { program, destination, decision: runProgram(program, destination) };
    answers.set(program, part);
    return part;
  };
}

function idle(flows: FlowSet, reason: string): LayerDecision {
  return { decision: allowEverything(flows), bears: false, reason, places: [], parts: [] };
}

function unknown(flows: FlowSet, reason: string, places: readonly RulePlace[] = []): LayerDecision {
  return { decision: knowNothing(flows, reason), bears: true, reason, places, parts: [] };
}

/** What was decided about some of the flows, the others being let through. */
function withFlows(decided: LayerDecision, flows: FlowSet): LayerDecision {
  const { mayAllow, mayDeny } = decided.decision;
  const others = subtract(flows, unite(mayAllow, mayDeny));
  return { ...decided, decision: { ...decided.decision, mayAllow: unite(mayAllow, others) } };
}

/** Why nothing can be said of a layer, whatever its rules are. */
function findObstacle({ layer, state, clouds, isClusters }: PathLayerState): string | undefined {
  if (clouds.length > 0) {
    return `${clouds.join(', ')} could not be read whole, and what is missing may decide: mend what is reported there.`;
  }
  if (state !== 'not-supplied') return undefined;
  if (isClusters === true)
    return `The plan leaves ${layerTitles[layer]} to the cluster, and none was looked at: name one by --context, or what was collected of it by --snapshot.`;
  return layersJudged.has(layer)
    ? `No rules of ${layerTitles[layer]} were given: add them, or declare \`source: none\` for ${layer} in network.path.`
    : notJudged(layer);
}

const layersJudged: ReadonlySet<LayerKind> = new Set(ruleFormats.flatMap(({ layers }) => layers));

function notJudged(layer: LayerKind): string {
  return `Rules of ${layerTitles[layer]} are not judged yet: if there is no such layer, declare \`source: none\` for ${layer} in network.path.`;
}
