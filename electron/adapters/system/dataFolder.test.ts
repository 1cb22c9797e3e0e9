import { chmodSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { withoutPrivileges } from '../testing/withoutPrivileges.ts';
import { findDataFolder, openDataFolder } from './dataFolder.ts';

describe('findDataFolder', () => {
  it.each([
    ['PDP_HOME, wherever', { PDP_HOME: '/srv/pdp', XDG_DATA_HOME: '/x' }, 'linux', '/srv/pdp'],
    ['no empty PDP_HOME', { PDP_HOME: '' }, 'linux', '/home/me/.local/share/pdp-workbench'],
    ['the XDG folder', { XDG_DATA_HOME: '/data' }, 'linux', '/data/pdp-workbench'],
    ['no relative XDG folder', { XDG_DATA_HOME: 'data' }, 'linux', '/home/me/.local/share/pdp-workbench'],
    [
      'the library on macOS',
      { XDG_DATA_HOME: '/data' },
      'darwin',
      '/home/me/Library/Application Support/PDP Workbench',
    ],
    ['the roaming profile on Windows', { APPDATA: '/roaming' }, 'win32', '/roaming/PDP Workbench'],
  ] as const)('takes %s', (_what, environment, platform, folder) => {
    expect(findDataFolder({ environment, platform, home: '/home/me' })).toBe(folder);
  });
});

describe('openDataFolder', () => {
  it('makes the folder for its owner alone, and closes one that stood open', () => {
    const folder = path.join(temporaryFolder(), 'a', 'data');
    expect(openDataFolder(folder)).toStrictEqual({ ok: true, value: folder });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    chmodSync(folder, 0o775);
    expect(openDataFolder(folder).ok).toBe(true);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('refuses a folder of somebody else that others can write to', async (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can make a folder of somebody else');
    const folder = path.join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(path.dirname(folder), 0o755);
    chmodSync(folder, 0o777);
    expect(await withoutPrivileges(() => openDataFolder(folder))).toMatchObject({ failure: { kind: 'forbidden' } });
  });

  it('says what to do where it can’t be made', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    expect(await withoutPrivileges(() => openDataFolder(path.join(folder, 'data')))).toMatchObject({
      failure: { kind: 'forbidden', remedy: expect.stringContaining('PDP_HOME') },
    });
  });
});
