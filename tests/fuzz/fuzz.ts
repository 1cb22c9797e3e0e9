/**
 * `npm run fuzz`: of every kind of rules ten thousand files that are broken in any way, and ten thousand of which one part is not
 * known, read and judged; and as many damaged archives. `--cases N`, `--seed S` to see a run again, `--kind WORD` for the kinds
 * whose title has the word. Ends with 1 where something failed.
 */
import { parseArgs } from 'node:util';
import { archivesTitle, fuzzArchives } from './fuzzArchives.ts';
import { fuzzKind } from './fuzzKind.ts';
import type { FuzzResult } from './fuzzKind.ts';
import { ruleKinds } from './ruleKinds.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    kind: { type: 'string', default: '' },
  },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--cases and --seed are whole numbers.\n');
  process.exit(2);
}
const all: readonly { readonly title: string; readonly run: () => FuzzResult | Promise<FuzzResult> }[] = [
  ...ruleKinds.map((kind) => ({ title: kind.title, run: () => fuzzKind(kind, cases, seed) })),
  { title: archivesTitle, run: () => fuzzArchives(cases, seed) },
];
const wanted = all.filter(({ title }) => title.toLowerCase().includes(values.kind.toLowerCase()));
if (wanted.length === 0) {
  const titles = all.map(({ title }) => title).join(', ');
  process.stderr.write(`No kind is called ${values.kind}. There are: ${titles}.\n`);
  process.exit(2);
}
const width = Math.max(...wanted.map(({ title }) => title.length));
const row = (state: string, kind: string, ...numbers: readonly (string | number)[]): string =>
  `${state.padEnd(7)} ${kind.padEnd(width)} ${numbers.map((number) => String(number).padStart(10)).join('')}\n`;
process.stdout.write(`seed ${seed}\n${row('', 'kind', 'documents', 'broken', 'strange', 'slowest')}`);
for (const { run } of wanted) {
  const { kind, documents, broken, strange, slowestMs, failure } = await run();
  process.stdout.write(
    row(failure === undefined ? 'ok' : 'FAILED', kind, documents, broken, strange, `${slowestMs} ms`),
  );
  if (failure !== undefined) {
    process.stdout.write(`${failure}\n`);
    process.exitCode = 1;
  }
}
