import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { KubeObject } from '../realCluster.ts';

interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly version: string;
  readonly subresources?: object;
}

/** A definition that serves a resource with whatever fields, a status of its own, and nothing behind it. */
export function definitionOf(id: ClusterResourceId): KubeObject {
  const { group, versions, plural, kind, namespaced }: ClusterResource = clusterResources[id];
  const scope = namespaced ? 'Namespaced' : 'Cluster';
  return define({ group, kind, plural, scope, version: String(versions[0]), subresources: { status: {} } });
}

/** A definition of somebody else's kind, that the API server knows its group: nothing of it is read. */
export function foreignDefinition(
  group: string,
  kind: string,
  plural: string,
  version = 'v1',
  scope: Definition['scope'] = 'Cluster',
): KubeObject {
  return define({ group, kind, plural, scope, version });
}

function define({ group, kind, plural, scope, version, subresources }: Definition): KubeObject {
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
      scope,
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          ...(subresources && { subresources }),
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}
