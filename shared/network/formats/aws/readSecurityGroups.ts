/** Security groups and their rules. Source: EC2 API, SecurityGroup, IpPermission and SecurityGroupRule. */
import type { AwsThing } from './awsDocuments.ts';
import type { PermissionRule, Peer, SecurityGroup } from './awsNetwork.ts';
import { findUnknownField, isRecord, isSameJson, listOf, textOf } from '../../../kernel/jsonFields.ts';
import { namesInTags } from './nameTagOf.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { nameOf, readServices, refuse, refuseWithoutLists } from './reading.ts';
import type { ProtocolPorts } from './reading.ts';
import { below, parseRange, PlacedWhenAsked, reportDifference, unknownFieldRemedy } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { NO_SERVICES } from '../../flows/services.ts';

const groupFields = new Set([
  'GroupId',
  'GroupName',
  'SecurityGroupArn',
  'Description',
  'OwnerId',
  'VpcId',
  'Tags',
  'IpPermissions',
  'IpPermissionsEgress',
]);

const permissionFields = new Set([
  'IpProtocol',
  'FromPort',
  'ToPort',
  'IpRanges',
  'Ipv6Ranges',
  'PrefixListIds',
  'UserIdGroupPairs',
]);

const ruleFields = new Set([
  'SecurityGroupRuleId',
  'SecurityGroupRuleArn',
  'GroupId',
  'GroupOwnerId',
  'IsEgress',
  'IpProtocol',
  'FromPort',
  'ToPort',
  'CidrIpv4',
  'CidrIpv6',
  'PrefixListId',
  'ReferencedGroupInfo',
  'Description',
  'Tags',
]);

const groupPairFields = new Set([
  'Description',
  'UserId',
  'GroupName',
  'GroupId',
  'VpcId',
  'VpcPeeringConnectionId',
  'PeeringStatus',
]);

/** The lists of a permission, each with the field that says who is meant and the fields that its items may have. */
const peerLists = [
  { list: 'IpRanges', field: 'CidrIp', known: new Set(['CidrIp', 'Description']) },
  { list: 'Ipv6Ranges', field: 'CidrIpv6', known: new Set(['CidrIpv6', 'Description']) },
  { list: 'PrefixListIds', field: 'PrefixListId', known: new Set(['PrefixListId', 'Description']) },
  { list: 'UserIdGroupPairs', field: 'GroupId', known: groupPairFields },
] as const;

type Direction = 'outbound' | 'inbound';

/** All groups by their id; those whose descriptions differ are marked, since it is not known which one holds. */
export function readSecurityGroups(things: readonly AwsThing[], report: Report): ReadonlyMap<string, SecurityGroup> {
  const groups = new Map<string, SecurityGroup>();
  for (const { kind, value, place } of things) {
    if (kind !== 'security group') continue;
    const group = readGroup(value, place, report);
    if (group !== undefined) groups.set(group.id, reconcile(groups.get(group.id), group, report));
  }
  for (const group of readRulesByGroup(things, report)) {
    groups.set(group.id, reconcile(groups.get(group.id), group, report));
  }
  return groups;
}

function readGroup(value: JsonRecord, at: RulePlace, report: Report): SecurityGroup | undefined {
  const id = textOf(value['GroupId']);
  if (id === undefined) {
    report(
      at,
      'A security group without GroupId can’t be judged.',
      'Export the groups with `aws ec2 describe-security-groups`.',
    );
    return undefined;
  }
  const name = textOf(value['GroupName']);
  const place: RulePlace = { ...at, rule: nameOf('security group', id, name) };
  const unknown = findUnknownField(value, groupFields);
  const unreliable =
    unknown === undefined
      ? refuseWithoutLists(value, ['IpPermissionsEgress'], place, report)
      : refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
  const outbound = readPermissions(value, 'IpPermissionsEgress', 'outbound', place, report);
  // An export of what goes out alone says nothing of what comes in.
  const inbound = Array.isArray(value['IpPermissions'])
    ? readPermissions(value, 'IpPermissions', 'inbound', place, report)
    : [ruleNotUnderstood(place, `${place.rule}: IpPermissions is missing, so that it is not known what it lets in.`)];
  return {
    id,
    names: [name, ...namesInTags(value), textOf(value['SecurityGroupArn'])].filter((text) => text !== undefined),
    place,
    vpcId: textOf(value['VpcId']),
    outbound,
    inbound,
    unreliable,
  };
}

