import { readCiliumEnforcement } from '../network/formats/kubernetes/cilium/ciliumSettings.ts';
import { readPlugIn } from '../network/formats/kubernetes/installedPlugIns.ts';
import type { InstalledPlugIn } from '../network/formats/kubernetes/installedPlugIns.ts';
import { isRecord } from '../kernel/jsonFields.ts';
import type { Cni } from '../plan/plan.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ClusterSnapshot } from './clusterSnapshot.ts';
import { numberAt } from './objectFields.ts';

/** What is told of a cluster's plug-in by its own objects, each with the place where it was seen. */
export interface PolicyEngine {
  /** Undefined where no plug-in that is known was seen, or several were. */
  readonly cni: Cni | undefined;
  readonly seen: readonly { readonly cni: Cni; readonly title: string; readonly source: string }[];
  readonly enforcement: PolicyEnforcement;
}

export type PolicyEnforcement =
  /** As policies are written: pods that none selects are open. Also where nothing says otherwise. */
  | { readonly kind: 'default' }
  | ToldEnforcement<'always' | 'off'>
  /** On some nodes it is not seen whether they are enforced; `elsewhere`: that they are not on the others. */
  | (ToldEnforcement<'perhaps'> & { readonly elsewhere: ToldEnforcement<'off'> | undefined });

interface ToldEnforcement<Kind> {
  readonly kind: Kind;
  readonly because: string;
  readonly source: string;
}

const configuration = 'cluster: configmaps/kube-system/cilium-config';

export const policyEngineResources = [
  'configmaps',
  'daemonsets.apps',
  'nodes',
] as const satisfies readonly ClusterResourceId[];

/**
 * Which plug-in the cluster runs, by its agents and Cilium's configuration. Calico beside Cilium is not unusual, the one for
 * addresses and the other for policies, so that of several none is said to be in force, and what Cilium is told is no word on
 * whether policies are. A plug-in that enforces policies only where it is told to is asked where no other does.
 */
export function readPolicyEngine({ resources }: Pick<ClusterSnapshot, 'resources'>): PolicyEngine {
  const observed = (id: ClusterResourceId): readonly ClusterObject[] => {
    const part = resources[id];
    return part?.state === 'observed' ? part.value : [];
  };
  const ciliumSettings = settingsOf(observed('configmaps'));
  const installed = observed('daemonsets.apps')
    .filter((object) => !isIdle(object))
    .flatMap((object): readonly InstalledHere[] => {
      const plugIn = readPlugIn(object);
      return plugIn === undefined ? [] : [{ plugIn, source: sourceOf(object) }];
    });
  const enforcing = [
    ...(ciliumSettings === undefined ? [] : [{ cni: 'cilium' as const, title: 'Cilium', source: configuration }]),
    ...installed.filter(({ plugIn }) => !plugIn.isPlain).map(toSeen),
  ];
  const plain = enforcing.length === 0 ? installed.filter(({ plugIn }) => plugIn.isPlain) : [];
  const seen = [...enforcing, ...plain.filter(({ plugIn }) => plugIn.enforces === 'yes').map(toSeen)];
  const plugIns = new Set(seen.map(({ cni }) => cni));
  const [only] = plugIns;
  const idle = plain.find(({ plugIn }) => plugIn.enforces === 'no');
  const off =
    idle && ({ kind: 'off', because: `${idle.plugIn.title} ${idle.plugIn.whyNot}`, source: idle.source } as const);
  const doubt = enforcing.length === 0 ? doubtOfAutoMode(observed('nodes')) : undefined;
  return {
    cni: plugIns.size === 1 ? only : undefined,
    seen,
    enforcement:
      doubt === undefined
        ? (off ?? enforcementOf(plugIns.size > 1 ? {} : (ciliumSettings ?? {})))
        : { ...doubt, elsewhere: off },
  };
}

interface InstalledHere {
  readonly plugIn: InstalledPlugIn;
  readonly source: string;
}

function toSeen({ plugIn: { cni = 'generic', title }, source }: InstalledHere): PolicyEngine['seen'][number] {
  return { cni, title, source };
}

/** The nodes of EKS Auto Mode bring their plug-in along, which no DaemonSet shows; what it is told is not in what is read. */
function doubtOfAutoMode(nodes: readonly ClusterObject[]): ToldEnforcement<'perhaps'> | undefined {
  const [first, ...others] = nodes.filter(
    ({ metadata: { labels = {} } }) => labels['eks.amazonaws.com/compute-type'] === 'auto',
  );
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return {
    kind: 'perhaps',
    because: `Node ${first.metadata.name}${more} of EKS Auto Mode ${others.length === 0 ? 'brings its' : 'bring their'} own plug-in, and whether it enforces policies is not seen`,
    source: `cluster: nodes/${first.metadata.name}`,
  };
}

/** An agent that is wanted on no node was put out of work; before its controller has seen it the count is no word of anybody's. */
function isIdle(object: ClusterObject): boolean {
  return (
    numberAt(object, 'status', 'observedGeneration') !== undefined &&
    numberAt(object, 'status', 'desiredNumberScheduled') === 0
  );
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

function enforcementOf(settings: Readonly<Record<string, unknown>>): PolicyEnforcement {
  const enforcement = readCiliumEnforcement(settings);
  return enforcement.kind === 'default' ? enforcement : { ...enforcement, source: configuration };
}
