/** Types of `acl`: what each looks at, and how addresses are written as its values. */
import { parseAddress, parsePrefix, prefixLengthOfMask, spanOf } from '../../address.ts';
import type { AddressRange } from '../../address.ts';
import { addressRanges, ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../flowSet.ts';

/** Types of which only squid knows at the time whether they match, by what they look at. */
export const undecided: ReadonlyMap<string, string> = new Map([
  ['arp', 'the client’s MAC address'],
  ['eui64', 'the client’s EUI-64 address'],
  ['srcdomain', 'the client’s name'],
  ['srcdom_regex', 'the client’s name'],
  ['src_as', 'the client’s network'],
  ['dst_as', 'the network of the destination'],
  ['localip', 'the address that the client connected to'],
  ['myip', 'the address that the client connected to'],
  ['client_connection_mark', 'marks of the connection'],
  ['clientside_mark', 'marks of the connection'],
  ['peername', 'the proxy that is asked'],
  ['peername_regex', 'the proxy that is asked'],
  ['time', 'the time of day'],
  ['urllogin', 'the login in a URL'],
  ['browser', 'a header of the request'],
  ['referer_regex', 'a header of the request'],
  ['req_header', 'a header of the request'],
  ['req_mime_type', 'a header of the request'],
  ['ident', 'the name of the user'],
  ['ident_regex', 'the name of the user'],
  ['proxy_auth', 'the name of the user'],
  ['proxy_auth_regex', 'the name of the user'],
  ['max_user_ip', 'the name of the user'],
  ['maxconn', 'how many connections there are'],
  ['random', 'chance'],
  ['external', 'the answer of a program'],
  ['ext_user', 'the answer of a program'],
  ['ext_user_regex', 'the answer of a program'],
  ['tag', 'the answer of a program'],
  ['note', 'notes on the request'],
  ['user_cert', 'the client’s certificate'],
  ['ca_cert', 'the client’s certificate'],
  ['server_cert_fingerprint', 'the server’s certificate'],
  ['ssl::server_name_regex', 'the server’s certificate'],
  ['ssl_error', 'the server’s certificate'],
  ['connections_encrypted', 'how the client connected'],
  ['adaptation_service', 'a service that was asked'],
  ['http_status', 'the reply'],
  ['rep_mime_type', 'the reply'],
  ['rep_header', 'the reply'],
  ['hier_code', 'the reply'],
  ['has', 'parts of the request'],
  ['transaction_initiator', 'who began the request'],
]);

export const knownTypes: ReadonlySet<string> = new Set([
  ...undecided.keys(),
  'src',
  'dst',
  'dstdomain',
  'dstdom_regex',
  'url_regex',
  'urlpath_regex',
  'port',
  'localport',
  'myport',
  'myportname',
  'proto',
  'method',
  'manager',
  'any-of',
  'all-of',
  'annotate_transaction',
  'annotate_client',
  'ssl::server_name',
  'at_step',
]);

const everyAddress = [...addressRanges(ALL_IPV4_FLOWS), ...addressRanges(ALL_IPV6_FLOWS)];

/**
 * `all`, an address, a prefix, an address with a mask, a range; undefined for a name, and for a mask with gaps, of which squid
 * itself says that it matches unexpectedly.
 */
export function parseSquidAddresses(text: string): readonly AddressRange[] | undefined {
  if (text === 'all') return everyAddress;
  const masked = /^(.+)\/(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (masked !== null) {
    const mask = parseAddress(masked[2] ?? '');
    const length = mask === undefined ? undefined : prefixLengthOfMask(mask);
    return length === undefined ? undefined : parseSquidAddresses(`${masked[1]}/${length}`);
  }
  const [from, to, ...more] = text.split('-');
  if (to === undefined) {
    const range = parsePrefix(text);
    return range === undefined ? undefined : [range];
  }
  const [, end = '', prefix = ''] = /^([^/]*)(\/\d+)?$/.exec(to) ?? [];
  const [first, last] = [parsePrefix(`${from}${prefix}`), parsePrefix(`${end}${prefix}`)];
  if (first === undefined || last === undefined || more.length > 0) return undefined;
  const span = spanOf(first, last);
  return span === undefined ? undefined : [span];
}
