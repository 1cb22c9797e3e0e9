import type { Catalog, ControlId, TaskId } from '../catalog/catalog.ts';
import type { ClusterResourceId } from '../evidence/clusterResources.ts';
import type { ClusterSnapshot } from '../evidence/clusterSnapshot.ts';
import type { Position } from '../kernel/problem.ts';
import type { EgressCheck } from '../network/judging/verdict.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import type { PlanPath } from '../plan/planPath.ts';
import type { Requirements } from '../requirements/deriveRequirements.ts';
import type { Assessment } from './assessment.ts';
import type { Severity } from './finding.ts';
import type { CatalogRequirement } from './severity.ts';

/** What an audit is made from. All of it is given: an audit reads nothing and has no clock. */
export interface AuditMaterial {
  readonly catalog: Catalog;
  readonly plan: Plan;
  /** The plan's file as the user named it, for `file:line`. */
  readonly planFile: string;
  /** Where a key of the plan stands in its file; for a key that is not there, its nearest parent. */
  readonly locate: (path: PlanPath) => Position;
  /** What is open, contradictory or odd in the plan: `findPlanProblems`. */
  readonly planFindings: readonly PlanFinding[];
  readonly requirements: Requirements;
  readonly egress: EgressCheck;
  /** What was seen of the cluster; undefined where none was looked at. */
  readonly cluster?: ClusterSnapshot | undefined;
  /** Whoever runs the audit wants no cluster looked at: what only one would show is out of its scope. */
  readonly withoutCluster?: boolean | undefined;
  /** The instant at which expiries are judged, ISO 8601. */
  readonly asOf: string;
}

/** One check: a question that is asked of everything in the plan that it concerns. */
export interface AuditCheck {
  /** `PDP-NET-001`: area and number, never used again for another question. */
  readonly id: string;
  /** What holds where it passes, as a sentence. */
  readonly title: string;
  /** What it reads of a cluster: the rights that it takes, and what a snapshot for it holds. */
  readonly needs?: readonly ClusterResourceId[];
  /** Whether it reads any of that with this plan; absent where it does with every. */
  readonly readsClusterOf?: (plan: Plan) => boolean;
  /** The control of a security tier that its result speaks for, as something seen. */
  readonly proves?: ControlId;
  questions(material: AuditMaterial): readonly Question[];
}

/** A check asked of one subject. Answered only when its turn comes, so that a caller can stop in between. */
export interface Question {
  readonly requirement: CatalogRequirement | `plan.${string}`;
  readonly subject: string;
  readonly severity: Severity;
  /** The RACI task under which it is acted upon. */
  readonly task: TaskId;
  assess(): Assessment;
}
