import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { managementModelIds } from '../catalog/catalog.ts';
import type { ManagementModelId } from '../catalog/catalog.ts';
import { compareRaci } from './compareRaci.ts';
import { deriveRaci } from './raci.ts';
import type { RaciComparison } from './raci.ts';

function compare(model: ManagementModelId, other: ManagementModelId): RaciComparison {
  const of = (which: ManagementModelId) =>
    deriveRaci(embeddedCatalog, { edition: 'integration-platform', model: which });
  return compareRaci(of(model), of(other));
}

function sentenceOf({ sentence }: RaciComparison): string {
  return sentence.map(({ text, strong }) => (strong ? `**${text}**` : text)).join('');
}

describe('compareRaci', () => {
  it('says of each task what a self-managed data plane means, against one that WSO2 manages in your subscription', () => {
    const comparison = compare('self-managed', 'customer-subscription');
    expect(comparison.tasks.map(({ id, words }) => `${id}: ${words}`)).toEqual([
      'subscription-prerequisites: Informed differs',
      'remote-access: Informed differs',
      'network-management: Yours, not shared',
      'firewall-rules: Yours, not shared',
      'infrastructure-provisioning: Yours, not WSO2’s',
      'kubernetes-management: Yours, not WSO2’s',
      'infrastructure-monitoring: Yours, not WSO2’s',
      'dns-management: Yours, not shared',
      'components-deployment: Yours, not WSO2’s',
      'components-management: Yours, not WSO2’s',
      'components-monitoring: Yours, not WSO2’s',
      'security-monitoring: Same',
      'workload-deployment: Same',
      'workload-management: Same',
      'workload-monitoring: Same',
      'workload-logs: Same',
    ]);
    expect(comparison.counts).toEqual({ movesToYou: 9, movesFromYou: 0, rolesDiffer: 2, same: 5 });
    expect(sentenceOf(comparison)).toBe(
      'Customer self-managed gives you **6 tasks that WSO2 would do** and **3 that would be shared**. 2 differ only in who is informed, 5 are the same.',
    );
  });

  it.each([
    [
      'customer-subscription',
      'self-managed',
      'WSO2 fully managed, customer subscription shares **3 tasks that would be yours** and gives WSO2 **6 that would be yours**. 2 differ only in who is informed, 5 are the same.',
    ],
    [
      'wso2-subscription',
      'self-managed',
      'WSO2 fully managed, WSO2 subscription shares **2 tasks that would be yours** and gives WSO2 **9 that would be yours**. 5 are the same.',
    ],
    [
      'customer-subscription',
      'wso2-subscription',
      'WSO2 fully managed, customer subscription gives you **2 tasks that WSO2 would do** and shares **1 that WSO2 would do**. 1 differs only in who is consulted and informed, 1 differs only in who is consulted, 11 are the same.',
    ],
    ['self-managed', 'self-managed', 'All 16 tasks are the same.'],
  ] as const)('sums up %s against %s', (model, other, sentence) => {
    expect(sentenceOf(compare(model, other))).toBe(sentence);
  });

  it('counts every task once, and the opposite the other way round', () => {
    for (const model of managementModelIds) {
      for (const other of managementModelIds) {
        const there = compare(model, other).counts;
        const back = compare(other, model).counts;
        expect(there.movesToYou + there.movesFromYou + there.rolesDiffer + there.same).toBe(16);
        expect(there).toEqual({ ...back, movesToYou: back.movesFromYou, movesFromYou: back.movesToYou });
      }
    }
  });

  it('marks the cells that differ, “if required” among them', () => {
    const provisioning = compare('customer-subscription', 'wso2-subscription').tasks[4];
    expect(provisioning).toMatchObject({ id: 'infrastructure-provisioning', differing: ['consulted', 'informed'] });
    expect(provisioning?.other.informed).toEqual({ parties: ['Customer'], ifRequired: true });
  });

  it('takes the order of parties in a cell for nothing', () => {
    const raci = deriveRaci(embeddedCatalog, { edition: 'choreo', model: 'self-managed' });
    const reversed = {
      ...raci,
      tasks: raci.tasks.map((task) => ({
        ...task,
        responsible: { ...task.responsible, parties: task.responsible.parties.toReversed() },
      })),
    };
    expect(compareRaci(raci, reversed).counts.same).toBe(16);
  });
});
