import { parseAllDocuments } from 'yaml';
import { expect, it } from 'vitest';
import { clusterResources } from './clusterResources.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import { toLeastRole } from './leastRole.ts';

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

it('grants to list what is listed, and to get by its name what is read by its name', () => {
  const { manifests, commands } = toLeastRole(['pods', 'nodes', 'configmaps', 'deployments.apps']);
  const documents = parseAllDocuments(manifests).map((document) => document.toJS() as unknown);
  expect(documents).toEqual([
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'pdp-workbench-audit' },
      rules: [
        { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'pdp-workbench-audit', namespace: 'kube-system' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['cilium-config'], verbs: ['get'] }],
    },
  ]);
  expect(commands).toEqual([
    'kubectl create clusterrolebinding pdp-workbench-audit --clusterrole=pdp-workbench-audit --user=USER',
    'kubectl create rolebinding pdp-workbench-audit --namespace=kube-system --role=pdp-workbench-audit --user=USER',
  ]);
});

it('needs no Role where nothing is read by name, and names secrets never', () => {
  const { manifests, commands } = toLeastRole(['pods']);
  expect(manifests).not.toContain('kind: Role\n');
  expect(commands).toHaveLength(1);
  const everything = toLeastRole(Object.keys(clusterResources) as ClusterResourceId[]).manifests;
  const rules = parseAllDocuments(everything).flatMap((document) => (document.toJS() as { rules: Rule[] }).rules);
  const granted = rules.flatMap(({ resources, verbs }) => [...resources, ...verbs]);
  expect(granted).toContain('pods');
  expect(granted.filter((word) => /^(?:secrets|[*]|.*[/].*)$/.test(word))).toEqual([]);
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['list', 'get']));
});
