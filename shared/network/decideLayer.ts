/** What each layer of the path makes of one flow of one subject. */
import type { LayerKind } from '../plan/plan.ts';
import { publicRanges } from './addressSpaces.ts';
import { flowsTo, intersect, isEmpty, subtract, unite } from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';
import { bindSecurityGroups } from './formats/azure/bindSecurityGroups.ts';
import type { Binding } from './formats/azure/bindSecurityGroups.ts';
import type { Workload } from './formats/kubernetes/manifests.ts';
import type { ClusterNetwork, PodPolicies, PodPolicy } from './formats/kubernetes/podPolicy.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { layerTitles } from './layerTitles.ts';
import { edgeLayers } from './pathLayers.ts';
import type { PathLayerState } from './pathLayers.ts';
import type { RuleSet } from './readRules.ts';
import { allOf, allowEverything, knowNothing, runProgram } from './ruleProgram.ts';
import type { Decision, Destination, RulePlace, RuleProgram } from './ruleProgram.ts';

/** Who opens the connection: a workload, a node, or a pod that no manifest shows. */
export type Subject =
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'node' }
  | { readonly kind: 'missing-workload'; readonly because: string };

export interface LayerDecision {
  readonly decision: Decision;
  /** False where the layer does not bear on the flow; the reason says why. */
  readonly bears: boolean;
  readonly reason: string | undefined;
  /** Rules that are in force without deciding by themselves, e.g. a policy that is not understood. */
  readonly places: readonly RulePlace[];
  /** The programs that were asked, and what each answered; all of them must allow. */
  readonly parts: readonly DecisionPart[];
}

export interface DecisionPart {
  readonly program: RuleProgram;
  readonly destination: Destination;
  readonly decision: Decision;
}

export interface LayerContext {
  readonly ruleSet: RuleSet;
  readonly policies: PodPolicies;
  readonly network: ClusterNetwork;
}

/** What the layer makes of the flow, as far as the flow meets it. */
export type DecideLayer = (layer: PathLayerState, subject: Subject, flow: RequiredFlow) => LayerDecision;

export function makeDecideLayer({ ruleSet, policies, network }: LayerContext): DecideLayer {
  const bindings = new Map<string, Binding>();
  const bindingOf = ({ attachedTo }: PathLayerState, subject: Subject): Binding => {
    const { nodeRanges, podRanges } = network;
    const isNode = subject.kind === 'node' || (subject.kind === 'workload' && subject.workload.hostNetwork);
    // A pod is seen by its own address or, where the network is an overlay, by its node's.
    const ranges = isNode ? nodeRanges : [...nodeRanges, ...podRanges];
    const key = JSON.stringify([isNode, attachedTo]);
    let binding = bindings.get(key);
    if (binding === undefined) {
      bindings.set(key, (binding = bindSecurityGroups(ruleSet.azure, attachedTo, { ranges, nodeRanges })));
    }
    return binding;
  };

  const decide: DecideLayer = (layer, subject, flow) => {
    const { flows } = flow.destination;
    const isPodPolicy = layer.layer === 'pod-policy';
    if (isPodPolicy && subject.kind === 'node') return idle(flows, 'Pod policies do not bear on what a node opens.');
    const obstacle = findObstacle(layer);
    if (obstacle !== undefined) return unknown(flows, obstacle);
    if (isPodPolicy && subject.kind === 'missing-workload') return unknown(flows, subject.because);
    if (isPodPolicy && subject.kind === 'workload') return decideByPolicies(policies.of(subject.workload), flow);
    if (layer.layer !== 'azure-nsg') return unknown(flows, notJudged(layer.layer));

    const binding = bindingOf(layer, subject);
    if (binding.kind === 'unbound') return unknown(flows, binding.because);
    const parts = binding.programs.map((program) => ask(program, flow.destination));
    const reason = parts.length === 0 ? `No NSG is attached to ${binding.attachedTo.join(', ')}.` : undefined;
    const decision = allOf(
      parts.map((part) => part.decision),
      flows,
    );
    return { decision, bears: true, reason, places: [], parts };
  };

  return (layer, subject, flow) => {
    const { flows } = flow.destination;
    if (layer.state === 'none') return idle(flows, 'The plan declares that there is none.');
    if (!edgeLayers.has(layer.layer) || !flow.mayStayInside) return decide(layer, subject, flow);
    const leaving = intersect(flows, publicFlows);
    if (isEmpty(leaving)) return idle(flows, 'The connection stays inside the network.');
    return withFlows(decide(layer, subject, { ...flow, destination: { ...flow.destination, flows: leaving } }), flows);
  };
}

const publicFlows = flowsTo(publicRanges);

function ask(program: RuleProgram, destination: Destination): DecisionPart {
  return { program, destination, decision: runProgram(program, destination) };
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
  const others = subtract(subtract(flows, mayAllow), mayDeny);
  return { ...decided, decision: { ...decided.decision, mayAllow: unite(mayAllow, others) } };
}

/** Why nothing can be said of a layer, whatever its rules are. */
function findObstacle({ layer, state, clouds }: PathLayerState): string | undefined {
  if (state === 'not-supplied') {
    if (!layersJudged.has(layer)) return notJudged(layer);
    return `No rules of ${layerTitles[layer]} were given: add them, or declare \`source: none\` for ${layer} in network.path.`;
  }
  return clouds.length > 0
    ? `${clouds.join(', ')} could not be read whole, and what is missing may decide: mend what is reported there.`
    : undefined;
}

const layersJudged: ReadonlySet<LayerKind> = new Set(['pod-policy', 'azure-nsg']);

function notJudged(layer: LayerKind): string {
  return `Rules of ${layerTitles[layer]} are not judged yet: if there is no such layer, declare \`source: none\` for ${layer} in network.path.`;
}

function decideByPolicies(policy: PodPolicy, { destination }: RequiredFlow): LayerDecision {
  const { flows } = destination;
  switch (policy.kind) {
    case 'node-network':
      return idle(flows, 'The pod runs on the node’s network, where pod policies do not bear.');
    case 'unknown':
      return unknown(flows, policy.because, policy.places);
    case 'program': {
      const reason =
        policy.isolatedBy.length === 0 ? 'No policy in the files selects these pods for egress.' : undefined;
      const part = ask(policy.program, destination);
      return { decision: part.decision, bears: true, reason, places: [], parts: [part] };
    }
  }
}
