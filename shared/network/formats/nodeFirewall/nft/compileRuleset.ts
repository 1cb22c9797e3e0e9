/** Chains of nftables as sections. Source: nft(8), sections VERDICT STATEMENTS and CHAINS. */
import type { AddressRange } from '../../../flows/address.ts';
import { addressRangeBetween } from '../../../flows/address.ts';
import { Effort, mostOfList, tooMuch } from '../../../flows/effort.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import { countRanges, ALL_IPV4_FLOWS, ALL_IPV6_FLOWS, intersect, isEmpty } from '../../../flows/flowSet.ts';
import type { AnyRule, Narrowing, RulePlace, Section } from '../../../machine/ruleProgram.ts';
import { isRecord } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { always, both, either, exactly, never, perhaps } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import { somePacket } from '../packet.ts';
import type { Hook, Packet } from '../packet.ts';
import { ANYWHERE } from '../translateDestinations.ts';
import type { NewDestination } from '../translateDestinations.ts';
import { ruleOf } from '../../../machine/ruleOf.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import {
  carrierOf,
  changingSet,
  elementOf,
  goesByDestination,
  hasKey,
  matchExpression,
  matchValues,
  missingSet,
  ReadOnce,
} from './matchExpression.ts';
import type { ExpressionContext } from './matchExpression.ts';
import { continuingTargets } from '../iptables/readTarget.ts';
import { keyOf, listOf } from './nftRuleset.ts';
import type { NftChain, NftRule, NftRuleset } from './nftRuleset.ts';
import { whyUnknowable } from './unknownFields.ts';

export interface CompiledNftChain {
  readonly sections: readonly Section[];
  readonly canDeny: boolean;
  readonly translations: ReadonlyMap<RulePlace, NewDestination>;
  /** What rules may take out of connection tracking. */
  readonly untracked: Condition;
}

interface Compiling extends ExpressionContext {
  readonly ruleset: NftRuleset;
  readonly chains: Map<NftChain, readonly Section[]>;
  /** Chains that the hook input or one below routing runs too: what comes there is nobody's who is asked about. */
  readonly enteredByOthers: ReadonlySet<NftChain>;
  readonly translations: Map<RulePlace, NewDestination>;
  readonly effort: Effort;
  untracked: Condition;
  canDeny: boolean;
}

/** More the kernel does not follow. */
const deepest = 16;

export function compileBaseChain(ruleset: NftRuleset, chain: NftChain, packet: Packet): CompiledNftChain {
  const { base, place } = chain;
  const drops = base?.drops === true;
  const compiling = openCompiling(ruleset, chain, packet, () => undefined);
  compiling.canDeny = drops;
  const rules = compileRules(chain, compiling, 0);
  if (chain.mayBeDormant && (compiling.canDeny || compiling.translations.size > 0)) {
    const undecided = undecidedRules(place, 'Whether its table is dormant is not known.', always);
    return {
      ...compiling,
      canDeny: true,
      translations: new Map(compiling.translations.size > 0 ? [[place, ANYWHERE]] : []),
      sections: [{ rules: undecided, otherwise: 'allow', otherwiseBy: [] }],
    };
  }
  const policyPlace = { ...place, rule: `${place.rule}: policy ${drops ? 'drop' : 'accept'}` };
  const policy: Section = { rules: [], otherwise: drops ? 'deny' : 'allow', otherwiseBy: [policyPlace] };
  return { ...compiling, sections: [{ rules, otherwise: 'next', otherwiseBy: [] }, policy] };
}

function setsOf({ sets }: NftRuleset, { family, table }: NftChain): ExpressionContext['setOf'] {
  return (name) => sets.get(keyOf(family, table, name));
}

function openCompiling(ruleset: NftRuleset, chain: NftChain, packet: Packet, tell: Compiling['tell']): Compiling {
  return {
    ruleset,
    packet,
    setOf: setsOf(ruleset, chain),
    tell,
    chains: new Map(),
    enteredByOthers: chainsEnteredByOthers(ruleset),
    translations: new Map(),
    effort: new Effort(mostOfList),
    untracked: never,
    canDeny: false,
  };
}

