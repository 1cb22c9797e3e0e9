import { stepsToMake } from '../../../flows/effort.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { Conditions } from './conditions.ts';

/** A rule in the language of Suricata, taken apart; what its options mean is for those who judge. */
export interface SuricataRule {
  readonly action: 'pass' | 'drop' | 'reject' | 'alert';
  /** In lower case, e.g. `tcp`, `tls`. */
  readonly protocol: string;
  readonly source: string;
  readonly sourcePorts: string;
  readonly destination: string;
  readonly destinationPorts: string;
  /** Written with `<>`: it means both directions. */
  readonly isBidirectional: boolean;
  /** What its options demand. */
  readonly conditions: Conditions;
  /** Sorts rules of one action in action order, lowest first. */
  readonly priority: number;
  readonly place: RulePlace;
  /** Why it can't be judged; it may then match anything. */
  readonly notUnderstood: string | undefined;
}

/** A rule is kept with its conditions, and with what it matches at each stage: that takes as much room as some ranges do. */
export const stepsToKeepRule = 6 * stepsToMake;
