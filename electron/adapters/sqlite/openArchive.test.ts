import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Archive } from '#electron/application/ports.ts';
import { keepEvidence, toEvidenceReference } from '#shared/history/keptEvidence.ts';
import { exampleFinding, exampleRun } from '#shared/history/testing/exampleRun.ts';
import { verifyChain } from '#shared/history/verifyChain.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { archiveAtFirstUse } from './archiveAtFirstUse.ts';
import { openArchive } from './openArchive.ts';

async function openIn(dataFolder: string): Promise<Archive> {
  const archive = valueOf(await openArchive({ dataFolder, digest: sha256 }));
  onTestFinished(() => archive.close());
  return archive;
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

/** Runs a statement past the archive, as somebody with an editor would. */
function alter(dataFolder: string, statement: string, ...parameters: unknown[]): void {
  const database = new Database(path.join(dataFolder, 'history.sqlite'));
  expect(database.prepare(statement).run(...parameters).changes).toBeGreaterThan(0);
  database.close();
}

function rules(text: string, name = 'rules.yaml'): ReturnType<typeof keepEvidence> {
  return keepEvidence({ kind: 'rules', name, text }, sha256);
}

const runAt = (minute: number, file = '/plans/a.yaml') =>
  exampleRun({
    plan: { ...exampleRun().plan, file },
    run: { startedAt: `2026-11-20T16:${String(minute).padStart(2, '0')}:00.000Z` },
  });

describe('runs', () => {
  it('are sealed one behind the other, and found again as they were', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    const first = valueOf(await archive.appendRun(runAt(1), []));
    const second = valueOf(await archive.appendRun(runAt(2), []));
    expect([first.sequence, second.sequence]).toStrictEqual([1, 2]);
    expect(first.record.run.previous).toBeNull();
    expect(second.record.run.previous).toBe(first.record.run.hash);

    await archive.close();
    const again = await openIn(dataFolder);
    expect(valueOf(await again.readRun(second.record.run.id))).toStrictEqual(second.record);
    expect(valueOf(await again.readRun('unknown'))).toBeUndefined();
    const chain = valueOf(await again.readChain());
    expect(verifyChain(chain, sha256)).toStrictEqual({ ok: true, checked: 2, head: second.record.run.hash });
  });

  it('are listed newest first, with what a list shows, of one plan or of all', async () => {
    const archive = await openIn(temporaryFolder());
    const { record } = valueOf(await archive.appendRun(runAt(1, '/plans/a.yaml'), []));
    valueOf(await archive.appendRun(runAt(2, '/plans/b.yaml'), []));
    valueOf(await archive.appendRun(runAt(3, '/plans/a.yaml'), []));
    expect(valueOf(await archive.listRuns()).map(({ sequence }) => sequence)).toStrictEqual([3, 2, 1]);
    const ofPlan = valueOf(await archive.listRuns('/plans/a.yaml'));
    expect(ofPlan.map(({ sequence }) => sequence)).toStrictEqual([3, 1]);
    const { plan, run, coverage, tier } = record;
    const { id, hash, startedAt, finishedAt, asOf } = run;
    expect(ofPlan[1]).toStrictEqual({ sequence: 1, id, hash, startedAt, finishedAt, asOf, plan, coverage, tier });
    expect(valueOf(await archive.listRuns('/plans/none.yaml'))).toStrictEqual([]);
  });

  it('that are kept already are not kept twice', async () => {
    const archive = await openIn(temporaryFolder());
    const first = valueOf(await archive.appendRun(runAt(1), []));
    valueOf(await archive.appendRun(runAt(2), []));
    expect(valueOf(await archive.appendRun(runAt(1), []))).toStrictEqual(first);
    expect(valueOf(await archive.listRuns())).toHaveLength(2);
  });

  it('asked to be kept at the same time stand one behind the other', async () => {
    const archive = await openIn(temporaryFolder());
    const minutes = Array.from({ length: 20 }, (_, minute) => minute);
    const appended = await Promise.all(minutes.map((minute) => archive.appendRun(runAt(minute), [])));
    expect(appended.every(({ ok }) => ok)).toBe(true);
    expect(verifyChain(valueOf(await archive.readChain()), sha256)).toMatchObject({ ok: true, checked: 20 });
  });

  it('that were altered in the file break the chain', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    for (const minute of [1, 2, 3]) valueOf(await archive.appendRun(runAt(minute), []));
    alter(dataFolder, `update run set record = replace(record, '"fail":1', '"fail":0') where sequence = 2`);
    expect(verifyChain(valueOf(await archive.readChain()), sha256)).toMatchObject({
      ok: false,
      checked: 1,
      brokenAt: { sequence: 2, what: 'altered' },
    });
  });

  it.each([
    ['altered', `update run set record = replace(record, '"fail":1', '"fail":0') where sequence = 2`],
    ['written anew', `update run set record = record || ' ' where sequence = 2`],
    ['exchanged', `update run set record = (select record from run where sequence = 1) where sequence = 2`],
  ])('that were %s in the file are not handed out, and named', async (_what, statement) => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    const [first, second] = [
      valueOf(await archive.appendRun(runAt(1), [])),
      valueOf(await archive.appendRun(runAt(2), [])),
    ];
    alter(dataFolder, statement);
    const refused = { failure: { kind: 'incomplete', message: expect.stringContaining(second.record.run.id) } };
    expect(await archive.readRun(second.record.run.id)).toMatchObject(refused);
    // In the list it is marked, and hinders no other.
    const listed = valueOf(await archive.listRuns());
    expect(listed).toMatchObject([
      { sequence: 2, id: second.record.run.id, altered: expect.stringContaining(second.record.run.id) },
      { sequence: 1, id: first.record.run.id, coverage: first.record.coverage },
    ]);
    expect(listed[0]).not.toHaveProperty('coverage');
    expect(await archive.appendRun(runAt(2), [])).toMatchObject(refused);
    expect(valueOf(await archive.readRun(first.record.run.id))).toStrictEqual(first.record);
  });
});