function readPermissions(
  group: JsonRecord,
  field: 'IpPermissions' | 'IpPermissionsEgress',
  direction: Direction,
  place: RulePlace,
  report: Report,
): readonly PermissionRule[] {
  const rules: PermissionRule[] = [];
  listOf(group[field]).forEach((permission, index) => {
    const whole = (): RulePlace => below(place, [field, index], `${place.rule}: ${direction} permission ${index}`);
    if (!isRecord(permission)) {
      rules.push(ruleNotUnderstood(whole(), refuse(report, whole(), 'it is not an object.')));
      return;
    }
    const unknown = findUnknownField(permission, permissionFields);
    const why =
      unknown === undefined
        ? undefined
        : refuse(report, whole(), `the field “${unknown}” is not known.`, unknownFieldRemedy);
    const ports = portsOf(permission);
    const wrongPorts = ports.services === undefined ? refuse(report, whole(), ports.problem) : undefined;
    const of: PermissionOf = { group: place, field, index, permission };
    // Without a peer that is understood it would open nothing, and what it does open is not known.
    if (why !== undefined && peerLists.every(({ list }) => listOf(permission[list]).length === 0)) {
      rules.push(ruleNotUnderstood(whole(), why));
    }
    for (const peers of peerLists) {
      const { list, field: peerField, known } = peers;
      listOf(permission[list]).forEach((item, inner) => {
        const peer = readPeer(item, peerField);
        const placed = new PlacedPeer(of, peers, inner);
        const unknownInItem = isRecord(item) ? findUnknownField(item, known) : undefined;
        const wrongPeer =
          peer.kind === 'not understood'
            ? refuse(report, placed.place, `${list} holds ${describePeer(item, peerField)}, which is not understood.`)
            : unknownInItem === undefined
              ? undefined
              : refuse(report, placed.place, `the field “${unknownInItem}” is not known.`, unknownFieldRemedy);
        const notUnderstood = why ?? wrongPorts ?? wrongPeer;
        rules.push({ services: ports.services ?? NO_SERVICES, peer, placed, notUnderstood });
      });
    }
  });
  return rules;
}

function portsOf(permission: JsonRecord): ProtocolPorts {
  return readServices(permission['IpProtocol'], [permission['FromPort'], permission['ToPort']]);
}

/** A permission of a group, which stands at `group`. */
interface PermissionOf {
  readonly group: RulePlace;
  readonly field: 'IpPermissions' | 'IpPermissionsEgress';
  readonly index: number;
  readonly permission: JsonRecord;
}

class PlacedPeer extends PlacedWhenAsked {
  readonly #of: PermissionOf;
  readonly #peers: PeerList;
  readonly #index: number;

  constructor(of: PermissionOf, peers: PeerList, index: number) {
    super();
    this.#of = of;
    this.#peers = peers;
    this.#index = index;
  }

