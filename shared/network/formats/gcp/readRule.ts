/** What rules of VPC networks and rules of policies have in common. */
import { fitted } from '../../../kernel/fitted.ts';
import { none } from '../../../kernel/none.ts';
import type { AddressRange } from '../../flows/address.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { findUnknownField, hasContent, isRecord } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { Placed, RulePlace } from '../../machine/ruleProgram.ts';
import { below, parseRange } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';
import {
  ALL_SERVICES,
  NO_SERVICES,
  parsePorts,
  protocolOf,
  servicesOf,
  servicesOfProtocol,
  uniteAllServices,
} from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';

/** Says what of a rule can't be judged; the first such sentence is kept. */
export class Doubts {
  notUnderstood: string | undefined;
  readonly #placed: Placed;
  readonly #report: Report;

  constructor(placed: Placed, report: Report) {
    this.#placed = placed;
    this.#report = report;
  }

  refuse(what: string, remedy = exportAgain, at: readonly (string | number)[] = []): void {
    const { place } = this.#placed;
    this.notUnderstood ??= `${place.rule} is not understood: ${what}`;
    this.#report(below(place, at), `${place.rule}: ${what}`, remedy);
  }
}

const exportAgain = 'Export it again with gcloud and --format json.';

/** The place of a rule at the line that tells it from others. */
export function atField(place: RulePlace, value: JsonRecord, field: string, rule: string): RulePlace {
  return below(place, field in value ? [field] : [], rule);
}

/** A whole number in a range, also as a text: what was once YAML may have it in quotes. */
export function readNumber(value: unknown, last: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= last ? number : undefined;
}

/** A list of texts; what is absent is empty. */
export function readTexts(value: unknown, field: string, doubts: Doubts): readonly string[] {
  if (!hasContent(value)) return none;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return value as string[];
  doubts.refuse(`${field} must be a list of texts.`);
  return [];
}

/** Of service accounts; a rule for one that is written otherwise may be for any machine. */
export const accountForm = /^[^/\s]+@[^/\s]+$/;

export function readAccounts(value: unknown, field: string, doubts: Doubts): readonly string[] {
  const accounts = readTexts(value, field, doubts);
  const strange = accounts.find((account) => !accountForm.test(account));
  if (strange === undefined) return accounts;
  doubts.refuse(`${field} holds “${describeValue(strange)}”, which is no service account.`);
  return none;
}

export function readRanges(value: unknown, field: string, doubts: Doubts): readonly AddressRange[] {
  if (!hasContent(value)) return none;
  const ranges: AddressRange[] = [];
  for (const text of readTexts(value, field, doubts)) {
    const cidr = parseRange(text);
    if (cidr === undefined) doubts.refuse(`${field} holds “${describeValue(text)}”, which is no range of addresses.`);
    else ranges.push(cidr.range);
  }
  return fitted(ranges);
}

export function readFlag(value: unknown, field: string, doubts: Doubts): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return value === true;
  doubts.refuse(`${field} must be true or false, not ${describeValue(value)}.`);
  return false;
}

/** Protocols that have a name there; all have a number. Source: Compute Engine API, Firewall. */
const protocolNumbers: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['esp', 50],
  ['ah', 51],
  ['ipip', 94],
  ['sctp', 132],
]);

/** VPC rules and policies write the protocol differently. */
const fieldsOfEntry = {
  IPProtocol: new Set(['IPProtocol', 'ports']),
  ipProtocol: new Set(['ipProtocol', 'ports']),
} as const satisfies Record<string, ReadonlySet<string>>;

/** Protocols and ports: each entry is a protocol with the ports of a list, or with all. */
export function readServices(
  entries: unknown,
  field: string,
  protocolField: keyof typeof fieldsOfEntry,
  doubts: Doubts,
): Services {
  if (!Array.isArray(entries) || entries.length === 0) {
    doubts.refuse(`${field} names no protocol.`);
    return NO_SERVICES;
  }
  return uniteAllServices(
    entries.map((entry: unknown, index) => {
      if (isRecord(entry)) return readEntry(entry, protocolField, doubts);
      doubts.refuse(`Entry ${index + 1} of ${field} is no object.`);
      return NO_SERVICES;
    }),
  );
}

function readEntry(entry: JsonRecord, protocolField: keyof typeof fieldsOfEntry, doubts: Doubts): Services {
  const { [protocolField]: protocol, ports } = entry;
  const word =
    typeof protocol === 'number' ? `${protocol}` : typeof protocol === 'string' ? protocol.toLowerCase() : '';
  const strange = findUnknownField(entry, fieldsOfEntry[protocolField]);
  if (strange !== undefined) doubts.refuse(`The field “${describeValue(strange)}” beside a protocol is not known.`);
  if (word === 'all') {
    if (hasContent(ports)) doubts.refuse('It names ports for all protocols.');
    return ALL_SERVICES;
  }
  const number =
    protocolNumbers.get(word) ?? (/^\d{1,3}$/.test(word) && Number(word) <= 255 ? Number(word) : undefined);
  if (number === undefined) {
    doubts.refuse(`The protocol “${describeValue(protocol)}” is not known.`);
    return NO_SERVICES;
  }
  const carrier = protocolOf(number);
  if (carrier === undefined || !hasContent(ports)) return servicesOfProtocol(number);
  if (!Array.isArray(ports)) {
    doubts.refuse('ports must be a list.');
    return NO_SERVICES;
  }
  return uniteAllServices(
    ports.map((port: unknown) => {
      const range = parsePorts(describeValue(port));
      if (range === undefined) doubts.refuse(`“${describeValue(port)}” is neither a port nor a range of ports.`);
      return range === undefined ? NO_SERVICES : servicesOf(carrier, ...range);
    }),
  );
}
