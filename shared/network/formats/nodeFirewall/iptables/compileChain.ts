import type { AnyRule, Rule, RulePlace, RunRule, Section } from '../../../machine/ruleProgram.ts';
import { isEmpty } from '../../../flows/flowSet.ts';
import { always, both } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import type { Packet } from '../packet.ts';
import { ANYWHERE } from '../translateDestinations.ts';
import type { NewDestination } from '../translateDestinations.ts';
import { FixedRule, matchOf } from '../../../machine/ruleOf.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import type { IptablesChain, IptablesRule, IptablesTable, PacketTest } from './iptablesDump.ts';

/** A built-in chain as sections, with what else is to be known of the rules that it may come to. */
export interface CompiledChain {
  readonly sections: readonly Section[];
  /** Whether anything in it can stop a packet. */
  readonly canDeny: boolean;
  /** Rules that give a new destination, by their place: as far as the sections go, they accept. */
  readonly translations: ReadonlyMap<RulePlace, NewDestination>;
  /** Rules that take what they match out of connection tracking. */
  readonly untracking: ReadonlySet<RulePlace>;
}

interface Compiling {
  readonly table: IptablesTable;
  readonly packet: Packet;
  readonly userChains: Map<string, readonly Section[]>;
  /** Chains that the hook input runs too: what comes to the node itself is nobody's who is asked about. */
  readonly enteredByInput: ReadonlySet<string>;
  readonly translations: Map<RulePlace, NewDestination>;
  readonly untracking: Set<RulePlace>;
  /** What takes a packet out of connection tracking ends the chain, where that is what is asked about. */
  readonly endsAtUntracking: boolean;
  canDeny: boolean;
}

/**
 * ACCEPT ends the built-in chain of one table, whatever chain it stands in; DROP ends it for all tables. A chain without a
 * verdict comes back to its caller, or with `-g` to the caller's caller; from a built-in chain, to its policy.
 */
export function compileChain(
  table: IptablesTable,
  chain: IptablesChain,
  packet: Packet,
  { endsAtUntracking = false } = {},
): CompiledChain {
  const isDropping = chain.policy === 'DROP';
  const compiling: Compiling = {
    table,
    packet,
    userChains: new Map(),
    enteredByInput: chainsRunBy(table, 'INPUT'),
    translations: new Map(),
    untracking: new Set(),
    endsAtUntracking,
    canDeny: isDropping,
  };
  const rules = compileRules(chain, compiling);
  const policy: Section = { rules: [], otherwise: isDropping ? 'deny' : 'allow', otherwiseBy: [chain.place] };
  const { canDeny, translations, untracking } = compiling;
  return { sections: [{ rules, otherwise: 'next', otherwiseBy: [] }, policy], canDeny, translations, untracking };
}

function compileRules({ rules }: IptablesChain, compiling: Compiling): readonly AnyRule[] {
  return rules.flatMap((rule) => compileRule(rule, compiling));
}

function compileRule(
  { placed, tests, narrowing: narrowed, target }: IptablesRule,
  compiling: Compiling,
): readonly AnyRule[] {
  if (target.kind === 'continue' || (target.kind === 'untrack' && !compiling.endsAtUntracking)) return [];
  const join = (some: readonly PacketTest[]): Condition =>
    some.reduce<Condition>((all, test) => both(all, test(compiling.packet)), always);
  const condition = join(tests);
  if (isEmpty(condition.possible)) return [];
  const narrowing = narrowed && { by: narrowed.by, widest: join(narrowed.others).possible };
  const ruleTo = (action: Rule['action']): readonly AnyRule[] => [
    new FixedRule(action, matchOf(condition), placed, narrowing),
  ];
  switch (target.kind) {
    case 'untrack':
      compiling.untracking.add(placed.place);
      return ruleTo('allow');
    case 'accept':
      return ruleTo('allow');
    case 'drop':
      compiling.canDeny = true;
      return ruleTo('deny');
    case 'return':
      return ruleTo('pass');
    case 'translate':
      compiling.translations.set(placed.place, target);
      return ruleTo('allow');
    case 'unknown':
      compiling.canDeny = true;
      if (target.leadsElsewhere === true) compiling.translations.set(placed.place, ANYWHERE);
      return undecidedRules(placed.place, target.because, condition, narrowing);
    case 'chain': {
      const match = matchOf(condition);
      const undecided = target.comesBack ? 'continue' : 'pass';
      const run: RunRule = {
        action: 'run',
        place: placed.place,
        match: () => match,
        reach: match.possible,
        narrowing,
        undecided,
        sections: sectionsOf(target.name, compiling),
      };
      return [run];
    }
  }
}

/** A chain is compiled once for all rules that run it. */
function sectionsOf(name: string, compiling: Compiling): readonly Section[] {
  const known = compiling.userChains.get(name);
  if (known !== undefined) return known;
  const chain = compiling.table.chains.get(name);
  const rules = chain === undefined ? [] : compileRules(chain, compiling);
  const decidesMore = compiling.enteredByInput.has(name);
  const sections: readonly Section[] = [{ rules, otherwise: 'next', otherwiseBy: [], decidesMore }];
  compiling.userChains.set(name, sections);
  return sections;
}

/** Those that a chain runs, by way of others as well. */
function chainsRunBy({ chains }: IptablesTable, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { target } of chains.get(next)?.rules ?? []) {
      if (target.kind !== 'chain' || found.has(target.name)) continue;
      found.add(target.name);
      open.push(target.name);
    }
  }
  return found;
}
