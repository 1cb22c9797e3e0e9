/**
 * Holds the import rules of .dependency-cruiser.mjs. A checker that reads nothing finds nothing, so it must first find
 * violations that were planted for it, and read at least as many modules as the project has had for long.
 */
import path from 'node:path';
import { cruise, format } from 'dependency-cruiser';
import type { ICruiseResult, IForbiddenRuleType } from 'dependency-cruiser';
// @ts-expect-error The rules are plain JavaScript without types, as the tool reads them.
import rules from '../.dependency-cruiser.mjs';

const project = path.resolve(import.meta.dirname, '..');
const folders = ['shared', 'electron', 'renderer'];
const fewestModules = 200;

/** Each of these must be found in tests/fixtures/boundaries. */
const planted = [
  'network-knows-no-audit',
  'shared-is-pure',
  'application-knows-ports-only',
  'adapters-are-built-in-one-place',
  'electron-in-the-desktop-only',
  'renderer-knows-shared-only',
  'ui-has-no-domain',
  'nothing-unresolved',
];

async function cruiseFrom(baseDir: string): Promise<ICruiseResult> {
  const { forbidden, options } = rules as { forbidden: IForbiddenRuleType[]; options: object };
  const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden } });
  return output as ICruiseResult;
}

function namesOf(result: ICruiseResult): ReadonlySet<string> {
  return new Set(result.summary.violations.map((violation) => violation.rule.name));
}

const trap = namesOf(await cruiseFrom(path.join(project, 'tests/fixtures/boundaries')));
const missed = planted.filter((name) => !trap.has(name));
const result = await cruiseFrom(project);
const { totalCruised, violations } = result.summary;
const isBlind = missed.length > 0 || totalCruised < fewestModules;

const lines = [
  ...(missed.length > 0
    ? [`The planted violations of ${missed.join(', ')} were not found: the checker is blind.`]
    : []),
  ...(totalCruised < fewestModules ? [`Only ${totalCruised} modules were read, of at least ${fewestModules}.`] : []),
  violations.length > 0
    ? ((await format(result, { outputType: 'err-long' })).output as string)
    : `${totalCruised} modules, no violation.`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = isBlind || violations.length > 0 ? 1 : 0;
