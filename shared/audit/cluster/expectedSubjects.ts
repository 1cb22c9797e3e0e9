import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import type { Subject } from '../../evidence/grants.ts';
import { nameOf, textAt } from '../../evidence/objectFields.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { ClusterReading } from './clusterReading.ts';
import { selectedBy } from './componentWorkloads.ts';
import { readDistribution } from './readDistribution.ts';
import { makeOwnerOfNamespace, makeOwnerOfSubject } from './systemNamespaces.ts';

/** Components that install and change whatever they are told to, which takes every right there is. */
const installers = ['flux', 'pdp-agent'] as const;

/**
 * Why a subject may hold wide rights, for those who are known to; undefined for all others. By rule, not by silence: what it
 * says stands in the evidence.
 */
export function makeWhyExpected(
  cluster: ClusterReading<'pods' | 'serviceaccounts' | 'nodes'>,
  { catalog, requirements, plan, planFile }: Pick<AuditMaterial, 'catalog' | 'requirements' | 'plan' | 'planFile'>,
): (subject: Subject) => string | undefined {
  const pods = cluster.objects('pods');
  const ownerOfNamespace = makeOwnerOfNamespace(cluster, catalog);
  const ownerOfSubject = makeOwnerOfSubject(catalog, () => readDistribution(cluster)?.id);
  const administrators = new Set(plan.clusterAdministrators ?? []);
  const accounts = new Map(
    requirements.components
      .filter(({ id }) => installers.some((installer) => installer === id))
      .flatMap(({ title, selectors }) => {
        const isSelected = selectedBy(selectors);
        return pods
          .filter(({ metadata: { namespace, labels = {} } }) => isSelected(namespace, labels))
          .map((pod): readonly [string, string] => [accountOf(pod), title]);
      }),
  );
  const namespaces = new Map([...accounts].map(([name, title]) => [name.split('/')[0] ?? '', title]));
  const existing = new Set(cluster.objects('serviceaccounts').map(nameOf));
  return (subject) => {
    const reserved = ownerOfSubject(subject);
    if (reserved !== undefined) return reserved;
    if (administrators.has(subject.name)) return `named under clusterAdministrators in ${planFile}`;
    if (subject.kind !== 'ServiceAccount') return undefined;
    const title = accounts.get(subject.name);
    if (title !== undefined) return `of ${title}, which installs what it is told to`;
    const [namespace = ''] = subject.name.split('/');
    const beside = namespaces.get(namespace);
    // The roles of Flux are bound to controllers that not everybody installs; who can make their accounts has the others.
    if (beside !== undefined && !existing.has(subject.name)) return `not there, beside the accounts of ${beside}`;
    const owner = ownerOfNamespace(namespace);
    return owner && `in a namespace of ${owner}`;
  };
}

/** `namespace/name` of the service account that a pod runs as. */
export function accountOf(pod: ClusterObject): string {
  return `${pod.metadata.namespace}/${textAt(pod, 'spec', 'serviceAccountName') ?? 'default'}`;
}
