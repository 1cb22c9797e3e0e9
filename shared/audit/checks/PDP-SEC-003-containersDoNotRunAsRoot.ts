import { findRootUsers } from '../../evidence/podSecurity.ts';
import { count } from '../../kernel/count.ts';
import { assessPods } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** Where nothing says otherwise, the image decides, and most images run as root. */
export const containersDoNotRunAsRoot = safeguardCheck({
  id: 'PDP-SEC-003',
  title: 'No container runs as root, or could',
  about: 'Users of containers',
  safeguard: 'unprivileged-users',
  needs: ['pods'],
  assess: (cluster, material) =>
    assessPods(
      cluster,
      material,
      findRootUsers,
      {
        pass: (all) => `${count(all, 'workload')} without a container that may run as root`,
        fail: (bad, all) => `${bad} of ${count(all, 'workload')} with containers that run as root, or may`,
        good: 'not as root',
        remedy:
          'Set securityContext.runAsNonRoot: true in the pods’ templates, and runAsUser where the image names its user by a word.',
      },
      { letsWatchersOff: true },
    ),
});
