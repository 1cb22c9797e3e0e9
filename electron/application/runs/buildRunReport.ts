import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { RunComparison } from '#shared/history/compareRuns.ts';
import { isIntact } from '#shared/history/keptRun.ts';
import type { AlteredRun, KeptRun } from '#shared/history/keptRun.ts';
import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import { withOwnNames } from '#shared/history/withOwnNames.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { buildReport } from '#shared/report/buildReport.ts';
import { decidingRules } from '#shared/network/judging/decidingRules.ts';
import { quoteRules } from '#shared/report/quoteRules.ts';
import type { KeptRules } from '#shared/report/quoteRules.ts';
import type { Report } from '#shared/report/report.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { compareKeptRuns } from './compareRuns.ts';
import { findRun } from './findRun.ts';
import { listKeptRuns } from './listKeptRuns.ts';
import type { Abilities, Archive } from '../ports.ts';
import { readKeptPlan } from './readKeptPlan.ts';
import { readPlan } from '../plans/readPlan.ts';
import type { ReadPlan } from '../plans/readPlan.ts';

export interface RunReportInput {
  readonly plan: string;
  /** A run by its number, id or hash, or the beginning of one of the two; without it, the plan's newest. */
  readonly run?: string | undefined;
}

/**
 * The report of a run, made from what was kept with it: the plan and the rules as they were judged, whatever became of the
 * files since.
 */
export async function buildRunReport(
  abilities: Pick<Abilities, 'archive' | 'catalog' | 'planFiles'>,
  input: RunReportInput,
): Promise<Outcome<Report>> {
  const { catalog, planFiles } = abilities;
  const file = planFiles.resolve(input.plan);
  if (!file.ok) return file;
  // A plan that is gone can still be reported; one that can't be read is told before a history is opened or made.
  const now = readPlan(abilities, input.plan);
  if (!now.ok && now.failure.kind === 'bad-input') return now;
  const opened = await abilities.archive();
  if (!opened.ok) return opened;
  const archive = opened.value;

  const kept = await listKeptRuns(archive, planFiles, file.value);
  if (!kept.ok) return kept;
  const found = await findRecord(
    { archive, planFiles, ...input },
    kept.value.filter(isIntact),
    now.ok ? now.value : undefined,
  );
  if (!found.ok) return found;
  const record = withOwnNames(found.value);
  const isMoved = record.plan.file !== file.value;

  const plan = await findAuditedPlan(abilities, archive, record);
  if (!plan.ok) return plan;
  const texts = await readDecidingFiles(archive, record);
  if (!texts.ok) return texts;
  const all = await listKeptRuns(archive, planFiles);
  if (!all.ok) return all;
  const runs = isMoved ? all.value.filter(isIntact).filter((run) => run.plan.file === record.plan.file) : kept.value;
  const comparison = await compareWithRunBefore(archive, runs, record);
  if (!comparison.ok) return comparison;
  return succeed(
    buildReport({
      catalog,
      ...plan.value,
      requirements: deriveRequirements(catalog, plan.value.plan),
      record,
      sequence: all.value.find(({ id }) => id === record.run.id)?.sequence,
      quotes: quoteRules(record.egress, (name) => texts.value.get(name)),
      remarks: [...(isMoved ? [moved(record)] : []), ...runs.flatMap((run) => (isIntact(run) ? [] : [altered(run)]))],
      comparison: comparison.value,
    }),
  );
}

function moved({ plan }: RunRecord): string {
  return `This is a run of ${plan.name} from when its file lay elsewhere. The plan that was named for this report is not the file that was audited; what it says otherwise is not told here.`;
}

function altered(run: AlteredRun): string {
  return `${run.altered} Nothing of it is told here.`;
}

interface RunAsked extends RunReportInput {
  readonly archive: Archive;
  readonly planFiles: Abilities['planFiles'];
}

/**
 * The run that is asked for: this plan’s newest, or any by its id or hash, since a plan may have moved. A number alone is too
 * easily another plan’s, so it is taken for a run of this plan or of one with its name.
 */
async function findRecord(
  { archive, planFiles, plan, run }: RunAsked,
  runs: readonly RunSummary[],
  now: ReadPlan | undefined,
): Promise<Outcome<RunRecord>> {
  const newest = runs[0];
  if (run === undefined && newest === undefined) {
    return failure('not-found', `No run of ${plan} is kept yet.`, {
      remedy: `Make one: pdp audit --plan ${plan}. A run from before the plan moved is found with --run, by its hash.`,
    });
  }
  const record = await findRun(archive, planFiles, run ?? newest?.id ?? '');
  if (!record.ok || runs.some(({ id }) => id === record.value.run.id)) return record;
  const isNumber = /^\d{1,5}$/.test(run ?? '');
  if (!isNumber || now?.plan.metadata.name === record.value.plan.name) return record;
  return failure('bad-input', `Run ${run} is one of ${record.value.plan.file}.`, {
    remedy:
      'Name that plan, or one of the runs that `pdp history list --plan` shows; or name the run by its id or hash.',
  });
}

/** The plan as it was kept with the run; as its file has it now only where that is gone. */
async function findAuditedPlan(
  abilities: Pick<Abilities, 'planFiles'>,
  archive: Archive,
  record: RunRecord,
): Promise<Outcome<{ readonly plan: Plan; readonly planHash: string }>> {
  const kept = await readKeptPlan(archive, record);
  if (!kept.ok) return kept;
  // What is kept has its secrets withheld, so its own hash may be another one: it is the plan that was audited.
  if (kept.value !== undefined) return succeed({ plan: kept.value, planHash: record.run.planHash });
  const read = readPlan(abilities, record.plan.file);
  return read.ok ? succeed({ plan: read.value.plan, planHash: read.value.hash }) : read;
}

async function readDecidingFiles(
  archive: Archive,
  { egress, run }: RunRecord,
): Promise<Outcome<ReadonlyMap<string, KeptRules>>> {
  const deciding = new Set(decidingRules(egress).map(({ file }) => file));
  const texts = new Map<string, KeptRules>();
  for (const { name, hash, columns } of run.evidence) {
    if (!deciding.has(name)) continue;
    const text = await archive.readEvidence(hash);
    if (!text.ok) return text;
    if (text.value !== undefined) texts.set(name, { text: text.value, columns });
  }
  return succeed(texts);
}

/** `runs` are the plan's, newest first. An altered one is nothing to compare with. */
async function compareWithRunBefore(
  archive: Archive,
  runs: readonly KeptRun[],
  record: RunRecord,
): Promise<Outcome<RunComparison | undefined>> {
  const before = runs[runs.findIndex(({ id }) => id === record.run.id) + 1];
  if (before === undefined || !isIntact(before)) return succeed(undefined);
  const earlier = await archive.readRun(before.id);
  if (!earlier.ok) return earlier;
  return earlier.value === undefined ? succeed(undefined) : compareKeptRuns(archive, earlier.value, record);
}
