import { toHarmlessLine } from '../history/toHarmlessLine.ts';
import { withoutAccess } from '../history/withoutAccess.ts';
import { isRecord, listOf, parseRecord, recordsOf, textOf, textsOf } from '../kernel/jsonFields.ts';
import type { JsonRecord } from '../kernel/jsonFields.ts';
import { deepestNesting, measureJson } from '../network/source/jsonText.ts';
import { clusterResources } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';
import { describeRight, toClusterRights } from './clusterRights.ts';
import type { ClusterObject, ClusterSnapshot, Observed, ServedGroup } from './clusterSnapshot.ts';
import { toClusterObject } from './toClusterObject.ts';

/**
 * The snapshot of what `toGatherScript` has gathered, from its files by their names; trimmed to the same fields as if it had been
 * collected. Undefined where the folder is not one of the script's, or the script did not come to its end.
 */
export function fromGathered(files: ReadonlyMap<string, string>): ClusterSnapshot | undefined {
  const line = (name: string): string | undefined => textOf(files.get(name)?.trim());
  const [server, startedAt, finishedAt] = [line('server'), line('startedAt'), line('finishedAt')];
  if (server === undefined || startedAt === undefined || finishedAt === undefined) return undefined;
  const version = parseRecord(files.get('version') ?? '');
  const gitVersion = textOf(version?.['gitVersion']);
  const groups = toGroups(parseRecord(files.get('api') ?? ''), parseRecord(files.get('apis') ?? ''));
  const resources: Partial<Record<ClusterResourceId, Observed<readonly ClusterObject[]>>> = {};
  for (const id of Object.keys(clusterResources) as ClusterResourceId[]) {
    const part = toPart(id, files, finishedAt);
    if (part !== undefined) resources[id] = part;
  }
  const system = resources.namespaces?.state === 'observed' ? resources.namespaces.value : [];
  const uid = system.find(({ metadata }) => metadata.name === 'kube-system')?.metadata.uid;
  return {
    identity: { server: withoutAccess(server), ...(uid !== undefined && { uid }) },
    startedAt,
    finishedAt,
    version:
      gitVersion === undefined
        ? { state: 'failed', at: startedAt, because: 'the gathered version is none' }
        : { state: 'observed', at: startedAt, value: { gitVersion, platform: textOf(version?.['platform']) } },
    groups,
    resources,
    calls: [],
  };

  function toGroups(core: JsonRecord | undefined, named: JsonRecord | undefined): Observed<readonly ServedGroup[]> {
    const at = startedAt ?? '';
    if (core === undefined || named === undefined)
      return { state: 'failed', at, because: 'the gathered groups are none' };
    const others = recordsOf(named['groups']).map((group) => ({
      name: textOf(group['name']) ?? '',
      versions: recordsOf(group['versions']).flatMap(({ version: served }) => textOf(served) ?? []),
    }));
    return { state: 'observed', at, value: [{ name: '', versions: textsOf(core['versions']) }, ...others] };
  }
}

/** Undefined where the script was not made to gather it. */
function toPart(
  id: ClusterResourceId,
  files: ReadonlyMap<string, string>,
  at: string,
): Observed<readonly ClusterObject[]> | undefined {
  const said = files.get(`${id}.json.error`);
  if (said !== undefined) return toUnseen(id, said, at);
  const text = files.get(`${id}.json`);
  if (text === undefined) return undefined;
  // What is read by its name and is not there is printed as nothing.
  if (text.trim() === '') return { state: 'observed', at, value: [] };
  const parsed = measureJson(text).nesting > deepestNesting ? undefined : parseRecord(text);
  if (parsed === undefined) return { state: 'failed', at, because: 'what was gathered is no JSON' };
  const resource: ClusterResource = clusterResources[id];
  const items = Array.isArray(parsed['items']) ? listOf(parsed['items']) : [parsed];
  const value: ClusterObject[] = [];
  for (const item of items) {
    const version = isRecord(item) ? (textOf(item['apiVersion'])?.split('/').at(-1) ?? '') : '';
    if (!resource.versions.includes(version)) {
      const because = `it was gathered as ${version}, and this program knows ${resource.versions.join(', ')}`;
      return { state: 'failed', at, because };
    }
    const object = toClusterObject(item, resource, version);
    if (object !== undefined) value.push(object);
  }
  return { state: 'observed', at, value };
}

function toUnseen(id: ClusterResourceId, said: string, at: string): Observed<never> {
  if (/\(Forbidden\)/.test(said)) {
    return { state: 'forbidden', at, needs: toClusterRights([id]).map(describeRight).join(', ') };
  }
  if (/doesn't have a resource type|\(NotFound\)/.test(said)) return { state: 'absent', at };
  return { state: 'failed', at, because: toHarmlessLine(said) };
}
