import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { unknown } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { judgeNodeCoverage } from '../cluster/nodeCoverage.ts';
import { noNodes } from '../cluster/noNodes.ts';

/** Logs of a node without an agent are gone with the node. */
export const logsAreCollected = clusterCheck({
  id: 'PDP-INF-013',
  title: 'An agent collects logs on every node',
  about: 'Collection of logs',
  requirement: 'infrastructure.log-storage',
  task: 'infrastructure-provisioning',
  needs: [...workloadResources, 'nodes'],
  assess(cluster, { catalog }) {
    const agents = catalog.loggingAgents
      .map(({ title, selectors }) => ({
        title,
        onNodes: findComponentWorkloads(cluster, selectors).filter(({ kind }) => kind === 'DaemonSet'),
      }))
      .filter(({ onNodes }) => onNodes.length > 0);
    if (agents.length === 0) {
      return unknown('absent', {
        title: 'No agent for logs is seen',
        evidence: [
          {
            text: `Looked for DaemonSets of ${enumerate(catalog.loggingAgents.map(({ title }) => title))}; found none.`,
            source: cluster.source('daemonsets.apps'),
          },
        ],
        remedy:
          'Install one, or attest infrastructure.log-storage where another one collects: pdp catalog logging-agents lists those that are known.',
      });
    }
    const names = agents.map(({ title }) => title).join(' or ');
    const judged = judgeNodeCoverage(
      cluster,
      names,
      agents.flatMap(({ onNodes }) => onNodes),
    );
    return assessEach(judged, {
      source: cluster.source('nodes'),
      pass: (all) => `${names} on all ${count(all, 'ready node')}`,
      fail: (bad, all) => `${bad} of ${count(all, 'ready node')} without a ready agent for logs`,
      remedy: `See with kubectl get daemonset -A why ${names} is not on the nodes that are named: a taint, a selector, or a pod that fails.`,
      none: noNodes,
    });
  },
});
