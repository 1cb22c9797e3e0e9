import type { Outcome } from '#shared/contract/failure.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { compareRuns as compareRecords } from '#shared/history/compareRuns.ts';
import type { RunComparison } from '#shared/history/compareRuns.ts';
import { clusterEvidence } from '#shared/history/keptEvidence.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { seesTheSame } from '#shared/history/seesTheSame.ts';
import { succeed } from '#shared/kernel/result.ts';
import { findRun } from './findRun.ts';
import type { Abilities, Archive } from '../ports.ts';
import { readKeptPlan } from './readKeptPlan.ts';

/** What changed between two runs that are kept, and why. */
export async function compareRuns(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  input: { readonly before: string; readonly after: string },
): Promise<Outcome<RunComparison>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const before = await findRun(opened.value, planFiles, input.before);
  if (!before.ok) return before;
  const after = await findRun(opened.value, planFiles, input.after);
  if (!after.ok) return after;
  return compareKeptRuns(opened.value, before.value, after.value);
}

/** Two records, and the plans and looks at a cluster that are kept with them. */
export async function compareKeptRuns(
  archive: Archive,
  before: RunRecord,
  after: RunRecord,
): Promise<Outcome<RunComparison>> {
  const [earlier, later] = [await readKeptPlan(archive, before), await readKeptPlan(archive, after)];
  if (!earlier.ok) return earlier;
  if (!later.ok) return later;
  const areKept = earlier.value !== undefined && later.value !== undefined;
  const plans = areKept ? { before: earlier.value, after: later.value } : undefined;
  const same = await findSameLook(archive, before, after);
  return same.ok ? succeed(compareRecords(before, after, plans, same.value)) : same;
}

/** Each look at a cluster has its own times, and so its own hash: the cluster, where both runs saw the same of it. */
async function findSameLook(
  archive: Archive,
  before: RunRecord,
  after: RunRecord,
): Promise<Outcome<readonly string[]>> {
  const [earlier, later] = [before, after].map(({ run }) => run.evidence.find(({ kind }) => kind === clusterEvidence));
  if (earlier === undefined || later === undefined || earlier.name !== later.name) return succeed([]);
  if (earlier.hash === later.hash) return succeed([]);
  const texts = [await archive.readEvidence(earlier.hash), await archive.readEvidence(later.hash)];
  const looks: ClusterSnapshot[] = [];
  for (const text of texts) {
    if (!text.ok) return text;
    if (text.value !== undefined) looks.push(JSON.parse(text.value) as ClusterSnapshot);
  }
  const [one, other] = looks;
  return succeed(one !== undefined && other !== undefined && seesTheSame(one, other) ? [later.name] : []);
}
