import { layersOfCloud } from '../plan/layersOfCloud.ts';
import type { LayerKind, Plan } from '../plan/plan.ts';
import type { RuleSet } from './readRules.ts';

/** Layers at the edge of the network: what stays inside never meets them. */
export const edgeLayers: ReadonlySet<LayerKind> = new Set(['azure-firewall', 'aws-network-firewall', 'proxy']);

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
  /** Files that may hold rules of it and could not be read. */
  readonly clouds: readonly string[];
}

/** Every layer of the path: those of the cloud, those that the plan declares, those that rules were supplied for. */
export function findPathLayers(
  plan: Plan,
  { supplied, clouded }: Pick<RuleSet, 'supplied' | 'clouded'>,
): readonly PathLayerState[] {
  const declared = new Map((plan.network?.path ?? []).map((layer) => [layer.layer, layer]));
  const kinds = new Set([...declared.keys(), ...layersOfCloud[plan.cloud], ...supplied]);
  return [...kinds].map((layer) => {
    const entry = declared.get(layer);
    const clouds = clouded.get(layer) ?? [];
    const isDeclaredAway = entry?.source === 'none' && !supplied.has(layer);
    return {
      layer,
      state: isDeclaredAway ? 'none' : supplied.has(layer) ? 'supplied' : 'not-supplied',
      attachedTo: entry?.attachedTo ?? [],
      clouds: isDeclaredAway ? [] : clouds,
    };
  });
}
