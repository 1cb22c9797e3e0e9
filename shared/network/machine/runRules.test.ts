/** Rules that run sections, against a reader of single flows that knows neither flow sets nor an index. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_FLOWS, areEqual, flowsTo, intersect, NO_FLOWS, unite, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { unknownReasons } from './decision.ts';
import { runProgram } from './runProgram.ts';
import type { Decision } from './decision.ts';
import type { AnyRule, RulePlace, Section } from './ruleProgram.ts';
import { placesOf } from './walkSections.ts';
import type { MetRule } from './walkSections.ts';
import { arbitraryFlows, holds, sampledFlows } from '../testing/arbitraryFlows.ts';
import type { SingleFlow } from '../testing/arbitraryFlows.ts';

/** A rule of a chain; one that runs another names it by its index. */
interface ChainRule {
  readonly action: 'allow' | 'deny' | 'pass' | 'continue' | 'leave';
  readonly runs: number;
  readonly certain: FlowSet;
  readonly possible: FlowSet;
}

interface Chain {
  readonly rules: readonly ChainRule[];
  readonly otherwise: Section['otherwise'];
}

const placeOf = (rule: string): RulePlace => ({ file: 'rules.txt', document: 0, path: [], rule });

/** The sections of each chain; a chain runs only chains after it. */
function toSections(chains: readonly Chain[], withReach: boolean): readonly (readonly Section[])[] {
  const sections = chains.map((): Section[] => []);
  for (const [at, { rules, otherwise }] of chains.entries()) {
    sections[at]?.push({
      otherwise,
      otherwiseBy: [placeOf(`end of ${at}`)],
      rules: rules.map(({ action, runs, certain, possible }, index): AnyRule => {
        const base = {
          place: placeOf(`${at}.${index}`),
          match: () => ({ certain, possible, unknownBecause: `${at}.${index} is open` }),
          ...(withReach ? { reach: possible } : {}),
        };
        if (action !== 'continue' && action !== 'leave') return { ...base, action };
        const undecided = action === 'leave' ? 'pass' : 'continue';
        return { ...base, action: 'run', undecided, sections: sections[at + 1 + (runs % (chains.length - at))] ?? [] };
      }),
    });
  }
  return sections;
}

type Outcome = 'allow' | 'deny' | 'back';

/** Everything that may become of one flow in a chain, rule by rule. */
function outcomesOf(chains: readonly Chain[], at: number, flow: SingleFlow): ReadonlySet<Outcome> {
  const chain = chains[at];
  if (chain === undefined) return new Set<Outcome>(['back']);
  const from = (index: number): ReadonlySet<Outcome> => {
    const rule = chain.rules[index];
    if (rule === undefined) return new Set<Outcome>([chain.otherwise === 'next' ? 'back' : chain.otherwise]);
    if (!holds(rule.possible, flow)) return from(index + 1);
    const outcomes = new Set<Outcome>();
    if (!holds(rule.certain, flow)) for (const outcome of from(index + 1)) outcomes.add(outcome);
    if (rule.action === 'pass') return outcomes.add('back');
    if (rule.action === 'allow' || rule.action === 'deny') return outcomes.add(rule.action);
    for (const outcome of outcomesOf(chains, at + 1 + (rule.runs % (chains.length - at)), flow)) {
      if (outcome !== 'back' || rule.action === 'leave') outcomes.add(outcome);
      else for (const later of from(index + 1)) outcomes.add(later);
    }
    return outcomes;
  };
  return from(0);
}

const arbitraryChains = (rules: { minLength: number; maxLength: number }): fc.Arbitrary<readonly Chain[]> =>
  fc.array(
    fc.record({
      rules: fc.array(
        fc
          .record({
            action: fc.constantFrom(
              'allow' as const,
              'deny' as const,
              'pass' as const,
              'continue' as const,
              'leave' as const,
            ),
            runs: fc.nat(5),
            certain: arbitraryFlows,
            more: fc.oneof(fc.constant(NO_FLOWS), arbitraryFlows),
          })
          .map(({ action, runs, certain, more }): ChainRule => ({
            action,
            runs,
            certain,
            possible: unite(certain, more),
          })),
        rules,
      ),
      otherwise: fc.constantFrom('allow' as const, 'deny' as const, 'next' as const, 'next' as const),
    }),
    { minLength: 1, maxLength: 4 },
  );

function run(chains: readonly Chain[], flows = ALL_FLOWS, withReach = true): Decision {
  const [sections = []] = toSections(chains, withReach);
  return runProgram({ sections, goesByFlowsAlone: withReach }, { flows, outside: true });
}

function findWrong(chains: readonly Chain[], { mayAllow, mayDeny }: Decision): readonly SingleFlow[] {
  return sampledFlows.filter((flow) => {
    const outcomes = outcomesOf(chains, 0, flow);
    const allows = outcomes.has('allow') || outcomes.has('back');
    return holds(mayAllow, flow) !== allows || holds(mayDeny, flow) !== outcomes.has('deny');
  });
}

