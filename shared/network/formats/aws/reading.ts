/** What every reader of one kind of AWS things is given, and how it says that something is wrong. */
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { ALL_SERVICES, icmpNumbers, messagesOf, servicesOf, servicesOfProtocol } from '../../flows/services.ts';
import type { IcmpVersion, Services } from '../../flows/services.ts';
import type { AwsThing, ThingKind } from './awsDocuments.ts';
import type { Named, Unreliable } from './named.ts';
import { isSameJson } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { reportDifference } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';

/** Says why a part can't be judged, and reports it. */
export function refuse(
  report: Report,
  place: RulePlace,
  what: string,
  remedy = 'Export it again with the AWS CLI.',
): string {
  report(place, `${place.rule}: ${what}`, remedy);
  return `${place.rule} is not understood: ${what}`;
}

/** Why a thing can't be relied on: AWS prints these lists even where they are empty, so that one that is absent was left out. */
export function refuseWithoutLists(
  value: JsonRecord,
  lists: readonly string[],
  place: RulePlace,
  report: Report,
): string | undefined {
  const missing = lists.find((list) => !Array.isArray(value[list]));
  return missing === undefined
    ? undefined
    : refuse(report, place, `${missing} is missing, so that it is not known what it holds.`);
}

/** `security group sg-1 (nodes)`, for people. */
export function nameOf(kind: string, id: string, name: string | undefined): string {
  return name === undefined ? `${kind} ${describeValue(id)}` : `${kind} ${describeValue(id)} (${describeValue(name)})`;
}

/** Protocols by their name in security groups; by their number everywhere. */
const protocolNames: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
]);

export type ProtocolPorts =
  | { readonly services: Services; readonly text: string }
  | { readonly services: undefined; readonly problem: string };

/**
 * The services of a protocol and a port range. ICMP has a type and a code, -1 for all, which security groups print in the place of
 * the ports. All other protocols, and `-1` for every one, are open whatever range is given. Source: EC2 API, IpPermission and
 * NetworkAclEntry.
 */
export function readServices(
  protocol: unknown,
  ports: readonly [from: unknown, to: unknown],
  [type, code] = ports,
): ProtocolPorts {
  const text = describeValue(protocol).toLowerCase();
  if (text === '-1') return { services: ALL_SERVICES, text: 'all traffic' };
  const number = protocolNames.get(text) ?? (/^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined);
  switch (number) {
    case undefined:
      return { services: undefined, problem: `the protocol “${describeValue(protocol)}” is not known.` };
    case 6:
      return readPorts('TCP', ports);
    case 17:
      return readPorts('UDP', ports);
    case 132:
      return { services: servicesOf('SCTP'), text: 'SCTP' };
    case icmpNumbers.ICMP:
      return readMessages('ICMP', type, code);
    case icmpNumbers.ICMPv6:
      return readMessages('ICMPv6', type, code);
    default:
      return { services: servicesOfProtocol(number), text: `protocol ${text}` };
  }
}

function readPorts(name: 'TCP' | 'UDP', [from, to]: readonly [from: unknown, to: unknown]): ProtocolPorts {
  if (!isPort(from) || !isPort(to) || from > to) {
    return {
      services: undefined,
      problem: `${name} has no port range (${describeValue(from)} to ${describeValue(to)}).`,
    };
  }
  const ports = from === to ? `${from}` : from === 0 && to === 65535 ? 'all ports' : `${from}-${to}`;
  return { services: servicesOf(name, from, to), text: `${name} ${ports}` };
}

function readMessages(version: IcmpVersion, type: unknown, code: unknown): ProtocolPorts {
  const [wantedType, wantedCode] = [type ?? -1, code ?? -1];
  if (!isTypeOrCode(wantedType) || !isTypeOrCode(wantedCode)) {
    return {
      services: undefined,
      problem: `${version} has no type ${describeValue(type)} with the code ${describeValue(code)}.`,
    };
  }
  if (wantedType === -1) return { services: messagesOf(version), text: version };
  return wantedCode === -1
    ? { services: messagesOf(version, wantedType), text: `${version} type ${wantedType}` }
    : {
        services: messagesOf(version, wantedType, wantedCode),
        text: `${version} type ${wantedType} code ${wantedCode}`,
      };
}

function isTypeOrCode(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -1 && value <= 255;
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65535;
}

/**
 * Things of one kind, each once. Where two descriptions of one differ in what they say of it, neither is relied on; `merge`
 * takes over what the second adds to finding it.
 */
export function readEach<Thing extends Named & Unreliable>(
  things: readonly AwsThing[],
  kind: ThingKind,
  report: Report,
  read: (value: JsonRecord, place: RulePlace) => Thing | undefined,
  sayings: (value: JsonRecord) => unknown,
  merge: (known: Thing, again: Thing) => Thing = (known) => known,
): readonly Thing[] {
  const found = new Map<string, { readonly thing: Thing; readonly value: JsonRecord }>();
  for (const { kind: own, value, place } of things) {
    if (own !== kind) continue;
    const thing = read(value, place);
    if (thing === undefined) continue;
    const known = found.get(thing.id);
    if (known === undefined) {
      found.set(thing.id, { thing, value });
    } else if (!isSameJson(sayings(known.value), sayings(value))) {
      const unreliable = reportDifference(known.thing.place, thing.place, report);
      found.set(thing.id, { value, thing: { ...merge(known.thing, thing), unreliable } });
    }
  }
  return [...found.values()].map(({ thing }) => thing);
}
