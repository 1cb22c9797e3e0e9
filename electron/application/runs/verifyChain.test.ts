import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepEvidence, toEvidenceReference } from '#shared/history/keptEvidence.ts';
import { exampleRun } from '#shared/history/testing/exampleRun.ts';
import { openArchive } from '../../adapters/sqlite/openArchive.ts';
import { sha256 } from '../../adapters/system/sha256.ts';
import { temporaryFolder } from '../../adapters/testing/temporaryFolder.ts';
import { verifyChain } from './verifyChain.ts';

describe('verifyChain', () => {
  it.each([
    ['holds with all evidence there', undefined, undefined],
    ['finds evidence that is gone', 'delete from evidence where hash = ?', 'evidence-missing'],
    ['finds evidence that was altered', `update evidence set content = x'00' where hash = ?`, 'evidence-altered'],
  ])('%s', async (_what, statement, what) => {
    const dataFolder = temporaryFolder();
    const archive = await openArchive({ dataFolder, digest: sha256 });
    if (!archive.ok) throw new Error(archive.failure.message);
    onTestFinished(() => archive.value.close());
    const kept = ['one', 'two'].map((text) => keepEvidence({ kind: 'rules', name: 'rules.yaml', text }, sha256));
    const records = [];
    for (const [index, piece] of kept.entries()) {
      const run = { startedAt: `2026-11-20T16:0${index}:00.000Z`, evidence: [toEvidenceReference(piece)] };
      const appended = await archive.value.appendRun(exampleRun({ run }), [piece]);
      if (!appended.ok) throw new Error(appended.failure.message);
      records.push(appended.value.record);
    }
    if (statement !== undefined) {
      const database = new Database(path.join(dataFolder, 'history.sqlite'));
      database.prepare(statement).run(kept[1]?.hash);
      database.close();
    }
    expect(await verifyChain({ archive: () => Promise.resolve(archive), digest: sha256 })).toMatchObject({
      value:
        what === undefined
          ? { ok: true, checked: 2, head: records[1]?.run.hash }
          : { ok: false, checked: 1, head: records[0]?.run.hash, brokenAt: { sequence: 2, what } },
    });
  });

  it('misses a run that was cut off the end, for who has its hash from a report', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openArchive({ dataFolder, digest: sha256 });
    if (!archive.ok) throw new Error(archive.failure.message);
    onTestFinished(() => archive.value.close());
    const hashes: string[] = [];
    for (const minute of ['00', '01']) {
      const run = exampleRun({ run: { startedAt: `2026-11-20T16:${minute}:00.000Z` } });
      const appended = await archive.value.appendRun(run, []);
      if (!appended.ok) throw new Error(appended.failure.message);
      hashes.push(appended.value.record.run.hash);
    }
    const [first = '', last = ''] = hashes;
    const verify = (head: string) => verifyChain({ archive: () => Promise.resolve(archive), digest: sha256 }, { head });
    expect(await verify(first)).toMatchObject({ value: { ok: true, expected: { hash: first, sequence: 1 } } });
    expect(await verify(last)).toMatchObject({ value: { ok: true, expected: { hash: last, sequence: 2 } } });

    const database = new Database(path.join(dataFolder, 'history.sqlite'));
    database.exec('delete from run where sequence = 2');
    database.close();
    const cut = await verify(last);
    expect(cut).toMatchObject({ value: { ok: false, checked: 1, head: first, expected: { hash: last } } });
    expect(cut.ok && cut.value.expected?.sequence).toBeUndefined();
    expect(await verifyChain({ archive: () => Promise.resolve(archive), digest: sha256 })).toMatchObject({
      value: { ok: true },
    });
  });
});
