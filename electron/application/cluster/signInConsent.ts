import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { canonicalise } from '#shared/history/canonicalise.ts';
import { toOneLine } from '#shared/kernel/toOneLine.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Abilities, SignInCommand } from '../ports.ts';

/** As it would be typed. Values of variables are left out, since they may be secrets; that they are the same is in the hash. */
export function describeCommand({ command, args, env }: SignInCommand): string {
  const words = [command, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)));
  const variables = env.map(({ name }) => `${name}=…`);
  return toOneLine([...variables, ...words].join(' '));
}

export function hashCommand({ command, args, env }: SignInCommand, digest: Abilities['digest']): string {
  return digest(canonicalise({ command, args, env }));
}

/**
 * Makes sure that a context's command may be run: the user has allowed this very one before, or does so now at the terminal.
 * What was allowed is remembered by the command's hash, so that one that was changed is asked for again.
 */
export async function ensureConsent(
  { archive, digest, confirmCommand }: Pick<Abilities, 'archive' | 'digest' | 'confirmCommand'>,
  command: SignInCommand,
): Promise<Outcome<null>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const allowed = await opened.value.listAllowedCommands();
  if (!allowed.ok) return allowed;
  const hash = hashCommand(command, digest);
  if (allowed.value.includes(hash)) return succeed(null);
  const text = describeCommand(command);
  if ((await confirmCommand?.(text)) === true) return opened.value.allowCommand(hash);
  return failure('consent-needed', `The kubeconfig signs in by running a command, which was not allowed: ${text}`, {
    remedy:
      'See whether you know it; then allow it with --allow-exec on the command line, or in the app. It is asked for once.',
  });
}
