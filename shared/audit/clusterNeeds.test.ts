import { expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { AuditCheck } from './auditCheck.ts';
import { auditMaterial } from './testing/auditMaterial.ts';
import { allChecks } from './checks/allChecks.ts';
import { checksOfPlan, checksThatNeed, clusterNeeds } from './clusterNeeds.ts';

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

it('needs the kinds of policies that only verdicts are made from where the plan leaves pod policies to the cluster', () => {
  const needsOf = (more: string) =>
    clusterNeeds(checksOfPlan(allChecks, auditMaterial(embeddedCatalog, { more }).plan));
  const [ofFiles, ofCluster] = ['rules/', 'cluster'].map((source) =>
    needsOf(`network: {path: [{layer: pod-policy, source: ${source}}]}\n`),
  );
  expect(ofCluster).toEqual(clusterNeeds(allChecks));
  expect(ofFiles).toEqual(expect.arrayContaining(['pods', 'networkpolicies.networking.k8s.io']));
  expect(ofFiles).not.toContain('egressfirewalls.k8s.ovn.org');
  expect(ofFiles?.filter((id) => ofCluster?.includes(id) !== true)).toEqual([]);
});
