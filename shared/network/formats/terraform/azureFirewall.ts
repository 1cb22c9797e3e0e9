/** Azure Firewall in Terraform: firewalls with rules of their own, policies, rule collection groups and IP groups. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { aboutResource, azureId, azureTarget, firewallAddresses } from './azureNames.ts';
import { addTo } from './addTo.ts';
import type { Fields } from './fields.ts';
import { notYetKnown } from './notYetKnown.ts';
import { partsByName } from './partsByName.ts';
import { unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

const policies = azureTarget('azurerm_firewall_policy');
const ipGroups = azureTarget('azurerm_ip_group');

export function translateAzureFirewalls(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  return [
    ...translateFirewalls(planned, troubles),
    ...translatePolicies(planned, troubles),
    ...translateIpGroups(planned, troubles),
  ];
}

// Firewalls with rules of their own

const classicLists = [
  ['natRuleCollections', 'azurerm_firewall_nat_rule_collection'],
  ['networkRuleCollections', 'azurerm_firewall_network_rule_collection'],
  ['applicationRuleCollections', 'azurerm_firewall_application_rule_collection'],
] as const;

function translateFirewalls(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const firewalls = planned.of('azurerm_firewall');
  const collectionsByName = partsByName(
    planned.of(...classicLists.map(([, type]) => type)),
    'azure_firewall_name',
    firewalls,
    (collection) => troubles.push(unplaced(collection, 'azure_firewall_name', ['azure-firewall'])),
  );
  const own = firewalls.map((fields) => {
    const policyId = fields.reference('firewall_policy_id', policies);
    const collections = collectionsByName.of(fields);
    const hub = fields.block('virtual_hub');
    const configurations = fields.blocks('ip_configuration');
    const areTold = configurations.length > 0 || fields.get('ip_configuration') !== undefined;
    return fields.made({
      type: 'Microsoft.Network/azureFirewalls',
      name: fields.text('name') ?? fields.resource.address,
      id: azureId(fields.resource),
      firewallPolicy: policyId === undefined ? undefined : { id: policyId },
      sku: { name: fields.get('sku_name'), tier: fields.get('sku_tier') },
      threatIntelMode: fields.get('threat_intel_mode'),
      // None at all is said of a firewall that is stopped.
      ipConfigurations: areTold
        ? configurations.map((configuration) => ({ privateIPAddress: addressIn(configuration) }))
        : undefined,
      hubIPAddresses: hub === undefined ? undefined : { privateIPAddress: addressIn(hub) },
      additionalProperties: {
        'Network.DNS.EnableProxy':
          fields.get('dns_proxy_enabled') ?? (listOf(fields.get('dns_servers')).length > 0 ? true : undefined),
      },
      ...Object.fromEntries(
        classicLists.map(([list, type]) => [
          list,
          collections.filter(({ resource }) => resource.type === type).map(toClassicCollection),
        ]),
      ),
      ...fields.refusals(
        ['firewall_policy_id', 'threat_intel_mode', 'sku_tier', 'dns_proxy_enabled'],
        [
          ...aboutResource,
          'resource_group_name',
          'sku_name',
          'ip_configuration',
          'management_ip_configuration',
          'virtual_hub',
          'dns_servers',
          'private_ip_ranges',
          'zones',
          ...fields.filledIn('threat_intel_mode', 'dns_proxy_enabled'),
        ],
      ),
    });
  });
  const others = collectionsByName.others.map(([first]) =>
    first.made({
      type: 'Microsoft.Network/azureFirewalls',
      name: first.text('azure_firewall_name'),
      networkRuleCollections: [],
      'what it has beyond this plan': true,
    }),
  );
  return [...own, ...others];
}

function addressIn(place: Fields): string | undefined {
  return place.isUndecided('private_ip_address')
    ? firewallAddresses.nameOf(place.resource)
    : place.text('private_ip_address');
}

function toClassicCollection(fields: Fields): JsonRecord {
  return fields.made({
    name: fields.text('name'),
    priority: fields.get('priority'),
    action: { type: fields.get('action') },
    rules: fields.isWhollyUnknown('rule') ? `rule, ${notYetKnown}` : fields.blocks('rule').map(toClassicRule),
    ...fields.refusals(
      ['priority', 'action'],
      [...aboutResource, 'resource_group_name', 'azure_firewall_name', 'rule'],
    ),
  });
}

function toClassicRule(rule: Fields): JsonRecord {
  const isApplication = rule.resource.type === 'azurerm_firewall_application_rule_collection';
  return rule.made({
    name: rule.text('name'),
    ...commonOf(rule),
    ...(isApplication ? applicationOf(rule, 'protocol', 'target_fqdns', 'fqdn_tags') : packetOf(rule)),
    ...rule.refusals(
      isApplication
        ? [...commonAttributes, 'target_fqdns', 'fqdn_tags', 'protocol']
        : [...commonAttributes, ...packetAttributes],
      ['name', 'description'],
    ),
  });
}

// Policies

function translatePolicies(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const groups = planned.of('azurerm_firewall_policy_rule_collection_group').flatMap((fields) => {
    const policyId = fields.reference('firewall_policy_id', policies);
    if (policyId === undefined) troubles.push(unplaced(fields, 'firewall_policy_id', ['azure-firewall']));
    return policyId === undefined ? [] : [{ fields, policyId }];
  });
  const toId = (fields: Fields, policyId: string): string =>
    `${policyId}/ruleCollectionGroups/${fields.text('name') ?? fields.resource.address}`;
  return [
    ...planned.of('azurerm_firewall_policy').map((fields) => {
      const id = azureId(fields.resource);
      const own = groups.filter(({ policyId }) => policyId === id);
      return toPolicy(
        fields,
        own.map((group) => toId(group.fields, group.policyId)),
      );
    }),
    ...groups.map(({ fields, policyId }) => toRuleGroup(fields, toId(fields, policyId))),
  ];
}

function toPolicy(fields: Fields, groupIds: readonly string[]): JsonRecord {
  const parentId = fields.reference('base_policy_id', policies);
  const allowed = fields.block('threat_intelligence_allowlist');
  const dns = fields.block('dns');
  const detection = fields.block('intrusion_detection');
  // A policy that is there already may have groups of other origin, which it names.
  const known = listOf(fields.get('rule_collection_groups')).flatMap((id) => textOf(id) ?? []);
  const named = new Set([...groupIds, ...known].map((id) => id.toLowerCase()));
  return fields.made({
    type: 'Microsoft.Network/firewallPolicies',
    name: fields.text('name') ?? fields.resource.address,
    id: azureId(fields.resource),
    basePolicy: parentId === undefined ? undefined : { id: parentId },
    sku: { tier: fields.get('sku') },
    threatIntelMode: fields.get('threat_intelligence_mode'),
    threatIntelWhitelist:
      allowed === undefined
        ? undefined
        : { fqdns: allowed.get('fqdns') ?? [], ipAddresses: allowed.get('ip_addresses') ?? [] },
    dnsSettings: dns === undefined ? undefined : { enableProxy: dns.get('proxy_enabled') ?? false },
    intrusionDetection: detection === undefined ? undefined : toIntrusionDetection(detection),
    transportSecurity: fields.has('tls_certificate')
      ? { certificateAuthority: { name: 'tls_certificate' } }
      : undefined,
    ruleCollectionGroups: [...groupIds, ...known].filter((id) => named.delete(id.toLowerCase())).map((id) => ({ id })),
    ...dns?.refusals(['proxy_enabled'], ['servers', 'network_rule_fqdn_enabled']),
    ...allowed?.refusals(['fqdns', 'ip_addresses']),
    ...detection?.refusals(['mode', 'signature_overrides'], ['private_ranges', 'traffic_bypass']),
    ...fields.refusals(
      ['base_policy_id', 'sku', 'threat_intelligence_mode'],
      [
        ...aboutResource,
        'resource_group_name',
        'tls_certificate',
        'identity',
        'insights',
        'explicit_proxy',
        'private_ip_ranges',
        'auto_learn_private_ranges_enabled',
        'sql_redirect_allowed',
        'rule_collection_groups',
        'child_policies',
        'firewalls',
      ],
      ['dns', 'threat_intelligence_allowlist', 'intrusion_detection'],
    ),
  });
}

/** What it is told to leave alone is looked into all the same, as far as can be told here. */
function toIntrusionDetection(detection: Fields): JsonRecord {
  const overrides = detection.blocks('signature_overrides');
  return {
    mode: detection.get('mode'),
    configuration: { signatureOverrides: overrides.map((one) => one.made({ mode: one.get('state') })) },
  };
}

