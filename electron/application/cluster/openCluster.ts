import type { Outcome } from '#shared/contract/failure.ts';
import type { Abilities, OpenCluster } from '../ports.ts';
import { ensureConsent } from './signInConsent.ts';

export type ClusterAbilities = Pick<Abilities, 'archive' | 'clusters' | 'confirmCommand' | 'digest'>;

/** Connects to a context's cluster; to the current context's, without a name. Whoever opens it closes it. */
export async function openCluster(
  abilities: ClusterAbilities,
  context: string | undefined,
  signal?: AbortSignal,
): Promise<Outcome<OpenCluster>> {
  const clusters = await abilities.clusters();
  const command = clusters.signInCommand(context);
  if (!command.ok) return command;
  if (command.value !== undefined) {
    const consent = await ensureConsent(abilities, command.value);
    if (!consent.ok) return consent;
  }
  return clusters.open(context, signal);
}
