import { createContext, use, useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { toQueryKey } from './queryCache.ts';
import type { Ask, Loaded, QueryCache } from './queryCache.ts';

const QueryCacheContext = createContext<QueryCache | undefined>(undefined);
export const QueryCacheProvider = QueryCacheContext.Provider;

export function useQueryCache(): QueryCache {
  const cache = use(QueryCacheContext);
  if (cache === undefined) throw new Error('No query cache: this component stands outside of QueryCacheProvider.');
  return cache;
}

/**
 * Asks the engine for something and shows the answer as it comes. `parts` names the question: equal parts share one
 * answer, other parts are another question; undefined asks nothing yet. The first two parts are its subject: while the
 * same subject is asked again with other details, the earlier answer stays on the screen instead of a skeleton.
 */
export function useQuery<Value>(parts: readonly unknown[] | undefined, ask: Ask<Value>): Loaded<Value> {
  const cache = useQueryCache();
  const key = parts === undefined ? undefined : toQueryKey(parts);
  const askLatest = useEffectEvent(ask);

  const subscribe = useCallback(
    (listener: () => void) => (key === undefined ? () => undefined : cache.subscribe(key, listener)),
    [cache, key],
  );
  const loaded = useSyncExternalStore(subscribe, () => cache.read(key ?? '')) as Loaded<Value>;
  useEffect(
    () => (key === undefined ? undefined : cache.use(key, (signal, tell) => askLatest(signal, tell))),
    [cache, key],
  );

  const subject = parts === undefined ? undefined : toQueryKey(parts.slice(0, 2));
  const [earlier, setEarlier] = useState<{ readonly subject: string | undefined; readonly value: Value }>();
  if (loaded.phase === 'ready' && (earlier?.subject !== subject || earlier?.value !== loaded.value)) {
    setEarlier({ subject, value: loaded.value });
  }
  if (loaded.phase === 'loading' && earlier !== undefined && earlier.subject === subject && key !== undefined) {
    return { phase: 'ready', value: earlier.value, refreshing: true, progress: loaded.progress };
  }
  return loaded;
}
