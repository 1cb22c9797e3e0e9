/** Which rules of one program never decide, whatever the destination is. */
import { entryOf } from '../../kernel/entryOf.ts';
import { ALL_FLOWS, covers, isEmpty, NO_FLOWS, uniteAll } from '../flows/flowSet.ts';
import { Effort, runOut, tooMuch } from '../flows/effort.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { Destination, DestinationPod } from '../machine/destination.ts';
import type { AnyRule, RuleMatch, RuleProgram, Section } from '../machine/ruleProgram.ts';
import { findHiddenMatches } from './findHiddenMatches.ts';

/** A rule that never decides, and how to find what decides in its place: the rules before it. */
export interface HiddenRule {
  readonly rule: AnyRule;
  /** What it matches of packets of any kind, as far as nothing is known of the destination. */
  readonly possible: FlowSet;
}

export interface ExaminedProgram {
  /** All rules that can decide something, here or in another program. */
  readonly deciding: readonly AnyRule[];
  /** Those that match something, and never before another has decided about it. */
  readonly hidden: readonly HiddenRule[];
  /**
   * What was not looked for, since it takes too long: anything at all, or rules that are each for packets of one kind and stand
   * behind others that are for some packets alone.
   */
  readonly notCompared?: 'any' | 'narrow' | undefined;
}

/** Where rules pass on or run others, they are asked one after the other, each about all that is left. */
const mostRulesFollowed = 3000;

/** For how many kinds of packets rules are looked through again, where rules for some packets alone may stand before others. */
const mostKinds = 100;

/**
 * A rule decides nothing where it decides nothing about any of these destinations: each leaves open all that rules can ask
 * for, so that what a rule matches there for certain it matches of every such destination, and what it may match holds all
 * that it matches of any. A pod may be of a namespace of its own, or of another that no file shows. Rules are for more than
 * connections, e.g. for ICMP or ESP, and all of it is asked about.
 */
function destinationsFor(namespaces: readonly string[]): readonly Destination[] {
  const nothingKnown = { labels: {}, incomplete: 'Its labels are not known.' };
  const podOf = (namespace: string): DestinationPod => ({
    namespace,
    namespaceLabels: nothingKnown,
    labels: nothingKnown,
  });
  const inCluster = { flows: ALL_FLOWS, outside: false } as const;
  const beyond: readonly Destination[] = [
    { flows: ALL_FLOWS, outside: true },
    { flows: ALL_FLOWS, outside: true, isNameless: true },
    inCluster,
  ];
  if (namespaces.length === 0) return [inCluster];
  return [
    ...beyond,
    { ...inCluster, isApiServer: true },
    { ...inCluster, node: nothingKnown },
    ...[...namespaces, ''].map((namespace) => ({ ...inCluster, pod: podOf(namespace) })),
  ];
}

/**
 * `namespaces` are those of the workloads that the program decides about; none for a program that knows no pods. `known` are rules
 * that decide something in another program: workloads share most of theirs, and these need not be asked about again.
 *
 * A rule may be for some packets alone, such as those that begin a connection or come from some addresses. It stands in the way
 * of those rules only that are for packets of the same kind. Destinations are as they are before any translation, since others may
 * not be translated. Rules of a section that decides more than that are not asked about.
 */
export function findHiddenRules(
  { sections, otherReadings = [] }: RuleProgram,
  namespaces: readonly string[],
  { known = new Set(), effort = new Effort() }: SearchLimits = {},
): ExaminedProgram {
  const readings = [sections, ...otherReadings.map((reading) => reading.sections)];
  const { rules, decidingMore } = listEveryRule(readings);
  const isPlain = rules.every(({ action }) => action === 'allow' || action === 'deny');
  const tooLong: ExaminedProgram = { deciding: rules, hidden: [], notCompared: 'any' };
  if (!isPlain && rules.length > mostRulesFollowed) return tooLong;
  const search: Search = { readings, rules, isPlain, destinations: destinationsFor(namespaces) };
  const asked = rules.filter((rule) => !known.has(rule) && !decidingMore.has(rule));
  const first = effort.attempt(
    () => findCandidates(search, asked),
    () => undefined,
  );
  if (first === undefined) return tooLong;
  const { idle, open } = first;
  const alike = [...Map.groupBy(open, keyOfNarrowing).values()];
  const compared = alike.slice(0, mostKinds).map((some) =>
    effort.attempt(
      () => findHidden(search, some, new Set(some[0]?.narrowing?.by)).hidden,
      () => undefined,
    ),
  );
  const hidden = new Map([...first.hidden, ...compared.flatMap((found) => found ?? [])].map((one) => [one.rule, one]));
  return {
    deciding: rules.filter((rule) => !idle.has(rule) && !hidden.has(rule)),
    hidden: rules.flatMap((rule) => hidden.get(rule) ?? []),
    notCompared: alike.length > compared.length || compared.includes(undefined) ? 'narrow' : undefined,
  };
}

