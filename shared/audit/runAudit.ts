import { v5 as uuidOfContent } from 'uuid';
import type { TierVerdict } from '../history/runRecord.ts';
import type { Problem } from '../kernel/problem.ts';
import type { ProgressStep } from '../kernel/progress.ts';
import { assessControl } from './assessControl.ts';
import { orAttestedAlone } from './assessByAttestation.ts';
import type { Assessment } from './assessment.ts';
import { unknown } from './assessment.ts';
import type { AuditCheck, AuditMaterial, Question } from './auditCheck.ts';
import { allChecks } from './checks/allChecks.ts';
import { controlIsInPlace } from './checks/PDP-TIR-001-controlIsInPlace.ts';
import { emptyCoverage, withOneMore } from './coverage.ts';
import { findDeclarationProblems } from './findDeclarationProblems.ts';
import type { Coverage, Finding } from './finding.ts';
import { judgeTier } from './judgeTier.ts';
import { waiverFor } from './waivers.ts';

export type AuditStep =
  | ProgressStep
  | { readonly kind: 'finding'; readonly finding: Finding; readonly coverage: Coverage };

export interface AuditResult {
  /** In the order of the checks. */
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly tier: TierVerdict;
  /** What is odd about the plan's waivers, attestations and choices, as warnings with their lines. */
  readonly problems: readonly Problem[];
}

/** The namespace of finding ids: a UUID drawn once for this purpose. */
const findingNamespace = 'f9387d23-421a-4ee3-81a1-b356b6fb749d';

/**
 * Asks every check of everything that it concerns, one small step at a time: whoever drives it can do other work in
 * between, or stop. The same material gives the same steps.
 */
export function* runAudit(
  material: AuditMaterial,
  checks: readonly AuditCheck[] = allChecks,
): Generator<AuditStep, AuditResult, void> {
  const asked = checks.flatMap((check) => check.questions(material).map((question) => ({ check, question })));
  const findings: Finding[] = [];
  let coverage = emptyCoverage;
  for (const { check, question } of asked) {
    yield { kind: 'progress', done: findings.length, of: asked.length, units: 'checks', what: check.title };
    const finding = toFinding(check, question, material);
    findings.push(finding);
    coverage = withOneMore(coverage, finding);
    yield { kind: 'finding', finding, coverage };
  }
  yield { kind: 'progress', done: asked.length, of: asked.length, units: 'checks', what: 'Security tier' };
  return {
    findings,
    coverage,
    tier: judgeTier({
      controls: material.catalog.controls,
      cloud: material.plan.cloud,
      wanted: material.plan.securityTier,
      assess: (control, tier) =>
        assessSafely(controlIsInPlace, control.id, () => assessControl(control, tier, material)),
    }),
    problems: findDeclarationProblems(material, findings),
  };
}

/** Runs the audit to its end. */
export function completeAudit(material: AuditMaterial, checks: readonly AuditCheck[] = allChecks): AuditResult {
  const steps = runAudit(material, checks);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function toFinding(check: AuditCheck, question: Question, material: AuditMaterial): Finding {
  const { plan, requirements, asOf } = material;
  const { requirement, subject, severity, task } = question;
  const assessment = orAttestedAlone(
    assessSafely(check, subject, () => question.assess()),
    check,
    material,
  );
  const { outcome, how, title, about, evidence, remedy, unknownBecause, missing, standsFor, waitsFor } = assessment;
  const outOfScope = whyOutOfScope(requirement, assessment, material);
  const responsibilities = requirements.raci.tasks.find(({ id }) => id === task);
  if (responsibilities === undefined) throw new Error(`Task ${task} is not in the responsibility matrix.`);
  const { owners } = responsibilities;
  // The plan names people of the customer's: where the task is WSO2's alone, none of them acts.
  const isCustomers = responsibilities.responsible.parties.includes('Customer');
  const owner = isCustomers ? (owners?.responsible?.who ?? owners?.accountable?.who) : undefined;
  const waiver = outcome === 'fail' ? waiverFor(plan, { requirement, check: check.id }, asOf) : undefined;
  return {
    id: uuidOfContent(JSON.stringify([check.id, requirement, subject]), findingNamespace),
    check: check.id,
    requirement,
    title,
    subject,
    outcome,
    ...(how !== undefined && { how }),
    severity,
    evidence,
    remedy,
    task,
    responsible: responsibilities.responsible.parties,
    accountable: responsibilities.accountable.parties,
    ...(owner !== undefined && { owner }),
    ...(waiver !== undefined && { waiver }),
    ...(unknownBecause !== undefined && { unknownBecause }),
    ...(about !== undefined && { about }),
    ...(missing !== undefined && { missing }),
    ...(standsFor !== undefined && { standsFor }),
    ...(waitsFor !== undefined && { waitsFor }),
    ...(outOfScope !== undefined && { outOfScope }),
  };
}

/**
 * What runs in the cluster is out of scope where no cluster was to be looked at and nobody vouches for it. Connections, the
 * rules as a whole and the controls of the wanted tier stay in: rules and people decide them as well.
 */
function whyOutOfScope(
  requirement: string,
  { outcome, waitsFor }: Assessment,
  { withoutCluster = false }: AuditMaterial,
): string | undefined {
  const isOfCluster =
    outcome === 'unknown' && waitsFor === 'cluster' && !/^(?:connection|egress|control)[.]/.test(requirement);
  return withoutCluster && isOfCluster ? 'No cluster was to be looked at.' : undefined;
}

/** A check that breaks is a defect of ours: it costs its own result, never the audit. */
function assessSafely(check: AuditCheck, subject: string, assess: () => Assessment): Assessment {
  try {
    return assess();
  } catch (error) {
    return unknown('failed', {
      title: `${check.title}: the check itself broke`,
      evidence: [{ text: String(error), source: `${check.id} of ${subject}` }],
      remedy: 'Report this as a defect of the program, with the plan and the rule files.',
    });
  }
}
