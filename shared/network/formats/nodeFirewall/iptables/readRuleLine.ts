/**
 * One rule as iptables-save prints it, or as iptables-restore takes it. Source: iptables(8), iptables-extensions(8).
 */
import type { AddressRange, Family } from '../../../flows/address.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import { messagesOf, NO_SERVICES, protocols, servicesOf, servicesOfProtocol } from '../../../flows/services.ts';
import type { IcmpVersion } from '../../../flows/services.ts';
import { always, either, negateIf, never, perhaps } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import {
  comesFrom,
  comesFromPort,
  goesBy,
  goesTo,
  isInState,
  portServices,
  takesInterface,
  whereTracked,
} from '../packet.ts';
import { icmpTypes } from '../icmpTypes.ts';
import { isOfTypes } from './addressTypes.ts';
import { tracked } from '../notInDumps.ts';
import { portlessProtocols } from '../../../flows/portlessProtocols.ts';
import type { IptablesTarget, PacketTest, RuleMarks, RuleNarrowing } from './iptablesDump.ts';
import { matches } from './matches.ts';
import type { Match } from './matches.ts';
import { parseNumber, parsePort } from './numbers.ts';
import type { ValueCount } from './options.ts';
import { readPrefix, readSpan } from './readAddresses.ts';
import { anyMark, readMarks } from './readMarks.ts';
import { readTarget } from './readTarget.ts';
import { targets } from './targets.ts';

export interface RuleLine {
  readonly tests: readonly PacketTest[];
  readonly narrowing: RuleNarrowing | undefined;
  readonly target: IptablesTarget;
  readonly marks: RuleMarks | undefined;
  /** What is not understood, so that the rule may match or not; said once. */
  readonly notUnderstood: string | undefined;
}

/** What a line is read against. */
export interface RuleContext {
  readonly family: Family;
  readonly chains: ReadonlySet<string>;
}

/** Undefined for a rule of the other family alone. The failure is what iptables-restore would stop at. */
export function readRuleLine(words: readonly string[], context: RuleContext): RuleLine | RefusedLine | undefined {
  if (words.length > mostWords)
    return { refused: `it has more than ${mostWords} words, which iptables-restore does not take` };
  return new RuleReader(words, context).read();
}

/** The arguments of one rule. Source: iptables, xshared.h, MAX_ARGC. */
const mostWords = 255;

export interface RefusedLine {
  readonly refused: string;
}

/** More iptables does not take; a range counts as two. */
const mostPortsListed = 15;

type PortRange = readonly [first: number, last: number];

/** A match that was loaded, with the options that it was given; the same may be loaded again, with others. */
interface LoadedMatch {
  readonly name: string;
  readonly match: Match;
  readonly given: Map<string, readonly string[]>;
}

/** Whether a word begins an option, or ends the rule. */
function isOption(word: string | undefined): boolean {
  return word === undefined || word === '!' || /^--?[a-z]/i.test(word);
}

class RuleReader {
  readonly #words: readonly string[];
  readonly #context: RuleContext;
  readonly #tests: PacketTest[] = [];
  /** Those of the options that go by more than where a packet leads. */
  readonly #narrowingTests = new Set<PacketTest>();
  readonly #narrowingWords = new Set<string>();
  readonly #loaded: LoadedMatch[] = [];
  readonly #targetOptions = new Map<string, readonly string[]>();
  #at = 0;
  #isNegated = false;
  /** The value of `--option=value`, until it is taken. */
  #attached: string | undefined;
  #target: { readonly name: string; readonly isGoto: boolean } | undefined;
  #notUnderstood: string | undefined;
  #isOfOtherFamily = false;
  /** Undefined without `-p`, and where that is negated. */
  #protocol: string | undefined;
  /** Whether an option of the match of a protocol was met. */
  #hasMetProtocol = false;
  /** The options for ports that were met. */
  #portOption: string | undefined;
  /** Options that a rule has once, by their short names. */
  readonly #once = new Set<string>();
  #refused: string | undefined;
  #strangeOption: string | undefined;

  constructor(words: readonly string[], context: RuleContext) {
    this.#words = words;
    this.#context = context;
  }

