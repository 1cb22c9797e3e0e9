/** From the directives of a squid.conf, with the files that it includes, to what decides about a request. */
import type { FormatProblem } from '../../reading/ruleFormat.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { writeNumber } from '../../../kernel/writeNumber.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { parsePorts } from '../../flows/services.ts';
import { knownTypes, parseSquidAddresses } from './aclTypes.ts';
import { accessLists, toTerm } from './squidConfig.ts';
import type {
  AccessLine,
  AccessList,
  Acl,
  AclValue,
  BumpRule,
  ClientPort,
  SquidConfig,
  Term,
  Unjudged,
} from './squidConfig.ts';
import { patternOf } from './patterns.ts';
import { findCutLines, longestLine, readDirectives, readList } from './squidText.ts';
import type { Directive } from './squidText.ts';

export interface SquidFile {
  readonly file: string;
  readonly text: string;
}

/** The files beside a configuration, by the names that it uses for them. */
export interface OtherFiles {
  /** The given files that an `include` means. */
  readonly findIncluded: (pattern: string, from: string) => readonly SquidFile[];
  /** The given file that an `acl` takes its values from. */
  readonly findList: (path: string) => SquidFile | undefined;
}

/** Squid stops here as well. */
const deepestInclude = 16;

/** In all acls together. Each is compiled, and asked about every name. */
const mostPatterns = 20_000;

/** What a line says of an acl. */
interface ReadValues {
  readonly values: AclValue[];
  /** Why there may be more of them. */
  readonly incomplete: string | undefined;
}

/** What may turn a request away or send it elsewhere without being judged; a switch is off where it says so. */
export const unjudgedDirectives: ReadonlyMap<string, string> = new Map([
  ['url_rewrite_program', 'a program that rewrites URLs may change or refuse a request'],
  ['redirect_program', 'a program that rewrites URLs may change or refuse a request'],
  ['store_id_program', 'a program may refuse a request'],
  ['icap_service', 'an ICAP service may change or refuse a request'],
  ['ecap_service', 'an eCAP service may change or refuse a request'],
  ['never_direct', 'requests may have to go by another proxy, whose rules are not here'],
  ['nonhierarchical_direct', 'tunnels may go by another proxy, whose rules are not here'],
  ['cache_peer', 'requests of plain HTTP go by another proxy, whose rules are not here'],
]);

/** Those of `unjudgedDirectives` that tunnels pass by: what may be in a cache is asked of a parent before its origin. */
const ofPlainHttpAlone: ReadonlySet<string> = new Set(['cache_peer']);

const predefined: readonly string[] = [
  'acl all src all',
  'acl manager manager',
  'acl localhost src 127.0.0.1/32 ::1',
  'acl to_localhost dst 127.0.0.0/8 0.0.0.0/32 ::1/128 ::/128',
  'acl to_linklocal dst 169.254.0.0/16 fe80::/10',
  'acl CONNECT method CONNECT',
];

export function readSquidConfig(
  root: SquidFile,
  others: OtherFiles,
): {
  readonly config: SquidConfig;
  readonly problems: readonly FormatProblem[];
  readonly usedFiles: readonly string[];
} {
  const reader = new ConfigReader(root, others);
  reader.readFile(root, 0);
  return { config: reader.finish(), problems: reader.problems, usedFiles: [...reader.usedFiles] };
}

type OpenAcl = Omit<Acl, 'values'> & { readonly values: AclValue[] };

/** The values of an acl of domains so far: a list can stand in as many lines as it has names. */
class DomainNames {
  readonly exact = new Set<string>();
  /** Every domain that one of the values is or is below. */
  readonly above = new Set<string>();
}

