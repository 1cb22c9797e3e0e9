import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openArchive } from '#electron/adapters/sqlite/openArchive.ts';
import { sha256 } from '#electron/adapters/system/sha256.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { exampleRun } from '#shared/history/testing/exampleRun.ts';
import { verifyChain } from '#shared/history/verifyChain.ts';
import type { ChainVerification } from '#shared/history/verifyChain.ts';

const writer = path.join(import.meta.dirname, 'storageRunWriter.ts');
const planWriter = path.join(import.meta.dirname, 'storagePlanWriter.ts');

interface Ending {
  /** Ids of the runs that the program acknowledged. */
  readonly kept: readonly string[];
  readonly failed: string | undefined;
  readonly signal: NodeJS.Signals | null;
}

/** Lets the writer run to its end, or kills it some time after it has acknowledged so many. */
function write(
  folder: string,
  label: string,
  count: number,
  kill?: { after: number; delayMs: number },
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, folder, label, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let isDoomed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (kill === undefined || isDoomed || output.split('\n').length <= kill.after) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), kill.delayMs);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => resolve({ ...readEnding(output), signal }));
  });
}

function readEnding(output: string): Pick<Ending, 'kept' | 'failed'> {
  const lines = output.split('\n').slice(0, -1);
  return {
    kept: lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice('kept '.length)),
    failed: lines.find((line) => line.startsWith('failed '))?.slice('failed '.length),
  };
}

/** What another start of the program finds. */
async function readHistory(
  folder: string,
): Promise<{ readonly ids: readonly string[]; readonly chain: ChainVerification; readonly evidence: number }> {
  const archive = await openArchive({ dataFolder: folder, digest: sha256 });
  if (!archive.ok) throw new Error(archive.failure.message);
  const records = await archive.value.readChain();
  if (!records.ok) throw new Error(records.failure.message);
  let evidence = 0;
  for (const { canonical } of records.value) {
    const { run } = JSON.parse(canonical) as {
      readonly run: { readonly evidence: readonly { readonly hash: string }[] };
    };
    for (const { hash } of run.evidence) {
      const content = await archive.value.readEvidence(hash);
      if (content.ok && content.value !== undefined) evidence += 1;
    }
  }
  await archive.value.close();
  return { ids: records.value.map(({ id }) => id), chain: verifyChain(records.value, sha256), evidence };
}

function integrityOf(folder: string): unknown {
  const database = new Database(path.join(folder, 'history.sqlite'), { readonly: true });
  try {
    return database.pragma('integrity_check', { simple: true });
  } finally {
    database.close();
  }
}

describe('a program that is killed while it keeps runs', () => {
  it('has lost nothing that it acknowledged, time after time', async () => {
    const folder = temporaryFolder();
    const acknowledged: string[] = [];
    for (const [round, delayMs] of [0, 1, 3, 7, 12, 20].entries()) {
      const { kept, signal } = await write(folder, `round-${round}`, 1_000, { after: 3 + round, delayMs });
      expect(signal).toBe('SIGKILL');
      acknowledged.push(...kept);
      expect(integrityOf(folder)).toBe('ok');
    }
    const { ids, chain, evidence } = await readHistory(folder);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(ids).toStrictEqual(expect.arrayContaining(acknowledged));
    // The run that was being written when it was killed may be there too: then whole, with its evidence.
    expect(ids.length - acknowledged.length).toBeLessThanOrEqual(6);
    expect(chain).toMatchObject({ ok: true, checked: ids.length });
    expect(evidence).toBe(ids.length);
  });
});

describe('a program that is killed while it saves a plan', () => {
  it('leaves the plan as it was before or as it was to be, never a part of it', async () => {
    const file = path.join(temporaryFolder(), 'plan.yaml');
    for (const delayMs of [0, 2, 4, 6, 8, 11]) {
      const acknowledged = await savePlansUntilKilled(file, delayMs);
      const text = readFileSync(file, 'utf8');
      const letter = text.charAt(0);
      expect(text).toBe(letter.repeat(2_000_000));
      // The one that was acknowledged last, or the one that was being saved.
      const last = 'abcdefgh'.indexOf(acknowledged.at(-1) ?? '');
      expect(['abcdefgh'.charAt(last), 'abcdefgh'.charAt((last + 1) % 8)]).toContain(letter);
    }
  });
});

