import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { load as parseYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { controlIds, editionIds, managementModelIds, securityTierIds } from '#shared/catalog/catalog.ts';
import type { ConnectionId, EditionId, ManagementModelId, SecurityTierId, TaskId } from '#shared/catalog/catalog.ts';
import { parseLabelSelector } from '#shared/catalog/labelSelector.ts';
import { describeCatalogFailure, readCatalog } from '#shared/catalog/readCatalog.ts';
import { selects } from '#shared/network/formats/kubernetes/labelSelector.ts';
import { embeddedCatalog, embeddedCatalogFiles } from './embeddedCatalog.ts';

const project = path.join(import.meta.dirname, '../../..');
const catalogFolder = path.join(project, 'resources/catalog');
const schemaFolder = path.join(project, 'resources/schemas');

function byId<Entry extends { readonly id: string }>(entries: readonly Entry[], id: Entry['id']): Entry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`The catalogue has no "${id}".`);
  return entry;
}

const task = (id: TaskId) => byId(embeddedCatalog.tasks, id);
const connection = (id: ConnectionId) => byId(embeddedCatalog.connections, id);
const model = (id: ManagementModelId) => byId(embeddedCatalog.managementModels, id);
const edition = (id: EditionId) => byId(embeddedCatalog.editions, id);

/** The lines of a task's description that a plan with these choices shows. */
function lines(id: TaskId, inEdition: EditionId, inModel: ManagementModelId, tier: SecurityTierId): readonly string[] {
  return task(id)
    .description.filter(
      ({ editions, models, tiers }) =>
        (editions?.includes(inEdition) ?? true) &&
        (models?.includes(inModel) ?? true) &&
        (tiers?.includes(tier) ?? true),
    )
    .map(({ text }) => text);
}

describe('the embedded catalogue', () => {
  it('is what the schema and all cross references accept', () => {
    const result = readCatalog(embeddedCatalogFiles);
    if (!result.ok) throw new Error(describeCatalogFailure(result.failure));
    expect(result.value).toEqual(embeddedCatalog);
  });

  it('holds every file of resources/catalog as it is on disk', () => {
    const onDisk = readdirSync(catalogFolder).map((name) => [
      name,
      parseYaml(readFileSync(path.join(catalogFolder, name), 'utf8')),
    ]);
    expect(embeddedCatalogFiles).toEqual(Object.fromEntries(onDisk));
  });

  it('satisfies its published JSON Schema, and each file the one for files', () => {
    const ajv = new Ajv2020({ allErrors: true });
    addFormats(ajv);
    const schema = (name: string): object => JSON.parse(readFileSync(path.join(schemaFolder, name), 'utf8'));
    const isCatalog = ajv.compile(schema('catalog.schema.json'));
    const isCatalogFile = ajv.compile(schema('catalog-file.schema.json'));
    expect(isCatalog(embeddedCatalog) ? [] : isCatalog.errors).toEqual([]);
    for (const file of Object.values(embeddedCatalogFiles)) {
      expect(isCatalogFile(file) ? [] : isCatalogFile.errors).toEqual([]);
    }
    expect(isCatalog({ ...embeddedCatalog, tasks: [{ id: 'unheard-of' }] })).toBe(false);
    expect(isCatalogFile({ facts: [{ id: 'no-source' }] })).toBe(false);
  });

  it('leaves no placeholder in any text', () => {
    expect(JSON.stringify(embeddedCatalog)).not.toMatch(/\{(system|workload)\}/);
  });
});

