import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { unknown } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf, noneOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { judgeNodeCoverage } from '../cluster/nodeCoverage.ts';
import { noNodes } from '../cluster/noNodes.ts';

/** Of a node without an agent nobody sees anything. */
export const observabilityRunsOnEveryNode = clusterCheck({
  id: 'PDP-CMP-013',
  title: 'The agents of observability are ready on every node',
  about: 'Observability on the nodes',
  requirement: 'component.observability',
  task: 'components-management',
  needs: [...workloadResources, 'nodes'],
  assess(cluster, material) {
    const observability = componentOf(material, 'observability');
    const agents = findComponentWorkloads(cluster, observability.selectors).filter(({ kind }) => kind === 'DaemonSet');
    if (agents.length === 0) {
      const { title, text, remedy } = noneOf(observability);
      return unknown('absent', {
        title: 'No agent of observability was found',
        evidence: [{ text: `${title}, as a DaemonSet: ${text}`, source: cluster.source('daemonsets.apps') }],
        remedy,
      });
    }
    const names = enumerate(agents.map(({ name }) => name));
    return assessEach(judgeNodeCoverage(cluster, names, agents), {
      source: cluster.source('nodes'),
      pass: (all) => `${names} on all ${count(all, 'ready node')}`,
      fail: (bad, all) => `${bad} of ${count(all, 'ready node')} without a ready agent of observability`,
      remedy: `See with kubectl describe daemonset why ${names} is not on the nodes that are named.`,
      none: noNodes,
    });
  },
});
