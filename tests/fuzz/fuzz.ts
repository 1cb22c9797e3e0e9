/**
 * `npm run fuzz`: ten thousand broken and hostile files of every format, read and judged. `--cases N`, `--seed S` to see a run
 * again, `--format WORD` for the formats whose title has the word. Ends with 1 where something failed.
 */
import { parseArgs } from 'node:util';
import { ruleFormats } from '#shared/network/ruleFormats.ts';
import { fuzzFormat } from './fuzzFormat.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    format: { type: 'string', default: '' },
  },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--cases and --seed are whole numbers.\n');
  process.exit(2);
}
const formats = ruleFormats.filter(({ title }) => title.toLowerCase().includes(values.format.toLowerCase()));
if (formats.length === 0) {
  process.stderr.write(
    `No format is called ${values.format}. There are: ${ruleFormats.map(({ title }) => title).join(', ')}.\n`,
  );
  process.exit(2);
}
process.stdout.write(`seed ${seed}\n`);
for (const format of formats) {
  const { documents, cases: done, slowestMs, failure } = fuzzFormat(format, cases, seed);
  const from = documents === 0 ? 'no document of its own' : `${documents} documents`;
  const state = failure === undefined ? 'ok' : 'FAILED';
  process.stdout.write(`${state}  ${format.title}: ${done} cases from ${from}, the slowest ${slowestMs} ms\n`);
  if (failure !== undefined) {
    process.stdout.write(`${failure}\n`);
    process.exitCode = 1;
  }
}
