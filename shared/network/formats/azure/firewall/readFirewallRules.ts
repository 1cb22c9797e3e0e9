/** Rule collections, as classic firewalls and as policies hold them. */
import { fitted } from '../../../../kernel/fitted.ts';
import { none } from '../../../../kernel/none.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { below, PlacedWhenAsked, unknownFieldRemedy } from '../../../reading/ruleReading.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { hasContent, isRecord, textOf } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { isExpression } from '../armExpression.ts';
import { fieldsOf, wordOf } from '../azureResource.ts';
import { looksLikeAddress, parseAddressRange } from '../bounds.ts';
import { parsePortRange } from '../portRange.ts';
import type { PortRange } from '../portRange.ts';
import type { AzureProblem } from '../securityGroup/readSecurityRule.ts';
import { isNamePattern } from './firewallNames.ts';
import type {
  Addresses,
  ApplicationPort,
  FirewallRule,
  IntrusionDetection,
  RuleCollection,
  RuleKind,
} from './azureFirewall.ts';

/** Where the collections stand, and what is said of them. */
export interface CollectionReading {
  /** Of the firewall or group that holds them. */
  readonly place: RulePlace;
  /** Where in its file the list stands. */
  readonly path: readonly (string | number)[];
  readonly problems: AzureProblem[];
}

/** In a classic firewall the list tells what its rules are about, in a policy each rule does. */
export function readCollections(
  list: unknown,
  { place, path, problems }: CollectionReading,
  kindOfList?: RuleKind,
): readonly RuleCollection[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return [unreadable(place, 'Its rule collections are no list.', problems)];
  const alike = new AlikeFields();
  return list.map((item: unknown, index) => {
    const ownPlace = { ...place, path: [...path, index] };
    if (!isRecord(item)) return unreadable(ownPlace, `Rule collection ${index + 1} is no object.`, problems);
    return readCollection(item, ownPlace, { kindOfList, problems, alike });
  });
}

/** Something is there that may hold any rule. */
function unreadable(place: RulePlace, message: string, problems: AzureProblem[]): RuleCollection {
  return unknownCollection(place, report(place, message, problems));
}

/** What may hold any rule, for the reason given. */
export function unknownCollection(place: RulePlace, because: string): RuleCollection {
  return { priority: 0, action: undefined, place, rules: unreadableRules(place, because) };
}

/** Whatever stands there, it may be rules of any kind. */
function unreadableRules(place: RulePlace, because: string): readonly FirewallRule[] {
  return (['nat', 'network', 'application'] as const).map((kind) => unreadableRule(kind, place, because));
}

function unreadableRule(kind: RuleKind, place: RulePlace, notUnderstood: string): FirewallRule {
  const nothing: Addresses = { texts: none, ranges: none, others: none, groups: none };
  const shared = { sources: nothing, destinations: nothing, placed: { place }, notUnderstood };
  switch (kind) {
    case 'network':
      return { ...shared, kind, protocols: [], destinationNames: [], ports: [] };
    case 'nat':
      return { ...shared, kind, protocols: [], ports: [], translatedAddress: undefined, translatedPort: undefined };
    case 'application':
      return { ...shared, kind, protocols: [], names: [], urls: [], tags: [], categories: [], decryptsTls: false };
  }
}

const exportAgain = 'Export it again with `az network firewall …`, which writes every value.';

function report(place: RulePlace, message: string, problems: AzureProblem[], remedy = exportAgain): string {
  const sentence = `${place.rule}: ${message}`;
  problems.push({ place, severity: 'error', message: sentence, remedy });
  return sentence;
}

const actions: ReadonlyMap<string, 'allow' | 'deny'> = new Map([
  ['allow', 'allow'],
  ['deny', 'deny'],
  ['dnat', 'allow'],
]);

/** What is the same for all rules of a list of collections. */
interface ListReading {
  readonly kindOfList: RuleKind | undefined;
  readonly problems: AzureProblem[];
  readonly alike: AlikeFields;
}

