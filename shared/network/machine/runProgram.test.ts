import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_FLOWS,
  areEqual,
  covers,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  subtract,
  unite,
  uniteAll,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import {
  allOf,
  allowEverything,
  certainlyAllowed,
  certainlyDenied,
  eitherOf,
  knowNothing,
  unknownReasons,
} from './decision.ts';
import { runProgram } from './runProgram.ts';
import type { Decision } from './decision.ts';
import type { Rule, RulePlace, RuleProgram, Section } from './ruleProgram.ts';
import { placesOf } from './walkSections.ts';
import type { MetRule } from './walkSections.ts';
import { arbitraryFlows, arbitraryRange, arbitraryServices, holds, sampledFlows } from '../testing/arbitraryFlows.ts';
import type { SingleFlow } from '../testing/arbitraryFlows.ts';

/** A rule by what it matches, instead of by a format. */
interface PlainRule {
  readonly action: Rule['action'];
  readonly certain: FlowSet;
  readonly possible: FlowSet;
}

interface PlainSection {
  readonly rules: readonly PlainRule[];
  readonly otherwise: Section['otherwise'];
}

const placeOf = (rule: string): RulePlace => ({ file: 'rules.yaml', document: 0, path: [], rule });

function toProgram(sections: readonly PlainSection[], uncertain?: string): RuleProgram {
  return {
    ...(uncertain === undefined ? {} : { otherReadings: [{ sections: [], because: uncertain }] }),
    sections: sections.map(({ rules, otherwise }, at) => ({
      otherwise,
      otherwiseBy: [placeOf(`end of section ${at}`)],
      rules: rules.map(({ action, certain, possible }, index) => ({
        action,
        place: placeOf(`rule ${at}.${index}`),
        match: () => ({ certain, possible, unknownBecause: `rule ${at}.${index} is open` }),
      })),
    })),
  };
}

function run(sections: readonly PlainSection[], flows: FlowSet = ALL_FLOWS): Decision {
  return runProgram(toProgram(sections), { flows, outside: true });
}

/** What one reading makes of one flow; `takes` says whether it takes a rule that may match for one that does. */
function decideAlone(sections: readonly PlainSection[], flow: SingleFlow, takes: (rule: number) => boolean): boolean {
  let count = 0;
  for (const { rules, otherwise } of sections) {
    let isPassed = false;
    for (const { action, certain, possible } of rules) {
      const isHit = holds(certain, flow) || (holds(possible, flow) && takes(count++));
      if (!isHit) continue;
      if (action !== 'pass') return action === 'allow';
      isPassed = true;
      break;
    }
    if (!isPassed && otherwise !== 'next') return otherwise === 'allow';
  }
  return true;
}

/** What any reading makes of one flow, by going through all of them. */
function outcomesOf(sections: readonly PlainSection[], flow: SingleFlow): ReadonlySet<boolean> {
  const open = sections
    .flatMap(({ rules }) => rules)
    .filter(({ certain, possible }) => holds(possible, flow) && !holds(certain, flow)).length;
  return new Set(
    Array.from({ length: 2 ** open }, (_, reading) =>
      decideAlone(sections, flow, (rule) => ((reading >> rule) & 1) === 1),
    ),
  );
}

const arbitraryAction = fc.constantFrom('allow' as const, 'deny' as const, 'pass' as const);

const arbitraryRule = fc
  .tuple(arbitraryAction, arbitraryFlows, fc.oneof(fc.constant(NO_FLOWS), arbitraryFlows))
  .map(([action, certain, more]): PlainRule => ({ action, certain, possible: unite(certain, more) }));

const arbitrarySections = fc.array(
  fc.record({
    rules: fc.array(arbitraryRule, { maxLength: 4 }),
    otherwise: fc.constantFrom('allow' as const, 'deny' as const, 'next' as const),
  }),
  { minLength: 1, maxLength: 3 },
);

const certainRule = (action: Rule['action']) =>
  arbitraryFlows.map((flows): PlainRule => ({ action, certain: flows, possible: flows }));

const allowOnly = (rules: readonly PlainRule[]): readonly PlainSection[] => [{ rules, otherwise: 'deny' }];

function insertAt<Item>(list: readonly Item[], at: number, item: Item): readonly Item[] {
  const index = at % (list.length + 1);
  return [...list.slice(0, index), item, ...list.slice(index)];
}

