/** What is kept of rules is judged as the files were: what is withheld decides nothing. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { keepRules } from '#shared/history/keptEvidence.ts';
import { checkEgress } from '#shared/network/judging/checkEgress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import { describePlanFailure, parsePlan } from '#shared/plan/parsePlan.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';

const project = path.resolve(import.meta.dirname, '../../..');

it.each(['resources/samples/azure-standard', 'tests/fixtures/report/acme-prod', 'tests/fixtures/aws-restricted'])(
  'of %s',
  (name) => {
    const folder = path.join(project, name);
    const parsed = parsePlan(readFileSync(path.join(folder, 'plan.yaml'), 'utf8'), 'plan.yaml');
    if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
    const { plan } = parsed.value;
    const files = globSync('rules/**/*.{json,yaml}', { cwd: folder }).map((file): RuleFile => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      return { file, text, bytes: text.length, hash: '' };
    });
    const whole = readRules(files);
    const kept = files.map((file) => {
      const layers = whole.sources.find((source) => source.file === file.file)?.layers ?? [];
      return { ...file, text: keepRules(file, layers, [], () => '').content };
    });
    const judge = (some: readonly RuleFile[]) => {
      const requirements = deriveRequirements(embeddedCatalog, plan);
      const { connections, preconditions } = checkEgress({
        plan,
        planFile: 'plan.yaml',
        requirements,
        ruleSet: readRules(some),
      });
      return [...connections, ...preconditions];
    };
    expect(kept.map(({ text }) => text).join('')).toContain('(withheld)');
    expect(judge(files).filter(({ verdict }) => verdict !== 'unknown').length).toBeGreaterThan(2);
    expect(judge(kept)).toEqual(judge(files));
  },
);
