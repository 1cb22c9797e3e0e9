import { useCallback } from 'react';
import { useClient } from '../client/client.ts';
import { useQueryCache } from '../client/useQuery.ts';
import { startAudit } from './auditRun.ts';
import { clusterChoice } from './clusterChoice.ts';
import { addedRules } from './ruleSets.ts';
import { currentRoute, go } from './router.ts';
import { announce } from './announcer.ts';

/** Runs an audit of the open plan, with everything that was added to it, and shows it as it goes. */
export function useAuditCommand(): () => void {
  const client = useClient();
  const cache = useQueryCache();
  return useCallback(() => {
    const plan = currentRoute()?.plan;
    if (plan === undefined) return;
    go({ page: 'findings', plan });
    void startAudit({
      client,
      plan,
      rules: addedRules(plan),
      cluster: clusterChoice(plan),
      onFinished: (sequence) => {
        announce(`Run ${sequence} is complete.`);
        for (const subject of ['runs', 'plans', 'report', 'system']) cache.refresh([subject]);
      },
    });
  }, [client, cache]);
}
