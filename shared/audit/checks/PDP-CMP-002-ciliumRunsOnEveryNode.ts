import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { noneOfCilium } from '../cluster/noCilium.ts';
import { judgeNodeCoverage } from '../cluster/nodeCoverage.ts';

/** Pods of a node without Cilium's agent have no network, or one without policies. */
export const ciliumRunsOnEveryNode = clusterCheck({
  id: 'PDP-CMP-002',
  title: 'An agent of Cilium is ready on every node',
  about: 'Cilium on the nodes',
  requirement: 'component.cilium',
  task: 'components-management',
  needs: [...workloadResources, 'nodes'],
  assess(cluster, material) {
    const cilium = componentOf(material, 'cilium');
    const agents = findComponentWorkloads(cluster, cilium.selectors).filter(({ kind }) => kind === 'DaemonSet');
    const judged = agents.length === 0 ? [] : judgeNodeCoverage(cluster, 'Cilium', agents);
    return assessEach(judged, {
      source: cluster.source('daemonsets.apps'),
      pass: (all) => `Cilium is ready on all ${count(all, 'ready node')}`,
      fail: (bad, all) => `${bad} of ${count(all, 'ready node')} without a ready agent of Cilium`,
      remedy: 'Run kubectl -n kube-system describe pod on the agents of the nodes that are named, and read their logs.',
      none: noneOfCilium(cluster, material),
    });
  },
});
