import { toHarmlessLine } from '../history/toHarmlessLine.ts';
import { withoutAccess } from '../history/withoutAccess.ts';
import { isRecord, recordsOf, textOf } from '../kernel/jsonFields.ts';
import type { JsonRecord } from '../kernel/jsonFields.ts';
import { metadataShapeOf } from './clusterResources.ts';
import type { ClusterResource } from './clusterResources.ts';
import type { ClusterObject, ObjectMetadata } from './clusterSnapshot.ts';
import { pickFields } from './pickFields.ts';

/**
 * What is kept of an object that was read as this resource, in this version; an item of a list says neither. Undefined for what
 * has no name, and so is no object.
 */
export function toClusterObject(value: unknown, resource: ClusterResource, version: string): ClusterObject | undefined {
  if (!isRecord(value)) return undefined;
  const metadata = pickFields(metadataShapeOf(resource), value['metadata']);
  if (!isRecord(metadata) || textOf(metadata['name']) === undefined) return undefined;
  const kept = resource.fields === undefined ? {} : pickFields(resource.fields, value);
  return {
    apiVersion: resource.group === '' ? version : `${resource.group}/${version}`,
    kind: resource.kind,
    metadata: withoutAccessIn(ofTheirKinds(metadata), resource) as ObjectMetadata,
    ...(isRecord(kept) ? (withoutAccessIn(kept, resource) as typeof kept) : {}),
  };
}

/**
 * All that looks at objects goes by their metadata as Kubernetes has it. A server or a file may write anything there: what is of
 * another kind is left out.
 */
function ofTheirKinds(metadata: JsonRecord): JsonRecord {
  return withoutOthers(metadata, (value, field) => {
    switch (field) {
      case 'labels':
        return isRecord(value) ? withoutOthers(value, toText) : undefined;
      case 'annotations':
        // True stands for one of which only that it is there is kept.
        return isRecord(value) ? withoutOthers(value, (said) => (said === true ? said : toText(said))) : undefined;
      case 'ownerReferences':
        return recordsOf(value).filter(({ kind, name }) => typeof kind === 'string' && typeof name === 'string');
      case 'generation':
        return typeof value === 'number' ? value : undefined;
      default:
        return toText(value);
    }
  });
}

/** Also an empty one: a label may be. */
function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function withoutOthers(record: JsonRecord, keep: (value: unknown, field: string) => unknown): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) => {
      const kept = keep(value, field);
      return kept === undefined ? [] : [[field, kept]];
    }),
  );
}

/**
 * Addresses in sources and elsewhere lose their user, password and query: people put tokens there. A message is whatever a
 * controller was told by others, logs and answers of servers among it.
 */
function withoutAccessIn(value: unknown, resource: ClusterResource, field = ''): unknown {
  if (typeof value === 'string') {
    if (field === 'message') return toHarmlessLine(value);
    return value.includes('://') ? withoutAccess(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => withoutAccessIn(item, resource, field));
  if (!isRecord(value)) return value;
  const { withheld = [] } = resource;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !withheld.includes(name) || /labels$/i.test(field))
      .map(([name, each]) => [name, withoutAccessIn(each, resource, name)]),
  );
}
