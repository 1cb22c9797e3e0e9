/** The policies of Kubernetes that bear on a workload, before any plug-in puts them among its own. */
import type { Cni } from '../../../plan/plan.ts';
import type { KnownLabels } from '../../destination.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { askForPlugIn } from './clusterNetwork.ts';
import { doubtEnforcement, findAdminPolicies, makeCompileAdminPolicies } from './compileAdminPolicies.ts';
import type { AdminPolicySet, SelectingPolicy } from './compileAdminPolicies.ts';
import { makeCompileNetworkPolicies, mayIsolate } from './compileNetworkPolicies.ts';
import type { NetworkPolicySet } from './compileNetworkPolicies.ts';
import { maySelect } from './labelSelector.ts';
import type { Manifests, NetworkPolicy, PolicySubject } from './manifests.ts';
import { nameRules } from './nameRules.ts';
import { findLabelDoubt, labelsOf } from './podLabels.ts';
import type { Direction, PodPolicy } from './podPolicy.ts';

/**
 * Which of them a plug-in asks, and in which order, is its own. Where no plug-in says otherwise: `cluster.admin`, then
 * `network`, then `cluster.baseline`.
 */
export interface StandardPolicies {
  readonly kind: 'policies';
  readonly network: NetworkPolicySet;
  readonly cluster: AdminPolicySet;
  /** Where it is not certain that the plug-in enforces cluster-wide policies: what is left without them. */
  readonly doubtful: readonly { readonly without: AdminPolicySet; readonly because: string }[];
}

type Undecided = PodPolicy & { readonly kind: 'unknown' | 'node-network' };

export function makeStandardPolicies(
  manifests: Manifests,
  network: ClusterNetwork,
  direction: Direction,
): { of(workload: PolicySubject): StandardPolicies | Undecided } {
  const { cni } = network;
  const byNamespace = Map.groupBy(manifests.networkPolicies, ({ namespace }) => namespace);
  const compileNetworkPolicies = makeCompileNetworkPolicies(manifests, network, direction);
  const compileAdminPolicies = makeCompileAdminPolicies(manifests, network, direction);
  const compile = (selecting: readonly NetworkPolicy[], cluster: readonly SelectingPolicy[]): StandardPolicies => {
    const doubted = cluster.map((one) => ({ one, because: doubtEnforcement(one.policy, cni) }));
    const certain = doubted.filter(({ because }) => because === undefined).map(({ one }) => one);
    const because = doubted.find((each) => each.because !== undefined)?.because;
    return {
      kind: 'policies',
      network: compileNetworkPolicies(selecting),
      cluster: compileAdminPolicies(cluster),
      doubtful: because === undefined ? [] : [{ without: compileAdminPolicies(certain), because }],
    };
  };
  /** Workloads that the same policies select share one answer. */
  const compiled = new Map<string, StandardPolicies>();

  return {
    of(workload) {
      const { namespace, hostNetwork } = workload;
      const labels = labelsOf(workload, cni);
      const bearing = (byNamespace.get(namespace) ?? []).map((policy) => ({
        policy,
        isSelected: maySelect(policy.podSelector, labels),
      }));
      const selecting = bearing.filter(({ isSelected }) => isSelected === 'yes').map(({ policy }) => policy);
      const perhaps = bearing
        .filter(({ isSelected }) => isSelected === 'perhaps')
        .map(({ policy }) => policy)
        .filter((policy) => policy.notUnderstood !== undefined || mayIsolate(policy, direction, cni) !== 'no');
      const notUnderstood = selecting.find((policy) => policy.notUnderstood !== undefined);
      if (notUnderstood !== undefined) {
        const { place } = notUnderstood;
        return { kind: 'unknown', because: `${place.rule}: ${notUnderstood.notUnderstood}`, places: [place] };
      }
      if (hostNetwork && selecting.length + perhaps.length > 0 && cni !== 'generic') {
        return onNodeNetwork([...selecting, ...perhaps], cni);
      }
      const [first] = perhaps;
      if (first !== undefined) return mayBeSelecting(first, perhaps, labels);
      const cluster = findAdminPolicies(manifests, workload, direction, cni);
      const key = [...selecting, ...cluster.map(({ policy }) => policy)]
        .map(({ place }) => `${place.file}#${place.document}#${place.path.join('/')}`)
        .concat(cluster.map(({ doubt }) => doubt ?? ''))
        .join('|');
      let standard = compiled.get(key);
      if (standard === undefined) compiled.set(key, (standard = compile(selecting, cluster)));
      return standard;
    },
  };
}

/** A policy that isolates the pods or not. */
function mayBeSelecting(
  { podSelector, place }: NetworkPolicy,
  all: readonly NetworkPolicy[],
  labels: KnownLabels,
): Undecided {
  const doubt = findLabelDoubt({ labels }, (pod) => maySelect(podSelector, pod.labels));
  return {
    kind: 'unknown',
    because: `Whether ${place.rule} selects the pods is not known. ${doubt ?? ''}`.trimEnd(),
    places: all.map((policy) => policy.place),
  };
}

/** The API selects it as any other pod and leaves the effect undefined; these plug-ins take its traffic for the node's. */
function onNodeNetwork(selecting: readonly NetworkPolicy[], cni: Cni | undefined): Undecided {
  if (cni === 'cilium' || cni === 'calico' || cni === 'ovn-kubernetes') return { kind: 'node-network' };
  const places = selecting.map(({ place }) => place);
  return {
    kind: 'unknown',
    because: `${nameRules(places)} selects a pod on the node’s network, which is left to the plug-in: ${askForPlugIn(cni)}`,
    places,
  };
}
