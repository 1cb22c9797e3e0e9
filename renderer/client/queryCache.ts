import type { Failure, Outcome } from '#shared/contract/failure.ts';
import type { Progress, TellProgress } from '#shared/kernel/progress.ts';

/** What is known of something that was asked from the engine. */
export type Loaded<Value> =
  /** `progress`: how far it is, of what tells that. */
  | { readonly phase: 'loading'; readonly progress?: Progress | undefined }
  /** `refreshing`: it is being asked again, and this is the answer of before. */
  | {
      readonly phase: 'ready';
      readonly value: Value;
      readonly refreshing: boolean;
      readonly progress?: Progress | undefined;
    }
  | { readonly phase: 'failed'; readonly failure: Failure };

export type Ask<Value> = (signal: AbortSignal, tell: TellProgress) => Promise<Outcome<Value>>;

interface Entry {
  loaded: Loaded<unknown>;
  ask: Ask<unknown> | undefined;
  users: number;
  controller: AbortController | undefined;
  readonly listeners: Set<() => void>;
}

export interface QueryCache {
  /** The answer as it stands; the same object until it changes. */
  read(key: string): Loaded<unknown>;
  subscribe(key: string, listener: () => void): () => void;
  /** Asks, unless the answer is there or on its way; the returned function ends the use and aborts what nobody awaits any more. */
  use(key: string, ask: Ask<unknown>): () => void;
  /** Asks again for every answer whose key begins with this one: at once where it is on the screen, else at the next use. */
  refresh(prefix: readonly unknown[]): void;
  /** Gives up every question on its way whose key begins with this one: it has failed then, and may be asked again. */
  stop(prefix: readonly unknown[]): void;
  /** Places an answer that came another way, such as the plan that an edit returned. */
  place(key: readonly unknown[], value: unknown): void;
}

const LOADING: Loaded<never> = { phase: 'loading' };
const MOST_ENTRIES_KEPT = 200;

export function toQueryKey(parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

const stopped: Failure = {
  kind: 'cancelled',
  message: 'This was cancelled before it was done.',
  problems: [],
};

/** Whether a key begins with these parts. */
function isBelow(key: string, prefix: readonly unknown[]): boolean {
  const start = toQueryKey(prefix).slice(0, -1);
  return prefix.length === 0 || (key.startsWith(start) && /^[,\]]/.test(key.slice(start.length)));
}

/** What can't be foreseen, such as a lost connection, in the form of a failure, so that a page has one way to show it. */
export function toFailure(error: unknown): Failure {
  const cause = error instanceof Error ? error.message : String(error);
  return {
    kind: 'incomplete',
    message: `The engine did not answer: ${cause}`,
    remedy: 'Try again. If it stays so, start PDP Workbench again: plans and runs are kept on disk.',
    problems: [],
  };
}

/** Answers of the engine by key. Two components that ask for the same thing share one question. */
export function makeQueryCache(): QueryCache {
  const entries = new Map<string, Entry>();

  function entryOf(key: string): Entry {
    let entry = entries.get(key);
    if (entry === undefined) {
      entry = { loaded: LOADING, ask: undefined, users: 0, controller: undefined, listeners: new Set() };
      entries.set(key, entry);
      dropOldestUnused();
    }
    return entry;
  }

  function dropOldestUnused(): void {
    if (entries.size <= MOST_ENTRIES_KEPT) return;
    for (const [key, entry] of entries) {
      if (entry.users === 0 && entry.listeners.size === 0 && entry.loaded.phase !== 'loading') {
        entries.delete(key);
        return;
      }
    }
  }

  function tell(entry: Entry, loaded: Loaded<unknown>): void {
    entry.loaded = loaded;
    for (const listener of entry.listeners) listener();
  }

  async function askNow(entry: Entry): Promise<void> {
    if (entry.ask === undefined) return;
    entry.controller?.abort();
    const controller = new AbortController();
    entry.controller = controller;
    if (entry.loaded.phase === 'ready') tell(entry, { ...entry.loaded, refreshing: true });
    else if (entry.loaded.phase === 'failed') tell(entry, LOADING);
    let answer: Loaded<unknown>;
    try {
      const outcome = await entry.ask(controller.signal, (progress) => {
        if (!controller.signal.aborted && entry.loaded.phase !== 'failed') tell(entry, { ...entry.loaded, progress });
      });
      answer = outcome.ok
        ? { phase: 'ready', value: outcome.value, refreshing: false }
        : { phase: 'failed', failure: outcome.failure };
    } catch (error) {
      answer = { phase: 'failed', failure: toFailure(error) };
    }
    // After an abort the transports answer differently; the signal alone says that nobody waits for this.
    if (controller.signal.aborted) return;
    entry.controller = undefined;
    tell(entry, answer);
  }

  return {
    read: (key) => entries.get(key)?.loaded ?? LOADING,
    subscribe(key, listener) {
      const entry = entryOf(key);
      entry.listeners.add(listener);
      return () => entry.listeners.delete(listener);
    },
    use(key, ask) {
      const entry = entryOf(key);
      entry.ask = ask;
      entry.users += 1;
      if (entry.loaded.phase === 'loading' && entry.controller === undefined) void askNow(entry);
      return () => {
        entry.users -= 1;
        if (entry.users === 0 && entry.controller !== undefined) {
          entry.controller.abort();
          entry.controller = undefined;
        }
      };
    },
    refresh(prefix) {
      for (const [key, entry] of entries) {
        if (!isBelow(key, prefix)) continue;
        if (entry.users > 0) void askNow(entry);
        else entries.delete(key);
      }
    },
    stop(prefix) {
      for (const [key, entry] of entries) {
        if (!isBelow(key, prefix) || entry.controller === undefined) continue;
        entry.controller.abort();
        entry.controller = undefined;
        tell(entry, { phase: 'failed', failure: stopped });
      }
    },
    place(parts, value) {
      const entry = entryOf(toQueryKey(parts));
      entry.controller?.abort();
      entry.controller = undefined;
      tell(entry, { phase: 'ready', value, refreshing: false });
    },
  };
}