function compileRules(chain: NftChain, compiling: Compiling, depth: number): readonly AnyRule[] {
  return chain.rules.flatMap(({ place, statements }) => {
    const rules: AnyRule[] = [];
    let reached: Reached = { condition: always };
    for (const [index, statement] of statements.entries()) {
      if (isEmpty(reached.condition.possible)) break;
      const effect = readStatement(statement, index === statements.length - 1, compiling);
      if (effect.kind === 'test') {
        const isRoom = compiling.effort.hasRoomFor(countRanges(effect.condition.possible));
        reached = through(reached, isRoom ? effect.condition : perhaps(tooMuch), effect.apart);
      } else rules.push(...compileVerdicts(effect.verdicts, { place, reached, chain, depth }, compiling));
    }
    return rules;
  });
}

/** What comes to a place within a rule. */
interface Reached {
  readonly condition: Condition;
  readonly narrowing?: Narrowing | undefined;
}

/** How a test tells packets apart beside where they go. */
interface Apart {
  readonly words: string;
  /** What of it goes by where they go all the same. */
  readonly within: Condition;
}

/** Undefined where the field says where a packet leads. */
function apartBy(field: unknown, test: unknown, context: ExpressionContext): Apart | undefined {
  if (goesByDestination(field)) return undefined;
  return { words: JSON.stringify(test), within: carrierOf(field, context) };
}

/** What of it comes through another test. */
function through({ condition, narrowing }: Reached, test: Condition, apart: Apart | undefined): Reached {
  const passed = both(condition, test);
  if (narrowing === undefined && apart === undefined) return { condition: passed };
  const { by = [], widest = condition.possible } = narrowing ?? {};
  const wider = intersect(widest, (apart?.within ?? test).possible);
  return { condition: passed, narrowing: { by: apart === undefined ? by : [...by, apart.words], widest: wider } };
}

/** A verdict, and for which values of a map it is. */
interface Verdict {
  readonly when: Condition;
  /** In words, where that tells packets apart beside where they go. */
  readonly apart?: Apart | undefined;
  readonly statement: JsonRecord;
}

type Effect =
  | { readonly kind: 'test'; readonly condition: Condition; readonly apart?: Apart | undefined }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly Verdict[] };

const verdictKinds: ReadonlySet<string> = new Set([
  'accept',
  'drop',
  'reject',
  'return',
  'continue',
  'jump',
  'goto',
  'queue',
  'dnat',
  'redirect',
  'snat',
  'masquerade',
  'tproxy',
  'synproxy',
  'fwd',
  'notrack',
  'mangle',
]);

/** They count, tell or mark, and the rest of the rule is met. */
const passing: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'dup',
  'flow',
  'secmark',
  'last',
  'comment',
  'reset',
  'nftrace',
]);

const iptablesRule =
  'It is a rule of iptables, and nft does not print it whole: give the output of `iptables-save` in place of this.';

function readStatement(statement: unknown, isLast: boolean, compiling: Compiling): Effect {
  const test = (condition: Condition): Effect => ({ kind: 'test', condition });
  const [[kind, detail] = ['', undefined], ...more] = isRecord(statement) ? Object.entries(statement) : [];
  if (!isRecord(statement) || more.length > 0) {
    compiling.tell('a statement');
    return test(perhaps('It is not understood: a statement.'));
  }
  if (verdictKinds.has(kind)) return { kind: 'verdicts', verdicts: [{ when: always, statement }] };
  if (kind === 'match') {
    const apart = apartBy(isRecord(detail) ? detail['left'] : undefined, detail, compiling);
    return { kind: 'test', condition: matchExpression(detail, compiling), apart };
  }
  if (kind === 'vmap' && isRecord(detail)) return { kind: 'verdicts', verdicts: readVerdictMap(detail, compiling) };
  if (passing.has(kind)) return test(always);
  const because = whyUnknowable.get(kind);
  if (because !== undefined) return test(perhaps(because));
  if (kind === 'xt') return readExtension(detail, isLast);
  compiling.tell(`the statement ${describeValue(kind)}`);
  // It may be a test or a verdict of its own.
  return mayBeVerdict(`It is not understood: the statement ${describeValue(kind)}.`, notKnown);
}

