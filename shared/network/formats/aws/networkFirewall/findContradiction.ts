/**
 * What stands in a rule that Suricata takes none of, and with it its whole rule group. Sources: its release 7.0.10,
 * detect-flow.c, detect-ipproto.c, detect-app-layer-protocol.c, detect-nocase.c and detect-parse.c (SigValidate).
 */
import { servicesOfPacketProtocol } from './applicationProtocols.ts';
import { nameBuffers } from './nameBuffers.ts';
import { readContent } from './nameContent.ts';
import type { SuricataOption } from './suricataOption.ts';

const directions: ReadonlyMap<string, 'server' | 'client'> = new Map([
  ['to_server', 'server'],
  ['from_client', 'server'],
  ['to_client', 'client'],
  ['from_server', 'client'],
]);
const states: ReadonlySet<string> = new Set(['established', 'not_established', 'stateless']);
const modifiers: ReadonlySet<string> = new Set(['nocase', 'startswith', 'endswith']);
const wholeProtocols: ReadonlySet<string> = new Set(['ip', 'ipv4', 'ip4', 'ipv6', 'ip6', 'any']);
const families: ReadonlyMap<string, string> = new Map([
  ['ssl', 'tls'],
  ['http1', 'http'],
  ['http2', 'http'],
]);

/** The first of them in words; `written` is the protocol of the rule’s head. */
export function findContradiction(written: string, options: readonly SuricataOption[]): string | undefined {
  const valuesOf = (keyword: string): readonly string[] =>
    options.filter((option) => option.keyword === keyword).map(({ value }) => value ?? '');
  const flows = valuesOf('flow').map((value) => value.split(',').map((word) => word.trim().toLowerCase()));
  const ways = flows.flat().flatMap((word) => directions.get(word) ?? []);
  const protocol = written.toLowerCase();
  const isOfApplication = servicesOfPacketProtocol(protocol) === undefined;
  const sought = options.flatMap(({ keyword }) => nameBuffers.get(keyword) ?? []);
  const spoken = new Set([...(isOfApplication ? [families.get(protocol) ?? protocol] : []), ...sought]);
  const goesByFlags = options.some(({ keyword }) => keyword === 'flags' || keyword === 'tcp.flags');

  if (!options.some(({ keyword, value = '' }) => keyword === 'sid' && /^\d+$/.test(value))) return 'it has no sid.';
  if (isOfApplication && written !== protocol) return `its protocol is not written “${protocol.slice(0, 20)}”.`;
  if (ways.length > 1) return 'it names the direction of its packets twice.';
  if (flows.flat().filter((word) => states.has(word)).length > 1) return 'it names the state of connections twice.';
  if (flows.slice(0, -1).some((words) => words.some((word) => !directions.has(word)))) return 'it has “flow” twice.';
  if (spoken.size > 1) return `it is for ${[...spoken].join(' and ')} at once.`;
  if (sought.length > 0 && ways.includes('client')) return 'it looks for a name in what is answered.';
  if (sought.length > 0 && goesByFlags) return 'it goes by the flags of packets and by a name.';
  if (valuesOf('ip_proto').length > 0 && !wholeProtocols.has(protocol)) return 'ip_proto is for rules of “ip” alone.';
  if (isOfApplication && valuesOf('app-layer-protocol').length > 0)
    return `app-layer-protocol can’t stand in a rule of “${protocol.slice(0, 20)}”.`;
  return findMisplaced(options);
}

/** Modifiers without a content, names that are sought for nothing, and hosts that no Host is, since they are compared in lower case. */
function findMisplaced(options: readonly SuricataOption[]): string | undefined {
  let buffer: string | undefined;
  let isEmptyBuffer = false;
  let hasContent = false;
  for (const { keyword, value = '' } of options) {
    if (nameBuffers.has(keyword)) {
      if (isEmptyBuffer) break;
      buffer = keyword;
      isEmptyBuffer = true;
    } else if (keyword === 'content' || keyword === 'pcre' || keyword === 'bsize' || keyword === 'isdataat') {
      isEmptyBuffer = false;
      hasContent ||= keyword === 'content';
      if (buffer === 'http.host' && /[A-Z]/.test(readContent(value)?.content ?? '')) {
        return 'http.host is compared in lower case, and what it looks for is not.';
      }
    } else if (modifiers.has(keyword)) {
      if (!hasContent) return `“${keyword}” stands after no content.`;
      if (keyword === 'nocase' && buffer === 'http.host') return 'http.host can’t be compared with nocase.';
    }
  }
  return isEmptyBuffer ? `it looks for nothing in ${buffer ?? 'a name'}.` : undefined;
}
