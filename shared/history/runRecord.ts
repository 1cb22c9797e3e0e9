import type { Coverage, Finding, HowKnown, Outcome } from '../audit/finding.ts';
import type { CloudId, ControlId, EditionId, ManagementModelId, SecurityTierId } from '../catalog/catalog.ts';
import type { ClusterIdentity } from '../evidence/clusterSnapshot.ts';
import type { Problem } from '../kernel/problem.ts';
import type { EgressCheck } from '../network/judging/verdict.ts';

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
  /** Of the program that judged; absent in records from before it was kept. */
  readonly programVersion?: string | undefined;
  readonly catalogVersion: string;
  /** SHA-256 of the catalogue's canonical JSON; absent in records from before it was kept. */
  readonly catalogHash?: string | undefined;
  /** SHA-256 of the plan file's bytes, lower-case hex; so are the other hashes. */
  readonly planHash: string;
  /** SHA-256 of what a sign-off is given for (`signedText`); absent in records from before it was kept. */
  readonly signedHash?: string | undefined;
  readonly evidence: readonly EvidenceReference[];
  /** Hash of the run before it in this history; null for the first. */
  readonly previous: string | null;
  /** SHA-256 over the canonical JSON (RFC 8785) of the whole record without this field. */
  readonly hash: string;
}

/** Something that was read and kept beside the run: how it is found and proven to be the same. */
export interface EvidenceReference {
  readonly hash: string;
  readonly kind: string;
  readonly name: string;
  readonly columns?: readonly KeptColumn[] | undefined;
}

/** A place of the user's file, and the column at which it stands in what is kept of that line. */
export interface KeptColumn {
  readonly line: number;
  readonly column: number;
  readonly kept: number;
}

export interface TierVerdict {
  readonly wanted: SecurityTierId;
  readonly reached: SecurityTierId | null;
  readonly provedBy: { readonly observed: number; readonly attested: number; readonly imported: number };
  /** Controls of the wanted tier that fail. */
  readonly blockedBy: readonly ControlId[];
  /** Controls of the wanted tier that are not known. */
  readonly unknown: readonly ControlId[];
  /** What must be said beside the verdict, e.g. that tiers can't be told apart on-premises. */
  readonly remarks: readonly string[];
  /** Every tier, lowest first, with every control of the catalogue: what the tier's table shows. */
  readonly tiers: readonly TierStanding[];
}

export interface TierStanding {
  readonly tier: SecurityTierId;
  readonly controls: readonly ControlStanding[];
}

/** One control in one tier. Not applicable: the tier does not ask for it, or it is not to be had on this cloud. */
export interface ControlStanding {
  readonly control: ControlId;
  /** Where the tiers differ in degree: `basic`, `premium`, `foundational`. */
  readonly level?: string | undefined;
  readonly available: boolean;
  readonly outcome: Outcome;
  /** Absent where nothing is known. */
  readonly how?: HowKnown | undefined;
}

/** The cluster that a run looked at. */
export interface RunCluster extends ClusterIdentity {
  /** The context of the kubeconfig, or the snapshot's file. */
  readonly name: string;
  /** As it says itself: `v1.33.2-gke.100`; absent where it did not. */
  readonly version?: string | undefined;
  /** When it was looked at, ISO 8601 UTC. */
  readonly collectedAt: string;
}

/** The record of an audit, as kept, printed by `pdp audit --format json` and sealed. Canonical JSON of it is what is hashed. */
export interface RunRecord {
  readonly plan: RunPlan;
  readonly run: RunIdentity;
  /** Absent where none was looked at. */
  readonly cluster?: RunCluster | undefined;
  /** Whoever ran it wanted no cluster looked at; absent where one was, or where it was not said. */
  readonly withoutCluster?: boolean | undefined;
  readonly coverage: Coverage;
  readonly tier: TierVerdict;
  readonly findings: readonly Finding[];
  readonly egress: EgressCheck;
  readonly problems: readonly Problem[];
  /** Made to a cluster by this run; `bytes` as they came over the wire, absent in records from before they were counted. */
  readonly apiCalls: readonly {
    readonly verb: string;
    readonly path: string;
    readonly count: number;
    readonly bytes?: number | undefined;
  }[];
}

/** A record before it has a name and a place in the chain: `sealRun` gives it both. */
export type UnsealedRun = Omit<RunRecord, 'run'> & { readonly run: Omit<RunIdentity, 'id' | 'previous' | 'hash'> };

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
  /** The cluster that it looked at; absent where it looked at none. */
  readonly cluster?: Pick<RunCluster, 'name' | 'server'> | undefined;
}
