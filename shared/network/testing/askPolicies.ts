/** Questions about the pod policies of one workload, towards pods, nodes, addresses and names. */
import type { Cni } from '../../plan/plan.ts';
import { toRanges } from '../addressSpaces.ts';
import { flowsTo, isEmpty } from '../flowSet.ts';
import { namespaceLabels } from '../formats/kubernetes/manifests.ts';
import type { Manifests, Workload } from '../formats/kubernetes/manifests.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { makePodPolicies } from '../formats/kubernetes/makePodPolicies.ts';
import type { RuleSet } from '../readRules.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { Decision } from '../decision.ts';
import type { DestinationPod } from '../destination.ts';
import { servicesOf } from '../services.ts';
import type { Protocol } from '../services.ts';

export interface PolicyQuestion {
  /** `namespace/name` of a workload; `default/web` where it is left out. */
  readonly from?: string;
  /** `namespace/name` of a workload, which is asked for by its labels. */
  readonly toPod?: string;
  /** Labels of the node that it goes to. */
  readonly toNode?: Readonly<Record<string, string>>;
  /** The name that it is reached by, outside of the cluster. */
  readonly toHost?: string;
  /** The address; a pod has one of the pods’ range and everything else one on the internet where it is left out. */
  readonly to?: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly cni?: Cni | undefined;
  /** It is the API server. */
  readonly toApiServer?: boolean;
  /** Not known to be outside of the cluster. */
  readonly perhapsInside?: boolean;
}

export type PolicyAnswer = 'allowed' | 'denied' | 'unknown' | 'on the node’s network';

const clusterRanges = {
  podRanges: toRanges(['10.244.0.0/16']),
  nodeRanges: toRanges(['172.18.0.0/16']),
  serviceRanges: toRanges(['10.96.0.0/16']),
};

/** What the policies answer, with the reasons where it is not known. */
export function askPolicies(
  { manifests }: RuleSet,
  question: PolicyQuestion = {},
): { readonly answer: PolicyAnswer; readonly because: readonly string[]; readonly decidedBy: readonly string[] } {
  const { from = 'default/web', toPod, toNode, toHost, cni, port = 443, protocol = 'TCP' } = question;
  const network: ClusterNetwork = { cni, ...clusterRanges };
  const policy = makePodPolicies(manifests, network).of(findWorkload(manifests, from));
  if (policy.kind === 'unknown') {
    return { answer: 'unknown', because: [policy.because], decidedBy: policy.places.map(({ rule }) => rule) };
  }
  if (policy.kind === 'node-network') return { answer: 'on the node’s network', because: [], decidedBy: [] };
  const pod = toPod === undefined ? undefined : toDestinationPod(manifests, findWorkload(manifests, toPod));
  const isApiServer = question.toApiServer === true;
  const isInside = pod !== undefined || toNode !== undefined || isApiServer || question.perhapsInside === true;
  const decision = runProgram(policy.program, {
    flows: flowsTo(toRanges([question.to ?? addressOf(question)]), servicesOf(protocol, port)),
    host: toHost,
    pod,
    node: toNode === undefined ? undefined : { labels: toNode, incomplete: undefined },
    outside: !isInside,
    isApiServer,
  });
  return {
    answer: answerOf(decision),
    because: decision.unknowns.map(({ because }) => because),
    decidedBy: decision.steps.flatMap(({ places }) => places.map(({ rule }) => rule)),
  };
}

function addressOf({ toPod, toNode }: PolicyQuestion): string {
  if (toPod !== undefined) return '10.244.9.9';
  return toNode === undefined ? '203.0.113.7' : '172.18.0.3';
}

function answerOf({ mayAllow, mayDeny }: Decision): PolicyAnswer {
  if (isEmpty(mayDeny)) return 'allowed';
  return isEmpty(mayAllow) ? 'denied' : 'unknown';
}

function findWorkload({ workloads }: Manifests, wanted: string): Workload {
  const found = workloads.find(({ namespace, name }) => `${namespace}/${name}` === wanted);
  if (found === undefined) throw new Error(`No workload ${wanted} among the rules of this test.`);
  return found;
}

function toDestinationPod(manifests: Manifests, workload: Workload): DestinationPod {
  const { namespace, labels, namedPorts, serviceAccount } = workload;
  return {
    namespace,
    namespaceLabels: namespaceLabels(manifests, namespace),
    labels: { labels, incomplete: undefined },
    namedPorts,
    serviceAccount,
  };
}
