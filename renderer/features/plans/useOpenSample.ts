import { useCallback } from 'react';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { toFailure } from '../../client/queryCache.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { go } from '../../state/router.ts';

/** Opens a sample that comes with the program; it can be read, judged and audited, but not changed. */
export function useOpenSample(): (name: string) => Promise<Outcome<PlanView>> {
  const client = useClient();
  const cache = useQueryCache();
  return useCallback(
    async (name) => {
      try {
        const outcome = await client.system.openSample({ name });
        if (outcome.ok) {
          cache.refresh(['plans']);
          go({ page: 'connections', plan: outcome.value.file });
        }
        return outcome;
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    },
    [client, cache],
  );
}
