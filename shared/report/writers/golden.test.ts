import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Report } from '../report.ts';
import { reportSchema } from '../report.ts';
import { toHtml } from './toHtml.ts';
import { toJson } from './toJson.ts';

const golden = path.resolve(import.meta.dirname, '../../../tests/fixtures/report/golden');
const written = readFileSync(path.join(golden, 'report.json'), 'utf8');

/**
 * One report, as it was once made from tests/fixtures/report/acme-prod, and what its readers get: a change of the page is
 * seen in the review. `npx vitest run --project unit golden -u` writes the page anew.
 */
it('makes of tests/fixtures/report/golden/report.json the page beside it, byte for byte', async () => {
  const report: Report = reportSchema.parse(JSON.parse(written));
  await expect(toHtml(report)).toMatchFileSnapshot(path.join(golden, 'report.html'));
});

it('writes a report as JSON that reads back as the same report', () => {
  expect(toJson(JSON.parse(written))).toBe(written);
});
