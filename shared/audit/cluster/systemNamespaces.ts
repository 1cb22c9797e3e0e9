import type { Catalog } from '../../catalog/catalog.ts';
import { makeIsNamed } from '../../catalog/makeIsNamed.ts';
import type { Distribution } from '../../evidence/distributionOf.ts';
import { isEverybody, isOfNodes } from '../../evidence/grants.ts';
import type { Subject } from '../../evidence/grants.ts';
import type { ClusterReading } from './clusterReading.ts';

/** Whose the namespace is where it belongs to the cluster itself or its distribution; undefined for all others. */
export function makeOwnerOfNamespace(
  cluster: Pick<ClusterReading, 'groups'>,
  { systemNamespaces }: Pick<Catalog, 'systemNamespaces'>,
) {
  const owners = systemNamespaces.map(({ names, ...owner }) => ({ isNamed: makeIsNamed(names), ...owner }));
  // Asked for only where a name hangs on it: what can't be read is missing to no other.
  const isServed = (group: string): boolean => cluster.groups().some(({ name }) => name === group);
  return (namespace: string): string | undefined =>
    owners.find(
      ({ isNamed, servedGroup }) => isNamed(namespace) && (servedGroup === undefined || isServed(servedGroup)),
    )?.owner;
}

/** Who a user or group is by a name that nobody else can be given in clusters of this distribution; undefined for all others. */
export function makeOwnerOfSubject(
  { systemNamespaces }: Pick<Catalog, 'systemNamespaces'>,
  readDistribution: () => Distribution['id'] | undefined,
) {
  const reserved = systemNamespaces
    .flatMap(({ subjects = [] }) => subjects)
    .map(({ name, ...subject }) => ({ isNamed: makeIsNamed([name]), ...subject }));
  return (subject: Subject): string | undefined => {
    if (subject.kind === 'ServiceAccount' || isEverybody(subject) || isOfNodes(subject)) return undefined;
    return reserved.find(({ isNamed, on }) => isNamed(subject.name) && (on === undefined || on === readDistribution()))
      ?.as;
  };
}
