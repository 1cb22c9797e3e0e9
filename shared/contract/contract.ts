/**
 * Every operation, once: its input, its output, its progress. Served by the desktop, the browser host and the command line.
 * Inputs are validated, since they cross a border; outputs are made by typed code of ours and only typed. Expected
 * failures are part of the output.
 */
import { eventIterator, oc, type as typed } from '@orpc/contract';
import { z } from 'zod';
import { cloudIds, editionIds, managementModelIds, securityTierIds } from '../catalog/ids.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { LeastRole } from '../evidence/leastRole.ts';
import type { RunComparison } from '../history/compareRuns.ts';
import type { KeptRun } from '../history/keptRun.ts';
import type { RunRecord } from '../history/runRecord.ts';
import { runHash } from '../history/verifyChain.ts';
import type { ChainVerification } from '../history/verifyChain.ts';
import { cniIds } from '../plan/plan.ts';
import type { EgressExplanation } from '../network/explain/explanation.ts';
import { generateTargets } from '../network/generate/generateTargets.ts';
import type { GeneratedRules } from '../network/generate/generatedRules.ts';
import type { EgressCheck, EgressReach } from '../network/judging/verdict.ts';
import type { Raci, RaciComparison } from '../raci/raci.ts';
import { reportFormats } from '../report/reportFormats.ts';
import type { Requirements } from '../requirements/deriveRequirements.ts';
import type { Outcome } from './failure.ts';
import type {
  AuditEvent,
  ClusterRightsView,
  CollectEvent,
  CreatedPlan,
  FoundInSource,
  Folder,
  KeptText,
  KeptUpload,
  KubeContexts,
  PlanSummary,
  PlanView,
  Preferences,
  QuotedSource,
  ReportFile,
  ShownObject,
  SystemInformation,
  WatchEvent,
  WorkEvent,
  WrittenRules,
} from './views.ts';

const file = z.string().min(1);
/** Files or folders with rules; without any, the plan's own `network.path` names them. */
const rules = z.array(file).optional();
const context = z.string().min(1);
/** A cluster that is looked at: that of a context of the kubeconfig, or what a snapshot holds of one. */
const cluster = { context: context.optional(), snapshot: file.optional() };
/** Ids of checks; without any, all. */
const checks = z.array(z.string().min(1)).min(1).optional();
const instant = z.iso.datetime({ offset: true });
const edit = z.strictObject({
  path: z.array(z.union([z.string(), z.int().nonnegative()])).min(1),
  /** Absent: the key is removed. */
  value: z.json().optional(),
});

