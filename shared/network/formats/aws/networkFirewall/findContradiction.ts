/**
 * What stands in a rule that Suricata takes none of, and with it its whole rule group. Sources: its release 7.0.10,
 * detect-ipproto.c, detect-app-layer-protocol.c, detect-nocase.c, detect-http-host.c and detect-parse.c (SigValidate).
 */
import { ALL_SERVICES } from '../../../flows/services.ts';
import { servicesOfPacketProtocol } from './applicationProtocols.ts';
import { descriptive, limits } from './conditions.ts';
import { findFlowContradiction, readFlows } from './flowOptions.ts';
import { nameBuffers } from './nameBuffers.ts';
import { readContent } from './nameContent.ts';
import type { SuricataOption } from './suricataOption.ts';

const modifiers: ReadonlySet<string> = new Set(['nocase', 'startswith', 'endswith']);
/** What is compared is no longer the name as it is. */
const transforms: ReadonlySet<string> = new Set(['dotprefix', 'to_lowercase']);
/** Conditions on the connection or its packets: what follows is looked for where it was before. */
const ofConnection: ReadonlySet<string> = new Set([
  'flow',
  'flowbits',
  'flags',
  'tcp.flags',
  'ip_proto',
  'app-layer-protocol',
  'ssl_state',
]);
const families: ReadonlyMap<string, string> = new Map([
  ['ssl', 'tls'],
  ['http1', 'http'],
  ['http2', 'http'],
]);

/** The first of them in words; `written` is the protocol of the rule’s head. */
export function findContradiction(written: string, options: readonly SuricataOption[]): string | undefined {
  const has = (...keywords: readonly string[]): boolean => options.some(({ keyword }) => keywords.includes(keyword));
  const protocol = written.toLowerCase();
  const carried = servicesOfPacketProtocol(protocol);
  const isOfApplication = carried === undefined;
  const sought = options.flatMap(({ keyword }) => nameBuffers.get(keyword) ?? []);
  const spoken = new Set([...(isOfApplication ? [families.get(protocol) ?? protocol] : []), ...sought]);

  if (!options.some(({ keyword, value = '' }) => keyword === 'sid' && /^\d+$/.test(value))) return 'it has no sid.';
  if (isOfApplication && written !== protocol) return `its protocol is not written “${protocol.slice(0, 20)}”.`;
  const ofFlows = findFlowContradiction(options);
  if (ofFlows !== undefined) return ofFlows;
  if (spoken.size > 1) return `it is for ${[...spoken].join(' and ')} at once.`;
  if (sought.length > 0 && readFlows(options).side === 'to client') return 'it looks for a name in what is answered.';
  if (sought.length > 0 && has('flags', 'tcp.flags')) return 'it goes by the flags of packets and by a name.';
  if (has('ip_proto') && carried !== ALL_SERVICES) return 'ip_proto is for rules of “ip” alone.';
  if (isOfApplication && has('app-layer-protocol'))
    return `app-layer-protocol can’t stand in a rule of “${protocol.slice(0, 20)}”.`;
  return findMisplaced(options);
}

/** Modifiers without a content, names that are sought for nothing, and hosts that no Host is, as it is in lower case. */
function findMisplaced(options: readonly SuricataOption[]): string | undefined {
  /** The buffer in which nothing is looked for yet. */
  let empty: string | undefined;
  /** Whether contents are compared with the Host as it is. */
  let isHost = false;
  let hasContent = false;
  for (const { keyword, value = '' } of options) {
    if (nameBuffers.has(keyword)) {
      if (empty !== undefined) break;
      empty = keyword;
      isHost = keyword === 'http.host';
    } else if (keyword === 'content') {
      empty = undefined;
      hasContent = true;
      if (isHost && /[A-Z]/.test(readContent(value)?.content ?? '')) {
        return 'http.host is compared in lower case, and what it looks for is not.';
      }
    } else if (keyword === 'pcre' || limits.has(keyword)) {
      empty = undefined;
    } else if (modifiers.has(keyword)) {
      if (!hasContent) return `“${keyword}” stands after no content.`;
      if (keyword === 'nocase' && isHost) return 'http.host can’t be compared with nocase.';
    } else if (transforms.has(keyword)) {
      isHost = false;
    } else if (!descriptive.has(keyword) && !ofConnection.has(keyword)) {
      // Another buffer, or what may be one.
      empty = undefined;
      isHost = false;
    }
  }
  return empty === undefined ? undefined : `it looks for nothing in ${empty}.`;
}
