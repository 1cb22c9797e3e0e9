import { useCallback } from 'react';
import { useQueryCache } from '../client/useQuery.ts';
import { useMaybePlan } from './usePlan.ts';

/** What is read from the plan's folder, by the first part of the question's key. */
const readFromDisk = [
  'plan',
  'verdicts',
  'rule findings',
  'quote',
  'explanation',
  'generated',
  'reach',
  'plan text',
] as const;

/** Reads plan and rule files again, as they are on disk now. */
export function useReadAgain(): () => void {
  const cache = useQueryCache();
  const file = useMaybePlan()?.file;
  return useCallback(() => {
    if (file === undefined) return;
    for (const subject of readFromDisk) cache.refresh([subject, file]);
  }, [cache, file]);
}
