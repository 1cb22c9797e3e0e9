import { describe, expect, it } from 'vitest';
import { toRanges } from './addressSpaces.ts';
import { unknownReasons } from '../machine/decision.ts';
import { ALL_CONNECTIONS, flowsTo, isEmpty, subtract } from './flowSet.ts';
import { ruleOf } from '../machine/ruleOf.ts';
import type { RuleProgram } from '../machine/ruleProgram.ts';
import { servicesOf } from './services.ts';
import { Effort, spend, standAt, tooMuch, workOut } from './effort.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { MetRule } from '../machine/walkSections.ts';

const listed = toRanges(Array.from({ length: 10_000 }, (_, at) => `20.${at >> 8}.${at % 256}.0/25`));
const elsewhere = Array.from({ length: 100 }, (_, at) => flowsTo(toRanges([`30.0.${at}.0/25`])));

/** Rules that each allow one port to a list of ten thousand ranges, then some for single ranges. */
function programOf(rules: number): RuleProgram {
  const ofList = Array.from({ length: rules }, (_, at) => flowsTo(listed, servicesOf('TCP', 1 + at * 2)));
  return {
    sections: [
      {
        rules: [...ofList, ...elsewhere].map((flows, at) =>
          ruleOf(
            'allow',
            { file: 'a', document: 0, path: [at], rule: `rule ${at}` },
            { certain: flows, possible: flows },
          ),
        ),
        otherwise: 'deny',
        otherwiseBy: [],
      },
    ],
  };
}

const everything = { flows: ALL_CONNECTIONS, outside: false };

const sayNothing = (): undefined => undefined;

describe('what is attempted', () => {
  const attempt = (effort: Effort, steps: number): boolean | undefined =>
    effort.attempt(() => {
      spend(steps);
      return true;
    }, sayNothing);

  it('is answered as long as there is room, and then as it was said', () => {
    const effort = new Effort(100);
    expect([60, 30, 20, 0].map((steps) => attempt(effort, steps))).toEqual([true, true, undefined, undefined]);
  });

  it('is stopped wherever it stands, and what is beside it goes on', () => {
    const [whole, part] = [new Effort(100), new Effort(50)];
    const taken: (boolean | undefined)[] = [];
    const isDone = whole.attempt(() => {
      taken.push(attempt(part, 60), attempt(part, 1), attempt(new Effort(50), 30), attempt(new Effort(50), 30));
      spend(20);
      return true;
    }, sayNothing);
    expect(taken).toEqual([undefined, undefined, true, undefined]);
    expect(isDone).toBeUndefined();
  });

  it('counts what is attempted within it once, where both go by one effort', () => {
    const effort = new Effort(100);
    effort.attempt(() => attempt(effort, 40), sayNothing);
    expect(effort.left).toBe(60);
  });

  it('has no more room than the answer that it is a part of, and the next answer has its own', () => {
    const most = 1e9;
    const answers = [most, 10].map((steps) =>
      workOut(() => [attempt(new Effort(2 * most), steps), attempt(new Effort(2 * most), 10)]),
    );
    expect(answers).toEqual([
      [undefined, undefined],
      [true, true],
    ]);
  });

  it('tells the rule at which there was no more room, also of what comes after it, and no other answer', () => {
    const at = (rule: string) => ({ place: { file: 'a', document: 0, path: [], rule } });
    const place = (steps: number, rule?: string): string | undefined =>
      new Effort(50).attempt(
        () => {
          if (rule !== undefined) standAt(at(rule));
          attempt(new Effort(1), 0);
          spend(steps);
          return 'answered';
        },
        (stopped) => stopped?.rule,
      );
    const asked = (): readonly unknown[] => [place(10, 'first'), place(60, 'second'), place(60), place(1, 'third')];
    expect(workOut(asked, 100)).toEqual(['answered', 'second', 'second', 'second']);
    expect(workOut(() => place(60))).toBeUndefined();
    const whatHasRoomOfItsOwn = (): readonly unknown[] => [place(10, 'elsewhere'), place(60), place(60, 'here')];
    expect(workOut(whatHasRoomOfItsOwn, 1000)).toEqual(['answered', undefined, 'here']);
  });

  it('may fail for other reasons, which are told', () => {
    const failing = (): never => {
      throw new Error('something else');
    };
    expect(() => new Effort().attempt(failing, sayNothing)).toThrow('something else');
  });

  it('is no matter to who answers nothing', () => {
    expect(() => spend(1e12)).not.toThrow();
  });
});

describe('rules that all go by one large list', () => {
  it('are answered as far as there is room, and unknown from there on, with the rule where that is', () => {
    const few = runProgram(programOf(100), everything);
    expect(unknownReasons([few])).toEqual([]);
    expect(few.steps).toHaveLength(100 + elsewhere.length + 1);
    const { mayAllow, mayDeny, steps, unknowns } = runProgram(programOf(300), everything);
    expect(unknowns.map(({ because }) => because)).toEqual([tooMuch]);
    const [last] = steps.slice(-1);
    const [at] = last?.places.map(({ path }) => path[0]) ?? [];
    expect(at).toBeGreaterThan(50);
    expect(at).toBeLessThan(300);
    const open = unknowns[0]?.flows ?? ALL_CONNECTIONS;
    expect(isEmpty(subtract(open, mayAllow))).toBe(true);
    expect(isEmpty(subtract(open, mayDeny))).toBe(true);
    // What was decided before stays so.
    const first = flowsTo(listed, servicesOf('TCP', 1));
    expect(isEmpty(subtract(first, mayAllow))).toBe(true);
    expect(isEmpty(subtract(first, mayDeny))).toBe(false);
  });

  it('are all judged where less is asked about', () => {
    const flows = flowsTo(toRanges(['20.0.7.9/32']), servicesOf('TCP', 599));
    expect(runProgram(programOf(300), { flows, outside: false })).toMatchObject({ mayAllow: flows, unknowns: [] });
  });

  it('are followed as far', () => {
    const met: MetRule[] = [];
    runProgram(programOf(300), everything, (one) => met.push(one));
    expect(met.at(-1)).toMatchObject({ unknownBecause: tooMuch });
    expect(met.length).toBeLessThan(300);
  });
});
