/**
 * Which of a document's parts are AWS things, and where each stands: the output of the `describe-` and `get-` commands of
 * `aws ec2` and `aws network-firewall`, whole, cut down by `--query`, or several joined in a list; CloudFormation templates
 * with Network Firewall resources; SecurityGroupPolicy manifests of the VPC CNI.
 */
import { none } from '../../../kernel/none.ts';
import type { DocumentInput } from '../../reading/ruleFormat.ts';
import { findMacros, resourcesOfStack } from './stackTemplate.ts';
import { layersOfStackType } from './stackTypes.ts';
import { findStrayParts } from './strayParts.ts';
import { TemplateValues } from './cloudFormation.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { isRecord, listOf, recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';

export interface AwsThing {
  readonly kind: ThingKind;
  readonly value: JsonRecord;
  readonly place: RulePlace;
  readonly listing: Listing;
}

/** In which list a thing stands, which tells what it means that another thing does not. */
export type Listing =
  /** In the list that a command prints. It may have been asked for some things alone, which it does not say. */
  | 'printed'
  /** In such a list, which says that there is more than it printed. */
  | 'cut short'
  /** Among all that a collector of whole accounts found. */
  | 'collected'
  /** By itself, or picked out of a list. */
  | 'alone';

export type ThingKind =
  | 'security group'
  | 'security group rule'
  | 'network ACL'
  | 'prefix list'
  | 'prefix list entries'
  | 'route table'
  | 'subnet'
  | 'network interface'
  | 'instance'
  | 'NAT gateway'
  | 'VPC endpoint'
  | 'VPC'
  | 'internet gateway'
  | 'firewall'
  | 'firewall policy'
  | 'firewall rule group'
  | 'security group policy';

interface ListKind {
  readonly kind: ThingKind;
  /** The field of the command's output that lists such things. */
  readonly list: string;
  /** Its name in the files of np-guard's cloud resource collector, which copies the same objects from the API. */
  readonly collected?: string;
  /** Fields by which one of them is known without its list. */
  readonly marks: readonly string[];
}

/** In the order in which a thing without its list is tried. */
const listKinds: readonly ListKind[] = [
  {
    kind: 'security group rule',
    list: 'SecurityGroupRules',
    marks: ['SecurityGroupRuleId', 'IsEgress'],
  },
  {
    kind: 'security group',
    list: 'SecurityGroups',
    collected: 'security_groups',
    marks: ['GroupId', 'IpPermissionsEgress'],
  },
  { kind: 'network ACL', list: 'NetworkAcls', collected: 'network_acls', marks: ['NetworkAclId', 'Entries'] },
  { kind: 'prefix list', list: 'PrefixLists', marks: ['PrefixListId', 'PrefixListName'] },
  { kind: 'route table', list: 'RouteTables', collected: 'route_tables', marks: ['RouteTableId', 'Routes'] },
  { kind: 'NAT gateway', list: 'NatGateways', marks: ['NatGatewayId', 'NatGatewayAddresses'] },
  { kind: 'VPC endpoint', list: 'VpcEndpoints', marks: ['VpcEndpointId', 'ServiceName'] },
  { kind: 'instance', list: 'Instances', collected: 'instances', marks: ['InstanceId', 'ImageId'] },
  { kind: 'network interface', list: 'NetworkInterfaces', marks: ['NetworkInterfaceId', 'PrivateIpAddress'] },
  { kind: 'subnet', list: 'Subnets', collected: 'subnets', marks: ['SubnetId', 'CidrBlock'] },
  { kind: 'VPC', list: 'Vpcs', collected: 'vpcs', marks: ['VpcId', 'CidrBlock', 'InstanceTenancy'] },
  {
    kind: 'internet gateway',
    list: 'InternetGateways',
    collected: 'internet_gateways',
    marks: ['InternetGatewayId', 'Attachments'],
  },
];

/** Network Firewall prints one thing a command: what it holds, and beside it who it is. */
const firewallKinds = [
  { kind: 'firewall', marks: ['Firewall'], about: 'FirewallArn' },
  { kind: 'firewall policy', marks: ['FirewallPolicy', 'FirewallPolicyResponse'], about: undefined },
  { kind: 'firewall rule group', marks: ['RuleGroup', 'RuleGroupResponse'], about: undefined },
] as const satisfies readonly { kind: ThingKind; marks: readonly string[]; about: string | undefined }[];

/** Template resources that are read, by their type. */
const templateKinds: ReadonlyMap<unknown, ThingKind> = new Map([
  ['AWS::NetworkFirewall::Firewall', 'firewall'],
  ['AWS::NetworkFirewall::FirewallPolicy', 'firewall policy'],
  ['AWS::NetworkFirewall::RuleGroup', 'firewall rule group'],
]);

