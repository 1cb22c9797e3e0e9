import type { ClusterSnapshot, Observed } from '../evidence/clusterSnapshot.ts';

/** Whether two looks at a cluster saw the same, whenever that was and however many calls it took. */
export function seesTheSame(one: ClusterSnapshot, other: ClusterSnapshot): boolean {
  const parts = new Map(partsOf(other));
  const own = partsOf(one);
  return own.length === parts.size && own.every(([name, part]) => sameText(part, parts.get(name)));
}

function partsOf({ identity, version, groups, resources }: ClusterSnapshot): readonly (readonly [string, unknown])[] {
  const read = Object.entries({ ...resources, version, groups });
  return [['identity', identity], ...read.map(([name, part]) => [name, withoutTime(part)] as const)];
}

function withoutTime({ at: _at, ...said }: Observed<unknown>): object {
  return said;
}

function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
