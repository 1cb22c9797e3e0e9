import {
  findGuardingWebhooks,
  hasSecurityContextConstraints,
  policyResourcesOfControllers,
} from '../../evidence/admissionGuards.ts';
import { findBaselineFaults, findNodeNetworkUse, findRestrictedFaults } from '../../evidence/podSecurity.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { findOwnWorkloads, makeIsAgentOfNodes } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

const label = 'pod-security.kubernetes.io/';
const webhooks = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

/**
 * By the labels of namespaces. What the API server enforces where there is none is in a file of its own that nobody can read
 * through the API; a policy controller may enforce the same in another way.
 */
export const namespacesEnforceAPodSecurityLevel = safeguardCheck({
  id: 'PDP-SEC-001',
  title: 'Every namespace with workload enforces the baseline or restricted level of the Pod Security Standards',
  about: 'Pod Security levels',
  safeguard: 'pod-security-levels',
  needs: ['namespaces', 'pods', webhooks, ...policyResourcesOfControllers],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const { workloads, leftOut } = findOwnWorkloads(cluster, material);
    const byNamespace = Map.groupBy(workloads, ({ namespace }) => namespace);
    const isAgentOfNodes = makeIsAgentOfNodes(workloads, material);
    // One without policies refuses nothing.
    const webhook = findGuardingWebhooks(cluster.objects(webhooks), (resource) => cluster.objects(resource)).find(
      ({ refuses }) => refuses !== 'no',
    );
    const controller = hasSecurityContextConstraints(cluster.groups())
      ? 'SecurityContextConstraints of OpenShift'
      : webhook?.title;
    const judged = cluster.objects('namespaces').flatMap((namespace): readonly Judged[] => {
      const own = byNamespace.get(namespace.metadata.name);
      if (own === undefined) return [];
      const { labels = {} } = namespace.metadata;
      const enforced = labels[`${label}enforce`];
      const isEnforced = enforced === 'baseline' || enforced === 'restricted';
      const met = `its pods meet ${levelOf(own.flatMap(({ pods }) => pods))}`;
      const warns = labels[`${label}warn`];
      const isForAgents = enforced === 'privileged' && own.every(isAgentOfNodes);
      const said = [
        `enforces ${enforced ?? 'no level by its labels'}`,
        ...(warns === undefined ? [] : [`warns by ${warns}`]),
        met,
        ...(isForAgents ? ['and holds nothing but agents that see or read their nodes'] : []),
        ...(isEnforced || isForAgents || controller === undefined ? [] : [`${controller} may refuse what breaks it`]),
      ];
      return [
        {
          state: isEnforced || isForAgents ? 'good' : controller === undefined ? 'bad' : 'open',
          evidence: cluster.evidence('namespaces', namespace, said.join(', ')),
        },
      ];
    });
    const remedy =
      'Label each namespace with pod-security.kubernetes.io/enforce: restricted, or baseline where its pods do not meet more. Agents that need their nodes go into a namespace of their own.';
    const assessment = assessEach(judged, {
      source: cluster.source('namespaces'),
      pass: (all) => `${count(all, 'namespace')} with an enforced Pod Security level`,
      fail: (bad, all) =>
        `${partOf(bad, all, 'namespace', ['with workload enforces', 'with workload enforce'])} no Pod Security level`,
      remedy,
      open: {
        title: (open, all) =>
          `Whether ${partOf(open, all, 'namespace', ['enforces', 'enforce'])} a Pod Security level is not known`,
        remedy: `${remedy} Or have whoever keeps the policies of the controller attest that they enforce the same${hasSecurityContextConstraints(cluster.groups()) ? ': oc adm policy who-can use scc privileged says who gets past those of OpenShift' : ''}.`,
      },
      none: {
        title: 'No namespace holds workload yet',
        text: 'No pods are in namespaces that do not belong to the cluster itself.',
        remedy: 'Audit again once something runs there.',
      },
    });
    return { ...assessment, evidence: [...assessment.evidence, ...leftOut] };
  },
});

function levelOf(pods: readonly ClusterObject[]): string {
  const isWithin = (find: (pod: ClusterObject) => readonly string[]): boolean =>
    pods.every((pod) => find(pod).length === 0);
  if (!isWithin(findBaselineFaults) || !isWithin(findNodeNetworkUse)) return 'privileged alone';
  return isWithin(findRestrictedFaults) ? 'restricted' : 'baseline';
}
