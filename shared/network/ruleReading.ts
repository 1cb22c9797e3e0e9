/** What the readers of clouds' exports share: how they say that something is wrong, and where a part stands. */
import { parseCidr } from './address.ts';
import type { Cidr } from './address.ts';
import type { FormatProblem } from './ruleFormat.ts';
import type { RulePlace } from './ruleProgram.ts';

export type Report = (place: RulePlace, message: string, remedy: string, severity?: FormatProblem['severity']) => void;

export function below(place: RulePlace, steps: readonly (string | number)[], rule = place.rule): RulePlace {
  return { file: place.file, document: place.document, path: [...place.path, ...steps], rule };
}

export function parseRange(text: unknown): Cidr | undefined {
  if (typeof text !== 'string') return undefined;
  const cidr = parseCidr(text);
  return cidr.ok ? cidr.value : undefined;
}

export const unknownFieldRemedy = 'What it does is not known here; what it belongs to stays unknown.';
