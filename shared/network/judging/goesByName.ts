import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';

/** Whether the pods that open it must resolve names: what lies outside is called by its name, even where addresses are given. */
export function goesByName({ required, originator, hosts, scope, failover }: ConnectionRequirement): boolean {
  const isOutside = scope === 'internet' || scope === 'control-plane';
  const isNamed = hosts.length > 0 || (failover?.hosts.length ?? 0) > 0;
  return required && originator === 'pod' && (isNamed || isOutside);
}