class ConfigReader {
  readonly problems: FormatProblem[] = [];
  readonly usedFiles = new Set<string>();
  readonly #root: SquidFile;
  readonly #others: OtherFiles;
  readonly #acls = new Map<string, OpenAcl>();
  readonly #domains = new Map<string, DomainNames>();
  readonly #access: Record<AccessList, AccessLine[]> = {
    http_access: [],
    adapted_http_access: [],
    miss_access: [],
    http_reply_access: [],
  };
  readonly #bumpRules: BumpRule[] = [];
  readonly #ports: ClientPort[] = [];
  readonly #names: string[] = [];
  readonly #unjudged: Unjudged[] = [];
  /** The last line of `never_direct`, where it is one that denies: for everything else the opposite of it holds. */
  #lastNeverDirect: Unjudged | undefined;
  #notUnderstood: string | undefined;
  #hasGap = false;
  /** Read so far, of all acls. */
  #patterns = 0;

  constructor(root: SquidFile, others: OtherFiles) {
    this.#root = root;
    this.#others = others;
    for (const line of predefined) {
      const [directive] = readDirectives(line);
      if (directive !== undefined) this.#readAcl(directive, { file: root.file, document: 0, path: [], rule: line });
    }
    this.usedFiles.clear();
  }

  readFile({ file, text }: SquidFile, depth: number): void {
    this.usedFiles.add(file);
    this.#refuseCutLines({ file, text }, longestLine.configuration);
    /** For each `if` that is open, whether what stands here holds. */
    const branches: Branch[] = [];
    for (const directive of readDirectives(text)) {
      const place = placeOf(file, directive);
      const { name, words } = directive;
      if (name === 'if') branches.push({ condition: words.join(' '), holds: holds(words.join(' ')), place });
      else if (name === 'else') branches.push(otherwise(branches.pop() ?? { condition: '', holds: false, place }));
      else if (name === 'endif') branches.pop();
      else if (branches.every((branch) => branch.holds !== false)) this.#readWithin(branches, directive, place, depth);
    }
  }

  /** Of a branch that holds in some processes of squid alone, what decides nothing is passed over. */
  #readWithin(branches: readonly Branch[], directive: Directive, place: RulePlace, depth: number): void {
    const open = branches.find((branch) => branch.holds === undefined);
    if (open === undefined) this.#read(directive, place, depth);
    else if (bearsOnRequests(directive)) {
      this.#refuse(
        open.place,
        `Whether “${describeValue(open.condition)}” holds is not known here.`,
        'Give the configuration as one process of squid reads it.',
      );
    }
  }

  finish(): SquidConfig {
    const place = { file: this.#root.file, document: 0, path: [1], rule: 'squid.conf' };
    return {
      place,
      acls: this.#acls,
      access: this.#access,
      bumpRules: this.#bumpRules,
      ports: this.#ports,
      names: this.#names,
      unjudged: [...this.#unjudged, ...(this.#lastNeverDirect === undefined ? [] : [this.#lastNeverDirect])],
      notUnderstood: this.#notUnderstood,
    };
  }

  #read(directive: Directive, place: RulePlace, depth: number): void {
    const { name, words } = directive;
    const [first = ''] = words;
    const list = name === 'http_access2' ? 'adapted_http_access' : name;
    if (isAccessList(list)) {
      this.#readAccess(list, words, place);
      return;
    }
    switch (name) {
      case 'acl':
        this.#readAcl(directive, place);
        return;
      case 'include':
        for (const pattern of words) this.#include(unquoted(pattern), place, depth);
        return;
      case 'ssl_bump':
        this.#bumpRules.push({ action: first, terms: this.#readTerms(words.slice(1), place), place });
        return;
      case 'http_port':
      case 'https_port':
        this.#ports.push(readPort(words, name === 'https_port'));
        return;
      case 'visible_hostname':
      case 'unique_hostname':
        this.#names.push(first);
        return;
      case 'configuration_includes_quoted_values':
        if (first !== 'off') {
          this.#refuse(
            place,
            'From here on squid reads quotes in another way.',
            'Turn it off, and write values without quotes.',
          );
        }
        return;
      default: {
        const effect = unjudgedDirectives.get(name);
        if (name === 'never_direct') this.#lastNeverDirect = undefined;
        if (effect === undefined || isSwitchedOff(name, words)) return;
        const isOfPlainHttpAlone = ofPlainHttpAlone.has(name);
        const unjudged = { because: `${place.rule}: ${effect}.`, place, isOfPlainHttpAlone };
        if (name === 'never_direct' && first === 'deny') this.#lastNeverDirect = unjudged;
        else this.#unjudged.push(unjudged);
      }
    }
  }

  #readAccess(list: AccessList, [action, ...words]: readonly string[], place: RulePlace): void {
    if (action !== 'allow' && action !== 'deny') {
      this.#report(
        place,
        `${list} is neither allow nor deny; squid passes over the line.`,
        'Write allow or deny.',
        'warning',
      );
      return;
    }
    if (words.length === 0) {
      this.#report(
        place,
        `${list} ${action} names no acl; squid passes over the line.`,
        'Name an acl, or remove the line.',
        'warning',
      );
      return;
    }
    this.#access[list].push({ action, terms: this.#readTerms(words, place), place });
  }

  #readTerms(words: readonly string[], place: RulePlace): readonly Term[] {
    const terms = words.map(toTerm);
    for (const { acl } of terms) {
      if (this.#acls.has(acl)) continue;
      if (this.#hasGap) continue;
      this.#refuse(
        place,
        `There is no acl ${describeValue(acl)} above this line, so squid would not start.`,
        'Define it, or give the file that does.',
      );
    }
    return terms;
  }

  #readAcl({ words }: Directive, place: RulePlace): void {
    const [name = '', type = '', ...rest] = words;
    if (!knownTypes.has(type)) {
      this.#report(
        place,
        `The acl type ${describeValue(type)} is not known here: what it matches stays unknown.`,
        'Look whether it is written rightly.',
        'warning',
      );
    }
    const key = name.toLowerCase();
    if (name === 'manager') {
      // Configurations from before release 3.2 define it; squid passes over that. Source: Acl::ParseAclLine.
      if (type === 'proto') return;
      // It is built in as such a pattern, to which lines of one’s own are added.
      if (type === 'url_regex' && this.#acls.get(key)?.type === 'manager') this.#acls.delete(key);
    }
    const known = this.#acls.get(key);
    if (known !== undefined && known.type !== type) {
      this.#refuse(
        place,
        `The acl ${describeValue(name)} is of another type above, so squid would not start.`,
        'Give one of them another name.',
      );
      return;
    }
    const { values, incomplete } = this.#limitPatterns(type, this.#readValues(type, rest, place), place);
    if (isCombined(type)) this.#readTerms(rest[0] === '--' ? rest.slice(1) : rest, place);
    this.#checkValues(type, values, place);
    if (type === 'dstdomain') this.#checkDomains(key, known?.values ?? [], values, place);
    if (known === undefined) {
      this.#acls.set(key, { name, type, values, place, incomplete });
      return;
    }
    for (const value of values) known.values.push(value);
    this.#acls.set(key, { ...known, incomplete: known.incomplete ?? incomplete });
  }

  /** Of more patterns than are judged, the first ones stay: what the others match is unknown. */
  #limitPatterns(type: string, read: ReadValues, place: RulePlace): ReadValues {
    if (type !== 'dstdom_regex' && type !== 'url_regex') return read;
    const room = mostPatterns - this.#patterns;
    this.#patterns += read.values.length;
    if (this.#patterns <= mostPatterns) return read;
    const because = `More than ${writeNumber(mostPatterns)} patterns are not judged`;
    if (room >= 0) {
      const remedy = 'Write domains as dstdomain, which may have any number of them.';
      this.#report(place, `${because}: what those from here on match stays unknown.`, remedy, 'warning');
    }
    const incomplete = [read.incomplete ?? [], `${place.rule}: ${because}.`].flat().join(' ');
    return { values: read.values.slice(0, Math.max(room, 0)), incomplete };
  }

  #readValues(type: string, words: readonly string[], place: RulePlace): ReadValues {
    const values: AclValue[] = [];
    let incomplete: string | undefined;
    let ignoresCase = false;
    let looksNothingUp = false;
    let takesOptions = true;
    const add = (text: string): void => {
      if (takesOptions && text === '-i') ignoresCase = true;
      else if (takesOptions && text === '+i') ignoresCase = false;
      else if (takesOptions && text === '-n' && values.length === 0) looksNothingUp = true;
      else if (takesOptions && text === '--') takesOptions = false;
      else values.push({ text, ignoresCase, looksNothingUp });
    };
    for (const [index, word] of words.entries()) {
      if (!isQuoted(word) || isCombined(type)) {
        add(word);
        continue;
      }
      const path = unquoted(word);
      const unread = words.slice(index + 1);
      if (unread.length > 0) {
        this.#report(
          place,
          `Squid reads nothing of a line behind a list: ${unread.slice(0, 3).map(describeValue).join(' ')}.`,
          'Write it on a line of its own: lines of one acl are taken together.',
          'warning',
        );
      }
      const list = this.#others.findList(path);
      if (list === undefined) {
        incomplete = `${place.rule}: its values stand in ${describeValue(path)}, which was not given.`;
        this.#report(
          place,
          `The values of this acl stand in ${describeValue(path)}, which was not given.`,
          `Give that file beside squid.conf.`,
          'warning',
        );
        break;
      }
      this.usedFiles.add(list.file);
      this.#refuseCutLines(list, longestLine.list);
      for (const { value } of readList(list.text)) add(value);
      break;
    }
    // All terms of one line of all-of hold together; each line stands for itself.
    return {
      values:
        type === 'all-of' ? [{ text: values.map(({ text }) => text).join(' '), ignoresCase, looksNothingUp }] : values,
      incomplete,
    };
  }

  #checkValues(type: string, values: readonly AclValue[], place: RulePlace): void {
    for (const value of values) {
      const { text } = value;
      switch (type) {
        case 'port':
        case 'localport':
        case 'myport':
          if (parsePorts(text) === undefined) {
            this.#refuse(
              place,
              `“${describeValue(text)}” is no port and no range of ports, so squid would not start.`,
              'Write numbers: 443 or 1025-65535.',
            );
          }
          break;
        case 'src':
        case 'dst':
        case 'localip':
        case 'myip':
          if (parseSquidAddresses(text) === undefined) {
            this.#report(
              place,
              `What addresses “${describeValue(text)}” stands for is not known here.`,
              'Write addresses or CIDR prefixes.',
              'warning',
            );
          }
          break;
        case 'dstdomain':
          if (text.includes('*')) {
            this.#report(
              place,
              `A star has no meaning in a domain: “${describeValue(text)}” matches no host.`,
              'Write .example.com for a domain with all that is below it.',
              'warning',
            );
          }
          break;
        case 'dstdom_regex':
        case 'url_regex':
          if (patternOf(value) === undefined) {
            this.#report(
              place,
              `The pattern “${describeValue(text)}” is not understood here: what it matches stays unknown.`,
              'Write it as a POSIX extended regular expression.',
              'warning',
            );
          }
          break;
        default:
      }
    }
  }

  /** Squid before release 6 does not start with a domain after one that is below it, nor with a name twice, with its dot and without. */
  #checkDomains(key: string, before: readonly AclValue[], values: readonly AclValue[], place: RulePlace): void {
    if (before.length > 0 && before[0]?.looksNothingUp !== values[0]?.looksNothingUp) {
      this.#refuse(
        place,
        'Some lines of this acl have -n and some have not, so squid would not start.',
        'Write -n on all of them or on none.',
      );
    }
    const { above, exact } = this.#domains.get(key) ?? new DomainNames();
    this.#domains.set(key, { above, exact });
    let clashing: string | undefined;
    for (const { text } of values) {
      const name = text.toLowerCase();
      const isDomain = name.startsWith('.');
      const bare = isDomain ? name.slice(1) : name;
      const clashes = isDomain ? above.has(bare) && !exact.has(name) : exact.has(`.${bare}`);
      if (clashes) clashing ??= text;
      exact.add(name);
      for (let rest = bare; !above.has(rest);) {
        above.add(rest);
        const dot = rest.indexOf('.');
        if (dot < 0) break;
        rest = rest.slice(dot + 1);
      }
    }
    if (clashing === undefined) return;
    this.#refuse(
      place,
      `“${describeValue(clashing)}” stands beside a name that it holds, and squid before release 6 would not start.`,
      'Keep the wider of them alone.',
    );
  }

  /** A pattern without a match is no error to squid; whether files were meant is not known. */
  #include(pattern: string, place: RulePlace, depth: number): void {
    const files = depth < deepestInclude ? this.#others.findIncluded(pattern, place.file) : [];
    if (files.length === 0) {
      this.#hasGap = true;
      const because = `${describeValue(pattern)} is included at ${place.file}:${place.path[0]} and was not given.`;
      for (const list of accessLists) this.#access[list].push({ because, place });
      this.#report(
        place,
        `${describeValue(pattern)} is included here and was not given: what it holds may decide.`,
        'Give it beside squid.conf, or remove the line where there is no such file.',
        'warning',
      );
      return;
    }
    for (const file of files) this.readFile(file, depth + 1);
  }

  #refuseCutLines({ file, text }: SquidFile, longest: number): void {
    for (const line of findCutLines(text, longest)) {
      this.#refuse(
        { file, document: 0, path: [line], rule: `line ${line}` },
        `This line is longer than ${longest} bytes: squid cuts it there, and reads the rest as another line.`,
        'Write it in several lines: those of one acl are taken together.',
      );
    }
  }

  #refuse(place: RulePlace, message: string, remedy: string): void {
    this.#report(place, message, remedy, 'error');
    this.#notUnderstood ??= `${place.file}:${place.path[0] ?? 1}: ${message}`;
  }

  #report(place: RulePlace, message: string, remedy: string, severity: FormatProblem['severity']): void {
    this.problems.push({ place, message, remedy, severity });
  }
}

