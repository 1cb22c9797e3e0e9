import type { GeneratedRules } from '../network/generate/generatedRules.ts';
import type { Coverage, Finding } from '../audit/finding.ts';
import type { AnsweredRight } from '../evidence/clusterRights.ts';
import type { ApiCall } from '../evidence/clusterSnapshot.ts';
import type { SnapshotPreview } from '../evidence/previewSnapshot.ts';
import type { EvidenceReference, RunRecord, RunSummary, UnsealedRun } from '../history/runRecord.ts';
import type { Position, Problem } from '../kernel/problem.ts';
import type { ProgressStep } from '../kernel/progress.ts';
import type { LayerKind, Plan } from '../plan/plan.ts';
import type { PlanFinding } from '../plan/findPlanProblems.ts';
import type { Failure } from './failure.ts';

export interface SystemInformation {
  readonly version: string;
  readonly catalogVersion: string;
  readonly host: 'desktop' | 'browser' | 'command-line';
  readonly node: string;
  readonly platform: string;
  /** Where runs, evidence and preferences are kept. */
  readonly dataFolder: string;
  /** The folder outside of which the browser host reads nothing; absent where there is no such limit. */
  readonly root?: string | undefined;
  /** Connections opened beyond this machine's own loopback since the start. */
  readonly connectionsOpened: number;
  /** To which hosts, as `name:port`: each with how many of them. */
  readonly hosts: readonly { readonly host: string; readonly connections: number }[];
  /** Every question that was put to an API server since the start, whatever came of it. */
  readonly calls: readonly SessionCall[];
  readonly samples: readonly string[];
  /** What rules are read from: what to give, within a sentence, and the layers that it can speak for. */
  readonly ruleFormats: readonly RuleFormatInformation[];
  /** The sample that the first page shows; absent where it shows the list of plans. */
  readonly opensSample?: string | undefined;
}

export interface SessionCall extends ApiCall {
  /** Without credentials. */
  readonly server: string;
}

/** Where what was dropped is kept until the session ends. */
export interface KeptUpload {
  readonly folder: string;
  /** Each file's own path, in the order in which they were sent: a name may have been changed. */
  readonly files: readonly string[];
}

export interface RuleFormatInformation {
  readonly title: string;
  readonly accepts: string;
  readonly layers: readonly LayerKind[];
}

/** A line of the list of plans. */
export interface PlanSummary {
  readonly file: string;
  readonly lastOpenedAt: string;
  /** Absent where the file is gone or can't be read; `trouble` says why. */
  readonly plan?: Plan | undefined;
  readonly trouble?: string | undefined;
  readonly lastRun?: RunSummary | undefined;
}

/** A plan as the pages see it. */
export interface PlanView {
  readonly file: string;
  /** SHA-256 of the file's bytes: what an edit refers to. */
  readonly revision: string;
  readonly plan: Plan;
  /** What a sign-off given now puts into its `planHash`: it covers choices and owners, not the sign-offs themselves. */
  readonly signedHash: string;
  /** Read only: the sample that comes with the program. */
  readonly sample: boolean;
  /** What was normalised or looks odd in the text. */
  readonly problems: readonly Problem[];
  /**
   * What is open and what contradicts itself, each with its line. Expiries are judged as of now, or as of the instant that was
   * asked for; rule files that the path names are looked for when the plan is viewed.
   */
  readonly findings: readonly (PlanFinding & { readonly line: number })[];
  /** The line of each key path, joined with `/`, for "saved to acme-prod.yaml, line 5". */
  readonly lines: Readonly<Record<string, number>>;
}

export interface CreatedPlan extends PlanView {
  /** What was written, the plan first; absolute paths. */
  readonly files: readonly string[];
}

/** Where words stand in a file. */
export interface FoundInSource {
  /** The first ones. */
  readonly places: readonly Position[];
  readonly total: number;
}

export interface QuotedSource {
  readonly file: string;
  readonly firstLine: number;
  readonly lines: readonly string[];
  readonly totalLines: number;
}

export interface ReportFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

export interface Folder {
  readonly folder: string;
  readonly parent?: string | undefined;
  readonly entries: readonly { readonly name: string; readonly path: string; readonly kind: 'folder' | 'file' }[];
}

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'regular' | 'compact';
  readonly singleKeys: boolean;
}

/** What the user's kubeconfig offers. */
export interface KubeContexts {
  /** Those that were read and merged, the first of which wins; none where no kubeconfig is there. */
  readonly files: readonly string[];
  /** Those that were looked for and are not there: of `KUBECONFIG`, or the one in the home folder. */
  readonly missing: readonly string[];
  readonly current?: string | undefined;
  readonly contexts: readonly KubeContextView[];
}

export interface KubeContextView {
  readonly name: string;
  readonly cluster: string;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  /** Without credentials; absent where the kubeconfig does not describe the cluster. */
  readonly server?: string | undefined;
  /** `a token`, `the command kubelogin`, …: never what it holds. */
  readonly signsInWith: string;
  /** What signing in runs; absent where nothing is run. */
  readonly command?: SignInCommandView | undefined;
  readonly warnings: readonly string[];
}

export interface SignInCommandView {
  /** As it would be typed; of the variables that are set for it the names alone. */
  readonly text: string;
  /** SHA-256 of the command with its arguments and variables: another one has another. */
  readonly hash: string;
  /** Whether the user has said that it may be run. */
  readonly isAllowed: boolean;
}

/** What the chosen checks need of a cluster, and what it grants. */
export interface ClusterRightsView {
  readonly context: string;
  readonly server: string;
  readonly rights: readonly (AnsweredRight & {
    /** Ids of the checks that read it; none where it tells the cluster from others. */
    readonly checks: readonly string[];
  })[];
  readonly warnings: readonly string[];
}

/** What `cluster.collect` sends. */
export type CollectEvent =
  | ProgressStep
  /** Nothing is written yet: `cluster.save` does that, with the hash. */
  | {
      readonly kind: 'collected';
      readonly hash: string;
      readonly preview: SnapshotPreview;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What `egress.check` and `egress.reach` send: how far they are, then what came of it. */
export type WorkEvent<Value> =
  | ProgressStep
  | { readonly kind: 'finished'; readonly value: Value }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What `egress.watch` sends: that it has begun, then each change of the files; it ends with its caller. */
export type WatchEvent =
  | { readonly kind: 'watching'; readonly files: number }
  | { readonly kind: 'changed'; readonly files: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What `audit.run` sends: progress and findings as they come, then the record or the failure. */
export type AuditEvent =
  | ProgressStep
  | { readonly kind: 'finding'; readonly finding: Finding; readonly coverage: Coverage }
  | { readonly kind: 'finished'; readonly record: RunRecord; readonly sequence: number }
  /** Only some checks were asked for: they are told, and no run is kept. */
  | { readonly kind: 'checked'; readonly findings: readonly Finding[] }
  /** `judged`: what was found, where it was found in full and is not kept. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly judged?: UnsealedRun | undefined };

/** An object of a cluster, as far as it was collected. */
export interface ShownObject {
  readonly yaml: string;
}

/** What a run kept of something that it had read. */
export interface KeptText extends EvidenceReference {
  readonly text: string;
  /** Of the whole, in characters: `text` may be its beginning alone. */
  readonly length: number;
}

/** Generated rules and the absolute paths of their files. */
export interface WrittenRules extends GeneratedRules {
  readonly paths: readonly string[];
}
