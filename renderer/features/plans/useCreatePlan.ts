import { useCallback } from 'react';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { toFailure } from '../../client/queryCache.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { go } from '../../state/router.ts';
import { showToast } from '../../state/toasts.ts';
import { count } from '../words/counts.ts';
import { baseName, folderOf } from '../words/files.ts';

interface NewPlan {
  readonly file: string;
  readonly sample?: string;
}

/** Writes a fresh plan, or a copy of a sample with its rule files, and opens its first step. */
export function useCreatePlan(): (plan: NewPlan) => Promise<Outcome<PlanView>> {
  const client = useClient();
  const cache = useQueryCache();
  return useCallback(
    async (plan) => {
      try {
        const created = await client.plans.create(plan);
        if (!created.ok) return created;
        const { file, files } = created.value;
        const named = plan.sample === undefined ? created : await nameAfterFile(client, created.value);
        cache.refresh(['plans']);
        go({ page: 'plan', detail: 'edition', plan: file });
        showToast({
          title: files.length === 1 ? `${baseName(file)} written` : `${count(files.length, 'file')} written`,
          text: `In ${folderOf(file)}`,
        });
        return named;
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    },
    [client, cache],
  );
}

/** A copy is another plan, and is told from the sample by its name. */
function nameAfterFile(client: PdpClient, { file, revision }: PlanView): Promise<Outcome<PlanView>> {
  const name = baseName(file).replace(/\.ya?ml$/i, '');
  return client.plans.edit({ file, revision, edits: [{ path: ['metadata', 'name'], value: name }] });
}