  protected override toPlace(): RulePlace {
    const { group, field, index, permission } = this.#of;
    const { list, field: peerField } = this.#peers;
    const ports = portsOf(permission);
    const traffic = ports.services === undefined ? 'traffic' : ports.text;
    const towards = field === 'IpPermissionsEgress' ? 'outbound' : 'inbound';
    const peer = describePeer(listOf(permission[list])[this.#index], peerField);
    const rule = `${group.rule}: ${towards} ${traffic} ${towards === 'outbound' ? 'to' : 'from'} ${peer}`;
    return below(group, [field, index, list, this.#index], rule);
  }
}

function ruleNotUnderstood(place: RulePlace, notUnderstood: string): PermissionRule {
  return { services: NO_SERVICES, peer: noPeer, placed: { place }, notUnderstood };
}

const noPeer: Peer = { kind: 'not understood' };

type PeerList = (typeof peerLists)[number];
type PeerField = PeerList['field'];

function describePeer(item: unknown, field: PeerField): string {
  return describeValue(isRecord(item) ? item[field] : undefined);
}

function readPeer(item: unknown, field: PeerField): Peer {
  const id = textOf(isRecord(item) ? item[field] : undefined);
  if (id === undefined) return noPeer;
  switch (field) {
    case 'CidrIp':
    case 'CidrIpv6': {
      const cidr = parseRange(id);
      return cidr?.range.family === (field === 'CidrIp' ? 4 : 6) ? { kind: 'range', range: cidr.range } : noPeer;
    }
    case 'PrefixListId':
      return { kind: 'prefix list', id };
    case 'GroupId':
      return { kind: 'group', id, foreign: isForeign(item as JsonRecord) };
  }
}

/** A group of a peered VPC, or one whose peering has gone. What a stale reference matches is in no vendor text. */
function isForeign(reference: JsonRecord): boolean {
  return textOf(reference['VpcPeeringConnectionId']) !== undefined || textOf(reference['PeeringStatus']) !== undefined;
}

/** Groups put together from `describe-security-group-rules`, which prints each rule by itself. */
function readRulesByGroup(things: readonly AwsThing[], report: Report): readonly SecurityGroup[] {
  const rules = things.filter(({ kind }) => kind === 'security group rule');
  const byGroup = Map.groupBy(rules, ({ value }) => textOf(value['GroupId']));
  return [...byGroup].flatMap(([id, some]) => {
    const [first] = some;
    if (first === undefined) return [];
    if (id === undefined) {
      report(first.place, 'A security group rule without GroupId can’t be judged.', 'Export the rules again.');
      return [];
    }
    const place: RulePlace = { ...first.place, rule: `security group ${id}` };
    const seen = new Map<string, JsonRecord>();
    const outbound: PermissionRule[] = [];
    const inbound: PermissionRule[] = [];
    for (const { value, place: at } of some) {
      const ruleId = textOf(value['SecurityGroupRuleId']) ?? `number ${seen.size + 1}`;
      const known = seen.get(ruleId);
      seen.set(ruleId, value);
      if (known !== undefined && isSameJson(known, value)) continue;
      const where: RulePlace = { ...at, rule: `${place.rule}: rule ${ruleId}` };
      const again =
        known === undefined ? undefined : refuse(report, where, 'it is described twice, in different words.');
      (value['IsEgress'] === false ? inbound : outbound).push(readRule(value, where, again, report));
    }
    const isCutShort = some.some(({ listing }) => listing === 'cut short');
    return [
      {
        id,
        names: [],
        place,
        vpcId: undefined,
        outbound,
        inbound,
        unreliable: isCutShort ? `${place.rule} may have more rules: the list was cut short.` : undefined,
      },
    ];
  });
}

function readRule(value: JsonRecord, at: RulePlace, again: string | undefined, report: Report): PermissionRule {
  const ports = readServices(value['IpProtocol'], [value['FromPort'], value['ToPort']]);
  const reference = value['ReferencedGroupInfo'];
  const given = (
    [
      ['CidrIp', value['CidrIpv4']],
      ['CidrIpv6', value['CidrIpv6']],
      ['PrefixListId', value['PrefixListId']],
      ['GroupId', isRecord(reference) ? reference['GroupId'] : undefined],
    ] as const
  ).filter(([, peer]) => textOf(peer) !== undefined);
  const [only] = given;
  const extra = isRecord(reference) ? reference : {};
  const meant = only === undefined ? undefined : { ...extra, [only[0]]: only[1] };
  const peer = only === undefined ? noPeer : readPeer(meant, only[0]);
  const text = only === undefined ? 'nobody' : describePeer(meant, only[0]);
  const isOutbound = value['IsEgress'] === true;
  const place = {
    ...at,
    rule: `${at.rule}: ${isOutbound ? 'outbound' : 'inbound'} ${ports.services === undefined ? 'traffic' : ports.text} ${isOutbound ? 'to' : 'from'} ${text}`,
  };
  const unknown = findUnknownField(value, ruleFields) ?? findUnknownField(extra, groupPairFields);
  const wrong = (): string | undefined => {
    if (typeof value['IsEgress'] !== 'boolean') return refuse(report, place, 'IsEgress is neither true nor false.');
    if (unknown !== undefined) return refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (ports.services === undefined) return refuse(report, place, ports.problem);
    if (given.length !== 1 || peer.kind === 'not understood') {
      return refuse(report, place, 'it does not name one range, prefix list or group.');
    }
    return undefined;
  };
  return { services: ports.services ?? NO_SERVICES, peer, placed: { place }, notUnderstood: again ?? wrong() };
}

/**
 * One group of two descriptions. They may differ in how much they say (the rules alone have no names), not in the rules.
 */
function reconcile(known: SecurityGroup | undefined, again: SecurityGroup, report: Report): SecurityGroup {
  if (known === undefined) return again;
  const isSame =
    describeRules(known.outbound) === describeRules(again.outbound) &&
    describeRules(known.inbound) === describeRules(again.inbound);
  const names = [...new Set([...known.names, ...again.names])];
  const vpcId = known.vpcId ?? again.vpcId;
  if (isSame) return { ...known, names, vpcId, unreliable: known.unreliable ?? again.unreliable };
  const unreliable = reportDifference(known.place, { ...again.place, rule: known.place.rule }, report);
  return { ...known, names, vpcId, unreliable };
}

/** The rules as a set: order and repetition say nothing. */
function describeRules(rules: readonly PermissionRule[]): string {
  const described = rules.map(({ services, peer, notUnderstood }) =>
    JSON.stringify([services, peer, notUnderstood], (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  );
  return [...new Set(described)].toSorted().join('\n');
}
