import type { Party } from '../catalog/catalog.ts';

export const outcomes = ['pass', 'fail', 'unknown', 'not-applicable'] as const;
export type Outcome = (typeof outcomes)[number];

/** How an outcome is known: seen by us, stated by a person, or taken from another tool's result. */
export type HowKnown = 'observed' | 'attested' | 'imported';

export type UnknownBecause =
  | 'forbidden'
  | 'absent'
  | 'incomplete'
  | 'failed'
  | 'expired'
  | 'not-collected'
  | 'not-understood';

/**
 * What many results can wait for alike (decision 0045): a look at the `cluster`, the `rules` of layers that nobody supplied,
 * an `attestation` of what nothing else that was read bears on, the names of `owners`.
 */
export const commonCauses = ['cluster', 'rules', 'attestation', 'owners'] as const;
export type CommonCause = (typeof commonCauses)[number];

export const severities = ['high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

export interface Evidence {
  readonly text: string;
  /** `file:line`, or what was asked of which system. */
  readonly source: string;
  /** Every one of the files, where `source` names the first of many. */
  readonly sources?: readonly string[] | undefined;
  /** What of a cluster it is about: as `kubectl api-resources` names the kind, and `namespace/name`. */
  readonly object?: { readonly resource: string; readonly name: string } | undefined;
}

export interface AppliedWaiver {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

/** One result of an audit. A waived failure keeps `outcome: 'fail'` and carries its waiver: it is counted as waived only. */
export interface Finding {
  /** UUID v5 of check, requirement and subject: the same object keeps its id from run to run. */
  readonly id: string;
  readonly check: string;
  /** `connection.<id>`, `control.<id>`, `plan.<id>`, `component.<id>`, `infrastructure.<id>`. */
  readonly requirement: string;
  readonly title: string;
  readonly subject: string;
  readonly outcome: Outcome;
  /** Absent where nothing was seen or said: an unknown without evidence, or what the plan's choices alone leave out. */
  readonly how?: HowKnown | undefined;
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  readonly remedy: string;
  /** The RACI task under which it is acted upon. */
  readonly task: string;
  readonly responsible: readonly Party[];
  readonly accountable: readonly Party[];
  /** The named owner of the task in the plan, where there is one. */
  readonly owner?: string | undefined;
  readonly waiver?: AppliedWaiver | undefined;
  readonly unknownBecause?: UnknownBecause | undefined;
  /** What it is about, as a noun; where its title says more than that. */
  readonly about?: string | undefined;
  /** Keys of the plan that would decide it or a part of it. */
  readonly missing?: readonly string[] | undefined;
  /** Open points of the plan that this result stands for, such as `plan.destination-missing.…`: one cause counts once. */
  readonly standsFor?: readonly string[] | undefined;
  /** Of an unknown: the one thing that it waits for, together with others. Absent where what it misses is its own. */
  readonly waitsFor?: CommonCause | undefined;
  /**
   * Of an unknown that whoever ran the audit did not want looked into: why, as a sentence (decision 0045). It stays
   * `outcome: 'unknown'` and is counted as out of scope only, as a waived failure is counted as waived.
   */
  readonly outOfScope?: string | undefined;
}

/** Each finding counts once: a waived failure under `waived` and never also under `fail`, what is out of scope only there. */
export interface Coverage {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly waived: number;
  /** Absent where the audit was asked for everything. */
  readonly outOfScope?: number | undefined;
}
