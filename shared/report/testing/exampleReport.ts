import { completeAudit } from '../../audit/runAudit.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { RunComparison } from '../../history/compareRuns.ts';
import type { RunRecord } from '../../history/runRecord.ts';
import { sealRun } from '../../history/sealRun.ts';
import { checkEgress } from '../../network/judging/checkEgress.ts';
import { readRules } from '../../network/reading/readRules.ts';
import { findPlanProblems } from '../../plan/findPlanProblems.ts';
import { describePlanFailure, parsePlan } from '../../plan/parsePlan.ts';
import { signedText } from '../../raci/signedText.ts';
import { deriveRequirements } from '../../requirements/deriveRequirements.ts';
import type { ReportInput } from '../reportInput.ts';
import { quoteRules } from '../quoteRules.ts';

export interface ExampleFiles {
  readonly plan: string;
  /** Rule files by their name as the plan knows it. */
  readonly rules: Readonly<Record<string, string>>;
}

/** A plan that makes its choices and says nothing more. */
export const barePlan = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: bare}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: standard
`;

export interface ExampleOptions {
  readonly catalog: Catalog;
  readonly digest: (text: string) => string;
  readonly asOf?: string;
  readonly previous?: string | null;
  readonly comparison?: RunComparison;
}

/** The input of a report, for tests: the plan and the rules go the whole way through the real functions. */
export function exampleReportInput(
  { plan: text, rules }: ExampleFiles,
  { catalog, digest, asOf = '2026-11-21T09:00:00.000Z', previous = null, comparison }: ExampleOptions,
): ReportInput {
  const parsed = parsePlan(text, 'plan.yaml');
  if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
  const { plan, locate, problems } = parsed.value;
  const files = Object.entries(rules).map(([file, content]) => ({
    file,
    text: content,
    bytes: new TextEncoder().encode(content).length,
    hash: digest(content),
  }));
  const requirements = deriveRequirements(catalog, plan);
  const signedHash = digest(signedText(plan));
  const egress = checkEgress({ plan, planFile: 'plan.yaml', requirements, ruleSet: readRules(files) });
  const {
    findings,
    coverage,
    tier,
    problems: declared,
  } = completeAudit({
    catalog,
    plan,
    planFile: 'plan.yaml',
    locate,
    planFindings: findPlanProblems(catalog, plan, signedHash),
    requirements,
    egress,
    asOf,
  });
  const planHash = digest(text);
  const record: RunRecord = sealRun(
    {
      plan: {
        name: plan.metadata.name,
        file: '/plans/acme/plan.yaml',
        edition: plan.edition,
        managementModel: plan.managementModel,
        cloud: plan.cloud,
        region: plan.region,
        securityTier: plan.securityTier,
      },
      run: {
        startedAt: asOf,
        finishedAt: new Date(Date.parse(asOf) + 1250).toISOString(),
        asOf,
        programVersion: '0.1.0',
        catalogVersion: catalog.version,
        catalogHash: digest(catalog.version),
        planHash,
        signedHash,
        evidence: [
          { hash: planHash, kind: 'plan', name: 'plan.yaml' },
          ...files.map(({ file, hash }) => ({ hash, kind: 'rules', name: file })),
        ],
      },
      coverage,
      tier,
      findings,
      egress,
      problems: [...problems, ...egress.problems, ...declared],
      apiCalls: [],
    },
    previous,
    digest,
  );
  return {
    catalog,
    plan,
    planHash,
    requirements,
    record,
    sequence: 14,
    quotes: quoteRules(egress, (file) => {
      const kept = rules[file];
      return kept === undefined ? undefined : { text: kept };
    }),
    comparison,
  };
}
