import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** The user id of nobody on Linux; any but root's would do. */
const nobody = 65_534;

describe('openDataFolder', () => {
  it('makes the folder for its owner alone, and closes one that stood open', () => {
    const folder = path.join(temporaryFolder(), 'a', 'data');
    expect(openDataFolder(folder)).toStrictEqual({ ok: true, value: folder });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    chmodSync(folder, 0o775);
    expect(openDataFolder(folder).ok).toBe(true);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.for([0o777, 0o755, 0o700])('refuses a folder of somebody else, whatever its mode (%o)', (mode, context) => {
    if (process.getuid?.() !== 0) context.skip('only root can make a folder of somebody else');
    const folder = path.join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(folder, mode);
    chownSync(folder, nobody, nobody);
    expect(openDataFolder(folder)).toMatchObject({ failure: { kind: 'forbidden' } });
  });

  it('refuses a folder inside one of somebody else', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can make a folder of somebody else');
    const home = path.join(temporaryFolder(), 'data');
    mkdirSync(path.join(home, 'compiled'), { recursive: true, mode: 0o700 });
    chownSync(home, nobody, nobody);
    expect(openDataFolder(path.join(home, 'compiled'))).toMatchObject({
      failure: { kind: 'forbidden', message: expect.stringContaining(`lies in ${home},`) },
    });
  });

  it.runIf(process.getuid !== undefined).each([
    ['refuses', 'others can write to', 0o777, false],
    ['refuses', 'its group can write to', 0o775, false],
    ['takes', 'others can write to without touching what is not theirs', 0o1777, true],
    ['takes', 'others can read', 0o755, true],
  ])('%s a folder inside one that %s', (_what, _mode, mode, isTaken) => {
    const above = temporaryFolder();
    chmodSync(above, mode);
    expect(openDataFolder(path.join(above, 'data')).ok).toBe(isTaken);
  });

  it.runIf(process.getuid !== undefined)(
    'follows no link in place of the folder, and judges where one above leads',
    () => {
      const [folder, open] = [temporaryFolder(), temporaryFolder()];
      mkdirSync(path.join(open, 'data'));
      symlinkSync(path.join(open, 'data'), path.join(folder, 'link'));
      expect(openDataFolder(path.join(folder, 'link'))).toMatchObject({
        failure: { kind: 'forbidden', message: expect.stringContaining('is a link') },
      });
      expect(openDataFolder(path.join(folder, 'link', 'compiled')).ok).toBe(true);
      chmodSync(open, 0o777);
      expect(openDataFolder(path.join(folder, 'link', 'compiled'))).toMatchObject({ failure: { kind: 'forbidden' } });
    },
  );

  it('says what to do where it can’t be made', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    expect(await withoutPrivileges(() => openDataFolder(path.join(folder, 'data')))).toMatchObject({
      failure: { kind: 'forbidden', remedy: expect.stringContaining('PDP_HOME') },
    });
  });

  it('ends at once where no folder can be made, and says so', (context) => {
    if (process.platform !== 'linux') context.skip('there is no /proc');
    for (const folder of ['/proc/h', '/proc/h/deeper']) {
      expect(openDataFolder(folder)).toMatchObject({
        failure: {
          kind: 'forbidden',
          message: `The data folder ${folder} can't be made.`,
          remedy: expect.stringContaining('PDP_HOME'),
        },
      });
    }
  });

  it('refuses a file, and what lies below one', () => {
    const file = path.join(temporaryFolder(), 'data');
    writeFileSync(file, '');
    for (const folder of [file, path.join(file, 'below')]) {
      expect(openDataFolder(folder)).toMatchObject({
        failure: { kind: 'bad-input', message: expect.stringContaining('not a folder') },
      });
    }
  });
});
