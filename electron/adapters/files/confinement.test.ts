import {
  chmodSync,
  closeSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { sha256 } from '../system/sha256.ts';
import { confineTo } from './confinement.ts';
import type { Confinement } from './confinement.ts';
import { fileBrowserIn } from './fileBrowser.ts';
import { outputFilesIn } from './outputFiles.ts';
import { planFilesIn } from './planFiles.ts';
import { outputFolderIn } from './outputFolder.ts';
import { ruleFilesIn } from './ruleFiles.ts';

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

  it('admits samples and the uploads of its own session, and nothing else of the data folder', () => {
    const { root, dataFolder } = place();
    const { admit, uploads } = confineTo({ root, dataFolder, session: 'mine' });
    const upload = path.join(dataFolder, 'uploads', 'mine', 'abc', 'a.yaml');
    expect(uploads).toBe(path.join(dataFolder, 'uploads', 'mine'));
    expect(admit(path.join(dataFolder, 'uploads', 'another', 'abc', 'a.yaml')).ok).toBe(false);
    expect(admit(path.join(dataFolder, 'uploads')).ok).toBe(false);
    expect(admit(upload)).toStrictEqual({ ok: true, value: upload });
    expect(admit(path.join(dataFolder, 'samples', 'plan.yaml')).ok).toBe(true);
    expect(admit(path.join(dataFolder, 'uploads', '..', 'history.sqlite')).ok).toBe(false);
  });

  it('sets no limit without a root', () => {
    const { outside, dataFolder } = place();
    const { admit, toAbsolute, start } = confineTo({ dataFolder });
    expect(admit(path.join(outside, 'secret'))).toStrictEqual({ ok: true, value: path.join(outside, 'secret') });
    expect(toAbsolute('~/plan.yaml')).toBe(path.join(homedir(), 'plan.yaml'));
    expect(toAbsolute('plan.yaml')).toBe(path.resolve('plan.yaml'));
    expect(start).toBe(homedir());
  });

  it('lets nothing be written into the data folder, and through no link of somebody else', (context) => {
    const { root, outside, dataFolder } = place();
    const { admitWriting } = confineTo({ dataFolder });
    expect(admitWriting(path.join(root, 'inner-link', 'a.yaml'))).toStrictEqual({
      ok: true,
      value: path.join(root, 'rules', 'a.yaml'),
    });
    for (const name of ['history.sqlite', 'samples/plan.yaml', 'uploads/mine/a.yaml', '.']) {
      expect(admitWriting(path.join(dataFolder, name))).toMatchObject({ failure: { kind: 'forbidden' } });
    }
    if (process.getuid?.() !== 0) context.skip('only root can make a link of somebody else');
    chmodSync(root, 0o1777);
    const link = path.join(root, 'way-out');
    lchownSync(link, 65_534, 65_534);
    symlinkSync(link, path.join(outside, 'to-the-link'));
    for (const file of [link, path.join(link, 'report.html'), path.join(outside, 'to-the-link', 'report.html')]) {
      expect(admitWriting(file)).toMatchObject({
        failure: { kind: 'forbidden', message: expect.stringContaining(`${link}, on the way`) },
      });
    }
    chmodSync(root, 0o755);
    expect(admitWriting(path.join(link, 'report.html')).ok).toBe(true);
  });

  it('refuses what was exchanged between the look at its path and its opening', () => {
    const { root, outside, dataFolder } = place();
    for (const confinement of [confineTo({ root, dataFolder }), confineTo({ dataFolder })]) {
      const { admitOpened } = confinement;
      const named = path.join(root, 'plan.yaml');
      const [same, other] = [openSync(named, 'r'), openSync(path.join(outside, 'secret'), 'r')];
      expect(admitOpened(named, same)).toStrictEqual({ ok: true, value: null });
      expect(admitOpened(named, other)).toMatchObject({
        failure: { kind: 'forbidden', message: expect.stringContaining('exchanged') },
      });
      closeSync(same);
      closeSync(other);
    }
  });

  it('is not led out of the root by a folder that becomes a link after it was looked at', async () => {
    const { root, outside, dataFolder } = place();
    const rules = path.join(root, 'rules');
    writeFileSync(path.join(rules, 'secret'), 'inside');
    const confinement = confineTo({ root, dataFolder });
    /** Exchanges the folder right after its path was admitted, when nothing of it is open yet. */
    const exchanging = (name: 'admit' | 'admitWriting'): Confinement => ({
      ...confinement,
      [name](file: string) {
        rmSync(rules, { recursive: true, force: true });
        mkdirSync(rules);
        writeFileSync(path.join(rules, 'secret'), 'inside');
        const admitted = confinement[name](file);
        rmSync(rules, { recursive: true });
        symlinkSync(outside, rules);
        return admitted;
      },
    });
    const reading = exchanging('admit');
    expect(planFilesIn(reading, sha256).read(path.join(rules, 'secret'))).toMatchObject({
      failure: { kind: 'forbidden' },
    });
    expect(await ruleFilesIn(reading, sha256).read([path.join(rules, 'secret')])).not.toHaveProperty('value');
    expect(await fileBrowserIn(reading, sha256).list(rules)).toMatchObject({ failure: { kind: 'forbidden' } });

    const writing = exchanging('admitWriting');
    expect(planFilesIn(writing, sha256).write(path.join(rules, 'secret'), 'changed').ok).toBe(false);
    expect(outputFilesIn(writing)(path.join(rules, 'secret'), 'changed').ok).toBe(false);
    const reports = await outputFolderIn(writing).write(rules, [{ name: 'secret', text: 'changed' }], () => true);
    expect(reports.ok).toBe(false);
    expect(readdirSync(outside)).toStrictEqual(['secret']);
    expect(readFileSync(path.join(outside, 'secret'), 'utf8')).toBe('outside');
  });
});
