import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { workloadOf } from '../../evidence/workloadOf.ts';
import { nameOf, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { isRecord } from '../../kernel/jsonFields.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import type { Assessment } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { Evidence } from '../finding.ts';
import { assessEach } from './assessEach.ts';
import type { ClusterReading } from './clusterReading.ts';
import { isOver, selectedBy } from './componentWorkloads.ts';
import type { PodsOfWorkload } from './podsOfWorkload.ts';
import { findWatchers } from './runtimeAgents.ts';
import { makeOwnerOfNamespace } from './systemNamespaces.ts';

export interface OwnWorkloads {
  readonly workloads: readonly PodsOfWorkload[];
  /** What was left out by rule, and why. */
  readonly leftOut: readonly Evidence[];
}

/** What runs in the cluster without belonging to it: what is in the namespaces of the cluster itself is left out, and said. */
export function findOwnWorkloads(
  cluster: ClusterReading<'pods'>,
  { catalog }: Pick<AuditMaterial, 'catalog'>,
): OwnWorkloads {
  const ownerOfNamespace = makeOwnerOfNamespace(cluster, catalog);
  const workloads = new Map<string, PodsOfWorkload & { readonly pods: ClusterObject[] }>();
  const leftOut = new Map<string, Set<string>>();
  for (const pod of cluster.objects('pods')) {
    if (isOver(pod)) continue;
    const { namespace = 'default' } = pod.metadata;
    const { kind, name } = workloadOf(pod);
    const owner = ownerOfNamespace(namespace);
    if (owner !== undefined) {
      leftOut.set(namespace, (leftOut.get(namespace) ?? new Set()).add(`${kind} ${name}`));
      continue;
    }
    const key = `${kind} ${name}`;
    const known = workloads.get(key);
    if (known === undefined) workloads.set(key, { kind, name, namespace, pods: [pod] });
    else known.pods.push(pod);
  }
  const source = cluster.source('pods');
  const many = [...leftOut.values()].reduce((sum, names) => sum + names.size, 0);
  return {
    workloads: [...workloads.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    leftOut:
      many === 0
        ? []
        : [
            {
              text: `Left out: ${count(many, 'workload')} of ${enumerate([...leftOut.keys()].toSorted())}, which belong to the cluster itself.`,
              source,
            },
          ],
  };
}

/** Where container runtimes and nodes write their logs. */
const placeOfLogs = /^\/(?:var\/log|run\/log|var\/lib\/docker\/containers)(?:\/|$)/;

/** Whether a pod is of an agent for logs, which a data plane has to have on every node. */
function makeReadsLogs({ loggingAgents }: AuditMaterial['catalog']): (pod: ClusterObject) => boolean {
  const isSelected = selectedBy(loggingAgents.flatMap(({ selectors }) => selectors));
  return ({ metadata: { namespace, labels = {} } }) => isSelected(namespace, labels);
}

function withoutLogsOfNode(pod: ClusterObject): ClusterObject {
  const { spec } = pod;
  if (!isRecord(spec)) return pod;
  const volumes = recordsAt(spec, 'volumes').filter(
    (volume) => !placeOfLogs.test(textAt(volume, 'hostPath', 'path') ?? ''),
  );
  return { ...pod, spec: { ...spec, volumes } };
}

/** Whether a workload is there to see or read its node, which no level but privileged allows: an agent for logs, at run time or of the network. */
export function makeIsAgentOfNodes(
  workloads: readonly PodsOfWorkload[],
  material: AuditMaterial,
): (workload: PodsOfWorkload) => boolean {
  const watchers = findWatchers(workloads, material);
  const readsLogs = makeReadsLogs(material.catalog);
  return (workload) => watchers.has(workload) || workload.pods.some(readsLogs);
}

interface PodWords {
  readonly pass: (workloads: number) => string;
  readonly fail: (bad: number, workloads: number) => string;
  /** Of a workload without fault: `keeps to the baseline`. */
  readonly good: string;
  readonly remedy: string;
}

/** Judges every workload by the faults of its pods; agents that watch the nodes are let off where they have to be. */
export function assessPods(
  cluster: ClusterReading<'pods'>,
  material: AuditMaterial,
  findFaults: (pod: ClusterObject) => readonly string[],
  words: PodWords,
  { letsWatchersOff = false }: { readonly letsWatchersOff?: boolean } = {},
): Assessment {
  const { workloads, leftOut } = findOwnWorkloads(cluster, material);
  const source = cluster.source('pods');
  const watchers = letsWatchersOff ? findWatchers(workloads, material) : new Map<PodsOfWorkload, string>();
  const readsLogs = letsWatchersOff ? makeReadsLogs(material.catalog) : () => false;
  const judged = workloads
    .filter((workload) => !watchers.has(workload))
    .map(({ kind, name, pods: all }) => {
      const pods = all.map((pod) => (readsLogs(pod) ? withoutLogsOfNode(pod) : pod));
      const faults = [...new Set(pods.flatMap(findFaults))];
      const shown = pods.find((pod) => findFaults(pod).length > 0) ?? pods[0];
      const isLetOff = all.flatMap(findFaults).length > pods.flatMap(findFaults).length;
      const good = isLetOff ? `${words.good} but for the logs of its node, which it is there to read` : words.good;
      const said = faults.length === 0 ? good : faults.join('; ');
      return {
        state: faults.length === 0 ? ('good' as const) : ('bad' as const),
        evidence: {
          text: `${name}: ${kind} of ${count(pods.length, 'pod')}, ${said}`,
          source,
          ...(shown !== undefined && { object: { resource: 'pods', name: nameOf(shown) } }),
        },
      };
    });
  const assessment = assessEach(judged, {
    source,
    pass: words.pass,
    fail: words.fail,
    remedy: words.remedy,
    none: {
      title: 'Nothing runs in the cluster yet',
      text: 'No pods are in namespaces that do not belong to the cluster itself.',
      remedy: 'Audit again once something runs there.',
    },
  });
  const letOff = [...watchers].map(([{ name }, title]) => ({
    text: `Left out: ${name}, since ${title} has to see the whole node.`,
    source,
  }));
  return { ...assessment, evidence: [...assessment.evidence, ...letOff, ...leftOut] };
}
