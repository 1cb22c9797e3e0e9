/**
 * A program that keeps runs until it is stopped: `node storageRunWriter.ts FOLDER LABEL COUNT`. It acknowledges each on stdout
 * the moment the archive has, as `kept ID`, and ends with `failed KIND` where the archive fails.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openArchive } from '#electron/adapters/sqlite/openArchive.ts';
import { sha256 } from '#electron/adapters/system/sha256.ts';
import { keepEvidence, toEvidenceReference } from '#shared/history/keptEvidence.ts';
import { exampleRun } from '#shared/history/testing/exampleRun.ts';

/** Hardly compressible, so that a transaction takes long enough to be killed in. */
const evidenceBytes = 150_000;

const [folder = '', label = '', count = ''] = process.argv.slice(2);
const archive = await openArchive({ dataFolder: folder, digest: sha256 });
if (!archive.ok) {
  writeSync(1, `failed ${archive.failure.kind}\n`);
  process.exit(3);
}
for (let turn = 0; turn < Number(count); turn += 1) {
  const text = randomBytes(evidenceBytes).toString('base64');
  const kept = keepEvidence({ kind: 'rules', name: `${label}-${turn}`, text }, sha256);
  const run = exampleRun({ run: { evidence: [toEvidenceReference(kept)] } });
  const appended = await archive.value.appendRun(run, [kept]);
  if (!appended.ok) {
    writeSync(1, `failed ${appended.failure.kind}\n`);
    process.exit(3);
  }
  writeSync(1, `kept ${appended.value.record.run.id}\n`);
}
await archive.value.close();
