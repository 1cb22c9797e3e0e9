/**
 * How much is worked out for one answer. Lists multiply, whatever product of rules, addresses, ports, pods and labels it is, and
 * what nobody has takes minutes and gigabytes. So whatever goes through a list tells here how far it goes, and whoever asks says
 * what is to be answered where there is no more room for it: nothing in between has to know. It is counted and not timed, so that
 * the same rules have the same answer on another day. See decision 0075.
 *
 * A step is about what it takes to look at one range of addresses, some twenty nanoseconds.
 */

import type { Placed, RulePlace } from '../machine/rulePlace.ts';

/** Steps for what is made, and may be kept. */
export const stepsToMake = 12;

/** Steps for what is read from a text, or written for people or as a key, and for what takes as long. */
export const stepsToWrite = 32;

/** Steps for whether one condition holds, e.g. of a selector. */
export const stepsToAsk = 4;

/** Rules that are as many as is judged of any format take three fifths of it. */
const mostOfAnswer = 100_000_000;
/** To look for findings takes longer than the verdicts: of as many rules as is judged four fifths of this. */
export const mostOfFindings = 150_000_000;
/** Others are answered beside it. */
const mostOfQuestion = 50_000_000;
/** What rules compiled together may go by: a million ranges. */
export const mostOfList = 1_000_000 * stepsToMake;

/** So few are what rules write themselves: how much of that is read is bounded before (`excess.ts`). */
const fewRanges = 16;

export const tooMuch =
  'Rules and the lists that they go by multiply, and what they come to from here on is not known, since it takes more than is worked out for one answer: name such lists in fewer rules, or give fewer rules at once.';
export const tooMuchToLookThrough =
  'Rules and the lists that they go by multiply, and they were not looked through to their end, which takes more than is worked out for one answer: name such lists in fewer rules, or give fewer rules at once.';

class OutOfRoom extends Error {}
const outOfRoom = new OutOfRoom('Nobody said what is to be answered where there is no more room.');

/** How many steps are left to whoever works; outside of an answer nobody counts. */
let room = Infinity;
/** Whether somebody says what is to be answered where there is no room. */
let isAttempt = false;
/** The rule that is worked on, the one that was last, and the last of those at which there was no more room. */
let standing: Placed | undefined;
let last: Placed | undefined;
let stoppedAt: RulePlace | undefined;

/** Tells that so many steps are taken. */
export function spend(steps: number): void {
  room -= steps;
  if (room < 0 && isAttempt) throw outOfRoom;
}

/** Tells which rule is worked on, or policy, so that an answer without room for it has a place. */
export function standAt(rule: Placed): void {
  [standing, last] = [rule, rule];
}

/** Ends what is attempted, where a part of it was answered without room, and the whole can't do with that. */
export function runOut(): never {
  throw outOfRoom;
}

/** Works out one answer, from its beginning to its end, with room of its own. */
export function workOut<Answer>(work: () => Answer, steps = mostOfAnswer): Answer {
  const before = { room, isAttempt, standing, last, stoppedAt };
  [room, isAttempt, standing, last, stoppedAt] = [steps, false, undefined, undefined, undefined];
  try {
    return work();
  } finally {
    ({ room, isAttempt, standing, last, stoppedAt } = before);
  }
}

/** The part of an answer's room that one question, or one list of rules, may take: what stands beside it is answered all the same. */
export class Effort {
  #left: number;

  constructor(steps: number = mostOfQuestion) {
    this.#left = steps;
  }

  /** For the next of so many that share what room is left. */
  static shareOf(number: number): Effort {
    return new Effort(Math.floor(room / number));
  }

  get left(): number {
    return Math.min(this.#left, room);
  }

  /**
   * What the work comes to; where there is no room for it, `otherwise`, which does with next to none. It is given the rule that took
   * what there was, where one was told: of this work, or of what was worked on before.
   */
  attempt<Result>(work: () => Result, otherwise: (place: RulePlace | undefined) => Result): Result {
    const before = { room, isAttempt, standing };
    const [left, given] = [this.#left, this.left];
    if (given <= 0) return otherwise(stoppedAt ?? last?.place);
    [room, isAttempt] = [given, true];
    let place: RulePlace | undefined;
    try {
      return work();
    } catch (error) {
      if (error !== outOfRoom) throw error;
      // Who worked before took nothing of the room that this work may have by itself.
      const isWhole = before.room < left;
      place = (standing ?? (isWhole ? last : undefined))?.place;
      stoppedAt = place ?? stoppedAt;
    } finally {
      const taken = given - room;
      // Part of it may have been taken by this effort itself, within the work.
      this.#left = left - taken;
      [room, isAttempt, standing] = [before.room - taken, before.isAttempt, before.standing];
    }
    return otherwise(place);
  }

  /** Whether there is room for one more rule that goes by so many ranges of addresses; without, it is not known what it matches. */
  hasRoomFor(ranges: number): boolean {
    if (ranges <= fewRanges) return true;
    this.#left -= stepsToMake * ranges;
    return this.left >= 0;
  }
}
