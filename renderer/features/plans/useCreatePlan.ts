import { useCallback } from 'react';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { toFailure } from '../../client/queryCache.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { go } from '../../state/router.ts';
import { showToast } from '../../state/toasts.ts';
import { baseName, folderOf } from '../words/files.ts';

interface NewPlan {
  readonly file: string;
  readonly sample?: string;
}

/** Writes a fresh plan, or a copy of a sample, and opens its first step. */
export function useCreatePlan(): (plan: NewPlan) => Promise<Outcome<PlanView>> {
  const client = useClient();
  const cache = useQueryCache();
  return useCallback(
    async ({ file, sample }) => {
      try {
        const name = baseName(file).replace(/\.(ya?ml|json)$/i, '');
        const outcome = await client.plans.create({ file, ...(sample === undefined ? { name } : { sample }) });
        if (outcome.ok) {
          cache.refresh(['plans']);
          go({ page: 'plan', detail: 'edition', plan: outcome.value.file });
          showToast({ title: `${baseName(outcome.value.file)} written`, text: `In ${folderOf(outcome.value.file)}` });
        }
        return outcome;
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    },
    [client, cache],
  );
}
