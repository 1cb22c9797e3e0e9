/**
 * What the use cases need of the world outside, each as small as its use. Adapters supply them; tests supply a few lines.
 * A plan is one small file and is read at once; whatever may be large or slow is a promise, so that an engine with
 * several requests in hand answers them all.
 */
import type { Catalog } from '#shared/catalog/catalog.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type {
  Folder,
  KeptUpload,
  KubeContexts,
  KubeContextView,
  Preferences,
  SystemInformation,
} from '#shared/contract/views.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { AnsweredRight } from '#shared/evidence/clusterRights.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import type { KeptEvidence } from '#shared/history/keptEvidence.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import type { RunRecord, UnsealedRun } from '#shared/history/runRecord.ts';
import type { KeptRecord } from '#shared/history/verifyChain.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import type { Progress, TellProgress } from '#shared/kernel/progress.ts';
import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import type { MovedColumns } from '#shared/network/source/movedColumns.ts';
import type { SourceText } from '#shared/network/source/sourceText.ts';
import type { EgressCheck, EgressReach } from '#shared/network/judging/verdict.ts';
import type { Cni } from '#shared/plan/plan.ts';

export interface Clock {
  /** The instant, in ISO 8601 UTC with milliseconds. */
  now(): string;
}

/** SHA-256 as lower-case hex. */
export type Digest = (content: string | Uint8Array) => string;

export interface TextFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  readonly hash: string;
  readonly bytes: number;
}

/** Plan files, wherever the user keeps them. */
export interface PlanFiles {
  /** Absolute, with `~` and relative paths resolved; refused outside of the host's root. */
  resolve(file: string): Outcome<string>;
  read(path: string): Outcome<TextFile>;
  exists(path: string): boolean;
  /** Whole or not at all: written beside, synced and renamed. Refused among the program's own files, samples included. */
  write(path: string, text: string): Outcome<{ readonly hash: string }>;
  /** Puts a file of a sample in its place below the folder of samples; its absolute path. */
  writeSample(name: string, text: string): Outcome<string>;
}

/** What a folder of rules held: what could be read, and what could not. */
export interface RuleFileSet {
  readonly files: readonly TextFile[];
  readonly problems: readonly Problem[];
}

export interface RuleFiles {
  /** Files below the given paths, in a stable order; fails only for a path that is not there, may not be read, or holds nothing. */
  read(paths: readonly string[], signal?: AbortSignal): Promise<Outcome<RuleFileSet>>;
  /** In which state these files are now, without reading them; never fails, since a file may come later. */
  look(paths: readonly string[], signal?: AbortSignal): Promise<FilesState>;
  /**
   * How many bytes that would read at most, as far as it can be told: what can't be looked at counts for nothing, and an archive
   * for all that may be read, since what it holds shows when it is unpacked.
   */
  measure(paths: readonly string[], signal?: AbortSignal): Promise<number>;
}

export interface FilesState {
  readonly files: number;
  /** Another text where any of them was written to, replaced, added or taken away. */
  readonly state: string;
}

/** Runs with their evidence, the plans last opened, preferences. What it has acknowledged survives the process. */
export interface Archive {
  /** Last opened first. */
  listPlans(): Promise<Outcome<readonly { readonly file: string; readonly lastOpenedAt: string }[]>>;
  rememberPlan(file: string, at: string): Promise<Outcome<null>>;
  forgetPlan(file: string): Promise<Outcome<null>>;
  /**
   * Names the run, seals it onto the chain's head and keeps it with its evidence, in one transaction. A run that is kept
   * already is not appended again: the record that stands is returned.
   */
  appendRun(
    run: UnsealedRun,
    evidence: readonly KeptEvidence[],
  ): Promise<Outcome<{ readonly record: RunRecord; readonly sequence: number }>>;
  /** Newest first; of one plan file or of all. One that is no longer what was sealed is marked, and hinders none. */
  listRuns(planFile?: string): Promise<Outcome<readonly KeptRun[]>>;
  readRun(id: string): Promise<Outcome<RunRecord | undefined>>;
  /** All records in the order of the chain, as the text that was kept. */
  readChain(): Promise<Outcome<readonly KeptRecord[]>>;
  /** The content with this hash; a failure where what is kept no longer has it. */
  readEvidence(hash: string): Promise<Outcome<string | undefined>>;
  readPreferences(): Promise<Outcome<Preferences>>;
  writePreferences(preferences: Preferences): Promise<Outcome<null>>;
  /** Hashes of the commands that the user lets kubeconfigs run. */
  listAllowedCommands(): Promise<Outcome<readonly string[]>>;
  allowCommand(hash: string): Promise<Outcome<null>>;
  close(): Promise<void>;
}

