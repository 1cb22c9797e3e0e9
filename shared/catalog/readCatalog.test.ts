import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { connectionIds, taskIds } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogFiles } from './catalogFiles.ts';
import { describeCatalogFailure, readCatalog } from './readCatalog.ts';

const folder = path.join(import.meta.dirname, '../../resources/catalog');

type DeepWritable<Value> = { -readonly [Key in keyof Value]: DeepWritable<Value[Key]> };
type EditableFiles = DeepWritable<CatalogFiles>;

/** The catalogue's own files, fresh for each test, so that a test can break one thing in them. */
function filesOnDisk(): EditableFiles {
  const names = readdirSync(folder);
  return Object.fromEntries(
    names.map((name) => [name, parseYaml(readFileSync(path.join(folder, name), 'utf8'))]),
  ) as EditableFiles;
}

function at<Entry>(list: readonly Entry[], index: number): Entry {
  const entry = list[index];
  if (entry === undefined) throw new Error(`No entry ${index}.`);
  return entry;
}

function catalogOnDisk(): Catalog {
  const result = readCatalog(filesOnDisk());
  if (!result.ok) throw new Error(describeCatalogFailure(result.failure));
  return result.value;
}

/** What is wrong once `damage` has been done to the files on disk. */
function problemsAfter(damage: (files: EditableFiles) => void) {
  const files = filesOnDisk();
  damage(files);
  const result = readCatalog(files);
  return result.ok ? [] : result.failure.problems;
}

describe('reading the catalogue', () => {
  it('accepts the files as they are', () => {
    const catalog = catalogOnDisk();
    expect(catalog.tasks.map(({ id }) => id)).toEqual(taskIds);
    expect(catalog.connections.map(({ id }) => id)).toEqual(connectionIds);
  });

  it('names a file that is missing and one that does not belong', () => {
    const { 'tasks.yaml': _, ...others } = filesOnDisk();
    const result = readCatalog({ ...others, 'task.yaml': {} });
    expect(result.ok ? [] : result.failure.problems).toEqual([
      { file: 'task.yaml', path: '', message: expect.stringContaining('Not a file of the catalogue') },
      { file: 'tasks.yaml', path: '', message: 'The file is missing.' },
    ]);
  });

  it('names the entry by its id and the field by its name', () => {
    const problems = problemsAfter((files) => {
      Object.assign(at(files['tasks.yaml'].tasks, 2).cells['self-managed'], { consulted: ['Nobody'] });
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      file: 'tasks.yaml',
      path: 'tasks[network-management].cells.self-managed.consulted',
    });
  });

  it('reports everything that is wrong at once', () => {
    const problems = problemsAfter((files) => {
      Object.assign(at(files['connections.yaml'].connections, 0), { ports: [0], transports: 'TCP' });
      Object.assign(at(files['controls.yaml'].controls, 0).tiers, { basic: 3 });
    });
    expect(problems.map(({ file, path: place }) => `${file} ${place}`)).toEqual([
      'connections.yaml connections[pdp-agent--control-plane].ports[0]',
      'connections.yaml connections[pdp-agent--control-plane]',
      'controls.yaml controls[ddos-protection].tiers.basic',
    ]);
  });

  it.each<[string, (files: EditableFiles) => void, string]>([
    [
      'a task that is missing',
      (files) => files['tasks.yaml'].tasks.splice(1, 1),
      'tasks.yaml, tasks: "remote-access" is missing.',
    ],
    [
      'a connection that stands twice',
      (files) => files['connections.yaml'].connections.push(at(files['connections.yaml'].connections, 3)),
      'connections.yaml, connections: "apim-adaptor--service-bus" stands 2 times.',
    ],
    [
      'tasks in another order than the documents have them, since the place is part of the source',
      (files) => (files['tasks.yaml'].tasks = files['tasks.yaml'].tasks.toReversed()),
      'tasks.yaml, tasks: The order is not that of the documents: ',
    ],
    [
      'a fact that stands twice',
      (files) => files['facts.yaml'].facts.push(at(files['facts.yaml'].facts, 0)),
      'facts.yaml, facts[data-stored-at-source]: "data-stored-at-source" stands twice.',
    ],
    [
      'a source that names no document',
      (files) => (at(files['components.yaml'].components, 0).source.document = 'hearsay'),
      'components.yaml, components[cilium].source: There is no document "hearsay".',
    ],
    [
      'a document that nothing is taken from',
      (files) => (files['documents.yaml'].documents['unread'] = { title: 'Unread' }),
      'documents.yaml, documents.unread: No entry names this document.',
    ],
    [
      'a value taken over from another edition in silence',
      (files) => delete files['tasks.yaml'].taskTables.devant.note,
      'tasks.yaml, tasks[subscription-prerequisites].source.devant: Taken over from another edition',
    ],
    [
      'a selector that Kubernetes would refuse',
      (files) => (at(at(files['connections.yaml'].connections, 0).selectors.openchoreo, 0).selector = 'app=a/b'),
      'connections.yaml, connections[pdp-agent--control-plane].selectors.openchoreo[0].selector: "app=a/b" is not a label selector',
    ],
    [
      'a pod’s connection without a selector',
      (files) => (at(files['connections.yaml'].connections, 0).selectors.wso2 = []),
      'connections.yaml, connections[pdp-agent--control-plane].selectors.wso2: A pod opens this connection',
    ],
    [
      'a node’s connection with a selector',
      (files) => at(files['connections.yaml'].connections, 7).selectors.wso2.push({ selector: 'app=kubelet' }),
      'connections.yaml, connections[container-registry--internal-registry].selectors.wso2: No pod opens this connection',
    ],
  ])('refuses %s', (_, damage, expected) => {
    const problems = problemsAfter(damage);
    expect(problems).not.toEqual([]);
    expect(describeCatalogFailure({ kind: 'catalog-invalid', problems })).toContain(expected);
  });
});

