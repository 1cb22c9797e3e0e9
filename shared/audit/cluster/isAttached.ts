import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { recordsAt, textAt } from '../../evidence/objectFields.ts';

/** Whether a route asks for this gateway, and for this listener where it names one. */
export function isAttached(route: ClusterObject, gateway: ClusterObject, listener?: string): boolean {
  return recordsAt(route, 'spec', 'parentRefs').some(
    (parent) =>
      (textAt(parent, 'kind') ?? 'Gateway') === 'Gateway' &&
      textAt(parent, 'name') === gateway.metadata.name &&
      (textAt(parent, 'namespace') ?? route.metadata.namespace) === gateway.metadata.namespace &&
      (listener === undefined || (textAt(parent, 'sectionName') ?? listener) === listener),
  );
}
