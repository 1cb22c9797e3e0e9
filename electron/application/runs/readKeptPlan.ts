import type { Outcome } from '#shared/contract/failure.ts';
import { planEvidence } from '#shared/history/keptEvidence.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { succeed } from '#shared/kernel/result.ts';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import type { Plan } from '#shared/plan/plan.ts';
import type { Archive } from '../ports.ts';

/** The plan as it was kept with a run; undefined where none was, or where it is no plan of today’s form. */
export async function readKeptPlan(
  archive: Pick<Archive, 'readEvidence'>,
  { run, plan }: RunRecord,
): Promise<Outcome<Plan | undefined>> {
  const kept = run.evidence.find(({ kind }) => kind === planEvidence);
  const text = kept === undefined ? succeed(undefined) : await archive.readEvidence(kept.hash);
  if (!text.ok) return text;
  if (text.value === undefined) return succeed(undefined);
  const parsed = parsePlan(text.value, plan.file);
  return succeed(parsed.ok ? parsed.value.plan : undefined);
}
