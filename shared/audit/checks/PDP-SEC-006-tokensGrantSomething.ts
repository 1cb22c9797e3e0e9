import { bindingResources, findGrants } from '../../evidence/grants.ts';
import { fieldAt, nameOf } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { accountOf } from '../cluster/expectedSubjects.ts';
import { assessPods } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** A token of an account that is granted nothing is of use to nobody but who steals it. The pod's word wins over the account's. */
export const tokensGrantSomething = safeguardCheck({
  id: 'PDP-SEC-006',
  title: 'Pods get a token of the API server only where roles are bound to their service account',
  about: 'Tokens in pods',
  safeguard: 'service-account-tokens',
  needs: ['pods', 'serviceaccounts', ...bindingResources],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const subjects = findGrants(bindingResources.flatMap((resource) => cluster.objects(resource))).flatMap(
      (grant) => grant.subjects,
    );
    const granted = new Set(subjects.filter(({ kind }) => kind === 'ServiceAccount').map(({ name }) => name));
    const withoutToken = new Set(
      cluster
        .objects('serviceaccounts')
        .filter((account) => account['automountServiceAccountToken'] === false)
        .map(nameOf),
    );
    return assessPods(
      cluster,
      material,
      (pod) => {
        const account = accountOf(pod);
        const isMounted = fieldAt(pod, 'spec', 'automountServiceAccountToken') ?? !withoutToken.has(account);
        return isMounted === false || granted.has(account)
          ? []
          : [`holds a token of ${account}, to which no role is bound`];
      },
      {
        pass: (all) => `None of ${count(all, 'workload')} holds a token that grants nothing`,
        fail: (bad, all) => `${partOf(bad, all, 'workload', ['holds', 'hold'])} a token without a use`,
        good: 'no token, or one with roles',
        remedy:
          'Set automountServiceAccountToken: false in the pods’ templates or on their service accounts, the namespaces’ default ones first.',
      },
    );
  },
});
