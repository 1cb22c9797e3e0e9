import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { compareRuns } from '#shared/history/compareRuns.ts';
import type { RunComparison } from '#shared/history/compareRuns.ts';
import { planEvidence } from '#shared/history/keptEvidence.ts';
import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import { succeed } from '#shared/kernel/result.ts';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { buildReport } from '#shared/report/buildReport.ts';
import { decidingRules, quoteRules } from '#shared/report/quoteRules.ts';
import type { Report } from '#shared/report/report.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { findRun } from './findRun.ts';
import type { Abilities, Archive } from './ports.ts';
import { readPlan } from './readPlan.ts';

export interface RunReportInput {
  readonly plan: string;
  /** A run by its number or id; without it, the plan's newest. */
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
  const opened = await abilities.archive();
  if (!opened.ok) return opened;
  const archive = opened.value;

  const runs = await archive.listRuns(file.value);
  if (!runs.ok) return runs;
  const found = await findRecord(archive, runs.value, input);
  if (!found.ok) return found;
  const record = found.value;

  const plan = await findAuditedPlan(abilities, archive, record);
  if (!plan.ok) return plan;
  const texts = await readDecidingFiles(archive, record);
  if (!texts.ok) return texts;
  const comparison = await compareWithRunBefore(archive, runs.value, record);
  if (!comparison.ok) return comparison;
  return succeed(
    buildReport({
      catalog,
      ...plan.value,
      requirements: deriveRequirements(catalog, plan.value.plan),
      record,
      sequence: runs.value.find(({ id }) => id === record.run.id)?.sequence,
      quotes: quoteRules(record.egress, (name) => texts.value.get(name)),
      comparison: comparison.value,
    }),
  );
}

/** One of this plan's runs: a report under the name of one plan must not show another. */
async function findRecord(
  archive: Archive,
  runs: readonly RunSummary[],
  { plan, run }: RunReportInput,
): Promise<Outcome<RunRecord>> {
  const newest = runs[0];
  if (newest === undefined) {
    return failure('not-found', `No run of ${plan} is kept yet.`, { remedy: `Make one: pdp audit --plan ${plan}` });
  }
  const record = await findRun(archive, run ?? newest.id);
  if (!record.ok || runs.some(({ id }) => id === record.value.run.id)) return record;
  return failure('bad-input', `Run ${run} is one of ${record.value.plan.file}.`, {
    remedy: 'Name that plan, or one of the runs that `pdp history list --plan` shows.',
  });
}

/** The plan as it was kept with the run; as its file has it now only where that is gone. */
async function findAuditedPlan(
  abilities: Pick<Abilities, 'planFiles'>,
  archive: Archive,
  { run, plan }: RunRecord,
): Promise<Outcome<{ readonly plan: Plan; readonly planHash: string }>> {
  const kept = run.evidence.find(({ kind }) => kind === planEvidence);
  const text = kept === undefined ? succeed(undefined) : await archive.readEvidence(kept.hash);
  if (!text.ok) return text;
  if (text.value !== undefined) {
    const parsed = parsePlan(text.value, plan.file);
    // What is kept has its secrets withheld, so its own hash may be another one: it is the plan that was audited.
    if (parsed.ok) return succeed({ plan: parsed.value.plan, planHash: run.planHash });
  }
  const read = readPlan(abilities, plan.file);
  return read.ok ? succeed({ plan: read.value.plan, planHash: read.value.hash }) : read;
}

async function readDecidingFiles(
  archive: Archive,
  { egress, run }: RunRecord,
): Promise<Outcome<ReadonlyMap<string, string>>> {
  const deciding = new Set(decidingRules(egress).map(({ file }) => file));
  const texts = new Map<string, string>();
  for (const { name, hash } of run.evidence) {
    if (!deciding.has(name)) continue;
    const text = await archive.readEvidence(hash);
    if (!text.ok) return text;
    if (text.value !== undefined) texts.set(name, text.value);
  }
  return succeed(texts);
}

/** `runs` are the plan's, newest first. */
async function compareWithRunBefore(
  archive: Archive,
  runs: readonly RunSummary[],
  record: RunRecord,
): Promise<Outcome<RunComparison | undefined>> {
  const before = runs[runs.findIndex(({ id }) => id === record.run.id) + 1];
  if (before === undefined) return succeed(undefined);
  const earlier = await archive.readRun(before.id);
  if (!earlier.ok) return earlier;
  return succeed(earlier.value === undefined ? undefined : compareRuns(earlier.value, record));
}
