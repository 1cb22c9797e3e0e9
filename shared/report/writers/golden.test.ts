import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { buildReport } from '../buildReport.ts';
import { exampleReportInput } from '../testing/exampleReport.ts';
import { toHtml } from './toHtml.ts';
import { toJson } from './toJson.ts';

const fixture = path.resolve(import.meta.dirname, '../../../tests/fixtures/report/acme-prod');
const read = (file: string): string => readFileSync(path.join(fixture, file), 'utf8');

/** What a reader gets, as files: a change of a word is seen in the review. `npx vitest run --project unit golden -u` writes them anew. */
it.each([
  ['report.html', toHtml],
  ['report.json', toJson],
])('the report of acme-prod is tests/fixtures/report/acme-prod/%s, byte for byte', async (name, write) => {
  const report = buildReport(
    exampleReportInput(
      {
        plan: read('plan.yaml'),
        rules: { 'rules/policies.yaml': read('rules/policies.yaml'), 'rules/nsg.json': read('rules/nsg.json') },
      },
      { catalog: embeddedCatalog, digest: (text) => createHash('sha256').update(text).digest('hex') },
    ),
  );
  await expect(write(report)).toMatchFileSnapshot(path.join(fixture, name));
});
