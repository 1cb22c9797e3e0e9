import { describe, expect, it } from 'vitest';
import { failure } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Progress, TellProgress } from '#shared/kernel/progress.ts';
import { followProgress, toWorkEvents } from './followProgress.ts';

const step = (done: number, of = 3): Progress => ({ what: 'Reading files', done, of, units: 'files' });

async function toArray<Value>(events: AsyncIterable<Value>): Promise<readonly Value[]> {
  const all: Value[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('work that is followed', () => {
  it('is told of as it goes on, and gives what came of it', async () => {
    let tell: TellProgress = () => undefined;
    let end = (_value: string): void => undefined;
    const work = followProgress((given) => {
      tell = given;
      return new Promise<string>((resolve) => (end = resolve));
    });
    const first = work.next();
    tell(step(1));
    expect(await first).toStrictEqual({ done: false, value: step(1) });
    tell(step(2));
    tell(step(3));
    expect(await work.next()).toStrictEqual({ done: false, value: step(3) });
    const last = work.next();
    end('read');
    expect(await last).toStrictEqual({ done: true, value: 'read' });
  });

  it('that tells nothing gives what came of it', async () => {
    expect(await followProgress(() => Promise.resolve('read')).next()).toStrictEqual({ done: true, value: 'read' });
  });

  it('that throws is thrown out of', async () => {
    await expect(followProgress(() => Promise.reject(new Error('broken'))).next()).rejects.toThrow('broken');
  });

  it('is told of no more often than can be seen, from its first step on', async () => {
    const told = await toArray(
      toWorkEvents(async (tell) => {
        for (let done = 0; done < 20_000; done += 1) {
          tell(step(done, 20_000));
          await Promise.resolve();
        }
        return succeed('read');
      }),
    );
    expect(told[0]).toStrictEqual({ kind: 'progress', ...step(0, 20_000) });
    expect(told.at(-1)).toStrictEqual({ kind: 'finished', value: 'read' });
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(202);
  });

  it('sends its failure last', async () => {
    const failed = failure('incomplete', 'Gone.');
    expect(await toArray(toWorkEvents(() => Promise.resolve(failed)))).toStrictEqual([
      { kind: 'failed', failure: failed.failure },
    ]);
  });
});
