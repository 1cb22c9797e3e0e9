/** Network ACLs: numbered entries, IPv4 and IPv6 apart, outbound and inbound apart. Source: EC2 API, NetworkAcl. */
import type { RulePlace } from '../../ruleProgram.ts';
import { NO_SERVICES } from '../../services.ts';
import { describeValue } from '../../describeValue.ts';
import type { AwsThing } from './awsDocuments.ts';
import type { AclEntry, NetworkAcl } from './awsNetwork.ts';
import { findUnknownField, hasContent, isRecord, listOf, recordsOf, textOf } from '../../jsonFields.ts';
import { namesInTags } from './nameTagOf.ts';
import type { JsonRecord } from '../../jsonFields.ts';
import { nameOf, readEach, readServices, refuse, refuseWithoutLists } from './reading.ts';
import { below, parseRange, unknownFieldRemedy } from '../../ruleReading.ts';
import type { Report } from '../../ruleReading.ts';

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
  const entries = listOf(value['Entries']).map((entry, index) =>
    readEntry(entry, below(place, ['Entries', index]), report),
  );
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

function readEntry(value: unknown, at: RulePlace, report: Report): Directed {
  const entry: JsonRecord = isRecord(value) ? value : {};
  const number = entry['RuleNumber'];
  const egress = entry['Egress'];
  const direction = egress === true ? 'outbound' : egress === false ? 'inbound' : 'either';
  const action = describeValue(entry['RuleAction']).toLowerCase();
  const cidrText = textOf(entry['CidrBlock']) ?? textOf(entry['Ipv6CidrBlock']);
  const cidr = parseRange(cidrText);
  const ports = isRecord(entry['PortRange']) ? entry['PortRange'] : {};
  const message = isRecord(entry['IcmpTypeCode']) ? entry['IcmpTypeCode'] : {};
  const protocol = readServices(entry['Protocol'], [ports['From'], ports['To']], [message['Type'], message['Code']]);
  const text = protocol.services === undefined ? 'traffic' : protocol.text;
  const side = direction === 'inbound' ? 'from' : 'to';
  const place = {
    ...at,
    ...(typeof number === 'number' && number >= firstDefaultEntry && { isBuiltIn: true }),
    rule: `${at.rule}: ${direction === 'either' ? '' : `${direction} `}${describeValue(number)} ${action} ${text} ${side} ${describeValue(cidrText)}`,
  };
  const wrong = (): string | undefined => {
    if (!isRecord(value)) return refuse(report, place, 'it is not an object.');
    if (typeof number !== 'number') return refuse(report, place, 'it has no RuleNumber.');
    if (direction === 'either') return refuse(report, place, 'Egress is neither true nor false.');
    if (action !== 'allow' && action !== 'deny')
      return refuse(report, place, `the action “${action}” is neither allow nor deny.`);
    const unknown = findUnknownField(entry, entryFields);
    if (unknown !== undefined) return refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (protocol.services === undefined) return refuse(report, place, protocol.problem);
    if (hasContent(entry['CidrBlock']) && hasContent(entry['Ipv6CidrBlock'])) {
      return refuse(report, place, 'it has an IPv4 and an IPv6 range.');
    }
    const family = hasContent(entry['CidrBlock']) ? 4 : 6;
    if (cidr === undefined || cidr.range.family !== family) return refuse(report, place, 'it has no address range.');
    return undefined;
  };
  const notUnderstood = wrong();
  return {
    direction,
    entry: {
      number: typeof number === 'number' ? number : 0,
      action: action === 'allow' ? 'allow' : 'deny',
      range: cidr?.range,
      services: protocol.services ?? NO_SERVICES,
      place,
      notUnderstood,
    },
  };
}

/** A number stands once a direction. Where it stands twice in different words, neither entry is known to be the one in force. */
function withoutContradictions(entries: readonly Directed[], report: Report): readonly Directed[] {
  const byNumber = Map.groupBy(entries, ({ direction, entry }) => `${direction} ${entry.number}`);
  return [...byNumber.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined || others.length === 0) return same;
    const isRepeated = others.every(({ entry }) => entry.place.rule === first.entry.place.rule);
    if (isRepeated) return [first];
    const why = refuse(report, first.entry.place, 'its number stands twice.');
    return same.map(({ direction, entry }) => ({
      direction,
      entry: { ...entry, notUnderstood: entry.notUnderstood ?? why },
    }));
  });
}
