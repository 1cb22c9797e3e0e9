/** What each layer of the path makes of one flow of one subject. */
import { bindSecurityGroups } from './formats/azure/securityGroupLayer.ts';
import type { Binding } from './formats/azure/securityGroupLayer.ts';
import type { Workload } from './formats/kubernetes/manifests.ts';
import type { ClusterNetwork, PodPolicies } from './formats/kubernetes/podPolicy.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { layerTitles } from './layerTitles.ts';
import type { PathLayerState } from './pathLayers.ts';
import type { RuleSet } from './readRules.ts';
import { allOf, allowEverything, knowNothing, runProgram } from './ruleProgram.ts';
import type { Decision, RulePlace } from './ruleProgram.ts';

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
}

export interface LayerContext {
  readonly ruleSet: RuleSet;
  readonly policies: PodPolicies;
  readonly network: ClusterNetwork;
}

export type DecideLayer = (layer: PathLayerState, subject: Subject, flow: RequiredFlow) => LayerDecision;

export function makeDecideLayer({ ruleSet, policies, network }: LayerContext): DecideLayer {
  const bindings = new Map<PathLayerState, Binding>();
  const bindingOf = (layer: PathLayerState): Binding => {
    let binding = bindings.get(layer);
    if (binding === undefined) {
      const origin = { ranges: [...network.nodeRanges, ...network.podRanges], nodeRanges: network.nodeRanges };
      bindings.set(layer, (binding = bindSecurityGroups(ruleSet.azure, layer.attachedTo, origin)));
    }
    return binding;
  };

  return (layer, subject, flow) => {
    const { flows } = flow.destination;
    const unknown = (reason: string, places: readonly RulePlace[] = []): LayerDecision => ({
      decision: knowNothing(flows, reason),
      bears: true,
      reason,
      places,
    });
    const idle = (reason: string): LayerDecision => ({
      decision: allowEverything(flows),
      bears: false,
      reason,
      places: [],
    });

    if (layer.state === 'none') return idle('The plan declares that there is none.');
    if (layer.layer === 'pod-policy' && subject.kind === 'node')
      return idle('Pod policies do not bear on what a node opens.');
    if (layer.state === 'not-supplied') {
      return unknown(`${layerTitles[layer.layer]}: neither rules were supplied nor is it declared none.`);
    }
    if (layer.clouds.length > 0)
      return unknown(`${layer.clouds.join(', ')} could not be read; what it holds may decide.`);

    switch (layer.layer) {
      case 'pod-policy': {
        if (subject.kind === 'missing-workload') return unknown(subject.because);
        if (subject.kind === 'node') return idle('Pod policies do not bear on what a node opens.');
        const policy = policies.of(subject.workload);
        if (policy.kind === 'node-network')
          return idle('The pod runs on the node’s network, where pod policies do not bear.');
        if (policy.kind === 'unknown') return unknown(policy.because, policy.places);
        const reason = policy.isolatedBy.length === 0 ? 'No policy isolates the pods for egress.' : undefined;
        return { decision: runProgram(policy.program, flow.destination), bears: true, reason, places: [] };
      }
      case 'azure-nsg': {
        const binding = bindingOf(layer);
        if (binding.kind === 'unbound') return unknown(binding.because);
        const decisions = binding.programs.map((program) => runProgram(program, flow.destination));
        const reason = decisions.length === 0 ? `No NSG is attached to ${binding.attachedTo.join(', ')}.` : undefined;
        return { decision: allOf(decisions, flows), bears: true, reason, places: [] };
      }
      default:
        return unknown(`${layerTitles[layer.layer]}: its rules are not judged yet.`);
    }
  };
}