function readCollection(item: JsonRecord, ownPlace: RulePlace, reading: ListReading): RuleCollection {
  const { problems } = reading;
  const fields = fieldsOf(item);
  const { priority, rules } = fields;
  const place = { ...ownPlace, rule: `${ownPlace.rule}: ${textOf(fields['name']) ?? 'unnamed'}` };
  // Its rules are what they are, whatever is wrong with the collection.
  let flaw: string | undefined;
  const refuse = (message: string, remedy?: string): void => {
    flaw ??= report(place, message, problems, remedy);
  };
  if (typeof priority !== 'number') refuse(`The priority “${describeValue(priority)}” is no number.`);
  const word = wordOf(isRecord(fields['action']) ? fields['action']['type'] : fields['action']);
  const action = actions.get(word);
  if (action === undefined) refuse(`The action “${word}” is none of Allow, Deny and Dnat.`);
  const type = fields['ruleCollectionType'];
  if (hasContent(type) && !collectionTypes.has(wordOf(type))) {
    refuse(`The type of collection “${describeValue(type)}” is not known.`, unknownFieldRemedy);
  }
  const strange = Object.keys(fields).find((field) => !collectionFields.has(field) && hasContent(fields[field]));
  if (strange !== undefined) refuse(`The field “${describeValue(strange)}” is not known.`, unknownFieldRemedy);
  const list = below(place, [...(isRecord(item['properties']) ? ['properties'] : []), 'rules']);
  const read = { priority: typeof priority === 'number' ? priority : 0, action, place };
  if (!Array.isArray(rules ?? [])) return unreadable(place, 'Its rules are no list.', problems);
  // Of a collection without rules that is not understood, its rules may be what is not.
  if (!hasContent(rules)) return { ...read, rules: flaw === undefined ? [] : unreadableRules(place, flaw) };
  return {
    ...read,
    rules: (rules as readonly unknown[]).flatMap((rule, index) => readRule(rule, list, index, flaw, reading)),
  };
}

const collectionTypes = new Set(['firewallpolicyfilterrulecollection', 'firewallpolicynatrulecollection']);

const collectionFields = new Set([
  'name',
  'id',
  'etag',
  'type',
  'properties',
  'provisioningState',
  'resourceGroup',
  'priority',
  'action',
  'rules',
  'ruleCollectionType',
]);

const ruleKinds: ReadonlyMap<string, RuleKind> = new Map([
  ['natrule', 'nat'],
  ['networkrule', 'network'],
  ['applicationrule', 'application'],
]);

const shared = ['name', 'description', 'ruleType', 'properties', 'sourceAddresses', 'sourceIpGroups'];
const toAddresses = [...shared, 'protocols', 'ipProtocols', 'destinationAddresses', 'destinationPorts'];
const ruleFields: Readonly<Record<RuleKind, ReadonlySet<string>>> = {
  nat: new Set([...toAddresses, 'translatedAddress', 'translatedPort', 'translatedFqdn']),
  network: new Set([...toAddresses, 'destinationIpGroups', 'destinationFqdns']),
  application: new Set([
    ...shared,
    'destinationAddresses',
    'protocols',
    'targetFqdns',
    'targetUrls',
    'fqdnTags',
    'webCategories',
    'terminateTLS',
    'terminateTls',
    'httpHeadersToInsert',
  ]),
};

class PlacedRule extends PlacedWhenAsked {
  readonly #list: RulePlace;
  readonly #index: number;
  readonly #written: JsonRecord;

  constructor(list: RulePlace, index: number, written: JsonRecord) {
    super();
    this.#list = list;
    this.#index = index;
    this.#written = written;
  }

