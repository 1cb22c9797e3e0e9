/** AWS Network Firewall in Terraform, as `aws network-firewall describe-…` prints it. */
import { listOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { arnOf, subnets, vpcs } from './awsNames.ts';
import type { Fields, Target } from './fields.ts';
import { notYetKnown } from './notYetKnown.ts';
import type { PlannedResources } from './translation.ts';

/** Its things refer to each other by ARN. */
const named = (...types: readonly string[]): Target => ({ types: new Set(types), nameOf: arnOf });
const policies = named('aws_networkfirewall_firewall_policy');
const ruleGroups = named('aws_networkfirewall_rule_group');
const prefixLists = named('aws_ec2_managed_prefix_list');

const aboutResource = [
  'arn',
  'id',
  'tags',
  'tags_all',
  'timeouts',
  'region',
  'description',
  'update_token',
  'encryption_configuration',
];

export const networkFirewallTypes: readonly string[] = [
  'aws_networkfirewall_firewall',
  'aws_networkfirewall_firewall_policy',
  'aws_networkfirewall_rule_group',
  'aws_networkfirewall_logging_configuration',
  'aws_networkfirewall_resource_policy',
];

export function translateNetworkFirewalls(planned: PlannedResources): readonly JsonRecord[] {
  return [
    ...planned.of('aws_networkfirewall_rule_group').map(toRuleGroup),
    ...planned.of('aws_networkfirewall_firewall_policy').map(toPolicy),
    ...planned.of('aws_networkfirewall_firewall').map(toFirewall),
  ];
}

function toFirewall(fields: Fields): JsonRecord {
  return fields.made({
    Firewall: {
      FirewallArn: arnOf(fields.resource),
      FirewallName: fields.text('name'),
      // A policy that is not found out is one that is in no file.
      FirewallPolicyArn:
        fields.reference('firewall_policy_arn', policies) ?? `the firewall_policy_arn of ${fields.resource.address}`,
      VpcId: fields.reference('vpc_id', vpcs),
      SubnetMappings: fields.blocks('subnet_mapping').map((mapping) => ({
        SubnetId: mapping.reference('subnet_id', subnets),
      })),
    },
  });
}

function toPolicy(fields: Fields): JsonRecord {
  const policy = fields.block('firewall_policy');
  const about = {
    FirewallPolicyArn: arnOf(fields.resource),
    FirewallPolicyName: fields.text('name'),
  };
  const outside = fields.refusals([], [...aboutResource, 'name', 'firewall_policy']);
  if (policy === undefined) {
    return fields.made({
      FirewallPolicyResponse: about,
      FirewallPolicy: { [`firewall_policy, ${notYetKnown}`]: true },
    });
  }
  const engine = policy.block('stateful_engine_options');
  const references = (list: string): readonly JsonRecord[] =>
    policy.blocks(list).map((reference) =>
      reference.made({
        ResourceArn: reference.reference('resource_arn', ruleGroups) ?? `the rule group of ${fields.resource.address}`,
        Priority: reference.get('priority'),
        Override: toOverride(reference.block('override')),
        ...reference.refusals(['resource_arn', 'priority', 'override'], ['deep_threat_inspection']),
      }),
    );
  return fields.made({
    FirewallPolicyResponse: about,
    FirewallPolicy: policy.made({
      StatelessDefaultActions: policy.get('stateless_default_actions'),
      StatefulDefaultActions: policy.get('stateful_default_actions'),
      StatelessRuleGroupReferences: references('stateless_rule_group_reference'),
      StatefulRuleGroupReferences: references('stateful_rule_group_reference'),
      StatefulEngineOptions:
        engine === undefined
          ? undefined
          : engine.made({
              RuleOrder: engine.get('rule_order'),
              ...engine.refusals(['rule_order'], ['stream_exception_policy', 'flow_timeouts']),
            }),
      PolicyVariables: toPolicyVariables(policy.block('policy_variables')),
      TLSInspectionConfigurationArn: policy.get('tls_inspection_configuration_arn'),
      ...outside,
      ...policy.refusals(
        ['stateless_default_actions', 'stateful_default_actions', 'tls_inspection_configuration_arn'],
        ['stateless_fragment_default_actions', 'stateless_custom_action'],
        [
          'stateless_rule_group_reference',
          'stateful_rule_group_reference',
          'stateful_engine_options',
          'policy_variables',
        ],
      ),
    }),
  });
}

function toOverride(override: Fields | undefined): JsonRecord | undefined {
  return override === undefined ? undefined : { Action: override.get('action') };
}

function toPolicyVariables(variables: Fields | undefined): JsonRecord | undefined {
  if (variables === undefined) return undefined;
  const sets = toSets(variables.blocks('rule_variables'), 'ip_set');
  return { RuleVariables: sets.value, ...sets.refused, ...variables.refusals([], [], ['rule_variables']) };
}

/** Blocks with a key and the list that it stands for. */
function toSets(
  blocks: readonly Fields[],
  holder: string,
): { readonly value: JsonRecord; readonly refused: JsonRecord } {
  const entries = blocks.map((block) => {
    const set = block.block(holder);
    const refused = { ...block.refusals(['key'], [], [holder]), ...set?.refusals(['definition']) };
    return { key: block.text('key') ?? '', definition: set?.get('definition') ?? [], refused };
  });
  return {
    value: Object.fromEntries(entries.map(({ key, definition }) => [key, { Definition: definition }])),
    refused: Object.assign({}, ...entries.map(({ refused }) => refused)) as JsonRecord,
  };
}

function toRuleGroup(fields: Fields): JsonRecord {
  const about = {
    RuleGroupArn: arnOf(fields.resource),
    RuleGroupName: fields.text('name'),
    Type: fields.text('type'),
  };
  const group = fields.block('rule_group');
  const rules = fields.text('rules');
  const outside = fields.refusals(['rules', 'type'], [...aboutResource, 'name', 'capacity', 'rule_group']);
  const isUnknown = fields.isWhollyUnknown('rule_group') && rules === undefined;
  return fields.made({
    RuleGroupResponse: about,
    RuleGroup: {
      ...(group === undefined || rules !== undefined ? { RulesSource: { RulesString: rules } } : toGroupContent(group)),
      ...outside,
      ...(isUnknown && { [`rule_group, ${notYetKnown}`]: true }),
    },
  });
}

function toGroupContent(group: Fields): JsonRecord {
  const variables = group.block('rule_variables');
  const addresses = toSets(variables?.blocks('ip_sets') ?? [], 'ip_set');
  const ports = toSets(variables?.blocks('port_sets') ?? [], 'port_set');
  const referenceSets = group.block('reference_sets');
  const references = (referenceSets?.blocks('ip_set_references') ?? []).map((reference) => {
    const of = reference.block('ip_set_reference');
    const arn = of?.reference('reference_arn', prefixLists) ?? notYetKnown;
    return [reference.text('key') ?? '', { ReferenceArn: arn }] as const;
  });
  const source = group.block('rules_source');
  const options = group.block('stateful_rule_options');
  return group.made({
    RuleVariables: { IPSets: addresses.value, PortSets: ports.value },
    ReferenceSets: { IPSetReferences: Object.fromEntries(references) },
    RulesSource: source === undefined ? {} : toSource(source),
    StatefulRuleOptions: options === undefined ? undefined : { RuleOrder: options.get('rule_order') },
    ...addresses.refused,
    ...ports.refused,
    ...variables?.refusals([], [], ['ip_sets', 'port_sets']),
    ...referenceSets?.refusals([], [], ['ip_set_references']),
    ...options?.refusals(['rule_order']),
    ...group.refusals([], [], ['rule_variables', 'reference_sets', 'rules_source', 'stateful_rule_options']),
  });
}

function toSource(source: Fields): JsonRecord {
  const list = source.block('rules_source_list');
  const stateless = source.block('stateless_rules_and_custom_actions');
  return source.made({
    RulesString: source.text('rules_string'),
    RulesSourceList:
      list === undefined
        ? undefined
        : list.made({
            Targets: list.get('targets'),
            TargetTypes: list.get('target_types'),
            GeneratedRulesType: list.get('generated_rules_type'),
            ...list.refusals(['targets', 'target_types', 'generated_rules_type']),
          }),
    StatefulRules: source.blocks('stateful_rule').map(toSimpleRule),
    StatelessRulesAndCustomActions: stateless === undefined ? undefined : toStatelessRules(stateless),
    ...source.refusals(
      ['rules_string'],
      [],
      ['rules_source_list', 'stateful_rule', 'stateless_rules_and_custom_actions'],
    ),
  });
}

function toSimpleRule(rule: Fields): JsonRecord {
  const header = rule.block('header');
  return rule.made({
    Action: rule.get('action'),
    Header: {
      Protocol: header?.get('protocol'),
      Source: header?.get('source'),
      SourcePort: header?.get('source_port'),
      Direction: header?.get('direction'),
      Destination: header?.get('destination'),
      DestinationPort: header?.get('destination_port'),
    },
    RuleOptions: rule.blocks('rule_option').map((option) => ({
      Keyword: option.get('keyword'),
      Settings: option.get('settings'),
    })),
    ...Object.assign({}, ...rule.blocks('rule_option').map((option) => option.refusals(['keyword', 'settings']))),
    ...header?.refusals(['protocol', 'source', 'source_port', 'direction', 'destination', 'destination_port']),
    ...rule.refusals(['action'], [], ['header', 'rule_option']),
  });
}

function toStatelessRules(stateless: Fields): JsonRecord {
  return stateless.made({
    StatelessRules: stateless.blocks('stateless_rule').map((rule) => {
      const definition = rule.block('rule_definition');
      const match = definition?.block('match_attributes');
      const addresses = (side: string): readonly JsonRecord[] =>
        (match?.blocks(side) ?? []).map((block) => ({ AddressDefinition: block.get('address_definition') }));
      const ports = (side: string): readonly JsonRecord[] =>
        (match?.blocks(side) ?? []).map((block) => ({
          FromPort: block.get('from_port'),
          ToPort: block.get('to_port'),
        }));
      return rule.made({
        Priority: rule.get('priority'),
        RuleDefinition: {
          Actions: definition?.get('actions'),
          MatchAttributes: {
            Sources: addresses('source'),
            Destinations: addresses('destination'),
            SourcePorts: ports('source_port'),
            DestinationPorts: ports('destination_port'),
            Protocols: listOf(match?.get('protocols')),
            TCPFlags: (match?.blocks('tcp_flag') ?? []).map((flag) => ({
              Flags: flag.get('flags'),
              Masks: flag.get('masks'),
            })),
          },
        },
        ...match?.refusals(['source', 'destination', 'source_port', 'destination_port', 'protocols', 'tcp_flag']),
        ...definition?.refusals(['actions'], [], ['match_attributes']),
        ...rule.refusals(['priority'], [], ['rule_definition']),
      });
    }),
    ...stateless.refusals([], ['custom_action'], ['stateless_rule']),
  });
}
