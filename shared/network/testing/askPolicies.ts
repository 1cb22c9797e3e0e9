/** Questions about the pod policies of workloads: towards pods, nodes, addresses and names, and from them. */
import type { Cni } from '../../plan/plan.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { flowsTo, isEmpty } from '../flows/flowSet.ts';
import { namespaceLabels } from '../formats/kubernetes/manifests.ts';
import type { Manifests, Workload } from '../formats/kubernetes/manifests.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { labelsOf } from '../formats/kubernetes/podLabels.ts';
import { makePodPolicies } from '../formats/kubernetes/makePodPolicies.ts';
import type { Direction } from '../formats/kubernetes/podPolicy.ts';
import type { RuleSet } from '../reading/readRules.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { Decision } from '../machine/decision.ts';
import type { Destination, DestinationPod } from '../machine/destination.ts';
import { servicesOf } from '../flows/services.ts';
import type { Protocol, Services } from '../flows/services.ts';

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
  /** In place of a port and protocol: a message of ICMP, or a protocol without ports. */
  readonly services?: Services;
  readonly cni?: Cni | undefined;
  /** It is the API server. */
  readonly toApiServer?: boolean;
  /** Pods have addresses of IPv6 too. */
  readonly isDualStack?: boolean;
  /** Not known to be outside of the cluster. */
  readonly perhapsInside?: boolean;
}

export type PolicyAnswer = 'allowed' | 'denied' | 'unknown' | 'on the node’s network';

const clusterRanges = {
  podRanges: toRanges(['10.244.0.0/16']),
  nodeRanges: toRanges(['172.18.0.0/16']),
  serviceRanges: toRanges(['10.96.0.0/16']),
};

function networkOf(cni: Cni | undefined, isDualStack = false): ClusterNetwork {
  const podRanges = [...clusterRanges.podRanges, ...(isDualStack ? toRanges(['fd00:10:244::/56']) : [])];
  return { cni, ...clusterRanges, podRanges };
}

interface Answered {
  readonly answer: PolicyAnswer;
  readonly because: readonly string[];
  readonly decidedBy: readonly string[];
}

/** What the egress policies of the workload answer, with the reasons where it is not known. */
export function askPolicies({ manifests }: RuleSet, question: PolicyQuestion = {}): Answered {
  const { from = 'default/web', toPod, toNode, toHost, cni, port = 443, protocol = 'TCP' } = question;
  const { services = servicesOf(protocol, port) } = question;
  const receiver = toPod === undefined ? undefined : findWorkload(manifests, toPod);
  const isApiServer = question.toApiServer === true;
  const isInside = receiver !== undefined || toNode !== undefined || isApiServer || question.perhapsInside === true;
  return ask(manifests, 'egress', findWorkload(manifests, from), networkOf(cni, question.isDualStack), {
    flows: flowsTo(toRanges([question.to ?? addressOf({ toPod, toNode })]), services),
    host: toHost,
    pod: receiver && toDestinationPod(manifests, receiver),
    namedPorts: receiver?.namedPorts,
    node: toNode === undefined ? undefined : { labels: toNode, incomplete: undefined },
    outside: !isInside,
    isApiServer,
  });
}

export interface ReceiverQuestion extends Pick<PolicyQuestion, 'port' | 'protocol' | 'services' | 'cni'> {
  /** `namespace/name` of the workload that takes the connection; `default/web` where it is left out. */
  readonly at?: string;
  /** Who opens it: a workload, a node by its labels, or else an address outside of the cluster. */
  readonly fromPod?: string;
  readonly fromNode?: Readonly<Record<string, string>>;
  readonly from?: string;
}

/** What the ingress policies of the workload answer. */
export function askReceiver({ manifests }: RuleSet, question: ReceiverQuestion = {}): Answered {
  const { at = 'default/web', fromPod, fromNode, cni, port = 443, protocol = 'TCP' } = question;
  const { services = servicesOf(protocol, port) } = question;
  const receiver = findWorkload(manifests, at);
  const sender = fromPod === undefined ? undefined : findWorkload(manifests, fromPod);
  const address = question.from ?? addressOf({ toPod: fromPod, toNode: fromNode });
  return ask(manifests, 'ingress', receiver, networkOf(cni), {
    flows: flowsTo(toRanges([address]), services),
    pod: sender && toDestinationPod(manifests, sender),
    namedPorts: receiver.namedPorts,
    node: fromNode === undefined ? undefined : { labels: fromNode, incomplete: undefined },
    outside: sender === undefined && fromNode === undefined,
  });
}

/** What the policies of both pods answer together: a connection needs either. */
export function askBothEnds(ruleSet: RuleSet, question: PolicyQuestion & { readonly toPod: string }): Answered {
  const { from = 'default/web', toPod, port, protocol, services, cni } = question;
  const sending = askPolicies(ruleSet, question);
  const receiving = askReceiver(ruleSet, {
    at: toPod,
    fromPod: from,
    cni,
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(services === undefined ? {} : { services }),
  });
  const ends = [sending, receiving].filter(({ answer }) => answer !== 'on the node’s network');
  const answers = new Set(ends.map(({ answer }) => answer));
  return {
    answer: answers.has('denied') ? 'denied' : answers.has('unknown') ? 'unknown' : 'allowed',
    because: ends.flatMap(({ because }) => because),
    decidedBy: ends.flatMap(({ decidedBy }) => decidedBy),
  };
}

function ask(
  manifests: Manifests,
  direction: Direction,
  workload: Workload,
  network: ClusterNetwork,
  otherEnd: Destination,
): Answered {
  const policy = makePodPolicies(manifests, network, direction).of(workload);
  if (policy.kind === 'unknown') {
    return { answer: 'unknown', because: [policy.because], decidedBy: policy.places.map(({ rule }) => rule) };
  }
  if (policy.kind === 'node-network') return { answer: 'on the node’s network', because: [], decidedBy: [] };
  const decision = runProgram(policy.program, otherEnd);
  return {
    answer: answerOf(decision),
    because: decision.unknowns.map(({ because }) => because),
    decidedBy: decision.steps.flatMap(({ places }) => places.map(({ rule }) => rule)),
  };
}

/** An address of the pods, the nodes or the internet. */
function addressOf({ toPod, toNode }: { readonly toPod: unknown; readonly toNode: unknown }): string {
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
  const { namespace, serviceAccount } = workload;
  return {
    namespace,
    namespaceLabels: namespaceLabels(manifests, namespace),
    labels: labelsOf(workload),
    serviceAccount,
  };
}
