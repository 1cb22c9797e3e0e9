import type { LayerKind } from '../plan/plan.ts';
import type { AuditMaterial } from './auditCheck.ts';
import type { CommonCause } from './finding.ts';

/**
 * What a result waits for that nothing but these layers keeps unknown: their rules, or a look at the cluster where the plan
 * leaves all of them to it. Undefined where it waits for both.
 */
export function causeOfLayers(
  layers: readonly LayerKind[],
  { plan }: Pick<AuditMaterial, 'plan'>,
): CommonCause | undefined {
  const path = plan.network?.path ?? [];
  const isClusters = (layer: LayerKind): boolean =>
    path.some((entry) => entry.layer === layer && entry.source === 'cluster');
  if (layers.length === 0) return undefined;
  if (layers.every(isClusters)) return 'cluster';
  return layers.some(isClusters) ? undefined : 'rules';
}
