import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { cloudIds, connectionIds, editionIds, managementModelIds, securityTierIds } from '../catalog/catalog.ts';
import type { ConnectionId } from '../catalog/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import { deriveRequirements } from './deriveRequirements.ts';
import type { ConnectionRequirement, Requirements } from './deriveRequirements.ts';
import { findOpenQuestions } from './findOpenQuestions.ts';

const bare: Plan = {
  apiVersion: 'pdp-workbench/v1',
  kind: 'Plan',
  metadata: { name: 'acme-prod' },
  edition: 'integration-platform',
  managementModel: 'self-managed',
  cloud: 'azure',
  securityTier: 'basic',
};

function requirementsOf(change: Partial<Plan>): Requirements {
  return deriveRequirements(embeddedCatalog, { ...bare, ...change });
}

function rowOf(id: ConnectionId, change: Partial<Plan> = {}): ConnectionRequirement {
  const row = requirementsOf(change).connections.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`No row ${id}.`);
  return row;
}

const selectorsIn = ({ selectors }: Pick<ConnectionRequirement, 'selectors'>) =>
  selectors.map(({ namespace, selector }) => (namespace === undefined ? selector : `${namespace}: ${selector}`));

describe('the connections of a plan', () => {
  it('are the twelve rows of the table, required on every cloud, eleven of them outbound', () => {
    for (const cloud of cloudIds) {
      const { connections } = requirementsOf({ cloud });
      expect(connections.map(({ id }) => id)).toEqual([...connectionIds]);
      expect(connections.filter(({ required }) => required)).toHaveLength(12);
      expect(connections.filter(({ direction }) => direction === 'outbound')).toHaveLength(11);
    }
  });

  it('have endpoints that are called as the edition calls them', () => {
    expect(rowOf('pdp-agent--control-plane', { edition: 'choreo' }).endpoint).toBe(
      'Choreo control plane (mizzen server)',
    );
    expect(rowOf('pdp-agent--control-plane').endpoint).toBe('WSO2 Cloud control plane (mizzen server)');
    expect(rowOf('certificate-manager--lets-encrypt', { edition: 'choreo' }).endpoint).toBe("Let's Encrypt");
  });

  it('go to public hosts by default, and lack what only WSO2 or the customer knows', () => {
    expect(rowOf('flux-source-controller--github')).toMatchObject({ ports: [443], missing: [] });
    expect(rowOf('flux-source-controller--github').hosts).toContain('github.com');
    expect(Object.fromEntries(requirementsOf({}).connections.map(({ id, missing }) => [id, missing]))).toMatchObject({
      'pdp-agent--control-plane': ['connections.pdp-agent--control-plane.hosts'],
      'pdp-agent--kubernetes-api': [
        'connections.pdp-agent--kubernetes-api.cidrs',
        'connections.pdp-agent--kubernetes-api.ports',
      ],
      'apim-adaptor--service-bus': [],
      'secret-resolver--secret-store': ['connections.secret-resolver--secret-store.cidrs'],
      'container-registry--public-registry': ['connections.container-registry--public-registry.cidrs'],
      'flux-helm-controller--wso2-registry': ['connections.flux-helm-controller--wso2-registry.hosts'],
    });
  });

  it('take the plan’s word before the catalogue’s', () => {
    const row = rowOf('apim-adaptor--service-bus', {
      connections: {
        'apim-adaptor--service-bus': {
          hosts: ['acme.servicebus.example.com'],
          ports: [443],
          cidrs: ['203.0.113.0/28'],
        },
      },
    });
    expect(row).toMatchObject({
      hosts: ['acme.servicebus.example.com'],
      ports: [443],
      cidrs: ['203.0.113.0/28'],
      missing: [],
    });
    expect(row.why.planPath).toEqual(['connections', 'apim-adaptor--service-bus']);
    expect(rowOf('apim-adaptor--service-bus').why.planPath).toBeUndefined();
  });

  it('to the control plane take its public range, but not those to services with addresses of Azure’s own', () => {
    const network = { controlPlaneCidrs: ['198.51.100.0/24'] };
    expect(rowOf('pdp-agent--control-plane', { network })).toMatchObject({ cidrs: ['198.51.100.0/24'], missing: [] });
    expect(rowOf('apim-adaptor--global-adaptor', { network })).toMatchObject({ cidrs: ['198.51.100.0/24'] });
    expect(rowOf('apim-adaptor--service-bus', { network }).cidrs).toEqual([]);
    expect(rowOf('flux-helm-controller--wso2-registry', { network }).cidrs).toEqual([]);
    const connections = { 'pdp-agent--control-plane': { cidrs: ['198.51.100.7/32'] } };
    expect(rowOf('pdp-agent--control-plane', { network, connections }).cidrs).toEqual(['198.51.100.7/32']);
  });

  it('have a failover site by the primary’s ports, if not said otherwise', () => {
    const failover = { hosts: ['cp2.example.com'] };
    const withFailover = (more: object) =>
      rowOf('pdp-agent--control-plane', {
        connections: { 'pdp-agent--control-plane': { failover: { ...failover, ...more }, ports: [8443] } },
      });
    expect(withFailover({}).failover).toEqual({ hosts: ['cp2.example.com'], cidrs: [], ports: [8443] });
    expect(withFailover({ ports: [443] }).failover?.ports).toEqual([443]);
    expect(rowOf('pdp-agent--control-plane').failover).toBeUndefined();
  });

  it('are not required, and lack nothing, when the plan does without them', () => {
    const connections = { 'pdp-agent--kubernetes-api': { notNeeded: 'The agent runs elsewhere.' } };
    expect(rowOf('pdp-agent--kubernetes-api', { connections })).toMatchObject({
      required: false,
      notNeeded: 'The agent runs elsewhere.',
      missing: [],
    });
  });

  it('find their pods by the profile, a row’s own selector, or the component’s where both mean the same pods', () => {
    expect(selectorsIn(rowOf('pdp-agent--control-plane'))).toEqual(['app in (mizzen-agent, pdp-agent)']);
    expect(selectorsIn(rowOf('pdp-agent--control-plane', { profile: 'openchoreo' }))).toEqual([
      'app.kubernetes.io/component=cluster-agent',
    ]);
    const components = { 'pdp-agent': { selector: 'app=agent' }, flux: { namespace: 'gitops', selector: 'part=flux' } };
    expect(selectorsIn(rowOf('pdp-agent--control-plane', { components }))).toEqual(['app=agent']);
    expect(selectorsIn(rowOf('pdp-agent--kubernetes-api', { components }))).toEqual(['app=agent']);
    // All of Flux is not the source controller.
    expect(selectorsIn(rowOf('flux-source-controller--github', { components }))).toEqual([
      'flux-system: app=source-controller',
    ]);
    const connections = {
      'pdp-agent--control-plane': { selector: 'app=own', namespace: 'pdp' },
      'flux-source-controller--github': { namespace: 'gitops' },
    };
    expect(selectorsIn(rowOf('pdp-agent--control-plane', { components, connections }))).toEqual(['pdp: app=own']);
    expect(selectorsIn(rowOf('flux-source-controller--github', { connections }))).toEqual([
      'gitops: app=source-controller',
    ]);
  });

  it('have no pods where a node or somebody outside opens them', () => {
    const { connections } = requirementsOf({});
    const others = connections.filter(({ originator }) => originator !== 'pod');
    expect(others.map(({ id, originator }) => `${id} ${originator}`)).toEqual([
      'container-registry--public-registry outside',
      'container-registry--internal-registry node',
    ]);
    expect(others.flatMap(({ selectors }) => selectors)).toEqual([]);
    expect(connections.filter(({ originator, selectors }) => originator === 'pod' && selectors.length === 0)).toEqual(
      [],
    );
  });

  it('to the chart registry are judged for the source controller too, found as its own row finds it', () => {
    const row = rowOf('flux-helm-controller--wso2-registry', {
      connections: { 'flux-source-controller--github': { selector: 'app=fetcher' } },
    });
    expect(selectorsIn(row)).toEqual(['flux-system: app=helm-controller']);
    expect(row.alsoJudged?.component).toBe('Flux source controller');
    expect(row.alsoJudged && selectorsIn(row.alsoJudged)).toEqual(['app=fetcher']);
  });

  it('all say why they are there, and what was assumed', () => {
    for (const { why, id } of requirementsOf({}).connections) {
      expect([id, why.source.document in embeddedCatalog.documents]).toEqual([id, true]);
      expect([id, why.assumptions.length > 0]).toEqual([id, true]);
    }
  });
});

