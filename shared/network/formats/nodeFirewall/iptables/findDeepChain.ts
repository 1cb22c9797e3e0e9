import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { IptablesChain, IptablesTable } from './iptablesDump.ts';

/** The kernel counts the depth for its stack; nobody writes chains that call each other so often. */
const deepest = 200;

/**
 * A chain that runs itself by way of others, which iptables refuses, or that others are nested in deeper than is judged.
 */
export function findDeepChain({
  name,
  chains,
}: IptablesTable): { readonly place: RulePlace; readonly message: string } | undefined {
  const depths = new Map<IptablesChain, number>();
  const isOpen = new Set<IptablesChain>();
  let found: { readonly place: RulePlace; readonly message: string } | undefined;
  const depthOf = (chain: IptablesChain, above: number): number => {
    const known = depths.get(chain);
    if (known !== undefined || found !== undefined) return known ?? 0;
    const what = `${name} ${chain.name}`;
    if (isOpen.has(chain)) {
      found = { place: chain.place, message: `${what}: chains run each other in a circle, which iptables refuses.` };
      return 0;
    }
    const tooDeep = {
      place: chain.place,
      message: `${what}: chains are nested more than ${deepest} deep, which is not judged.`,
    };
    if (above > deepest) {
      found = tooDeep;
      return 0;
    }
    isOpen.add(chain);
    let depth = 0;
    for (const { target } of chain.rules) {
      const next = target.kind === 'chain' ? chains.get(target.name) : undefined;
      if (next !== undefined) depth = Math.max(depth, 1 + depthOf(next, above + 1));
    }
    if (depth > deepest) found ??= tooDeep;
    isOpen.delete(chain);
    depths.set(chain, depth);
    return depth;
  };
  for (const chain of chains.values()) depthOf(chain, 0);
  return found;
}
