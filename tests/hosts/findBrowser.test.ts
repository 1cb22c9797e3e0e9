import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { findBrowser } from '../findBrowser.ts';

describe.skipIf(process.platform === 'win32')('the search for a browser (on Windows every file may be run)', () => {
  beforeEach(() => vi.stubEnv('PDP_BROWSER', undefined));
  afterEach(() => vi.unstubAllEnvs());

  function makeProgram(folder: string, name: string, mode = 0o755): string {
    const file = path.join(folder, name);
    writeFileSync(file, '#!/bin/sh\n', { mode });
    return file;
  }

  it.each([
    ['a folder', (place: string) => mkdirSync(path.join(place, 'chromium'))],
    ['a file that may not be run', (place: string) => makeProgram(place, 'chromium', 0o644)],
    ['nothing', () => undefined],
  ])('passes over %s called chromium, and finds the program behind it', (_name, put) => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    put(first);
    const program = makeProgram(second, 'chromium');
    vi.stubEnv('PATH', [first, second].join(path.delimiter));
    expect(findBrowser()).toEqual({ executable: program });
  });

  it('takes the one that is named before all others, if it can be run', () => {
    const folder = temporaryFolder();
    const onPath = makeProgram(folder, 'chromium');
    vi.stubEnv('PATH', folder);
    vi.stubEnv('PDP_BROWSER', makeProgram(folder, 'my-browser'));
    expect(findBrowser()).toEqual({ executable: path.join(folder, 'my-browser') });
    vi.stubEnv('PDP_BROWSER', folder);
    expect(findBrowser()).toEqual({ executable: onPath });
  });
});
