import type { ConnectionId } from '../../catalog/catalog.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { parseImageReference } from '../../evidence/imageReference.ts';
import { nameOf, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { isMeantBy } from '../../network/machine/knownName.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { Evidence } from '../finding.ts';
import type { ClusterReading } from './clusterReading.ts';
import { containersOf } from './containersOf.ts';

/** The row of the plan that names the hosts of the data plane's own registry. */
export const registryConnection = 'container-registry--internal-registry' satisfies ConnectionId;

interface ImageFailure {
  /** Whether a registry was asked: a name that is none, or a policy never to pull, stops a node before. */
  readonly isOfRegistry: boolean;
  /** As a part of a sentence. */
  readonly means: string;
}

/** Reasons by which a kubelet says that it has no image to run. Source: Kubernetes, pkg/kubelet/images. */
const imageFailures: ReadonlyMap<string, ImageFailure> = new Map([
  ['ErrImagePull', { isOfRegistry: true, means: 'the pull failed' }],
  ['ImagePullBackOff', { isOfRegistry: true, means: 'the pull failed again and again' }],
  ['RegistryUnavailable', { isOfRegistry: true, means: 'the registry did not answer' }],
  [
    'ErrImageNeverPull',
    { isOfRegistry: false, means: 'its imagePullPolicy is Never, and the node does not have the image' },
  ],
  ['InvalidImageName', { isOfRegistry: false, means: 'that is no name of an image' }],
  ['ImageInspectError', { isOfRegistry: false, means: 'the node can’t read the image that it has' }],
]);

export function findImageFailure(reason: string | undefined): ImageFailure | undefined {
  return reason === undefined ? undefined : imageFailures.get(reason);
}

interface ImageOfPod {
  readonly pod: ClusterObject;
  readonly image: string;
  readonly registry: string;
  readonly isPulled: boolean;
  /** Why its registry does not give it to a node. */
  readonly refusal: string | undefined;
}

/** What every container asks for, and whether its node has it. */
export function findImagesOfPods(pods: readonly ClusterObject[]): readonly ImageOfPod[] {
  return pods.flatMap((pod) =>
    containersOf(pod).map(({ image, status }): ImageOfPod => {
      const reason = textAt(status, 'state', 'waiting', 'reason');
      return {
        pod,
        image,
        registry: parseImageReference(image).registry,
        isPulled: status?.['imageID'] !== undefined && status['imageID'] !== '',
        refusal: findImageFailure(reason)?.isOfRegistry === true ? reason : undefined,
      };
    }),
  );
}

/** Whether a registry is one of those that the plan names as the data plane's own. */
export function makeIsOwnRegistry({ plan }: Pick<AuditMaterial, 'plan'>): (registry: string) => boolean {
  const hosts = plan.connections?.[registryConnection]?.hosts ?? [];
  return (registry) => hosts.some((host) => isMeantBy(host, registry.split(':')[0] ?? ''));
}

/** The registries of the plan from which containers run, one a line. */
export function findUseOfRegistry(
  cluster: ClusterReading<'pods'>,
  material: Pick<AuditMaterial, 'plan'>,
): readonly Evidence[] {
  const isOwn = makeIsOwnRegistry(material);
  const used = findImagesOfPods(cluster.objects('pods')).filter(
    ({ isPulled, registry }) => isPulled && isOwn(registry),
  );
  return [...Map.groupBy(used, ({ registry }) => registry)].map(([registry, of]) => ({
    text: `${registry}: ${count(of.length, 'container')}, ${of[0] === undefined ? '' : nameOf(of[0].pod)} among them`,
    source: cluster.source('pods'),
  }));
}