describe('evidence', () => {
  it('is kept once, whoever names it, and comes back as it was', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    const kept = rules('kind: NetworkPolicy\n'.repeat(10_000));
    for (const minute of [1, 2]) {
      const run = exampleRun({
        run: { startedAt: `2026-11-20T16:0${minute}:00.000Z`, evidence: [toEvidenceReference(kept)] },
      });
      valueOf(await archive.appendRun(run, [kept]));
    }
    expect(valueOf(await archive.readEvidence(kept.hash))).toBe(kept.content);
    expect(valueOf(await archive.readEvidence(sha256('other')))).toBeUndefined();
    await archive.close();
    expect(statSync(path.join(dataFolder, 'history.sqlite')).size).toBeLessThan(kept.content.length);
  });

  it.each([
    ['cut short', `update evidence set content = substr(content, 1, 10)`],
    ['exchanged', `update evidence set content = x'00'`],
  ])('that was %s is not handed out', async (_what, statement) => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    const kept = rules('kind: NetworkPolicy');
    const run = exampleRun({ run: { evidence: [toEvidenceReference(kept)] } });
    valueOf(await archive.appendRun(run, [kept]));
    alter(dataFolder, statement);
    expect(await archive.readEvidence(kept.hash)).toMatchObject({ ok: false, failure: { kind: 'incomplete' } });
  });

  it('that another text was put in the place of is not handed out', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    const [kept, other] = [rules('kind: NetworkPolicy', 'a'), rules('kind: Pod', 'b')];
    const run = exampleRun({ run: { evidence: [kept, other].map(toEvidenceReference) } });
    valueOf(await archive.appendRun(run, [kept, other]));
    alter(
      dataFolder,
      'update evidence set content = (select content from evidence where hash = ?) where hash = ?',
      other.hash,
      kept.hash,
    );
    expect((await archive.readEvidence(kept.hash)).ok).toBe(false);
    expect((await archive.readEvidence(other.hash)).ok).toBe(true);
  });

  it('that a run does not name, or names without bringing it, is a mistake of ours', async () => {
    const archive = await openIn(temporaryFolder());
    await expect(archive.appendRun(runAt(1), [rules('a')])).rejects.toThrow('different hashes');
    const named = exampleRun({ run: { evidence: [toEvidenceReference(rules('a'))] } });
    await expect(archive.appendRun(named, [])).rejects.toThrow('different hashes');
    expect(valueOf(await archive.listRuns())).toStrictEqual([]);
  });
});

