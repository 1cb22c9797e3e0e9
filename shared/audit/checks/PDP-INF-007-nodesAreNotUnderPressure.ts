import { conditionOf, describeCondition, fieldAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { noNodes } from '../cluster/noNodes.ts';

const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'] as const;
/** Written by the network plug-in, and by some not at all. */
const perhapsNotWritten = 'NetworkUnavailable';

/** A node under pressure puts pods out. */
export const nodesAreNotUnderPressure = clusterCheck({
  id: 'PDP-INF-007',
  title: 'No node is short of memory, disk or process ids',
  about: 'Pressure on the nodes',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  needs: ['nodes'],
  assess(cluster) {
    const judged = cluster.objects('nodes').map((node): Judged => {
      const conditions = pressures
        .map((type) => ({ type, condition: conditionOf(fieldAt(node, 'status'), type) }))
        .filter(({ type, condition }) => condition !== undefined || type !== perhapsNotWritten);
      const says = (some: typeof conditions): string =>
        some.map(({ type, condition }) => describeCondition(type, condition)).join(', ');
      const pressing = conditions.filter(({ condition }) => condition?.status === 'True');
      if (pressing.length > 0) return { state: 'bad', evidence: cluster.evidence('nodes', node, says(pressing)) };
      const open = conditions.filter(({ condition }) => condition?.status !== 'False');
      if (open.length > 0) return { state: 'open', evidence: cluster.evidence('nodes', node, says(open)) };
      return { state: 'good', evidence: cluster.evidence('nodes', node, says(conditions)) };
    });
    return assessEach(judged, {
      source: cluster.source('nodes'),
      pass: (all) => `No pressure on ${count(all, 'node')}`,
      fail: (bad, all) => `${bad} of ${count(all, 'node')} under pressure`,
      remedy:
        'Run kubectl describe node on each that is named; move pods away, or give the node more of what it lacks.',
      open: {
        title: (open, all) => `${partOf(open, all, 'node', ['does', 'do'])} not tell of pressure`,
        remedy: 'See whether the kubelet of each runs and reaches the API server.',
      },
      none: noNodes,
    });
  },
});
