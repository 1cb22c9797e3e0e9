/**
 * The catalogue as people write it in `resources/catalog/`: shorter than the catalogue that the program works with, so that
 * a table of responsibilities still reads as one. `expandCatalog` turns one into the other.
 */
import { z } from 'zod';
import { catalogSchema, editionIds, managementModelIds, partyIds, securityTierIds } from './catalog.ts';

const text = z.string().min(1);
const { shape } = catalogSchema;
const task = shape.tasks.element;

/** `[WSO2, Customer]`, `[]` for nobody, or `{ifRequired: [Customer]}`. */
const writtenCell = z.union([
  z.array(z.enum(partyIds)),
  z.strictObject({ ifRequired: z.array(z.enum(partyIds)).min(1) }),
]);

const writtenResponsibilities = z.strictObject({
  responsible: writtenCell,
  accountable: writtenCell,
  consulted: writtenCell,
  informed: writtenCell,
});

/** `{system}` and `{workload}` stand for the edition's words. The source is the edition's table and the task's place in it. */
const writtenTask = task.omit({ source: true }).extend({
  title: text,
  description: z.array(z.union([text, task.shape.description.element])),
  cells: z.record(z.enum(managementModelIds), writtenResponsibilities),
});

/** `true`, `false`, or the degree in which the tier asks for the control. */
const writtenTiers = z.record(z.enum(securityTierIds), z.union([z.boolean(), text]));

/** Each file of the catalogue and what belongs into it. */
export const catalogFileSchemas = {
  'documents.yaml': z.strictObject({ version: shape.version, documents: shape.documents }),
  'editions.yaml': z.strictObject({ editions: shape.editions }),
  'management-models.yaml': z.strictObject({ managementModels: shape.managementModels }),
  'tasks.yaml': z.strictObject({
    taskTables: z.record(z.enum(editionIds), task.shape.source.valueType),
    tasks: z.array(writtenTask),
  }),
  'connections.yaml': z.strictObject({ connections: shape.connections }),
  'flows.yaml': z.strictObject({ impliedFlows: shape.impliedFlows }),
  'components.yaml': z.strictObject({ components: shape.components }),
  'infrastructure.yaml': z.strictObject({ infrastructure: shape.infrastructure }),
  'controls.yaml': z.strictObject({
    controls: z.array(shape.controls.element.extend({ tiers: writtenTiers })),
  }),
  'safeguards.yaml': z.strictObject({ safeguards: shape.safeguards }),
  'runtime-agents.yaml': z.strictObject({ runtimeAgents: shape.runtimeAgents }),
  'system-namespaces.yaml': z.strictObject({ systemNamespaces: shape.systemNamespaces }),
  'add-ons.yaml': z.strictObject({ addOns: shape.addOns }),
  'facts.yaml': z.strictObject({ facts: shape.facts }),
  'cluster.yaml': z.strictObject({
    softwareReleases: shape.softwareReleases,
    loggingAgents: shape.loggingAgents,
  }),
  'open-questions.yaml': z.strictObject({ openQuestions: shape.openQuestions }),
} as const;

/** Any one of the files: what the published JSON Schema describes, for editors that complete and check YAML. */
export const catalogFileSchema = z.union(Object.values(catalogFileSchemas));

export type CatalogFileName = keyof typeof catalogFileSchemas;
export type CatalogFiles = { readonly [File in CatalogFileName]: z.infer<(typeof catalogFileSchemas)[File]> };
