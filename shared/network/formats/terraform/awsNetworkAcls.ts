/** Network ACLs of AWS in Terraform, as `aws ec2 describe-network-acls` prints them. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { addTo } from './addTo.ts';
import { aboutResource, awsTarget, beyondThisPlan, refusedUnlessSeparate, subnets, tagsOf, vpcs } from './awsNames.ts';
import type { Fields } from './fields.ts';
import { partsById } from './partsById.ts';
import type { PartsById } from './partsById.ts';
import { idOf, unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

const aclTypes = ['aws_network_acl', 'aws_default_network_acl'] as const;

export const networkAclTypes: readonly string[] = [...aclTypes, 'aws_network_acl_rule', 'aws_network_acl_association'];

const acls = awsTarget(...aclTypes);

export function translateNetworkAcls(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const layer = ['aws-network-acl'] as const;
  const report = (attribute: string) => (part: Fields) => troubles.push(unplaced(part, attribute, layer));
  const rulesOf = partsById(planned.of('aws_network_acl_rule'), 'network_acl_id', acls, report('network_acl_id'));
  const associated = planned.of('aws_network_acl_association');
  const associationsOf = partsById(associated, 'network_acl_id', acls, report('network_acl_id'));
  const aclOfSubnet = findAssociated(associationsOf, report('subnet_id'), (subnet, at) =>
    troubles.push(contested(subnet, at, layer)),
  );
  const associatedWith = (acl: string): readonly JsonRecord[] =>
    [...aclOfSubnet].flatMap(([subnet, of]) => (of === acl ? [{ SubnetId: subnet }] : []));
  // The subnet of an association that the plan takes away falls back to the default ACL of its VPC.
  const released = planned.former.flatMap(({ type, values }) =>
    type === 'aws_network_acl_association' ? [textOf(values['subnet_id'])] : [],
  );
  const elsewhere = new Map<string | undefined, string | undefined>([
    ...released.map((subnet) => [subnet, undefined] as const),
    ...aclOfSubnet,
  ]);
  const ownFields = planned.of(...aclTypes);
  const listedIn = findListed(ownFields, elsewhere, (subnet, at) => troubles.push(contested(subnet, at, layer)));
  const own = ownFields.map((fields) => {
    const id = idOf(fields.resource);
    const separate = rulesOf.get(id) ?? [];
    const isSeparate = (isEgress: boolean): boolean =>
      separate.some((rule) => (rule.get('egress') === true) === isEgress);
    const replaced = new Set([
      ...separate.map(
        ({ resource: { values } }) =>
          `${describeValue(values['egress'] === true)} ${describeValue(values['rule_number'])}`,
      ),
      ...planned.former.flatMap(({ type, values }) =>
        type === 'aws_network_acl_rule' && values['network_acl_id'] === id
          ? [`${describeValue(values['egress'] === true)} ${describeValue(values['rule_number'])}`]
          : [],
      ),
    ]);
    const inline = (['egress', 'ingress'] as const).flatMap((list) =>
      fields
        .blocks(list)
        .filter((block) => !replaced.has(`${String(list === 'egress')} ${describeValue(block.get('rule_no'))}`))
        .map((block) => toEntry(block, list === 'egress')),
    );
    // An ACL that is there already tells of subnets as well that the plan takes elsewhere.
    const subnetsOfAcl = fields
      .references('subnet_ids', subnets, (subnet) => ({ SubnetId: subnet }))
      .filter(({ SubnetId: subnet }) => listedIn.get(textOf(subnet) ?? '') === id);
    if (fields.isConfigured('subnet_ids') && fields.isOpen('subnet_ids')) report('subnet_ids')(fields);
    return fields.made({
      NetworkAclId: id,
      VpcId: fields.reference('vpc_id', vpcs),
      Tags: tagsOf(fields),
      Associations: [...subnetsOfAcl, ...associatedWith(id)],
      Entries: [...inline, ...separate.map((rule) => toEntry(rule, rule.get('egress') === true))],
      ...refusedUnlessSeparate(fields, { egress: isSeparate(true), ingress: isSeparate(false) }),
    });
  });
  const known = new Set(own.map(({ NetworkAclId }) => NetworkAclId));
  const others = [...rulesOf, ...associationsOf].flatMap(([id, [first]]) => {
    if (first === undefined || known.has(id)) return [];
    known.add(id);
    return [first.made({ NetworkAclId: id, Associations: associatedWith(id), Entries: [], ...beyondThisPlan })];
  });
  return [...own, ...others];
}

/** The ACL of each subnet by the associations that the plan makes or leaves; what is forgotten gives way to these. */
function findAssociated(
  associationsOf: PartsById,
  unknown: (association: Fields) => void,
  contradicted: (subnet: string, association: Fields) => void,
): ReadonlyMap<string, string> {
  const found = new Map<string, { readonly acl: string; readonly isForgotten: boolean }>();
  for (const [acl, some] of associationsOf) {
    for (const association of some) {
      const { isForgotten } = association.resource;
      const subnet = association.reference('subnet_id', subnets);
      if (subnet === undefined) {
        unknown(association);
        continue;
      }
      const known = found.get(subnet);
      if (known?.isForgotten === isForgotten && known.acl !== acl) contradicted(subnet, association);
      if (known === undefined || !isForgotten) found.set(subnet, { acl, isForgotten });
    }
  }
  return new Map([...found].map(([subnet, { acl }]) => [subnet, acl]));
}