const collectionLists = [
  ['nat_rule_collection', 'FirewallPolicyNatRuleCollection', 'NatRule'],
  ['network_rule_collection', 'FirewallPolicyFilterRuleCollection', 'NetworkRule'],
  ['application_rule_collection', 'FirewallPolicyFilterRuleCollection', 'ApplicationRule'],
] as const;

function toRuleGroup(fields: Fields, id: string): JsonRecord {
  return fields.made({
    type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
    name: fields.text('name') ?? fields.resource.address,
    id,
    priority: fields.get('priority'),
    ruleCollections: collectionLists.flatMap(([list, type, ruleType]) =>
      fields.blocks(list).map((collection) =>
        collection.made({
          name: collection.text('name'),
          ruleCollectionType: type,
          priority: collection.get('priority'),
          action: { type: collection.get('action') },
          rules: collection.isWhollyUnknown('rule')
            ? `rule, ${notYetKnown}`
            : collection.blocks('rule').map((rule) => toPolicyRule(rule, ruleType)),
          ...collection.refusals(['priority', 'action'], ['name', 'rule']),
        }),
      ),
    ),
    ...fields.refusals(
      ['priority'],
      [...aboutResource, 'firewall_policy_id'],
      collectionLists.map(([list]) => list),
    ),
  });
}