/** What iptables-nft wrote as an extension of its own: nft prints its name alone, or nothing. Its targets stand last. */
function readExtension(extension: unknown, isLast: boolean): Effect {
  const { type = isLast ? undefined : 'match', name } = isRecord(extension) ? extension : {};
  if (type === 'match') return { kind: 'test', condition: name === 'comment' ? always : perhaps(iptablesRule) };
  if (type === 'target' && typeof name === 'string') {
    if (continuingTargets.has(name)) return { kind: 'test', condition: always };
    if (name === 'REJECT') return { kind: 'verdicts', verdicts: [{ when: always, statement: { reject: null } }] };
    // Whether it has --notrack is not printed; the next rule is met either way.
    if (name === 'CT' || name === 'NOTRACK')
      return { kind: 'verdicts', verdicts: [{ when: always, statement: { notrack: null } }] };
  }
  return mayBeVerdict(iptablesRule, { xt: null });
}

function mayBeVerdict(because: string, statement: JsonRecord): Effect {
  return { kind: 'verdicts', verdicts: [{ when: perhaps(because), statement }] };
}

/** In place of a statement, or of those that a map holds, of which nothing is known. */
const notKnown: JsonRecord = { unknown: null };

/** Each element of a map is a rule of its own, which takes as much to be put together and met as so many ranges of a list. */
const rangesOfRule = 20;

/** Elements of a map are apart from each other; `*` is for what no other is. */
function readVerdictMap({ key, data }: JsonRecord, compiling: Compiling): readonly Verdict[] {
  const { name, named, elements } = elementsOfMap(data, compiling.setOf);
  if (elements === undefined || named?.changes === true) {
    const because = (named === undefined ? missingSet : changingSet)(name ?? describeValue(data));
    return [{ when: perhaps(because), statement: notKnown }];
  }
  if (!compiling.effort.hasRoomFor(rangesOfRule * elements.length)) {
    return [{ when: perhaps(tooMuch), statement: notKnown }];
  }
  return verdictsOf.of(elements, key, compiling, (context) => readElements(key, elements, context));
}

/** In the order in which they are met. */
const verdictsOf = new ReadOnce<readonly Verdict[]>();

function readElements(key: unknown, elements: readonly unknown[], context: ExpressionContext): readonly Verdict[] {
  const pairs = elements.map((element) => {
    const [written, verdict] = listOf(element);
    return { value: elementOf(written), statement: isRecord(verdict) ? verdict : {} };
  });
  const isExhausted = drawsOnly(
    key,
    pairs.map(({ value }) => value),
  );
  const verdicts = pairs.map(({ value, statement }, index): Verdict & { readonly isRest: boolean } => {
    const isRest = value === '*';
    const isLeft = isExhausted && index === pairs.length - 1;
    const matched = isRest || isLeft ? always : matchValues(key, [value], false, context);
    const when = isRest || isExhausted ? both(hasKey(key, context), matched) : matched;
    const apart = apartBy(key, [key, value], context);
    return { when, apart, isRest, statement };
  });
  return [...verdicts.filter(({ isRest }) => !isRest), ...verdicts.filter(({ isRest }) => isRest)];
}

function elementsOfMap(data: unknown, setOf: ExpressionContext['setOf']) {
  const name = typeof data === 'string' ? data.replace(/^@/, '') : undefined;
  const named = name === undefined ? undefined : setOf(name);
  return { name, named, elements: named?.elements ?? (isRecord(data) ? listOf(data['set']) : undefined) };
}

/** Whether a number that is drawn by lot or by a hash is one of these in any case, so that the last is left for the others. */
function drawsOnly(key: unknown, values: readonly unknown[]): boolean {
  const drawn = ['numgen', 'jhash', 'symhash'].map((kind) => (isRecord(key) ? key[kind] : undefined)).find(isRecord);
  const { mod, offset = 0 } = drawn ?? {};
  if (typeof mod !== 'number' || typeof offset !== 'number' || mod > mostDrawn) return false;
  const covered = new Set<number>();
  for (const value of values) {
    const [first, last] = isRecord(value) ? listOf(value['range']) : [value, value];
    if (typeof first !== 'number' || typeof last !== 'number') continue;
    for (let number = Math.max(first, offset); number <= Math.min(last, offset + mod - 1); number += 1)
      covered.add(number);
  }
  return covered.size === mod;
}

/** Nobody lists more places to send a packet to in one rule. */
const mostDrawn = 1000;

