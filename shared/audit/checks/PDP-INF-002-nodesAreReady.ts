import { conditionOf, describeCondition, fieldAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { noNodes } from '../cluster/noNodes.ts';

/** A node that is not ready runs nothing new, and what ran on it is about to be moved. */
export const nodesAreReady = clusterCheck({
  id: 'PDP-INF-002',
  title: 'Every node is ready',
  about: 'Readiness of the nodes',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  needs: ['nodes'],
  assess(cluster) {
    const judged = cluster.objects('nodes').map((node) => {
      const ready = conditionOf(fieldAt(node, 'status'), 'Ready');
      return {
        state: ready?.status === 'True' ? ('good' as const) : ('bad' as const),
        evidence: cluster.evidence('nodes', node, describeCondition('Ready', ready)),
      };
    });
    return assessEach(judged, {
      source: cluster.source('nodes'),
      pass: (all) => `${partOf(all, all, 'node', ['is', 'are'])} ready`,
      fail: (bad, all) => `${bad} of ${count(all, 'node')} not ready`,
      remedy: 'Run kubectl describe node on each that is named, and repair or replace it.',
      none: noNodes,
    });
  },
});