describe('the controls of a plan', () => {
  const required = (change: Partial<Plan>) =>
    requirementsOf(change)
      .controls.filter((control) => control.required)
      .map(({ id }) => id);

  it('are asked for by the tier', () => {
    expect(required({ securityTier: 'basic' })).toHaveLength(10);
    expect(required({ securityTier: 'standard' })).toHaveLength(12);
    expect(required({ securityTier: 'premium' })).toHaveLength(13);
  });

  it('have a level where tiers differ by degree', () => {
    const levelOf = (securityTier: Plan['securityTier']) =>
      requirementsOf({ securityTier }).controls.find(({ id }) => id === 'cspm')?.level;
    expect(securityTierIds.map(levelOf)).toEqual(['foundational', 'foundational', 'premium']);
  });

  it('are the same six in every tier on-premises, and the others are not to be had', () => {
    const sets = securityTierIds.map((securityTier) => required({ securityTier, cloud: 'on-premises' }));
    expect(sets[0]).toEqual([
      'encryption-in-transit',
      'secret-management',
      'sast',
      'iac-scanning',
      'software-composition-analysis',
      'container-image-scanning',
    ]);
    expect(sets[1]).toEqual(sets[0]);
    expect(sets[2]).toEqual(sets[0]);
    expect(requirementsOf({ cloud: 'on-premises' }).controls.filter(({ available }) => !available)).toHaveLength(7);
  });
});

