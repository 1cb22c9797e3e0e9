import { useEffect, useEffectEvent } from 'react';
import { useQueryCache } from '../../client/useQuery.ts';
import { planKey } from '../../state/planEdits.ts';
import { useMaybePlan } from '../../state/usePlan.ts';

/** A plan is a file that others edit as well: coming back to the window reads it again. */
export function useRereadOnReturn(): void {
  const cache = useQueryCache();
  const file = useMaybePlan()?.file;
  const reread = useEffectEvent(() => {
    if (file !== undefined && globalThis.document.visibilityState === 'visible') cache.refresh(planKey(file));
  });
  useEffect(() => {
    const listener = (): void => reread();
    globalThis.addEventListener('focus', listener);
    return () => globalThis.removeEventListener('focus', listener);
  }, []);
}
