import { useEffect } from 'react';
import type { SystemInformation } from '#shared/contract/views.ts';
import { useClient } from '../client/client.ts';
import { useQuery, useQueryCache } from '../client/useQuery.ts';
import { useAuditRun } from './auditRun.ts';
import { useSystem } from './useCatalog.ts';

export type Traffic = Pick<SystemInformation, 'connectionsOpened' | 'hosts' | 'calls'>;

const ASKED_EVERY_MS = 1_000;

/** What this program has sent since it was started; while an audit runs, as it goes. */
export function useTraffic(): { readonly traffic: Traffic; readonly askAgain: () => void } {
  const client = useClient();
  const cache = useQueryCache();
  const atStart = useSystem();
  const phase = useAuditRun(({ run }) => run.phase);
  const asked = useQuery(['system'], async (signal) => ({
    ok: true,
    value: await client.system.information(undefined, { signal }),
  }));
  useEffect(() => {
    cache.refresh(['system']);
    if (phase !== 'running') return undefined;
    const timer = setInterval(() => cache.refresh(['system']), ASKED_EVERY_MS);
    return () => clearInterval(timer);
  }, [cache, phase]);
  return { traffic: asked.phase === 'ready' ? asked.value : atStart, askAgain: () => cache.refresh(['system']) };
}
