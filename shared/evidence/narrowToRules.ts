/** The part of a snapshot that pod policies and their workloads are read from. */
import { isRecord } from '../kernel/jsonFields.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ClusterSnapshot, Observed } from './clusterSnapshot.ts';
import { pickFields } from './pickFields.ts';
import type { FieldShape } from './pickFields.ts';
import { ruleResources } from './ruleResources.ts';

/** Of what runs pods the part that rules go by: the rest is most of it, and of no use to them. */
const podOfRules: Readonly<Record<string, FieldShape>> = {
  hostNetwork: true,
  serviceAccountName: true,
  containers: [{ ports: true }],
};
const controllerOfRules: FieldShape = {
  spec: { replicas: true, template: { metadata: { labels: true }, spec: podOfRules } },
};
/** Among them are the agents of plug-ins, by which `readPolicyEngine` tells whether policies are enforced. */
const daemonSetOfRules: FieldShape = {
  spec: {
    template: {
      metadata: { labels: true },
      spec: { ...podOfRules, containers: [{ name: true, args: true, ports: true }] },
    },
  },
  status: { observedGeneration: true, desiredNumberScheduled: true },
};
const fieldsOfRules: Readonly<Partial<Record<ClusterResourceId, FieldShape>>> = {
  pods: { spec: podOfRules },
  'deployments.apps': controllerOfRules,
  'statefulsets.apps': controllerOfRules,
  'daemonsets.apps': daemonSetOfRules,
};

/** What `toClusterRules` reads of a snapshot, and no more: it may have to go to another thread. */
export function narrowToRules(snapshot: ClusterSnapshot): ClusterSnapshot {
  const resources = Object.fromEntries(
    ruleResources.flatMap((id) => {
      const part = snapshot.resources[id];
      return part === undefined ? [] : [[id, narrowPart(part, fieldsOfRules[id])]];
    }),
  );
  return { ...snapshot, resources, calls: [] };
}

function narrowPart(part: Observed<readonly ClusterObject[]>, fields: FieldShape | undefined): typeof part {
  if (part.state !== 'observed' || fields === undefined) return part;
  const value = part.value.map(({ apiVersion, kind, metadata, ...object }): ClusterObject => {
    const { name, namespace, labels, ownerReferences } = metadata;
    const kept = pickFields(fields, object);
    return {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        ...(labels !== undefined && { labels }),
        ...(ownerReferences !== undefined && { ownerReferences }),
      },
      ...(isRecord(kept) ? kept : {}),
    };
  });
  return { ...part, value };
}

/** How many objects of the snapshot that is. */
export function countRuleObjects(snapshot: ClusterSnapshot): number {
  return ruleResources.reduce((sum, id) => sum + objectsOf(snapshot, id).length, 0);
}

export function objectsOf({ resources }: ClusterSnapshot, id: ClusterResourceId): readonly ClusterObject[] {
  const part = resources[id];
  return part?.state === 'observed' ? part.value : [];
}
