/** Network ACLs: numbered entries, IPv4 and IPv6 apart, outbound and inbound apart. Source: EC2 API, NetworkAcl. */
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { NO_SERVICES } from '../../flows/services.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { AwsThing } from './awsDocuments.ts';
import type { AclEntry, NetworkAcl } from './awsNetwork.ts';
import { findUnknownField, hasContent, isRecord, listOf, recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import { namesInTags } from './nameTagOf.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { nameOf, readEach, readServices, refuse, refuseWithoutLists } from './reading.ts';
import type { ProtocolPorts } from './reading.ts';
import { below, parseRange, PlacedWhenAsked, unknownFieldRemedy } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';

const aclFields = new Set(['NetworkAclId', 'Associations', 'Entries', 'IsDefault', 'Tags', 'VpcId', 'OwnerId']);

const entryFields = new Set([
  'RuleNumber',
  'RuleAction',
  'Egress',
  'Protocol',
  'PortRange',
  'IcmpTypeCode',
  'CidrBlock',
  'Ipv6CidrBlock',
]);

export function readNetworkAcls(things: readonly AwsThing[], report: Report): readonly NetworkAcl[] {
  return readEach(
    things,
    'network ACL',
    report,
    (value, place) => readAcl(value, place, report),
    ({ Entries, Associations }) => [Entries, Associations],
    (known, again) => ({ ...known, subnetIds: [...new Set([...known.subnetIds, ...again.subnetIds])] }),
  );
}

function readAcl(value: JsonRecord, at: RulePlace, report: Report): NetworkAcl | undefined {
  const id = textOf(value['NetworkAclId']);
  if (id === undefined) {
    report(
      at,
      'A network ACL without NetworkAclId can’t be judged.',
      'Export it with `aws ec2 describe-network-acls`.',
    );
    return undefined;
  }
  const names = namesInTags(value);
  const place: RulePlace = { ...at, rule: nameOf('network ACL', id, names[0]) };
  const unknown = findUnknownField(value, aclFields);
  const list = below(place, ['Entries']);
  const entries = listOf(value['Entries']).map((entry, index) => readEntry(entry, list, index, report));
  const numbered = withoutContradictions(entries, report).toSorted(
    (one, other) => one.entry.number - other.entry.number,
  );
  return {
    id,
    names,
    place,
    vpcId: textOf(value['VpcId']),
    subnetIds: recordsOf(value['Associations']).flatMap((association) => textOf(association['SubnetId']) ?? []),
    outbound: numbered.filter(({ direction }) => direction !== 'inbound').map(({ entry }) => entry),
    inbound: numbered.filter(({ direction }) => direction !== 'outbound').map(({ entry }) => entry),
    unreliable:
      unknown === undefined
        ? refuseWithoutLists(value, ['Entries'], place, report)
        : refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy),
  };
}

/** From here on stand the entries for everything else, `*` in the console, which every ACL ends in. */
const firstDefaultEntry = 32767;

interface Directed {
  readonly direction: 'outbound' | 'inbound' | 'either';
  readonly entry: AclEntry;
}

class PlacedEntry extends PlacedWhenAsked {
  readonly #list: RulePlace;
  readonly #index: number;
  readonly #entry: JsonRecord;

  constructor(list: RulePlace, index: number, entry: JsonRecord) {
    super();
    this.#list = list;
    this.#index = index;
    this.#entry = entry;
  }

