import { useCallback, useEffect } from 'react';
import type { SystemInformation } from '#shared/contract/views.ts';
import { useClient } from '../client/client.ts';
import { useQuery, useQueryCache } from '../client/useQuery.ts';
import { useAuditRun } from './auditRun.ts';
import { useSystem } from './useCatalog.ts';

export type Traffic = Pick<SystemInformation, 'connectionsOpened' | 'hosts' | 'calls'>;

const key = ['system'] as const;
const ASKED_EVERY_MS = 1_000;

/** What this program has sent since it was started. */
export function useTraffic(): Traffic {
  const client = useClient();
  const atStart = useSystem();
  const asked = useQuery(key, async (signal) => ({
    ok: true,
    value: await client.system.information(undefined, { signal }),
  }));
  return asked.phase === 'ready' ? asked.value : atStart;
}

/** Asks for it again, once something may have been sent. */
export function useAskTraffic(): () => void {
  const cache = useQueryCache();
  return useCallback(() => cache.refresh(key), [cache]);
}

/** While an audit runs it is asked for as it goes, and once more at the end. Used in one place, which is always there. */
export function useFollowTraffic(): void {
  const askTraffic = useAskTraffic();
  const phase = useAuditRun(({ run }) => run.phase);
  useEffect(() => {
    if (phase !== 'running') return undefined;
    const timer = setInterval(askTraffic, ASKED_EVERY_MS);
    return () => {
      clearInterval(timer);
      askTraffic();
    };
  }, [askTraffic, phase]);
}
