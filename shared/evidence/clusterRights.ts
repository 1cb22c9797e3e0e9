import { clusterResources } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';

/** One thing that has to be allowed. What is listed is listed in all namespaces at once; what is read by name, is named. */
export interface ClusterRight {
  readonly verb: 'list' | 'get';
  readonly resource: ClusterResourceId;
  /** `namespace/name`, where single objects are read. */
  readonly name?: string | undefined;
}

/** What the API server was asked about a right. */
export interface AnsweredRight extends ClusterRight {
  /** Undefined where it would not say. */
  readonly isAllowed: boolean | undefined;
}

/** Every right that reading these resources takes. */
export function toClusterRights(needs: readonly ClusterResourceId[]): readonly ClusterRight[] {
  return needs.flatMap((resource): readonly ClusterRight[] => {
    const { only }: ClusterResource = clusterResources[resource];
    return only === undefined ? [{ verb: 'list', resource }] : only.map((name) => ({ verb: 'get', resource, name }));
  });
}

/** `list networkpolicies.networking.k8s.io`, `get configmaps kube-system/cilium-config`. */
export function describeRight({ verb, resource, name }: ClusterRight): string {
  return name === undefined ? `${verb} ${resource}` : `${verb} ${resource} ${name}`;
}
