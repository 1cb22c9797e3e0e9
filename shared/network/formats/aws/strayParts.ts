import type { LayerKind } from '../../../plan/plan.ts';
import { isRecord, parseRecord } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { DocumentInput } from '../../reading/ruleFormat.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';

/** Rules that were cut out of what they belong to, as `--query` does, or said in the words of another of AWS’s services. */
interface Stray {
  /** Fields that an object has one of each of, which nothing else has. */
  readonly marks: readonly (readonly string[])[];
  /** What AWS Config calls it. */
  readonly type?: RegExp;
  readonly what: string;
  readonly command: string;
  readonly layer: LayerKind;
}

const strays: readonly Stray[] = [
  {
    marks: [['IpProtocol'], ['IpRanges', 'Ipv6Ranges', 'UserIdGroupPairs', 'PrefixListIds']],
    what: 'These are rules of a security group, and of which is not said.',
    command: 'aws ec2 describe-security-groups',
    layer: 'aws-security-group',
  },
  {
    marks: [['RuleNumber'], ['RuleAction'], ['Egress']],
    what: 'These are entries of a network ACL, and of which is not said.',
    command: 'aws ec2 describe-network-acls',
    layer: 'aws-network-acl',
  },
  {
    marks: [['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'], ['Origin']],
    what: 'These are routes of a table, and of which is not said.',
    command: 'aws ec2 describe-route-tables',
    layer: 'route',
  },
  {
    marks: [['groupId'], ['ipPermissionsEgress']],
    type: /^AWS::EC2::SecurityGroup$/,
    what: 'This is a security group in the words of another service than EC2, which are not read.',
    command: 'aws ec2 describe-security-groups',
    layer: 'aws-security-group',
  },
  {
    marks: [['networkAclId'], ['entries', 'entrySet']],
    type: /^AWS::EC2::NetworkAcl$/,
    what: 'This is a network ACL in the words of another service than EC2, which are not read.',
    command: 'aws ec2 describe-network-acls',
    layer: 'aws-network-acl',
  },
  {
    marks: [['routeTableId'], ['routes', 'routeSet']],
    type: /^AWS::EC2::RouteTable$/,
    what: 'This is a route table in the words of another service than EC2, which are not read.',
    command: 'aws ec2 describe-route-tables',
    layer: 'route',
  },
  {
    marks: [],
    type: /^AWS::NetworkFirewall::/,
    what: 'This is a part of a Network Firewall in the words of AWS Config, which are not read.',
    command: 'aws network-firewall describe-rule-group',
    layer: 'aws-network-firewall',
  },
];

export interface StrayPart extends Pick<Stray, 'what' | 'command' | 'layer'> {
  readonly place: RulePlace;
}

/** Of each kind the first: a list may have thousands. */
export function findStrayParts({ file, document, value }: DocumentInput): readonly StrayPart[] {
  const found = new Map<Stray, StrayPart>();
  /** Where it looks: other clouds print a hundred thousand objects in a list, and few places are ever told. */
  const path: (string | number)[] = [];
  const lookAt = (step: string | number, item: unknown, depth: number): void => {
    path.push(step);
    look(item, depth);
    path.pop();
  };
  const look = (item: unknown, depth: number): void => {
    if (Array.isArray(item)) {
      if (depth > 0) item.forEach((one, index) => lookAt(index, one, depth - 1));
      return;
    }
    if (!isRecord(item)) return;
    const stray = strays.find((one) => isOf(item, one));
    if (stray !== undefined) {
      if (!found.has(stray)) found.set(stray, { ...stray, place: { file, document, path: [...path], rule: 'AWS' } });
      return;
    }
    if (depth > 0) for (const field of fieldsOfItems) lookAt(field, asTold(item[field]), depth - 1);
  };
  look(value, deepestList);
  return [...found.values()];
}

function isOf(item: JsonRecord, { marks, type }: Stray): boolean {
  const { resourceType } = item;
  if (type !== undefined && typeof resourceType === 'string' && type.test(resourceType)) return true;
  return marks.length > 0 && marks.every((some) => some.some((field) => Object.hasOwn(item, field)));
}

/** A list of lists, and what stands around them. */
const deepestList = 5;

/** AWS Config has what it knows of a thing within what it knows about it, and answers queries in `Results`. */
const fieldsOfItems = [
  'configurationItems',
  'baseConfigurationItems',
  'configurationItem',
  'configuration',
  'Results',
] as const;

/** It prints objects as texts in some places. */
function asTold(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (typeof item === 'string' ? parseRecord(item) : item));
  return typeof value === 'string' ? parseRecord(value) : value;
}
