import { expect, it } from 'vitest';
import type { AuditCheck } from './auditCheck.ts';
import { checksThatNeed, clusterNeeds } from './clusterNeeds.ts';

const check = (id: string, needs?: AuditCheck['needs']): AuditCheck => ({
  id,
  title: id,
  ...(needs !== undefined && { needs }),
  questions: () => [],
});
const checks = [check('A', ['services', 'pods']), check('B'), check('C', ['pods', 'nodes'])];

it('needs of a cluster what any of the checks reads, once, and what tells the cluster from others', () => {
  expect(clusterNeeds(checks)).toEqual(['nodes', 'namespaces', 'pods', 'services']);
  expect(clusterNeeds([check('B')])).toEqual(['namespaces']);
});

it('says which checks read a resource', () => {
  expect(checksThatNeed('pods', checks)).toEqual(['A', 'C']);
  expect(checksThatNeed('secretstores.external-secrets.io', checks)).toEqual([]);
});
