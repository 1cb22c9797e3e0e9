import type { ConnectionId } from '../../catalog/catalog.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { parseImageReference } from '../../evidence/imageReference.ts';
import { nameOf, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { isMeantBy } from '../../network/knownName.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { Evidence } from '../finding.ts';
import type { ClusterReading } from './clusterReading.ts';
import { containersOf } from './containersOf.ts';

/** The row of the plan that names the hosts of the data plane's own registry. */
export const registryConnection = 'container-registry--internal-registry' satisfies ConnectionId;

/** Reasons by which a kubelet says that it can't get an image. */
const pullFailures: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'InvalidImageName',
  'ImageInspectError',
]);

export function isPullFailure(reason: string | undefined): boolean {
  return reason !== undefined && pullFailures.has(reason);
}

interface ImageOfPod {
  readonly pod: ClusterObject;
  readonly image: string;
  readonly registry: string;
  readonly isPulled: boolean;
  /** Why a node can't get it. */
  readonly failure: string | undefined;
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
        failure: isPullFailure(reason) ? reason : undefined,
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
