import { findBaselineFaults } from '../../evidence/podSecurity.ts';
import { count } from '../../kernel/count.ts';
import { assessPods } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** By what pods really are, whatever their namespaces enforce. The network of the node is asked about by PDP-CLU-004. */
export const podsKeepToTheBaseline = safeguardCheck({
  id: 'PDP-SEC-002',
  title: 'No workload can take over its node: pods keep to the baseline of the Pod Security Standards',
  about: 'Privileges of pods',
  safeguard: 'pod-isolation',
  needs: ['pods'],
  assess: (cluster, material) =>
    assessPods(
      cluster,
      material,
      findBaselineFaults,
      {
        pass: (all) => `${count(all, 'workload')} within the baseline of the Pod Security Standards`,
        fail: (bad, all) => `${bad} of ${count(all, 'workload')} beyond the baseline of the Pod Security Standards`,
        good: 'within the baseline',
        remedy:
          'Take what is named out of the pods’ templates, or waive it with the reason why the workload has to reach its node.',
      },
      { letsWatchersOff: true },
    ),
});
