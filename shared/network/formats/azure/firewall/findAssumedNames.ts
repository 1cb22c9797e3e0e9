import type { AzureNetwork } from '../azureNetwork.ts';
import type { AzureProblem } from '../securityGroup/readSecurityRule.ts';
import type { RuleCollection } from './azureFirewall.ts';

/**
 * Policies with rules of network by name, of which no file shows whether clients ask the firewall for names: what is taken
 * for granted is told.
 */
export function findAssumedNames({ firewalls, ruleGroups, virtualNetworks }: AzureNetwork): readonly AzureProblem[] {
  if (virtualNetworks.length > 0) return [];
  const holders = [...firewalls.map(({ place, own }) => ({ place, collections: own.collections })), ...ruleGroups];
  return holders.flatMap(({ place, collections }) => {
    const rule = collections.flatMap(({ rules }) => rules).find(isByName);
    if (rule === undefined) return [];
    return [
      {
        place: rule.placed.place,
        severity: 'warning',
        message: `${place.rule} has rules of network by name, which hold for clients that ask the firewall for names; that the nodes do is taken for granted.`,
        remedy: 'Add the output of `az network vnet list -o json`, which names their DNS servers.',
      },
    ];
  });
}

function isByName(rule: RuleCollection['rules'][number]): boolean {
  return rule.kind === 'network' && rule.destinationNames.length > 0;
}
