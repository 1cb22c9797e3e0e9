import type { Catalog, Edition, EditionId, ResponsibilityCell, Task } from './catalog.ts';
import type { CatalogFiles } from './catalogFiles.ts';

type WrittenTask = CatalogFiles['tasks.yaml']['tasks'][number];
type WrittenCell = WrittenTask['cells']['self-managed']['responsible'];
type WrittenLevel = CatalogFiles['controls.yaml']['controls'][number]['tiers']['basic'];

const placeholder = /\{(system|workload)\}/g;

/** `{workload} logs` becomes "Integration logs": the edition's own words, with a capital where they begin the line. */
function inWordsOf(edition: Edition, written: string): string {
  const words = { system: edition.systemName, workload: edition.workloadName };
  const filled = written.replaceAll(placeholder, (_, name: keyof typeof words) => words[name]);
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

function byEdition<Value>(editions: readonly Edition[], make: (edition: Edition) => Value): Record<EditionId, Value> {
  return Object.fromEntries(editions.map((edition) => [edition.id, make(edition)])) as Record<EditionId, Value>;
}

function expandCell(written: WrittenCell): ResponsibilityCell {
  return Array.isArray(written)
    ? { parties: written, ifRequired: false }
    : { parties: written.ifRequired, ifRequired: true };
}

function expandResponsibilities(written: WrittenTask['cells']['self-managed']): Task['cells']['self-managed'] {
  return {
    responsible: expandCell(written.responsible),
    accountable: expandCell(written.accountable),
    consulted: expandCell(written.consulted),
    informed: expandCell(written.informed),
  };
}

/** A line in the edition's words becomes one line for each edition that it is meant for. */
function expandDescription(
  written: WrittenTask['description'][number],
  editions: readonly Edition[],
): Task['description'] {
  const line = typeof written === 'string' ? { text: written } : written;
  if (line.text.search(placeholder) === -1) return [line];
  return editions
    .filter(({ id }) => line.editions?.includes(id) ?? true)
    .map((edition) => ({ ...line, text: inWordsOf(edition, line.text), editions: [edition.id] }));
}

function expandTask(written: WrittenTask, index: number, files: CatalogFiles): Task {
  const { editions } = files['editions.yaml'];
  const { taskTables } = files['tasks.yaml'];
  const { cells } = written;
  return {
    ...written,
    title: byEdition(editions, (edition) => inWordsOf(edition, written.title)),
    description: written.description.flatMap((line) => expandDescription(line, editions)),
    cells: {
      'wso2-subscription': expandResponsibilities(cells['wso2-subscription']),
      'customer-subscription': expandResponsibilities(cells['customer-subscription']),
      'self-managed': expandResponsibilities(cells['self-managed']),
    },
    source: byEdition(editions, ({ id }) => ({
      ...taskTables[id],
      heading: `${taskTables[id].heading}, row ${index + 1}`,
    })),
  };
}

function expandLevel(written: WrittenLevel): { required: boolean; level?: string } {
  return typeof written === 'boolean' ? { required: written } : { required: true, level: written };
}

/** The catalogue that the program works with, made from its files as people write them. */
export function expandCatalog(files: CatalogFiles): Catalog {
  return {
    ...files['documents.yaml'],
    ...files['editions.yaml'],
    ...files['management-models.yaml'],
    tasks: files['tasks.yaml'].tasks.map((task, index) => expandTask(task, index, files)),
    ...files['connections.yaml'],
    ...files['flows.yaml'],
    ...files['components.yaml'],
    ...files['infrastructure.yaml'],
    controls: files['controls.yaml'].controls.map((control) => ({
      ...control,
      tiers: {
        basic: expandLevel(control.tiers.basic),
        standard: expandLevel(control.tiers.standard),
        premium: expandLevel(control.tiers.premium),
      },
    })),
    ...files['safeguards.yaml'],
    ...files['runtime-agents.yaml'],
    ...files['system-namespaces.yaml'],
    ...files['add-ons.yaml'],
    ...files['facts.yaml'],
    ...files['open-questions.yaml'],
    ...files['cluster.yaml'],
  };
}
