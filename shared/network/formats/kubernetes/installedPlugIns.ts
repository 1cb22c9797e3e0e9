/** Network plug-ins, by their DaemonSets: the same in files and in what was seen of a cluster. */
import type { Cni } from '../../../plan/plan.ts';
import { parseGoBoolean } from '../../../kernel/goBoolean.ts';
import { recordsOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { nameOf, recordAt } from './manifestObject.ts';

/** A network plug-in, and whether it enforces policies; of some that is not seen. */
export interface InstalledPlugIn {
  readonly title: string;
  readonly enforces: 'yes' | 'no' | 'perhaps';
  readonly cni?: Cni | undefined;
  /** It connects pods, and enforces policies where it is told to; beside another one that does it decides nothing. */
  readonly isPlain: boolean;
  /** As the end of a sentence on its title: why it enforces none, where it does not. */
  readonly whyNot: string;
}

interface KnownPlugIn {
  readonly title: string;
  readonly cni?: Cni;
  /** Of its DaemonSet. */
  readonly names: readonly string[];
  /** Of its pods, as its own chart, manifest or operator sets them; any of them tells it. */
  readonly labels: readonly (readonly [key: string, value: string])[];
  /** Absent where it enforces policies whatever it is told. */
  readonly readEnforces?: (containers: readonly JsonRecord[]) => InstalledPlugIn['enforces'];
  readonly whyNot?: string;
}

/** What the agent of the VPC CNI for policies is told; the last of these words holds. */
const agentOption = '--enable-network-policy';

/** Sources: the plug-ins' own manifests; of the VPC CNI, its README ("Network Policies"); of Flannel, its chart (`netpol`). */
const knownPlugIns: readonly KnownPlugIn[] = [
  { title: 'Cilium', cni: 'cilium', names: ['cilium'], labels: [['k8s-app', 'cilium']] },
  { title: 'GKE Dataplane V2', names: ['anetd'], labels: [] },
  { title: 'Calico', cni: 'calico', names: ['calico-node'], labels: [['k8s-app', 'calico-node']] },
  { title: 'Canal', cni: 'calico', names: ['canal', 'rke2-canal'], labels: [['k8s-app', 'canal']] },
  { title: 'Antrea', cni: 'antrea', names: ['antrea-agent'], labels: [['component', 'antrea-agent']] },
  { title: 'OVN-Kubernetes', cni: 'ovn-kubernetes', names: ['ovnkube-node'], labels: [['app', 'ovnkube-node']] },
  { title: 'kube-router', names: ['kube-router'], labels: [['k8s-app', 'kube-router']] },
  {
    title: 'kube-network-policies',
    names: ['kube-network-policies'],
    labels: [['k8s-app', 'kube-network-policies']],
  },
  { title: 'Azure Network Policy Manager', names: ['azure-npm'], labels: [['k8s-app', 'azure-npm']] },
  {
    title: 'Flannel',
    names: ['kube-flannel', 'kube-flannel-ds'],
    labels: [
      ['k8s-app', 'flannel'],
      ['app', 'flannel'],
    ],
    readEnforces: (containers) => (containers.some(({ name }) => name === 'kube-network-policies') ? 'yes' : 'no'),
    whyNot: 'connects the pods, and enforces no policies',
  },
  {
    title: 'Amazon VPC CNI',
    cni: 'amazon-vpc-cni',
    names: ['aws-node'],
    labels: [['k8s-app', 'aws-node']],
    readEnforces: (containers) => {
      const option = containers
        .flatMap(({ args }) => textsOf(args))
        .findLast((word) => word === agentOption || word.startsWith(`${agentOption}=`));
      const isOn = option === agentOption ? true : parseGoBoolean(option?.slice(agentOption.length + 1) ?? '');
      return isOn === undefined ? 'perhaps' : isOn ? 'yes' : 'no';
    },
    whyNot: `is told ${agentOption}=false, and enforces no policies`,
  },
];

/** Names of DaemonSets by which plug-ins are told. */
export const plugInNames: readonly string[] = knownPlugIns.flatMap(({ names }) => names);

/** The plug-in that a DaemonSet is of, by the labels of its pods or its own name; undefined for all others. */
export function readPlugIn(daemonSet: JsonRecord): InstalledPlugIn | undefined {
  const template = recordAt(recordAt(daemonSet, 'spec'), 'template');
  const labels = recordAt(recordAt(template, 'metadata'), 'labels');
  return findPlugIn(nameOf(daemonSet), labels, recordsOf(recordAt(template, 'spec')['containers']));
}

/** As `readPlugIn`, of pods whose DaemonSet is not there. */
export function findPlugIn(
  name: string,
  labels: JsonRecord,
  containers: readonly JsonRecord[] = [],
): InstalledPlugIn | undefined {
  const known =
    knownPlugIns.find((one) => one.labels.some(([key, value]) => labels[key] === value)) ??
    knownPlugIns.find(({ names }) => names.includes(name));
  if (known === undefined) return undefined;
  const { title, cni, readEnforces, whyNot = 'enforces no policies' } = known;
  return {
    title,
    cni,
    enforces: readEnforces?.(containers) ?? 'yes',
    isPlain: readEnforces !== undefined,
    whyNot,
  };
}
