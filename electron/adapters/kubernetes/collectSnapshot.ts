import { setImmediate as giveWay } from 'node:timers/promises';
import type { Progress } from '#shared/kernel/progress.ts';
import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterObject, ClusterSnapshot, Observed, ServedGroup } from '#shared/evidence/clusterSnapshot.ts';
import { describeRight, toClusterRights } from '#shared/evidence/clusterRights.ts';
import type { ClusterRight } from '#shared/evidence/clusterRights.ts';
import { toClusterObject } from '#shared/evidence/toClusterObject.ts';
import { toHarmlessLine } from '#shared/history/toHarmlessLine.ts';
import { isRecord, recordsOf, textOf, textsOf } from '#shared/kernel/jsonFields.ts';
import type { JsonRecord } from '#shared/kernel/jsonFields.ts';
import type { Answer, Asking } from './askServer.ts';
import { reviewRights } from './reviewRights.ts';

/** What a snapshot is made of beside its identity, which only the connection knows. */
export type CollectedParts = Pick<ClusterSnapshot, 'groups' | 'resources'> & {
  /** Of the namespace `kube-system`. */
  readonly uid: string | undefined;
};

const mostAtOnce = 4;
/** More in a page are a little faster, and take the more memory: a page is there as bytes, as text and as objects at once. */
const pageObjects = 200;

/**
 * Reads what is needed and no more: discovery, then each resource page by page, trimmed to its allowed fields as it comes. One
 * part that can't be had costs that part alone. Rights were asked before: what is not granted is not even tried.
 */
