import type { Catalog, CatalogSource } from '../catalog/catalog.ts';

/** `Private Data Plane Overview, Connectivity with the control plane`. */
export function describeSource(catalog: Pick<Catalog, 'documents'>, { document, heading }: CatalogSource): string {
  return `${catalog.documents[document]?.title ?? document}, ${heading}`;
}
