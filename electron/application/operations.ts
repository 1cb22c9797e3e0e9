import type { TellProgress } from '#shared/kernel/progress.ts';
import type { ClusterRightsInput } from './cluster/clusterRights.ts';
import type { CheckEgressInput } from './rules/checkEgress.ts';
import type { CollectClusterInput } from './cluster/collectCluster.ts';
import type { CreatePlanInput } from './plans/createPlan.ts';
import type { EditPlanInput } from './plans/editPlan.ts';
import type { ExplainEgressInput } from './rules/explainEgress.ts';
import type { FindInSourceInput } from './rules/findInSource.ts';
import type { GenerateEgressInput } from './rules/generateEgress.ts';
import type { Abilities } from './ports.ts';
import type { QuoteSourceInput } from './rules/quoteSource.ts';
import type { ReachEgressInput } from './rules/reachEgress.ts';
import type { RunAuditInput } from './runs/runAudit.ts';
import type { RenderReportInput } from './runs/renderReport.ts';
import type { ShowEvidenceInput } from './runs/showEvidence.ts';
import type { ShowObjectInput } from './cluster/showObject.ts';
import type { ViewPlanInput } from './plans/viewPlan.ts';
import type { WatchRulesInput } from './rules/watchRules.ts';
import type { WriteGeneratedInput } from './rules/writeGenerated.ts';
import type { WriteReportInput } from './runs/writeReport.ts';
import type { allowCommand } from './cluster/allowCommand.ts';
import type { compareRuns } from './runs/compareRuns.ts';
import type { gatherScript } from './cluster/gatherScript.ts';
import type { leastRole } from './cluster/leastRole.ts';
import type { listRuns } from './runs/listRuns.ts';
import type { raciOfModel } from './plans/raciOfModel.ts';
import type { raciOfPlan } from './plans/raciOfPlan.ts';
import type { saveSnapshot } from './cluster/saveSnapshot.ts';
import type { setPreferences } from './setPreferences.ts';
import { splitFiles } from './splitFiles.ts';
import type { SentFiles } from './splitFiles.ts';

export type Operations = ReturnType<typeof makeOperations>;

type InputOf<UseCase extends (abilities: never, input: never) => unknown> = Parameters<UseCase>[1];
interface PlanFile {
  readonly file: string;
}

/**
 * Every use case under the name of its operation, bound to what this host can do. A use case is loaded when it is first
 * called: most commands need one or two. The router serves these to the desktop and the browser; the command line calls
 * them itself (decision 0021).
 */