describe('the responsibilities', () => {
  it('are 16 tasks: 12 of the platform, 4 of the customer’s own workload', () => {
    const scopes = embeddedCatalog.tasks.map(({ scope }) => scope);
    expect(scopes.filter((scope) => scope === 'platform')).toHaveLength(12);
    expect(scopes.filter((scope) => scope === 'workload')).toHaveLength(4);
  });

  it('leave the four workload rows to the customer in every column, although document 001 has them shifted by one', () => {
    const customer = { parties: ['Customer'], ifRequired: false };
    const workload = embeddedCatalog.tasks.filter(({ scope }) => scope === 'workload');
    expect(workload).toHaveLength(4);
    for (const { cells, description } of workload) {
      expect(description).toEqual([]);
      for (const id of managementModelIds) {
        expect(cells[id]).toEqual({
          responsible: customer,
          accountable: customer,
          consulted: customer,
          informed: customer,
        });
      }
    }
  });

  it('keep "(if required)" with the party of its cell', () => {
    expect(task('subscription-prerequisites').cells['wso2-subscription'].consulted).toEqual({
      parties: ['Customer'],
      ifRequired: true,
    });
    expect(task('kubernetes-management').cells['self-managed'].informed).toEqual({
      parties: ['WSO2'],
      ifRequired: true,
    });
  });

  it('read "-" as nobody', () => {
    expect(task('components-deployment').cells['wso2-subscription'].consulted).toEqual({
      parties: [],
      ifRequired: false,
    });
  });

  it('differ between editions in words only: system, workload, failover', () => {
    const titles = (id: EditionId) => embeddedCatalog.tasks.map(({ title }) => title[id]);
    expect(titles('integration-platform')).toEqual(
      expect.arrayContaining(['DNS management for platform system', 'Integration creation and deployment']),
    );
    expect(titles('developer-platform')).toEqual(
      expect.arrayContaining([
        'DNS management for WSO2 Developer Platform system',
        'Application creation and deployment',
      ]),
    );
    expect(titles('choreo')).toEqual(
      expect.arrayContaining(['DNS management for Choreo system', 'Application creation and deployment']),
    );
    const namingFailover = editionIds.filter((id) =>
      lines('network-management', id, 'self-managed', 'basic').some((line) => line.includes('failover')),
    );
    expect(namingFailover).toEqual(['developer-platform', 'choreo']);
  });

  it('ask for the access of an owner in the first and third model, for access in the second', () => {
    const remoteAccess = managementModelIds.map((id) => lines('remote-access', 'choreo', id, 'basic'));
    expect(remoteAccess).toEqual([
      ['Give those who install the access of an owner'],
      ['Give those who install access'],
      ['Give those who install the access of an owner'],
    ]);
  });

  it('give Devant the Integration Platform’s, and say so', () => {
    expect(embeddedCatalog.tasks).not.toEqual([]);
    for (const { source } of embeddedCatalog.tasks) {
      expect(source.devant.document).toBe(source['integration-platform'].document);
      expect(source.devant.note).toContain('Integration Platform');
      expect(source['integration-platform'].note).toBeUndefined();
    }
  });
});

describe('security monitoring by tier', () => {
  const basic = [
    'Cloud security posture management (CSPM)',
    'Apply security patches',
    'Supply chain security: image scanning and SAST',
    'Handle security incidents',
  ];
  const above = [
    'Cloud security posture management (CSPM)',
    'Apply security patches',
    'Supply chain security',
    'Follow up runtime security alerts (Azure Defender)',
    'Follow up SIEM alerts',
    'Handle security incidents',
    'Adhere to compliance standards',
  ];

  it.each(['developer-platform', 'choreo'] as const)(
    '%s names image scanning and SAST in basic; standard and premium add runtime alerts, SIEM alerts and compliance',
    (id) => {
      const inTier = (tier: SecurityTierId) => lines('security-monitoring', id, 'self-managed', tier);
      expect(inTier('basic')).toEqual(basic);
      expect(inTier('standard')).toEqual(above);
      expect(inTier('premium')).toEqual(above);
    },
  );

  it.each(['integration-platform', 'devant'] as const)('%s names neither the scans nor the product', (id) => {
    const inTier = (tier: SecurityTierId) => lines('security-monitoring', id, 'self-managed', tier).join('\n');
    expect(inTier('basic')).toContain('Supply chain security');
    expect(inTier('premium')).toContain('Follow up runtime security alerts');
    expect(inTier('basic') + inTier('premium')).not.toMatch(/SAST|Defender/);
    expect(inTier('basic')).not.toMatch(/SIEM|compliance/);
  });
});