interface SearchLimits {
  readonly known?: ReadonlySet<AnyRule> | undefined;
  /** The room that it may take. */
  readonly effort?: Effort | undefined;
}

/**
 * What can be told without going by one kind of packets after the other. Rules that others stand before, were all for the same
 * packets, may be hidden, and usually there are none. They are for certain where rules for every packet stand before them. Left are
 * those that take rules for some packets alone, which stand before rules for the same ones.
 */
function findCandidates(search: Search, asked: readonly AnyRule[]) {
  const { idle, hidden: behindAny } = findHidden(search, asked, undefined);
  const candidates = behindAny.map(({ rule }) => rule);
  for (const rule of candidates) idle.delete(rule);
  const isByKind = search.rules.some(isNarrow);
  if (!isByKind || candidates.length === 0) return { idle, hidden: behindAny, open: [] };
  const { hidden } = findHidden(search, candidates, new Set());
  const isHidden = new Set(hidden.map(({ rule }) => rule));
  return { idle, hidden, open: candidates.filter((rule) => isNarrow(rule) && !isHidden.has(rule)) };
}

/** The same for rules that are for packets of the same kind. */
function keyOfNarrowing({ narrowing }: AnyRule): string {
  return JSON.stringify(narrowing?.by.toSorted() ?? []);
}

/** Whether a rule is for packets of some kind alone. */
function isNarrow({ narrowing }: AnyRule): boolean {
  return narrowing !== undefined && narrowing.by.length > 0;
}

/** Whether a rule is for every packet of this kind, and maybe for others. */
export function isForAllOf(kind: ReadonlySet<string>, { narrowing }: AnyRule): boolean {
  return narrowing === undefined || narrowing.by.every((test) => kind.has(test));
}

interface Search {
  readonly readings: readonly (readonly Section[])[];
  readonly rules: readonly AnyRule[];
  /** Whether no rule passes on or runs others. */
  readonly isPlain: boolean;
  readonly destinations: readonly Destination[];
}

/**
 * Of the rules that are asked about, those that never decide about packets of one kind, or where none is given, about those that the
 * program tells of: idle ones, and of them those that match anything.
 */
function findHidden(
  { readings, isPlain, destinations }: Search,
  asked: readonly AnyRule[],
  kind: ReadonlySet<string> | undefined,
): { readonly idle: Set<AnyRule>; readonly hidden: readonly HiddenRule[] } {
  const left = new Set(asked);
  const matching = new Map<AnyRule, FlowSet>();
  const matchOf: Match = (rule, destination) => {
    const match = rule.match(destination);
    if (rule.narrowing === undefined) return match;
    const { certain, possible } = match;
    const widest = isEmpty(possible) ? possible : (rule.narrowing.widest ?? possible);
    return { certain: kind === undefined || isForAllOf(kind, rule) ? certain : NO_FLOWS, possible: widest };
  };
  for (const destination of destinations) {
    for (const sections of readings) {
      // Usually each rule decides something of the first destinations, and few need to be asked about the others.
      if (left.size === 0) break;
      const found = isPlain
        ? seeAll(sections, destination, left, matchOf)
        : follow(sections, left, destination, matchOf);
      for (const rule of found.deciding) left.delete(rule);
      for (const [rule, possible] of found.matching) {
        if (left.has(rule) && !matching.has(rule)) matching.set(rule, possible);
      }
    }
  }
  const hidden = [...left].flatMap((rule): readonly HiddenRule[] => {
    const possible = matching.get(rule);
    return possible === undefined ? [] : [{ rule, possible }];
  });
  return { idle: left, hidden };
}

/** What a rule makes of a destination, for the packets that are asked about. */
type Match = (rule: AnyRule, destination: Destination) => Pick<RuleMatch, 'certain' | 'possible'>;

/** Those of sections that rules run as well, each once, and which of them decide more than what comes to them. */
function listEveryRule(readings: Search['readings']): {
  readonly rules: readonly AnyRule[];
  readonly decidingMore: ReadonlySet<AnyRule>;
} {
  const rules = new Set<AnyRule>();
  const decidingMore = new Set<AnyRule>();
  const seen = new Set<readonly Section[]>();
  const add = (some: readonly Section[]): void => {
    if (seen.has(some)) return;
    seen.add(some);
    for (const section of some) {
      for (const rule of section.rules) {
        rules.add(rule);
        if (section.decidesMore === true) decidingMore.add(rule);
        if (rule.action === 'run') add(rule.sections);
      }
    }
  };
  for (const sections of readings) add(sections);
  return { rules: [...rules], decidingMore };
}

interface Found {
  readonly deciding: Iterable<AnyRule>;
  /** What each rule may match, of those that may match anything. */
  readonly matching: Iterable<readonly [AnyRule, FlowSet]>;
}

