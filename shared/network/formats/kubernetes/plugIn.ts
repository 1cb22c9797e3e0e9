import type { Cni } from '../../../plan/plan.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import type { Manifests, PolicySubject } from './manifests.ts';
import type { Direction, PodPolicy } from './podPolicy.ts';
import type { StandardPolicies } from './standardPolicies.ts';

/** A plug-in with kinds of policy of its own. */
export interface PlugIn {
  readonly cni: Cni;
  /** For people. */
  readonly title: string;
  /** The objects among the manifests that only this plug-in knows. */
  findObjects(manifests: Manifests): readonly RulePlace[];
  /** What decides about connections of a node itself, and of pods on its network, instead of what `makeCompose` gives. */
  onNode(manifests: Manifests): PodPolicy;
  /** Puts the policies of Kubernetes that bear on a workload among its own. Asked once for workloads that are alike. */
  makeCompose(
    manifests: Manifests,
    network: ClusterNetwork,
    direction: Direction,
  ): (workload: PolicySubject, standard: StandardPolicies) => PodPolicy;
}
