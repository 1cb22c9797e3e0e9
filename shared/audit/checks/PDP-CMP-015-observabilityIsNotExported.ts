import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { fieldAt, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { readLabelSelector, selects } from '../../network/formats/kubernetes/labelSelector.ts';
import { listOf } from '../../kernel/jsonFields.ts';
import { fail } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf, noneOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { firstEvidence } from '../firstEvidence.ts';

const policies = 'networkpolicies.networking.k8s.io';
/** They may open what a NetworkPolicy closes; what they say is for the network engine to judge. */
const otherPolicies = [
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'networkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.crd.projectcalico.org',
  'adminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
] as const;

/**
 * Logs and metrics stay in the data plane. Where to an agent sends them is in its configuration, which is not read: only
 * that it is kept from sending outside shows in the cluster, and a name of the cluster that stands for a host outside.
 */
export const observabilityIsNotExported = clusterCheck({
  id: 'PDP-CMP-015',
  title: 'Observability can’t send what it collects out of the data plane',
  about: 'Export of logs and metrics',
  requirement: 'component.observability',
  task: 'components-management',
  needs: [...workloadResources, 'services', policies, ...otherPolicies],
  assess(cluster, material) {
    const observability = componentOf(material, 'observability');
    const workloads = findComponentWorkloads(cluster, observability.selectors);
    const namespaces = new Set(workloads.map(({ name }) => name.split('/')[0]));
    const outside = cluster
      .objects('services')
      .filter((service) => namespaces.has(service.metadata.namespace ?? '') && isOutside(service));
    if (outside.length > 0) {
      return fail({
        title: `${count(outside.length, 'Service')} beside observability stands for a host outside`,
        evidence: firstEvidence(
          outside.map((service) =>
            cluster.evidence('services', service, `ExternalName ${textAt(service, 'spec', 'externalName')}`),
          ),
          { source: cluster.source('services') },
        ),
        remedy: 'Take the Service away, or name another namespace for it where it does not serve observability.',
      });
    }
    const all = cluster.objects(policies);
    const others = otherPolicies.flatMap((resource) => cluster.objects(resource));
    const judged = workloads
      .filter(({ pods }) => pods.length > 0)
      .map(({ kind, name, pods }): Judged => {
        const other = others.find(
          ({ metadata: { namespace } }) => namespace === undefined || name.startsWith(`${namespace}/`),
        );
        const kept = other === undefined && pods.every((pod) => staysInside(pod, all));
        const text = kept
          ? 'its network policies let it send to pods alone'
          : other === undefined
            ? 'no network policy keeps it from sending outside'
            : `${other.kind} ${other.metadata.name} may open more than its network policies close`;
        return {
          state: kept ? 'good' : 'open',
          evidence: { text: `${name}: ${kind}, ${text}`, source: cluster.source(policies) },
        };
      });
    return assessEach(judged, {
      source: cluster.source(workloads.length === 0 ? 'pods' : policies),
      pass: (number) => `Network policies keep ${count(number, 'workload')} of observability inside`,
      fail: (bad) => `${count(bad, 'workload')} of observability may send outside`,
      remedy: 'Close their egress but for what they need.',
      open: {
        title: (open, number) =>
          `Whether ${partOf(open, number, 'workload', ['of observability sends', 'of observability send'])} outside is not known`,
        remedy:
          'Give them a NetworkPolicy for egress that names pods alone, or see in their configuration where they send to.',
      },
      none: noneOf(observability),
    });
  },
});

function isOutside(service: ClusterObject): boolean {
  const host = textAt(service, 'spec', 'externalName');
  return textAt(service, 'spec', 'type') === 'ExternalName' && host !== undefined && !/\.svc(?:\.|$)/.test(host);
}

/** Policies add up: some policy has to close the pod's egress, and none may open it to addresses. */
function staysInside(pod: ClusterObject, policiesOfAll: readonly ClusterObject[]): boolean {
  const own = policiesOfAll.filter((policy) => {
    const selector = readLabelSelector(fieldAt(policy, 'spec', 'podSelector'));
    return (
      policy.metadata.namespace === pod.metadata.namespace &&
      listOf(fieldAt(policy, 'spec', 'policyTypes')).includes('Egress') &&
      selector.ok &&
      selects(selector.value, pod.metadata.labels ?? {})
    );
  });
  // Network policies do not bear on a pod in the network of its node.
  return (
    fieldAt(pod, 'spec', 'hostNetwork') !== true &&
    own.length > 0 &&
    own.every((policy) =>
      recordsAt(policy, 'spec', 'egress').every((rule) => {
        const peers = recordsAt(rule, 'to');
        return peers.length > 0 && peers.every((peer) => peer['ipBlock'] === undefined);
      }),
    )
  );
}