export function makeOperations(abilities: Abilities) {
  return {
    system: {
      information: async () => (await import('./systemInformation.ts')).systemInformation(abilities),
      openSample: async (input: { readonly name: string }) =>
        (await import('./plans/openSample.ts')).openSample(abilities, input),
    },
    catalog: {
      get: async () => abilities.catalog,
    },
    plans: {
      list: async () => (await import('./plans/listPlans.ts')).listPlans(abilities),
      open: async (input: PlanFile) => (await import('./plans/openPlan.ts')).openPlan(abilities, input),
      check: async (input: ViewPlanInput) => (await import('./plans/viewPlan.ts')).viewPlan(abilities, input),
      create: async (input: CreatePlanInput) => (await import('./plans/createPlan.ts')).createPlan(abilities, input),
      edit: async (input: EditPlanInput) => (await import('./plans/editPlan.ts')).editPlan(abilities, input),
      forget: async (input: PlanFile) => (await import('./plans/forgetPlan.ts')).forgetPlan(abilities, input),
      requirements: async (input: PlanFile) =>
        (await import('./plans/planRequirements.ts')).planRequirements(abilities, input),
    },
    raci: {
      ofPlan: async (input: InputOf<typeof raciOfPlan>) =>
        (await import('./plans/raciOfPlan.ts')).raciOfPlan(abilities, input),
      ofModel: async (input: InputOf<typeof raciOfModel>) =>
        (await import('./plans/raciOfModel.ts')).raciOfModel(abilities, input),
    },
    egress: {
      check: async (input: CheckEgressInput, signal?: AbortSignal, tell?: TellProgress) =>
        (await import('./rules/checkEgress.ts')).checkEgress(abilities, input, signal, tell),
      reach: async (input: ReachEgressInput, signal?: AbortSignal, tell?: TellProgress) =>
        (await import('./rules/reachEgress.ts')).reachEgress(abilities, input, signal, tell),
      explain: async (input: ExplainEgressInput, signal?: AbortSignal) =>
        (await import('./rules/explainEgress.ts')).explainEgress(abilities, input, signal),
      generate: async (input: GenerateEgressInput, signal?: AbortSignal) =>
        (await import('./rules/generateEgress.ts')).generateEgress(abilities, input, signal),
      writeGenerated: async (input: WriteGeneratedInput, signal?: AbortSignal) =>
        (await import('./rules/writeGenerated.ts')).writeGenerated(abilities, input, signal),
      watch: async function* (input: WatchRulesInput, signal?: AbortSignal) {
        yield* (await import('./rules/watchRules.ts')).watchRules(abilities, input, signal);
      },
      quote: async (input: QuoteSourceInput, signal?: AbortSignal) =>
        (await import('./rules/quoteSource.ts')).quoteSource(abilities, input, signal),
      find: async (input: FindInSourceInput, signal?: AbortSignal) =>
        (await import('./rules/findInSource.ts')).findInSource(abilities, input, signal),
    },
    cluster: {
      contexts: async () => (await import('./cluster/listContexts.ts')).listContexts(abilities),
      allowCommand: async (input: InputOf<typeof allowCommand>) =>
        (await import('./cluster/allowCommand.ts')).allowCommand(abilities, input),
      rights: async (input: ClusterRightsInput, signal?: AbortSignal) =>
        (await import('./cluster/clusterRights.ts')).clusterRights(abilities, input, signal),
      role: async (input: InputOf<typeof leastRole>) =>
        (await import('./cluster/leastRole.ts')).leastRole(abilities, input),
      script: async (input: Parameters<typeof gatherScript>[0]) =>
        (await import('./cluster/gatherScript.ts')).gatherScript(input),
      collect: async function* (input: CollectClusterInput, signal?: AbortSignal) {
        yield* (await import('./cluster/collectCluster.ts')).collectCluster(abilities, input, signal);
      },
      save: async (input: InputOf<typeof saveSnapshot>) =>
        (await import('./cluster/saveSnapshot.ts')).saveSnapshot(abilities, input),
    },
    audit: {
      run: async function* (input: RunAuditInput, signal?: AbortSignal) {
        yield* (await import('./runs/runAudit.ts')).runAudit(abilities, input, signal);
      },
    },
    runs: {
      list: async (input: InputOf<typeof listRuns>) => (await import('./runs/listRuns.ts')).listRuns(abilities, input),
      show: async (input: { readonly id: string }) => (await import('./runs/showRun.ts')).showRun(abilities, input),
      object: async (input: ShowObjectInput) => (await import('./cluster/showObject.ts')).showObject(abilities, input),
      evidence: async (input: ShowEvidenceInput) =>
        (await import('./runs/showEvidence.ts')).showEvidence(abilities, input),
      compare: async (input: InputOf<typeof compareRuns>) =>
        (await import('./runs/compareRuns.ts')).compareRuns(abilities, input),
      verify: async (input?: { readonly head?: string | undefined }) =>
        (await import('./runs/verifyChain.ts')).verifyChain(abilities, input),
    },
    report: {
      render: async (input: RenderReportInput) =>
        (await import('./runs/renderReport.ts')).renderReport(abilities, input),
      write: async (input: WriteReportInput) => (await import('./runs/writeReport.ts')).writeReport(abilities, input),
    },
    files: {
      list: async (input: { readonly folder?: string | undefined }) => abilities.fileBrowser.list(input.folder),
      upload: async (input: SentFiles) => abilities.fileBrowser.upload(splitFiles(input)),
    },
    preferences: {
      get: async () => (await import('./getPreferences.ts')).getPreferences(abilities),
      set: async (input: InputOf<typeof setPreferences>) =>
        (await import('./setPreferences.ts')).setPreferences(abilities, input),
    },
  };
}
