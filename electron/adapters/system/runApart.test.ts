import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Progress } from '#shared/kernel/progress.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { runApart } from './runApart.ts';

function scriptOf(text: string): string {
  const script = path.join(temporaryFolder(), 'script.mjs');
  writeFileSync(script, `import { parentPort, workerData } from 'node:worker_threads';\n${text}\n`);
  return script;
}

describe('a thread of its own', () => {
  it('is handed its order, and posts how far it is and its outcome', async () => {
    const script = scriptOf(
      `parentPort.postMessage({ kind: 'progress', progress: { what: 'Adding', done: 0, of: 1 } });
      const outcome = { ok: true, value: workerData.number + 1 };
      parentPort.postMessage({ kind: 'outcome', outcome });`,
    );
    const told: Progress[] = [];
    const outcome = await runApart(script, { number: 1 }, { tell: (progress) => told.push(progress) });
    expect(outcome).toStrictEqual({ ok: true, value: 2 });
    expect(told).toStrictEqual([{ what: 'Adding', done: 0, of: 1 }]);
  });

  it('keeps compiled code where the command that starts it does, and only if that does', async () => {
    const folder = temporaryFolder();
    const thread = scriptOf(
      `const { getCompileCacheDir } = await import('node:module');
      parentPort.postMessage({ kind: 'outcome', outcome: { ok: true, value: getCompileCacheDir() ?? 'nowhere' } });`,
    );
    // A process of its own: what it compiles is kept as it ends, and the folder is taken away after that.
    const command = scriptOf(
      `import module from 'node:module';
      import { runApart } from ${JSON.stringify(new URL('runApart.ts', import.meta.url).href)};
      if (process.argv[2] !== undefined) module.enableCompileCache(process.argv[2]);
      const { value } = await runApart(${JSON.stringify(thread)}, null);
      process.stdout.write(JSON.stringify([module.getCompileCacheDir() ?? 'nowhere', value]));`,
    );
    const { NODE_COMPILE_CACHE: _own, ...env } = process.env;
    const run = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await promisify(execFile)(process.execPath, [command, ...args], { env })).stdout);
    expect(await run()).toStrictEqual(['nowhere', 'nowhere']);
    const kept = expect.stringMatching(new RegExp(`^${folder}.`)) as string;
    const dirs = await run(folder);
    expect(dirs).toStrictEqual([kept, kept]);
    expect(new Set(dirs as readonly string[]).size).toBe(1);
  });

  it('is ended by a cancel, also where it would never end', async () => {
    const cancel = new AbortController();
    const running = runApart(scriptOf('for (;;);'), null, { signal: cancel.signal });
    setTimeout(() => cancel.abort(), 50);
    expect(await running).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });

  it('is not started after a cancel', async () => {
    const script = path.join(temporaryFolder(), 'not-there.mjs');
    expect(await runApart(script, null, { signal: AbortSignal.abort() })).toMatchObject({
      failure: { kind: 'cancelled' },
    });
  });

  it.each([
    ['throws', 'throw new Error("broken");', 'broken'],
    ['ends without an answer', '', 'without an answer'],
  ])('that %s is a defect of ours', async (_what, text, message) => {
    await expect(runApart(scriptOf(text), null)).rejects.toThrow(message);
  });

  it('that needs more memory than there is fails alone', async () => {
    const script = scriptOf('const all = []; for (;;) all.push(new Array(100_000).fill(all.length));');
    expect(await runApart(script, null, { mostHeapMb: 16 })).toMatchObject({
      failure: { kind: 'incomplete' },
    });
  });
});
