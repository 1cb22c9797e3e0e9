/** Azure Firewalls for tests, as `az network firewall …` flattens them; every field can be another. */
export type Fields = Readonly<Record<string, unknown>>;

const provider = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network';

const firewallId = (name: string): string => `${provider}/azureFirewalls/${name}`;
export const policyId = (name: string): string => `${provider}/firewallPolicies/${name}`;
export const ipGroupId = (name: string): string => `${provider}/ipGroups/${name}`;
export const routeTableId = (name: string): string => `${provider}/routeTables/${name}`;
export const groupId = (name: string, ofPolicy = 'hub'): string => `${policyId(ofPolicy)}/ruleCollectionGroups/${name}`;

/** Any TCP on port 443 from everywhere to everywhere. */
export function networkRule(fields: Fields = {}): Fields {
  return {
    name: 'by-address',
    ruleType: 'NetworkRule',
    ipProtocols: ['TCP'],
    sourceAddresses: ['*'],
    sourceIpGroups: [],
    destinationAddresses: ['*'],
    destinationIpGroups: [],
    destinationFqdns: [],
    destinationPorts: ['443'],
    ...fields,
  };
}

/** HTTPS to `app.example.com` from everywhere. */
export function applicationRule(fields: Fields = {}): Fields {
  return {
    name: 'by-name',
    ruleType: 'ApplicationRule',
    protocols: [{ protocolType: 'Https', port: 443 }],
    sourceAddresses: ['*'],
    sourceIpGroups: [],
    destinationAddresses: [],
    targetFqdns: ['app.example.com'],
    targetUrls: [],
    fqdnTags: [],
    webCategories: [],
    terminateTLS: false,
    httpHeadersToInsert: [],
    ...fields,
  };
}

export function natRule(fields: Fields = {}): Fields {
  return {
    name: 'translate',
    ruleType: 'NatRule',
    ipProtocols: ['TCP'],
    sourceAddresses: ['*'],
    destinationAddresses: ['203.0.113.7'],
    destinationPorts: ['443'],
    translatedAddress: '10.1.0.4',
    translatedPort: '8443',
    ...fields,
  };
}

export function collection(rules: readonly Fields[], fields: Fields = {}): Fields {
  return {
    name: 'collection',
    ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
    priority: 100,
    action: { type: 'Allow' },
    rules,
    ...fields,
  };
}

export function ruleGroup(collections: readonly Fields[], fields: Fields = {}, ofPolicy = 'hub'): Fields {
  const name = (fields['name'] as string | undefined) ?? 'group';
  return {
    name,
    id: groupId(name, ofPolicy),
    type: 'Microsoft.Network/FirewallPolicies/RuleCollectionGroups',
    priority: 200,
    provisioningState: 'Succeeded',
    ruleCollections: collections,
    ...fields,
  };
}

/** A policy that says nothing of its groups: those in the files are all. */
export function policy(fields: Fields = {}): Fields {
  const name = (fields['name'] as string | undefined) ?? 'hub';
  return {
    name,
    id: policyId(name),
    type: 'Microsoft.Network/FirewallPolicies',
    basePolicy: null,
    childPolicies: [],
    firewalls: [],
    sku: { tier: 'Standard' },
    threatIntelMode: 'Alert',
    threatIntelWhitelist: { fqdns: [], ipAddresses: [] },
    dnsSettings: { enableProxy: true, servers: [] },
    ...fields,
  };
}

/** A classic firewall: its rules are its own. */
export function firewall(fields: Fields = {}): Fields {
  const name = (fields['name'] as string | undefined) ?? 'fw';
  return {
    name,
    id: firewallId(name),
    type: 'Microsoft.Network/azureFirewalls',
    sku: { name: 'AZFW_VNet', tier: 'Standard' },
    threatIntelMode: 'Alert',
    additionalProperties: {},
    ipConfigurations: [{ name: 'ip', privateIPAddress: '10.0.1.4' }],
    natRuleCollections: [],
    networkRuleCollections: [],
    applicationRuleCollections: [],
    firewallPolicy: null,
    ...fields,
  };
}

/** The policy `hub` with one group of these collections. */
export function policyWith(...collections: readonly Fields[]): Fields {
  return { 'policy.json': [policy()], 'groups.json': [ruleGroup(collections)] };
}