/** A list may hold documents, and a document lists; nothing that a tool prints goes deeper. */
const deepestList = 3;

export function isAwsDocument(input: DocumentInput): boolean {
  return (
    findThings(input).length > 0 ||
    isEmptyList(input.value) ||
    findCutLists(input).length > 0 ||
    findStrayParts(input).length > 0
  );
}

export function findThings(input: DocumentInput): readonly AwsThing[] {
  return thingsIn(input.value, within(input), deepestList);
}

function isEmptyList(value: unknown): boolean {
  if (!isRecord(value) || isOfAzurePowerShell(value)) return false;
  return listKinds.some(({ list }) => Array.isArray(value[list]) && value[list].length === 0);
}

/** It calls lists alike. */
function isOfAzurePowerShell(value: JsonRecord): boolean {
  return 'ResourceGroupName' in value;
}

/** A list that says that there is more than it holds, which may be nothing at all. */
export interface CutList {
  readonly kinds: readonly ThingKind[];
  readonly place: RulePlace;
}

/** The CLI prints NextToken where `--max-items` or `--no-paginate` made it stop. */
export function findCutLists(input: DocumentInput): readonly CutList[] {
  return cutListsIn(input.value, within(input), deepestList);
}

function cutListsIn(value: unknown, at: PlaceWithin, depth: number): readonly CutList[] {
  if (Array.isArray(value)) {
    if (depth === 0) return [];
    return value.flatMap((item, index) => cutListsIn(item, (...steps) => at(index, ...steps), depth - 1));
  }
  if (!isRecord(value) || !isCutShort(value)) return [];
  const kinds = listKinds.flatMap(({ kind, list }) => (Array.isArray(value[list]) ? [kind] : []));
  const ofInstances: readonly ThingKind[] = Array.isArray(value['Reservations']) ? ['instance'] : [];
  const ofEntries: readonly ThingKind[] = isPrefixListEntries(value) ? ['prefix list entries'] : [];
  const cut = [...kinds, ...ofInstances, ...ofEntries];
  return cut.length === 0 ? [] : [{ kinds: cut, place: at('NextToken') }];
}

function isCutShort(value: JsonRecord): boolean {
  return textOf(value['NextToken']) !== undefined;
}

/** Where something stands within a value; put together for what is found there alone, which in other tools' output is nothing. */
type PlaceWithin = (...steps: readonly (string | number)[]) => RulePlace;

function within({ file, document }: DocumentInput): PlaceWithin {
  return (...path) => ({ file, document, path, rule: '' });
}

function thingsIn(value: unknown, at: PlaceWithin, depth: number): readonly AwsThing[] {
  if (Array.isArray(value)) {
    if (depth === 0) return [];
    // Other clouds print a hundred thousand objects in a list, which are told at a glance.
    return value.flatMap((item, index) =>
      isRecord(item) && !mayHoldThings(item) ? none : thingsIn(item, (...steps) => at(index, ...steps), depth - 1),
    );
  }
  if (!isRecord(value) || !mayHoldThings(value)) return none;
  if (isOfAzurePowerShell(value)) return none;

  const isCollected = value['provider'] === 'aws';
  const ofList: Listing = isCutShort(value) ? 'cut short' : isCollected ? 'collected' : 'printed';
  const thing = (kind: ThingKind, of: JsonRecord, where: RulePlace, listing: Listing = 'alone'): AwsThing => ({
    kind,
    value: of,
    place: where,
    listing,
  });

  if (isRecord(value['Resources'])) return thingsOfTemplate(value, value['Resources'], at);
  const policies = recordsIn(value['items']).filter(({ item }) => isSecurityGroupPolicy(item));
  if (policies.length > 0) {
    return policies.map(({ item, index }) => thing('security group policy', item, at('items', index)));
  }
  if (isSecurityGroupPolicy(value)) return [thing('security group policy', value, at())];
  for (const { kind, marks, about } of firewallKinds) {
    if (!marks.every((mark) => isRecord(value[mark]))) continue;
    if (about === undefined || (value[marks[0]] as JsonRecord)[about] !== undefined) return [thing(kind, value, at())];
  }
  if (isPrefixListEntries(value)) return [thing('prefix list entries', value, at(), ofList)];
  // A single instance or interface has lists of its own parts, so it is known by its marks before any list is sought.
  const single = listKinds.find(({ marks }) => marks.every((mark) => mark in value));
  if (single !== undefined) return [thing(single.kind, value, at())];

  const found: AwsThing[] = [];
  for (const { kind, list, collected } of listKinds) {
    for (const field of isCollected && collected !== undefined ? [list, collected] : [list]) {
      const items: unknown = value[field];
      if (!Array.isArray(items)) continue;
      for (const [index, item] of items.entries()) {
        // What is not an object is kept as an empty one, so that the reader of its kind reports it.
        found.push(thing(kind, isRecord(item) ? item : {}, at(field, index), ofList));
      }
    }
  }
  for (const [index, reservation] of recordsOf(value['Reservations']).entries()) {
    for (const [inner, instance] of recordsOf(reservation['Instances']).entries()) {
      found.push(thing('instance', instance, at('Reservations', index, 'Instances', inner), ofList));
    }
  }
  return found;
}

