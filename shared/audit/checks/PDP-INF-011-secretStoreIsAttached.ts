import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';

const stores = ['secretstores.external-secrets.io', 'clustersecretstores.external-secrets.io'] as const;
const mounts = 'secretproviderclasspodstatuses.secrets-store.csi.x-k8s.io';
const sources = [...stores, mounts] as const;

/** A vault is attached where External Secrets reach it, or where the Secrets Store CSI driver has mounted from it. */
export const secretStoreIsAttached = clusterCheck({
  id: 'PDP-INF-011',
  title: 'A secret store is attached, by External Secrets or the Secrets Store CSI driver',
  about: 'Attachment of the secret store',
  requirement: 'infrastructure.secret-store',
  task: 'infrastructure-provisioning',
  proves: 'secret-management',
  needs: sources,
  assess(cluster) {
    const judgedStores = stores.flatMap((resource) =>
      cluster.objects(resource).map((store): Judged => {
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
    return assessEach([...judgedStores, ...judgedMounts], {
      source: cluster.source(stores[0]),
      pass: (all) => `A secret store is attached: ${count(all, 'store or mount', 'stores and mounts')}, all ready`,
      fail: (bad) => `${count(bad, 'secret store or mount', 'secret stores and mounts')} not ready`,
      remedy: 'Run kubectl describe on what is named: it says why the vault refuses or is not reached.',
      open: {
        title: (open) => `${count(open, 'secret store')} without a word on whether it is reached`,
        remedy: 'See whether the controller of External Secrets runs.',
      },
      none: {
        title: 'No secret store is seen',
        text: sources.every((resource) => !cluster.isServed(resource))
          ? 'Neither External Secrets nor the Secrets Store CSI driver is installed.'
          : 'There is no store of External Secrets, and nothing is mounted by the Secrets Store CSI driver.',
        remedy:
          'Attach the vault by one of the two, or attest infrastructure.secret-store where the data plane reads it in another way.',
      },
    });
  },
});
