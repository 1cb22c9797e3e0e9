/** Chains of nftables as sections. Source: nft(8), sections VERDICT STATEMENTS and CHAINS. */
import type { AddressRange } from '../../../address.ts';
import { addressRangeBetween } from '../../../address.ts';
import { describeValue } from '../../../describeValue.ts';
import { isEmpty } from '../../../flowSet.ts';
import type { AnyRule, RulePlace, Section } from '../../../ruleProgram.ts';
import { isRecord } from '../../../jsonFields.ts';
import type { JsonRecord } from '../../../jsonFields.ts';
import { always, both, either, never, perhaps } from '../../../condition.ts';
import type { Condition } from '../../../condition.ts';
import type { Packet } from '../packet.ts';
import type { NewDestination } from '../translateDestinations.ts';
import { ruleOf } from '../../../ruleOf.ts';
import { undecidedRules } from '../../../undecidedRules.ts';
import { elementOf, matchExpression, matchValues } from './matchExpression.ts';
import type { ExpressionContext } from './matchExpression.ts';
import { keyOf, listOf } from './nftRuleset.ts';
import type { NftChain, NftRuleset } from './nftRuleset.ts';

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
  readonly translations: Map<RulePlace, NewDestination>;
  untracked: Condition;
  canDeny: boolean;
}

/** More the kernel does not follow. */
const deepest = 16;

export function compileBaseChain(ruleset: NftRuleset, chain: NftChain, packet: Packet): CompiledNftChain {
  const { family, table, base, place } = chain;
  const drops = base?.drops === true;
  const compiling: Compiling = {
    ruleset,
    packet,
    elementsOf: (name) => ruleset.sets.get(keyOf(family, table, name)),
    chains: new Map(),
    translations: new Map(),
    untracked: never,
    canDeny: drops,
  };
  const rules = compileRules(chain, compiling, 0);
  const policyPlace = { ...place, rule: `${place.rule}: policy ${drops ? 'drop' : 'accept'}` };
  const policy: Section = { rules: [], otherwise: drops ? 'deny' : 'allow', otherwiseBy: [policyPlace] };
  return { ...compiling, sections: [{ rules, otherwise: 'next', otherwiseBy: [] }, policy] };
}

function compileRules(chain: NftChain, compiling: Compiling, depth: number): readonly AnyRule[] {
  return chain.rules.flatMap(({ place, statements }) => {
    const rules: AnyRule[] = [];
    let condition = always;
    for (const statement of statements) {
      if (isEmpty(condition.possible)) break;
      const effect = readStatement(statement, compiling);
      if (effect.kind === 'test') condition = both(condition, effect.condition);
      else rules.push(...compileVerdicts(effect.verdicts, { place, condition, chain, depth }, compiling));
    }
    return rules;
  });
}

/** A verdict, and for which values of a map it is. */
interface Verdict {
  readonly when: Condition;
  readonly statement: JsonRecord;
}

type Effect =
  | { readonly kind: 'test'; readonly condition: Condition }
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
]);

/** They count, tell or mark, and the rest of the rule is met. */
const passing: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'mangle',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'dup',
  'flow',
  'secmark',
  'last',
  'comment',
  'set',
  'map',
  'reset',
  'nftrace',
]);

/** They hold for some packets and not for others, by what a ruleset does not show. */
const unknowable: ReadonlyMap<string, string> = new Map([
  ['limit', 'How much traffic there was before is not known.'],
  ['quota', 'How much traffic there was before is not known.'],
  ['ct count', 'How many connections there are is not known.'],
  ['meter', 'How much traffic there was before is not known.'],
]);

const iptablesRule =
  'It is a rule of iptables, and nft does not print it whole: give the output of `iptables-save` in place of this.';

function readStatement(statement: unknown, compiling: Compiling): Effect {
  const test = (condition: Condition): Effect => ({ kind: 'test', condition });
  if (!isRecord(statement)) return test(perhaps('It is not understood: a statement.'));
  const [[kind, detail] = ['', undefined]] = Object.entries(statement);
  if (verdictKinds.has(kind)) return { kind: 'verdicts', verdicts: [{ when: always, statement }] };
  if (kind === 'match') return test(matchExpression(detail, compiling));
  if (kind === 'vmap' && isRecord(detail)) return { kind: 'verdicts', verdicts: readVerdictMap(detail, compiling) };
  if (passing.has(kind)) return test(always);
  const because = unknowable.get(kind);
  if (because !== undefined) return test(perhaps(because));
  // It may be a test or a verdict of its own, as a target of iptables is.
  const unknown = kind === 'xt' ? iptablesRule : `It is not understood: the statement ${describeValue(kind)}.`;
  return { kind: 'verdicts', verdicts: [{ when: perhaps(unknown), statement: { queue: null } }] };
}

