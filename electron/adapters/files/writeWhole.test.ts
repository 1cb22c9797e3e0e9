import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeWhole } from './writeWhole.ts';

describe.skipIf(process.platform === 'win32')('a file that is replaced', () => {
  it.each([
    [0o640, 0o640],
    [0o6750, 0o750],
    [0o1600, 0o600],
  ])('with permissions %o has %o afterwards', (before, after) => {
    const file = path.join(temporaryFolder(), 'plan.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, before);
    writeWhole([{ file, content: 'new' }]);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o7777).toBe(after);
  });
});
