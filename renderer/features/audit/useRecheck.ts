import { useEffect, useRef, useState } from 'react';
import type { Finding } from '#shared/audit/finding.ts';
import type { Failure } from '#shared/contract/failure.ts';
import { describeProgress } from '#shared/kernel/progress.ts';
import { useClient } from '../../client/client.ts';
import { toFailure } from '../../client/queryCache.ts';
import { clusterChoice, toClusterInput } from '../../state/clusterChoice.ts';
import { addedRules, toRulesInput } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useAskTraffic } from '../../state/useTraffic.ts';

export type Recheck =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly what: string }
  /** `finding` is absent where the check no longer asks this. */
  | { readonly phase: 'checked'; readonly at: Date; readonly finding: Finding | undefined }
  | { readonly phase: 'failed'; readonly failure: Failure };

interface RecheckControl {
  readonly recheck: Recheck;
  readonly start: () => void;
  readonly cancel: () => void;
}

/** Asks the one check of a finding again, of the rules and the cluster as they are now. No run is kept of it. */
export function useRecheck({ id, check }: Finding): RecheckControl {
  const client = useClient();
  const askTraffic = useAskTraffic();
  const { file: plan } = usePlan();
  const [recheck, setRecheck] = useState<Recheck>({ phase: 'idle' });
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const follow = async (signal: AbortSignal): Promise<Recheck> => {
    const rules = addedRules(plan);
    const input = {
      plan,
      checks: [check],
      ...toRulesInput(rules),
      ...toClusterInput(clusterChoice(plan)),
    };
    for await (const event of await client.audit.run(input, { signal })) {
      if (event.kind === 'progress') setRecheck({ phase: 'running', what: describeProgress(event) });
      if (event.kind === 'failed') return { phase: 'failed', failure: event.failure };
      if (event.kind === 'checked') {
        return { phase: 'checked', at: new Date(), finding: event.findings.find((finding) => finding.id === id) };
      }
    }
    return { phase: 'failed', failure: toFailure(new Error('the check ended without a result')) };
  };
  const end = async (signal: AbortSignal): Promise<void> => {
    const ended = await follow(signal).catch((error: unknown): Recheck => ({
      phase: 'failed',
      failure: toFailure(error),
    }));
    // After an abort the transports answer differently: the signal alone says that nobody waits for this.
    if (!signal.aborted) setRecheck(ended);
    askTraffic();
  };
  return {
    recheck,
    start: () => {
      const own = new AbortController();
      controller.current = own;
      setRecheck({ phase: 'running', what: 'Reading the plan' });
      void end(own.signal);
    },
    cancel: () => {
      controller.current?.abort();
      setRecheck({ phase: 'idle' });
    },
  };
}
