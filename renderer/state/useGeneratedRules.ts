import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import { useClient } from '../client/client.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useQuery } from '../client/useQuery.ts';
import { useJudgedBy } from './judgedBy.ts';
import { usePlan } from './usePlan.ts';

/** The rules of a target for the plan as it stands; written in the engine, again when the plan or the files change. */
export function useGeneratedRules(target: GenerateTarget): Loaded<GeneratedRules> {
  const client = useClient();
  const { file, revision } = usePlan();
  const by = useJudgedBy(file);
  return useQuery(['generated', file, target, revision, by], (signal) =>
    client.egress.generate({ plan: file, target, ...by }, { signal }),
  );
}
