/** Rules that others stand before, so that they never come to bear on any traffic of this cluster. */
import { count } from '../../kernel/count.ts';
import type { LayerKind } from '../../plan/plan.ts';
import { ALL_FLOWS, covers, intersect, NO_FLOWS, unite } from '../flows/flowSet.ts';
import { Effort } from '../flows/effort.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import { findBearing } from '../machine/findBearing.ts';
import { listRules } from '../machine/listRules.ts';
import type { Destination } from '../machine/destination.ts';
import type { AnyRule, RulePlace, RuleProgram } from '../machine/ruleProgram.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import { findHiddenRules, isForAllOf } from './findHiddenRules.ts';
import type { ExaminedProgram, HiddenRule } from './findHiddenRules.ts';
import type { FindingInput } from './findingInput.ts';
import { keyOfPlace } from './keyOfPlace.ts';
import type { SubjectGroup } from './subjectGroups.ts';
import { nameSome } from './words.ts';

/** Of one layer; the others are counted. */
const mostShown = 100;
const mostNamedBefore = 3;

interface AskedProgram {
  readonly program: RuleProgram;
  readonly layer: LayerKind;
  readonly groups: readonly SubjectGroup[];
}

/**
 * A rule counts once it can decide about some destination for one of the workloads or nodes. One that matches nothing that
 * comes from there may be meant for others, and is let be; so are a product's own last rules, which nobody can take away.
 */
export function findRulesThatNeverDecide(input: FindingInput): Examined {
  const deciding = new Set<AnyRule>();
  const programs = programsOf(input.groups);
  const found = new Map<AskedProgram, ExaminedProgram>();
  const byLayer = Map.groupBy(programs, ({ layer }) => layer);
  const shortFirst = [...byLayer.values()]
    .map((some) => ({ some, rules: countRules(some) }))
    .toSorted((one, other) => one.rules - other.rules);
  for (const [done, { some }] of shortFirst.entries()) {
    // Each layer has a share of the room, and so has what is told: of what one leaves, longer ones have more.
    const effort = Effort.shareOf(shortFirst.length - done + 1);
    for (const asked of some) {
      const one = findHiddenRules(asked.program, namespacesOf(asked), { known: deciding, effort });
      for (const rule of one.deciding) deciding.add(rule);
      found.set(asked, one);
    }
  }
  const examined = programs.map((asked) => ({ asked, ...(found.get(asked) as ExaminedProgram) }));
  const hidden = new Map<string, HiddenIn>();
  for (const { asked, hidden: own } of examined) {
    for (const one of own) {
      const { place } = one.rule;
      if (place.isBuiltIn !== true) hidden.set(keyOfPlace(place), { ...one, asked });
    }
  }
  const names = new Set([...hidden.values()].map(({ rule }) => rule.place.rule));
  for (const { place } of hidden.size === 0 ? [] : deciding) {
    if (names.has(place.rule)) hidden.delete(keyOfPlace(place));
  }
  const unknownBecause = examined.flatMap(({ asked, notCompared }) =>
    notCompared === undefined ? [] : [`${layerTitles[asked.layer]} has more ${tooMany[notCompared]}.`],
  );
  const number = Math.max(...examined.map((one) => one.deciding.length + one.hidden.length), 0);
  return {
    findings: [...Map.groupBy(hidden.values(), ({ asked }) => asked.layer).values()].flatMap((some) =>
      describeHidden(some.slice(0, mostShown), input),
    ),
    found: hidden.size,
    examined: examined.length,
    of: `${count(examined.length, 'list of rules', 'lists of rules')}, the longest of ${number}`,
    unknownBecause: [...new Set(unknownBecause)],
  };
}

/** What a list of rules has more of than is compared. */
const tooMany: Readonly<Record<NonNullable<ExaminedProgram['notCompared']>, string>> = {
  any: 'rules in chains or tiers, or longer lists in its rules, than are compared with each other',
  narrow:
    'rules that are each for some packets alone, such as those of one sender or state, than are compared with those for the same packets',
};

