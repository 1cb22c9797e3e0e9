import { nameOf, textAt } from '../../evidence/objectFields.ts';
import { parseImageReference } from '../../evidence/imageReference.ts';
import { workloadOf } from '../../evidence/workloadOf.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { containersOf } from '../cluster/containersOf.ts';
import { findImageFailure } from '../cluster/registryUse.ts';

const beforeThePull = new Set(['ContainerCreating', 'PodInitializing']);

/** A registry that the nodes don't reach, or that refuses them, shows in what the kubelets wait for. */
export const imagesArePulled = clusterCheck({
  id: 'PDP-INF-010',
  title: 'The nodes get every image that they ask for',
  about: 'Pulling of images',
  requirement: 'infrastructure.container-registry',
  task: 'infrastructure-provisioning',
  needs: ['pods'],
  assess(cluster) {
    const source = cluster.source('pods');
    const started = cluster.objects('pods').flatMap((pod) => {
      const workload = workloadOf(pod);
      return (
        containersOf(pod)
          .filter(({ status }) => status !== undefined)
          .map(({ name, image, status }) => ({
            key: `${workload.kind} ${workload.name} ${name} ${image}`,
            workload,
            image,
            pod: nameOf(pod),
            reason: textAt(status, 'state', 'waiting', 'reason'),
          }))
          // Of a container that is being made nobody knows yet whether its image can be had.
          .filter(({ reason }) => reason === undefined || !beforeThePull.has(reason))
      );
    });
    const judged = [...Map.groupBy(started, ({ key }) => key).values()].flatMap((same): readonly Judged[] => {
      const [first] = same;
      if (first === undefined) return [];
      const failing = same.filter(({ reason }) => findImageFailure(reason) !== undefined);
      const of = `${first.workload.kind} ${first.workload.name}, ${first.image}`;
      const [broken] = failing;
      return broken === undefined
        ? [{ state: 'good', evidence: { text: `${of}: pulled for ${count(same.length, 'pod')}`, source } }]
        : [
            {
              state: 'bad',
              evidence: {
                text: `${of}: ${broken.reason}, ${findImageFailure(broken.reason)?.means}, in ${failing.length} of ${count(same.length, 'pod')}, ${broken.pod} among them (registry ${parseImageReference(first.image).registry})`,
                source,
              },
            },
          ];
    });
    return assessEach(judged, {
      source,
      pass: (all) => `No image fails to be pulled, of ${count(all, 'container')} of workloads`,
      fail: (bad) => `${count(bad, 'image')} that nodes are to run and don’t have`,
      remedy:
        'Run kubectl describe pod on what is named: its events say what the node or the registry answers. Mend the name or the imagePullPolicy where a registry was not even asked, and else the pull secret, or the way to the registry.',
      none: {
        title: 'No container has been started',
        text: 'No pod has a status of its containers.',
        remedy: 'Audit again once pods run.',
      },
    });
  },
});