describe('a rule that runs sections', () => {
  it('decides what they decide, and hands on what comes back', () => {
    fc.assert(
      fc.property(arbitraryChains({ minLength: 0, maxLength: 4 }), (chains) => {
        expect(findWrong(chains, run(chains))).toEqual([]);
      }),
    );
  });

  it('decides the same in lists that are long enough to be searched', () => {
    fc.assert(
      fc.property(arbitraryChains({ minLength: 17, maxLength: 40 }), (chains) => {
        const searched = run(chains);
        expect(findWrong(chains, searched)).toEqual([]);
        const met = run(chains, ALL_FLOWS, false);
        expect(areEqual(searched.mayAllow, met.mayAllow) && areEqual(searched.mayDeny, met.mayDeny)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('decides about a part of the flows as about all of them, and names a step and a reason for it', () => {
    fc.assert(
      fc.property(arbitraryChains({ minLength: 0, maxLength: 4 }), arbitraryFlows, (chains, flows) => {
        const [whole, part] = [run(chains), run(chains, flows)];
        expect(areEqual(part.mayAllow, intersect(whole.mayAllow, flows))).toBe(true);
        expect(areEqual(part.mayDeny, intersect(whole.mayDeny, flows))).toBe(true);
        for (const [action, decided] of [['allow', part.mayAllow] as const, ['deny', part.mayDeny] as const]) {
          const steps = part.steps.filter((step) => step.action === action);
          expect(areEqual(uniteAll(steps.map((step) => step.flows)), decided)).toBe(true);
        }
        const isOpen = !areEqual(intersect(part.mayAllow, part.mayDeny), NO_FLOWS);
        expect(unknownReasons([part]).length > 0).toBe(isOpen);
      }),
    );
  });

  it('is followed into its sections and back, in the order of the packet', () => {
    const one = flowsTo([{ family: 4, first: 1, last: 1 }]);
    const base = { certain: one, possible: one, runs: 0 };
    const chains: readonly Chain[] = [
      {
        rules: [
          { ...base, action: 'continue' },
          { ...base, action: 'deny' },
        ],
        otherwise: 'allow',
      },
      { rules: [{ ...base, action: 'pass' }], otherwise: 'next' },
    ];
    const [sections = []] = toSections(chains, true);
    const met: MetRule[] = [];
    runProgram({ sections }, { flows: one, outside: true }, (rule) => met.push(rule));
    expect(met.map((step) => [step.action, placesOf(step)[0]?.rule, step.within.map(({ rule }) => rule)])).toEqual([
      ['run', '0.0', []],
      ['pass', '1.0', ['0.0']],
      ['deny', '0.1', []],
    ]);
  });

  it('is no way to make work double at each step', () => {
    const base = { certain: ALL_FLOWS, possible: ALL_FLOWS };
    const twice = { ...base, action: 'run', undecided: 'continue', place: placeOf('twice') } as const;
    let sections: readonly Section[] = [];
    for (let depth = 0; depth < 60; depth += 1) {
      const rule: AnyRule = { ...twice, sections, match: () => ({ ...base, unknownBecause: 'open' }) };
      sections = [{ rules: [rule, rule], otherwise: 'next', otherwiseBy: [] }];
    }
    let count = 0;
    const decision = runProgram({ sections }, { flows: ALL_FLOWS, outside: true }, () => (count += 1));
    expect(areEqual(decision.mayAllow, ALL_FLOWS)).toBe(true);
    expect(count).toBe(60 * 3);
  });
});

describe('a section that goes by flows alone', () => {
  const runsNothing = ({ rules, otherwise }: Chain): Chain => ({
    rules: rules.filter(({ action }) => action !== 'continue' && action !== 'leave'),
    otherwise,
  });

  it('decides the same as any other, whatever it was asked before', () => {
    fc.assert(
      fc.property(
        arbitraryChains({ minLength: 0, maxLength: 20 }),
        fc.array(arbitraryFlows, { minLength: 1, maxLength: 3 }),
        (chains, questions) => {
          const sections = toSections(chains.map(runsNothing), true).flat();
          const repeated = sections.map((section) => ({ ...section, goesByFlowsAlone: true }));
          for (const flows of [...questions, ...questions]) {
            const destination = { flows, outside: true };
            const [plain, known] = [sections, repeated].map((some) => runProgram({ sections: some }, destination));
            expect(known).toEqual(plain);
          }
        },
      ),
    );
  });
});

describe('a translated destination', () => {
  const flow = (address: number): FlowSet => flowsTo([{ family: 4, first: address, last: address }]);
  const deny = (flows: FlowSet): AnyRule => ({
    action: 'deny',
    place: placeOf('deny'),
    match: () => ({ certain: flows, possible: flows }),
  });
  const sections: readonly Section[] = [{ rules: [deny(flow(9))], otherwise: 'allow', otherwiseBy: [] }];
  const toNine = (from: FlowSet, to: FlowSet) => ({
    from,
    to,
    origin: (decided: FlowSet) => (areEqual(intersect(decided, to), NO_FLOWS) ? NO_FLOWS : from),
  });

  it('is what the sections see, and the original is what is decided about', () => {
    const flows = uniteAll([flow(1), flow(2), flow(3)]);
    const { mayAllow, mayDeny, steps } = runProgram(
      {
        sections,
        // 1 becomes 9; 2 may become 9 or stay; 3 is not for these sections.
        translate: () => ({ unchanged: flow(2), moved: [toNine(flow(1), flow(9)), toNine(flow(2), flow(9))] }),
      },
      { flows, outside: true },
    );
    expect(areEqual(mayDeny, unite(flow(1), flow(2)))).toBe(true);
    expect(areEqual(mayAllow, unite(flow(2), flow(3)))).toBe(true);
    expect(steps.find(({ action }) => action === 'deny')?.places).toEqual([placeOf('deny')]);
  });
});