interface HiddenIn extends HiddenRule {
  readonly asked: AskedProgram;
}

/** A program is examined once, however many workloads it decides about. */
function programsOf(groups: readonly SubjectGroup[]): readonly AskedProgram[] {
  const asked = new Map<RuleProgram, { layer: LayerKind; groups: SubjectGroup[] }>();
  for (const group of groups) {
    for (const { state, parts } of group.layers) {
      if (state.layer === 'route') continue;
      for (const { program } of parts) {
        if (program.judges !== undefined) continue;
        const known = asked.get(program) ?? { layer: state.layer, groups: [] };
        known.groups.push(group);
        asked.set(program, known);
      }
    }
  }
  return [...asked].map(([program, rest]) => ({ program, ...rest }));
}

function countRules(programs: readonly AskedProgram[]): number {
  return programs.reduce((sum, { program }) => sum + listRules(program).length, 0);
}

/** Only rules for pods know namespaces. */
function namespacesOf({ layer, groups }: AskedProgram): readonly string[] {
  if (layer !== 'pod-policy') return [];
  return [...new Set(groups.flatMap(({ workloads }) => workloads.map(({ namespace }) => namespace)))];
}

function describeHidden(hidden: readonly HiddenIn[], input: FindingInput): Examined['findings'] {
  const byProgram = Map.groupBy(hidden, ({ asked }) => asked.program);
  return [...byProgram].flatMap(([program, some]) => {
    const rules = listRules(program);
    return some.map((one) => toFinding(one, findDecidingBefore(one, rules), input));
  });
}

function toFinding(
  { rule, asked }: HiddenIn,
  before: readonly RulePlace[],
  { ruleSet }: FindingInput,
): Omit<EgressFinding, 'kind'> {
  const names = before.map((place) => ({ ...ruleSet.locate(place), note: 'decides before it' }));
  const by = before.length === 0 ? 'the end of the rules before it' : nameSome(before.map((place) => place.rule));
  return {
    subject: rule.place.rule,
    title: `${rule.place.rule} never decides: ${by} decides before it`,
    certainty: 'certain',
    unknownBecause: [],
    layer: asked.layer,
    workloads: [...new Set(asked.groups.flatMap((group) => group.names))],
    connections: [],
    rules: [ruleSet.locate(rule.place), ...names],
    surplus: [],
    remedy: `Remove it${mayIsolate(rule, asked.program) ? keepPolicy : ''}; or, if what it says is meant, put it before ${by}.`,
  };
}

/** Whether pods are closed by the rule's own policy alone, which it may be the only rule of. */
function mayIsolate({ place }: AnyRule, { sections }: RuleProgram): boolean {
  return sections.some(({ otherwiseBy }) => {
    const [only, ...others] = otherwiseBy;
    return others.length === 0 && only?.file === place.file && only.rule === place.rule;
  });
}

const keepPolicy =
  ', but keep its policy, which alone closes these pods (in a NetworkPolicy without other rules: policyTypes: [Egress])';

const anything: Destination = { flows: ALL_FLOWS, outside: false };

/** The first rules that take what it matches, by what is known of an address and no more. */
function findDecidingBefore({ rule, possible }: HiddenIn, rules: readonly AnyRule[]): readonly RulePlace[] {
  const places = new Map<string, RulePlace>();
  let covered = NO_FLOWS;
  // There may be a hundred thousand rules before one.
  const kind = new Set(rule.narrowing?.by);
  for (const other of findBearing(rules, possible)) {
    if (other === rule || places.size === mostNamedBefore || covers(covered, possible)) break;
    if (!isForAllOf(kind, other)) continue;
    const { certain } = other.match(anything);
    const taken = intersect(certain, possible);
    if (covers(covered, taken)) continue;
    covered = unite(covered, taken);
    places.set(keyOfPlace(other.place), other.place);
  }
  return [...places.values()];
}
