import { LAST_IPV4 } from '../flows/address.ts';
import { spend } from '../flows/effort.ts';
import { ALL_FLOWS, overlaps } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';

interface ReachingRule {
  readonly reach?: FlowSet | undefined;
}

/** From which address to which the rules of a list reach, each: flat, so that 100,000 are looked through in no time. */
interface Bounds {
  readonly first4: Float64Array;
  readonly last4: Float64Array;
  /** Whether it reaches anything of IPv6. */
  readonly has6: Uint8Array;
}

const knownBounds = new WeakMap<readonly ReachingRule[], Bounds>();

/** Of many rules those that can match some of the flows, in their order. One whose reach is not known can match anything. */
export function findBearing<Rule extends ReachingRule>(rules: readonly Rule[], flows: FlowSet): readonly Rule[] {
  spend(rules.length);
  const { first4, last4, has6 } = boundsOf(rules);
  const first = flows.v4[0]?.first ?? LAST_IPV4 + 1;
  const last = flows.v4.at(-1)?.last ?? -1;
  const asksFor6 = flows.v6.length > 0;
  return rules.filter(({ reach }, index) => {
    const mayBear =
      ((last4[index] as number) >= first && (first4[index] as number) <= last) || (asksFor6 && has6[index] === 1);
    return mayBear && (reach === undefined || overlaps(reach, flows));
  });
}

function boundsOf(rules: readonly ReachingRule[]): Bounds {
  const known = knownBounds.get(rules);
  if (known !== undefined) return known;
  const bounds: Bounds = {
    first4: new Float64Array(rules.length).fill(LAST_IPV4 + 1),
    last4: new Float64Array(rules.length).fill(-1),
    has6: new Uint8Array(rules.length),
  };
  rules.forEach(({ reach = ALL_FLOWS }, index) => {
    const first = reach.v4[0];
    const last = reach.v4.at(-1);
    if (first !== undefined) bounds.first4[index] = first.first;
    if (last !== undefined) bounds.last4[index] = last.last;
    if (reach.v6.length > 0) bounds.has6[index] = 1;
  });
  knownBounds.set(rules, bounds);
  return bounds;
}
