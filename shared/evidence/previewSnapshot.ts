import { clusterResources, metadataShapeOf } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';
import type { ClusterIdentity, ClusterSnapshot } from './clusterSnapshot.ts';
import type { FieldShape } from './pickFields.ts';

/** What a snapshot holds, for whoever decides whether it may leave the house. */
export interface SnapshotPreview {
  readonly identity: ClusterIdentity;
  readonly collectedAt: string;
  readonly resources: readonly {
    readonly resource: ClusterResourceId;
    readonly state: 'observed' | 'forbidden' | 'absent' | 'failed';
    readonly objects: number;
    /** Of their JSON. */
    readonly bytes: number;
    /** Why it is not all, or not there. */
    readonly note?: string | undefined;
    /** What is kept of each object: paths, `[]` for the items of a list, `.*` where all below is kept. */
    readonly fields: readonly string[];
  }[];
  /** Of the whole, before it is compressed. */
  readonly bytes: number;
  /** How names were replaced; absent where they were not. */
  readonly pseudonyms?: string | undefined;
}

export function previewSnapshot(snapshot: ClusterSnapshot, text: string): SnapshotPreview {
  const parts = Object.entries(snapshot.resources) as [
    ClusterResourceId,
    NonNullable<ClusterSnapshot['resources'][ClusterResourceId]>,
  ][];
  return {
    identity: snapshot.identity,
    collectedAt: snapshot.finishedAt,
    resources: parts.map(([resource, part]) => {
      const objects = part.state === 'observed' ? part.value : [];
      const note =
        part.state === 'observed'
          ? part.incomplete
          : part.state === 'forbidden'
            ? `not granted: ${part.needs}`
            : part.state === 'failed'
              ? part.because
              : 'not served by this cluster';
      return {
        resource,
        state: part.state,
        objects: objects.length,
        bytes: objects.length === 0 ? 0 : JSON.stringify(objects).length,
        note,
        fields: describeFields(clusterResources[resource]),
      };
    }),
    bytes: text.length,
  };
}

function describeFields(resource: ClusterResource): readonly string[] {
  const { fields = {}, withheld = [] } = resource;
  return [
    ...pathsOf(metadataShapeOf(resource), 'metadata'),
    ...Object.entries(fields).flatMap(([name, shape]) => pathsOf(shape, name)),
    ...(withheld.length === 0 ? [] : [`nothing called ${withheld.join(', ')}`]),
  ];
}

function pathsOf(shape: FieldShape, path: string): readonly string[] {
  if (shape === true) return [path];
  if (shape === 'there') return [`${path} (only whether it says something)`];
  if (shape instanceof RegExp) return [`${path} (only ${shape.source})`];
  if (Array.isArray(shape)) return pathsOf((shape as readonly [FieldShape])[0], `${path}[]`);
  const inner = Object.entries(shape as Readonly<Record<string, FieldShape>>);
  return inner.length === 0 ? [path] : inner.flatMap(([name, each]) => pathsOf(each, `${path}.${name}`));
}
