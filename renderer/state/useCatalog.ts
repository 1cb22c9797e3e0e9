import { createContext, use } from 'react';
import type { SystemInformation } from '#shared/contract/views.ts';
import type { Catalog } from '#shared/catalog/catalog.ts';

const CatalogContext = createContext<Catalog | undefined>(undefined);
export const CatalogProvider = CatalogContext.Provider;

/** The facts that plans are made from; they are there before any page is shown. */
export function useCatalog(): Catalog {
  const catalog = use(CatalogContext);
  if (catalog === undefined) throw new Error('No catalogue: this component stands outside of CatalogProvider.');
  return catalog;
}

const SystemContext = createContext<SystemInformation | undefined>(undefined);
export const SystemProvider = SystemContext.Provider;

/** The program and its host, as they were at the start. */
export function useSystem(): SystemInformation {
  const system = use(SystemContext);
  if (system === undefined) throw new Error('No system information: this component stands outside of SystemProvider.');
  return system;
}
