import { readCiliumEnforcement } from '../network/formats/kubernetes/cilium/ciliumSettings.ts';
import { isRecord, textsOf } from '../network/jsonFields.ts';
import type { Cni } from '../plan/plan.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ClusterSnapshot } from './clusterSnapshot.ts';
import { fieldAt, numberAt, recordsAt, textAt } from './objectFields.ts';

/** What is told of a cluster's plug-in by its own objects, each with the place where it was seen. */
export interface PolicyEngine {
  /** Undefined where no plug-in that is known was seen, or several were. */
  readonly cni: Cni | undefined;
  readonly seen: readonly { readonly cni: Cni; readonly title: string; readonly source: string }[];
  readonly enforcement: PolicyEnforcement;
}

export type PolicyEnforcement =
  /** As policies are written: pods that none selects are open. Also where nothing says otherwise. */
  { readonly kind: 'default' } | { readonly kind: 'always' | 'off'; readonly because: string; readonly source: string };

/** The agents of each plug-in that can be told by their labels, as its own chart, manifest or operator sets them. */
const agents = [
  { cni: 'cilium', title: 'Cilium', label: 'k8s-app', value: 'cilium' },
  { cni: 'calico', title: 'Calico', label: 'k8s-app', value: 'calico-node' },
  { cni: 'calico', title: 'Canal', label: 'k8s-app', value: 'canal' },
  { cni: 'antrea', title: 'Antrea', label: 'component', value: 'antrea-agent' },
  { cni: 'ovn-kubernetes', title: 'OVN-Kubernetes', label: 'app', value: 'ovnkube-node' },
  { cni: 'generic', title: 'kube-router', label: 'k8s-app', value: 'kube-router' },
  { cni: 'generic', title: 'kube-network-policies', label: 'k8s-app', value: 'kube-network-policies' },
  { cni: 'generic', title: 'Azure Network Policy Manager', label: 'k8s-app', value: 'azure-npm' },
] as const satisfies readonly {
  readonly cni: Cni;
  readonly title: string;
  readonly label: string;
  readonly value: string;
}[];

/** The VPC CNI of EKS enforces policies where its second container is told to: `clusterResources` keeps that one word of it. */
const vpcCni = { cni: 'amazon-vpc-cni', title: 'Amazon VPC CNI' } as const;
const flannelLabels = { 'k8s-app': 'flannel', app: 'flannel' } as const;
/** What Flannel's own chart adds where policies are asked for. */
const policiesBesideFlannel = 'kube-network-policies';

const configuration = 'cluster: configmaps/kube-system/cilium-config';

export const policyEngineResources = ['configmaps', 'daemonsets.apps'] as const satisfies readonly ClusterResourceId[];

/**
 * Which plug-in the cluster runs, by its agents and Cilium's configuration. Calico beside Cilium is not unusual, the one for
 * addresses and the other for policies, so that of several none is said to be in force, and what Cilium is told is no word on
 * whether policies are.
 */
export function readPolicyEngine({ resources }: Pick<ClusterSnapshot, 'resources'>): PolicyEngine {
  const observed = (id: ClusterResourceId): readonly ClusterObject[] => {
    const part = resources[id];
    return part?.state === 'observed' ? part.value : [];
  };
  const ciliumSettings = settingsOf(observed('configmaps'));
  const daemonSets = observed('daemonsets.apps').filter((object) => !isIdle(object));
  const enforcing = [
    ...(ciliumSettings === undefined ? [] : [{ cni: 'cilium' as const, title: 'Cilium', source: configuration }]),
    ...daemonSets.flatMap((object) => {
      const agent = agents.find(({ label, value }) => labelsOfPods(object)[label] === value);
      return agent === undefined ? [] : [{ cni: agent.cni, title: agent.title, source: sourceOf(object) }];
    }),
  ];
  const others = enforcing.length === 0 ? daemonSets.flatMap((object) => readPlainPlugIn(object) ?? []) : [];
  const seen = [...enforcing, ...others.flatMap(({ plugIn }) => plugIn ?? [])];
  const plugIns = new Set(seen.map(({ cni }) => cni));
  const [only] = plugIns;
  return {
    cni: plugIns.size === 1 ? only : undefined,
    seen,
    enforcement:
      others.find(({ enforcement }) => enforcement.kind === 'off')?.enforcement ??
      enforcementOf(plugIns.size > 1 ? {} : (ciliumSettings ?? {})),
  };
}

/** An agent that is wanted on no node was put out of work; before its controller has seen it the count is no word of anybody's. */
function isIdle(object: ClusterObject): boolean {
  return (
    numberAt(object, 'status', 'observedGeneration') !== undefined &&
    numberAt(object, 'status', 'desiredNumberScheduled') === 0
  );
}

interface PlainPlugIn {
  /** Undefined where it enforces nothing. */
  readonly plugIn?: PolicyEngine['seen'][number];
  readonly enforcement: PolicyEnforcement;
}

/** Plug-ins that connect pods, and enforce policies only where they are told to; beside another one that does they decide nothing. */
function readPlainPlugIn(object: ClusterObject): PlainPlugIn | undefined {
  const labels = labelsOfPods(object);
  const containers = recordsAt(object, 'spec', 'template', 'spec', 'containers');
  const source = sourceOf(object);
  const off = (because: string): PlainPlugIn => ({ enforcement: { kind: 'off', because, source } });
  if (Object.entries(flannelLabels).some(([label, value]) => labels[label] === value)) {
    return containers.some((container) => textAt(container, 'name') === policiesBesideFlannel)
      ? { plugIn: { cni: 'generic', title: 'Flannel', source }, enforcement: { kind: 'default' } }
      : off('Flannel connects the pods, and enforces no policies');
  }
  if (labels['k8s-app'] !== 'aws-node') return undefined;
  const words = new Set(containers.flatMap((container) => textsOf(fieldAt(container, 'args'))));
  if (words.has('--enable-network-policy=true')) {
    return { plugIn: { ...vpcCni, source }, enforcement: { kind: 'default' } };
  }
  return words.has('--enable-network-policy=false')
    ? off(`${vpcCni.title} is told --enable-network-policy=false, and enforces no policies`)
    : undefined;
}

function sourceOf({ metadata: { namespace, name } }: ClusterObject): string {
  return `cluster: daemonsets.apps/${namespace}/${name}`;
}

function settingsOf(configMaps: readonly ClusterObject[]): Readonly<Record<string, unknown>> | undefined {
  const found = configMaps.find(
    ({ metadata: { namespace, name } }) => namespace === 'kube-system' && name === 'cilium-config',
  );
  if (found === undefined) return undefined;
  return isRecord(found['data']) ? found['data'] : {};
}

function labelsOfPods({ spec }: ClusterObject): Readonly<Record<string, unknown>> {
  const template = isRecord(spec) ? spec['template'] : undefined;
  const metadata = isRecord(template) ? template['metadata'] : undefined;
  const labels = isRecord(metadata) ? metadata['labels'] : undefined;
  return isRecord(labels) ? labels : {};
}

function enforcementOf(settings: Readonly<Record<string, unknown>>): PolicyEnforcement {
  const enforcement = readCiliumEnforcement(settings);
  return enforcement.kind === 'default' ? enforcement : { ...enforcement, source: configuration };
}
