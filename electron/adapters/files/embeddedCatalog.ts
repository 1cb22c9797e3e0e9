import addOns from '#resources/catalog/add-ons.yaml';
import cluster from '#resources/catalog/cluster.yaml';
import components from '#resources/catalog/components.yaml';
import connections from '#resources/catalog/connections.yaml';
import controls from '#resources/catalog/controls.yaml';
import documents from '#resources/catalog/documents.yaml';
import editions from '#resources/catalog/editions.yaml';
import facts from '#resources/catalog/facts.yaml';
import flows from '#resources/catalog/flows.yaml';
import infrastructure from '#resources/catalog/infrastructure.yaml';
import managementModels from '#resources/catalog/management-models.yaml';
import openQuestions from '#resources/catalog/open-questions.yaml';
import runtimeAgents from '#resources/catalog/runtime-agents.yaml';
import safeguards from '#resources/catalog/safeguards.yaml';
import systemNamespaces from '#resources/catalog/system-namespaces.yaml';
import tasks from '#resources/catalog/tasks.yaml';
import type { Catalog } from '#shared/catalog/catalog.ts';
import type { CatalogFiles } from '#shared/catalog/catalogFiles.ts';
import { expandCatalog } from '#shared/catalog/expandCatalog.ts';

/** The files as they were parsed when the program was built. */
export const embeddedCatalogFiles: Readonly<Record<keyof CatalogFiles, unknown>> = {
  'add-ons.yaml': addOns,
  'cluster.yaml': cluster,
  'components.yaml': components,
  'connections.yaml': connections,
  'controls.yaml': controls,
  'documents.yaml': documents,
  'editions.yaml': editions,
  'facts.yaml': facts,
  'flows.yaml': flows,
  'infrastructure.yaml': infrastructure,
  'management-models.yaml': managementModels,
  'open-questions.yaml': openQuestions,
  'runtime-agents.yaml': runtimeAgents,
  'safeguards.yaml': safeguards,
  'system-namespaces.yaml': systemNamespaces,
  'tasks.yaml': tasks,
};

/**
 * The catalogue that comes with the program. It can't change after the build, so its test validates this very object and
 * no start of the program does it again.
 */
export const embeddedCatalog: Catalog = expandCatalog(embeddedCatalogFiles as CatalogFiles);
