import { fitted } from '../../../../kernel/fitted.ts';
import { none } from '../../../../kernel/none.ts';
import { hasContent, textOf, textsOf } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import type { Problem } from '../../../../kernel/problem.ts';
import { parsePrefix } from '../../../flows/address.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { PlacedWhenAsked } from '../../../reading/ruleReading.ts';
import { fieldsOf, idsOf, wordOf } from '../azureResource.ts';
import type { Path } from '../azureResource.ts';
import type { Direction, Endpoint, SecurityRule } from './networkSecurityGroup.ts';
import { parsePortRange } from '../portRange.ts';
import type { PortRange } from '../portRange.ts';

export interface AzureProblem {
  readonly place: RulePlace;
  readonly message: string;
  readonly remedy: string;
  readonly severity: Problem['severity'];
}

const exportAgain = 'Export the groups again with `az network nsg list -o json`.';

/** Fields that say something about what a rule matches, and those that do not. */
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

const protocols = new Set(['*', 'tcp', 'udp', 'icmp', 'esp', 'ah']);

/** A list of rules with the name of its group, and where each of them stands. */
export interface RuleList {
  readonly place: RulePlace;
  readonly pathOf: (index: number) => Path;
}

class PlacedRule extends PlacedWhenAsked {
  readonly #list: RuleList;
  readonly #index: number;
  readonly #written: JsonRecord;

  constructor(list: RuleList, index: number, written: JsonRecord) {
    super();
    this.#list = list;
    this.#index = index;
    this.#written = written;
  }

