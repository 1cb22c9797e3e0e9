import { writeFileSync } from 'node:fs';
import path from 'node:path';
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
