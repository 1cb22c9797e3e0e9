import { clusterCheckIds } from '../catalog/ids.ts';

const ids: ReadonlySet<string> = new Set(clusterCheckIds);

/** Whether a name is the id of a check that asks one question of the cluster. */
export function isClusterCheck(name: string): boolean {
  return ids.has(name);
}
