import type { Catalog, CatalogSource } from '#shared/catalog/catalog.ts';
import { uncapitalised } from '#shared/kernel/uncapitalised.ts';
import { describeCell, raciRoles } from '#shared/raci/raci.ts';
import { holdsWords } from '../../ui/FilterField.tsx';

/** One fact, in the form in which all of them are listed. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  /** What it says, line by line. */
  readonly says: readonly string[];
  readonly assumptions: readonly string[];
  readonly sources: readonly CatalogSource[];
}

export interface CatalogSection {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly CatalogEntry[];
}

export function toSections(catalog: Catalog): readonly CatalogSection[] {
  return [
    { id: 'connections', title: 'Connections', entries: catalog.connections.map(connectionEntry) },
    { id: 'tasks', title: 'Tasks', entries: catalog.tasks.map((task) => taskEntry(catalog, task)) },
    {
      id: 'controls',
      title: 'Controls',
      entries: [...catalog.controls.map(controlEntry), ...catalog.addOns.map(addOnEntry)],
    },
    { id: 'components', title: 'Components', entries: catalog.components.map(componentEntry) },
    { id: 'infrastructure', title: 'Infrastructure', entries: catalog.infrastructure.map(infrastructureEntry) },
    {
      id: 'clusters',
      title: 'Clusters',
      entries: [
        ...catalog.safeguards.map(safeguardEntry),
        ...catalog.softwareReleases.map(releaseEntry),
        ...[...catalog.runtimeAgents, ...catalog.loggingAgents].map(agentEntry),
        ...catalog.systemNamespaces.map(namespacesEntry),
      ],
    },
    {
      id: 'models',
      title: 'Models',
      entries: [...catalog.editions.map(editionEntry), ...catalog.managementModels.map(modelEntry)],
    },
    { id: 'facts', title: 'Facts', entries: [...catalog.facts.map(factEntry), ...catalog.impliedFlows.map(flowEntry)] },
    { id: 'questions', title: 'Open questions', entries: catalog.openQuestions.map(questionEntry) },
  ];
}

export function filterEntries(entries: readonly CatalogEntry[], typed: string): readonly CatalogEntry[] {
  return entries.filter(({ id, title, says, assumptions }) =>
    holdsWords([id, title, ...says, ...assumptions].join(' '), typed),
  );
}

function connectionEntry(connection: Catalog['connections'][number]): CatalogEntry {
  const { id, component, endpoint, direction, originator, protocols, ports, hosts, purpose, assumptions, source } =
    connection;
  return {
    id,
    title: `${component} to ${endpoint.default}`,
    says: [
      purpose,
      `${direction === 'inbound' ? 'Inbound' : 'Outbound'}, opened by a ${originator === 'outside' ? 'party outside' : originator}: ${protocols.join(', ')} on ${ports.join(' or ')}`,
      ...(hosts.length > 0 ? [hosts.join(', ')] : []),
    ],
    assumptions: assumptions.map(({ statement, because }) => `${statement} ${because}`),
    sources: [source],
  };
}

function taskEntry(catalog: Catalog, task: Catalog['tasks'][number]): CatalogEntry {
  return {
    id: task.id,
    title: Object.values(task.title)[0] ?? task.id,
    says: [
      task.summary,
      ...catalog.managementModels.map(
        ({ id, shortTitle }) =>
          `${shortTitle}: ${raciRoles.map((role) => `${role} ${describeCell(task.cells[id][role])}`).join(', ')}`,
      ),
    ],
    assumptions: [],
    sources: distinct(Object.values(task.source)),
  };
}

function controlEntry({ id, title, purpose, tiers, onPremises, source }: Catalog['controls'][number]): CatalogEntry {
  const levels = Object.entries(tiers).map(
    ([tier, { required, level }]) => `${tier}: ${required ? (level ?? 'yes') : 'no'}`,
  );
  return {
    id,
    title,
    says: [
      purpose,
      levels.join(', '),
      onPremises === 'available' ? 'Available on-premises' : 'Not available on-premises',
    ],
    assumptions: [],
    sources: [source],
  };
}

function addOnEntry({ id, title, purpose, source }: Catalog['addOns'][number]): CatalogEntry {
  return { id, title, says: [purpose, 'An add-on, separate from the tier'], assumptions: [], sources: [source] };
}

