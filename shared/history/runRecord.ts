import type { Coverage, Finding } from '../audit/finding.ts';
import type { ManagementModelId, CloudId, EditionId, SecurityTierId } from '../catalog/catalog.ts';
import type { Problem } from '../kernel/problem.ts';
import type { EgressCheck } from '../network/verdict.ts';

/** What a run was about: enough to read it when the plan file is gone. */
export interface RunPlan {
  readonly name: string;
  readonly file: string;
  readonly edition: EditionId;
  readonly managementModel: ManagementModelId;
  readonly cloud: CloudId;
  readonly region?: string | undefined;
  readonly securityTier: SecurityTierId;
}

export interface RunIdentity {
  /** UUID v5 of the run's content. */
  readonly id: string;
  /** Instants in ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The instant at which expiries are judged. */
  readonly asOf: string;
  readonly catalogVersion: string;
  /** SHA-256 of the plan file's bytes, lower-case hex; so are the other hashes. */
  readonly planHash: string;
  readonly evidence: readonly { readonly hash: string; readonly kind: string; readonly name: string }[];
  /** Hash of the run before it in this history; null for the first. */
  readonly previous: string | null;
  /** SHA-256 over the canonical JSON (RFC 8785) of the whole record without this field. */
  readonly hash: string;
}

export interface TierVerdict {
  readonly wanted: SecurityTierId;
  readonly reached: SecurityTierId | null;
  readonly provedBy: { readonly observed: number; readonly attested: number; readonly imported: number };
  /** Controls of the wanted tier that fail. */
  readonly blockedBy: readonly string[];
  /** Controls of the wanted tier that are not known. */
  readonly unknown: readonly string[];
  /** What must be said beside the verdict, e.g. that tiers can't be told apart on-premises. */
  readonly remarks: readonly string[];
}

/** The record of an audit, as kept, printed by `pdp audit --format json` and sealed. Canonical JSON of it is what is hashed. */
export interface RunRecord {
  readonly plan: RunPlan;
  readonly run: RunIdentity;
  readonly coverage: Coverage;
  readonly tier: TierVerdict;
  readonly findings: readonly Finding[];
  readonly egress: EgressCheck;
  readonly problems: readonly Problem[];
  readonly apiCalls: readonly { readonly verb: string; readonly path: string; readonly count: number }[];
}

/** One line of the history list. */
export interface RunSummary {
  /** Position in the chain, from 1. */
  readonly sequence: number;
  readonly id: string;
  readonly plan: RunPlan;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asOf: string;
  readonly hash: string;
  readonly coverage: Coverage;
  readonly tier: TierVerdict;
}
