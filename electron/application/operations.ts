import type { TellProgress } from '#shared/kernel/progress.ts';
import type { ClusterRightsInput } from './clusterRights.ts';
import type { CheckEgressInput } from './checkEgress.ts';
import type { CollectClusterInput } from './collectCluster.ts';
import type { CreatePlanInput } from './createPlan.ts';
import type { EditPlanInput } from './editPlan.ts';
import type { ExplainEgressInput } from './explainEgress.ts';
import type { FindInSourceInput } from './findInSource.ts';
import type { GenerateEgressInput } from './generateEgress.ts';
import type { Abilities, DroppedFile } from './ports.ts';
import type { QuoteSourceInput } from './quoteSource.ts';
import type { ReachEgressInput } from './reachEgress.ts';
import type { RunAuditInput } from './runAudit.ts';
import type { RenderReportInput } from './renderReport.ts';
import type { ShowEvidenceInput } from './showEvidence.ts';
import type { ShowObjectInput } from './showObject.ts';
import type { ViewPlanInput } from './viewPlan.ts';
import type { WatchRulesInput } from './watchRules.ts';
import type { WriteGeneratedInput } from './writeGenerated.ts';
import type { WriteReportInput } from './writeReport.ts';
import type { allowCommand } from './allowCommand.ts';
import type { compareRuns } from './compareRuns.ts';
import type { gatherScript } from './gatherScript.ts';
import type { leastRole } from './leastRole.ts';
import type { listRuns } from './listRuns.ts';
import type { raciOfModel } from './raciOfModel.ts';
import type { raciOfPlan } from './raciOfPlan.ts';
import type { saveSnapshot } from './saveSnapshot.ts';
import type { setPreferences } from './setPreferences.ts';

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
        (await import('./openSample.ts')).openSample(abilities, input),
    },
    catalog: {
      get: async () => abilities.catalog,
    },
    plans: {
      list: async () => (await import('./listPlans.ts')).listPlans(abilities),
      open: async (input: PlanFile) => (await import('./openPlan.ts')).openPlan(abilities, input),
      check: async (input: ViewPlanInput) => (await import('./viewPlan.ts')).viewPlan(abilities, input),
      create: async (input: CreatePlanInput) => (await import('./createPlan.ts')).createPlan(abilities, input),
      edit: async (input: EditPlanInput) => (await import('./editPlan.ts')).editPlan(abilities, input),
      forget: async (input: PlanFile) => (await import('./forgetPlan.ts')).forgetPlan(abilities, input),
      requirements: async (input: PlanFile) =>
        (await import('./planRequirements.ts')).planRequirements(abilities, input),
    },
    raci: {
      ofPlan: async (input: InputOf<typeof raciOfPlan>) =>
        (await import('./raciOfPlan.ts')).raciOfPlan(abilities, input),
      ofModel: async (input: InputOf<typeof raciOfModel>) =>
        (await import('./raciOfModel.ts')).raciOfModel(abilities, input),
    },
    egress: {
      check: async (input: CheckEgressInput, signal?: AbortSignal, tell?: TellProgress) =>
        (await import('./checkEgress.ts')).checkEgress(abilities, input, signal, tell),
      reach: async (input: ReachEgressInput, signal?: AbortSignal, tell?: TellProgress) =>
        (await import('./reachEgress.ts')).reachEgress(abilities, input, signal, tell),
      explain: async (input: ExplainEgressInput, signal?: AbortSignal) =>
        (await import('./explainEgress.ts')).explainEgress(abilities, input, signal),
      generate: async (input: GenerateEgressInput, signal?: AbortSignal) =>
        (await import('./generateEgress.ts')).generateEgress(abilities, input, signal),
      writeGenerated: async (input: WriteGeneratedInput, signal?: AbortSignal) =>
        (await import('./writeGenerated.ts')).writeGenerated(abilities, input, signal),
      watch: async function* (input: WatchRulesInput, signal?: AbortSignal) {
        yield* (await import('./watchRules.ts')).watchRules(abilities, input, signal);
      },
      quote: async (input: QuoteSourceInput, signal?: AbortSignal) =>
        (await import('./quoteSource.ts')).quoteSource(abilities, input, signal),
      find: async (input: FindInSourceInput, signal?: AbortSignal) =>
        (await import('./findInSource.ts')).findInSource(abilities, input, signal),
    },
    cluster: {
      contexts: async () => (await import('./listContexts.ts')).listContexts(abilities),
      allowCommand: async (input: InputOf<typeof allowCommand>) =>
        (await import('./allowCommand.ts')).allowCommand(abilities, input),
      rights: async (input: ClusterRightsInput, signal?: AbortSignal) =>
        (await import('./clusterRights.ts')).clusterRights(abilities, input, signal),
      role: async (input: InputOf<typeof leastRole>) => (await import('./leastRole.ts')).leastRole(abilities, input),
      script: async (input: Parameters<typeof gatherScript>[0]) =>
        (await import('./gatherScript.ts')).gatherScript(input),
      collect: async function* (input: CollectClusterInput, signal?: AbortSignal) {
        yield* (await import('./collectCluster.ts')).collectCluster(abilities, input, signal);
      },
      save: async (input: InputOf<typeof saveSnapshot>) =>
        (await import('./saveSnapshot.ts')).saveSnapshot(abilities, input),
    },
    audit: {
      run: async function* (input: RunAuditInput, signal?: AbortSignal) {
        yield* (await import('./runAudit.ts')).runAudit(abilities, input, signal);
      },
    },
    runs: {
      list: async (input: InputOf<typeof listRuns>) => (await import('./listRuns.ts')).listRuns(abilities, input),
      show: async (input: { readonly id: string }) => (await import('./showRun.ts')).showRun(abilities, input),
      object: async (input: ShowObjectInput) => (await import('./showObject.ts')).showObject(abilities, input),
      evidence: async (input: ShowEvidenceInput) => (await import('./showEvidence.ts')).showEvidence(abilities, input),
      compare: async (input: InputOf<typeof compareRuns>) =>
        (await import('./compareRuns.ts')).compareRuns(abilities, input),
      verify: async (input?: { readonly head?: string | undefined }) =>
        (await import('./verifyChain.ts')).verifyChain(abilities, input),
    },
    report: {
      render: async (input: RenderReportInput) => (await import('./renderReport.ts')).renderReport(abilities, input),
      write: async (input: WriteReportInput) => (await import('./writeReport.ts')).writeReport(abilities, input),
    },
    files: {
      list: async (input: { readonly folder?: string | undefined }) => abilities.fileBrowser.list(input.folder),
      upload: async (input: { readonly files: readonly DroppedFile[] }) => abilities.fileBrowser.upload(input.files),
    },
    preferences: {
      get: async () => (await import('./getPreferences.ts')).getPreferences(abilities),
      set: async (input: InputOf<typeof setPreferences>) =>
        (await import('./setPreferences.ts')).setPreferences(abilities, input),
    },
  };
}
