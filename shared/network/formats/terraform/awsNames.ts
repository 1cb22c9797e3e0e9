/** How resources of AWS are called in the documents that are made of a plan, and what is the same of each of them. */
import { isRecord, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { Fields, Target } from './fields.ts';
import { notYetKnown } from './notYetKnown.ts';
import type { TerraformResource } from './terraformPlan.ts';
import { idOf } from './translation.ts';

export const vpcTypes = ['aws_vpc', 'aws_default_vpc'] as const;
export const subnetTypes = ['aws_subnet', 'aws_default_subnet'] as const;

export function awsTarget(...types: readonly string[]): Target {
  return { types: new Set(types), nameOf: idOf };
}

export const subnets = awsTarget(...subnetTypes);
export const prefixLists = awsTarget('aws_ec2_managed_prefix_list');
export const vpcs = awsTarget(...vpcTypes);

/** What a resource is called by its ARN, or its address until it has one. */
export function arnOf({ values, address }: TerraformResource): string {
  const { arn } = values;
  return typeof arn === 'string' && arn !== '' ? arn : address;
}

/** The API tells gateways apart by how their ids begin, which they have only after the apply. */
export const gateways: Target = {
  types: new Set(['aws_internet_gateway', 'aws_vpn_gateway', 'aws_vpc_endpoint']),
  nameOf: (resource) => {
    const prefixes: Readonly<Record<string, string>> = {
      aws_internet_gateway: 'igw',
      aws_vpn_gateway: 'vgw',
      aws_vpc_endpoint: 'vpce',
    };
    const id = idOf(resource);
    return id === resource.address ? `${prefixes[resource.type] ?? ''}-(${id})` : id;
  },
};

/** Under its name, and under its address where its id is known. */
export function tagsOf(fields: Fields): readonly JsonRecord[] {
  const tags = fields.get('tags_all') ?? fields.get('tags');
  const name = isRecord(tags) ? textOf(tags['Name']) : undefined;
  const { address } = fields.resource;
  const names = [name, idOf(fields.resource) === address ? undefined : address];
  return names.flatMap((value) => (value === undefined ? [] : [{ Key: 'Name', Value: value }]));
}

/** What every resource says of itself, and none of it decides. */
export const aboutResource = ['arn', 'id', 'owner_id', 'tags', 'tags_all', 'timeouts', 'region', 'description'];

/** Rules of other origin that hold beside those of the plan. */
export const beyondThisPlan = { 'what it has beyond this plan': true };

/**
 * A list of rules that is known only after the apply has none where the plan has its rules as resources by themselves: the
 * provider takes what AWS itself adds away. Else it may hold anything, since a dynamic block looks the same.
 */
export function refusedUnlessSeparate(fields: Fields, separate: Readonly<Record<string, boolean>>): JsonRecord {
  const open = Object.entries(separate).filter(
    ([list, isSeparate]) => fields.isWhollyUnknown(list) && (!isSeparate || fields.isConfigured(list)),
  );
  return Object.fromEntries(open.map(([list]) => [`${list}, ${notYetKnown}`, true]));
}