/**
 * The ACL of each subnet by the lists that ACLs have of theirs. One that is there already still tells of a subnet that the
 * plan gives to another; one whose list is configured takes it back from the ACL that an association gives it (`elsewhere`).
 */
function findListed(
  own: readonly Fields[],
  elsewhere: ReadonlyMap<string | undefined, string | undefined>,
  contradicted: (subnet: string, acl: Fields) => void,
): ReadonlyMap<string, string> {
  const isMeant = (fields: Fields): boolean => !fields.resource.isForgotten && fields.isConfigured('subnet_ids');
  const listing = new Map<string, Fields[]>();
  for (const fields of own) {
    for (const { SubnetId: subnet } of fields.references('subnet_ids', subnets, (name) => ({ SubnetId: name }))) {
      if (typeof subnet !== 'string') continue;
      const associated = elsewhere.get(subnet);
      if (!elsewhere.has(subnet)) addTo(listing, subnet, fields);
      else if (associated !== undefined && associated !== idOf(fields.resource) && isMeant(fields)) {
        contradicted(subnet, fields);
      }
    }
  }
  const found = new Map<string, string>();
  for (const [subnet, some] of listing) {
    const meant = some.filter(isMeant);
    const idsOf = (holders: readonly Fields[]): readonly string[] => [
      ...new Set(holders.map(({ resource }) => idOf(resource))),
    ];
    const [id, ...others] = idsOf(some).length > 1 ? idsOf(meant) : idsOf(some);
    if (id !== undefined && others.length === 0) found.set(subnet, id);
    else for (const fields of some.slice(-1)) contradicted(subnet, fields);
  }
  return found;
}

/** A subnet that is in one ACL alone is given to several. */
function contested(subnet: string, { path, resource }: Fields, layers: Trouble['layers']): Trouble {
  const message = `Which network ACL ${describeValue(subnet)} has is not known: ${resource.address} gives it one, and so does another.`;
  return { path, message, layers };
}

/** A block of an ACL, or a rule by itself; where its direction is unknown, so is the rule. */
function toEntry(fields: Fields, isEgress: boolean): JsonRecord {
  const protocol = fields.get('protocol');
  return fields.made({
    RuleNumber: fields.get('rule_no') ?? fields.get('rule_number'),
    RuleAction: fields.get('action') ?? fields.get('rule_action'),
    Egress: fields.isUndecided('egress') ? undefined : isEgress,
    Protocol: protocol === 'all' ? '-1' : protocol,
    PortRange: { From: fields.get('from_port'), To: fields.get('to_port') },
    IcmpTypeCode: { Type: fields.get('icmp_type'), Code: fields.get('icmp_code') },
    CidrBlock: fields.text('cidr_block'),
    Ipv6CidrBlock: fields.text('ipv6_cidr_block'),
    ...fields.refusals(
      [
        'rule_no',
        'rule_number',
        'action',
        'rule_action',
        'egress',
        'protocol',
        'from_port',
        'to_port',
        'icmp_type',
        'icmp_code',
        'cidr_block',
        'ipv6_cidr_block',
      ],
      [...aboutResource, 'network_acl_id'],
    ),
  });
}
