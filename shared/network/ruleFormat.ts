/** What every rule format supplies, so that readRules and the judge need to know none of them by name. */
import type { LayerKind } from '../plan/plan.ts';
import type { ClusterNetwork } from './formats/kubernetes/podPolicy.ts';
import type { RulePlace, RuleProgram } from './ruleProgram.ts';

/** A document of a structured file (YAML or JSON), or the whole text of another one. */
export type FormatInput =
  | { readonly kind: 'document'; readonly file: string; readonly document: number; readonly value: unknown }
  | { readonly kind: 'text'; readonly file: string; readonly text: string };

/** Something in a rule file that is wrong or not understood, at its place. */
export interface FormatProblem {
  readonly place: RulePlace;
  readonly message: string;
  readonly remedy: string;
  readonly severity: 'error' | 'warning';
}

/** From where the traffic comes: private addresses, before any translation; empty where the plan names none. */
export interface Origin {
  readonly network: ClusterNetwork;
}

/** What decides about traffic at one place of the path. Every program must allow it. */
export type LayerBinding =
  | {
      readonly kind: 'bound';
      readonly attachedTo: readonly string[];
      readonly programs: readonly RuleProgram[];
      /** Said where there is no program: what was looked up and found to have no rules. */
      readonly reason?: string | undefined;
    }
  | { readonly kind: 'unbound'; readonly because: string };

/** The rules of one layer, from all files of the formats that speak for it. */
export interface LayerRules {
  readonly layer: LayerKind;
  /** What the plan's `attachedTo` names, looked up in the files. */
  bind(attachedTo: readonly string[], origin: Origin): LayerBinding;
}

export interface FormatReading {
  readonly layers: readonly LayerRules[];
  readonly problems: readonly FormatProblem[];
  /** What was found, for the list of sources: `{ what: 'security group', place }` counts as one. */
  readonly found: readonly { readonly what: string; readonly place: RulePlace }[];
}

export interface RuleFormat {
  /** For people, e.g. `AWS security groups`. */
  readonly title: string;
  /** The layers that it can speak for: what a broken file of this format clouds. */
  readonly layers: readonly LayerKind[];
  recognise(input: FormatInput): boolean;
  /** All inputs that it recognised, of all files together: groups refer to lists in other files. */
  read(inputs: readonly FormatInput[]): FormatReading;
}
