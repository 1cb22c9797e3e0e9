/**
 * One rule as iptables-save prints it, or as iptables-restore takes it. Source: iptables(8), iptables-extensions(8).
 */
import { addressRangeBetween, parseAddress, parsePrefix, prefixLengthOfMask } from '../../../address.ts';
import type { AddressRange, Family } from '../../../address.ts';
import { describeValue } from '../../../describeValue.ts';
import { NO_SERVICES, servicesOf } from '../../../services.ts';
import { always, either, negateIf, never, perhaps } from '../../../condition.ts';
import type { Condition } from '../../../condition.ts';
import {
  comesFrom,
  comesFromPort,
  comesFromType,
  goesBy,
  goesTo,
  goesToType,
  isInState,
  portServices,
  takesInterface,
} from '../packet.ts';
import { portlessProtocols } from '../portlessProtocols.ts';
import type { IptablesTarget, PacketTest } from './iptablesDump.ts';
import { readTarget } from './readTarget.ts';
import { unknowableModules } from './unknowableModules.ts';

export interface RuleLine {
  readonly tests: readonly PacketTest[];
  readonly target: IptablesTarget;
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
  return new RuleReader(words, context).read();
}

export interface RefusedLine {
  readonly refused: string;
}

/** More iptables does not take; a range counts as two. */
const mostPortsListed = 15;

type PortRange = readonly [first: number, last: number];

class RuleReader {
  readonly #words: readonly string[];
  readonly #context: RuleContext;
  readonly #tests: PacketTest[] = [];
  readonly #modules: string[] = [];
  readonly #options = new Map<string, readonly string[]>();
  #at = 0;
  #isNegated = false;
  #target: { readonly name: string; readonly isGoto: boolean } | undefined;
  #notUnderstood: string | undefined;
  #setName: string | undefined;
  #isOfOtherFamily = false;
  #refused: string | undefined;

  constructor(words: readonly string[], context: RuleContext) {
    this.#words = words;
    this.#context = context;
  }

