/** Which rules of one program never decide, whatever the destination is. */
import { ALL_CONNECTIONS, isEmpty } from '../flowSet.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { Destination, DestinationPod } from '../destination.ts';
import type { AnyRule, RuleMatch, RuleProgram, Section } from '../ruleProgram.ts';
import { findHiddenMatches } from './findHiddenMatches.ts';

/** A rule that never decides, and how to find what decides in its place: the rules before it. */
export interface HiddenRule {
  readonly rule: AnyRule;
  /** What it matches, as far as nothing is known of the destination. */
  readonly possible: RuleMatch['possible'];
}

export interface ExaminedProgram {
  /** All rules that can decide something. */
  readonly deciding: ReadonlySet<AnyRule>;
  /** Those that match something, and never before another has decided about it. */
  readonly hidden: readonly HiddenRule[];
  /** Whether it was too long to be examined. */
  readonly isTooLong: boolean;
}

/** Where rules pass on or run others, they are asked one after the other, each about all that is left. */
const mostRulesFollowed = 3000;

/**
 * A rule decides nothing where it decides nothing about any of these destinations: each leaves open all that rules can ask
 * for, so that what a rule matches there for certain it matches of every such destination, and what it may match holds all
 * that it matches of any. A pod may be of a namespace of its own, or of another that no file shows.
 */
function destinationsFor(namespaces: readonly string[]): readonly Destination[] {
  const nothingKnown = { labels: {}, incomplete: 'Its labels are not known.' };
  const podOf = (namespace: string): DestinationPod => ({
    namespace,
    namespaceLabels: nothingKnown,
    labels: nothingKnown,
  });
  const inCluster = { flows: ALL_CONNECTIONS, outside: false } as const;
  const beyond: readonly Destination[] = [
    { flows: ALL_CONNECTIONS, outside: true },
    { flows: ALL_CONNECTIONS, outside: true, isNameless: true },
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

/** `namespaces` are those of the workloads that the program decides about; none for a program that knows no pods. */
export function findHiddenRules(program: RuleProgram, namespaces: readonly string[]): ExaminedProgram {
  const { sections, otherReadings = [] } = program;
  const readings = [sections, ...otherReadings.map((reading) => reading.sections)];
  const rules = readings.flatMap(listEveryRule);
  const isPlain =
    program.translate === undefined && rules.every(({ action }) => action === 'allow' || action === 'deny');
  if (!isPlain && rules.length > mostRulesFollowed) return { deciding: new Set(rules), hidden: [], isTooLong: true };
  const deciding = new Set<AnyRule>();
  const matching = new Map<AnyRule, RuleMatch['possible']>();
  for (const destination of destinationsFor(namespaces)) {
    // Usually each rule decides something of the first destinations, and the others need not be asked about.
    if (rules.every((rule) => deciding.has(rule))) break;
    for (const some of readings) {
      const found = isPlain ? seeAll(some, destination) : follow({ ...program, sections: some }, rules, destination);
      for (const rule of found.deciding) deciding.add(rule);
      for (const [rule, possible] of found.matching) if (!matching.has(rule)) matching.set(rule, possible);
    }
  }
  const hidden = [...new Set(rules)].flatMap((rule): readonly HiddenRule[] => {
    const possible = matching.get(rule);
    return deciding.has(rule) || possible === undefined ? [] : [{ rule, possible }];
  });
  return { deciding, hidden, isTooLong: false };
}

/** Those of sections that rules run as well, each once. */
function listEveryRule(sections: readonly Section[]): readonly AnyRule[] {
  const rules = new Set<AnyRule>();
  const seen = new Set<readonly Section[]>();
  const add = (some: readonly Section[]): void => {
    if (seen.has(some)) return;
    seen.add(some);
    for (const rule of some.flatMap((section) => section.rules)) {
      rules.add(rule);
      if (rule.action === 'run') add(rule.sections);
    }
  };
  add(sections);
  return [...rules];
}

interface Found {
  readonly deciding: Iterable<AnyRule>;
  /** What each rule may match, of those that may match anything. */
  readonly matching: Iterable<readonly [AnyRule, RuleMatch['possible']]>;
}

/** Without rules that pass on, sections are one list, which ends where a section decides about all that is left. */
function seeAll(sections: readonly Section[], destination: Destination): Found {
  const end = sections.findIndex(({ otherwise }) => otherwise !== 'next');
  const reached = end < 0 ? sections : sections.slice(0, end + 1);
  const rules = reached.flatMap((section) => section.rules);
  const beyond = sections.slice(reached.length).flatMap((section) => section.rules);
  const matches = rules.map((rule) => rule.match(destination));
  const hidden = findHiddenMatches(matches);
  const matching: (readonly [AnyRule, RuleMatch['possible']])[] = [];
  const deciding: AnyRule[] = [];
  for (const [index, { possible }] of matches.entries()) {
    if (isEmpty(possible)) continue;
    matching.push([rules[index] as AnyRule, possible]);
    if (!hidden.has(index)) deciding.push(rules[index] as AnyRule);
  }
  for (const rule of beyond) {
    const { possible } = rule.match(destination);
    if (!isEmpty(possible)) matching.push([rule, possible]);
  }
  return { deciding, matching };
}

function follow({ sections, translate }: RuleProgram, rules: readonly AnyRule[], destination: Destination): Found {
  const deciding: AnyRule[] = [];
  runProgram({ sections, translate }, destination, ({ rule, possible }) => {
    if (rule !== undefined && !isEmpty(possible)) deciding.push(rule);
  });
  const matching = rules.map((rule) => [rule, rule.match(destination).possible] as const);
  return { deciding, matching: matching.filter(([, flows]) => !isEmpty(flows)) };
}