  protected override toPlace(): RulePlace {
    const { place, pathOf } = this.#list;
    const name = textOf(this.#written['name']) ?? 'unnamed';
    // The line with the rule's name says more to a reader than the brace above it.
    return {
      ...place,
      path: [...pathOf(this.#index), 'name'],
      rule: `${place.rule}: ${name} (${describeValue(this.#written['priority'])})`,
    };
  }
}

const opposite: Readonly<Record<Direction, Direction>> = { outbound: 'inbound', inbound: 'outbound' };

/** A rule of the direction, nothing for one of the other. What is not understood leaves the rule in place, and open. */
export function readSecurityRule(
  item: JsonRecord,
  direction: Direction,
  list: RuleList,
  index: number,
  problems: AzureProblem[],
): SecurityRule | undefined {
  const fields = fieldsOf(item);
  const written = wordOf(fields['direction']);
  if (written === opposite[direction]) return undefined;
  const name = textOf(fields['name']) ?? 'unnamed';
  const { priority } = fields;
  const placed = new PlacedRule(list, index, fields);
  let notUnderstood: string | undefined;
  const refuse = (message: string, remedy = exportAgain): void => {
    const { place } = placed;
    notUnderstood ??= `${place.rule}: ${message}`;
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };

  const access = wordOf(fields['access']);
  const protocol = wordOf(fields['protocol']);
  if (written !== direction) refuse(`The direction “${written}” is neither Inbound nor Outbound.`);
  if (access !== 'allow' && access !== 'deny') refuse(`The access “${access}” is neither Allow nor Deny.`);
  if (typeof priority !== 'number') refuse('It has no priority.');
  if (!protocols.has(protocol)) refuse(`The protocol “${protocol}” is not known.`);
  for (const field in fields) {
    if (!ruleFields.has(field) && hasContent(fields[field])) {
      refuse(`The field “${describeValue(field)}” is not known.`, 'Without knowing what it does, the rule stays open.');
    }
  }
  return {
    name,
    direction,
    priority: typeof priority === 'number' ? priority : 0,
    access: access === 'allow' || access === 'deny' ? access : undefined,
    protocol,
    sources: readEndpoint(fields, 'source', refuse),
    destinations: readEndpoint(fields, 'destination', refuse),
    sourcePorts: readPorts(fields, 'source', refuse),
    destinationPorts: readPorts(fields, 'destination', refuse),
    placed,
    notUnderstood,
  };
}

type Refuse = (message: string, remedy?: string) => void;
type Side = 'source' | 'destination';

function readEndpoint(fields: JsonRecord, side: Side, refuse: Refuse): Endpoint {
  const prefixes = oneOrMany(fields, fieldNames[side].addressPrefix, refuse);
  const listed = fields[fieldNames[side].groups];
  const groups = hasContent(listed) ? idsOf(listed).map((id) => id.split('/').at(-1) ?? id) : none;
  if (prefixes.length === 0 && groups.length === 0) refuse(`It has no ${side}.`);
  if (prefixes.length === 1 && prefixes[0] === '*' && groups.length === 0) return everywhere;
  const ranges: AddressRange[] = [];
  const words: string[] = [];
  for (const prefix of prefixes) {
    const range = parsePrefix(prefix);
    if (range !== undefined) {
      ranges.push(range);
      continue;
    }
    words.push(prefix);
    // A service tag has neither dots before digits nor colons nor slashes.
    if (/^[\d.]*$|[:/]/.test(prefix)) refuse(`“${describeValue(prefix)}” is neither an address range nor a tag.`);
  }
  return { prefixes, ranges: fitted(ranges), words: fitted(words), groups };
}

const everywhere: Endpoint = { prefixes: ['*'], ranges: [], words: ['*'], groups: [] };

const fieldNames = {
  source: {
    addressPrefix: { one: 'sourceAddressPrefix', many: 'sourceAddressPrefixes' },
    portRange: { one: 'sourcePortRange', many: 'sourcePortRanges' },
    groups: 'sourceApplicationSecurityGroups',
  },
  destination: {
    addressPrefix: { one: 'destinationAddressPrefix', many: 'destinationAddressPrefixes' },
    portRange: { one: 'destinationPortRange', many: 'destinationPortRanges' },
    groups: 'destinationApplicationSecurityGroups',
  },
} as const;

function readPorts(fields: JsonRecord, side: Side, refuse: Refuse): readonly PortRange[] {
  const written = oneOrMany(fields, fieldNames[side].portRange, refuse);
  if (written.length === 0) refuse(`It has no ${side} port.`);
  if (written.length === 1 && written[0] === '*') return everyPort;
  const ranges = written.map(parsePortRange);
  if (ranges.every((range) => range !== undefined)) return ranges;
  const wrong = written.filter((_, index) => ranges[index] === undefined);
  for (const text of wrong) refuse(`“${describeValue(text)}” is not a port range.`);
  return ranges.filter((range) => range !== undefined);
}

/** The singular and the plural form stand side by side; the unused one is empty, null or absent. */
function oneOrMany(
  fields: JsonRecord,
  { one, many }: { readonly one: string; readonly many: string },
  refuse: Refuse,
): readonly string[] {
  const single = fields[one] ?? '';
  const list = fields[many] ?? none;
  if (typeof single === 'string' && single !== '' && Array.isArray(list) && list.length === 0) return [single];
  if (typeof single !== 'string') refuse(`${one} must be a text, not ${describeValue(single)}.`);
  if (!Array.isArray(list) || !list.every((text) => typeof text === 'string'))
    refuse(`${many} must be a list of texts.`);
  const text = textOf(single);
  return text === undefined ? textsOf(list) : [text, ...textsOf(list)];
}

const everyPort: readonly PortRange[] = [{ first: 0, last: 65535 }];

/** Azure's own last rules, for an export that leaves them out: they are in force all the same. */
export function impliedDefaults(group: RulePlace, direction: Direction): readonly SecurityRule[] {
  const rule = (name: string, priority: number, access: 'allow' | 'deny', from: string, to: string): SecurityRule => ({
    name,
    direction,
    priority,
    access,
    protocol: '*',
    sources: { prefixes: [from], ranges: [], words: [from], groups: [] },
    destinations: { prefixes: [to], ranges: [], words: [to], groups: [] },
    sourcePorts: everyPort,
    destinationPorts: everyPort,
    placed: { place: { ...group, rule: `${group.rule}: ${name} (${priority}, Azure’s default)`, isBuiltIn: true } },
    notUnderstood: undefined,
  });
  if (direction === 'inbound') {
    return [
      rule('AllowVnetInBound', 65000, 'allow', 'VirtualNetwork', 'VirtualNetwork'),
      rule('AllowAzureLoadBalancerInBound', 65001, 'allow', 'AzureLoadBalancer', '*'),
      rule('DenyAllInBound', 65500, 'deny', '*', '*'),
    ];
  }
  return [
    rule('AllowVnetOutBound', 65000, 'allow', 'VirtualNetwork', 'VirtualNetwork'),
    rule('AllowInternetOutBound', 65001, 'allow', '*', 'Internet'),
    rule('DenyAllOutBound', 65500, 'deny', '*', '*'),
  ];
}