function toPolicyRule(rule: Fields, ruleType: (typeof collectionLists)[number][2]): JsonRecord {
  const isApplication = ruleType === 'ApplicationRule';
  const isNat = ruleType === 'NatRule';
  return rule.made({
    name: rule.text('name'),
    ruleType,
    ...commonOf(rule),
    ...(isApplication
      ? {
          ...applicationOf(rule, 'protocols', 'destination_fqdns', 'destination_fqdn_tags'),
          destinationAddresses: rule.get('destination_addresses'),
          targetUrls: rule.get('destination_urls'),
          webCategories: rule.get('web_categories'),
          terminateTLS: rule.get('terminate_tls'),
        }
      : packetOf(rule)),
    ...(isNat && { destinationAddresses: [rule.text('destination_address') ?? '*'] }),
    ...rule.refusals(
      isApplication
        ? [
            ...commonAttributes,
            'protocols',
            'destination_addresses',
            'destination_fqdns',
            'destination_fqdn_tags',
            'destination_urls',
            'web_categories',
            'terminate_tls',
          ]
        : [...commonAttributes, ...packetAttributes, 'destination_address'],
      ['name', 'description', 'http_headers'],
    ),
  });
}

// What rules of all kinds have in common

const commonAttributes = ['source_addresses', 'source_ip_groups'];
const packetAttributes = [
  'protocols',
  'destination_addresses',
  'destination_ip_groups',
  'destination_fqdns',
  'destination_ports',
  'translated_address',
  'translated_fqdn',
  'translated_port',
];

function groupsOf(rule: Fields, attribute: string): readonly unknown[] {
  return rule.references(attribute, ipGroups, (id) => ({ id })).map(({ id }) => id);
}

function commonOf(rule: Fields): JsonRecord {
  return { sourceAddresses: rule.get('source_addresses'), sourceIpGroups: groupsOf(rule, 'source_ip_groups') };
}

function packetOf(rule: Fields): JsonRecord {
  const port = rule.get('translated_port');
  return {
    protocols: rule.get('protocols'),
    destinationAddresses: rule.get('destination_addresses'),
    destinationIpGroups: groupsOf(rule, 'destination_ip_groups'),
    destinationFqdns: rule.get('destination_fqdns'),
    destinationPorts: rule.get('destination_ports'),
    translatedAddress: rule.text('translated_address'),
    translatedFqdn: rule.text('translated_fqdn'),
    translatedPort: port === undefined || port === 0 ? undefined : describeValue(port),
  };
}

function applicationOf(rule: Fields, protocols: string, names: string, tags: string): JsonRecord {
  return {
    protocols: rule.blocks(protocols).map((protocol) => ({
      protocolType: protocol.get('type'),
      port: protocol.get('port'),
    })),
    targetFqdns: rule.get(names),
    fqdnTags: rule.get(tags),
  };
}

// IP groups

function translateIpGroups(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const cidrsOf = new Map<string, Fields[]>();
  for (const cidr of planned.of('azurerm_ip_group_cidr')) {
    const id = cidr.reference('ip_group_id', ipGroups);
    if (id === undefined) troubles.push(unplaced(cidr, 'ip_group_id', ['azure-firewall']));
    else addTo(cidrsOf, id, cidr);
  }
  return planned.of('azurerm_ip_group').map((fields) => {
    const id = azureId(fields.resource);
    const separate = (cidrsOf.get(id) ?? []).map((cidr) => cidr.text('cidr') ?? notYetKnown);
    const own = fields.isUndecided('cidrs') && separate.length === 0 ? [notYetKnown] : listOf(fields.get('cidrs'));
    return fields.made({
      type: 'Microsoft.Network/ipGroups',
      name: fields.text('name') ?? fields.resource.address,
      id,
      ipAddresses: [...new Set([...own, ...separate])],
    });
  });
}