/** What stands between `if` and `endif`, and whether it holds; undefined where that is not known. */
interface Branch {
  readonly condition: string;
  readonly holds: boolean | undefined;
  readonly place: RulePlace;
}

function holds(condition: string): boolean | undefined {
  if (condition === 'true') return true;
  if (condition === 'false') return false;
  const numbers = /^(-?\d+) ?= ?(-?\d+)$/.exec(condition);
  return numbers === null ? undefined : Number(numbers[1]) === Number(numbers[2]);
}

function otherwise(branch: Branch): Branch {
  return { ...branch, holds: branch.holds === undefined ? undefined : !branch.holds };
}

const namesAndPorts = new Set([
  'acl',
  'include',
  'ssl_bump',
  'http_port',
  'https_port',
  'visible_hostname',
  'unique_hostname',
  'configuration_includes_quoted_values',
]);

/** Whether a directive can change what becomes of a request. */
function bearsOnRequests({ name, words }: Directive): boolean {
  if (isAccessList(name) || name === 'http_access2' || namesAndPorts.has(name)) return true;
  return unjudgedDirectives.has(name) && !isSwitchedOff(name, words);
}

const longestRule = 80;

/** A line of a squid.conf is named by itself. */
function placeOf(file: string, { line, name, words }: Directive): RulePlace {
  const text = [name, ...words.slice(0, 12)].join(' ');
  const isLong = text.length > longestRule || words.length > 12;
  return { file, document: 0, path: [line], rule: isLong ? `${text.slice(0, longestRule)}…` : text };
}

