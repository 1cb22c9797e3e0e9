import { useEffect, useEffectEvent } from 'react';
import { useClient } from '../../client/client.ts';
import { announce } from '../../state/announcer.ts';
import { useAddedRules } from '../../state/ruleSets.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { useReadAgain } from '../../state/useReadAgain.ts';

/** Plans and rules are files that others edit as well: the engine says when one has changed, and they are judged again. */
export function useRereadOnChange(): void {
  const client = useClient();
  const plan = useMaybePlan()?.file;
  const rules = useAddedRules(plan ?? '');
  const readAgain = useReadAgain();
  const reread = useEffectEvent(() => {
    readAgain();
    announce('Files have changed on disk, and are judged again.');
  });
  useEffect(() => {
    if (plan === undefined) return undefined;
    const controller = new AbortController();
    void follow(client, plan, rules, controller.signal, () => reread());
    return () => controller.abort();
  }, [client, plan, rules]);
}

async function follow(
  client: ReturnType<typeof useClient>,
  plan: string,
  rules: readonly string[],
  signal: AbortSignal,
  onChange: () => void,
): Promise<void> {
  try {
    for await (const { kind } of await client.egress.watch({ plan, rules: [...rules] }, { signal })) {
      if (kind === 'changed') onChange();
    }
  } catch {
    // A connection that is lost is told of by whatever is asked next; coming back to the window reads the files again.
  }
}