describe('the management models', () => {
  it('limit WSO2’s subscription to Azure, AWS and GCP as an error, the customer’s as a warning, since it is inferred', () => {
    expect(model('wso2-subscription')).toMatchObject({ clouds: ['azure', 'aws', 'gcp'], otherClouds: 'error' });
    expect(model('customer-subscription')).toMatchObject({ clouds: ['azure', 'aws', 'gcp'], otherClouds: 'warning' });
    expect(model('customer-subscription').source.note).toContain('inferred');
  });

  it('leave on-premises to the self-managed one', () => {
    const onPremises = embeddedCatalog.managementModels.filter(({ clouds }) => clouds.includes('on-premises'));
    expect(onPremises.map(({ id }) => id)).toEqual(['self-managed']);
  });
});

describe('the editions', () => {
  it('name the regulations that their documents name', () => {
    expect(edition('integration-platform').regulations).toEqual(['GDPR', 'HIPAA']);
    expect(edition('devant').regulations).toEqual(['GDPR', 'CCPA']);
  });
});

describe('the connectivity table', () => {
  it('has twelve rows: eleven outbound, and images that come in from the public registry', () => {
    expect(embeddedCatalog.connections).toHaveLength(12);
    const inbound = embeddedCatalog.connections.filter(({ direction }) => direction === 'inbound');
    expect(inbound.map(({ id }) => id)).toEqual(['container-registry--public-registry']);
  });

  it('repeats the component of the row above where the documents leave the cell blank', () => {
    const components = embeddedCatalog.connections.map(({ component }) => component);
    for (const blank of [1, 3, 7, 9]) expect(components[blank]).toBe(components[blank - 1]);
    expect(new Set(components).size).toBe(8);
  });

  it('reads the inbound row as an assumption: from outside into the registry, nothing into the data plane', () => {
    const row = connection('container-registry--public-registry');
    expect(row.originator).toBe('outside');
    expect(row.assumptions[0]?.statement).toContain('nothing is opened into the data plane');
  });

  it('knows that nodes pull images, and that the chart row is judged for the source controller as well', () => {
    expect(connection('container-registry--internal-registry').originator).toBe('node');
    const charts = connection('flux-helm-controller--wso2-registry');
    expect(charts.component).toBe('Flux Helm controller');
    expect(charts.alsoJudged?.component).toBe('Flux source controller');
    expect(charts.alsoJudged?.selectors).toEqual(connection('flux-source-controller--github').selectors);
  });

  it('says of each row that the Developer Platform and Choreo take it over', () => {
    for (const { source } of [...embeddedCatalog.connections, ...embeddedCatalog.components]) {
      expect(source.note).toMatch(/Developer Platform and Choreo take them over/);
    }
  });

  it('assumes ports by protocol, and says of each that it is an assumption', () => {
    const ports = Object.fromEntries(embeddedCatalog.connections.map(({ id, ports: assumed }) => [id, assumed]));
    expect(ports).toEqual({
      'pdp-agent--control-plane': [443],
      'pdp-agent--kubernetes-api': [443, 6443],
      'apim-adaptor--global-adaptor': [443],
      'apim-adaptor--service-bus': [5671],
      'apim-enforcer--event-hub': [5671],
      'secret-resolver--secret-store': [443],
      'container-registry--public-registry': [443],
      'container-registry--internal-registry': [443],
      'certificate-manager--azure-dns': [443],
      'certificate-manager--lets-encrypt': [443],
      'flux-source-controller--github': [443],
      'flux-helm-controller--wso2-registry': [443],
    });
    for (const { assumptions, ports: assumed } of embeddedCatalog.connections) {
      const statements = assumptions.map(({ statement }) => statement).join('\n');
      for (const port of assumed) expect(statements).toContain(`${port}/tcp`);
    }
  });

  it('assumes public hosts where there are any, and none where only WSO2 or the customer can say', () => {
    const hosts = Object.fromEntries(
      embeddedCatalog.connections.filter((row) => row.hosts.length > 0).map((row) => [row.id, row.hosts]),
    );
    expect(hosts).toEqual({
      'apim-adaptor--service-bus': ['*.servicebus.windows.net'],
      'apim-enforcer--event-hub': ['*.servicebus.windows.net'],
      'certificate-manager--azure-dns': ['management.azure.com', 'login.microsoftonline.com'],
      'certificate-manager--lets-encrypt': ['acme-v02.api.letsencrypt.org'],
      'flux-source-controller--github': [
        'github.com',
        'api.github.com',
        'codeload.github.com',
        'objects.githubusercontent.com',
      ],
    });
  });

  it('has DNS by UDP and TCP as the precondition of rows by name', () => {
    const dns = byId(embeddedCatalog.impliedFlows, 'cluster-dns');
    expect(dns).toMatchObject({ ports: [53], transports: ['UDP', 'TCP'], scope: 'cluster-internal' });
  });
});

