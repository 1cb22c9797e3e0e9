import { Argument, Command } from 'commander';
import { allChecks } from '#shared/audit/checks/allChecks.ts';
import type { Catalog } from '#shared/catalog/catalog.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption } from '../options.ts';
import type { RunCommand } from '../session.ts';

/** The parts of the catalogue by the names that the command line gives them. */
const parts = {
  editions: 'editions',
  'management-models': 'managementModels',
  tasks: 'tasks',
  connections: 'connections',
  'implied-flows': 'impliedFlows',
  components: 'components',
  infrastructure: 'infrastructure',
  controls: 'controls',
  'add-ons': 'addOns',
  facts: 'facts',
  'open-questions': 'openQuestions',
  safeguards: 'safeguards',
  'runtime-agents': 'runtimeAgents',
  'system-namespaces': 'systemNamespaces',
  'software-releases': 'softwareReleases',
  'logging-agents': 'loggingAgents',
  documents: 'documents',
} as const satisfies Record<string, Exclude<keyof Catalog, 'version'>>;
type PartName = keyof typeof parts;
const partNames = Object.keys(parts) as PartName[];
/** No fact of the catalogue, and what is asked because of it. */
const checksName = 'checks';

export function catalogCommand(run: RunCommand): Command {
  return new Command('catalog')
    .description('the facts that everything else is derived from, each with its source')
    .addArgument(new Argument('[name]', 'only this part').choices([...partNames, checksName]))
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp catalog', 'pdp catalog connections --format json', 'pdp catalog checks'))
    .action((name: PartName | typeof checksName | undefined, options: Delivery) =>
      run(async (session) => {
        if (name === checksName) {
          return deliver(session, options, { json: () => toJson(listChecks()), table: formatChecks });
        }
        const catalog = await session.operations.catalog.get();
        return deliver(session, options, {
          json: () => toJson(name === undefined ? catalog : catalog[parts[name]]),
          table: (columns) => (name === undefined ? formatParts(catalog, columns) : formatPart(catalog, name, columns)),
        });
      }),
    );
}

/** What each check says where it passes, what it reads of a cluster, and the control of a tier that it speaks for. */
function listChecks(): readonly {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly proves: string | null;
}[] {
  return allChecks.map(({ id, title, needs = [], proves }) => ({ id, title, needs, proves: proves ?? null }));
}

function formatChecks(columns: number | undefined): string {
  return formatTable(
    ['Id', 'What holds where it passes', 'Reads of the cluster'],
    listChecks().map(({ id, title, needs }) => [id, title, needs.join(', ')]),
    columns,
  );
}

function formatParts(catalog: Catalog, columns: number | undefined): string {
  const rows = partNames.map((name) => [name, String(toEntries(catalog, name).length)]);
  return `Catalogue ${catalog.version}\n\n${formatTable(['Part', 'Entries'], rows, columns)}`;
}

function formatPart(catalog: Catalog, name: PartName, columns: number | undefined): string {
  return formatTable(
    ['Id', 'Entry', 'Source'],
    toEntries(catalog, name).map(({ id, text, source }) => [id, text, source]),
    columns,
  );
}

interface Entry {
  readonly id: string;
  readonly text: string;
  readonly source: string;
}

/** One line an entry, for people; the whole of it is in the JSON. */
function toEntries(catalog: Catalog, name: PartName): readonly Entry[] {
  const cite = ({ document, heading }: { readonly document: string; readonly heading: string }): string =>
    `${document}, ${heading}`;
  switch (name) {
    case 'documents':
      return Object.entries(catalog.documents).map(([id, { title, asOf }]) => ({
        id,
        text: title,
        source: asOf ?? '',
      }));
    case 'tasks':
      return catalog.tasks.map(({ id, summary, source }) => ({
        id,
        text: summary,
        source: [...new Set(Object.values(source).map(cite))].join('; '),
      }));
    case 'connections':
      return catalog.connections.map(({ id, component, endpoint, direction, protocols, source }) => ({
        id,
        text: `${component} ${direction === 'outbound' ? '→' : '←'} ${endpoint.default}, ${protocols.join(', ')}`,
        source: cite(source),
      }));
    case 'components':
      return catalog.components.map(({ id, title, source }) => ({ id, text: title.default, source: cite(source) }));
    case 'system-namespaces':
      return catalog.systemNamespaces.map(({ names, subjects = [], owner, source }) => ({
        id: [...names, ...subjects.map((subject) => subject.name)].join(', '),
        text: owner,
        source: cite(source),
      }));
    case 'facts':
      return catalog.facts.map(({ id, text, source }) => ({ id, text, source: cite(source) }));
    case 'open-questions':
      return catalog.openQuestions.map(({ id, question, says }) => ({
        id,
        text: question,
        source: says.map(({ source }) => cite(source)).join('; '),
      }));
    default:
      return catalog[parts[name]].map(({ id, title, source }) => ({ id, text: title, source: cite(source) }));
  }
}
