import { conditionOf, describeCondition, fieldAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { fail, pass, unknown } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { firstEvidence } from '../firstEvidence.ts';

/** A node that is not ready runs nothing new, and what ran on it is about to be moved. */
export const nodesAreReady = clusterCheck({
  id: 'PDP-INF-002',
  title: 'Every node is ready',
  about: 'Readiness of the nodes',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  needs: ['nodes'],
  assess(cluster) {
    const nodes = cluster.objects('nodes').map((node) => {
      const ready = conditionOf(fieldAt(node, 'status'), 'Ready');
      return {
        isReady: ready?.status === 'True',
        evidence: cluster.evidence('nodes', node, describeCondition('Ready', ready)),
      };
    });
    const source = cluster.source('nodes');
    if (nodes.length === 0) {
      return unknown('absent', {
        title: 'The cluster has no nodes',
        evidence: [{ text: 'The list of nodes is empty.', source }],
        remedy: 'Add nodes to the cluster, and audit again.',
      });
    }
    const notReady = nodes.filter(({ isReady }) => !isReady).map(({ evidence }) => evidence);
    return notReady.length === 0
      ? pass('observed', {
          title: `All ${count(nodes.length, 'node')} are ready`,
          evidence: firstEvidence(
            nodes.map(({ evidence }) => evidence),
            { source },
          ),
        })
      : fail({
          title: `${notReady.length} of ${count(nodes.length, 'node')} not ready`,
          evidence: firstEvidence(notReady, { source }),
          remedy: 'Run kubectl describe node on each that is named, and repair or replace it.',
        });
  },
});
