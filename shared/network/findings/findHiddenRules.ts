/** Which rules of one program never decide, whatever the destination is. */
import { ALL_FLOWS, covers, isEmpty, NO_FLOWS, uniteAll } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
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
  /** All rules that can decide something, here or in another program. */
  readonly deciding: readonly AnyRule[];
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
 */
export function findHiddenRules(
  program: RuleProgram,
  namespaces: readonly string[],
  known: ReadonlySet<AnyRule> = new Set(),
): ExaminedProgram {
  const { sections, otherReadings = [] } = program;
  const readings = [sections, ...otherReadings.map((reading) => reading.sections)];
  const rules = [...new Set(readings.flatMap(listEveryRule))];
  const isPlain =
    program.translate === undefined && rules.every(({ action }) => action === 'allow' || action === 'deny');
  if (!isPlain && rules.length > mostRulesFollowed) return { deciding: rules, hidden: [], isTooLong: true };
  const asked = new Set(rules.filter((rule) => !known.has(rule)));
  const matching = new Map<AnyRule, RuleMatch['possible']>();
  for (const destination of destinationsFor(namespaces)) {
    for (const some of readings) {
      // Usually each rule decides something of the first destinations, and few need to be asked about the others.
      if (asked.size === 0) break;
      const found = isPlain
        ? seeAll(some, destination, asked)
        : follow({ ...program, sections: some }, rules, destination);
      for (const rule of found.deciding) asked.delete(rule);
      for (const [rule, possible] of found.matching) {
        if (asked.has(rule) && !matching.has(rule)) matching.set(rule, possible);
      }
    }
  }
  const hidden = [...asked].flatMap((rule): readonly HiddenRule[] => {
    const possible = matching.get(rule);
    return possible === undefined ? [] : [{ rule, possible }];
  });
  return { deciding: rules.filter((rule) => !asked.has(rule)), hidden, isTooLong: false };
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
function seeAll(sections: readonly Section[], destination: Destination, asked: ReadonlySet<AnyRule>): Found {
  const end = sections.findIndex(({ otherwise }) => otherwise !== 'next');
  const reached = end < 0 ? sections : sections.slice(0, end + 1);
  const rules = reached.flatMap((section) => section.rules);
  const { deciding, matching } =
    asked.size > fewRules ? lookTogether(rules, destination) : lookEach(rules, destination, asked);
  const beyond = sections.slice(reached.length).flatMap((section) => section.rules);
  for (const rule of beyond) {
    const { possible } = rule.match(destination);
    if (!isEmpty(possible)) matching.push([rule, possible]);
  }
  return { deciding, matching };
}

/** Few enough to be held, each by itself, against all that is matched before it. */
const fewRules = 16;

interface Seen extends Found {
  readonly deciding: AnyRule[];
  readonly matching: (readonly [AnyRule, RuleMatch['possible']])[];
}

function lookTogether(rules: readonly AnyRule[], destination: Destination): Seen {
  const matches = rules.map((rule) => rule.match(destination));
  const hidden = findHiddenMatches(matches);
  const seen: Seen = { deciding: [], matching: [] };
  for (const [index, { possible }] of matches.entries()) {
    if (isEmpty(possible)) continue;
    seen.matching.push([rules[index] as AnyRule, possible]);
    if (!hidden.has(index)) seen.deciding.push(rules[index] as AnyRule);
  }
  return seen;
}

function lookEach(rules: readonly AnyRule[], destination: Destination, asked: ReadonlySet<AnyRule>): Seen {
  const seen: Seen = { deciding: [], matching: [] };
  let covered = NO_FLOWS;
  let since: FlowSet[] = [];
  const last = rules.findLastIndex((rule) => asked.has(rule));
  for (const rule of rules.slice(0, last + 1)) {
    const { certain, possible } = rule.match(destination);
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

function follow({ sections, translate }: RuleProgram, rules: readonly AnyRule[], destination: Destination): Found {
  const deciding: AnyRule[] = [];
  runProgram({ sections, translate }, destination, ({ rule, possible }) => {
    if (rule !== undefined && !isEmpty(possible)) deciding.push(rule);
  });
  const matching = rules.flatMap((rule) => {
    const { possible, goesByState } = rule.match(destination);
    // What it decides about replies is not asked about.
    return isEmpty(possible) || goesByState === true ? [] : [[rule, possible] as const];
  });
  return { deciding, matching };
}
