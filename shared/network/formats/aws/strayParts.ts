import type { LayerKind } from '../../../plan/plan.ts';
import { isRecord } from '../../jsonFields.ts';
import type { DocumentInput } from '../../ruleFormat.ts';
import type { RulePlace } from '../../ruleProgram.ts';

/** Rules that were cut out of what they belong to, as `--query` does, or said in the words of another of AWS’s services. */
interface Stray {
  /** Fields that an object has one of each of, which nothing else has. */
  readonly marks: readonly (readonly string[])[];
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
    what: 'This is a security group in the words of another service than EC2, which are not read.',
    command: 'aws ec2 describe-security-groups',
    layer: 'aws-security-group',
  },
  {
    marks: [['networkAclId'], ['entries', 'entrySet']],
    what: 'This is a network ACL in the words of another service than EC2, which are not read.',
    command: 'aws ec2 describe-network-acls',
    layer: 'aws-network-acl',
  },
];

export interface StrayPart extends Pick<Stray, 'what' | 'command' | 'layer'> {
  readonly place: RulePlace;
}

/** Told by the first object of a document: a list that a tool prints is of one kind. */
export function findStrayPart({ file, document, value }: DocumentInput): StrayPart | undefined {
  const path: (string | number)[] = [];
  let first = value;
  while (path.length < deepestList) {
    const step = Array.isArray(first) ? first.findIndex((item) => !isEmpty(item)) : fieldOfItems(first);
    if (step === undefined || step === -1) break;
    path.push(step);
    first = (first as Readonly<Record<string | number, unknown>>)[step];
  }
  if (!isRecord(first)) return undefined;
  const item = first;
  const stray = strays.find(({ marks }) => marks.every((some) => some.some((field) => Object.hasOwn(item, field))));
  return stray && { ...stray, place: { file, document, path, rule: 'AWS' } };
}

/** A list of lists, and what stands around them. */
const deepestList = 5;

function isEmpty(item: unknown): boolean {
  return Array.isArray(item) && item.length === 0;
}

/** AWS Config has what it knows of a thing within what it knows about it. */
function fieldOfItems(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  return ['configurationItems', 'configurationItem', 'configuration'].find((field) => typeof value[field] === 'object');
}
