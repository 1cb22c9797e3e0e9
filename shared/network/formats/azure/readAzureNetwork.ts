import type { RulePlace } from '../../ruleProgram.ts';
import { isRecord } from '../kubernetes/labelSelector.ts';
import type {
  AzureNetwork,
  Endpoint,
  NetworkSecurityGroup,
  SecurityRule,
  VirtualNetwork,
} from './networkSecurityGroup.ts';

interface Resource {
  readonly file: string;
  readonly path: readonly (string | number)[];
  /** With the fields of `properties` beside its own: the REST API nests what `az` flattens. */
  readonly value: Record<string, unknown>;
  /** Whether the fields stand below `properties`. */
  readonly nested: boolean;
}

export interface AzureProblem {
  readonly place: RulePlace;
  readonly message: string;
  readonly remedy: string;
}

export type AzureKind = 'network security groups' | 'virtual networks' | 'service tags';

/** What an Azure export holds, or undefined for another tool's output. */
export function azureKindOf(value: unknown): AzureKind | undefined {
  if (isServiceTags(value)) return 'service tags';
  const resources = resourcesOf('', value);
  if (resources.length === 0) return undefined;
  if (resources.every(isNetworkSecurityGroup)) return 'network security groups';
  if (resources.every(isVirtualNetwork)) return 'virtual networks';
  return undefined;
}

export function readAzureNetwork(documents: readonly { readonly file: string; readonly value: unknown }[]): {
  readonly network: AzureNetwork;
  readonly problems: readonly AzureProblem[];
} {
  const problems: AzureProblem[] = [];
  const networkSecurityGroups: NetworkSecurityGroup[] = [];
  const virtualNetworks: VirtualNetwork[] = [];
  const serviceTags = new Map<string, readonly string[]>();
  for (const { file, value } of documents) {
    switch (azureKindOf(value)) {
      case 'network security groups':
        networkSecurityGroups.push(...resourcesOf(file, value).map((resource) => readGroup(resource, problems)));
        break;
      case 'virtual networks':
        virtualNetworks.push(...resourcesOf(file, value).map(readVirtualNetwork));
        break;
      case 'service tags':
        for (const tag of (value as { values: readonly Record<string, unknown>[] }).values) {
          const prefixes = fieldsOf(tag)['addressPrefixes'];
          serviceTags.set(String(tag['name']).toLowerCase(), stringsOf(prefixes));
        }
        break;
      case undefined:
        break;
    }
  }
  return { network: { networkSecurityGroups, virtualNetworks, serviceTags }, problems };
}

/** One resource, a list of them, or the REST API's `{ value: [...] }`. */
function resourcesOf(file: string, value: unknown): readonly Resource[] {
  const at = (item: unknown, path: readonly (string | number)[]): readonly Resource[] =>
    isRecord(item) ? [{ file, path, value: fieldsOf(item), nested: isRecord(item['properties']) }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => at(item, [index]));
  if (!isRecord(value)) return [];
  const list = value['value'];
  return Array.isArray(list) ? list.flatMap((item, index) => at(item, ['value', index])) : at(value, []);
}

function fieldsOf(item: Record<string, unknown>): Record<string, unknown> {
  return isRecord(item['properties']) ? { ...item, ...item['properties'] } : item;
}

function isNetworkSecurityGroup({ value }: Resource): boolean {
  const { type } = value;
  if (typeof type === 'string') return type.toLowerCase() === 'microsoft.network/networksecuritygroups';
  return Array.isArray(value['securityRules']) || Array.isArray(value['defaultSecurityRules']);
}

function isVirtualNetwork({ value }: Resource): boolean {
  const { type } = value;
  if (typeof type === 'string') return type.toLowerCase() === 'microsoft.network/virtualnetworks';
  return isRecord(value['addressSpace']) && Array.isArray(value['subnets']);
}

function isServiceTags(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value['values']) || value['values'].length === 0) return false;
  return value['values'].every((tag) => isRecord(tag) && Array.isArray(fieldsOf(tag)['addressPrefixes']));
}

function readVirtualNetwork({ value }: Resource): VirtualNetwork {
  const space = value['addressSpace'];
  const subnets = Array.isArray(value['subnets']) ? value['subnets'].filter(isRecord).map(fieldsOf) : [];
  return {
    name: String(value['name'] ?? ''),
    addressPrefixes: isRecord(space) ? stringsOf(space['addressPrefixes']) : [],
    subnets: subnets.map((subnet) => {
      const group = subnet['networkSecurityGroup'];
      return {
        name: String(subnet['name'] ?? ''),
        id: textOf(subnet['id']),
        networkSecurityGroupId: isRecord(group) ? textOf(group['id']) : undefined,
      };
    }),
  };
}

function readGroup(resource: Resource, problems: AzureProblem[]): NetworkSecurityGroup {
  const { value, nested } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file: resource.file, document: 0, path: resource.path, rule: `NSG ${name}` };
  const rules = (field: 'securityRules' | 'defaultSecurityRules'): readonly SecurityRule[] => {
    const list = Array.isArray(value[field]) ? value[field] : [];
    return list.flatMap((rule: unknown, index) =>
      isRecord(rule)
        ? readRule(
            rule,
            { ...place, path: [...resource.path, ...(nested ? ['properties'] : []), field, index] },
            problems,
          )
        : [],
    );
  };
  const own = rules('securityRules');
  const defaults = rules('defaultSecurityRules');
  return {
    name,
    id: textOf(value['id']),
    attachedTo: [...idsOf(value['subnets']), ...idsOf(value['networkInterfaces'])],
    outbound: [...own, ...(defaults.length > 0 ? defaults : impliedDefaults(place))].toSorted(
      (one, other) => one.priority - other.priority,
    ),
    place,
  };
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isRecord).flatMap(({ id }) => textOf(id) ?? []) : [];
}

