import type { Outcome } from '#shared/contract/failure.ts';
import type { KubeContexts } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Abilities } from '../ports.ts';
import { describeCommand, hashCommand } from './signInConsent.ts';

/** The contexts of the user's kubeconfig, with the commands that they would run. No cluster is asked. */
export async function listContexts({
  archive,
  clusters,
  digest,
}: Pick<Abilities, 'archive' | 'clusters' | 'digest'>): Promise<Outcome<KubeContexts>> {
  const found = (await clusters()).contexts();
  if (!found.ok) return found;
  const opened = await archive();
  if (!opened.ok) return opened;
  const allowed = await opened.value.listAllowedCommands();
  if (!allowed.ok) return allowed;
  return succeed({
    ...found.value,
    contexts: found.value.contexts.map(({ command, ...context }) => {
      if (command === undefined) return context;
      const hash = hashCommand(command, digest);
      return { ...context, command: { text: describeCommand(command), hash, isAllowed: allowed.value.includes(hash) } };
    }),
  });
}