describe('selectors', () => {
  const everySelector = [...embeddedCatalog.connections, ...embeddedCatalog.components].flatMap((entry) =>
    Object.values(entry.selectors).flat(),
  );

  it('say where their labels are published, or that they are assumed', () => {
    expect(everySelector.length).toBeGreaterThan(0);
    for (const { note } of everySelector) expect(note).toMatch(/^(Labels? |Assumed\. )/);
  });

  it('call the labels of WSO2’s own agent and resolver assumed', () => {
    for (const id of ['pdp-agent--control-plane', 'secret-resolver--secret-store'] as const) {
      expect(connection(id).selectors.wso2[0]?.note).toMatch(/^Assumed\./);
    }
  });

  // The labels that real pods of these projects carry, and neighbours that must not be mistaken for them.
  it.each<[string, string, 'wso2' | 'openchoreo', Record<string, string>, boolean]>([
    ['flux', 'its helm controller, 2.7', 'wso2', { app: 'helm-controller', 'app.kubernetes.io/part-of': 'flux' }, true],
    ['flux', 'its source controller, older', 'wso2', { app: 'source-controller' }, true],
    ['cilium', 'its agent', 'wso2', { 'k8s-app': 'cilium', 'app.kubernetes.io/part-of': 'cilium' }, true],
    ['cilium', 'its operator', 'wso2', { 'io.cilium/app': 'operator', name: 'cilium-operator' }, true],
    ['cilium', 'the cluster’s DNS', 'wso2', { 'k8s-app': 'kube-dns' }, false],
    [
      'pdp-agent',
      'OpenChoreo’s',
      'openchoreo',
      { app: 'cluster-agent', 'app.kubernetes.io/component': 'cluster-agent' },
      true,
    ],
    ['api-gateways', 'OpenChoreo’s proxy', 'openchoreo', { 'openchoreo.dev/system-component': 'gateway' }, true],
    ['certificate-manager--lets-encrypt', 'cert-manager', 'wso2', { 'app.kubernetes.io/name': 'cert-manager' }, true],
    ['certificate-manager--lets-encrypt', 'its webhook', 'wso2', { 'app.kubernetes.io/name': 'webhook' }, false],
    [
      'secret-resolver--secret-store',
      'External Secrets',
      'openchoreo',
      { 'app.kubernetes.io/name': 'external-secrets' },
      true,
    ],
    [
      'secret-resolver--secret-store',
      'its webhook',
      'openchoreo',
      { 'app.kubernetes.io/name': 'external-secrets-webhook' },
      false,
    ],
    [
      'apim-enforcer--event-hub',
      'Choreo Connect’s runtime',
      'wso2',
      { 'app.kubernetes.io/component': 'choreo-connect-gateway-runtime' },
      true,
    ],
    [
      'apim-enforcer--event-hub',
      'its adapter',
      'wso2',
      { 'app.kubernetes.io/component': 'choreo-connect-adapter' },
      false,
    ],
    ['flux-source-controller--github', 'the helm controller', 'wso2', { app: 'helm-controller' }, false],
  ])('of %s: %s', (id, _, profile, labels, expected) => {
    const entry = [...embeddedCatalog.components, ...embeddedCatalog.connections].find(
      (candidate) => candidate.id === id,
    );
    const isSelected = entry?.selectors[profile].some(({ selector }) => {
      const parsed = parseLabelSelector(selector);
      return parsed.ok && selects(parsed.value, labels);
    });
    expect(isSelected).toBe(expected);
  });
});