export const contract = {
  system: {
    information: oc.output(typed<SystemInformation>()),
    /** The sample plan, read only, as files in the data folder; the path of its plan. */
    openSample: oc.input(z.strictObject({ name: z.string() })).output(typed<Outcome<PlanView>>()),
  },
  catalog: {
    get: oc.output(typed<Catalog>()),
  },
  plans: {
    list: oc.output(typed<Outcome<readonly PlanSummary[]>>()),
    /** Opens a plan to work with it: it then stands first on the list. */
    open: oc.input(z.strictObject({ file })).output(typed<Outcome<PlanView>>()),
    /** Reads a plan and tells what is open at an instant, without putting it on the list. */
    check: oc.input(z.strictObject({ file, asOf: instant.optional() })).output(typed<Outcome<PlanView>>()),
    /** Writes a fresh plan, or the files of a sample; refuses to overwrite. */
    create: oc
      .input(
        z.strictObject({
          file,
          name: z.string().optional(),
          sample: z.string().optional(),
          choices: z
            .strictObject({
              edition: z.enum(editionIds).optional(),
              managementModel: z.enum(managementModelIds).optional(),
              cloud: z.enum(cloudIds).optional(),
              securityTier: z.enum(securityTierIds).optional(),
            })
            .optional(),
        }),
      )
      .output(typed<Outcome<CreatedPlan>>()),
    /** Saves edits; refused when the file has changed since `revision`. */
    edit: oc
      .input(z.strictObject({ file, revision: z.string(), edits: z.array(edit).min(1) }))
      .output(typed<Outcome<PlanView>>()),
    /** Takes a plan off the list; the file stays. */
    forget: oc.input(z.strictObject({ file })).output(typed<Outcome<null>>()),
    requirements: oc.input(z.strictObject({ file })).output(typed<Outcome<Requirements>>()),
  },
  raci: {
    ofPlan: oc
      .input(z.strictObject({ file, compare: z.enum(managementModelIds).optional() }))
      .output(typed<Outcome<RaciView>>()),
    ofModel: oc
      .input(
        z.strictObject({
          edition: z.enum(editionIds),
          model: z.enum(managementModelIds),
          tier: z.enum(securityTierIds).optional(),
          compare: z.enum(managementModelIds).optional(),
        }),
      )
      .output(typed<Outcome<RaciView>>()),
  },
  egress: {
    /** The policies of the cluster of `context`, or in `snapshot`, are judged where the plan leaves these to it. `findings`: what stands beside the verdicts as well, which of large rules takes longer than the verdicts do. */
    check: oc
      .input(
        z.strictObject({
          plan: file,
          rules,
          findings: z.boolean().optional(),
          ...cluster,
        }),
      )
      .output(eventIterator(typed<WorkEvent<EgressCheck>>())),
    /** What each workload may reach outside, by the rules of a plan, by rules that are given or those of a cluster. */
    reach: oc
      .input(
        z.strictObject({
          plan: file.optional(),
          rules,
          ...cluster,
          workload: z.string().optional(),
          cni: z.enum(cniIds).optional(),
        }),
      )
      .output(eventIterator(typed<WorkEvent<EgressReach>>())),
    /** One flow through every layer, rule by rule; along the plan's path, or the layers that the rules speak for. */
    explain: oc
      .input(
        z.strictObject({
          plan: file.optional(),
          rules,
          ...cluster,
          from: z.string(),
          to: z.string(),
          addresses: z.array(z.string()).optional(),
          attachedTo: z.array(z.string().min(1)).optional(),
          cni: z.enum(cniIds).optional(),
        }),
      )
      .output(typed<Outcome<EgressExplanation>>()),
    /** The least rules of one target that let out what the plan needs; made in memory for preview and download. */
    generate: oc
      .input(z.strictObject({ plan: file, rules, ...cluster, target: z.enum(generateTargets) }))
      .output(typed<Outcome<GeneratedRules>>()),
    /** The same as files of a folder; refuses to overwrite without `force`. */
    writeGenerated: oc
      .input(
        z.strictObject({
          plan: file,
          rules,
          ...cluster,
          target: z.enum(generateTargets),
          folder: file,
          force: z.boolean().optional(),
        }),
      )
      .output(typed<Outcome<WrittenRules>>()),
    /** Tells when the plan, its rule files or those beside it change on disk, until the caller has heard enough. */
    watch: oc.input(z.strictObject({ plan: file, rules })).output(eventIterator(typed<WatchEvent>())),
    /** Lines around a place in a rule file or plan that was read before; of a very long one the part around the column. */
    quote: oc
      .input(
        z.strictObject({
          plan: file,
          rules,
          file,
          line: z.int().min(1),
          column: z.int().min(1).optional(),
          around: z.int().min(0).max(200),
        }),
      )
      .output(typed<Outcome<QuotedSource>>()),
    /** Where words stand in such a file, whatever their case. */
    find: oc
      .input(z.strictObject({ plan: file, rules, file, words: z.string().min(1).max(200) }))
      .output(typed<Outcome<FoundInSource>>()),
  },
  cluster: {
    /** The contexts of the user's kubeconfig; no cluster is asked. */
    contexts: oc.output(typed<Outcome<KubeContexts>>()),
    /** Lets the command run that a context signs in with; `hash` as `contexts` has it, so that it is the one that was seen. */
    allowCommand: oc.input(z.strictObject({ context, hash: z.string().min(1) })).output(typed<Outcome<null>>()),
    /** What the checks need, with a plan those that read the cluster with it, and whether the cluster grants it. */
    rights: oc
      .input(z.strictObject({ context: context.optional(), checks, plan: file.optional() }))
      .output(typed<Outcome<ClusterRightsView>>()),
    /** The least that has to be granted for the checks; no cluster is asked. */
    role: oc.input(z.strictObject({ checks, plan: file.optional() })).output(typed<Outcome<LeastRole>>()),
    /** A script that gathers the same with kubectl alone, where this program does not get; `gathered` takes its folder. */
    script: oc.input(z.strictObject({ checks })).output(typed<Outcome<string>>()),
    /** Collects what the checks need and shows what that is, names replaced where that is asked for. */
    collect: oc
      .input(
        z.strictObject({
          context: context.optional(),
          gathered: file.optional(),
          checks,
          pseudonyms: z.boolean().optional(),
        }),
      )
      .output(eventIterator(typed<CollectEvent>())),
    /** Writes what was collected last, if its hash is this one; the absolute path. */
    save: oc.input(z.strictObject({ hash: z.string().regex(runHash), file })).output(typed<Outcome<string>>()),
  },
  audit: {
    /**
     * With `checks`, only these are asked, and what they need is read: no run is kept, since a part could be taken for the whole.
     * The cluster that is looked at is a `context` of the kubeconfig, or what a `snapshot` file holds of one. `withoutCluster`
     * says that none is to be: what runs in it is out of scope then, instead of unknown.
     */
    run: oc
      .input(
        z.strictObject({
          plan: file,
          rules,
          asOf: instant.optional(),
          ...cluster,
          withoutCluster: z.boolean().optional(),
          checks,
        }),
      )
      .output(eventIterator(typed<AuditEvent>())),
  },
  runs: {
    list: oc.input(z.strictObject({ plan: file.optional() })).output(typed<Outcome<readonly KeptRun[]>>()),
    show: oc.input(z.strictObject({ id: z.string() })).output(typed<Outcome<RunRecord>>()),
    /** An object of the cluster that a run looked at, as it saw it; `name` is `namespace/name` where it has a namespace. */
    object: oc
      .input(z.strictObject({ run: z.string(), resource: z.string(), name: z.string() }))
      .output(typed<Outcome<ShownObject>>()),
    /** What a run kept of something that it had read, as its record names it; with `most`, so many characters of it. */
    evidence: oc
      .input(z.strictObject({ id: z.string(), name: z.string(), most: z.int().positive().optional() }))
      .output(typed<Outcome<KeptText>>()),
    compare: oc
      .input(z.strictObject({ before: z.string(), after: z.string() }))
      .output(typed<Outcome<RunComparison>>()),
    /** `head`: the hash of a run, as a report prints it, that the chain must hold. */
    verify: oc
      .input(z.strictObject({ head: z.string().regex(runHash).optional() }).optional())
      .output(typed<Outcome<ChainVerification>>()),
  },
  report: {
    /** A report of a run, or of the plan's newest run; made in memory for preview and download. */
    render: oc
      .input(z.strictObject({ plan: file, run: z.string().optional(), format: z.enum(reportFormats) }))
      .output(typed<Outcome<ReportFile>>()),
    /** Into a folder; takes the place of earlier reports, and of anything else only with `force`. */
    write: oc
      .input(
        z.strictObject({
          plan: file,
          run: z.string().optional(),
          formats: z.array(z.enum(reportFormats)).min(1),
          folder: file,
          force: z.boolean().optional(),
        }),
      )
      .output(typed<Outcome<readonly string[]>>()),
  },
  files: {
    /** Folders and files that this host may read, for picking one; without a folder, where to begin. */
    list: oc.input(z.strictObject({ folder: file.optional() })).output(typed<Outcome<Folder>>()),
    /** Keeps dropped files until the session ends, in a folder of its own, and returns its path. */
    upload: oc
      .input(
        z
          .strictObject({
            files: z
              .array(z.strictObject({ name: z.string().min(1), bytes: z.int().nonnegative() }))
              .min(1)
              .readonly(),
            content: z.file(),
          })
          .refine(({ files, content }) => files.reduce((sum, { bytes }) => sum + bytes, 0) === content.size, {
            message: 'The files have as many bytes as are sent.',
          }),
      )
      .output(typed<Outcome<KeptUpload>>()),
  },
  preferences: {
    get: oc.output(typed<Outcome<Preferences>>()),
    set: oc
      .input(
        z.strictObject({
          theme: z.enum(['system', 'light', 'dark']).optional(),
          density: z.enum(['regular', 'compact']).optional(),
          singleKeys: z.boolean().optional(),
        }),
      )
      .output(typed<Outcome<Preferences>>()),
  },
};

export interface RaciView {
  readonly raci: Raci;
  readonly comparison?: RaciComparison | undefined;
}