describe('the short forms of the files', () => {
  it('turns lists of parties into cells, and keeps "if required" off the party', () => {
    const task = at(catalogOnDisk().tasks, 4);
    expect(task.cells['wso2-subscription']).toEqual({
      responsible: { parties: ['WSO2'], ifRequired: false },
      accountable: { parties: ['WSO2'], ifRequired: false },
      consulted: { parties: [], ifRequired: false },
      informed: { parties: ['Customer'], ifRequired: true },
    });
  });

  it('writes titles in each edition’s words', () => {
    expect(at(catalogOnDisk().tasks, 8).title).toEqual({
      'integration-platform': 'Platform system components deployment',
      devant: 'Devant PDP system components deployment',
      'developer-platform': 'WSO2 Developer Platform system components deployment',
      choreo: 'Choreo system components deployment',
    });
  });

  it('makes a line in the edition’s words a line for that edition alone', () => {
    expect(at(catalogOnDisk().tasks, 7).description).toEqual([
      { text: 'Run the DNS' },
      { text: "Keep the TLS certificates of the platform system's components", editions: ['integration-platform'] },
      { text: "Keep the TLS certificates of the Devant PDP system's components", editions: ['devant'] },
      {
        text: "Keep the TLS certificates of the WSO2 Developer Platform system's components",
        editions: ['developer-platform'],
      },
      { text: "Keep the TLS certificates of the Choreo system's components", editions: ['choreo'] },
    ]);
  });

  it('names a task’s place in the table of each edition’s document', () => {
    expect(at(catalogOnDisk().tasks, 7).source).toEqual({
      'integration-platform': {
        document: 'integration-platform-models',
        heading: 'Table of each management model, row 8',
      },
      devant: {
        document: 'integration-platform-models',
        heading: 'Table of each management model, row 8',
        note: expect.stringContaining('Taken over from the Integration Platform'),
      },
      'developer-platform': {
        document: 'developer-platform-models',
        heading: 'Table of each management model, row 8',
      },
      choreo: { document: 'choreo-models', heading: 'Table of each management model, row 8' },
    });
  });

  it('tells whether a tier asks for a control from the degree in which it does', () => {
    const [ddosProtection] = catalogOnDisk().controls;
    const networkFirewall = catalogOnDisk().controls.at(-1);
    expect(ddosProtection?.tiers.premium).toEqual({ required: true, level: 'premium' });
    expect(networkFirewall?.tiers).toEqual({
      basic: { required: false },
      standard: { required: false },
      premium: { required: true },
    });
  });
});