/** The letters that it acknowledged. */
function savePlansUntilKilled(file: string, delayMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [planWriter, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let letters = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (letters.length < 3 && letters.length + text.length >= 3) setTimeout(() => child.kill('SIGKILL'), delayMs);
      letters += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(letters));
  });
}

describe('two programs at once', () => {
  it('make one chain, also when both begin with no database', async () => {
    const folder = temporaryFolder();
    const endings = await Promise.all(['one', 'other', 'third'].map((label) => write(folder, label, 15)));
    expect(endings.map(({ failed }) => failed)).toStrictEqual([undefined, undefined, undefined]);
    const { ids, chain } = await readHistory(folder);
    expect(chain).toMatchObject({ ok: true, checked: 45 });
    expect(ids.toSorted()).toStrictEqual(endings.flatMap(({ kept }) => kept).toSorted());
    expect(readdirSync(folder)).toStrictEqual(['history.sqlite']);
  });
});

describe('a program that holds the database and does not go on', () => {
  it('is waited for, and then named as the reason', async () => {
    const folder = temporaryFolder();
    const archive = await openArchive({ dataFolder: folder, digest: sha256 });
    if (!archive.ok) throw new Error(archive.failure.message);
    const other = new Database(path.join(folder, 'history.sqlite'));
    other.exec('begin immediate');
    expect(await archive.value.appendRun(exampleRun(), [])).toMatchObject({
      ok: false,
      failure: { kind: 'incomplete', message: expect.stringContaining('another PDP Workbench') },
    });
    other.exec('rollback');
    other.close();
    expect((await archive.value.appendRun(exampleRun(), [])).ok).toBe(true);
    await archive.value.close();
  });
});

/** A disk of two megabytes, mounted for the writer alone; root needs no namespace of users for it. */
function writeOnSmallDisk(folder: string): ReturnType<typeof spawnSync> {
  const script =
    'mount -t tmpfs -o size=2m,mode=700 none "$1" && "$2" "$3" "$1" first 1000; "$2" "$3" "$1" second 1000; cp "$1"/* "$4"';
  const [disk, rescued] = [path.join(folder, 'disk'), path.join(folder, 'rescued')];
  mkdirSync(disk);
  mkdirSync(rescued);
  const namespaces = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];
  return spawnSync('unshare', [...namespaces, 'sh', '-c', script, 'sh', disk, process.execPath, writer, rescued], {
    encoding: 'utf8',
  });
}

const canMount =
  spawnSync('unshare', [...(process.getuid?.() === 0 ? ['-m'] : ['-r', '-m']), 'mount', '-t', 'tmpfs', 'none', '/mnt'])
    .status === 0;

describe.skipIf(!canMount)(`a full disk${canMount ? '' : ' (skipped: no disk of our own can be mounted here)'}`, () => {
  it('is said, keeps nothing by halves, and loses nothing that was kept before', async () => {
    const folder = temporaryFolder();
    const output = String(writeOnSmallDisk(folder).stdout);
    const { kept } = readEnding(output);
    expect(output.split('\n').filter((line) => line.startsWith('failed'))).toStrictEqual([
      'failed incomplete',
      'failed incomplete',
    ]);
    expect(kept.length).toBeGreaterThan(2);
    const { ids, chain, evidence } = await readHistory(path.join(folder, 'rescued'));
    expect(ids).toStrictEqual(kept);
    expect(chain).toMatchObject({ ok: true, checked: kept.length });
    expect(evidence).toBe(kept.length);
    expect(integrityOf(path.join(folder, 'rescued'))).toBe('ok');
  });
});
