import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { confineTo } from './confinement.ts';
import { keepUploadsIn, nameSession, removeStaleUploads, removeUploads } from './uploads.ts';

const files = [{ name: 'nsg.json', content: new Blob(['[]']) }];

describe('what is dropped onto a session', () => {
  it('is never another session’s, and goes when the session ends', async () => {
    const dataFolder = temporaryFolder();
    const [one, other] = [1, 2].map(() => confineTo({ root: dataFolder, dataFolder, session: nameSession() }));
    if (one === undefined || other === undefined) throw new Error('There are two.');
    const limits = { files: 10, bytes: 1_000 };
    const kept = await keepUploadsIn(one, sha256, limits)(files);
    const again = await keepUploadsIn(other, sha256, limits)(files);
    if (!kept.ok || !again.ok) throw new Error('Both are kept.');
    expect(again.value.folder).not.toBe(kept.value.folder);
    removeUploads(one);
    expect(existsSync(one.uploads)).toBe(false);
    expect(readdirSync(again.value.folder)).toStrictEqual(['nsg.json']);
  });

  it.each([
    ['in number', { files: 2, bytes: 1_000 }, 2],
    ['in bytes', { files: 10, bytes: 5 }, 2],
  ])('is no more than the limit %s, over the whole session', async (_what, limits, most) => {
    const confinement = confineTo({ dataFolder: temporaryFolder(), session: nameSession() });
    const upload = keepUploadsIn(confinement, sha256, limits);
    for (let drop = 0; drop < most; drop += 1) {
      expect((await upload([{ name: `${drop}.json`, content: new Blob(['[]']) }])).ok).toBe(true);
    }
    expect(await upload([{ name: 'more.json', content: new Blob(['[]']) }])).toMatchObject({
      failure: { kind: 'bad-input' },
    });
    // What is there already takes no more room.
    expect((await upload([{ name: '0.json', content: new Blob(['[]']) }])).ok).toBe(true);
    expect(readdirSync(confinement.uploads)).toHaveLength(most);
  });

  it('is not even read where it is too much by itself', async () => {
    const confinement = confineTo({ dataFolder: temporaryFolder(), session: nameSession() });
    const content = new Blob(['[{}]']);
    let reads = 0;
    content.arrayBuffer = () => {
      reads += 1;
      return Promise.resolve(new ArrayBuffer(4));
    };
    const refused = await keepUploadsIn(confinement, sha256, { files: 1, bytes: 3 })([{ name: 'a.json', content }]);
    expect(refused).toMatchObject({ failure: { kind: 'bad-input' } });
    expect(reads).toBe(0);
  });

  it('takes no room and leaves nothing where it could not be kept', async () => {
    const confinement = confineTo({ dataFolder: temporaryFolder(), session: nameSession() });
    const upload = keepUploadsIn(confinement, sha256, { files: 2, bytes: 4 });
    const named = (...names: readonly string[]) => names.map((name) => ({ name, content: new Blob(['[]']) }));
    // A file and a folder of one name.
    expect(await upload(named('rules', 'rules/nsg.json'))).toMatchObject({ ok: false });
    expect(readdirSync(confinement.uploads)).toEqual([]);
    expect(await upload(named('one.json', 'two.json'))).toMatchObject({ ok: true });
  });

  it('is taken away at the next start where its process was killed, and stays where that runs', () => {
    const dataFolder = temporaryFolder();
    const { pid: ended } = spawnSync(process.execPath, ['--version']);
    const names = [`${process.ppid}-runs`, `${ended}-ended`, `${process.pid}-before`, 'from-an-older-version', '1x-'];
    for (const name of names) {
      mkdirSync(path.join(dataFolder, 'uploads', name), { recursive: true });
      writeFileSync(path.join(dataFolder, 'uploads', name, 'nsg.json'), '[]');
    }
    removeStaleUploads(confineTo({ dataFolder, session: nameSession() }));
    expect(readdirSync(path.join(dataFolder, 'uploads'))).toStrictEqual([`${process.ppid}-runs`]);
  });

  it('needs no folder to be there', () => {
    const dataFolder = path.join(temporaryFolder(), 'data');
    const confinement = confineTo({ dataFolder });
    removeStaleUploads(confinement);
    removeUploads(confinement);
    expect(existsSync(dataFolder)).toBe(false);
  });
});
