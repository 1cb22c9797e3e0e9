import type { Plan } from '../../plan/plan.ts';
import type { Requirements } from '../../requirements/deriveRequirements.ts';
import { clusterNetworkOf } from '../judging/clusterNetworkOf.ts';
import { findProxyUse } from '../judging/proxyUse.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';
import { writeAwsNetworkFirewall } from './awsNetworkFirewall.ts';
import { writeAwsSecurityGroup } from './awsSecurityGroup.ts';
import { writeAzureFirewall } from './azureFirewall.ts';
import { writeAzureNsg } from './azureNsg.ts';
import { writeCiliumPolicies } from './cilium.ts';
import { writeChangeRequest } from './csv.ts';
import { atTheEdge, findEgressNeeds } from './egressNeed.ts';
import { edgeLayers } from '../judging/pathLayers.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { GeneratedRules, NotYetPossible } from './generatedRules.ts';
import { generateTargetTitles, layerOfTarget } from './generateTargets.ts';
import type { GenerateTarget } from './generateTargets.ts';
import { writeGcpPolicy } from './gcp.ts';
import { writeHeader } from './header.ts';
import type { PlanIdentity } from './header.ts';
import { writeIptables } from './iptables.ts';
import { writeNetworkPolicies } from './networkPolicy.ts';
import { toPlanSlug } from './planSlug.ts';
import { writeSquid } from './squid.ts';
import type { WriteTarget } from './targetRules.ts';

export interface GenerateRulesInput {
  readonly target: GenerateTarget;
  readonly plan: Plan;
  readonly identity: PlanIdentity;
  readonly requirements: Requirements;
  /** Those of the plan's files, for namespaces that the plan does not name. */
  readonly workloads: readonly Workload[];
  /** Files that may show more of them, and could not be read whole. */
  readonly unread: readonly string[];
}

const writers = {
  networkpolicy: writeNetworkPolicies,
  cilium: writeCiliumPolicies,
  'azure-firewall': writeAzureFirewall,
  'azure-nsg': writeAzureNsg,
  'aws-security-group': writeAwsSecurityGroup,
  'aws-network-firewall': writeAwsNetworkFirewall,
  gcp: writeGcpPolicy,
  iptables: writeIptables,
  squid: writeSquid,
  csv: writeChangeRequest,
} as const satisfies Record<GenerateTarget, WriteTarget>;

/**
 * The least rules of one target that let out what the plan needs, and what it can't say. Rules are made of the plan alone, so
 * that the same plan gives the same bytes; workloads only tell in which namespaces its pods are.
 */
export function generateRules({
  target,
  plan,
  identity,
  requirements,
  workloads,
  unread,
}: GenerateRulesInput): GeneratedRules {
  const network = clusterNetworkOf(plan);
  const proxy = plan.network?.proxy === undefined ? undefined : findProxyUse(plan.network.proxy, network);
  const { needs, gaps } = findEgressNeeds(requirements, network, proxy);
  const attachedTo =
    plan.network?.path?.flatMap((entry) => (entry.layer === layerOfTarget[target] ? (entry.attachedTo ?? []) : [])) ??
    [];
  const met = findMet(target, plan, needs);
  const planSlug = toPlanSlug(identity);
  const written = writers[target]({ needs: met, network, planSlug, attachedTo, proxy, workloads, unread });
  const notYetPossible = withoutRepetition([...gaps, ...written.notYetPossible]);
  const { surplus, remarks } = written;
  const header = writeHeader({ title: generateTargetTitles[target], plan: identity, notYetPossible, surplus, remarks });
  return { target, files: written.write(header), notYetPossible, surplus, remarks };
}

/**
 * Layers before the proxy are met by the way to it, and the others by what it opens itself: those at the edge of the network
 * as well, where the proxy stands inside.
 */
function findMet(target: GenerateTarget, plan: Plan, needs: readonly EgressNeed[]): readonly EgressNeed[] {
  const layer = layerOfTarget[target];
  const order = (plan.network?.path ?? []).map((entry) => entry.layer);
  const proxyAt = order.indexOf('proxy');
  const isBefore = layer === undefined || !(proxyAt >= 0 && order.indexOf(layer) > proxyAt);
  return needs.map((need) => {
    const { toProxy } = need;
    if (toProxy === undefined || layer === 'proxy' || layer === undefined) return need;
    const isMetOnTheWay = isBefore && (!edgeLayers.has(layer) || atTheEdge([toProxy]).length > 0);
    return isMetOnTheWay ? toProxy : { ...need, leaves: 'the proxy' };
  });
}

function withoutRepetition(notes: readonly NotYetPossible[]): readonly NotYetPossible[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}
