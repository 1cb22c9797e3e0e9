import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { KubeObject } from '../realCluster.ts';

/** A definition that serves a resource with whatever fields, a status of its own, and nothing behind it. */
export function definitionOf(id: ClusterResourceId): KubeObject {
  const { group, versions, plural, kind, namespaced }: ClusterResource = clusterResources[id];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      // Groups of Kubernetes' own are refused without it.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' },
    },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: versions.slice(0, 1).map((name) => ({
        name,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      })),
    },
  };
}