/** Without rules that pass on, sections are one list, which ends where a section decides about all that is left. */
function seeAll(
  sections: readonly Section[],
  destination: Destination,
  asked: ReadonlySet<AnyRule>,
  matchOf: Match,
): Found {
  const end = sections.findIndex(({ otherwise }) => otherwise !== 'next');
  const reached = end < 0 ? sections : sections.slice(0, end + 1);
  const rules = reached.flatMap((section) => section.rules);
  const { deciding, matching } =
    asked.size > fewRules
      ? lookTogether(rules, destination, asked, matchOf)
      : lookEach(rules, destination, asked, matchOf);
  const beyond = sections.slice(reached.length).flatMap((section) => section.rules);
  for (const rule of beyond) {
    const { possible } = matchOf(rule, destination);
    if (!isEmpty(possible)) matching.push([rule, possible]);
  }
  return { deciding, matching };
}

/** Few enough to be held, each by itself, against all that is matched before it. */
const fewRules = 16;

interface Seen extends Found {
  readonly deciding: AnyRule[];
  readonly matching: (readonly [AnyRule, FlowSet])[];
}

function lookTogether(
  rules: readonly AnyRule[],
  destination: Destination,
  asked: ReadonlySet<AnyRule>,
  matchOf: Match,
): Seen {
  const matches = rules
    .map((rule) => ({ rule, isAsked: asked.has(rule), ...matchOf(rule, destination) }))
    .filter(({ isAsked, certain, possible }) => !isEmpty(isAsked ? possible : certain));
  const hidden = findHiddenMatches(matches);
  const seen: Seen = { deciding: [], matching: [] };
  for (const [index, { rule, isAsked, possible }] of matches.entries()) {
    if (!isAsked) continue;
    seen.matching.push([rule, possible]);
    if (!hidden.has(index)) seen.deciding.push(rule);
  }
  return seen;
}

function lookEach(
  rules: readonly AnyRule[],
  destination: Destination,
  asked: ReadonlySet<AnyRule>,
  matchOf: Match,
): Seen {
  const seen: Seen = { deciding: [], matching: [] };
  let covered = NO_FLOWS;
  let since: FlowSet[] = [];
  const last = rules.findLastIndex((rule) => asked.has(rule));
  for (const rule of rules.slice(0, last + 1)) {
    const { certain, possible } = matchOf(rule, destination);
    if (asked.has(rule) && !isEmpty(possible)) {
      covered = uniteAll([covered, ...since]);
      since = [];
      seen.matching.push([rule, possible]);
      if (!covers(covered, possible)) seen.deciding.push(rule);
    }
    if (!isEmpty(certain)) since.push(certain);
  }
  return seen;
}

/** Only what one of the rules that are asked about may match is followed. */
function follow(
  sections: readonly Section[],
  asked: ReadonlySet<AnyRule>,
  destination: Destination,
  matchOf: Match,
): Found {
  const deciding: AnyRule[] = [];
  const matching = [...asked].flatMap((rule) => {
    const { possible } = matchOf(rule, destination);
    return isEmpty(possible) ? [] : [[rule, possible] as const];
  });
  const flows = uniteAll(matching.map(([, possible]) => possible));
  const { changed, ruleOf } = changeMatches(sections, matchOf);
  let isWhole = true;
  const { unknowns } = runProgram(
    { sections: changed },
    { ...destination, flows },
    ({ rule, possible, unknownBecause }) => {
      if (unknownBecause === tooMuch) isWhole = false;
      if (rule !== undefined && !isEmpty(possible)) deciding.push(ruleOf(rule));
    },
  );
  // Rules behind those where there was no more room were not met, and may decide all the same.
  if (!isWhole || unknowns.some(({ because }) => because === tooMuch)) runOut();
  return { deciding, matching };
}

/** The same sections with other matches, and which rule each rule of them was. */
function changeMatches(sections: readonly Section[], matchOf: Match) {
  const rules = new Map<AnyRule, AnyRule>();
  const known = new Map<readonly Section[], readonly Section[]>();
  const change = (some: readonly Section[]): readonly Section[] => entryOf(known, some, () => some.map(changeSection));
  const changeSection = ({ rules: own, otherwise, otherwiseBy }: Section): Section => ({
    rules: own.map(changeRule),
    otherwise,
    otherwiseBy,
  });
  const changeRule = (rule: AnyRule): AnyRule => {
    const { action, place } = rule;
    const match: AnyRule['match'] = (destination) => matchOf(rule, destination);
    const changed: AnyRule =
      action === 'run'
        ? { action, place, match, undecided: rule.undecided, sections: change(rule.sections) }
        : { action, place, match };
    rules.set(changed, rule);
    return changed;
  };
  return { changed: change(sections), ruleOf: (changed: AnyRule): AnyRule => rules.get(changed) ?? changed };
}