/** Fields without any of which an object holds nothing of AWS, but for manifests of the VPC CNI. */
const tellingFields: ReadonlySet<string> = new Set([
  'provider',
  'Resources',
  'items',
  'Entries',
  'Reservations',
  ...firewallKinds.flatMap(({ marks }) => marks),
  ...listKinds.flatMap(({ list, marks }) => [list, ...marks]),
]);

function mayHoldThings(value: JsonRecord): boolean {
  for (const field in value) if (tellingFields.has(field)) return true;
  return isSecurityGroupPolicy(value);
}

/** Objects of a list of Kubernetes, with where they stand in it. */
function recordsIn(items: unknown): readonly { readonly item: JsonRecord; readonly index: number }[] {
  return listOf(items).flatMap((item, index) => (isRecord(item) ? [{ item, index }] : []));
}

function isPrefixListEntries(value: JsonRecord): boolean {
  const entries = value['Entries'];
  if (!Array.isArray(entries) || entries.length === 0 || 'NetworkAclId' in value) return false;
  return entries.every((entry) => isRecord(entry) && typeof entry['Cidr'] === 'string');
}

/** A manifest of the VPC CNI: pods that it selects have security groups of their own. */
export function isSecurityGroupPolicy(value: JsonRecord): boolean {
  return (
    value['kind'] === 'SecurityGroupPolicy' && textOf(value['apiVersion'])?.startsWith('vpcresources.k8s.aws/') === true
  );
}

function thingsOfTemplate(template: JsonRecord, resources: JsonRecord, at: PlaceWithin): readonly AwsThing[] {
  const values = new TemplateValues(template);
  return Object.entries(resources).flatMap(([name, resource]) => {
    const kind = isRecord(resource) ? templateKinds.get(resource['Type']) : undefined;
    const properties = isRecord(resource) ? resource['Properties'] : undefined;
    if (kind === undefined || !isRecord(properties)) return [];
    const value = fromTemplate(kind, name, values.resolve(properties) as JsonRecord);
    return [{ kind, value, place: at('Resources', name, 'Properties'), listing: 'alone' }];
  });
}

/** A type of resources that a template has beside those that are read, though they bear on what gets out. */
export interface UnreadType {
  readonly type: string;
  /** The first of them, by its logical name. */
  readonly name: string;
  readonly place: RulePlace;
}

export function findUnreadTypes(input: DocumentInput): readonly UnreadType[] {
  if (!isRecord(input.value)) return [];
  const first = new Map<string, UnreadType>();
  for (const { type, name, isInLoop } of resourcesOfStack(input.value)) {
    if (type === undefined || first.has(type)) continue;
    const isRead = templateKinds.has(type) ? !isInLoop : layersOfStackType(type)?.length === 0;
    if (isRead) continue;
    first.set(type, { type, name, place: within(input)('Resources', name) });
  }
  return [...first.values()];
}

/** Of a template with resources that are read: where macros stand, so that only CloudFormation knows what it says. */
export function findRewritten(input: DocumentInput): readonly RulePlace[] {
  const { value } = input;
  if (!isRecord(value) || !isRecord(value['Resources']) || findThings(input).length === 0) return [];
  return findMacros(value).map((path) => within(input)(...path));
}

/**
 * A template's resource in the shape that the CLI prints. Templates refer to each other by logical names, so these stand
 * in the place of the ARNs.
 */
function fromTemplate(kind: ThingKind, name: string, resolved: JsonRecord): JsonRecord {
  switch (kind) {
    case 'firewall':
      return { Firewall: { ...resolved, FirewallArn: name } };
    case 'firewall policy':
      return {
        FirewallPolicy: resolved['FirewallPolicy'],
        FirewallPolicyResponse: { FirewallPolicyArn: name, FirewallPolicyName: resolved['FirewallPolicyName'] },
      };
    default:
      return {
        RuleGroup: resolved['RuleGroup'],
        RuleGroupResponse: {
          RuleGroupArn: name,
          RuleGroupName: resolved['RuleGroupName'],
          Type: resolved['Type'],
        },
      };
  }
}