describe('the rest that follows from a plan', () => {
  it('is complete for every choice', () => {
    for (const edition of editionIds) {
      for (const managementModel of managementModelIds) {
        for (const cloud of cloudIds) {
          const { raci, components, infrastructure, controls, impliedFlows } = requirementsOf({
            edition,
            managementModel,
            cloud,
          });
          expect([raci.tasks.length, components.length, infrastructure.length, controls.length]).toEqual([
            16, 5, 4, 13,
          ]);
          expect(impliedFlows).toBe(embeddedCatalog.impliedFlows);
          expect(infrastructure.every(({ example }) => example !== '')).toBe(true);
        }
      }
    }
  });

  it('finds components by the plan’s selectors, and says so', () => {
    const { components } = requirementsOf({ components: { flux: { namespace: 'gitops', selector: 'part=flux' } } });
    const flux = components.find(({ id }) => id === 'flux');
    expect(flux).toMatchObject({
      selectors: [{ namespace: 'gitops', selector: 'part=flux' }],
      why: { planPath: ['components', 'flux'] },
    });
    expect(components.find(({ id }) => id === 'cilium')?.why.planPath).toBeUndefined();
  });

  it('declares backends, with what they lack', () => {
    const { backends } = requirementsOf({
      network: { backends: [{ name: 'erp', cidrs: ['10.80.0.0/16'], ports: [443], via: 'vpn' }, { name: 'crm' }] },
    });
    expect(backends).toMatchObject([
      { name: 'erp', via: 'vpn', missing: [], planPath: ['network', 'backends', 0] },
      { name: 'crm', missing: ['network.backends[1].cidrs', 'network.backends[1].ports'] },
    ]);
  });

  it('asks the documents’ open questions of the plans that they concern, until they are answered', () => {
    const ask = (change: Partial<Plan>) =>
      findOpenQuestions(embeddedCatalog, { ...bare, ...change }).map(({ id }) => id);
    expect(ask({})).not.toContain('siem-tier-or-add-on');
    expect(ask({ securityTier: 'standard' })).toContain('siem-tier-or-add-on');
    expect(ask({ securityTier: 'standard', addOns: ['siem'] })).not.toContain('siem-tier-or-add-on');
    expect(ask({ securityTier: 'standard', answers: { 'siem-tier-or-add-on': true } })).not.toContain(
      'siem-tier-or-add-on',
    );
    expect(ask({ cloud: 'aws' })).toContain('azure-dns-elsewhere');
    expect(ask({})).not.toContain('azure-dns-elsewhere');
  });
});
