/** The policies of Kubernetes that bear on a workload, before any plug-in puts them among its own. */
import type { Cni } from '../../../plan/plan.ts';
import type { AdminPolicy } from './adminPolicy.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { askForPlugIn } from './clusterNetwork.ts';
import { doubtEnforcement, findAdminPolicies, makeCompileAdminPolicies } from './compileAdminPolicies.ts';
import type { AdminPolicySet } from './compileAdminPolicies.ts';
import { makeCompileNetworkPolicies, mayIsolate, noNetworkPolicies } from './compileNetworkPolicies.ts';
import type { NetworkPolicySet } from './compileNetworkPolicies.ts';
import { spend, standAt, stepsToWrite } from '../../flows/effort.ts';
import { maySelect } from './labelSelector.ts';
import type { Manifests, NetworkPolicy, PolicySubject } from './manifests.ts';
import { nameRules } from './nameRules.ts';
import { asPlugInSees, findLabelDoubt, labelsOf } from './podLabels.ts';
import type { Direction, PodPolicy, Selecting } from './podPolicy.ts';

/**
 * Which of them a plug-in asks, and in which order, is its own. Where no plug-in says otherwise: `cluster.admin`, then
 * `network`, then `cluster.baseline`.
 */
export interface StandardPolicies {
  readonly network: NetworkPolicySet;
  readonly cluster: AdminPolicySet;
}

/** Those that bear on a workload, and what may hold in place of all of them, where it is not certain that they are in force. */
export interface StandardReadings {
  readonly kind: 'policies';
  readonly policies: StandardPolicies;
  readonly others: readonly { readonly policies: StandardPolicies; readonly because: string }[];
}

export function makeStandardPolicies(
  manifests: Manifests,
  network: ClusterNetwork,
  direction: Direction,
): { of(workload: PolicySubject): StandardReadings | PodPolicy } {
  const { cni } = network;
  const byNamespace = Map.groupBy(
    manifests.networkPolicies.filter((policy) => mayIsolate(policy, direction, cni) !== 'no'),
    ({ namespace }) => namespace,
  );
  const compileNetworkPolicies = makeCompileNetworkPolicies(manifests, network, direction);
  const compileAdminPolicies = makeCompileAdminPolicies(manifests, network, direction);
  const compile = (
    selecting: readonly Selecting<NetworkPolicy>[],
    ofCluster: readonly Selecting<AdminPolicy>[],
  ): StandardReadings => {
    const policies = { network: compileNetworkPolicies(selecting), cluster: compileAdminPolicies(ofCluster) };
    const { doubt } = policies.network;
    const fewer = withoutDoubtful(ofCluster, cni).map(({ enforced, because }) => ({
      cluster: compileAdminPolicies(enforced),
      because,
    }));
    const withoutNetwork =
      doubt === undefined
        ? []
        : [policies, ...fewer].map(({ cluster }) => ({
            policies: { network: noNetworkPolicies, cluster },
            because: doubt,
          }));
    const withNetwork = fewer.map(({ cluster, because }) => ({ policies: { ...policies, cluster }, because }));
    return { kind: 'policies', policies, others: [...withoutNetwork, ...withNetwork] };
  };
  /** Workloads that the same policies select share one answer. */
  const compiled = new Map<string, StandardReadings>();

  return {
    of(workload) {
      const selecting = findSelecting(byNamespace.get(workload.namespace) ?? [], workload, cni);
      if (workload.hostNetwork && selecting.length > 0 && cni !== 'generic') return onNodeNetwork(selecting, cni);
      const ofCluster = findAdminPolicies(manifests, workload, direction, cni);
      // Of each its file, its path and its doubt.
      spend(2 * stepsToWrite * (selecting.length + ofCluster.length));
      const key = [...selecting, ...ofCluster]
        .map(({ policy: { place }, doubt }) => `${place.file}#${place.document}#${place.path.join('/')}#${doubt ?? ''}`)
        .join('|');
      let standard = compiled.get(key);
      if (standard === undefined) compiled.set(key, (standard = compile(selecting, ofCluster)));
      return standard;
    },
  };
}

function findSelecting(
  policies: readonly NetworkPolicy[],
  workload: PolicySubject,
  cni: Cni | undefined,
): readonly Selecting<NetworkPolicy>[] {
  if (policies.length === 0) return [];
  const labels = asPlugInSees(labelsOf(workload), cni);
  const selecting: Selecting<NetworkPolicy>[] = [];
  for (const policy of policies) {
    const { podSelector, place } = policy;
    standAt(policy);
    spend(1);
    const isSelected = maySelect(podSelector, labels);
    if (isSelected === 'yes') selecting.push({ policy, doubt: undefined });
    if (isSelected === 'perhaps') {
      const reason = findLabelDoubt({ labels }, (pod) => maySelect(podSelector, pod.labels)) ?? '';
      selecting.push({ policy, doubt: `Whether ${place.rule} selects the pods is not known. ${reason}`.trimEnd() });
    }
  }
  return selecting;
}

/** What is left of them where a plug-in enforces none of one API’s that it is not known to enforce, or of several’s. */
function withoutDoubtful(
  policies: readonly Selecting<AdminPolicy>[],
  cni: Cni | undefined,
): readonly { readonly enforced: readonly Selecting<AdminPolicy>[]; readonly because: string }[] {
  const doubts = new Map(policies.map((one) => [one, doubtEnforcement(one.policy, cni)]));
  const doubtful = Map.groupBy(
    policies.filter((one) => doubts.get(one) !== undefined),
    ({ policy }) => policy.kind === 'ClusterNetworkPolicy',
  );
  const readings = [{ enforced: policies, because: '' }];
  for (const some of doubtful.values()) {
    const [first] = some;
    const because = (first && doubts.get(first)) ?? '';
    readings.push(
      ...readings.map(({ enforced }) => ({ enforced: enforced.filter((one) => !some.includes(one)), because })),
    );
  }
  return readings.slice(1);
}

/** The API selects it as any other pod and leaves the effect undefined; these plug-ins take its traffic for the node's. */
function onNodeNetwork(selecting: readonly Selecting<NetworkPolicy>[], cni: Cni | undefined): PodPolicy {
  if (cni === 'cilium' || cni === 'calico' || cni === 'ovn-kubernetes') return { kind: 'node-network' };
  const places = selecting.map(({ policy }) => policy.place);
  return {
    kind: 'unknown',
    because: `${nameRules(places)} selects a pod on the node’s network, which is left to the plug-in: ${askForPlugIn(cni)}`,
    places,
  };
}
