import type { Traffic } from '../judging/verdict.ts';
import type { GenerateTarget } from './generateTargets.ts';

/** The least rules that satisfy a plan, in the words of one target. */
export interface GeneratedRules {
  readonly target: GenerateTarget;
  readonly files: readonly GeneratedFile[];
  readonly notYetPossible: readonly NotYetPossible[];
  readonly surplus: readonly Surplus[];
  /** What else whoever applies them must know, as sentences. */
  readonly remarks: readonly string[];
}

export interface GeneratedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** What the plan needs and the rules don’t open, or not for certain. */
export interface NotYetPossible {
  /** Id of the row, `backend erp`, `dns`, or `all`. */
  readonly connection: string;
  readonly why: string;
  /** What to enter or to use instead, as a sentence. */
  readonly alternative: string;
}

/** What the rules open and no connection of the plan needs. */
export interface Surplus extends Pick<Traffic, 'ranges' | 'ports' | 'withoutPorts'> {
  readonly why: string;
}
