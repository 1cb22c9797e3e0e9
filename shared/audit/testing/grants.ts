import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { objectOf } from './clusterOf.ts';

const group = 'rbac.authorization.k8s.io';

/** A binding of a ClusterRole for the whole cluster; `User alice`, `Group ops`, `ServiceAccount ns/name`. */
export function clusterBinding(name: string, role: string, ...subjects: readonly string[]): ClusterObject {
  return objectOf(`clusterrolebindings.${group}`, name, {
    roleRef: { kind: 'ClusterRole', name: role },
    subjects: subjects.map(toSubject),
  });
}

/** The same within a namespace. */
export function binding(named: string, role: string, ...subjects: readonly string[]): ClusterObject {
  return objectOf(`rolebindings.${group}`, named, {
    roleRef: { kind: role.startsWith('Role ') ? 'Role' : 'ClusterRole', name: role.replace('Role ', '') },
    subjects: subjects.map(toSubject),
  });
}

function toSubject(text: string): object {
  const [kind, name = ''] = text.split(' ');
  if (kind !== 'ServiceAccount') return { kind, name };
  const [namespace, account] = name.split('/');
  return { kind, namespace, name: account };
}
