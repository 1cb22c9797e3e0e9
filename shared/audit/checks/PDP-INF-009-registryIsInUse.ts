import { parseImageReference } from '../../evidence/imageReference.ts';
import { count } from '../../kernel/count.ts';
import { isMeantBy } from '../../network/knownName.ts';
import { pass, unknown } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { containersOf } from '../cluster/containersOf.ts';
import { firstEvidence } from '../firstEvidence.ts';

const connection = 'container-registry--internal-registry';

/**
 * Whether the nodes get images from the registry of the data plane. It never fails: an empty data plane runs nothing from
 * it yet, and what must not be run from elsewhere is another question.
 */
export const registryIsInUse = clusterCheck({
  id: 'PDP-INF-009',
  title: 'Containers run from the registry of the data plane',
  about: 'Use of the container registry',
  requirement: 'infrastructure.container-registry',
  task: 'infrastructure-provisioning',
  needs: ['pods'],
  assess(cluster, { plan, planFile, locate }) {
    const images = cluster
      .objects('pods')
      .flatMap((pod) =>
        containersOf(pod).filter(({ status }) => status?.['imageID'] !== undefined && status['imageID'] !== ''),
      );
    const byRegistry = Map.groupBy(images, ({ image }) => parseImageReference(image).registry);
    const source = cluster.source('pods');
    const evidence = firstEvidence(
      [...byRegistry]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([registry, of]) => ({ text: `${registry}: ${count(of.length, 'container')}`, source })),
      { source },
    );
    const hosts = plan.connections?.[connection]?.hosts ?? [];
    const used = [...byRegistry.keys()].filter((registry) =>
      hosts.some((host) => isMeantBy(host, registry.split(':')[0] ?? '')),
    );
    if (used.length > 0) {
      return pass('observed', { title: `Containers run from ${used.join(', ')}`, evidence });
    }
    const named =
      hosts.length === 0
        ? {
            text: 'The plan does not name the registry.',
            source: `${planFile}:${locate(['connections', connection]).line}`,
          }
        : {
            text: `The plan names ${hosts.join(', ')}.`,
            source: `${planFile}:${locate(['connections', connection, 'hosts']).line}`,
          };
    return unknown(hosts.length === 0 ? 'not-understood' : 'absent', {
      title:
        hosts.length === 0
          ? 'Which registry is the data plane’s is not known'
          : 'No container runs from the registry that the plan names',
      evidence: [named, ...evidence],
      remedy: `Name the registry’s hosts in the plan under connections.${connection}.hosts, as images name them; audit again once something runs from it.`,
    });
  },
});
