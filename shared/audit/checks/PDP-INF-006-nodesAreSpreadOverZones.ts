import { enumerate } from '../../kernel/enumerate.ts';
import { fail, pass, unknown } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { noNodes } from '../cluster/noNodes.ts';

const zoneLabel = 'topology.kubernetes.io/zone';
/** What Azure writes on nodes that are in no zone. */
const noZone = /^\d?$/;

/** All nodes in one zone go down with it. No document asks for more than one zone: the severity is low for that reason. */
export const nodesAreSpreadOverZones = clusterCheck({
  id: 'PDP-INF-006',
  title: 'The nodes are spread over several zones',
  about: 'Zones of the nodes',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'infrastructure-provisioning',
  severity: 'low',
  needs: ['nodes'],
  assess(cluster, { plan }) {
    const nodes = cluster.objects('nodes');
    const source = cluster.source('nodes');
    const zones = Map.groupBy(nodes, ({ metadata: { labels } }) => labels?.[zoneLabel] ?? '');
    const isZoned = [...zones.keys()].every((zone) => !noZone.test(zone));
    if (nodes.length === 0 || !isZoned) {
      const without = [...zones].filter(([zone]) => noZone.test(zone)).flatMap(([, of]) => of);
      return unknown('absent', {
        title: nodes.length === 0 ? noNodes.title : 'Nodes name no zone',
        evidence: [
          nodes.length === 0
            ? { text: noNodes.text, source }
            : {
                text: `${without.length} of ${nodes.length} nodes have no zone in ${zoneLabel}, ${without[0]?.metadata.name} among them.`,
                source,
              },
        ],
        remedy:
          plan.cloud === 'on-premises'
            ? `Label the nodes with ${zoneLabel} by what fails together: a hall, a rack, a host of virtual machines.`
            : 'Where the region has zones, make node pools in several of them.',
      });
    }
    const evidence = [...zones]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([zone, of]) => ({ text: `${zone}: ${of.length} of ${nodes.length} nodes`, source }));
    // A node that was not seen may be in another zone.
    return zones.size > 1 || cluster.gaps().length > 0
      ? pass('observed', { title: `The nodes are in ${enumerate([...zones.keys()].toSorted())}`, evidence })
      : fail({
          title: `All nodes are in ${[...zones.keys()].join('')}`,
          evidence,
          remedy:
            plan.cloud === 'on-premises'
              ? 'Add nodes in another hall or rack, and label them with its zone.'
              : 'Add a node pool in another zone of the region.',
        });
  },
});