/** Elements of a map are apart from each other; `*` is for what no other is. */
function readVerdictMap({ key, data }: JsonRecord, compiling: Compiling): readonly Verdict[] {
  const named = typeof data === 'string' && data.startsWith('@') ? compiling.elementsOf(data.slice(1)) : undefined;
  const inline = isRecord(data) ? listOf(data['set']) : undefined;
  const elements = named ?? inline;
  if (elements === undefined) {
    const because = `Which elements ${describeValue(data)} has is not known: \`nft -j list ruleset\` prints them.`;
    return [{ when: perhaps(because), statement: { queue: null } }];
  }
  const verdicts = elements.map((element): Verdict & { readonly isRest: boolean } => {
    const [written, verdict] = listOf(element);
    const value = elementOf(written);
    const isRest = value === '*';
    const when = isRest ? always : matchValues(key, [value], false, compiling);
    return { when, isRest, statement: isRecord(verdict) ? verdict : {} };
  });
  return [...verdicts.filter(({ isRest }) => !isRest), ...verdicts.filter(({ isRest }) => isRest)];
}

interface RuleAround {
  readonly place: RulePlace;
  readonly condition: Condition;
  readonly chain: NftChain;
  readonly depth: number;
}

function compileVerdicts(verdicts: readonly Verdict[], around: RuleAround, compiling: Compiling): readonly AnyRule[] {
  return verdicts.flatMap(({ when, statement }) =>
    compileVerdict(statement, { ...around, condition: both(around.condition, when) }, compiling),
  );
}

function compileVerdict(
  statement: JsonRecord,
  { place, condition, chain, depth }: RuleAround,
  compiling: Compiling,
): readonly AnyRule[] {
  if (isEmpty(condition.possible)) return [];
  const [[kind, detail] = ['', undefined]] = Object.entries(statement);
  const undecided = (because: string): readonly AnyRule[] => {
    compiling.canDeny = true;
    return undecidedRules(place, because, condition);
  };
  switch (kind) {
    case 'accept':
    case 'snat':
    case 'masquerade':
      return [ruleOf('allow', place, condition)];
    case 'drop':
    case 'reject':
      compiling.canDeny = true;
      return [ruleOf('deny', place, condition)];
    case 'return':
      return [ruleOf('pass', place, condition)];
    case 'continue':
      return [];
    case 'notrack':
      compiling.untracked = either(
        compiling.untracked,
        perhaps('Whether connection tracking sees the connection is not followed.', condition.possible),
      );
      return [];
    case 'jump':
    case 'goto': {
      const name = isRecord(detail) ? describeValue(detail['target']) : '';
      const target = compiling.ruleset.chains.get(keyOf(chain.family, chain.table, name));
      if (target === undefined) return undecided(`The chain ${name} is not in the file.`);
      const sections = depth < deepest ? sectionsOf(target, compiling, depth + 1) : undefined;
      if (sections === undefined) return undecided('Chains run each other deeper than the kernel follows.');
      const { match, reach } = ruleOf('pass', place, condition);
      return [{ action: 'run', undecided: kind === 'jump' ? 'continue' : 'pass', place, match, reach, sections }];
    }
    case 'dnat': {
      const target = isRecord(detail) ? readTranslation(detail) : undefined;
      if (target === undefined) return undecided('Where its destination is translated to is not understood.');
      compiling.translations.set(place, target);
      return [ruleOf('allow', place, condition)];
    }
    case 'redirect':
    case 'tproxy':
    case 'queue':
    case 'synproxy':
      return undecided('A process of the node decides, and what that lets through is not known.');
    default:
      return undecided(`It is not understood: the verdict ${describeValue(kind)}.`);
  }
}

/** A chain is compiled once for all rules that run it; one that is still being compiled runs itself. */
function sectionsOf(chain: NftChain, compiling: Compiling, depth: number): readonly Section[] | undefined {
  const known = compiling.chains.get(chain);
  if (known !== undefined) return known.length === 0 ? undefined : known;
  compiling.chains.set(chain, []);
  const sections: readonly Section[] = [
    { rules: compileRules(chain, compiling, depth), otherwise: 'next', otherwiseBy: [] },
  ];
  compiling.chains.set(chain, sections);
  return sections;
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