  read(): RuleLine | RefusedLine | undefined {
    while (this.#at < this.#words.length) this.#readOption();
    this.#addUnknowable();
    const { target, notUnderstood } = readTarget(this.#target, this.#options, this.#context);
    if (this.#refused !== undefined) return { refused: this.#refused };
    if (this.#isOfOtherFamily) return undefined;
    return { tests: this.#tests, target, notUnderstood: this.#notUnderstood ?? notUnderstood };
  }

  #readOption(): void {
    this.#isNegated = false;
    let word = this.#next();
    if (word === '!') {
      this.#isNegated = true;
      word = this.#next();
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const read = optionReaders.get(name);
    if (read === undefined) {
      this.#readOther(name);
      return;
    }
    if (equals < 0) {
      read(this, () => this.#value(name));
      return;
    }
    read(this, () => word.slice(equals + 1));
  }

  #next(): string {
    return this.#words[this.#at++] ?? '';
  }

  /** Old dumps have the `!` after the option. */
  #value(option: string): string {
    if (this.#words[this.#at] === '!') {
      this.#isNegated = true;
      this.#at += 1;
    }
    if (this.#at >= this.#words.length) this.refuse(`${option} has no value`);
    return this.#next();
  }

  /** An option of a module whose test can't be decided, of a target, or of something that is not known. */
  #readOther(name: string): void {
    if (!/^--?[a-z]/i.test(name)) this.refuse(`“${describeValue(name)}” is no option`);
    const values: string[] = [];
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at] ?? '';
      const isNext = word === '!' ? this.#words[this.#at + 1]?.startsWith('-') === true : /^--?[a-z]/i.test(word);
      if (isNext) break;
      values.push(word);
      this.#at += 1;
    }
    const key = this.#isNegated ? `! ${name}` : name;
    this.#options.set(key, [...(this.#options.get(key) ?? []), ...values]);
    const isOwned = this.#target !== undefined || this.#modules.some((module) => !decidedModules.has(module));
    if (!isOwned) this.doubt(`the option ${describeValue(name)} is not known`);
  }

  /** Modules that test what is not known here, each for one reason. */
  #addUnknowable(): void {
    for (const module of this.#modules) {
      if (decidedModules.has(module)) continue;
      if (headersOfOthers.has(module)) {
        this.#tests.push(() => never);
        continue;
      }
      if (module === 'recent' && this.#options.has('--set')) continue;
      const because = unknowableModules.get(module);
      if (because === undefined) {
        this.doubt(`the match ${describeValue(module)} is not known`);
        continue;
      }
      const named = module === 'set' && this.#setName !== undefined ? ipsetUnknown(this.#setName) : because;
      this.#tests.push(() => perhaps(named));
    }
  }

  refuse(what: string): void {
    this.#refused ??= what;
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

  addModule(name: string): void {
    this.#modules.push(name);
  }

  nameSet(name: string): void {
    this.#setName = name;
  }

  aim(name: string, isGoto: boolean): void {
    if (this.#target !== undefined) this.refuse('it has two targets');
    this.#target = { name, isGoto };
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
    for (const part of text.split(',')) {
      const range = readPrefix(part);
      if (range === 'a mask with gaps') {
        this.doubt(`${describeValue(part)} has a mask with gaps`);
        return undefined;
      }
      if (range === undefined) {
        if (/^[a-z0-9._-]+$/i.test(part)) this.doubt(`the addresses of ${describeValue(part)} are not known`);
        else this.refuse(`“${describeValue(part)}” is no address`);
        return undefined;
      }
      if (range.family !== this.#context.family)
        this.refuse(`“${describeValue(part)}” is no address of IPv${this.#context.family}`);
      ranges.push(range);
    }
    return ranges;
  }

  span(text: string): AddressRange | undefined {
    const [first = '', last = first, ...rest] = text.split('-');
    const range = addressRangeBetween(first, last);
    if (range === undefined || rest.length > 0) this.refuse(`“${describeValue(text)}” is no range of addresses`);
    return range;
  }

  ports(text: string, isList: boolean): readonly PortRange[] | undefined {
    const ranges: PortRange[] = [];
    if (isList && text.split(/[,:]/, mostPortsListed + 1).length > mostPortsListed) {
      this.refuse(`it lists more than ${mostPortsListed} ports`);
      return undefined;
    }
    for (const part of isList ? text.split(',') : [text]) {
      const bounds = /^(\d{0,5})(?::(\d{0,5}))?$/.exec(part);
      if (bounds === null || part === '') {
        if (/^[a-z][a-z0-9._:-]*$/i.test(part))
          this.doubt(`the number of the port ${describeValue(part)} is not known`);
        else this.refuse(`“${describeValue(part)}” is no port`);
        return undefined;
      }
      const [, low = '', high] = bounds;
      const first = low === '' ? 0 : Number(low);
      const last = high === undefined ? first : high === '' ? 65535 : Number(high);
      if (last > 65535 || first > last) this.refuse(`“${describeValue(part)}” is no range of ports`);
      ranges.push([first, last]);
    }
    return ranges;
  }
}

type OptionReader = (rule: RuleReader, value: () => string) => void;

/** Tests that are decided by their options alone. */
const decidedModules: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'sctp',
  'icmp',
  'icmp6',
  'icmpv6',
  'multiport',
  'iprange',
  'addrtype',
  'conntrack',
  'state',
  'comment',
  'nfacct',
  'pkttype',
]);

/** They match by headers that the first packet of a plan's connection does not carry. */
const headersOfOthers: ReadonlySet<string> = new Set(['rt', 'hbh', 'dst', 'frag', 'mh', 'srh', 'ah', 'esp', 'dccp']);

function ipsetUnknown(name: string): string {
  return `Which addresses are in the set ${describeValue(name)} is not known: \`ipset list ${describeValue(name)}\` on the node tells.`;
}

function source(rule: RuleReader, value: () => string): void {
  const ranges = rule.ranges(value());
  if (ranges !== undefined) rule.addTest((packet) => comesFrom(packet, ranges));
}

function destination(rule: RuleReader, value: () => string): void {
  const ranges = rule.ranges(value());
  if (ranges !== undefined) rule.add(goesTo(ranges));
}

const noPorts = goesBy(NO_SERVICES);
const protocolConditions: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  ['all', always],
  ['ip', always],
  ['0', always],
  ['tcp', goesBy(servicesOf('TCP'))],
  ['6', goesBy(servicesOf('TCP'))],
  ['udp', goesBy(servicesOf('UDP'))],
  ['17', goesBy(servicesOf('UDP'))],
  ['sctp', goesBy(servicesOf('SCTP'))],
  ['132', goesBy(servicesOf('SCTP'))],
]);

function protocol(rule: RuleReader, value: () => string): void {
  const name = value().toLowerCase();
  const known = protocolConditions.get(name);
  if (known !== undefined) rule.add(known);
  else if (portlessProtocols.has(name) || (/^\d{1,3}$/.test(name) && Number(name) <= 255)) rule.add(noPorts);
  else rule.doubt(`the protocol ${describeValue(name)} is not known`);
}

function destinationPorts(isList: boolean): OptionReader {
  return (rule, value) => {
    const ports = rule.ports(value(), isList);
    if (ports !== undefined) rule.add(toPorts(ports));
  };
}

function sourcePorts(isList: boolean): OptionReader {
  return (rule, value) => {
    const ports = rule.ports(value(), isList);
    if (ports !== undefined) rule.add(comesFromPort(ports));
  };
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

const mostPortsKept = 10_000;

function eitherPorts(rule: RuleReader, value: () => string): void {
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
    const types = value().split(',');
    rule.addTest((packet) =>
      types
        .map(
          (type) => (side === 'source' ? comesFromType(packet, type) : goesToType(type)) ?? perhaps(typeUnknown(type)),
        )
        .reduce(either, never),
    );
  };
}

function typeUnknown(type: string): string {
  return `Which addresses are of the type ${describeValue(type)} is not known: \`ip route show table all\` on the node tells.`;
}

const optionReaders: ReadonlyMap<string, OptionReader> = new Map<string, OptionReader>(
  (
    [
      [['-s', '--source', '--src'], source],
      [['-d', '--destination', '--dst'], destination],
      [['-p', '--protocol', '--proto'], protocol],
      [['-i', '--in-interface'], (rule, value) => interfaceTest(rule, 'in', value())],
      [['-o', '--out-interface'], (rule, value) => interfaceTest(rule, 'out', value())],
      // The first packet of a connection is no fragment.
      [['-f', '--fragment'], (rule) => rule.add(never)],
      [['-m', '--match'], (rule, value) => rule.addModule(value())],
      [['-j', '--jump'], (rule, value) => rule.aim(value(), false)],
      [['-g', '--goto'], (rule, value) => rule.aim(value(), true)],
      [['-c', '--set-counters'], (rule) => rule.skip(2)],
      [['-4', '--ipv4'], (rule) => rule.restrictTo(4)],
      [['-6', '--ipv6'], (rule) => rule.restrictTo(6)],
      [['--comment', '--nfacct-name'], (_rule, value) => void value()],
      [['--dport', '--destination-port'], destinationPorts(false)],
      [['--sport', '--source-port'], sourcePorts(false)],
      [['--dports', '--destination-ports'], destinationPorts(true)],
      [['--sports', '--source-ports'], sourcePorts(true)],
      [['--ports'], eitherPorts],
      [['--syn'], (rule) => rule.add(always)],
      [['--tcp-flags'], tcpFlags],
      [['--icmp-type', '--icmpv6-type'], (_rule, value) => void value()],
      [['--src-range'], (rule, value) => spanTest(rule, value(), 'source')],
      [['--dst-range'], (rule, value) => spanTest(rule, value(), 'destination')],
      [['--src-type'], addressTypes('source')],
      [['--dst-type'], addressTypes('destination')],
      // They narrow a test by type down to one interface, which is not known.
      [['--limit-iface-in', '--limit-iface-out'], (rule) => rule.add(perhaps(interfaceLimit))],
      [['--state', '--ctstate'], states],
      [['--ctdir'], (rule, value) => rule.add(value().toUpperCase() === 'ORIGINAL' ? always : never)],
      [['--ctproto'], protocol],
      [['--pkt-type'], (rule, value) => rule.add(/^(?:host|unicast)$/i.test(value()) ? always : never)],
      [['--match-set'], (rule, value) => setTest(rule, value)],
    ] as readonly (readonly [readonly string[], OptionReader])[]
  ).flatMap(([names, read]) => names.map((name) => [name, read] as const)),
);

const interfaceLimit = 'By which interface the traffic goes is not known: `ip route get ADDRESS` on the node tells.';

function interfaceTest(rule: RuleReader, direction: 'in' | 'out', name: string): void {
  rule.addTest((packet) => takesInterface(packet, direction, name, '+'));
}

function spanTest(rule: RuleReader, text: string, side: 'source' | 'destination'): void {
  const range = rule.span(text);
  if (range === undefined) return;
  if (side === 'source') rule.addTest((packet) => comesFrom(packet, [range]));
  else rule.add(goesTo([range]));
}

function setTest(rule: RuleReader, value: () => string): void {
  rule.nameSet(value());
  value();
}

/** A prefix by its length or by a dotted mask. */
function readPrefix(text: string): AddressRange | 'a mask with gaps' | undefined {
  const [address = '', written = '', ...more] = text.split('/');
  const mask = more.length > 0 ? undefined : parseAddress(written);
  if (mask === undefined) return parsePrefix(text);
  const length = prefixLengthOfMask(mask);
  return length === undefined ? 'a mask with gaps' : parsePrefix(`${address}/${length}`);
}
