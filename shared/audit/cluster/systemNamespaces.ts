import type { Catalog } from '../../catalog/catalog.ts';
import { makeIsNamed } from '../../catalog/makeIsNamed.ts';
import type { Distribution } from '../../evidence/distributionOf.ts';
import { isEverybody, isOfNodes } from '../../evidence/grants.ts';
import type { Subject } from '../../evidence/grants.ts';

/** Whose the namespace is where it belongs to the cluster itself or its distribution; undefined for all others. */
export function makeOwnerOfNamespace({ systemNamespaces }: Pick<Catalog, 'systemNamespaces'>) {
  const owners = systemNamespaces.map(({ names, owner }) => ({ isNamed: makeIsNamed(names), owner }));
  return (namespace: string): string | undefined => owners.find(({ isNamed }) => isNamed(namespace))?.owner;
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
