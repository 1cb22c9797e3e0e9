/** What the readers of clouds' exports share: how they say that something is wrong, and where a part stands. */
import { parseCidr } from '../flows/address.ts';
import type { Cidr } from '../flows/address.ts';
import type { FormatProblem } from './ruleFormat.ts';
import type { Placed, RulePlace } from '../machine/ruleProgram.ts';

export type Report = (place: RulePlace, message: string, remedy: string, severity?: FormatProblem['severity']) => void;

/** Why one thing is not relied on of which two files do not say the same. */
export function describeDifference(known: RulePlace, again: RulePlace): string {
  return `${again.rule} is described differently in ${known.file} and ${again.file}.`;
}

export function reportDifference(known: RulePlace, again: RulePlace, report: Report): string {
  const difference = describeDifference(known, again);
  report(again, difference, 'Keep the newer export alone.');
  return difference;
}

/** Keeps what it takes to say where something stands, and says it when it is asked. */
export abstract class PlacedWhenAsked implements Placed {
  #place: RulePlace | undefined;

  protected abstract toPlace(): RulePlace;

  get place(): RulePlace {
    return (this.#place ??= this.toPlace());
  }
}

export function below(place: RulePlace, steps: readonly (string | number)[], rule = place.rule): RulePlace {
  return { file: place.file, document: place.document, path: place.path.concat(steps), rule };
}

export function parseRange(text: unknown): Cidr | undefined {
  if (typeof text !== 'string') return undefined;
  const cidr = parseCidr(text);
  return cidr.ok ? cidr.value : undefined;
}

export const unknownFieldRemedy = 'What it does is not known here; what it belongs to stays unknown.';
