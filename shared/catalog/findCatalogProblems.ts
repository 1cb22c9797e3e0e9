import {
  addOnIds,
  componentIds,
  connectionIds,
  controlIds,
  editionIds,
  impliedFlowIds,
  infrastructureIds,
  managementModelIds,
  openQuestionIds,
  safeguardIds,
  softwareIds,
  taskIds,
} from './catalog.ts';
import type { Catalog, CatalogSource, WorkloadSelector } from './catalog.ts';
import { catalogFileSchemas } from './catalogFiles.ts';
import { describePath } from './catalogProblem.ts';
import type { CatalogProblem } from './catalogProblem.ts';
import { describeLabelSelectorFailure, parseLabelSelector } from './labelSelector.ts';

/** What each list must hold: every id once, in this order. */
const expectedIds = {
  editions: editionIds,
  managementModels: managementModelIds,
  tasks: taskIds,
  connections: connectionIds,
  impliedFlows: impliedFlowIds,
  components: componentIds,
  infrastructure: infrastructureIds,
  controls: controlIds,
  safeguards: safeguardIds,
  addOns: addOnIds,
  openQuestions: openQuestionIds,
  softwareReleases: softwareIds,
} as const satisfies Partial<Record<keyof Catalog, readonly string[]>>;

function fileOf(key: string): string {
  const file = Object.entries(catalogFileSchemas).find(([, schema]) => Object.hasOwn(schema.shape, key));
  return file?.[0] ?? key;
}

interface Place<Value> {
  readonly path: readonly PropertyKey[];
  readonly value: Value;
}

/** Every object in the catalogue that has all of these keys, wherever it stands. */
function* placesWith<Value extends object>(
  keys: readonly (keyof Value & string)[],
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<Place<Value>> {
  if (typeof value !== 'object' || value === null) return;
  if (keys.every((key) => Object.hasOwn(value, key))) yield { path, value: value as Value };
  for (const [key, child] of Object.entries(value)) yield* placesWith<Value>(keys, child, [...path, key]);
}

/**
 * What the schema of single entries can't see: ids that are missing or stand twice, sources that name no document, values
 * taken over from another edition in silence, selectors that Kubernetes would refuse, pods that nothing selects.
 */
export function findCatalogProblems(catalog: Catalog): readonly CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  const report = (path: readonly PropertyKey[], message: string): void => {
    problems.push({ file: fileOf(String(path[0])), path: describePath(catalog, path), message });
  };

  for (const key of Object.keys(expectedIds) as (keyof typeof expectedIds)[]) {
    const ids: readonly string[] = catalog[key].map(({ id }) => id);
    const expected: readonly string[] = expectedIds[key];
    for (const id of expected) {
      const times = ids.filter((other) => other === id).length;
      if (times !== 1) report([key], times === 0 ? `"${id}" is missing.` : `"${id}" stands ${times} times.`);
    }
    if (ids.length === expected.length && ids.some((id, index) => id !== expected[index])) {
      report([key], `The order is not that of the documents: ${expected.join(', ')}.`);
    }
  }

  const factIds = new Set<string>();
  for (const [index, { id }] of catalog.facts.entries()) {
    if (factIds.has(id)) report(['facts', index], `"${id}" stands twice.`);
    factIds.add(id);
  }

  const namedDocuments = new Set<string>();
  for (const { path, value } of placesWith<CatalogSource>(['document', 'heading'], catalog)) {
    namedDocuments.add(value.document);
    if (!Object.hasOwn(catalog.documents, value.document)) report(path, `There is no document "${value.document}".`);
  }
  for (const document of Object.keys(catalog.documents)) {
    if (!namedDocuments.has(document)) report(['documents', document], 'No entry names this document.');
  }

  for (const [index, task] of catalog.tasks.entries()) {
    for (const edition of editionIds) {
      const source = task.source[edition];
      const isForeign = catalog.documents[source.document]?.edition !== edition;
      if (isForeign && source.note === undefined) {
        report(['tasks', index, 'source', edition], 'Taken over from another edition: a note must say so.');
      }
    }
  }

  for (const { path, value } of placesWith<WorkloadSelector>(['selector'], catalog)) {
    const parsed = parseLabelSelector(value.selector);
    if (!parsed.ok) report([...path, 'selector'], describeLabelSelectorFailure(parsed.failure));
  }

  for (const [index, { originator, selectors }] of catalog.connections.entries()) {
    const isSelected = selectors.wso2.length > 0;
    if (originator === 'pod' && !isSelected) {
      report(['connections', index, 'selectors', 'wso2'], 'A pod opens this connection, so something must select it.');
    }
    if (originator !== 'pod' && isSelected) {
      report(
        ['connections', index, 'selectors', 'wso2'],
        `No pod opens this connection: its originator is "${originator}".`,
      );
    }
  }

  return problems;
}
