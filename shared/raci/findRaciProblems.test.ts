import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { taskIds } from '../catalog/catalog.ts';
import type { ManagementModelId, TaskId } from '../catalog/catalog.ts';
import type { Plan, TaskOwners } from '../plan/plan.ts';
import { findRaciProblems } from './findRaciProblems.ts';
import { deriveRaci } from './raci.ts';
import type { Raci } from './raci.ts';
import { signedText } from './signedText.ts';

type Owners = Partial<Record<TaskId, TaskOwners>>;

const team = { responsible: { who: 'team@acme.example' } };
const everybody: Owners = Object.fromEntries(taskIds.map((id) => [id, team]));

function raciOf(model: ManagementModelId, owners: Owners): Raci {
  return deriveRaci(embeddedCatalog, { edition: 'integration-platform', model, tier: 'standard', owners });
}

function told(raci: Raci, signedHash?: string): string[] {
  return findRaciProblems(raci, signedHash).map(({ kind, id }) => `${kind} ${id}`);
}

describe('findRaciProblems', () => {
  it('asks for a lead where both are accountable, else for who does what is yours: one point a task', () => {
    const found = told(raciOf('self-managed', {}));
    expect(found).toHaveLength(16);
    expect(found.filter((line) => line.includes('lead-missing'))).toEqual(['open lead-missing.security-monitoring']);
  });

  it('asks for nobody where WSO2 does it', () => {
    const found = told(raciOf('wso2-subscription', {}));
    expect(found).toEqual([
      'open lead-missing.network-management',
      'open lead-missing.dns-management',
      'open lead-missing.security-monitoring',
      'open owner-missing.workload-deployment',
      'open owner-missing.workload-management',
      'open owner-missing.workload-monitoring',
      'open owner-missing.workload-logs',
    ]);
  });

  it('is content with names, and with a lead for what is shared', () => {
    const led = { ...everybody, 'security-monitoring': { ...team, accountable: { who: 'ciso@acme.example' } } };
    expect(told(raciOf('self-managed', led))).toEqual([]);
    expect(told(raciOf('self-managed', everybody))).toEqual(['open lead-missing.security-monitoring']);
    const onlyLed = { ...led, 'security-monitoring': { accountable: { who: 'ciso@acme.example' } } };
    expect(told(raciOf('self-managed', onlyLed))).toEqual(['open owner-missing.security-monitoring']);
  });

  it('takes a task that nobody does, or answers for, for a contradiction', () => {
    const raci = raciOf('self-managed', everybody);
    const nobody = { parties: [], ifRequired: false };
    const [first, ...others] = raci.tasks;
    if (first === undefined) throw new Error('The matrix is empty.');
    expect(told({ ...raci, tasks: [{ ...first, responsible: nobody, accountable: nobody }, ...others] })).toEqual([
      'contradiction task-without-responsible.subscription-prerequisites',
      'contradiction task-without-accountable.subscription-prerequisites',
      'open lead-missing.security-monitoring',
    ]);
  });

  it('wonders about a name, and refuses a part, in what WSO2 does alone', () => {
    const owners: Owners = {
      'components-deployment': { ...team, split: { WSO2: 'Runs Helm.', Customer: 'Watches.' } },
    };
    const found = findRaciProblems(raciOf('wso2-subscription', owners)).filter(({ id }) =>
      id.includes('components-deployment'),
    );
    expect(found.map(({ kind, path }) => `${kind} ${path.join('/')}`)).toEqual([
      'contradiction owners/components-deployment/split/Customer',
      'warning owners/components-deployment/responsible',
    ]);
  });

  it('tells a sign-off of another state of the plan from one of this state', () => {
    const signedFor = (planHash?: string): Owners => ({
      ...everybody,
      'security-monitoring': { ...team, accountable: team.responsible },
      'dns-management': {
        responsible: {
          who: 'net-team@acme.example',
          signedOff: { by: 'Ann', on: '2026-11-02', ...(planHash === undefined ? {} : { planHash }) },
        },
      },
    });
    expect(told(raciOf('self-managed', signedFor('aa')), 'aa')).toEqual([]);
    expect(told(raciOf('self-managed', signedFor('aa')), 'bb')).toEqual([
      'warning sign-off-outdated.dns-management.responsible',
    ]);
    expect(told(raciOf('self-managed', signedFor('aa')))).toEqual([]);
    expect(told(raciOf('self-managed', signedFor()), 'bb')).toEqual([]);
  });
});

describe('signedText', () => {
  const plan: Plan = {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Plan',
    metadata: { name: 'acme-prod' },
    edition: 'choreo',
    managementModel: 'self-managed',
    cloud: 'azure',
    securityTier: 'basic',
    owners: { 'dns-management': { responsible: { who: 'net-team@acme.example' } } },
  };
  const signed: Plan = {
    ...plan,
    owners: {
      'dns-management': {
        responsible: { who: 'net-team@acme.example', signedOff: { by: 'Ann', on: '2026-11-02', planHash: 'aa' } },
      },
    },
    waivers: [{ requirement: 'control.sast', reason: 'r', owner: 'o', expires: '2027-01-01' }],
  };

  it('stays the same when somebody signs, attests or waives', () => {
    expect(signedText(signed)).toBe(signedText(plan));
  });

  it.each<[what: string, change: Partial<Plan>]>([
    ['the model', { managementModel: 'customer-subscription' }],
    ['the tier', { securityTier: 'premium' }],
    ['a name', { owners: { 'dns-management': { responsible: { who: 'other@acme.example' } } } }],
    ['a lead', { owners: { 'dns-management': { ...plan.owners?.['dns-management'], accountable: { who: 'a' } } } }],
    ['what each does', { owners: { 'dns-management': { ...plan.owners?.['dns-management'], split: { WSO2: 'a' } } } }],
    ['a connection', { connections: { 'pdp-agent--control-plane': { hosts: ['cp.example.com'] } } }],
  ])('changes with %s', (_, change) => {
    expect(signedText({ ...plan, ...change })).not.toBe(signedText(plan));
  });
});
