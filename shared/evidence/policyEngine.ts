import { readCiliumEnforcement } from '../network/formats/kubernetes/cilium/ciliumSettings.ts';
import { isRecord } from '../network/jsonFields.ts';
import type { Cni } from '../plan/plan.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ClusterSnapshot } from './clusterSnapshot.ts';

/** What is told of a cluster's plug-in by its own objects, each with the place where it was seen. */
export interface PolicyEngine {
  /** Undefined where no plug-in that is known was seen, or several were. */
  readonly cni: Cni | undefined;
  readonly seen: readonly { readonly cni: Cni; readonly source: string }[];
  readonly enforcement: PolicyEnforcement;
}

export type PolicyEnforcement =
  /** As policies are written: pods that none selects are open. Also where nothing says otherwise. */
  { readonly kind: 'default' } | { readonly kind: 'always' | 'off'; readonly because: string; readonly source: string };

/** The agents of each plug-in that can be told by their labels, as its own chart or operator sets them. */
const agents = [
  { cni: 'cilium', label: 'k8s-app', value: 'cilium' },
  { cni: 'calico', label: 'k8s-app', value: 'calico-node' },
  { cni: 'antrea', label: 'component', value: 'antrea-agent' },
  { cni: 'ovn-kubernetes', label: 'app', value: 'ovnkube-node' },
] as const satisfies readonly { readonly cni: Cni; readonly label: string; readonly value: string }[];

const configuration = 'cluster: configmaps/kube-system/cilium-config';

export const policyEngineResources = ['configmaps', 'daemonsets.apps'] as const satisfies readonly ClusterResourceId[];

/**
 * Which plug-in the cluster runs, by its agents and Cilium's configuration. Calico beside Cilium is not unusual, the one for
 * addresses and the other for policies, so that of several none is said to be in force.
 */
export function readPolicyEngine({ resources }: Pick<ClusterSnapshot, 'resources'>): PolicyEngine {
  const observed = (id: ClusterResourceId): readonly ClusterObject[] => {
    const part = resources[id];
    return part?.state === 'observed' ? part.value : [];
  };
  const ciliumSettings = settingsOf(observed('configmaps'));
  const seen = [
    ...(ciliumSettings === undefined ? [] : [{ cni: 'cilium' as const, source: configuration }]),
    ...observed('daemonsets.apps').flatMap((object) => {
      const { namespace, name } = object.metadata;
      const agent = agents.find(({ label, value }) => labelsOfPods(object)[label] === value);
      return agent === undefined ? [] : [{ cni: agent.cni, source: `cluster: daemonsets.apps/${namespace}/${name}` }];
    }),
  ];
  const plugIns = new Set(seen.map(({ cni }) => cni));
  const [only] = plugIns;
  return {
    cni: plugIns.size === 1 ? only : undefined,
    seen,
    enforcement: enforcementOf(ciliumSettings ?? {}),
  };
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
