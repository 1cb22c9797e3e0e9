import type { ClusterResourceId } from '../../evidence/clusterResources.ts';
import { describeRight, toClusterRights } from '../../evidence/clusterRights.ts';
import type {
  ClusterObject,
  ClusterSnapshot,
  ClusterVersion,
  Observed,
  ServedGroup,
} from '../../evidence/clusterSnapshot.ts';
import { nameOf } from '../../evidence/objectFields.ts';
import type { Evidence } from '../finding.ts';

/** A part of the cluster that a check looked for and could not see, or not whole. */
export interface ClusterGap extends Evidence {
  readonly because: 'forbidden' | 'failed' | 'incomplete' | 'not-collected';
  /** What would have to be answered: `list pods`. */
  readonly needs: string;
}

/** A snapshot as one check reads it: the resources that it said it needs and no others, and what of them was missing. */
export interface ClusterReading<Need extends ClusterResourceId = ClusterResourceId> {
  readonly snapshot: ClusterSnapshot;
  /** All that were seen; none where the API is not served or could not be read. A part that is missing is remembered. */
  objects(resource: Need): readonly ClusterObject[];
  /** False where the API server does not know the resource: its definition is not installed. */
  isServed(resource: Need): boolean;
  version(): ClusterVersion | undefined;
  groups(): readonly ServedGroup[];
  /** What was asked of which cluster: `list pods of https://10.0.0.1:6443`. */
  source(resource: Need): string;
  /** A sentence on an object: `namespace/name: status.conditions[Ready]=False (…)`. */
  evidence(resource: Need, object: Pick<ClusterObject, 'metadata'>, text: string): Evidence;
  /** When it was seen, in milliseconds of the cluster's own clock, which wrote the times in its objects. */
  seenAt(): number;
  /** What was missing of all that has been asked for so far. */
  gaps(): readonly ClusterGap[];
}

export function readCluster<const Need extends ClusterResourceId>(
  snapshot: ClusterSnapshot,
  needs: readonly Need[],
): ClusterReading<Need> {
  const gaps = new Map<string, ClusterGap>();
  const { server } = snapshot.identity;

  function valueOf<Value>(what: string, part: Observed<Value> | undefined): Value | undefined {
    const source = `${what} of ${server}`;
    const miss = (because: ClusterGap['because'], text: string, missing = what): void => {
      gaps.set(what, { because, text, source, needs: missing });
    };
    if (part === undefined) {
      miss('not-collected', `The snapshot was made without ${what}.`);
      return undefined;
    }
    switch (part.state) {
      case 'observed':
        if (part.incomplete !== undefined) miss('incomplete', `Not all was read: ${part.incomplete}`);
        return part.value;
      case 'absent':
        return undefined;
      case 'forbidden':
        miss('forbidden', `The cluster does not grant ${part.needs}.`, part.needs);
        return undefined;
      case 'failed':
        miss('failed', `It could not be read: ${part.because}`);
        return undefined;
    }
  }

  function partOf(resource: Need): Observed<readonly ClusterObject[]> | undefined {
    if (!needs.includes(resource)) throw new Error(`The check reads ${resource} and does not say that it needs it.`);
    return snapshot.resources[resource];
  }

  const source = (resource: Need): string => `${askedFor(resource)} of ${server}`;
  return {
    snapshot,
    objects: (resource) => valueOf(askedFor(resource), partOf(resource)) ?? [],
    isServed: (resource) => partOf(resource)?.state !== 'absent',
    version: () => valueOf('get /version', snapshot.version),
    groups: () => valueOf('get /apis', snapshot.groups) ?? [],
    source,
    evidence: (resource, object, text) => ({
      text: `${nameOf(object)}: ${text}`,
      source: source(resource),
      object: { resource, name: nameOf(object) },
    }),
    seenAt: () => Date.parse(snapshot.finishedAt) + (snapshot.clockSkew ?? 0) * 1_000,
    gaps: () => [...gaps.values()],
  };
}

function askedFor(resource: ClusterResourceId): string {
  return toClusterRights([resource]).map(describeRight).join(', ');
}
