import type { Catalog } from '../catalog/catalog.ts';
import type { RunComparison } from '../history/compareRuns.ts';
import type { RunRecord } from '../history/runRecord.ts';
import type { Plan } from '../plan/plan.ts';
import type { Requirements } from '../requirements/deriveRequirements.ts';
import type { RuleQuote } from './quoteRules.ts';

/** What a report is made from. */
export interface ReportInput {
  readonly catalog: Catalog;
  /** The plan that was audited, as it was kept with the run; the plan as it is now only where that is gone. */
  readonly plan: Plan;
  /** SHA-256 of the text that `plan` was read from. */
  readonly planHash: string;
  readonly requirements: Requirements;
  readonly record: RunRecord;
  /** The run's place in the chain, from 1. */
  readonly sequence?: number | undefined;
  /** The text of the rules that decide: `quoteRules`. */
  readonly quotes: readonly RuleQuote[];
  /** What has to be said of how the run was found, before its own cautions. */
  readonly remarks?: readonly string[] | undefined;
  /** Against the run before it, where there is one. */
  readonly comparison?: RunComparison | undefined;
}
