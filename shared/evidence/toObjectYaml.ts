import { stringify } from 'yaml';
import type { ClusterObject } from './clusterSnapshot.ts';

/** As people read it, and as kubectl would print it; of the fields that were collected. */
export function toObjectYaml(object: ClusterObject): string {
  return stringify(object);
}
