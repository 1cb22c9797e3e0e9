import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** Where Node.js and the programs that tests start look for the place of temporary files, on one system or another. */
const names = ['TMPDIR', 'TEMP', 'TMP'] as const;

/**
 * Gives a test file, and what it starts, a place of its own for temporary files. What lies there when its tests are over fails
 * the file: on a user's machine it would stay.
 */
const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-test-')));
// Root's tests become other users, who write there as they write in the system's place.
if (process.getuid?.() === 0) chmodSync(place, 0o1777);
const before = names.map((name) => [name, process.env[name]] as const);
for (const name of names) process.env[name] = place;

afterAll(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  // Chromium takes the folder of its lock away itself, unless it is ended in the middle of that.
  const left = readdirSync(place).filter((name) => !name.startsWith('.org.chromium.Chromium.'));
  rmSync(place, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`Left among the temporary files: ${left.join(', ')}`);
});
