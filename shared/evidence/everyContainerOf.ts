import type { JsonRecord } from '../kernel/jsonFields.ts';
import type { ClusterObject } from './clusterSnapshot.ts';
import { recordsAt, textAt } from './objectFields.ts';

/** With init containers and those that were added to the running pod. */
export function everyContainerOf(
  pod: ClusterObject,
): readonly { readonly name: string; readonly container: JsonRecord }[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((field) =>
    recordsAt(pod, 'spec', field).map((container) => ({ name: textAt(container, 'name') ?? '', container })),
  );
}

/** Every image that the pod names, each once. */
export function imagesOf(pod: ClusterObject): readonly string[] {
  return [...new Set(everyContainerOf(pod).flatMap(({ container }) => textAt(container, 'image') ?? []))];
}
