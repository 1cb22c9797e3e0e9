import { layersOfCloud } from '../../plan/layersOfCloud.ts';
import { layerKinds } from '../../plan/plan.ts';
import type { LayerKind, Plan } from '../../plan/plan.ts';
import type { RuleSet } from '../reading/readRules.ts';

/** Layers at the edge of the network: what stays inside never meets them. */
export const edgeLayers: ReadonlySet<LayerKind> = new Set(['azure-firewall', 'aws-network-firewall', 'proxy']);

/** Layers that hold for pods: what a node opens needs no rules of theirs. */
export const podLayers: ReadonlySet<LayerKind> = new Set(['pod-policy']);

export interface PathLayerState {
  readonly layer: LayerKind;
  readonly state:
    /** Declared not to exist, and nothing was supplied to the contrary. */
    | 'none'
    /** Rules were read that speak for it. */
    | 'supplied'
    /** Neither read nor declared away: nothing is known of it. */
    | 'not-supplied';
  readonly attachedTo: readonly string[];
  /** The plan says that its rules are those of the cluster. */
  readonly isClusters?: boolean | undefined;
  /** The plan declares it after the proxy, so that it meets what the proxy opens and not what pods do. */
  readonly isBeyondProxy?: boolean | undefined;
  /** Files that may hold rules of it and could not be read. */
  readonly clouds: readonly string[];
}

/**
 * Every layer of the path: those of the cloud, a proxy that components use, those that the plan declares, those that rules
 * were supplied for. The plan's order is kept; what it leaves out stands where a packet usually meets it.
 */
export function findPathLayers(
  plan: Plan,
  { layers: supplied, clouded }: Pick<RuleSet, 'layers' | 'clouded'>,
): readonly PathLayerState[] {
  const declared = Map.groupBy(plan.network?.path ?? [], ({ layer }) => layer);
  const order = [...declared.keys()];
  // What a proxy lets through must be known wherever components are told to use one.
  const implied: readonly LayerKind[] = plan.network?.proxy === undefined ? [] : ['proxy'];
  for (const layer of new Set([...layersOfCloud[plan.cloud], ...implied, ...supplied.keys()]))
    insertInPlace(order, layer);
  const declaredOrder = [...declared.keys()];
  const proxyAt = declaredOrder.indexOf('proxy');
  return order.map((layer) => {
    const entries = declared.get(layer) ?? [];
    const isDeclaredAway = entries.length > 0 && entries.every(({ source }) => source === 'none');
    const isNone = isDeclaredAway && !supplied.has(layer);
    return {
      layer,
      state: isNone ? 'none' : supplied.has(layer) ? 'supplied' : 'not-supplied',
      attachedTo: [...new Set(entries.flatMap(({ attachedTo = [] }) => attachedTo))],
      isClusters: entries.some(({ source }) => source === 'cluster'),
      isBeyondProxy: proxyAt >= 0 && declaredOrder.indexOf(layer) > proxyAt,
      clouds: isNone ? [] : (clouded.get(layer) ?? []),
    };
  });
}

function insertInPlace(order: LayerKind[], layer: LayerKind): void {
  if (order.includes(layer)) return;
  const isLater = (other: LayerKind): boolean => layerKinds.indexOf(other) > layerKinds.indexOf(layer);
  const at = order.findIndex(isLater);
  order.splice(at < 0 ? order.length : at, 0, layer);
}
