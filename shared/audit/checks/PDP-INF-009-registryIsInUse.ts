import { count } from '../../kernel/count.ts';
import { fail, pass, unknown } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { findImagesOfPods, makeIsOwnRegistry, registryConnection } from '../cluster/registryUse.ts';
import { firstEvidence } from '../firstEvidence.ts';

/**
 * Whether the nodes get images from the registry of the data plane. It fails where they ask for some and get none; where they
 * ask for none, nothing is wrong yet, and what must not be run from elsewhere is another question.
 */
export const registryIsInUse = clusterCheck({
  id: 'PDP-INF-009',
  title: 'Containers run from the registry of the data plane',
  about: 'Use of the container registry',
  requirement: 'infrastructure.container-registry',
  task: 'infrastructure-provisioning',
  needs: ['pods'],
  assess(cluster, { plan, planFile, locate }) {
    const source = cluster.source('pods');
    const images = findImagesOfPods(cluster.objects('pods'));
    const isOwn = makeIsOwnRegistry({ plan });
    const pulled = images.filter(({ isPulled }) => isPulled);
    const byRegistry = [...Map.groupBy(pulled, ({ registry }) => registry)].toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    );
    const evidence = firstEvidence(
      byRegistry.map(([registry, of]) => ({ text: `${registry}: ${count(of.length, 'container')}`, source })),
      { source },
    );
    const used = byRegistry.map(([registry]) => registry).filter(isOwn);
    if (used.length > 0) {
      return pass('observed', { title: `Containers run from ${used.join(', ')}`, evidence });
    }
    const refused = images.filter(({ registry, refusal }) => refusal !== undefined && isOwn(registry));
    // Of pods that were not seen, some may run from it.
    if (refused.length > 0 && cluster.gaps().length === 0) {
      return fail({
        title: `Nodes ask the registry of the plan for ${count(new Set(refused.map(({ image }) => image)).size, 'image')} and get none`,
        evidence: [
          ...firstEvidence(
            refused.map(({ pod, image, refusal }) => cluster.evidence('pods', pod, `${image}, ${refusal ?? ''}`)),
            { source },
          ),
          ...evidence,
        ],
        remedy:
          'Run kubectl describe pod on one that is named: its events quote what the registry answers. Mend the pull secret, the name, or the way of the nodes to the registry.',
      });
    }
    const hosts = plan.connections?.[registryConnection]?.hosts ?? [];
    const named =
      hosts.length === 0
        ? {
            text: 'The plan does not name the registry.',
            source: `${planFile}:${locate(['connections', registryConnection]).line}`,
          }
        : {
            text: `The plan names ${hosts.join(', ')}.`,
            source: `${planFile}:${locate(['connections', registryConnection, 'hosts']).line}`,
          };
    return unknown(hosts.length === 0 ? 'not-understood' : 'absent', {
      title:
        hosts.length === 0
          ? 'Which registry is the data plane’s is not known'
          : 'No container runs from the registry that the plan names',
      evidence: [named, ...evidence],
      remedy: `Name the registry’s hosts in the plan under connections.${registryConnection}.hosts, as images name them; audit again once something runs from it.`,
    });
  },
});
