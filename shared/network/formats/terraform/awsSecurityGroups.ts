/** Security groups of AWS in Terraform, as `aws ec2 describe-security-groups` prints them. */
import { recordsOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import {
  aboutResource,
  awsTarget,
  beyondThisPlan,
  prefixLists,
  refusedUnlessSeparate,
  tagsOf,
  vpcs,
} from './awsNames.ts';
import type { Fields, Target } from './fields.ts';
import { partsById } from './partsById.ts';
import type { TerraformResource } from './terraformPlan.ts';
import { origin } from './traces.ts';
import { idOf, unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

const groupTypes = ['aws_security_group', 'aws_default_security_group'] as const;
const ruleTypes = [
  'aws_security_group_rule',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
] as const;

/** It takes all other rules of its group away. */
const exclusiveType = 'aws_vpc_security_group_rules_exclusive';

export const securityGroupTypes: readonly string[] = [...groupTypes, ...ruleTypes, exclusiveType];

const groups = awsTarget(...groupTypes);
const rulesByThemselves: Target = { types: new Set(ruleTypes), nameOf: ruleIdOf };

/** The older kind of rules has an id of the provider's own as well. */
function ruleIdOf(resource: TerraformResource): string {
  return textOf(resource.values['security_group_rule_id']) ?? idOf(resource);
}

const permissionAttributes = [
  'type',
  'protocol',
  'ip_protocol',
  'from_port',
  'to_port',
  'cidr_blocks',
  'ipv6_cidr_blocks',
  'cidr_ipv4',
  'cidr_ipv6',
  'prefix_list_ids',
  'prefix_list_id',
  'security_groups',
  'source_security_group_id',
  'referenced_security_group_id',
  'self',
];
const aboutRule = [...aboutResource, 'security_group_id', 'security_group_rule_id'];

export function translateSecurityGroups(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const rulesOf = partsById(planned.of(...ruleTypes), 'security_group_id', groups, (rule) =>
    troubles.push(unplaced(rule, 'security_group_id', ['aws-security-group'])),
  );
  const exclusiveOf = partsById(planned.of(exclusiveType), 'security_group_id', groups, (exclusive) =>
    troubles.push(unplaced(exclusive, 'security_group_id', ['aws-security-group'])),
  );
  const own = planned.of(...groupTypes).map((fields) => {
    const id = idOf(fields.resource);
    const separate = rulesOf.get(id) ?? [];
    const [outbound, inbound] = [separate.filter(isOutbound), separate.filter((rule) => !isOutbound(rule))];
    const exclusive = exclusiveOf.get(id)?.at(-1);
    if (exclusive !== undefined) {
      const egress = keptRules(exclusive, 'egress_rule_ids', outbound);
      const ingress = keptRules(exclusive, 'ingress_rule_ids', inbound);
      // One puts in place what the other takes away.
      const isContested = fields.isConfigured('egress') && fields.has('egress');
      return fields.made({
        ...aboutGroup(fields, id),
        IpPermissionsEgress: egress.rules.map((rule) => toPermission(rule, id)),
        IpPermissions: ingress.rules.map((rule) => toPermission(rule, id)),
        ...egress.refused,
        ...(isContested && { [`egress, beside ${exclusive.resource.address}`]: true }),
      });
    }
    const former = formerPermissions(planned, id);
    return fields.made({
      ...aboutGroup(fields, id),
      IpPermissionsEgress: [
        ...inlinePermissions(fields, 'egress', id, former),
        ...outbound.map((rule) => toPermission(rule, id)),
      ],
      IpPermissions: [
        ...inlinePermissions(fields, 'ingress', id, former),
        ...inbound.map((rule) => toPermission(rule, id)),
      ],
      ...refusedUnlessSeparate(fields, { egress: separate.length > 0, ingress: true }),
    });
  });
  const known = new Set(own.map(({ GroupId }) => GroupId));
  const others = [...rulesOf].flatMap(([id, some]) => {
    const [first] = some;
    if (first === undefined || known.has(id)) return [];
    const egress = some.filter(isOutbound).map((rule) => toPermission(rule, id));
    return [first.made({ GroupId: id, IpPermissionsEgress: egress, IpPermissions: [], ...beyondThisPlan })];
  });
  return [...own, ...others];
}

function aboutGroup(fields: Fields, id: string): JsonRecord {
  return {
    GroupId: id,
    GroupName: fields.text('name'),
    VpcId: fields.reference('vpc_id', vpcs),
    Tags: tagsOf(fields),
  };
}

/** Of the rules of a group those that a list of ids leaves it, and what is said where that may be others of no plan. */
function keptRules(
  exclusive: Fields,
  list: 'egress_rule_ids' | 'ingress_rule_ids',
  rules: readonly Fields[],
): { readonly rules: readonly Fields[]; readonly refused: JsonRecord } {
  const named = new Set(exclusive.references(list, rulesByThemselves, (id) => ({ id })).map(({ id }) => id));
  const kept = rules.filter(({ resource }) => named.has(ruleIdOf(resource)));
  const isWhole = kept.length === named.size && !exclusive.isOpen(list);
  return { rules: kept, refused: isWhole ? {} : { [`${list} of ${exclusive.resource.address}`]: true } };
}

function isOutbound({ resource: { type, values } }: Fields): boolean {
  return type === 'aws_security_group_rule' ? values['type'] !== 'ingress' : type.endsWith('_egress_rule');
}

function inlinePermissions(
  fields: Fields,
  list: 'egress' | 'ingress',
  groupId: string,
  former: ReadonlySet<string>,
): readonly JsonRecord[] {
  return fields.blocks(list).map((block) => {
    const permission = toPermission(block, groupId);
    if (former.size === 0) return permission;
    const isKept = (item: JsonRecord): boolean => !former.has(describePeer(list === 'egress', permission, item));
    return block.made({
      ...permission,
      ...Object.fromEntries(peerLists.map((peers) => [peers, recordsOf(permission[peers]).filter(isKept)])),
    });
  });
}

const peerLists = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'] as const;

/** A block of a group, or a rule of either kind of resource. */
function toPermission(fields: Fields, groupId: string): JsonRecord {
  const protocol = fields.get('protocol') ?? fields.get('ip_protocol');
  const cidrIpv4 = fields.text('cidr_ipv4');
  const cidrIpv6 = fields.text('cidr_ipv6');
  const prefixList = fields.reference('prefix_list_id', prefixLists);
  const group = fields.reference('source_security_group_id', groups);
  const referenced = fields.reference('referenced_security_group_id', groups);
  return fields.made({
    IpProtocol: protocol === 'all' ? '-1' : protocol,
    FromPort: fields.get('from_port'),
    ToPort: fields.get('to_port'),
    IpRanges: withItems(
      fields.items('cidr_blocks', (item, located) => ({ CidrIp: item, [origin]: located })),
      cidrIpv4 === undefined ? undefined : { CidrIp: cidrIpv4 },
    ),
    Ipv6Ranges: withItems(
      fields.items('ipv6_cidr_blocks', (item, located) => ({ CidrIpv6: item, [origin]: located })),
      cidrIpv6 === undefined ? undefined : { CidrIpv6: cidrIpv6 },
    ),
    PrefixListIds: withItems(
      fields.references('prefix_list_ids', prefixLists, (id) => ({ PrefixListId: id })),
      prefixList === undefined ? undefined : { PrefixListId: prefixList },
    ),
    UserIdGroupPairs: withItems(
      fields.references('security_groups', groups, toGroupPair),
      group === undefined ? undefined : toGroupPair(group),
      referenced === undefined ? undefined : toGroupPair(referenced),
      fields.get('self') === true ? { GroupId: groupId } : undefined,
    ),
    ...fields.refusals(permissionAttributes, [...aboutRule, ...fields.filledIn('source_security_group_id', 'self')]),
  });
}

/** With the items that there are; the same list where there are none, as mostly: a plan may have a hundred thousand rules. */
function withItems(list: readonly JsonRecord[], ...items: readonly (JsonRecord | undefined)[]): readonly JsonRecord[] {
  const given = items.filter((item) => item !== undefined);
  return given.length === 0 ? list : [...list, ...given];
}

/** A group of another account is written `123456789012/sg-0a1b2c3d`. */
function toGroupPair(id: string): JsonRecord {
  const [account, group] = id.split('/');
  return group === undefined || !/^\d+$/.test(account ?? '')
    ? { GroupId: id }
    : { UserId: account, GroupId: group, PeeringStatus: 'active' };
}

/**
 * Rules by themselves that the plan changes or takes away: a group that is there already tells of them as well, as they are
 * before the plan.
 */
function formerPermissions({ former }: PlannedResources, groupId: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { type, values } of former) {
    if (values['security_group_id'] !== groupId) continue;
    const isEgress =
      type === 'aws_vpc_security_group_egress_rule' ||
      (type === 'aws_security_group_rule' && values['type'] === 'egress');
    if (!isEgress && type !== 'aws_vpc_security_group_ingress_rule' && type !== 'aws_security_group_rule') continue;
    const permission = {
      IpProtocol: values['protocol'] ?? values['ip_protocol'],
      FromPort: values['from_port'],
      ToPort: values['to_port'],
    };
    const { cidr_ipv4: v4, cidr_ipv6: v6, prefix_list_id: list } = values;
    const peers = [
      ...['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids'].flatMap((field) => textsOf(values[field])),
      ...textsOf([v4, v6, list, values['source_security_group_id'], values['referenced_security_group_id']]),
      ...(values['self'] === true ? [groupId] : []),
    ];
    for (const peer of peers) found.add(describePeer(isEgress, permission, { peer }));
  }
  return found;
}

function describePeer(isEgress: boolean, { IpProtocol, FromPort, ToPort }: JsonRecord, peer: JsonRecord): string {
  const protocol = IpProtocol === 'all' ? '-1' : IpProtocol;
  const ports = protocol === '-1' ? [] : [FromPort, ToPort];
  return JSON.stringify([isEgress, protocol, ...ports, Object.values(peer)[0]]);
}