  protected override toPlace(): RulePlace {
    const name = textOf(this.#written['name']) ?? 'unnamed rule';
    // The line with the rule's name says more to a reader than the brace above it.
    return below(this.#list, [this.#index, 'name'], `${this.#list.rule}: ${name}`);
  }
}

function readRule(
  item: unknown,
  list: RulePlace,
  index: number,
  flaw: string | undefined,
  { kindOfList, problems, alike }: ListReading,
): FirewallRule | readonly FirewallRule[] {
  const fields = isRecord(item) ? fieldsOf(item) : {};
  const placed = new PlacedRule(list, index, fields);
  const kind = kindOfList ?? ruleKinds.get(wordOf(fields['ruleType']));
  if (!isRecord(item) || kind === undefined) {
    const what = isRecord(item) ? describeKind(fields['ruleType']) : 'It is no object.';
    const because = report(placed.place, what, problems);
    return unreadableRules(placed.place, because);
  }
  let notUnderstood = flaw;
  const refuse: Refuse = (message, remedy) => {
    const because = report(placed.place, message, problems, remedy);
    notUnderstood ??= because;
  };
  for (const field in fields) {
    if (!ruleFields[kind].has(field) && hasContent(fields[field])) {
      refuse(`The field “${describeValue(field)}” is not known.`, unknownFieldRemedy);
    }
  }
  const read = new RuleFields(fields, refuse, alike);
  const sources = read.addresses('source');
  if (sources.texts.length === 0 && sources.groups.length === 0) refuse('It has no source.');
  const content = readKind(kind, sources, read, refuse);
  return { ...content, placed, notUnderstood };
}

function describeKind(type: unknown): string {
  return type === undefined || type === null
    ? 'It has no ruleType.'
    : `The kind of rule “${wordOf(type)}” is not known.`;
}

type Refuse = (message: string, remedy?: string) => void;

type RuleContent = FirewallRule extends infer Rule
  ? Rule extends FirewallRule
    ? Omit<Rule, 'placed' | 'notUnderstood'>
    : never
  : never;

function readKind(kind: RuleKind, sources: Addresses, read: RuleFields, refuse: Refuse): RuleContent {
  const destinations = read.addresses('destination');
  switch (kind) {
    case 'network': {
      const destinationNames = read.texts('destinationFqdns');
      for (const name of destinationNames) {
        if (!isNamePattern(name) || name.includes('*'))
          refuse(`“${describeValue(name)}” is no name: stars are not read in network rules.`);
      }
      if (destinations.texts.length + destinations.groups.length + destinationNames.length === 0) {
        refuse('It has no destination.');
      }
      return { kind, sources, destinations, destinationNames, protocols: read.protocols(), ports: read.ports() };
    }
    case 'nat':
      return {
        kind,
        sources,
        destinations,
        protocols: read.protocols(),
        ports: read.ports(),
        translatedAddress: read.text('translatedAddress'),
        translatedPort: read.port('translatedPort'),
      };
    case 'application': {
      const names = read.texts('targetFqdns');
      const tags = read.texts('fqdnTags');
      const urls = read.texts('targetUrls');
      const categories = read.texts('webCategories');
      for (const name of names) {
        if (!isNamePattern(name)) refuse(`“${describeValue(name)}” is no name: a star stands at the left alone.`);
      }
      if (names.length + tags.length + urls.length + categories.length === 0) refuse('It has no target.');
      const decryptsTls = read.isSet('terminateTLS') || read.isSet('terminateTls');
      const protocols = read.applicationPorts(tags.length > 0);
      return { kind, sources, destinations, names, tags, urls, categories, decryptsTls, protocols };
    }
  }
}

const packetProtocols = new Set(['any', 'tcp', 'udp', 'icmp']);
const applicationProtocols = new Set(['http', 'https', 'mssql']);

/** What rules with an FQDN tag are for where they do not say. */
const webPorts: readonly ApplicationPort[] = [
  { protocol: 'http', port: 80 },
  { protocol: 'https', port: 443 },
];

interface AlikeField<Read> {
  readonly written: readonly unknown[];
  readonly read: Read;
}

/**
 * What was read last of each field: rules beside each other are from the same addresses and for the same ports. A hundred thousand
 * that are written alike share what is read of them.
 */
class AlikeFields {
  readonly addresses: AlikeField<Addresses>[] = [];
  readonly ports: AlikeField<readonly PortRange[]>[] = [];
  readonly protocols: AlikeField<readonly string[]>[] = [];
  readonly applicationPorts: AlikeField<readonly ApplicationPort[]>[] = [];
}

const mostAlikeKept = 4;

/** Of protocols with ports by what is read of them, of texts as a whole. */
function areAlike(written: readonly unknown[], others: readonly unknown[]): boolean {
  return (
    written.length === others.length &&
    written.every((one, index) => {
      const other = others[index];
      if (!isRecord(one) || !isRecord(other)) return one === other;
      return one['protocolType'] === other['protocolType'] && one['port'] === other['port'];
    })
  );
}

/** Reads the fields of one rule, and says what is wrong with them. */
class RuleFields {
  readonly #fields: JsonRecord;
  readonly #refuse: Refuse;
  readonly #alike: AlikeFields;
  #flaws = 0;

  constructor(fields: JsonRecord, refuse: Refuse, alike: AlikeFields) {
    this.#fields = fields;
    this.#alike = alike;
    this.#refuse = (message, remedy) => {
      this.#flaws += 1;
      refuse(message, remedy);
    };
  }

  /** What is wrong is told of each rule: such a field is read anew. */
  #once<Read>(known: AlikeField<Read>[], written: readonly unknown[], read: () => Read): Read {
    for (const one of known) if (areAlike(one.written, written)) return one.read;
    const flaws = this.#flaws;
    const fresh = read();
    if (this.#flaws === flaws && known.push({ written, read: fresh }) > mostAlikeKept) known.shift();
    return fresh;
  }

  texts(field: string): readonly string[] {
    const value = this.#fields[field] ?? none;
    if (value === none) return none;
    if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) {
      this.#refuse(`${field} must be a list of texts, not ${describeValue(value)}.`);
      return none;
    }
    if (value.length === 0) return none;
    const unresolved = value.find(isExpression);
    if (unresolved !== undefined) {
      this.#refuse(`${field}: the template alone does not tell what “${describeValue(unresolved)}” is.`);
      return none;
    }
    return value.includes('') ? value.filter((text) => text !== '') : value;
  }