/** Made of other acls, all of which stand above it. */
function isCombined(type: string): boolean {
  return type === 'any-of' || type === 'all-of';
}

function isAccessList(name: string): name is AccessList {
  return accessLists.some((list) => list === name);
}

function isSwitchedOff(name: string, words: readonly string[]): boolean {
  if (name === 'nonhierarchical_direct') return words[0] === 'on';
  if (name === 'never_direct') return words.length === 2 && words[0] === 'deny' && words[1]?.toLowerCase() === 'all';
  // A sibling is asked for what it has in its cache, and refuses nothing.
  if (name === 'cache_peer') return words[1] === 'sibling';
  return words[0] === 'none';
}

/** `3128`, `10.0.0.5:3128 name=inside ssl-bump`. */
function readPort([where = '', ...options]: readonly string[], isTls: boolean): ClientPort {
  const [, address, port] = /^(?:(.*):)?(\d+)$/.exec(where) ?? [];
  const name = options.find((option) => option.startsWith('name='))?.slice('name='.length);
  return {
    address,
    port: port === undefined ? undefined : Number(port),
    name: name ?? where,
    isTls,
    bumps: options.some((option) => /^ssl-?bump$/i.test(option)),
    mode: options.find((option) => otherModes.has(option) || /^(?:defaultsite|vport|protocol)=/.test(option)),
  };
}

/**
 * Modes in which a port takes what was not meant for a proxy, or comes by a load balancer that puts a header before it: without
 * one squid closes the connection. Source: squid's cf.data.pre, http_port.
 */
const otherModes: ReadonlySet<string> = new Set([
  'intercept',
  'transparent',
  'tproxy',
  'accel',
  'vhost',
  'vport',
  'require-proxy-header',
]);

function isQuoted(word: string): boolean {
  return word.startsWith('"') || word.startsWith("'");
}

function unquoted(word: string): string {
  return isQuoted(word) ? word.replaceAll(/["']/g, '') : word;
}
