/**
 * Resources of the provider hashicorp/google and google-beta, as the Compute Engine API would say what they make. Source:
 * the provider's documentation of each type, releases 5 to 7.
 */
import { describeValue } from '../../../kernel/describeValue.ts';
import { listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { addTo } from './addTo.ts';
import type { Fields, Target } from './fields.ts';
import { aboutGoogleResource, googleNetworks } from './googleNames.ts';
import { googleRouteTypes, googleSubnetworks, translateGoogleRoutes } from './googleRoutes.ts';
import { notYetKnown } from './notYetKnown.ts';
import type { TerraformResource } from './terraformPlan.ts';
import { unplaced } from './translation.ts';
import type { CloudTranslator, PlannedResources, Trouble } from './translation.ts';

const layers = ['gcp-firewall'] as const;

/** The resources of one kind of policy. */
interface PolicyTypes {
  readonly policy: string;
  readonly withRules: string;
  readonly rule: string;
  readonly association: string;
}

const networkPolicies: PolicyTypes = {
  policy: 'google_compute_network_firewall_policy',
  withRules: 'google_compute_network_firewall_policy_with_rules',
  rule: 'google_compute_network_firewall_policy_rule',
  association: 'google_compute_network_firewall_policy_association',
};
const regionalPolicies: PolicyTypes = {
  policy: 'google_compute_region_network_firewall_policy',
  withRules: 'google_compute_region_network_firewall_policy_with_rules',
  rule: 'google_compute_region_network_firewall_policy_rule',
  association: 'google_compute_region_network_firewall_policy_association',
};
const hierarchicalPolicies: PolicyTypes = {
  policy: 'google_compute_firewall_policy',
  withRules: 'google_compute_firewall_policy_with_rules',
  rule: 'google_compute_firewall_policy_rule',
  association: 'google_compute_firewall_policy_association',
};
const policyKinds = [networkPolicies, regionalPolicies, hierarchicalPolicies];

export const googleTranslator: CloudTranslator = {
  knownTypes: new Set([
    'google_compute_firewall',
    ...policyKinds.flatMap((types) => Object.values(types)),
    'google_network_security_address_group',
    'google_compute_network_firewall_policy_packet_mirroring_rule',
    ...googleRouteTypes,
  ]),
  bearing: [
    { form: /^google_compute_(?:region_)?(?:network_)?firewall/, layers },
    { form: /^google_network_connectivity_(?:policy_based_route|spoke)/, layers: ['route'] },
    { form: /^google_compute_organization_security_policy/, layers },
    { form: /^google_network_security_(?:address_group|gateway_security_policy|url_list)/, layers },
  ],
  translate: (planned) => {
    const troubles: Trouble[] = [];
    const documents = [
      ...planned.of('google_compute_firewall').map((fields) => toFirewall(fields, troubles)),
      ...policyKinds.flatMap((types) => translatePolicies(types, planned, troubles)),
      ...translateGoogleRoutes(planned, troubles),
      ...translateInstances(planned),
      ...planned.of('google_network_security_address_group').map(toAddressGroup),
    ];
    return { documents: documents.map((document) => [document]), troubles };
  },
};

const addressGroups: Target = {
  types: new Set(['google_network_security_address_group']),
  nameOf: ({ values: { parent, location, name }, address }) =>
    `${describeValue(parent)}/locations/${describeValue(location)}/addressGroups/${textOf(name) ?? address}`,
};

/** Without a name where that is made of what is known only after the apply: it may be that of any account. */
const accounts: Target = {
  types: new Set(['google_service_account']),
  nameOf: ({ values }) => {
    const [id, project] = [textOf(values['account_id']), textOf(values['project'])];
    return id === undefined || project === undefined ? '' : `${id}@${project}.iam.gserviceaccount.com`;
  },
};

function toFirewall(fields: Fields, troubles: Trouble[]): JsonRecord {
  const protocols = (list: string): readonly JsonRecord[] | undefined => {
    const blocks = fields.blocks(list);
    return blocks.length === 0
      ? undefined
      : blocks.map((block) => block.made({ IPProtocol: block.get('protocol'), ports: block.get('ports') ?? [] }));
  };
  const attributes = [
    'direction',
    'priority',
    'disabled',
    'destination_ranges',
    'source_ranges',
    'source_tags',
    'source_service_accounts',
    'target_tags',
    'target_service_accounts',
    'network',
    'allow',
    'deny',
  ];
  // For what nobody gave the provider fills in what the API takes it for.
  const filledIn = fields.filledIn('source_ranges', 'destination_ranges', 'direction', 'priority', 'disabled');
  // One that is not known yet may be for what leaves, and is refused there.
  const direction =
    fields.get('direction') ?? (fields.has('direction') && !filledIn.includes('direction') ? 'EGRESS' : 'INGRESS');
  const network = fields.reference('network', googleNetworks);
  if (network === undefined && direction !== 'INGRESS') troubles.push(unplaced(fields, 'network', layers));
  return fields.made({
    kind: 'compute#firewall',
    name: fields.text('name') ?? fields.resource.address,
    network: network ?? `the network of ${fields.resource.address}`,
    direction,
    priority: fields.get('priority'),
    disabled: fields.get('disabled') ?? false,
    allowed: protocols('allow'),
    denied: protocols('deny'),
    destinationRanges: fields.get('destination_ranges') ?? [],
    sourceRanges: fields.get('source_ranges') ?? [],
    sourceTags: fields.get('source_tags') ?? [],
    sourceServiceAccounts: fields.references('source_service_accounts', accounts, toText).map(({ text }) => text),
    targetTags: fields.get('target_tags') ?? [],
    targetServiceAccounts: fields.references('target_service_accounts', accounts, toText).map(({ text }) => text),
    ...fields.refusals(attributes, [...aboutGoogleResource, ...filledIn]),
  });
}

function toText(text: string): { readonly text: string } {
  return { text };
}

/** A machine may name its subnet alone, which says what network it is in. */
function translateInstances(planned: PlannedResources): readonly JsonRecord[] {
  const subnetworks = planned.of('google_compute_subnetwork');
  const networkOf = new Map(
    subnetworks.map((fields) => [
      googleSubnetworks.nameOf(fields.resource),
      fields.reference('network', googleNetworks),
    ]),
  );
  return planned.of('google_compute_instance').map((fields) => {
    const isAccountOpen = fields.isWhollyUnknown('service_account');
    const account = fields.block('service_account');
    const [first] = fields.blocks('network_interface');
    const subnetwork = first?.reference('subnetwork', googleSubnetworks);
    const network = first?.reference('network', googleNetworks) ?? networkOf.get(subnetwork ?? '');
    return fields.made({
      kind: 'compute#instance',
      name: fields.text('name') ?? fields.resource.address,
      tags: { items: fields.isUndecided('tags') ? [undefined] : (fields.get('tags') ?? []) },
      networkInterfaces: [
        {
          network,
          subnetwork,
          networkIP: first?.get('network_ip'),
          aliasIpRanges: (first?.blocks('alias_ip_range') ?? []).map((range) => ({
            ipCidrRange: range.get('ip_cidr_range'),
          })),
          accessConfigs: (first?.blocks('access_config') ?? []).map(() => ({})),
          ipv6AccessConfigs: (first?.blocks('ipv6_access_config') ?? []).map(() => ({})),
        },
      ],
      serviceAccounts:
        account === undefined && !isAccountOpen ? [] : [{ email: account?.reference('email', accounts) }],
    });
  });
}

function toAddressGroup(fields: Fields): JsonRecord {
  return fields.made({
    name: fields.text('id') ?? addressGroups.nameOf(fields.resource),
    items: fields.isUndecided('items') ? [notYetKnown] : listOf(fields.get('items')),
  });
}

// Firewall policies

/** Rules and associations name a policy by its name, its number or its id. */
function translatePolicies(types: PolicyTypes, planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const policies = planned.of(types.policy, types.withRules);
  const target: Target = { types: new Set([types.policy, types.withRules]), nameOf: ({ address }) => address };
  const byName = new Map<string, string>();
  for (const { resource } of policies) {
    for (const name of namesOf(resource)) byName.set(name, resource.address);
  }
  const partsOf = (type: string): ReadonlyMap<string, readonly Fields[]> => {
    const found = new Map<string, Fields[]>();
    for (const part of planned.of(type)) {
      const named = part.reference('firewall_policy', target);
      if (named === undefined) {
        troubles.push(unplaced(part, 'firewall_policy', layers));
        continue;
      }
      const region = part.text('region');
      const last = named.slice(named.lastIndexOf('/') + 1);
      // Policies of two regions may have one name.
      const key = byName.get(`${region ?? ''} ${last}`) ?? byName.get(named) ?? byName.get(last) ?? named;
      addTo(found, key, part);
    }
    return found;
  };
  const rulesOf = partsOf(types.rule);
  const associationsOf = partsOf(types.association);
  const own = policies.map((fields) => toPolicy(types, fields, rulesOf, associationsOf, troubles));
  const known = new Set(policies.map(({ resource }) => resource.address));
  for (const [policy, [part]] of [...rulesOf, ...associationsOf]) {
    if (part === undefined || known.has(policy)) continue;
    const message = `${part.resource.address} belongs to the policy ${policy}, which is not in this plan: its other rules are not known.`;
    troubles.push({ path: part.path, message, layers });
  }
  return own;
}

function namesOf({ address, values }: TerraformResource): readonly string[] {
  const { name, id, self_link: link, short_name: short, firewall_policy_id: number, region } = values;
  const texts = [address, id, link, number, name, short, `${textOf(region) ?? ''} ${describeValue(name)}`];
  return texts.flatMap((text) => textOf(text) ?? []);
}

function toPolicy(
  types: PolicyTypes,
  fields: Fields,
  rulesOf: ReadonlyMap<string, readonly Fields[]>,
  associationsOf: ReadonlyMap<string, readonly Fields[]>,
  troubles: Trouble[],
): JsonRecord {
  const { address } = fields.resource;
  const isHierarchical = types === hierarchicalPolicies;
  const associations = (associationsOf.get(address) ?? []).flatMap((association) => {
    const attached = association.reference('attachment_target', googleNetworks);
    if (attached === undefined) troubles.push(unplaced(association, 'attachment_target', layers));
    return attached === undefined ? [] : [association.made({ attachmentTarget: attached })];
  });
  const inline = fields.blocks('rule');
  return fields.made({
    kind: 'compute#firewallPolicy',
    name: fields.text('name') ?? address,
    shortName: fields.text('short_name'),
    parent: isHierarchical ? (fields.text('parent') ?? `a parent that is ${notYetKnown}`) : undefined,
    region: types === regionalPolicies ? (fields.text('region') ?? `a region that is ${notYetKnown}`) : undefined,
    associations,
    rules: fields.isWhollyUnknown('rule')
      ? `rule, ${notYetKnown}`
      : [...inline, ...(rulesOf.get(address) ?? [])].map((rule) => toRule(rule)),
  });
}

const plainMatchFields = {
  destIpRanges: 'dest_ip_ranges',
  srcIpRanges: 'src_ip_ranges',
  destFqdns: 'dest_fqdns',
  destRegionCodes: 'dest_region_codes',
  destThreatIntelligences: 'dest_threat_intelligences',
} as const;

const contextAttributes = ['dest_network_context', 'dest_network_type', 'dest_network_scope'];

function toRule(rule: Fields): JsonRecord {
  const match = rule.block('match');
  const tags = ['target_secure_tags', 'target_secure_tag'].flatMap((list) =>
    rule.blocks(list).map((tag) => ({ name: tag.get('name'), state: tag.get('state') })),
  );
  const context = contextAttributes.map((attribute) => match?.text(attribute)).find((text) => text !== undefined);
  const layer4 = ['layer4_configs', 'layer4_config'].flatMap((list) => match?.blocks(list) ?? []);
  return rule.made({
    priority: rule.get('priority'),
    direction: rule.get('direction'),
    action: rule.get('action'),
    disabled: rule.get('disabled') ?? false,
    ruleName: rule.text('rule_name'),
    targetResources: rule.references('target_resources', googleNetworks, toText).map(({ text }) => text),
    targetServiceAccounts: rule.references('target_service_accounts', accounts, toText).map(({ text }) => text),
    targetSecureTags: tags,
    targetType: rule.text('target_type'),
    match: {
      ...Object.fromEntries(
        Object.entries(plainMatchFields).map(([field, attribute]) => [field, match?.get(attribute) ?? []]),
      ),
      destAddressGroups: (match?.references('dest_address_groups', addressGroups, toText) ?? []).map(
        ({ text }) => text,
      ),
      destNetworkContext: context,
      layer4Configs: layer4.map((one) =>
        one.made({ ipProtocol: one.get('ip_protocol'), ports: one.get('ports') ?? [] }),
      ),
      ...match?.refusals([
        ...Object.values(plainMatchFields),
        ...contextAttributes,
        'dest_address_groups',
        'layer4_configs',
        'layer4_config',
      ]),
    },
    ...rule.refusals(
      [
        'priority',
        'direction',
        'action',
        'disabled',
        'target_resources',
        'target_service_accounts',
        'target_secure_tags',
        'target_secure_tag',
        'target_type',
      ],
      [...aboutGoogleResource, 'firewall_policy', 'rule_name', 'security_profile_group', 'tls_inspect'],
      ['match'],
    ),
  });
}
