import { unjudgedDirectives } from './readSquidConfig.ts';
import { accessLists } from './squidConfig.ts';
import { isSquidText } from './squidText.ts';

const deciding: ReadonlySet<string> = new Set([
  ...accessLists,
  'http_access2',
  ...unjudgedDirectives.keys(),
  'acl',
  'include',
  'ssl_bump',
  'http_port',
  'https_port',
  'visible_hostname',
  'unique_hostname',
  'if',
  'else',
  'endif',
  'configuration_includes_quoted_values',
]);

/** Types of acl whose values may be what somebody proves to be somebody by, or names of persons; programs, services and peers. */
const personal =
  /^(\s*(?:acl\s+\S+\s+(?:req_header|rep_header|browser|referer_regex|urllogin|url_regex|urlpath_regex|proxy_auth|proxy_auth_regex|ident|ident_regex|external|ext_user|ext_user_regex|user_cert|ca_cert|note|tag|snmp_community)|cache_peer\s+\S+\s+\S+|(?:url_rewrite|redirect|store_id)_program|[ie]cap_service)\s)(?!none\s*$).+$/;

/**
 * The lines that decide, under their numbers; of tests on headers, URLs and users, of programs, services and other proxies only
 * that they are there. The password of the cache’s manager stands in another directive.
 */
export function keepSquidText(text: string): string {
  if (!isSquidText(text)) return text;
  /** What the line above, which goes on here, was. */
  let above: 'kept' | 'withheld' | undefined;
  /** As squid joins it. */
  let begun = '';
  return text.replaceAll(/([^\r\n]*)(\r\n?|\n|$)/g, (whole, line: string, end: string) => {
    const [name = ''] = line.trimStart().split(/\s/, 1);
    if (name === '' || name.startsWith('#')) return end;
    const goesOn = line.endsWith('\\');
    const isKept = above === undefined ? deciding.has(name) : above === 'kept';
    const joined = above === undefined ? line : `${begun}${line.trimStart()}`;
    const withheld = above === undefined ? line.replace(personal, '$1(withheld)') : '(withheld)';
    const shown = personal.test(joined) ? withheld : line;
    begun = goesOn ? joined.slice(0, -1) : '';
    const comment = shown.search(/(?<!\S)#/);
    const code = comment < 0 ? shown : shown.slice(0, comment);
    // What goes on after a comment is a comment too.
    if (!goesOn) above = undefined;
    else above = isKept && code.endsWith('\\') ? 'kept' : 'withheld';
    if (!isKept) return end;
    return `${code.trimEnd()}${end}`;
  });
}
