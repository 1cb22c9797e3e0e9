import { useState } from 'react';
import type { Failure } from '#shared/contract/failure.ts';
import type { KubeContextView } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { toFailure } from '../../client/queryCache.ts';
import { useQueryCache } from '../../client/useQuery.ts';

interface AllowCommand {
  readonly isAsking: boolean;
  /** Why the consent was not taken. */
  readonly failure: Failure | undefined;
  readonly ask: () => void;
  readonly allow: () => void;
  readonly refuse: () => void;
}

/** Asks whether the command that a context signs in with may run, and hands the answer to the engine, which keeps it. */
export function useAllowCommand({ name, command }: KubeContextView, onAllowed: () => void): AllowCommand {
  const client = useClient();
  const cache = useQueryCache();
  const [isAsking, setIsAsking] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  const hand = async (hash: string): Promise<void> => {
    const answer = await client.cluster
      .allowCommand({ context: name, hash })
      .catch((error: unknown) => ({ ok: false as const, failure: toFailure(error) }));
    setFailure(answer.ok ? undefined : answer.failure);
    if (!answer.ok) return;
    cache.refresh(['contexts']);
    onAllowed();
  };
  return {
    isAsking,
    failure,
    ask: () => setIsAsking(true),
    refuse: () => setIsAsking(false),
    allow: () => {
      setIsAsking(false);
      if (command !== undefined) void hand(command.hash);
    },
  };
}