function componentEntry({
  id,
  title,
  purpose,
  installedBy,
  updatedBy,
  selectors,
  source,
}: Catalog['components'][number]): CatalogEntry {
  const all = Object.values(selectors).flat();
  return {
    id,
    title: title.default,
    says: [
      purpose,
      `Installed by ${installedBy}`,
      `Updated by ${updatedBy}`,
      ...new Set(all.map(({ selector }) => selector)),
    ],
    assumptions: [...new Set(all.flatMap(({ note }) => (note?.includes('ssumed') === true ? [note] : [])))],
    sources: [source],
  };
}

function infrastructureEntry({
  id,
  title,
  purpose,
  examples,
  source,
}: Catalog['infrastructure'][number]): CatalogEntry {
  return { id, title, says: [purpose, Object.values(examples).join('; ')], assumptions: [], sources: [source] };
}

function safeguardEntry({ id, title, purpose, source }: Catalog['safeguards'][number]): CatalogEntry {
  return { id: `cluster.${id}`, title, says: [purpose], assumptions: [], sources: [source] };
}

function releaseEntry({
  id,
  title,
  lines,
  otherBuilds = [],
  source,
}: Catalog['softwareReleases'][number]): CatalogEntry {
  return {
    id,
    title: `${title}: how long its lines are maintained`,
    says: [
      ...lines.map(({ line, endOfLife, maintainedUntil }) =>
        endOfLife === undefined ? `${line}: at least until ${maintainedUntil}` : `${line}: until ${endOfLife}`,
      ),
      ...otherBuilds.map(({ images, by, goesWith }) => `Builds of ${by} (${images.join(', ')}): with ${goesWith}`),
    ],
    assumptions: [],
    sources: [source, ...otherBuilds.map((build) => build.source)],
  };
}

/** Found by its labels, and where a product always uses the same name, by that. */
function agentEntry({
  id,
  title,
  selectors,
  source,
  ...more
}: Catalog['loggingAgents'][number] | Catalog['runtimeAgents'][number]): CatalogEntry {
  return {
    id,
    title,
    says: [
      ...('daemonSets' in more ? more.daemonSets : []),
      ...selectors.map(({ namespace, selector }) => (namespace === undefined ? selector : `${namespace}: ${selector}`)),
    ],
    assumptions: [],
    sources: [source],
  };
}

function namespacesEntry({ names, subjects = [], owner, source }: Catalog['systemNamespaces'][number]): CatalogEntry {
  const reserved = subjects.map(({ name, as }) => `${name}: ${as}`);
  return {
    id: [...names, ...subjects.map(({ name }) => name)].join(' '),
    title: `Namespaces and reserved names of ${owner}`,
    says: [...names, ...reserved],
    assumptions: [],
    sources: [source],
  };
}

function editionEntry({
  id,
  title,
  product,
  systemName,
  regulations,
  source,
}: Catalog['editions'][number]): CatalogEntry {
  return {
    id,
    title,
    says: [product, `Runs the ${systemName}`, regulations.join(', ')],
    assumptions: [],
    sources: [source],
  };
}

function modelEntry({
  id,
  title,
  description,
  clouds,
  customerProvides,
  source,
}: Catalog['managementModels'][number]): CatalogEntry {
  return { id, title, says: [description, customerProvides, clouds.join(', ')], assumptions: [], sources: [source] };
}

function factEntry({ id, topic, text, source }: Catalog['facts'][number]): CatalogEntry {
  return { id, title: text, says: [topic], assumptions: [], sources: [source] };
}

function flowEntry({
  id,
  title,
  from,
  to,
  purpose,
  assumptions,
  source,
}: Catalog['impliedFlows'][number]): CatalogEntry {
  return {
    id,
    title,
    says: [purpose, `From ${from} to ${to}`],
    assumptions: assumptions.map(({ statement, because }) => `${statement} ${because}`),
    sources: [source],
  };
}

function questionEntry({ id, question, untilAnswered, says }: Catalog['openQuestions'][number]): CatalogEntry {
  return {
    id,
    title: question,
    says: [...says.map(({ text }) => text), `Until it is answered, ${uncapitalised(untilAnswered)}`],
    assumptions: [],
    sources: distinct(says.map(({ source }) => source)),
  };
}

function distinct(sources: readonly CatalogSource[]): readonly CatalogSource[] {
  return [...new Map(sources.map((source) => [`${source.document} ${source.heading}`, source])).values()];
}
