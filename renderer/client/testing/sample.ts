import { completeAudit } from '#shared/audit/runAudit.ts';
import type { AuditResult } from '#shared/audit/runAudit.ts';
import type { Catalog } from '#shared/catalog/catalog.ts';
import { readCatalog } from '#shared/catalog/readCatalog.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { checkEgress } from '#shared/network/judging/checkEgress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { findPlanProblems } from '#shared/plan/findPlanProblems.ts';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';

/** The catalogue, read from its files as the build does it. */
export const catalog: Catalog = readFiles();

/** The sample's plan and everything that follows from it, made by the functions that the engine uses. */
export const sample = judgeSample();

interface JudgedSample {
  readonly view: PlanView;
  readonly requirements: Requirements;
  readonly egress: EgressCheck;
  readonly audit: AuditResult;
}

function readFiles(): Catalog {
  const modules = import.meta.glob('../../../resources/catalog/*.yaml', { eager: true, import: 'default' });
  const files = Object.fromEntries(Object.entries(modules).map(([path, content]) => [nameOf(path), content]));
  const read = readCatalog(files);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

function judgeSample(): JudgedSample {
  const texts: Record<string, string> = import.meta.glob('../../../resources/samples/azure-standard/**/*.{yaml,json}', {
    eager: true,
    import: 'default',
    query: '?raw',
  });
  const files = Object.entries(texts).map(([path, text]) => ({
    file: path.split('/azure-standard/')[1] ?? path,
    text,
  }));
  const planText = files.find(({ file }) => file === 'plan.yaml')?.text ?? '';
  const parsed = parsePlan(planText, 'plan.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  const { plan, problems, places, locate } = parsed.value;
  const ruleSet = readRules(
    files
      .filter(({ file }) => file.startsWith('rules/'))
      .map(({ file, text }) => ({ file, text, bytes: text.length, hash: 'f'.repeat(64) })),
  );
  const requirements = deriveRequirements(catalog, plan);
  const egress = checkEgress({ plan, planFile: 'plan.yaml', requirements, ruleSet });
  const planFindings = findPlanProblems(catalog, plan);
  const asOf = '2026-11-21T09:00:00.000Z';
  return {
    view: {
      file: '/plans/acme-prod.yaml',
      revision: 'a'.repeat(64),
      signedHash: 'b'.repeat(64),
      plan,
      sample: false,
      problems,
      findings: planFindings.map((finding) => ({ ...finding, line: locate(finding.path).line })),
      lines: Object.fromEntries([...places()].map(([key, { line }]) => [key, line])),
    },
    requirements,
    egress,
    audit: completeAudit({ catalog, plan, planFile: 'plan.yaml', locate, planFindings, requirements, egress, asOf }),
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
