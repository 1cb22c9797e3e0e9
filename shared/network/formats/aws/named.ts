import type { RulePlace } from '../../machine/ruleProgram.ts';

/** Anything that a plan may name: by its id, its ARN, its name or its tag `Name`. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
  readonly place: RulePlace;
}

export interface Unreliable {
  /** Why the description can't be relied on: it is cut short, has an unknown field, or another one says otherwise. */
  readonly unreliable: string | undefined;
}
