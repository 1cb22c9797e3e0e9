import { stringify } from 'yaml';
import { clusterResources } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';

/** The least that has to be granted for reading some resources: manifests, and how they are given to somebody. */
export interface LeastRole {
  /** A ClusterRole, and a Role in each namespace in which single objects are read by their names. */
  readonly manifests: string;
  /** The commands of kubectl that bind them; `USER` stands for whom they are given to. */
  readonly commands: readonly string[];
}

const name = 'pdp-workbench-audit';

/**
 * The role that lets these resources be read and nothing more: `list` of what is listed, `get` of the objects that are read by
 * name. Secrets are not among what may be read, so no role names them.
 */
export function toLeastRole(needs: readonly ClusterResourceId[]): LeastRole {
  const all = needs.map((id): ClusterResource => clusterResources[id]);
  const listed = all.filter(({ only }) => only === undefined);
  const groups = [...new Set(listed.map(({ group }) => group))];
  const clusterRole = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: groups.map((group) => ({
      apiGroups: [group],
      resources: listed.filter((resource) => resource.group === group).map(({ plural }) => plural),
      verbs: ['list'],
    })),
  };
  const named = all.flatMap((resource) =>
    (resource.only ?? []).map((full) => {
      const [namespace = '', object = ''] = full.split('/');
      return { namespace, object, resource };
    }),
  );
  const namespaces = [...new Set(named.map(({ namespace }) => namespace))];
  const roles = namespaces.map((namespace) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace },
    rules: named
      .filter((each) => each.namespace === namespace)
      .map(({ resource: { group, plural }, object }) => ({
        apiGroups: [group],
        resources: [plural],
        resourceNames: [object],
        verbs: ['get'],
      })),
  }));
  return {
    manifests: [clusterRole, ...roles].map((manifest) => stringify(manifest)).join('---\n'),
    commands: [
      `kubectl create clusterrolebinding ${name} --clusterrole=${name} --user=USER`,
      ...namespaces.map(
        (namespace) => `kubectl create rolebinding ${name} --namespace=${namespace} --role=${name} --user=USER`,
      ),
    ],
  };
}
