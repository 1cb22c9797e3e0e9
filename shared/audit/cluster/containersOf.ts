import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { recordsAt, textAt } from '../../evidence/objectFields.ts';
import type { JsonRecord } from '../../kernel/jsonFields.ts';

/** A container of a pod with what the kubelet says of it. */
export interface PodContainer {
  readonly name: string;
  readonly image: string;
  /** Undefined before the kubelet has looked at it. */
  readonly status?: JsonRecord | undefined;
}

export function containersOf(pod: ClusterObject): readonly PodContainer[] {
  const statuses = [
    ...recordsAt(pod, 'status', 'containerStatuses'),
    ...recordsAt(pod, 'status', 'initContainerStatuses'),
  ];
  return [...recordsAt(pod, 'spec', 'containers'), ...recordsAt(pod, 'spec', 'initContainers')].map((container) => {
    const name = textAt(container, 'name') ?? '';
    return {
      name,
      image: textAt(container, 'image') ?? '',
      status: statuses.find((status) => status['name'] === name),
    };
  });
}
