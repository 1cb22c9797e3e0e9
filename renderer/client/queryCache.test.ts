import { describe, expect, it } from 'vitest';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { succeed } from '#shared/kernel/result.ts';
import { makeQueryCache, toQueryKey } from './queryCache.ts';

/** Until what follows an answer is done. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/** A question whose answer is given by hand. */
function makeQuestion() {
  const signals: AbortSignal[] = [];
  const answers: ((outcome: Outcome<string>) => void)[] = [];
  const refusals: ((error: unknown) => void)[] = [];
  return {
    signals,
    ask: (signal: AbortSignal) =>
      new Promise<Outcome<string>>((resolve, reject) => {
        signals.push(signal);
        answers.push(resolve);
        refusals.push(reject);
      }),
    async answer(value: string, index = answers.length - 1) {
      answers[index]?.(succeed(value));
      await settle();
    },
    async fail(message: string) {
      answers.at(-1)?.(failure('incomplete', message));
      await settle();
    },
    async refuse(error: unknown) {
      refusals.at(-1)?.(error);
      await settle();
    },
  };
}

const key = toQueryKey(['plan', '/a.yaml']);

describe('the query cache', () => {
  it('asks once for two users, and tells both', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    let told = 0;
    cache.subscribe(key, () => (told += 1));
    cache.use(key, question.ask);
    cache.use(key, question.ask);
    expect(question.signals).toHaveLength(1);
    await question.answer('the plan');
    expect(cache.read(key)).toEqual({ phase: 'ready', value: 'the plan', refreshing: false });
    expect(told).toBe(1);
  });

  it('shows how far a question is, also beside the answer of before', async () => {
    const cache = makeQueryCache();
    const tells: TellProgress[] = [];
    const question = makeQuestion();
    const progress = { what: 'Reading rules', done: 1, of: 2 };
    cache.use(key, (signal, tell) => {
      tells.push(tell);
      return question.ask(signal);
    });
    tells[0]?.(progress);
    expect(cache.read(key)).toEqual({ phase: 'loading', progress });
    await question.answer('first');
    expect(cache.read(key)).toEqual({ phase: 'ready', value: 'first', refreshing: false });
    cache.refresh(['plan']);
    tells[1]?.(progress);
    expect(cache.read(key)).toEqual({ phase: 'ready', value: 'first', refreshing: true, progress });
    cache.stop(['plan']);
    tells[1]?.({ ...progress, done: 2 });
    expect(cache.read(key).phase).toBe('failed');
  });

  it('gives up what is on its way, tells so once, and asks again when it is wanted', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    cache.use(key, question.ask);
    cache.stop(['plans']);
    expect(question.signals[0]?.aborted).toBe(false);
    cache.stop(['plan']);
    expect(question.signals[0]?.aborted).toBe(true);
    expect(cache.read(key)).toMatchObject({ phase: 'failed', failure: { kind: 'cancelled' } });
    await question.answer('too late');
    expect(cache.read(key).phase).toBe('failed');
    cache.refresh(['plan']);
    await question.answer('the plan');
    cache.stop(['plan']);
    expect(cache.read(key)).toMatchObject({ phase: 'ready', value: 'the plan' });
  });

  it('keeps a failure as a failure, and what is thrown as one that says so', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    cache.use(key, question.ask);
    await question.fail('No such file.');
    expect(cache.read(key)).toMatchObject({ phase: 'failed', failure: { message: 'No such file.' } });
    cache.refresh(['plan']);
    await question.refuse(new Error('socket closed'));
    expect(cache.read(key)).toMatchObject({
      phase: 'failed',
      failure: { kind: 'incomplete', message: 'The engine did not answer: socket closed' },
    });
  });

  it('aborts what nobody awaits any more, and lets its late answer fall', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    const release = cache.use(key, question.ask);
    release();
    expect(question.signals[0]?.aborted).toBe(true);
    await question.answer('too late');
    expect(cache.read(key)).toEqual({ phase: 'loading' });
  });

  it('lets the newer of two answers hold, in whichever order they come', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    cache.use(key, question.ask);
    cache.refresh(['plan']);
    await question.answer('newer', 1);
    await question.answer('older', 0);
    expect(cache.read(key)).toMatchObject({ phase: 'ready', value: 'newer' });
  });

  it('shows the earlier answer while it asks again', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    cache.use(key, question.ask);
    await question.answer('first');
    cache.refresh(['plan', '/a.yaml']);
    expect(cache.read(key)).toEqual({ phase: 'ready', value: 'first', refreshing: true });
    await question.answer('second');
    expect(cache.read(key)).toEqual({ phase: 'ready', value: 'second', refreshing: false });
  });

  it.each([
    [['plan'], true],
    [['plan', '/a.yaml'], true],
    [[], true],
    [['pla'], false],
    [['plan', '/a'], false],
    [['runs'], false],
  ])('refreshing %j concerns ["plan","/a.yaml"]: %s', async (prefix, concerned) => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    cache.use(key, question.ask);
    await question.answer('first');
    cache.refresh(prefix);
    expect(question.signals).toHaveLength(concerned ? 2 : 1);
  });

  it('forgets what is refreshed while nobody uses it, and asks at the next use', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    const release = cache.use(key, question.ask);
    await question.answer('first');
    release();
    cache.refresh(['plan']);
    expect(question.signals).toHaveLength(1);
    cache.use(key, question.ask);
    expect(question.signals).toHaveLength(2);
  });

  it('takes an answer that came another way, and drops the question under way', async () => {
    const cache = makeQueryCache();
    const question = makeQuestion();
    cache.use(key, question.ask);
    cache.place(['plan', '/a.yaml'], 'edited');
    expect(question.signals[0]?.aborted).toBe(true);
    await question.answer('as it was before');
    expect(cache.read(key)).toEqual({ phase: 'ready', value: 'edited', refreshing: false });
  });

  it('does not grow without end', async () => {
    const cache = makeQueryCache();
    for (let index = 0; index < 1_000; index += 1) cache.place(['quote', index], index);
    expect(cache.read(toQueryKey(['quote', 999]))).toMatchObject({ phase: 'ready' });
    expect(cache.read(toQueryKey(['quote', 0]))).toEqual({ phase: 'loading' });
  });
});
