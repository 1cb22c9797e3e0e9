import { findNodeNetworkUse } from '../../evidence/podSecurity.ts';
import { count } from '../../kernel/count.ts';
import { assessPods } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** Network policies do not bear on what uses the network of its node, and a port of the node is open to whoever reaches the node. */
export const workloadIsOffTheNodesNetwork = safeguardCheck({
  id: 'PDP-CLU-004',
  title: 'No workload uses the network or ports of its node',
  about: 'Use of the nodes’ network',
  safeguard: 'node-network',
  needs: ['pods'],
  assess: (cluster, material) =>
    assessPods(
      cluster,
      material,
      findNodeNetworkUse,
      {
        pass: (all) => `None of ${count(all, 'workload')} uses the network of its node`,
        fail: (bad, all) => `${bad} of ${count(all, 'workload')} on the network or ports of their nodes`,
        good: 'off the node’s network',
        remedy:
          'Take hostNetwork and hostPort out of the pods’ templates and reach them by a Service, or waive it with the reason why they need it.',
      },
      { letsWatchersOff: true },
    ),
});
