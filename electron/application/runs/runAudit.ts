import { checksOfPlan, clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import { runAudit as askChecks } from '#shared/audit/runAudit.ts';
import type { AuditResult } from '#shared/audit/runAudit.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Failure } from '#shared/contract/failure.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import { keepEvidence, keepSnapshot, planEvidence, toEvidenceReference } from '#shared/history/keptEvidence.ts';
import type { KeptEvidence } from '#shared/history/keptEvidence.ts';
import type { RunCluster, UnsealedRun } from '#shared/history/runRecord.ts';
import { count } from '#shared/kernel/count.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { canonicalise } from '#shared/history/canonicalise.ts';
import { withoutAccess } from '#shared/history/withoutAccess.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { chooseChecks } from './chooseChecks.ts';
import { fileNameOf } from '../rules/fileNames.ts';
import { judgePlan } from '../plans/judgePlan.ts';
import { judgePlanRules } from '../rules/judgePlanRules.ts';
import { observeCluster } from '../cluster/observeCluster.ts';
import type { ClusterChoice, ObservedCluster } from '../cluster/observeCluster.ts';
import { followProgress } from '../followProgress.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';
import type { ReadPlan } from '../plans/readPlan.ts';
import { toProgressSteps } from '../toProgressSteps.ts';

export interface RunAuditInput extends ClusterChoice {
  readonly plan: string;
  readonly rules?: readonly string[] | undefined;
  /** The instant at which expiries are judged; now, when it is not given. */
  readonly asOf?: string | undefined;
  /** Ids of the checks to be asked; all, when they are not given. Of a part no run is kept. */
  readonly checks?: readonly string[] | undefined;
}

/**
 * Audits a plan: tells progress and findings as they come, then seals the run into the history. A cancelled audit keeps what
 * it told and leaves no run behind, since a record of a part could be taken for one of the whole; nor does one whose rules
 * could not all be read: it is told in full, and fails (decision 0042).
 */
export async function* runAudit(
  abilities: Abilities,
  input: RunAuditInput,
  signal?: AbortSignal,
): AsyncGenerator<AuditEvent, void, void> {
  const { catalog, clock, archive, giveWay } = abilities;
  const startedAt = clock.now();
  const asOf = input.asOf === undefined ? startedAt : new Date(input.asOf).toISOString();
  const stopped = (failed: { readonly failure: Failure }) => ({ kind: 'failed', failure: failed.failure }) as const;

  const checks = chooseChecks(input.checks);
  if (!checks.ok) return yield stopped(checks);
  const read = readPlan(abilities, input.plan);
  if (!read.ok) return yield stopped(read);
  // An archive that can't take the run is told before the work, not after it.
  const opened = await archive();
  if (!opened.ok) return yield stopped(opened);

  const needs = clusterNeeds(checksOfPlan(checks.value, read.value.plan));
  const looked = yield* toProgressSteps(observeCluster(abilities, input, needs, signal));
  if (!looked.ok) return yield stopped(looked);
  const cluster = looked.value;

  yield { kind: 'progress', done: 0, of: 0, what: 'Reading and judging rules' };
  const how = { rules: input.rules, cluster: cluster?.snapshot, keepsEvidence: true, looksForFindings: true };
  const judging = followProgress((tell) => judgePlanRules(abilities, read.value, how, signal, tell));
  const judged = yield* toProgressSteps(judging);
  if (!judged.ok) return yield stopped(judged);
  yield { kind: 'progress', done: 0, of: 0, what: 'Asking the checks' };

  const { path, plan, locate } = read.value;
  const planFile = fileNameOf(path);
  const requirements = deriveRequirements(catalog, plan);
  const { egress, evidence: rules } = judged.value;
  const { findings: planFindings, signedHash } = judgePlan(abilities, plan);
  const steps = askChecks(
    {
      catalog,
      plan,
      planFile,
      locate,
      planFindings,
      requirements,
      egress,
      cluster: cluster?.snapshot,
      withoutCluster: input.withoutCluster,
      asOf,
    },
    checks.value,
  );
  let told = 0;
  for (;;) {
    await giveWay();
    if (signal?.aborted === true) return yield stopped(cancelledAfter(told));
    const step = steps.next();
    if (step.done !== true) {
      if (step.value.kind === 'finding') told += 1;
      yield step.value;
      continue;
    }
    if (input.checks !== undefined) return yield { kind: 'checked', findings: step.value.findings };
    const { run, evidence } = toRun(abilities, {
      read: read.value,
      signedHash,
      rules,
      egress,
      cluster,
      withoutCluster: input.withoutCluster,
      result: step.value,
      startedAt,
      asOf,
    });
    const broken = run.problems.filter(({ severity }) => severity === 'error');
    if (broken.length > 0) return yield { ...stopped(notAllRead(broken)), judged: run };
    const kept = await opened.value.appendRun(run, evidence);
    return yield kept.ok ? { kind: 'finished', ...kept.value } : stopped(kept);
  }
}

function cancelledAfter(findings: number): ReturnType<typeof failure> {
  const message = findings === 0 ? 'Cancelled.' : `Cancelled after ${count(findings, 'finding')}.`;
  return failure('cancelled', `${message} No run was kept.`);
}

function notAllRead(problems: readonly Problem[]): ReturnType<typeof failure> {
  const what = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
  return failure('bad-input', `${what} kept rules from being read in full, so no run was kept.`, {
    remedy: 'Mend or take away what is named, and audit again.',
    problems,
  });
}

interface CompletedAudit {
  readonly read: ReadPlan;
  readonly signedHash: string;
  readonly rules: readonly KeptEvidence[];
  readonly egress: EgressCheck;
  readonly cluster: ObservedCluster | undefined;
  readonly withoutCluster: boolean | undefined;
  readonly result: AuditResult;
  readonly startedAt: string;
  readonly asOf: string;
}

function toRun(
  { catalog, clock, digest, system }: Pick<Abilities, 'catalog' | 'clock' | 'digest' | 'system'>,
  { read, signedHash, rules, egress, cluster, withoutCluster, result, startedAt, asOf }: CompletedAudit,
): { readonly run: UnsealedRun; readonly evidence: readonly KeptEvidence[] } {
  const { path, text, hash, plan, problems } = read;
  const planFile = fileNameOf(path);
  const evidence = [
    keepEvidence({ kind: planEvidence, name: planFile, text }, digest),
    ...rules,
    ...(cluster === undefined ? [] : [keepSnapshot(cluster, digest)]),
  ];
  const { coverage, tier } = result;
  const findings = result.findings.map((finding) => ({
    ...finding,
    evidence: finding.evidence.map((item) => ({
      ...item,
      text: withoutAccess(item.text),
      source: withoutAccess(item.source),
      ...(item.sources !== undefined && { sources: item.sources.map(withoutAccess) }),
    })),
  }));
  const run: UnsealedRun = {
    plan: {
      name: plan.metadata.name,
      file: path,
      edition: plan.edition,
      managementModel: plan.managementModel,
      cloud: plan.cloud,
      region: plan.region,
      securityTier: plan.securityTier,
    },
    run: {
      startedAt,
      finishedAt: clock.now(),
      asOf,
      programVersion: system().version,
      catalogVersion: catalog.version,
      catalogHash: digest(canonicalise(catalog)),
      planHash: hash,
      signedHash,
      evidence: evidence.map(toEvidenceReference),
    },
    ...(cluster !== undefined && { cluster: toRunCluster(cluster) }),
    ...(withoutCluster === true && { withoutCluster }),
    coverage,
    tier,
    findings,
    egress,
    problems: [
      ...problems.map((problem) => ({ ...problem, file: planFile })),
      ...(cluster === undefined ? [] : toProblems(cluster)),
      ...egress.problems,
      ...result.problems,
    ],
    apiCalls: cluster?.calls ?? [],
  };
  return { run, evidence };
}

/** What has to be said of how a cluster was looked at. */
function toProblems({ name, warnings }: ObservedCluster): readonly Problem[] {
  return warnings.map((message) => ({ file: name, line: 1, message, severity: 'warning' }));
}

function toRunCluster({ name, snapshot }: ObservedCluster): RunCluster {
  const { identity, version, finishedAt } = snapshot;
  return {
    name,
    ...identity,
    ...(version.state === 'observed' && { version: version.value.gitVersion }),
    collectedAt: finishedAt,
  };
}
