import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { judgeSecretStores, secretStoreResources } from '../cluster/attachedStores.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';

/** A vault is attached where External Secrets reach it, or where the Secrets Store CSI driver has mounted from it. */
export const secretStoreIsAttached = clusterCheck({
  id: 'PDP-INF-011',
  title: 'A secret store is attached, by External Secrets or the Secrets Store CSI driver',
  about: 'Attachment of the secret store',
  requirement: 'infrastructure.secret-store',
  task: 'infrastructure-provisioning',
  proves: 'secret-management',
  needs: secretStoreResources,
  assess(cluster) {
    return assessEach(judgeSecretStores(cluster), {
      source: cluster.source(secretStoreResources[0]),
      pass: (all) => `A secret store is attached: ${count(all, 'store or mount', 'stores and mounts')}, all ready`,
      fail: (bad) => `${count(bad, 'secret store or mount', 'secret stores and mounts')} not ready`,
      remedy: 'Run kubectl describe on what is named: it says why the vault refuses or is not reached.',
      open: {
        title: (open) => `${count(open, 'secret store')} without a word on whether it is reached`,
        remedy: 'See whether the controller of External Secrets runs.',
      },
      none: {
        title: 'No secret store is seen',
        text: secretStoreResources.every((resource) => !cluster.isServed(resource))
          ? 'Neither External Secrets nor the Secrets Store CSI driver is installed.'
          : 'There is no store of External Secrets that leads to a vault (those of the providers fake and kubernetes lead to none), and nothing is mounted by the Secrets Store CSI driver.',
        remedy:
          'Attach the vault by one of the two, or attest infrastructure.secret-store where the data plane reads it in another way.',
      },
    });
  },
});