  text(field: string): string | undefined {
    return textOf(this.#fields[field]);
  }

  isSet(field: string): boolean {
    const value = this.#fields[field] ?? false;
    if (typeof value !== 'boolean') this.#refuse(`${field} must be true or false, not ${describeValue(value)}.`);
    return value === true;
  }

  port(field: string): number | undefined {
    const value = this.#fields[field] ?? '';
    if (value === '') return undefined;
    const range = parsePortRange(describeValue(value));
    if (range === undefined || range.first !== range.last) this.#refuse(`“${describeValue(value)}” is no port.`);
    return range?.first;
  }

  addresses(side: 'source' | 'destination'): Addresses {
    const texts = this.texts(side === 'source' ? 'sourceAddresses' : 'destinationAddresses');
    const groups = this.texts(side === 'source' ? 'sourceIpGroups' : 'destinationIpGroups');
    if (groups.length > 0) return this.#readAddresses(texts, groups);
    return this.#once(this.#alike.addresses, texts, () => this.#readAddresses(texts, none));
  }

  #readAddresses(texts: readonly string[], groups: readonly string[]): Addresses {
    const ranges: AddressRange[] = [];
    const others: string[] = [];
    for (const text of texts) {
      const range = parseAddressRange(text);
      if (range !== undefined) {
        ranges.push(range);
        continue;
      }
      others.push(text);
      if (text !== '*' && looksLikeAddress(text)) {
        this.#refuse(`“${describeValue(text)}” is neither an address range nor a tag.`);
      }
    }
    return { texts, ranges: fitted(ranges), others: fitted(others), groups };
  }

  ports(): readonly PortRange[] {
    const texts = this.texts('destinationPorts');
    if (texts.length === 0) this.#refuse('It has no destination port.');
    return this.#once(this.#alike.ports, texts, () =>
      texts.flatMap((text) => {
        const range = parsePortRange(text);
        if (range === undefined) this.#refuse(`“${describeValue(text)}” is not a port range.`);
        return range ?? [];
      }),
    );
  }

  protocols(): readonly string[] {
    const texts = this.texts('protocols').concat(this.texts('ipProtocols'));
    if (texts.length === 0) this.#refuse('It has no protocol.');
    return this.#once(this.#alike.protocols, texts, () => {
      const words = texts.map((text) => text.toLowerCase());
      for (const word of words) {
        if (!packetProtocols.has(word)) this.#refuse(`The protocol “${describeValue(word)}” is not known.`);
      }
      return words;
    });
  }

  applicationPorts(isByTag: boolean): readonly ApplicationPort[] {
    const list = this.#fields['protocols'] ?? [];
    if (!Array.isArray(list)) {
      this.#refuse(`protocols must be a list, not ${describeValue(list)}.`);
      return [];
    }
    if (list.length === 0) {
      if (!isByTag) this.#refuse('It has no protocol.');
      return webPorts;
    }
    return this.#once(this.#alike.applicationPorts, list, () =>
      list.flatMap((item: unknown) => this.#applicationPort(item)),
    );
  }

  #applicationPort(item: unknown): readonly ApplicationPort[] {
    const { protocolType, port } = isRecord(item) ? item : {};
    const word = wordOf(protocolType);
    if (!isApplicationProtocol(word)) {
      this.#refuse(`The protocol “${word}” is none of Http, Https and Mssql.`);
      return [];
    }
    const number = port ?? usualPorts[word];
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 65535) {
      this.#refuse(`“${describeValue(port)}” is no port.`);
      return [];
    }
    return [{ protocol: word, port: number }];
  }
}

const usualPorts = { http: 80, https: 443, mssql: 1433 } as const satisfies Record<ApplicationPort['protocol'], number>;

function isApplicationProtocol(word: string): word is ApplicationPort['protocol'] {
  return applicationProtocols.has(word);
}

/** What intrusion detection leaves alone; nothing where that is not understood. */
export function readBypass(item: JsonRecord): IntrusionDetection['bypassed'] {
  const { protocol, ...fields } = item;
  let isUnderstood = true;
  const refuse: Refuse = () => {
    isUnderstood = false;
  };
  const read = new RuleFields({ ...fields, protocols: [protocol] }, refuse, new AlikeFields());
  const [sources, destinations] = [read.addresses('source'), read.addresses('destination')];
  const bypass = { sources, destinations, protocols: read.protocols(), ports: read.ports() };
  return isUnderstood ? [bypass] : [];
}