  read(): RuleLine | RefusedLine | undefined {
    while (this.#at < this.#words.length) this.#readOption();
    this.#addMatches();
    this.#checkProtocol();
    const { target, notUnderstood } = readTarget(this.#target, this.#targetOptions, this.#context);
    if (this.#refused !== undefined) return { refused: this.#refused };
    if (this.#isOfOtherFamily) return undefined;
    return {
      tests: [...this.#tests],
      narrowing: this.#readNarrowing(),
      target: this.#target === undefined ? target : this.#doubtTarget(target),
      marks: notUnderstood === undefined ? this.#readMarks() : anyMark,
      notUnderstood: this.#notUnderstood ?? notUnderstood,
    };
  }

  #readNarrowing(): RuleNarrowing | undefined {
    if (this.#narrowingWords.size === 0) return undefined;
    const others = this.#tests.filter((test) => !this.#narrowingTests.has(test));
    return { by: [...this.#narrowingWords], others };
  }

  #narrow(words: readonly string[], tests: readonly PacketTest[]): void {
    this.#narrowingWords.add(words.join(' '));
    for (const test of tests) this.#narrowingTests.add(test);
  }

  #readMarks(): RuleMarks | undefined {
    // A socket may have a mark to restore.
    const isRestored = this.#loaded.some(({ given }) => given.has('--restore-skmark'));
    return isRestored ? anyMark : readMarks(this.#target?.name, this.#targetOptions);
  }

  /** An option that is not known may be the target's, and make something else of it. */
  #doubtTarget(target: IptablesTarget): IptablesTarget {
    if (this.#strangeOption === undefined || target.kind === 'chain') return target;
    return { kind: 'unknown', because: `It is not understood: the option ${describeValue(this.#strangeOption)}.` };
  }

  #readOption(): void {
    this.#isNegated = false;
    const [first, testsBefore] = [this.#at, this.#tests.length];
    let word = this.#next();
    if (word === '!') {
      this.#isNegated = true;
      word = this.#next();
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = this.#complete(equals < 0 ? word : word.slice(0, equals));
    this.#attached = equals < 0 ? undefined : word.slice(equals + 1);
    const owner = this.#loaded.findLast(({ match }) => match.options.has(name));
    if (owner !== undefined) {
      this.#keep(name, owner.match.options.get(name), owner.given);
      return;
    }
    const known = optionReaders.get(name);
    if (known !== undefined) {
      if (known.match !== undefined && !this.hasLoaded(known.match)) this.refuse(`${name} needs -m ${known.match}`);
      known.read(this, () => this.#value(name));
      if (optionsOfProtocols.has(name) && !this.listsPorts) this.#hasMetProtocol = true;
      if (!goesByDestination.has(name))
        this.#narrow(this.#words.slice(first, this.#at), this.#tests.slice(testsBefore));
      return;
    }
    const count = targets.get(this.#target?.name ?? '')?.get(name);
    this.#keep(name, count ?? 'any', this.#targetOptions);
    if (count !== undefined) return;
    if (!/^--?[a-z]/i.test(name)) this.refuse(`“${describeValue(name)}” is no option`);
    this.doubt(`the option ${describeValue(name)} is not known`);
    this.#strangeOption ??= name;
  }

  /**
   * Options may be cut short where one alone begins so, `--to-port` for one; those of the match of a protocol count where it is
   * loaded, or where no other begins so. Source: getopt_long(3); iptables, libxtables/xtables.c.
   */
  #complete(name: string): string {
    const ownOptions = [...this.#loaded.map(({ match }) => match.options), targets.get(this.#target?.name ?? '')];
    if (!name.startsWith('--') || optionReaders.has(name)) return name;
    if (ownOptions.some((options) => options?.has(name) === true)) return name;
    const all = new Set([...ownOptions.flatMap((options) => [...(options?.keys() ?? [])]), ...optionsOfCommands]);
    for (const [option, { match }] of optionReaders) {
      const isThere = match === undefined ? !optionsOfProtocols.has(option) : this.hasLoaded(match);
      if (isThere) all.add(option);
    }
    for (const option of this.#optionsOfLoadedProtocols()) all.add(option);
    const candidates = [...all].filter((option) => option.startsWith(name));
    const [only = name, ...more] =
      candidates.length > 0 ? candidates : this.#optionsToLoad().filter((option) => option.startsWith(name));
    return more.length === 0 ? only : name;
  }

  /** Of the matches of protocols that `-m` has loaded, and of the one that `-p` has since one of its options was met. */
  #optionsOfLoadedProtocols(): readonly string[] {
    const named = [...optionsByProtocol].flatMap(([name, options]) => (this.hasLoaded(name) ? options : []));
    return this.#hasMetProtocol ? [...named, ...this.#optionsToLoad()] : named;
  }

  /** Of the match that `-p` loads as soon as one of its options is met; of any, where it names none that has such. */
  #optionsToLoad(): readonly string[] {
    const number = protocolNumber(this.#protocol);
    const own = [...optionsByProtocol].find(([name]) => number !== undefined && protocolNumber(name) === number);
    return own?.[1] ?? [...optionsOfProtocols];
  }

  #next(): string {
    return this.#words[this.#at++] ?? '';
  }

  /** Old dumps have the `!` after the option; before the next option it is the value, as of `--comment "!"`. */
  #value(option: string): string {
    const attached = this.#attached;
    this.#attached = undefined;
    if (attached !== undefined) return attached;
    if (this.peek() === '!' && !isOption(this.#words[this.#at + 1])) {
      this.#isNegated = true;
      this.#at += 1;
    }
    if (this.#at >= this.#words.length) this.refuse(`${option} has no value`);
    return this.#next();
  }

  /** Of a number of values that is not known, all words up to the next option. */
  #keep(name: string, count: ValueCount | undefined, given: Map<string, readonly string[]>): void {
    const values: string[] = [];
    if (typeof count === 'number') {
      while (values.length < count) values.push(this.#value(name));
    } else if (this.#attached === undefined) {
      while (!isOption(this.peek())) values.push(this.#next());
    }
    const key = this.#isNegated ? `! ${name}` : name;
    given.set(key, [...(given.get(key) ?? []), ...values]);
  }

  #addMatches(): void {
    for (const { name, match, given } of this.#loaded) {
      const test = match.test?.(given);
      const condition = test === undefined ? match.condition(given) : always;
      if (test !== undefined) {
        this.#tests.push(test);
        this.#narrow([name, ...[...given].flat(2)], [test]);
      }
      if (condition !== always) this.#tests.push(() => condition);
    }
  }

  /** Ports, and matches that are for one protocol, need that named. Source: xt_check_match and xt_multiport of Linux. */
  #checkProtocol(): void {
    const own = protocolNumber(this.#protocol);
    const isPorted = own !== undefined && portedProtocols.has(own);
    if (this.#portOption !== undefined && !isPorted)
      this.refuse(`${this.#portOption} needs a protocol with ports: -p tcp`);
    for (const { name } of this.#loaded) {
      if (matchedProtocols.has(name) && protocolNumber(name) !== own)
        this.refuse(`-m ${name} needs its protocol: -p ${name}`);
    }
  }

  refuse(what: string): void {
    this.#refused ??= what;
  }

  /** Refuses the second of an option that a rule may have once. */
  once(option: string): void {
    if (this.#once.has(option)) this.refuse(`it has ${option} twice`);
    this.#once.add(option);
  }

  speak(name: string): void {
    if (!this.#isNegated) this.#protocol = name;
  }

  takePorts(option: string): void {
    this.#portOption ??= option;
  }

  hasLoaded(match: string): boolean {
    return this.#loaded.some(({ name }) => name === match);
  }

  /** `--dport` is the `--dports` of multiport where no match of a protocol has it, since options may be cut short. */
  get listsPorts(): boolean {
    return this.hasLoaded('multiport') && ![...matchedProtocols].some((name) => this.hasLoaded(name));
  }

  add(condition: Condition): void {
    const decided = negateIf(this.#isNegated, condition);
    if (decided !== always) this.#tests.push(() => decided);
  }

  addTest(test: PacketTest): void {
    const isNegated = this.#isNegated;
    this.#tests.push((packet) => negateIf(isNegated, test(packet)));
  }

  doubt(what: string): void {
    this.#notUnderstood ??= what;
    this.#tests.push(() => perhaps(`It is not understood: ${what}.`));
  }

  load(name: string): void {
    const match = matches.get(name);
    // A match that is loaded again has options of its own.
    for (const option of ['--dport', '--sport']) this.#once.delete(option);
    const only = onlyFor.get(name);
    if (only !== undefined && only !== this.#context.family) this.refuse(`-m ${name} is for IPv${only} alone`);
    if (match === undefined) this.doubt(`the match ${describeValue(name)} is not known`);
    else this.#loaded.push({ name, match, given: new Map() });
  }

  aim(name: string, isGoto: boolean): void {
    if (this.#target !== undefined) this.refuse('it has two targets');
    this.#target = { name, isGoto };
  }

  get family(): Family {
    return this.#context.family;
  }

  restrictTo(family: Family): void {
    if (family !== this.#context.family) this.#isOfOtherFamily = true;
  }

  skip(count: number): void {
    this.#at += count;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  ranges(text: string): readonly AddressRange[] | undefined {
    const ranges: AddressRange[] = [];
    if (this.#isNegated && text.includes(',')) this.refuse('it negates several addresses at once');
    for (const part of text.split(',')) {
      const range = readPrefix(part);
      if (range === 'a mask with gaps') {
        this.doubt(`${describeValue(part)} has a mask with gaps`);
        return undefined;
      }
      if (range === undefined) {
        if (/^[\d.]*[a-z_-][\w.-]*(?:\/[\w.]+)?$/i.test(part))
          this.doubt(`the addresses of ${describeValue(part)} are not known`);
        else this.refuse(`“${describeValue(part)}” is no address`);
        return undefined;
      }
      if (range.family !== this.#context.family)
        this.refuse(`“${describeValue(part)}” is no address of IPv${this.#context.family}`);
      ranges.push(range);
    }
    return ranges;
  }

  /** None where the last address comes before the first: nothing is between them. */
  span(text: string): readonly AddressRange[] | undefined {
    const ranges = readSpan(text);
    if (ranges === undefined) this.refuse(`“${describeValue(text)}” is no range of addresses`);
    return ranges;
  }

  ports(text: string, isList: boolean): readonly PortRange[] | undefined {
    const ranges: PortRange[] = [];
    if (isList && text.split(/[,:]/, mostPortsListed + 1).length > mostPortsListed) {
      this.refuse(`it lists more than ${mostPortsListed} ports`);
      return undefined;
    }
    for (const part of isList ? text.split(',') : [text]) {
      const [low = '', high, ...more] = part.split(':');
      const first = low === '' && high !== undefined ? 0 : parsePort(low);
      const last = high === undefined ? first : high === '' ? 65_535 : parsePort(high);
      // A list has no ranges that are open to one side.
      const isOpenInList = isList && (low === '' || high === '');
      if (first === undefined || last === undefined || more.length > 0 || isOpenInList) {
        if (/^[a-z][a-z0-9._:-]*$/i.test(part))
          this.doubt(`the number of the port ${describeValue(part)} is not known`);
        else this.refuse(`“${describeValue(part)}” is no port`);
        return undefined;
      }
      if (first > last) this.refuse(`“${describeValue(part)}” is no range of ports`);
      ranges.push([first, last]);
    }
    return ranges;
  }
}

type OptionReader = (rule: RuleReader, value: () => string) => void;

function source(rule: RuleReader, value: () => string): void {
  rule.once('-s');
  const ranges = rule.ranges(value());
  if (ranges !== undefined) rule.addTest((packet) => comesFrom(packet, ranges));
}

function destination(rule: RuleReader, value: () => string): void {
  rule.once('-d');
  const ranges = rule.ranges(value());
  if (ranges !== undefined) rule.add(goesTo(ranges));
}

const protocolConditions: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  ['all', always],
  ['ip', always],
  ...protocols.map((name) => [name.toLowerCase(), goesBy(servicesOf(name))] as const),
  ...[...portlessProtocols].map(
    ([name, number]) => [name, goesBy(number === undefined ? NO_SERVICES : servicesOfProtocol(number))] as const,
  ),
]);

/** Undefined for what is not known. */
function readProtocol(rule: RuleReader, text: string): Condition | undefined {
  const name = text.toLowerCase();
  const number = parseNumber(name, 255);
  const known = protocolConditions.get(number === 0 ? 'all' : name);
  if (known !== undefined) return known;
  if (number !== undefined) return goesBy(servicesOfProtocol(number));
  rule.doubt(`the protocol ${describeValue(name)} is not known`);
  return undefined;
}

function protocol(rule: RuleReader, value: () => string): void {
  rule.once('-p');
  const name = value();
  rule.speak(name.toLowerCase());
  const known = readProtocol(rule, name);
  if (known !== undefined) rule.add(known);
}

function trackedProtocol(rule: RuleReader, value: () => string): void {
  const known = readProtocol(rule, value());
  if (known !== undefined) rule.addTest((packet) => whereTracked(packet, known));
}

function trackedDirection(rule: RuleReader, value: () => string): void {
  const condition = value().toUpperCase() === 'ORIGINAL' ? always : never;
  rule.addTest((packet) => whereTracked(packet, condition));
}

/** Matches that the other family’s program can’t load. Source: iptables, extensions/libip6t_*.c and libipt_*.c. */
const onlyFor: ReadonlyMap<string, Family> = new Map<string, Family>([
  ...['icmp', 'ttl', 'realm'].map((name) => [name, 4] as const),
  ...['icmp6', 'icmpv6', 'hl', 'eui64', 'frag', 'hbh', 'dst', 'rt', 'mh', 'srh', 'ipv6header'].map(
    (name) => [name, 6] as const,
  ),
]);

/** Matches that the kernel takes for one protocol alone. */
const matchedProtocols: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp', 'icmp', 'icmp6', 'icmpv6']);

/** TCP, UDP, DCCP, SCTP and UDP-Lite. */
const portedProtocols: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

const numbersWithPorts: ReadonlyMap<string, number> = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['sctp', 132],
]);

function protocolNumber(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  return parseNumber(name, 255) ?? numbersWithPorts.get(name) ?? portlessProtocols.get(name);
}

/** `any`, `8`, `3/4` or a name. */
function messageType(version: IcmpVersion): OptionReader {
  const all = goesBy(messagesOf(version));
  return (rule, value) => {
    const text = value().toLowerCase();
    const [written = '', writtenCode, ...more] = text.split('/');
    const type = icmpTypes[version].get(text) ?? parseNumber(written, 255);
    const code = writtenCode === undefined ? undefined : parseNumber(writtenCode, 255);
    const isCodeRead = (writtenCode === undefined || code !== undefined) && more.length === 0;
    if (text === 'any' || (version === 'ICMP' && type === anyType && isCodeRead)) rule.add(all);
    else if (type === undefined || !isCodeRead) {
      rule.add(perhaps(`Which messages ${describeValue(text)} stands for is not known.`, all.possible));
    } else rule.add(goesBy(messagesOf(version, type, code)));
  };
}

/** Stands for all in ICMP of IPv4. Source: net/ipv4/netfilter/ip_tables.c, icmp_type_code_match. */
const anyType = 0xff;

function destinationPorts(isListed: boolean): OptionReader {
  return (rule, value) => {
    const ports = readPorts(rule, '--dport', isListed, value);
    if (ports !== undefined) rule.add(toPorts(ports));
  };
}

function sourcePorts(isListed: boolean): OptionReader {
  return (rule, value) => {
    const ports = readPorts(rule, '--sport', isListed, value);
    if (ports !== undefined) rule.add(comesFromPort(ports));
  };
}

function readPorts(
  rule: RuleReader,
  option: string,
  isListed: boolean,
  value: () => string,
): readonly PortRange[] | undefined {
  const isList = isListed || rule.listsPorts;
  rule.takePorts(isList ? `${option}s` : option);
  if (!isList) rule.once(option);
  return rule.ports(value(), isList);
}

const conditionsOfPort = new Map<string, Condition>();

/** Rules repeat the same few ports. */
function toPorts(ports: readonly PortRange[]): Condition {
  const key = ports.join(' ');
  let known = conditionsOfPort.get(key);
  if (known === undefined) {
    known = ports.reduce<Condition>((all, [first, last]) => either(all, goesBy(portServices(first, last))), never);
    if (conditionsOfPort.size < mostPortsKept) conditionsOfPort.set(key, known);
  }
  return known;
}

const mostPortsKept = 65_536;

function eitherPorts(rule: RuleReader, value: () => string): void {
  rule.takePorts('--ports');
  const ports = rule.ports(value(), true);
  if (ports !== undefined) rule.add(either(toPorts(ports), comesFromPort(ports)));
}

/** A connection begins with a packet that has SYN set, and none of FIN, RST, ACK, URG, PSH. */
function tcpFlags(rule: RuleReader, value: () => string): void {
  const mask = value();
  const set = value();
  const flagsOf = (text: string): ReadonlySet<string> => new Set(text.toUpperCase().split(','));
  const asked = flagsOf(mask);
  const wanted = flagsOf(set);
  const isAsked = asked.has('SYN') || asked.has('ALL');
  const wants = [...wanted].filter((flag) => flag !== 'NONE');
  const holds = isAsked ? wants.length === 1 && wants[0] === 'SYN' : wants.length === 0;
  rule.add(holds ? always : never);
}

function states(rule: RuleReader, value: () => string): void {
  const names = new Set(value().toUpperCase().split(','));
  const strange = [...names].find((name) => !stateNames.has(name));
  if (strange === undefined) rule.addTest((packet) => isInState(packet, names));
  else rule.doubt(`the state ${describeValue(strange)} is not known`);
}

const stateNames: ReadonlySet<string> = new Set([
  'NEW',
  'ESTABLISHED',
  'RELATED',
  'INVALID',
  'UNTRACKED',
  'SNAT',
  'DNAT',
]);

function addressTypes(side: 'source' | 'destination'): OptionReader {
  return (rule, value) => {
    const types = value().toUpperCase().split(',');
    rule.addTest((packet) => isOfTypes(packet, side, types, rule.family));
  };
}

interface KnownOption {
  readonly read: OptionReader;
  /** What must be loaded for it with `-m`; what `-p` loads by itself need not be. */
  readonly match: string | undefined;
}

const optionReaders: ReadonlyMap<string, KnownOption> = new Map<string, KnownOption>(
  (
    [
      [['-s', '--source', '--src'], source],
      [['-d', '--destination', '--dst'], destination],
      [['-p', '--protocol'], protocol],
      [['-i', '--in-interface'], (rule, value) => interfaceTest(rule, 'in', value())],
      [['-o', '--out-interface'], (rule, value) => interfaceTest(rule, 'out', value())],
      // The first packet of a connection is no fragment.
      [['-f', '--fragment'], (rule) => rule.add(never)],
      [['-m', '--match'], (rule, value) => rule.load(value())],
      [['-j', '--jump'], (rule, value) => rule.aim(value(), false)],
      [['-g', '--goto'], (rule, value) => rule.aim(value(), true)],
      [['-c', '--set-counters'], (rule) => rule.skip(2)],
      [['-4', '--ipv4'], (rule) => rule.restrictTo(4)],
      [['-6', '--ipv6'], (rule) => rule.restrictTo(6)],
      [['--comment'], (_rule, value) => void value(), 'comment'],
      [['--dport', '--destination-port'], destinationPorts(false)],
      [['--sport', '--source-port'], sourcePorts(false)],
      [['--dports', '--destination-ports'], destinationPorts(true), 'multiport'],
      [['--sports', '--source-ports'], sourcePorts(true), 'multiport'],
      [['--ports', '--port'], eitherPorts, 'multiport'],
      [['--syn'], (rule) => rule.add(always)],
      [['--tcp-flags'], tcpFlags],
      [['--icmp-type'], messageType('ICMP')],
      [['--icmpv6-type'], messageType('ICMPv6')],
      [['--tcp-option'], (rule, value) => unknowable(rule, value, carried)],
      [
        ['--chunk-types'],
        (rule, value) => {
          // How many of the chunks that stand in the second value must be there.
          value();
          unknowable(rule, value, carried);
        },
      ],
      [
        [
          '--ctorigsrc',
          '--ctorigdst',
          '--ctreplsrc',
          '--ctrepldst',
          '--ctorigsrcport',
          '--ctorigdstport',
          '--ctreplsrcport',
          '--ctrepldstport',
          '--ctstatus',
          '--ctexpire',
        ],
        (rule, value) => unknowable(rule, value, tracked),
        'conntrack',
      ],
      [['--src-range'], (rule, value) => spanTest(rule, value(), 'source'), 'iprange'],
      [['--dst-range'], (rule, value) => spanTest(rule, value(), 'destination'), 'iprange'],
      [['--src-type'], addressTypes('source'), 'addrtype'],
      [['--dst-type'], addressTypes('destination'), 'addrtype'],
      // They narrow a test by type down to one interface, which is not known.
      [['--limit-iface-in', '--limit-iface-out'], (rule) => rule.add(perhaps(interfaceLimit)), 'addrtype'],
      [['--state'], states, 'state'],
      [['--ctstate'], states, 'conntrack'],
      [['--ctdir'], trackedDirection, 'conntrack'],
      [['--ctproto'], trackedProtocol, 'conntrack'],
      [['--pkt-type'], (rule, value) => rule.add(/^(?:host|unicast)$/i.test(value()) ? always : never), 'pkttype'],
    ] as readonly (readonly [names: readonly string[], read: OptionReader, match?: string])[]
  ).flatMap(([names, read, match]) => names.map((name) => [name, { read, match }] as const)),
);

const optionsOfPorts = ['--dport', '--destination-port', '--sport', '--source-port'];

/** Those of the matches that `-p` loads by itself where they are needed. Source: iptables-extensions(8). */
const optionsByProtocol: ReadonlyMap<string, readonly string[]> = new Map([
  ['tcp', [...optionsOfPorts, '--syn', '--tcp-flags', '--tcp-option']],
  ['udp', optionsOfPorts],
  ['sctp', [...optionsOfPorts, '--chunk-types']],
  ['dccp', optionsOfPorts],
  ['icmp', ['--icmp-type']],
  ['icmp6', ['--icmpv6-type']],
  ['icmpv6', ['--icmpv6-type']],
]);

const optionsOfProtocols: ReadonlySet<string> = new Set([...optionsByProtocol.values()].flat());

/** They stand in no rule, and make what is cut short ambiguous all the same. Source: iptables, iptables/xtables.c. */
const optionsOfCommands = [
  ['--append', '--check', '--delete', '--delete-chain', '--exact', '--flush', '--help', '--insert', '--line-numbers'],
  ['--list', '--list-rules', '--modprobe', '--new-chain', '--numeric', '--policy', '--rename-chain', '--replace'],
  ['--table', '--verbose', '--version', '--wait', '--zero'],
].flat();

/** These say where a packet leads, or nothing of it; by all others packets to the same destination are told apart. */
const goesByDestination: ReadonlySet<string> = new Set(
  [
    ['-d', '--destination', '--dst', '--dst-range', '--dst-type', '-p', '--protocol'],
    ['--dport', '--destination-port', '--dports', '--destination-ports', '--icmp-type', '--icmpv6-type'],
    ['-m', '--match', '-j', '--jump', '-g', '--goto', '-c', '--set-counters', '-4', '--ipv4', '-6', '--ipv6'],
    ['--comment'],
  ].flat(),
);

const carried = 'What the packet carries is not known.';

function unknowable(rule: RuleReader, value: () => string, because: string): void {
  value();
  rule.add(perhaps(because));
}

const interfaceLimit = 'By which interface the traffic goes is not known: `ip route get ADDRESS` on the node tells.';

function interfaceTest(rule: RuleReader, direction: 'in' | 'out', name: string): void {
  rule.addTest((packet) => takesInterface(packet, direction, name, '+'));
}

function spanTest(rule: RuleReader, text: string, side: 'source' | 'destination'): void {
  const ranges = rule.span(text);
  if (ranges === undefined) return;
  if (side === 'source') rule.addTest((packet) => comesFrom(packet, ranges));
  else rule.add(goesTo(ranges));
}
