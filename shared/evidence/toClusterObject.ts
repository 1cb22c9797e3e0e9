import { isRecord, textOf } from '../network/jsonFields.ts';
import { metadataShape } from './clusterResources.ts';
import type { ClusterResource } from './clusterResources.ts';
import type { ClusterObject, ObjectMetadata } from './clusterSnapshot.ts';
import { pickFields } from './pickFields.ts';

/**
 * What is kept of an object that was read as this resource, in this version; an item of a list says neither. Undefined for what
 * has no name, and so is no object.
 */
export function toClusterObject(value: unknown, resource: ClusterResource, version: string): ClusterObject | undefined {
  if (!isRecord(value)) return undefined;
  const metadata = pickFields(metadataShape, value['metadata']);
  if (!isRecord(metadata) || textOf(metadata['name']) === undefined) return undefined;
  const kept = resource.fields === undefined ? {} : pickFields(resource.fields, value);
  return {
    apiVersion: resource.group === '' ? version : `${resource.group}/${version}`,
    kind: resource.kind,
    metadata: metadata as unknown as ObjectMetadata,
    ...(isRecord(kept) ? kept : {}),
  };
}
