import type { Catalog } from '../../catalog/catalog.ts';

/** Whose the namespace is where it belongs to the cluster itself or its distribution; undefined for all others. */
export function makeOwnerOfNamespace({ systemNamespaces }: Pick<Catalog, 'systemNamespaces'>) {
  const exact = new Map<string, string>();
  const beginnings: { readonly start: string; readonly owner: string }[] = [];
  for (const { names, owner } of systemNamespaces) {
    for (const name of names) {
      if (name.endsWith('*')) beginnings.push({ start: name.slice(0, -1), owner });
      else exact.set(name, owner);
    }
  }
  return (namespace: string): string | undefined =>
    exact.get(namespace) ?? beginnings.find(({ start }) => namespace.startsWith(start))?.owner;
}