interface RuleAround {
  readonly place: RulePlace;
  readonly reached: Reached;
  readonly chain: NftChain;
  readonly depth: number;
}

function compileVerdicts(verdicts: readonly Verdict[], around: RuleAround, compiling: Compiling): readonly AnyRule[] {
  return verdicts.flatMap(({ when, apart, statement }) =>
    compileVerdict(statement, { ...around, reached: through(around.reached, when, apart) }, compiling),
  );
}

function compileVerdict(
  statement: JsonRecord,
  { place, reached, chain, depth }: RuleAround,
  compiling: Compiling,
): readonly AnyRule[] {
  const [[kind, detail] = ['', undefined]] = Object.entries(statement);
  const { condition, narrowing } = through(reached, familyOf(detail), undefined);
  if (isEmpty(condition.possible)) return [];
  const undecided = (because: string): readonly AnyRule[] => {
    compiling.canDeny = true;
    return undecidedRules(place, because, condition, narrowing);
  };
  const untrack = (): void => {
    const because = 'Whether connection tracking sees the connection is not followed.';
    compiling.untracked = either(compiling.untracked, perhaps(because, condition.possible));
  };
  /** Later chains may meet any destination in its place. */
  const elsewhere = (because: string): readonly AnyRule[] => {
    compiling.translations.set(place, ANYWHERE);
    return undecided(because);
  };
  switch (kind) {
    case 'accept':
    case 'snat':
    case 'masquerade':
      return [ruleOf('allow', place, condition, narrowing)];
    case 'drop':
    case 'reject':
      compiling.canDeny = true;
      return [ruleOf('deny', place, condition, narrowing)];
    case 'return':
      return [ruleOf('pass', place, condition, narrowing)];
    case 'continue':
      return [];
    case 'notrack':
      untrack();
      return [];
    case 'jump':
    case 'goto': {
      const name = isRecord(detail) ? describeValue(detail['target']) : '';
      const target = compiling.ruleset.chains.get(keyOf(chain.family, chain.table, name));
      if (target === undefined) return undecided(`The chain ${name} is not in the file.`);
      const sections = depth < deepest ? sectionsOf(target, compiling, depth + 1) : undefined;
      if (sections === undefined) return undecided('Chains run each other deeper than the kernel follows.');
      const undecidedThen = kind === 'jump' ? 'continue' : 'pass';
      return [{ ...ruleOf('pass', place, condition, narrowing), action: 'run', undecided: undecidedThen, sections }];
    }
    case 'dnat': {
      const target = isRecord(detail) ? readTranslation(detail) : undefined;
      if (target === undefined) return elsewhere('Where its destination is translated to is not understood.');
      compiling.translations.set(place, target);
      return [ruleOf('allow', place, condition, narrowing)];
    }
    case 'mangle':
      return isRecord(detail) && isHarmless(detail['key'])
        ? []
        : elsewhere(
            'It writes another address, port or state into the packet, and what becomes of that is not followed.',
          );
    case 'redirect':
    case 'tproxy':
      return elsewhere(processDecides);
    case 'xt':
      if (compiling.packet.isBeforeTracking) untrack();
      // The kernel takes targets that translate in other tables of iptables alone.
      return chain.table === 'filter' ? undecided(iptablesRule) : elsewhere(iptablesRule);
    case 'unknown':
      if (compiling.packet.isBeforeTracking) untrack();
      return elsewhere('What it does with the packet is not known.');
    case 'queue':
    case 'synproxy':
      return undecided(processDecides);
    default:
      return undecided(`It is not understood: the verdict ${describeValue(kind)}.`);
  }
}

/** In a table of both families what translates may be for one of them, and leaves packets of the other to the next rule. */
function familyOf(detail: unknown): Condition {
  const family = isRecord(detail) ? detail['family'] : undefined;
  return family === 'ip' ? ipv4 : family === 'ip6' ? ipv6 : always;
}

const ipv4 = exactly(ALL_IPV4_FLOWS);
const ipv6 = exactly(ALL_IPV6_FLOWS);

const processDecides = 'A process of the node decides, and what that lets through is not known.';