describe('the security tiers', () => {
  const yes = { required: true };
  const no = { required: false };
  const degree = (level: string) => ({ required: true, level });

  it('ask for what the published table says, of which six of thirteen are to be had on-premises', () => {
    const table = embeddedCatalog.controls.map(({ id, tiers, onPremises }) => [
      id,
      ...securityTierIds.map((tier) => tiers[tier]),
      onPremises,
    ]);
    expect(table).toEqual([
      ['ddos-protection', degree('basic'), degree('basic'), degree('premium'), 'not-available'],
      ['admin-access', yes, yes, yes, 'not-available'],
      ['encryption-in-transit', yes, yes, yes, 'available'],
      ['encryption-at-rest', yes, yes, yes, 'not-available'],
      ['secret-management', yes, yes, yes, 'available'],
      ['cspm', degree('foundational'), degree('foundational'), degree('premium'), 'not-available'],
      ['sast', yes, yes, yes, 'available'],
      ['iac-scanning', yes, yes, yes, 'available'],
      ['software-composition-analysis', yes, yes, yes, 'available'],
      ['container-image-scanning', yes, yes, yes, 'available'],
      ['runtime-protection', no, yes, yes, 'not-available'],
      ['web-application-firewall', no, yes, yes, 'not-available'],
      ['network-firewall', no, no, yes, 'not-available'],
    ]);
    expect(controlIds).toHaveLength(13);
    expect(embeddedCatalog.controls.filter(({ onPremises }) => onPremises === 'available')).toHaveLength(6);
  });

  it('can’t be told apart by what is available on-premises', () => {
    const available = embeddedCatalog.controls.filter(({ onPremises }) => onPremises === 'available');
    for (const { tiers } of available) {
      expect(tiers.standard).toEqual(tiers.basic);
      expect(tiers.premium).toEqual(tiers.basic);
    }
  });

  it('have no control for patches, incidents and compliance, which are tasks alone', () => {
    const titles = embeddedCatalog.controls.map(({ title }) => title).join('\n');
    expect(titles).not.toMatch(/patch|incident|compliance/i);
    const tasks = lines('security-monitoring', 'choreo', 'self-managed', 'premium').join('\n');
    expect(tasks).toMatch(/patches[^]*incidents[^]*compliance/);
  });

  it('know the state of the page they come from', () => {
    expect(embeddedCatalog.documents['choreo-security-levels']?.asOf).toBe('2024-12-06');
  });

  it('disagree with the responsibilities about SIEM: the open question quotes both', () => {
    const { appliesTo, says } = byId(embeddedCatalog.openQuestions, 'siem-tier-or-add-on');
    expect(appliesTo).toEqual({ tiers: ['standard', 'premium'], withoutAddOn: 'siem' });
    expect(says.map(({ source }) => source.document)).toEqual(['choreo-models', 'choreo-security-levels']);
  });
});

describe('the facts', () => {
  it.each([
    ['metrics-retention', '6 months', 'integration-platform-compliance'],
    ['logs-retention', '30 days', 'integration-platform-compliance'],
    ['data-locality', 'GDPR and CCPA', 'devant-data-planes'],
    ['console-talks-to-data-plane', 'directly', 'devant-data-planes'],
    ['secrets-in-attached-vault', 'Azure Key Vault or AWS Secrets Manager', 'choreo-secrets'],
  ])('%s: %s, from %s', (id, words, document) => {
    const fact = byId(embeddedCatalog.facts, id);
    expect(fact.text).toContain(words);
    expect(fact.source.document).toBe(document);
  });
});
