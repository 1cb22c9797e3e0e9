import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { editionIds, managementModelIds, securityTierIds } from '../catalog/catalog.ts';
import { describeCell, deriveRaci, raciRoles } from './raci.ts';
import type { Raci, RaciTask } from './raci.ts';

function taskOf(raci: Raci, id: RaciTask['id']): RaciTask {
  const task = raci.tasks.find((candidate) => candidate.id === id);
  if (task === undefined) throw new Error(`No task ${id}.`);
  return task;
}

describe('deriveRaci', () => {
  it('has sixteen tasks in the documents’ order for each edition and model, twelve of them the platform’s', () => {
    for (const edition of editionIds) {
      for (const model of managementModelIds) {
        const { tasks } = deriveRaci(embeddedCatalog, { edition, model });
        expect(tasks.map(({ id }) => id)).toEqual(embeddedCatalog.tasks.map(({ id }) => id));
        expect(tasks.filter(({ scope }) => scope === 'platform')).toHaveLength(12);
        expect(tasks.filter(({ scope }) => scope === 'workload')).toHaveLength(4);
      }
    }
  });

  it('gives the same parties in every edition', () => {
    for (const model of managementModelIds) {
      const cells = editionIds.map((edition) =>
        deriveRaci(embeddedCatalog, { edition, model }).tasks.map((task) =>
          raciRoles.map((role) => describeCell(task[role])),
        ),
      );
      expect(new Set(cells.map((rows) => JSON.stringify(rows))).size).toBe(1);
    }
  });

  it.each([
    [
      'wso2-subscription',
      'subscription-prerequisites',
      ['WSO2', 'WSO2', 'Customer (if required)', 'Customer (if required)'],
    ],
    ['wso2-subscription', 'infrastructure-provisioning', ['WSO2', 'WSO2', '-', 'Customer (if required)']],
    ['customer-subscription', 'firewall-rules', ['WSO2/Customer', 'WSO2/Customer', 'Customer', 'Customer']],
    ['self-managed', 'infrastructure-provisioning', ['Customer', 'Customer', 'WSO2', 'WSO2 (if required)']],
    ['self-managed', 'remote-access', ['Customer', 'Customer', 'WSO2', '-']],
    ['self-managed', 'workload-logs', ['Customer', 'Customer', 'Customer', 'Customer']],
  ] as const)('has for %s, %s the cells %j', (model, id, cells) => {
    const task = taskOf(deriveRaci(embeddedCatalog, { edition: 'choreo', model }), id);
    expect(raciRoles.map((role) => describeCell(task[role]))).toEqual(cells);
  });

  it('speaks the edition’s words', () => {
    const titles = editionIds.map(
      (edition) => taskOf(deriveRaci(embeddedCatalog, { edition, model: 'self-managed' }), 'dns-management').title,
    );
    expect(new Set(titles).size).toBeGreaterThan(2);
    expect(titles[3]).toContain('Choreo');
  });

  it('describes security monitoring by the tier', () => {
    const lines = (tier: (typeof securityTierIds)[number]) =>
      taskOf(
        deriveRaci(embeddedCatalog, { edition: 'choreo', model: 'self-managed', tier }),
        'security-monitoring',
      ).description.join('\n');
    expect(lines('basic')).not.toContain('SIEM');
    expect(lines('standard')).toContain('SIEM');
    expect(lines('premium')).toBe(lines('standard'));
  });

  it('holds without a tier the lines of all of them, each with its tier', () => {
    const raci = deriveRaci(embeddedCatalog, { edition: 'choreo', model: 'self-managed' });
    expect(raci.tier).toBeNull();
    const lines = taskOf(raci, 'security-monitoring').description;
    expect(lines.filter((line) => line.startsWith('Standard and premium tier: ')).join()).toContain('SIEM');
    const ofEveryTier = taskOf(
      deriveRaci(embeddedCatalog, { edition: 'choreo', model: 'self-managed', tier: 'basic' }),
      'security-monitoring',
    );
    expect(lines.length).toBeGreaterThan(ofEveryTier.description.length);
  });

  it('names the owners of the plan, and only where it has some', () => {
    const owners = { 'dns-management': { responsible: { who: 'net-team@acme.example' } } };
    const raci = deriveRaci(embeddedCatalog, { edition: 'devant', model: 'self-managed', tier: 'basic', owners });
    expect(taskOf(raci, 'dns-management').owners).toEqual(owners['dns-management']);
    expect(raci.tasks.filter((task) => 'owners' in task)).toHaveLength(1);
  });

  it('names its source, and says where another edition’s was taken over', () => {
    const ofDevant = taskOf(
      deriveRaci(embeddedCatalog, { edition: 'devant', model: 'self-managed' }),
      'dns-management',
    );
    expect(ofDevant.source.note).toContain('Taken over from the Integration Platform');
    const ofChoreo = taskOf(
      deriveRaci(embeddedCatalog, { edition: 'choreo', model: 'self-managed' }),
      'dns-management',
    );
    expect(ofChoreo.source.document).toBe('choreo-models');
  });
});