describe('a rule program', () => {
  it('says of each flow what any reading of its uncertain rules says', () => {
    fc.assert(
      fc.property(arbitrarySections, (sections) => {
        const { mayAllow, mayDeny } = run(sections);
        const wrong = sampledFlows.filter((flow) => {
          const outcomes = outcomesOf(sections, flow);
          return holds(mayAllow, flow) !== outcomes.has(true) || holds(mayDeny, flow) !== outcomes.has(false);
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('decides about what it is asked, and about all of it', () => {
    fc.assert(
      fc.property(arbitrarySections, arbitraryFlows, (sections, flows) => {
        const { mayAllow, mayDeny } = run(sections, flows);
        expect(areEqual(unite(mayAllow, mayDeny), flows)).toBe(true);
        const whole = run(sections);
        expect(areEqual(mayAllow, intersect(whole.mayAllow, flows))).toBe(true);
        expect(areEqual(mayDeny, intersect(whole.mayDeny, flows))).toBe(true);
      }),
    );
  });

  it('names a deciding rule for everything that a rule or the end of a section decides', () => {
    fc.assert(
      fc.property(arbitrarySections, (sections) => {
        const { mayAllow, mayDeny, steps } = run(sections);
        const decided = (action: 'allow' | 'deny'): FlowSet =>
          uniteAll(steps.filter((step) => step.action === action).map(({ flows }) => flows));
        expect(areEqual(decided('allow'), mayAllow)).toBe(true);
        expect(areEqual(decided('deny'), mayDeny)).toBe(true);
        expect(steps.every(({ flows }) => !isEmpty(flows))).toBe(true);
      }),
    );
  });

  it('gives a reason wherever the outcome is open, and none where it is not', () => {
    fc.assert(
      fc.property(arbitrarySections, (sections) => {
        const decision = run(sections);
        const isOpen = !isEmpty(intersect(decision.mayAllow, decision.mayDeny));
        expect(unknownReasons([decision]).length > 0).toBe(isOpen);
      }),
    );
  });

  it('never denies what was allowed when an allow is added', () => {
    fc.assert(
      fc.property(arbitrarySections, certainRule('allow'), fc.nat(), fc.nat(), (sections, added, where, at) => {
        const before = run(sections);
        const more = sections.map((section, index) =>
          index === where % sections.length ? { ...section, rules: insertAt(section.rules, at, added) } : section,
        );
        expect(covers(before.mayDeny, run(more).mayDeny)).toBe(true);
        expect(covers(certainlyAllowed(run(more)), certainlyAllowed(before))).toBe(true);
      }),
    );
  });

  it('never allows what was denied when a deny is added', () => {
    fc.assert(
      fc.property(arbitrarySections, certainRule('deny'), fc.nat(), fc.nat(), (sections, added, where, at) => {
        const before = run(sections);
        const more = sections.map((section, index) =>
          index === where % sections.length ? { ...section, rules: insertAt(section.rules, at, added) } : section,
        );
        expect(covers(before.mayAllow, run(more).mayAllow)).toBe(true);
        expect(covers(certainlyDenied(run(more)), certainlyDenied(before))).toBe(true);
      }),
    );
  });

  it('does not go by the order of rules that all allow', () => {
    const allows = fc.array(
      arbitraryRule.map((rule): PlainRule => ({ ...rule, action: 'allow' })),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        allows.chain((rules) => fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length }))),
        ([rules, shuffled]) => {
          const [one, other] = [run(allowOnly(rules)), run(allowOnly(shuffled))];
          expect(areEqual(one.mayAllow, other.mayAllow) && areEqual(one.mayDeny, other.mayDeny)).toBe(true);
        },
      ),
    );
  });

  it('goes by the order where an allow and a deny overlap: the first decides', () => {
    fc.assert(
      fc.property(certainRule('allow'), certainRule('deny'), (allow, deny) => {
        const allowFirst = run([{ rules: [allow, deny], otherwise: 'next' }]);
        const denyFirst = run([{ rules: [deny, allow], otherwise: 'next' }]);
        expect(areEqual(certainlyDenied(allowFirst), subtract(deny.certain, allow.certain))).toBe(true);
        expect(areEqual(certainlyDenied(denyFirst), deny.certain)).toBe(true);
      }),
    );
  });

  it('makes nothing of a range that is written as two', () => {
    fc.assert(
      fc.property(
        arbitraryRange,
        arbitraryServices,
        arbitraryAction,
        arbitrarySections,
        (range, open, action, rest) => {
          const middle =
            range.family === 4
              ? Math.floor((range.first + range.last) / 2)
              : range.first + (range.last - range.first) / 2n;
          const halves = [
            { ...range, last: middle },
            { ...range, first: typeof middle === 'bigint' ? middle + 1n : middle + 1 },
          ].filter(({ first, last }) => first <= last) as (typeof range)[];
          const ruleFor = (ranges: readonly (typeof range)[]): PlainRule => {
            const flows = flowsTo(ranges, open);
            return { action, certain: flows, possible: flows };
          };
          const whole = run([{ rules: [ruleFor([range])], otherwise: 'next' }, ...rest]);
          const split = run([{ rules: halves.map((half) => ruleFor([half])), otherwise: 'next' }, ...rest]);
          expect(areEqual(whole.mayAllow, split.mayAllow) && areEqual(whole.mayDeny, split.mayDeny)).toBe(true);
        },
      ),
    );
  });

  it('never turns a certain outcome into the opposite by knowing less of a rule', () => {
    fc.assert(
      fc.property(
        arbitrarySections,
        fc.array(fc.tuple(arbitraryFlows, arbitraryFlows), { minLength: 12, maxLength: 12 }),
        (sections, doubts) => {
          let count = 0;
          const doubted = sections.map(({ rules, otherwise }) => ({
            otherwise,
            rules: rules.map(({ action, certain, possible }) => {
              const [lost, gained] = doubts[count++] ?? [NO_FLOWS, NO_FLOWS];
              return { action, certain: subtract(certain, lost), possible: unite(possible, gained) };
            }),
          }));
          const [known, unsure] = [run(sections), run(doubted)];
          expect(covers(unsure.mayAllow, known.mayAllow) && covers(unsure.mayDeny, known.mayDeny)).toBe(true);
        },
      ),
    );
  });

  it('that may not be in force at all denies nothing for certain', () => {
    fc.assert(
      fc.property(arbitrarySections, (sections) => {
        const inForce = run(sections);
        const perhaps = runProgram(toProgram(sections, 'in doubt'), { flows: ALL_FLOWS, outside: true });
        expect(isEmpty(certainlyDenied(perhaps))).toBe(true);
        expect(areEqual(certainlyAllowed(perhaps), certainlyAllowed(inForce))).toBe(true);
      }),
    );
  });

  it('without sections lets everything through, since nothing forbids it', () => {
    expect(run([])).toMatchObject({ mayAllow: ALL_FLOWS, mayDeny: NO_FLOWS });
  });
});

describe('several decisions', () => {
  const arbitraryDecision = arbitrarySections.map((sections) => run(sections));

  it('that must all allow let through what each does, and nothing that one denies', () => {
    fc.assert(
      fc.property(fc.array(arbitraryDecision, { maxLength: 3 }), (decisions) => {
        const all = allOf(decisions, ALL_FLOWS);
        const wrong = sampledFlows.filter((flow) => {
          const mayAllow = decisions.every((one) => holds(one.mayAllow, flow));
          const mayDeny = decisions.some((one) => holds(one.mayDeny, flow));
          return holds(all.mayAllow, flow) !== mayAllow || holds(all.mayDeny, flow) !== mayDeny;
        });
        expect(wrong).toEqual([]);
        expect(decisions.every((one) => covers(certainlyDenied(all), certainlyDenied(one)))).toBe(true);
      }),
    );
  });

  it('of which one holds allow for certain only what each does', () => {
    fc.assert(
      fc.property(arbitraryDecision, arbitraryDecision, (one, other) => {
        const either = eitherOf(one, other, 'in doubt', ALL_FLOWS);
        expect(areEqual(certainlyAllowed(either), intersect(certainlyAllowed(one), certainlyAllowed(other)))).toBe(
          true,
        );
        expect(areEqual(certainlyDenied(either), intersect(certainlyDenied(one), certainlyDenied(other)))).toBe(true);
      }),
    );
  });

  it('leave a denial certain whatever is not known beside it', () => {
    fc.assert(
      fc.property(arbitraryDecision, (decision) => {
        const all = allOf([knowNothing(ALL_FLOWS, 'not supplied'), decision], ALL_FLOWS);
        expect(areEqual(certainlyDenied(all), certainlyDenied(decision))).toBe(true);
        expect(isEmpty(certainlyAllowed(all))).toBe(true);
        const alone = allOf([allowEverything(ALL_FLOWS), decision], ALL_FLOWS);
        expect(areEqual(certainlyAllowed(alone), certainlyAllowed(decision))).toBe(true);
      }),
    );
  });
});

describe('whoever follows', () => {
  const [low, high] = [flowsTo([{ family: 4, first: 0, last: 9 }]), flowsTo([{ family: 4, first: 5, last: 19 }])];
  const all = unite(low, high);
  const sections: readonly PlainSection[] = [
    { rules: [{ action: 'pass', certain: low, possible: low }], otherwise: 'next' },
    {
      rules: [
        { action: 'allow', certain: NO_FLOWS, possible: NO_FLOWS },
        { action: 'deny', certain: low, possible: all },
      ],
      otherwise: 'allow',
    },
    { rules: [{ action: 'deny', certain: all, possible: all }], otherwise: 'deny' },
  ];

  it('is told of each rule that is met, with what is open there and what it takes of that', () => {
    const met: MetRule[] = [];
    runProgram(toProgram(sections), { flows: all, outside: true }, (rule) => met.push(rule));
    expect(met.map((one) => `${one.section} ${one.action} ${placesOf(one)[0]?.rule}`)).toEqual([
      '0 pass rule 0.0',
      '0 next end of section 0',
      '1 allow rule 1.0',
      '1 deny rule 1.1',
      '1 allow end of section 1',
    ]);
    expect(met.map(({ rule }) => rule === undefined)).toEqual([false, true, false, false, true]);
    const [, , unhit, taken, end] = met;
    expect(unhit && isEmpty(unhit.possible)).toBe(true);
    expect(taken && [areEqual(taken.open, all), areEqual(taken.certain, low), areEqual(taken.possible, all)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(end && areEqual(end.open, subtract(all, low))).toBe(true);
  });

  it('changes nothing about the decision', () => {
    const program = toProgram(sections);
    const destination = { flows: all, outside: true };
    expect(runProgram(program, destination, () => undefined)).toEqual(runProgram(program, destination));
  });
});