  protected override toPlace(): RulePlace {
    const { RuleNumber: number, RuleAction: action } = this.#entry;
    const direction = directionOf(this.#entry);
    const traffic = trafficOf(this.#entry);
    const what = [
      ...(direction === 'either' ? [] : [direction]),
      describeValue(number),
      describeValue(action).toLowerCase(),
      traffic.services === undefined ? 'traffic' : traffic.text,
      direction === 'inbound' ? 'from' : 'to',
      describeValue(cidrOf(this.#entry)),
    ].join(' ');
    return {
      ...below(this.#list, [this.#index], `${this.#list.rule}: ${what}`),
      ...(typeof number === 'number' && number >= firstDefaultEntry && { isBuiltIn: true }),
    };
  }
}

function directionOf({ Egress: egress }: JsonRecord): Directed['direction'] {
  return egress === true ? 'outbound' : egress === false ? 'inbound' : 'either';
}

function cidrOf(entry: JsonRecord): string | undefined {
  return textOf(entry['CidrBlock']) ?? textOf(entry['Ipv6CidrBlock']);
}

function trafficOf(entry: JsonRecord): ProtocolPorts {
  const ports = isRecord(entry['PortRange']) ? entry['PortRange'] : nothingSaid;
  const message = isRecord(entry['IcmpTypeCode']) ? entry['IcmpTypeCode'] : nothingSaid;
  return readServices(entry['Protocol'], [ports['From'], ports['To']], [message['Type'], message['Code']]);
}

const nothingSaid: JsonRecord = {};

function readEntry(value: unknown, list: RulePlace, index: number, report: Report): Directed {
  const entry: JsonRecord = isRecord(value) ? value : nothingSaid;
  const number = entry['RuleNumber'];
  const direction = directionOf(entry);
  const action = describeValue(entry['RuleAction']).toLowerCase();
  const cidr = parseRange(cidrOf(entry));
  const protocol = trafficOf(entry);
  const placed = new PlacedEntry(list, index, entry);
  const wrong = (): string | undefined => {
    const tell = (what: string, remedy?: string): string => refuse(report, placed.place, what, remedy);
    if (!isRecord(value)) return tell('it is not an object.');
    if (typeof number !== 'number') return tell('it has no RuleNumber.');
    if (direction === 'either') return tell('Egress is neither true nor false.');
    if (action !== 'allow' && action !== 'deny') return tell(`the action “${action}” is neither allow nor deny.`);
    const unknown = findUnknownField(entry, entryFields);
    if (unknown !== undefined) return tell(`the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (protocol.services === undefined) return tell(protocol.problem);
    if (hasContent(entry['CidrBlock']) && hasContent(entry['Ipv6CidrBlock'])) {
      return tell('it has an IPv4 and an IPv6 range.');
    }
    const family = hasContent(entry['CidrBlock']) ? 4 : 6;
    return cidr?.range.family === family ? undefined : tell('it has no address range.');
  };
  const notUnderstood = wrong();
  return {
    direction,
    entry: {
      number: typeof number === 'number' ? number : 0,
      action: action === 'allow' ? 'allow' : 'deny',
      range: cidr?.range,
      services: protocol.services ?? NO_SERVICES,
      placed,
      notUnderstood,
    },
  };
}

/** A number stands once a direction. Where it stands twice in different words, neither entry is known to be the one in force. */
function withoutContradictions(entries: readonly Directed[], report: Report): readonly Directed[] {
  if (areDistinct(entries)) return entries;
  const byNumber = Map.groupBy(entries, ({ direction, entry }) => `${direction} ${entry.number}`);
  return [...byNumber.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined || others.length === 0) return same;
    const isRepeated = others.every(({ entry }) => entry.placed.place.rule === first.entry.placed.place.rule);
    if (isRepeated) return [first];
    const why = refuse(report, first.entry.placed.place, 'its number stands twice.');
    return same.map(({ direction, entry }) => ({
      direction,
      entry: { ...entry, notUnderstood: entry.notUnderstood ?? why },
    }));
  });
}

/** Whether no two of a direction have one number, as of all that AWS prints. */
function areDistinct(entries: readonly Directed[]): boolean {
  return (['outbound', 'inbound', 'either'] as const).every((wanted) => {
    const numbers = new Set<number>();
    return entries.every(({ direction, entry: { number } }) => {
      if (direction !== wanted) return true;
      const isNew = !numbers.has(number);
      numbers.add(number);
      return isNew;
    });
  });
}
