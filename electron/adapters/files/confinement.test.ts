import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { confineTo } from './confinement.ts';

function place(): { readonly root: string; readonly outside: string; readonly dataFolder: string } {
  const folder = temporaryFolder();
  const at = (name: string): string => {
    mkdirSync(path.join(folder, name), { recursive: true });
    return path.join(folder, name);
  };
  const root = at('root');
  const outside = at('outside');
  const dataFolder = at('data');
  mkdirSync(path.join(root, 'rules'));
  writeFileSync(path.join(root, 'plan.yaml'), 'inside');
  writeFileSync(path.join(outside, 'secret'), 'outside');
  writeFileSync(path.join(dataFolder, 'history.sqlite'), 'ours');
  symlinkSync(outside, path.join(root, 'way-out'));
  symlinkSync(path.join(outside, 'secret'), path.join(root, 'secret-link'));
  symlinkSync(path.join(outside, 'not-there'), path.join(root, 'dangling'));
  symlinkSync(path.join(root, 'rules'), path.join(root, 'inner-link'));
  symlinkSync('loop', path.join(root, 'loop'));
  return { root, outside, dataFolder };
}

describe('confineTo', () => {
  it.each([
    ['the root itself', '.', ''],
    ['a file in it', 'plan.yaml', 'plan.yaml'],
    ['a file that is not there yet', 'rules/new/plan.yaml', 'rules/new/plan.yaml'],
    ['a link that stays inside, by where it leads', 'inner-link/a.yaml', 'rules/a.yaml'],
    ['a name that begins with two dots', '..plan.yaml', '..plan.yaml'],
    ['a way that leads out and in again', '../root/plan.yaml', 'plan.yaml'],
  ])('admits %s', (_what, file, real) => {
    const { root, dataFolder } = place();
    expect(confineTo({ root, dataFolder }).admit(file)).toStrictEqual({ ok: true, value: path.join(root, real) });
  });

  it.each([
    ['the folder above', '..'],
    ['an absolute path elsewhere', '/etc/passwd'],
    ['a file beside the root', '../outside/secret'],
    ['a folder whose name only begins like the root', '../root-too'],
    ['a link to a file outside', 'secret-link'],
    ['a link to a folder outside', 'way-out/secret'],
    ['a new file behind a link to outside', 'way-out/new/plan.yaml'],
    ['the data folder', '../data/history.sqlite'],
    ['the home folder', '~'],
  ])('refuses %s', (_what, file) => {
    const { root, dataFolder } = place();
    const admitted = confineTo({ root, dataFolder }).admit(file);
    expect(admitted).toMatchObject({ ok: false, failure: { kind: 'forbidden' } });
    expect(admitted).toHaveProperty('failure.remedy', expect.stringContaining('--root'));
  });

  it.each([
    ['a link that leads nowhere', 'dangling', 'not-found'],
    ['what lies behind a link that leads nowhere', 'dangling/plan.yaml', 'not-found'],
    ['a link to itself', 'loop', 'bad-input'],
    ['a name with a zero in it', 'plan\0.yaml', 'bad-input'],
    ['a path below a file', 'plan.yaml/more', 'bad-input'],
  ])('refuses %s, with or without a root', (_what, file, kind) => {
    const { root, dataFolder } = place();
    for (const confinement of [confineTo({ root, dataFolder }), confineTo({ dataFolder })]) {
      expect(confinement.admit(path.join(root, file))).toMatchObject({ ok: false, failure: { kind } });
    }
  });

  it('admits uploads and samples, and nothing else of the data folder', () => {
    const { root, dataFolder } = place();
    const { admit, isOwn } = confineTo({ root, dataFolder });
    const upload = path.join(dataFolder, 'uploads', 'abc', 'a.yaml');
    expect(admit(upload)).toStrictEqual({ ok: true, value: upload });
    expect(admit(path.join(dataFolder, 'samples', 'plan.yaml')).ok).toBe(true);
    expect(admit(path.join(dataFolder, 'uploads', '..', 'history.sqlite')).ok).toBe(false);
    expect(isOwn(upload)).toBe(true);
    expect(isOwn(path.join(root, 'plan.yaml'))).toBe(false);
  });

  it('sets no limit without a root', () => {
    const { outside, dataFolder } = place();
    const { admit, toAbsolute, start } = confineTo({ dataFolder });
    expect(admit(path.join(outside, 'secret'))).toStrictEqual({ ok: true, value: path.join(outside, 'secret') });
    expect(toAbsolute('~/plan.yaml')).toBe(path.join(homedir(), 'plan.yaml'));
    expect(toAbsolute('plan.yaml')).toBe(path.resolve('plan.yaml'));
    expect(start).toBe(homedir());
  });
});