export async function* collectSnapshot(
  { asking, needs, now }: CollectOrder,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, CollectedParts, void> {
  const of = needs.length + 2;
  const units = 'reads';
  yield { done: 0, of, units, what: 'What the API server serves' };
  const discovered = await discover(asking, now, signal);
  yield { done: 1, of, units, what: 'What may be read' };
  const served = needs.filter((id) => chooseVersion(clusterResources[id], discovered).kind !== 'none');
  const rights = await reviewRights(asking, toClusterRights(served), signal);
  const refused = rights.filter(({ isAllowed }) => isAllowed === false);
  const resources: Partial<Record<ClusterResourceId, Observed<readonly ClusterObject[]>>> = {};
  const waiting = [...needs];
  const under = new Map<ClusterResourceId, Promise<ClusterResourceId>>();
  let done = 2;
  while (waiting.length > 0 || under.size > 0) {
    while (under.size < mostAtOnce && waiting.length > 0) {
      const id = waiting.shift() as ClusterResourceId;
      const reading = readResource({ id, asking, discovered, refused, now }, signal).then((part) => {
        resources[id] = part;
        return id;
      });
      under.set(id, reading);
    }
    const finished = await Promise.race(under.values());
    under.delete(finished);
    done += 1;
    yield { done, of, units, what: finished };
  }
  const system = resources.namespaces?.state === 'observed' ? resources.namespaces.value : [];
  const uid = system.find(({ metadata }) => metadata.name === 'kube-system')?.metadata.uid;
  // In the order of the needs, whatever came first.
  const ordered = Object.fromEntries(needs.map((id) => [id, resources[id]])) as typeof resources;
  return { groups: withoutResources(discovered), resources: ordered, uid };
}

export interface CollectOrder {
  readonly asking: Asking;
  readonly needs: readonly ClusterResourceId[];
  /** ISO 8601. */
  now(): string;
}

const discovery = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

/** A group with what each of its versions serves, by the names in paths; a version of which that is not told is not in it. */
interface DiscoveredGroup extends ServedGroup {
  readonly resources: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The core group and all others, in two calls. One whose API service is down is among them: what it serves is asked for by itself. */
async function discover(
  asking: Asking,
  now: () => string,
  signal: AbortSignal | undefined,
): Promise<Observed<readonly DiscoveredGroup[]>> {
  const accept = `${discovery},application/json`;
  const [core, named] = await Promise.all([
    asking.ask({ verb: 'get', path: '/api', accept }, signal),
    asking.ask({ verb: 'get', path: '/apis', accept }, signal),
  ]);
  const at = now();
  const groups: DiscoveredGroup[] = [];
  for (const answer of [core, named]) {
    if (answer.kind !== 'given') return toUnseen(answer, 'get /apis', at);
    groups.push(...toGroups(answer.json));
  }
  return { state: 'observed', at, value: groups };
}

function toGroups(json: JsonRecord): readonly DiscoveredGroup[] {
  if (json['kind'] === 'APIVersions') return [{ name: '', versions: textsOf(json['versions']), resources: new Map() }];
  const items = recordsOf(json['kind'] === 'APIGroupList' ? json['groups'] : json['items']);
  return items.map((group) => {
    const { name } = isRecord(group['metadata']) ? group['metadata'] : group;
    const versions = recordsOf(group['versions']);
    return {
      name: textOf(name) ?? '',
      versions: versions.flatMap(({ version }) => textOf(version) ?? []),
      resources: new Map(
        versions
          .filter(({ resources, freshness }) => Array.isArray(resources) && freshness !== 'Stale')
          .map(({ version, resources }) => [
            textOf(version) ?? '',
            new Set(recordsOf(resources).flatMap(({ resource }) => textOf(resource) ?? [])),
          ]),
      ),
    };
  });
}

function withoutResources(discovered: Observed<readonly DiscoveredGroup[]>): CollectedParts['groups'] {
  if (discovered.state !== 'observed') return discovered;
  return { ...discovered, value: discovered.value.map(({ name, versions }) => ({ name, versions })) };
}

interface ResourceOrder extends Pick<CollectOrder, 'asking' | 'now'> {
  /** What the API server said it would not allow. */
  readonly refused: readonly ClusterRight[];
  readonly id: ClusterResourceId;
  readonly discovered: Observed<readonly DiscoveredGroup[]>;
}

type Part = Observed<readonly ClusterObject[]>;

async function readResource(order: ResourceOrder, signal: AbortSignal | undefined): Promise<Part> {
  const { id, discovered, refused, now } = order;
  const resource: ClusterResource = clusterResources[id];
  const version = chooseVersion(resource, discovered);
  if (version.kind === 'none') return { state: 'absent', at: now() };
  const missing = refused.find((right) => right.resource === id);
  if (missing !== undefined) return { state: 'forbidden', at: now(), needs: describeRight(missing) };
  if (version.kind === 'unknown') {
    const because = `it is served as ${version.served.join(', ')} only, and this program knows ${resource.versions.join(', ')}`;
    return { state: 'failed', at: now(), because };
  }
  return resource.only === undefined
    ? readList(order, resource, version.version, signal)
    : readOneByOne(order, resource, version.version, resource.only, signal);
}

type ChosenVersion =
  | { readonly kind: 'known'; readonly version: string }
  | { readonly kind: 'unknown'; readonly served: readonly string[] }
  | { readonly kind: 'none' };

/**
 * By the versions in which the resource itself is served: others of its group may be served in others. Without discovery the
 * version that is wanted most is tried.
 */
function chooseVersion(resource: ClusterResource, discovered: ResourceOrder['discovered']): ChosenVersion {
  const [wanted = 'v1'] = resource.versions;
  if (discovered.state !== 'observed') return { kind: 'known', version: wanted };
  const group = discovered.value.find(({ name }) => name === resource.group);
  const served = (group?.versions ?? []).filter(
    (version) => group?.resources.get(version)?.has(resource.plural) ?? true,
  );
  if (served.length === 0) return { kind: 'none' };
  const known = resource.versions.find((version) => served.includes(version));
  return known === undefined ? { kind: 'unknown', served } : { kind: 'known', version: known };
}

function baseOf({ group }: ClusterResource, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

async function readList(
  { id, asking, now }: ResourceOrder,
  resource: ClusterResource,
  version: string,
  signal: AbortSignal | undefined,
): Promise<Part> {
  const path = `${baseOf(resource, version)}/${resource.plural}`;
  const accept =
    resource.fields === undefined
      ? 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
      : 'application/json';
  const at = now();
  let objects: ClusterObject[] = [];
  let next: string | undefined;
  let hasStartedAgain = false;
  for (;;) {
    const query = { limit: String(pageObjects), ...(next !== undefined && { continue: next }) };
    const answer = await asking.ask({ verb: 'list', path, query, accept }, signal);
    // The list has moved on while it was read: once more from its beginning, which a busy cluster may refuse again.
    if (answer.kind === 'refused' && answer.status === 410 && !hasStartedAgain) {
      hasStartedAgain = true;
      objects = [];
      next = undefined;
      continue;
    }
    if (answer.kind !== 'given') {
      const because = describeBreak(answer);
      if (objects.length > 0) {
        return {
          state: 'observed',
          at,
          value: objects,
          incomplete: `the list broke off after ${objects.length} (${because})`,
        };
      }
      return toUnseen(answer, describeRight({ verb: 'list', resource: id }), at);
    }
    const { kind, items: given, metadata } = answer.json;
    // An empty list of metadata alone has null for its items.
    const items = given === null && typeof kind === 'string' && kind.endsWith('List') ? [] : given;
    if (!Array.isArray(items)) return { state: 'failed', at, because: 'the answer is no list' };
    for (const item of items as readonly unknown[]) {
      const object = toClusterObject(item, resource, version);
      if (object !== undefined) objects.push(object);
    }
    next = isRecord(metadata) ? textOf(metadata['continue']) : undefined;
    if (next === undefined) return { state: 'observed', at, value: objects };
    // A page is parsed in one go: others, and a cancel, come in between.
    await giveWay(undefined, signal === undefined ? {} : { signal });
  }
}

async function readOneByOne(
  { id, asking, now }: ResourceOrder,
  resource: ClusterResource,
  version: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Part> {
  const at = now();
  const objects: ClusterObject[] = [];
  for (const full of names) {
    const [namespace, name] = full.split('/');
    const path = `${baseOf(resource, version)}/namespaces/${namespace}/${resource.plural}/${name}`;
    const answer = await asking.ask({ verb: 'get', path }, signal);
    // The kind is served, and there is none of this name: that is seen, not missing.
    if (answer.kind === 'refused' && answer.status === 404) continue;
    if (answer.kind !== 'given') return toUnseen(answer, describeRight({ verb: 'get', resource: id, name: full }), at);
    const object = toClusterObject(answer.json, resource, version);
    if (object !== undefined) objects.push(object);
  }
  return { state: 'observed', at, value: objects };
}

function toUnseen(
  answer: Exclude<Answer, { kind: 'given' }>,
  needs: string,
  at: string,
): Exclude<Observed<never>, { state: 'observed' }> {
  if (answer.kind === 'refused' && answer.status === 403) return { state: 'forbidden', at, needs };
  if (answer.kind === 'refused' && answer.status === 404) return { state: 'absent', at };
  return { state: 'failed', at, because: describeBreak(answer) };
}

function describeBreak(answer: Exclude<Answer, { kind: 'given' }>): string {
  return toHarmlessLine(answer.kind === 'refused' ? answer.message : answer.because);
}