/** Fields of a rule that say something about what it matches, and those that do not. */
const ruleFields = new Set([
  'name',
  'id',
  'etag',
  'type',
  'properties',
  'provisioningState',
  'description',
  'resourceGroup',
  'systemData',
  'protocol',
  'access',
  'priority',
  'direction',
  'sourcePortRange',
  'sourcePortRanges',
  'destinationPortRange',
  'destinationPortRanges',
  'sourceAddressPrefix',
  'sourceAddressPrefixes',
  'destinationAddressPrefix',
  'destinationAddressPrefixes',
  'sourceApplicationSecurityGroups',
  'destinationApplicationSecurityGroups',
]);

const knownProtocols = new Set(['*', 'tcp', 'udp', 'icmp', 'esp', 'ah']);

function readRule(item: Record<string, unknown>, place: RulePlace, problems: AzureProblem[]): readonly SecurityRule[] {
  const fields = fieldsOf(item);
  const direction = String(fields['direction'] ?? '').toLowerCase();
  if (direction === 'inbound') return [];
  const name = textOf(fields['name']) ?? 'unnamed';
  const { priority } = fields;
  const rulePlace = { ...place, rule: `${place.rule}: ${name} (${String(priority)})` };
  let notUnderstood: string | undefined;
  const refuse = (message: string, remedy: string): void => {
    notUnderstood ??= `${rulePlace.rule} is not understood: ${message}`;
    problems.push({ place: rulePlace, message: `${rulePlace.rule}: ${message}`, remedy });
  };
  const exportAgain = 'Export the groups again with `az network nsg list`.';

  if (direction !== 'outbound') refuse(`the direction “${direction}” is neither Inbound nor Outbound.`, exportAgain);
  const access = String(fields['access'] ?? '').toLowerCase();
  if (access !== 'allow' && access !== 'deny') refuse(`the access “${access}” is neither Allow nor Deny.`, exportAgain);
  if (typeof priority !== 'number') refuse('it has no priority.', exportAgain);
  const protocol = String(fields['protocol'] ?? '').toLowerCase();
  if (!knownProtocols.has(protocol)) refuse(`the protocol “${protocol}” is not known.`, exportAgain);
  for (const field of Object.keys(fields)) {
    if (!ruleFields.has(field) && hasContent(fields[field])) {
      refuse(
        `the field “${field}” is not known.`,
        'What it does to the rule is not known here; the rule stays unknown.',
      );
    }
  }
  const endpoint = (side: 'source' | 'destination'): Endpoint => {
    const groups = fields[`${side}ApplicationSecurityGroups`];
    return {
      prefixes: oneOrMany(fields, `${side}AddressPrefix`, `${side}AddressPrefixes`),
      groups: idsOf(groups).map((id) => id.split('/').at(-1) ?? id),
    };
  };
  const sources = endpoint('source');
  const destinations = endpoint('destination');
  for (const [side, { prefixes, groups }] of Object.entries({ source: sources, destination: destinations })) {
    if (prefixes.length === 0 && groups.length === 0) refuse(`it has no ${side}.`, exportAgain);
  }
  const sourcePorts = oneOrMany(fields, 'sourcePortRange', 'sourcePortRanges');
  const destinationPorts = oneOrMany(fields, 'destinationPortRange', 'destinationPortRanges');
  for (const range of [...sourcePorts, ...destinationPorts]) {
    if (parsePortRange(range) === undefined) refuse(`“${range}” is not a port range.`, exportAgain);
  }
  if (destinationPorts.length === 0) refuse('it has no destination port.', exportAgain);
  return [
    {
      name,
      priority: typeof priority === 'number' ? priority : 0,
      access: access === 'allow' ? 'allow' : 'deny',
      protocol,
      sources,
      destinations,
      sourcePorts,
      destinationPorts,
      place: rulePlace,
      notUnderstood,
    },
  ];
}

/** The singular and the plural form stand side by side; the unused one is empty, null or absent. */
function oneOrMany(fields: Record<string, unknown>, one: string, many: string): readonly string[] {
  const single = textOf(fields[one]);
  return [...(single === undefined ? [] : [single]), ...stringsOf(fields[many])];
}

/** `*`, `443` or `1000-2000`, as an inclusive range. */
export function parsePortRange(text: string): { readonly first: number; readonly last: number } | undefined {
  if (text === '*') return { first: 0, last: 65535 };
  const parts = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const first = Number(parts[1]);
  const last = Number(parts[2] ?? parts[1]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

/** Azure's own last rules, for an export that leaves them out: they are in force all the same. */
function impliedDefaults(place: RulePlace): readonly SecurityRule[] {
  const rule = (name: string, priority: number, access: 'allow' | 'deny', from: string, to: string): SecurityRule => ({
    name,
    priority,
    access,
    protocol: '*',
    sources: { prefixes: [from], groups: [] },
    destinations: { prefixes: [to], groups: [] },
    sourcePorts: ['*'],
    destinationPorts: ['*'],
    place: { ...place, rule: `${place.rule}: ${name} (${priority}, Azure’s default)` },
    notUnderstood: undefined,
  });
  return [
    rule('AllowVnetOutBound', 65000, 'allow', 'VirtualNetwork', 'VirtualNetwork'),
    rule('AllowInternetOutBound', 65001, 'allow', '*', 'Internet'),
    rule('DenyAllOutBound', 65500, 'deny', '*', '*'),
  ];
}

function hasContent(value: unknown): boolean {
  return !(value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : [];
}
