/** A firewall policy as large as none is allowed to be: rules by address and rules by name, half of each. */
export function generateAzureFirewall({ rules }: { readonly rules: number }): string {
  const policy = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/firewallPolicies/hub';
  const half = rules / 2;
  const toRule = (index: number): object => {
    const name = `rule-${index}`;
    const from = { sourceAddresses: ['10.0.0.0/8'], sourceIpGroups: [] };
    if (index < half) {
      const address = `${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.1`;
      const to = { destinationAddresses: [address], destinationPorts: [index % 3 === 0 ? '443' : '8000-9000'] };
      return { name, ruleType: 'NetworkRule', ipProtocols: ['TCP'], ...from, ...to };
    }
    const to = { targetFqdns: [`host-${index}.example.com`, `*.zone-${index}.example.com`] };
    return { name, ruleType: 'ApplicationRule', protocols: [{ protocolType: 'Https', port: 443 }], ...from, ...to };
  };
  const rulesOf = (first: number, count: number): readonly object[] =>
    Array.from({ length: count }, (_, index) => toRule(first + index));
  const perCollection = 1000;
  const ruleCollections = Array.from({ length: rules / perCollection }, (_, index) => ({
    ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
    name: `collection-${index}`,
    priority: 100 + index,
    action: { type: index % 10 === 9 ? 'Deny' : 'Allow' },
    rules: rulesOf(index * perCollection, perCollection),
  }));
  const group = { name: 'all', id: `${policy}/ruleCollectionGroups/all`, priority: 200, ruleCollections };
  const type = 'Microsoft.Network/firewallPolicies';
  return JSON.stringify([
    { name: 'hub', id: policy, type, threatIntelMode: 'Alert', ruleCollectionGroups: [{ id: group.id }] },
    { ...group, type: `${type}/ruleCollectionGroups` },
  ]);
}