describe('plans and preferences', () => {
  it('remember plans by when they were opened last, until they are forgotten', async () => {
    const archive = await openIn(temporaryFolder());
    for (const [file, at] of [
      ['/a.yaml', '1'],
      ['/b.yaml', '2'],
      ['/c.yaml', '3'],
      ['/a.yaml', '4'],
    ] as const) {
      valueOf(await archive.rememberPlan(file, at));
    }
    valueOf(await archive.forgetPlan('/c.yaml'));
    expect(valueOf(await archive.listPlans())).toStrictEqual([
      { file: '/a.yaml', lastOpenedAt: '4' },
      { file: '/b.yaml', lastOpenedAt: '2' },
    ]);
  });

  it('keep what was chosen, and begin with what suits most', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    expect(valueOf(await archive.readPreferences())).toStrictEqual({
      theme: 'system',
      density: 'regular',
      singleKeys: true,
    });
    const chosen = { theme: 'dark', density: 'compact', singleKeys: false } as const;
    valueOf(await archive.writePreferences({ ...chosen, theme: 'light' }));
    valueOf(await archive.writePreferences(chosen));
    await archive.close();
    expect(valueOf(await (await openIn(dataFolder)).readPreferences())).toStrictEqual(chosen);
  });
});

describe('the commands that a user lets kubeconfigs run', () => {
  it('are kept, each once, and stand in nobody’s preferences', async () => {
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    expect(valueOf(await archive.listAllowedCommands())).toEqual([]);
    for (const hash of ['one', 'two', 'one']) valueOf(await archive.allowCommand(hash));
    await archive.close();
    const again = await openIn(dataFolder);
    expect(valueOf(await again.listAllowedCommands())).toEqual(['one', 'two']);
    expect(Object.keys(valueOf(await again.readPreferences()))).not.toContain('allowedCommands');
  });
});

describe('the database', () => {
  it('is its owner’s alone, with all that lies beside it', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data');
    const archive = await openIn(dataFolder);
    valueOf(await archive.appendRun(runAt(1), []));
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
    for (const name of ['history.sqlite', 'history.sqlite-wal', 'history.sqlite-shm']) {
      expect(statSync(path.join(dataFolder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('holds no secret of a rule file', async () => {
    const canary = 'canary-8d1f0c7e55';
    const dataFolder = temporaryFolder();
    const archive = await openIn(dataFolder);
    const manifest = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: TOKEN\n          value: ${canary}\n`;
    const kept = [
      rules(manifest, 'pod.yaml'),
      rules(JSON.stringify({ kind: 'Secret', data: { token: canary } }), 'secret.json'),
    ];
    const run = exampleRun({ findings: [exampleFinding()], run: { evidence: kept.map(toEvidenceReference) } });
    valueOf(await archive.appendRun(run, kept));
    for (const { hash } of kept) {
      const content = valueOf(await archive.readEvidence(hash));
      expect(content).toContain('(withheld)');
      expect(content).not.toContain(canary);
    }
    expect(
      valueOf(await archive.readChain())
        .map(({ canonical }) => canonical)
        .join(),
    ).not.toContain(canary);
  });

  it('is opened at the first use, once, and tried again after a failure', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data');
    const archive = archiveAtFirstUse({ dataFolder, digest: sha256 });
    expect(statSync(dataFolder, { throwIfNoEntry: false })).toBeUndefined();
    mkdirSync(path.join(dataFolder, 'history.sqlite'), { recursive: true });
    expect((await archive()).ok).toBe(false);

    rmdirSync(path.join(dataFolder, 'history.sqlite'));
    const [one, other] = await Promise.all([archive(), archive()]);
    expect(one).toBe(other);
    await valueOf(one).close();
  });
});