/** Fields that no rule here is decided by: marks, priorities, and how a packet is treated on its way. */
const harmlessFields: ReadonlySet<string> = new Set([
  'meta mark',
  'meta priority',
  'meta nftrace',
  'meta secmark',
  'meta cgroup',
  'ct mark',
  'ct label',
  'ct event',
  'ct secmark',
  'ct helper',
  'ip dscp',
  'ip ecn',
  'ip6 dscp',
  'ip6 ecn',
  'ip6 flowlabel',
  'tcp option maxseg size',
]);

function isHarmless(key: unknown): boolean {
  if (!isRecord(key)) return false;
  const [[kind, detail] = ['', undefined]] = Object.entries(key);
  if (!isRecord(detail)) return false;
  const words =
    kind === 'payload'
      ? [detail['protocol'], detail['field']]
      : [kind, detail['name'] ?? detail['key'], ...(kind === 'tcp option' ? [detail['field']] : [])];
  return harmlessFields.has(words.map(describeValue).join(' '));
}

/** What is not understood in a rule, in words, with the rule by itself. */
export function findStrange(ruleset: NftRuleset, chain: NftChain, { place, statements }: NftRule): readonly string[] {
  const found = new Set<string>();
  const compiling = openCompiling(ruleset, chain, somePacket, (what) => void found.add(what));
  for (const statement of statements) readStatement(statement, false, compiling);
  return [...found].map((what) => `${place.rule}: ${what} is not understood, so what it may match is unknown.`);
}

/** A chain is compiled once for all rules that run it; one that is still being compiled runs itself. */
function sectionsOf(chain: NftChain, compiling: Compiling, depth: number): readonly Section[] | undefined {
  const known = compiling.chains.get(chain);
  if (known !== undefined) return known.length === 0 ? undefined : known;
  compiling.chains.set(chain, []);
  const decidesMore = compiling.enteredByOthers.has(chain);
  const sections: readonly Section[] = [
    { rules: compileRules(chain, compiling, depth), otherwise: 'next', otherwiseBy: [], decidesMore },
  ];
  compiling.chains.set(chain, sections);
  return sections;
}

/** Chains that a statement jumps to, by their names. */
function chainsNamed(statement: unknown, setOf: ExpressionContext['setOf']): readonly string[] {
  const map = isRecord(statement) ? statement['vmap'] : undefined;
  const { elements = [] } = isRecord(map) ? elementsOfMap(map['data'], setOf) : { elements: [[undefined, statement]] };
  return elements.flatMap((element) => {
    const [, verdict] = listOf(element);
    const targets = isRecord(verdict) ? [verdict['jump'], verdict['goto']] : [];
    return targets.filter(isRecord).map(({ target }) => describeValue(target));
  });
}

const hooksAsked: ReadonlySet<string> = new Set<Hook>(['prerouting', 'forward', 'output', 'postrouting']);
const enteredByOthers = new WeakMap<NftRuleset, ReadonlySet<NftChain>>();

function chainsEnteredByOthers(ruleset: NftRuleset): ReadonlySet<NftChain> {
  const known = enteredByOthers.get(ruleset);
  if (known !== undefined) return known;
  const found = new Set<NftChain>();
  const open = [...ruleset.chains.values()].filter(({ base }) => base !== undefined && !hooksAsked.has(base.hook));
  for (let chain = open.pop(); chain !== undefined; chain = open.pop()) {
    const setOf = setsOf(ruleset, chain);
    for (const name of chain.rules.flatMap(({ statements }) => statements.flatMap((one) => chainsNamed(one, setOf)))) {
      const next = ruleset.chains.get(keyOf(chain.family, chain.table, name));
      if (next === undefined || found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  enteredByOthers.set(ruleset, found);
  return found;
}

function readTranslation({ addr, port }: JsonRecord): NewDestination | undefined {
  const range = rangeOf(addr);
  if (range === undefined) return undefined;
  if (port === undefined) return { ranges: [range], ports: undefined };
  const [first, last] = isRecord(port) ? listOf(port['range']) : [port, port];
  return typeof first === 'number' && typeof last === 'number' ? { ranges: [range], ports: [first, last] } : undefined;
}

function rangeOf(addr: unknown): AddressRange | undefined {
  const [first, last] = isRecord(addr) ? listOf(addr['range']) : [addr, addr];
  return typeof first === 'string' && typeof last === 'string' ? addressRangeBetween(first, last) : undefined;
}
