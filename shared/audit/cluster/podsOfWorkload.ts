import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';

/** Pods of one owner, by which findings are told: nobody reads one for each of thousands of pods. */
export interface PodsOfWorkload {
  readonly kind: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly namespace: string;
  readonly pods: readonly ClusterObject[];
}
