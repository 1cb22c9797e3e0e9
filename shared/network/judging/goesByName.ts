import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';
import { goesBy } from './decideLayer.ts';
import type { AskedFlow } from './decideLayer.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import type { ProxyUse } from './proxyUse.ts';

/**
 * Whether the pods that open a row must resolve names. What lies outside is called by its name, even where the plan has addresses
 * alone; what goes by a proxy is resolved by that, so that its clients need the proxy's own name, if it has one.
 */
export function goesByName(
  { required, originator, scope }: ConnectionRequirement,
  flows: readonly RequiredFlow[],
  proxy: ProxyUse | undefined,
): boolean {
  const isOutside = scope === 'internet' || scope === 'control-plane';
  return (
    required &&
    originator === 'pod' &&
    flows.some((flow) => resolvesName(flow, proxy) || (isOutside && goesBy(proxy, flow) !== 'yes'))
  );
}

/** Whether whoever opens it must resolve a name that the plan has: that of the proxy which it is asked of, or its own. */
export function resolvesName(
  flow: AskedFlow & { readonly host: string | undefined },
  proxy: ProxyUse | undefined,
): boolean {
  const carried = goesBy(proxy, flow);
  return (carried !== 'yes' && flow.host !== undefined) || (carried !== 'no' && proxy?.toProxy.host !== undefined);
}
