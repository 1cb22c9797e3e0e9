import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import type { Evidence } from '../finding.ts';
import type { Judged } from './assessEach.ts';
import type { ClusterReading } from './clusterReading.ts';

const stores = ['secretstores.external-secrets.io', 'clustersecretstores.external-secrets.io'] as const;
const mounts = 'secretproviderclasspodstatuses.secrets-store.csi.x-k8s.io';

/** By what a vault is attached to a cluster. */
export const secretStoreResources = [...stores, mounts] as const;

type Reading = ClusterReading<(typeof secretStoreResources)[number]>;

/**
 * Providers of External Secrets that are no vault: one that holds what its own object says, and Secrets of a cluster, which may be
 * this one.
 */
const withoutVault = ['fake', 'kubernetes'] as const;

/** Each store of External Secrets by whether it was reached, each mount of the Secrets Store CSI driver by whether it came about. */
export function judgeSecretStores(cluster: Reading): readonly Judged[] {
  const judgedStores = stores.flatMap((resource) =>
    cluster
      .objects(resource)
      .filter((store) => withoutVault.every((name) => fieldAt(store, 'spec', 'provider', name) === undefined))
      .map((store): Judged => {
        const ready = conditionOf(fieldAt(store, 'status'), 'Ready');
        return {
          state: ready === undefined ? 'open' : ready.status === 'True' ? 'good' : 'bad',
          evidence: cluster.evidence(resource, store, `${store.kind}, ${describeCondition('Ready', ready)}`),
        };
      }),
  );
  const judgedMounts = cluster.objects(mounts).map((mount): Judged => {
    const mounted = fieldAt(mount, 'status', 'mounted');
    const of = `class ${textAt(mount, 'status', 'secretProviderClassName') ?? 'unnamed'} in pod ${textAt(mount, 'status', 'podName') ?? 'unnamed'}`;
    return {
      state: mounted === true ? 'good' : 'bad',
      evidence: cluster.evidence(mounts, mount, `${of}, status.mounted=${String(mounted)}`),
    };
  });
  return [...judgedStores, ...judgedMounts];
}

/** Those that were reached. */
export function findAttachedStores(cluster: Reading): readonly Evidence[] {
  return judgeSecretStores(cluster).flatMap(({ state, evidence }) => (state === 'good' ? [evidence] : []));
}
