import { useCallback } from 'react';
import { finishWork } from '#shared/contract/finishWork.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { useClient } from '../client/client.ts';
import { useQuery, useQueryCache } from '../client/useQuery.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useJudgedBy } from './judgedBy.ts';
import { useMaybePlan } from './usePlan.ts';

/** Verdicts of the plan as it stands; judged in the engine, asked for again when the plan or the rules change. */
export function useVerdicts(): Loaded<EgressCheck> {
  return useCheck('verdicts', {});
}

/** The same with what stands beside the verdicts. Of large rules that takes longer than the verdicts, which do not wait for it. */
export function useRuleFindings(): Loaded<EgressCheck> {
  return useCheck('rule findings', { findings: true });
}

/** Gives up judging, and looking through the rules. */
export function useStopJudging(): () => void {
  const cache = useQueryCache();
  return useCallback(() => {
    cache.stop(['verdicts']);
    cache.stop(['rule findings']);
  }, [cache]);
}

function useCheck(subject: string, asked: { readonly findings?: boolean }): Loaded<EgressCheck> {
  const client = useClient();
  const view = useMaybePlan();
  const file = view?.file ?? '';
  const by = useJudgedBy(file);
  return useQuery(view && [subject, file, view.revision, by], (signal, tell) =>
    finishWork(client.egress.check({ plan: file, ...asked, ...by }, { signal }), tell),
  );
}
