import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder for all tests of a file, or of a `describe` that is never skipped, by its real path, taken away after the last. */
export function suiteFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-hosts-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
