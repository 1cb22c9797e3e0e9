/** Types of `acl`: what each looks at, and how addresses are written as its values. */
import { toRanges } from '../../flows/addressSpaces.ts';
import { parseAddress, parsePrefix, prefixLengthOfMask, spanOf } from '../../flows/address.ts';
import type { AddressRange } from '../../flows/address.ts';
import { addressRanges, ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../flows/flowSet.ts';

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
  ['ssl::server_name', 'the server’s certificate'],
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
  'at_step',
]);

const everyAddress = [...addressRanges(ALL_IPV4_FLOWS), ...addressRanges(ALL_IPV6_FLOWS)];

/**
 * Words that stand for addresses: of IPv6 all unicast, the space of mapped and local addresses left out. Not among them is `ipv4`,
 * by which release 5 matches no address at all. Source: src/acl/Ip.cc.
 */
const addressesByName: ReadonlyMap<string, readonly AddressRange[]> = new Map([
  ['all', everyAddress],
  ['ipv6', toRanges(['1000::/4', '2000::/3', '4000::/2', '8000::/2', 'c000::/3', 'e000::/4', 'fc00::/7', 'fe80::/10'])],
]);

/**
 * `all`, an address, a prefix, an address with a mask, a range; undefined for a name, and for a mask with gaps, of which squid
 * itself says that it matches unexpectedly.
 */
export function parseSquidAddresses(text: string): readonly AddressRange[] | undefined {
  const named = addressesByName.get(text);
  if (named !== undefined) return named;
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
