import { fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { isRecord, parseRecord, recordsOf, textOf } from '../kernel/jsonFields.ts';
import type { JsonRecord } from '../kernel/jsonFields.ts';
import { deepestNesting, measureJson } from '../network/source/jsonText.ts';
import { clusterResources } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ClusterSnapshot, Observed } from './clusterSnapshot.ts';
import { snapshotFormats } from './snapshotFormat.ts';
import { toClusterObject } from './toClusterObject.ts';

/** What a snapshot's file begins with, and which program can read it. */
const snapshotFormat = `${snapshotFormats}v1`;

export type SnapshotFailure =
  | { readonly kind: 'not-a-snapshot'; readonly because: string }
  | { readonly kind: 'newer-format'; readonly format: string }
  | { readonly kind: 'altered' };

export function describeSnapshotFailure(failed: SnapshotFailure): {
  readonly message: string;
  readonly remedy: string;
} {
  switch (failed.kind) {
    case 'not-a-snapshot':
      return {
        message: `It is no snapshot of a cluster: ${failed.because}.`,
        remedy: 'Name a file that `pdp snapshot` has written.',
      };
    case 'newer-format':
      return {
        message: `It is written as ${failed.format}, by a newer program.`,
        remedy: `Audit it with that program, or take it again: this one reads ${snapshotFormat}.`,
      };
    case 'altered':
      return {
        message: 'It is not what was collected: its hash is that of something else.',
        remedy: 'Take it again, or fetch it again from where it was made.',
      };
  }
}

/** A snapshot as it is kept and hashed. */
export function toSnapshotText(snapshot: ClusterSnapshot): string {
  return JSON.stringify(snapshot);
}

/** The file's text, before it is compressed: a line that says what it is and what the hash of the rest must be, and the rest. */
export function toSnapshotFile(text: string, digest: (text: string) => string): string {
  return `${JSON.stringify({ format: snapshotFormat, sha256: digest(text) })}\n${text}`;
}

/** The snapshot that a file's text holds, and its text as it is kept: that of the file, unless it holds more than is collected. */
export function parseSnapshotFile(
  file: string,
  digest: (text: string) => string,
): Result<{ readonly snapshot: ClusterSnapshot; readonly text: string }, SnapshotFailure> {
  const end = file.indexOf('\n');
  const header = parseRecord(file.slice(0, end === -1 ? 4096 : end));
  const format = textOf(header?.['format']);
  if (format === undefined || !format.startsWith(snapshotFormats)) {
    return fail({ kind: 'not-a-snapshot', because: 'it does not begin as one' });
  }
  if (format !== snapshotFormat) return fail({ kind: 'newer-format', format });
  const text = file.slice(end + 1);
  if (digest(text) !== header?.['sha256']) return fail({ kind: 'altered' });
  if (measureJson(text).nesting > deepestNesting) {
    return fail({ kind: 'not-a-snapshot', because: 'it is nested deeper than anything of a cluster' });
  }
  const body = parseRecord(text);
  const snapshot = body === undefined ? undefined : toSnapshot(body);
  if (snapshot === undefined) return fail({ kind: 'not-a-snapshot', because: 'parts of it are missing' });
  const believed = toSnapshotText(snapshot);
  // Whatever is left out makes it shorter. What is as it was collected keeps its hash, in whatever order its parts stand.
  return succeed({ snapshot, text: believed.length === text.length ? text : believed });
}

/**
 * The hash shows that nothing was altered since it was written, not who wrote it: of each object no more is believed than could
 * have been collected, and a resource that is not on the list is left out.
 */
function toSnapshot(body: JsonRecord): ClusterSnapshot | undefined {
  const { identity, version, groups, resources, calls, clockSkew = 0 } = body;
  if (!isRecord(identity) || textOf(identity['server']) === undefined || !isRecord(resources)) return undefined;
  if (!isObserved(version, isRecord) || !isObserved(groups, Array.isArray)) return undefined;
  if (!isInstant(body['startedAt']) || !isInstant(body['finishedAt'])) return undefined;
  if (!Array.isArray(calls) || typeof clockSkew !== 'number') return undefined;
  const kept: Partial<Record<ClusterResourceId, Observed<readonly ClusterObject[]>>> = {};
  for (const id of Object.keys(clusterResources) as ClusterResourceId[]) {
    const part = resources[id];
    if (part === undefined) continue;
    if (!isObserved(part, Array.isArray)) return undefined;
    kept[id] = part['state'] === 'observed' ? { ...part, value: toObjects(part['value'], clusterResources[id]) } : part;
  }
  const parts = Object.entries({ ...body, resources: kept }).filter(([name]) => snapshotParts.has(name));
  return Object.fromEntries(parts) as unknown as ClusterSnapshot;
}

const snapshotParts: ReadonlySet<string> = new Set([
  'identity',
  'startedAt',
  'finishedAt',
  'clockSkew',
  'version',
  'groups',
  'resources',
  'calls',
] satisfies readonly (keyof ClusterSnapshot)[]);

function isInstant(value: unknown): boolean {
  return !Number.isNaN(Date.parse(textOf(value) ?? ''));
}

function isObserved(part: unknown, isValue: (value: unknown) => boolean): part is Observed<never> & JsonRecord {
  if (!isRecord(part) || !isInstant(part['at'])) return false;
  switch (part['state']) {
    case 'observed':
      return isValue(part['value']);
    case 'forbidden':
      return textOf(part['needs']) !== undefined;
    case 'failed':
      return textOf(part['because']) !== undefined;
    default:
      return part['state'] === 'absent';
  }
}

function toObjects(value: unknown, resource: ClusterResource): readonly ClusterObject[] {
  return recordsOf(value).flatMap((object) => {
    const version = textOf(object['apiVersion'])?.split('/').at(-1) ?? '';
    return toClusterObject(object, resource, version) ?? [];
  });
}