/** The clusters that the user's kubeconfig names. Only `open` and what it returns reach out for one. */
export interface Clusters {
  contexts(): Outcome<KubeconfigContexts>;
  /** The command that signing in runs; undefined where none is run. Without a name it is the current context's. */
  signInCommand(context: string | undefined): Outcome<SignInCommand | undefined>;
  /** Signs in and hears the server's version: whoever calls has asked before whether the command may be run. */
  open(context: string | undefined, signal?: AbortSignal): Promise<Outcome<OpenCluster>>;
}

export interface KubeconfigContexts extends Omit<KubeContexts, 'contexts'> {
  readonly contexts: readonly (Omit<KubeContextView, 'command'> & { readonly command?: SignInCommand | undefined })[];
}

/** A cluster that answers. */
export interface OpenCluster {
  readonly context: string;
  readonly server: string;
  /** What has to be said before anything else, such as a certificate that nobody verifies. */
  readonly warnings: readonly string[];
  rights(needs: readonly ClusterResourceId[], signal?: AbortSignal): Promise<Outcome<readonly AnsweredRight[]>>;
  /** Every part says how far it goes: only a cancel fails the whole. */
  collect(
    needs: readonly ClusterResourceId[],
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, Outcome<ClusterSnapshot>, void>;
  close(): Promise<void>;
}

/** Snapshots of clusters as files. */
export interface SnapshotFiles {
  /** What the file holds, unfolded. */
  read(file: string, signal?: AbortSignal): Promise<Outcome<string>>;
  /** Whole or not at all; the absolute path. */
  write(file: string, text: string): Promise<Outcome<string>>;
  /** The files of a folder that the script has gathered, by their names. */
  readGathered(folder: string, signal?: AbortSignal): Promise<Outcome<ReadonlyMap<string, string>>>;
}

/** A command that a kubeconfig names for signing in: somebody else's program, which runs with all of the user's rights. */
export interface SignInCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** Work that grows with the rules, by its name: plain values in, plain values out, so that another thread can be asked. */
export interface RuleWork {
  readonly judge: { readonly input: JudgeRulesInput; readonly result: JudgedRules };
  readonly reach: { readonly input: ReachEgressInput; readonly result: EgressReach };
  readonly explain: { readonly input: ExplainFlowInput; readonly result: EgressExplanation };
  readonly generate: { readonly input: GenerateRulesOrder; readonly result: GeneratedRules };
  readonly show: { readonly input: ShowRulesInput; readonly result: ShownRules };
}

export interface ShowRulesInput {
  /** Absolute, of one file. */
  readonly path: string;
}

/** A text without its secrets, and in which lines places are not where they are in the user's file. */
export interface ShownText {
  readonly text: string;
  readonly moved: ReadonlyMap<number, MovedColumns>;
}

/** A rule file as it may be shown; what is not recognised as rules is not shown. */
export type ShownRules<Source = ShownText> =
  | { readonly kind: 'shown'; readonly source: Source }
  | { readonly kind: 'not-recognised' }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

export interface JudgeRulesInput {
  /** As it was read: what is judged is what the caller has. */
  readonly plan: Pick<TextFile, 'path' | 'text' | 'hash'>;
  readonly rules: readonly string[] | undefined;
  /** Whose pod policies are judged where the plan leaves these to the cluster. */
  readonly cluster?: ClusterSnapshot | undefined;
  readonly keepsEvidence: boolean;
  readonly looksForFindings: boolean;
}

export interface JudgedRules {
  readonly egress: EgressCheck;
  /** Of each file that was recognised as rules. */
  readonly evidence: readonly KeptEvidence[];
}

export interface ReachEgressInput {
  /** As it was read; its rules are followed, by what it says enforces them. */
  readonly plan?: Pick<TextFile, 'path' | 'text' | 'hash'> | undefined;
  readonly rules: readonly string[] | undefined;
  /** Whose pod policies and workloads are looked at where the rules hold no policies. */
  readonly cluster?: ClusterSnapshot | undefined;
  /** `namespace/name`, to see one workload alone. */
  readonly workload?: string | undefined;
  readonly cni?: Cni | undefined;
}

export interface ExplainFlowInput {
  /** As it was read; without one the layers that the rules speak for are followed. */
  readonly plan: Pick<TextFile, 'path' | 'text' | 'hash'> | undefined;
  readonly rules: readonly string[] | undefined;
  readonly cluster?: ClusterSnapshot | undefined;
  /** `namespace/name` of a workload, or `node`. */
  readonly from: string;
  /** `host:port`, `address:port`, with `/udp` or `/sctp` behind it, or a message `address:8/0/icmp`. */
  readonly to: string;
  /** The addresses of the host, in CIDR notation. */
  readonly addresses?: readonly string[] | undefined;
  /** Without a plan: what the rules are attached to, and what enforces pod policies. */
  readonly attachedTo?: readonly string[] | undefined;
  readonly cni?: Cni | undefined;
}

export interface GenerateRulesOrder {
  /** As it was read: what is generated is of what the caller has. */
  readonly plan: Pick<TextFile, 'path' | 'text' | 'hash'>;
  readonly target: GenerateTarget;
  readonly rules: readonly string[] | undefined;
  /** Whose workloads are looked at where the plan leaves pod policies to the cluster. */
  readonly cluster?: ClusterSnapshot | undefined;
  /** Of this program, for the header of each file. */
  readonly version: string;
}

export interface FileBrowser {
  list(folder: string | undefined): Promise<Outcome<Folder>>;
  /** Keeps dropped files until the session ends, in a folder that no other session reads. */
  upload(files: readonly DroppedFile[]): Promise<Outcome<KeptUpload>>;
}

export interface DroppedFile {
  /** With the folders that it lay in, where a folder was dropped. */
  readonly name: string;
  /** A `Blob`, as a browser or Node.js has it. */
  readonly content: { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };
}

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Where the files of a report or of generated rules go: all of them, or none. Returns their absolute paths. */
export interface OutputFolder {
  write(
    folder: string,
    files: readonly NamedText[],
    /** Whether a file of one of these names may be replaced, by how it begins. */
    mayReplace: (beginning: string) => boolean,
  ): Promise<Outcome<readonly string[]>>;
}

export interface WorkApart {
  readonly signal: AbortSignal | undefined;
  readonly tell: TellProgress | undefined;
  /** Collects garbage often, which takes longer, and fails rather than take much more than half a gigabyte. */
  readonly sparesMemory: boolean;
}

export interface Abilities {
  readonly catalog: Catalog;
  readonly samples: Readonly<Record<string, readonly { readonly path: string; readonly text: string }[]>>;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly planFiles: PlanFiles;
  readonly ruleFiles: RuleFiles;
  /** Opened at the first use, and its driver loaded only then: most commands do without. */
  readonly archive: () => Promise<Outcome<Archive>>;
  /** Loaded at the first use: most commands ask no cluster. */
  readonly clusters: () => Promise<Clusters>;
  /** Asks the person at the terminal whether a command may be run; absent where there is none to be asked. */
  readonly confirmCommand?: ((command: string) => Promise<boolean>) | undefined;
  readonly snapshotFiles: SnapshotFiles;
  /** What was collected last and may yet be saved: its text by its hash. */
  readonly collected: Map<string, string>;
  /** The file that is or was shown last, by its path and state: reading a large one takes seconds. One at most. */
  readonly lastShown: Map<string, Promise<Outcome<ShownRules<SourceText>>>>;
  /** Words for names, the same for the same one; each call makes new ones. */
  makePseudonyms(): (name: string) => string;
  readonly fileBrowser: FileBrowser;
  readonly outputFolder: OutputFolder;
  /** Where the files of samples are put, and what lies there is read only. Absolute, as `PlanFiles.resolve` has it. */
  readonly sampleFolder: string;
  /** Where relative paths begin; absolute. */
  readonly workingFolder: string;
  /** Does the work in another thread, which a cancel ends at once. */
  apart<Name extends keyof RuleWork>(
    name: Name,
    input: RuleWork[Name]['input'],
    how: WorkApart,
  ): Promise<Outcome<RuleWork[Name]['result']>>;
  /** Lets the host answer others, and hear of a cancel, in the middle of long work. */
  giveWay(): Promise<void>;
  /** Waits, and not for longer than until it is cancelled. */
  pause(ms: number, signal: AbortSignal | undefined): Promise<void>;
  system(): Omit<SystemInformation, 'catalogVersion' | 'samples' | 'ruleFormats'>;
}
