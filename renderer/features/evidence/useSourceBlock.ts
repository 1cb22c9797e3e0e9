import type { QuotedSource } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import type { Loaded } from '../../client/queryCache.ts';
import { useQuery } from '../../client/useQuery.ts';
import { toRulesInput, useAddedRules } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';
import { LINES_OF_BLOCK } from '../../ui/LongText.tsx';

/** So many lines before and after one of a file; of a very long line the part around the column. */
export function useSourceBlock(file: string, line: number, column?: number): Loaded<QuotedSource> {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const rules = useAddedRules(plan);
  return useQuery(['quote', plan, revision, rules, file, line, column, LINES_OF_BLOCK], (signal) =>
    client.egress.quote(
      { plan, ...toRulesInput(rules), file, line, ...(column && { column }), around: LINES_OF_BLOCK - 1 },
      { signal },
    ),
  );
}
