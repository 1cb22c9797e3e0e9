import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Abilities } from '../ports.ts';
import { describeCommand, hashCommand } from './signInConsent.ts';

/**
 * Remembers that the command of a context may be run, if it still is the one that the user has seen. Where somebody sits at a
 * terminal they are asked there as well: a page alone lets nothing be run.
 */
export async function allowCommand(
  { archive, clusters, confirmCommand, digest }: Pick<Abilities, 'archive' | 'clusters' | 'confirmCommand' | 'digest'>,
  { context, hash }: { readonly context: string; readonly hash: string },
): Promise<Outcome<null>> {
  const command = (await clusters()).signInCommand(context);
  if (!command.ok) return command;
  if (command.value === undefined || hashCommand(command.value, digest) !== hash) {
    return failure('changed-on-disk', `Context ${context} no longer signs in with the command that was shown.`, {
      remedy: 'Look at it again.',
    });
  }
  const text = describeCommand(command.value);
  if (confirmCommand !== undefined && !(await confirmCommand(text))) {
    return failure('consent-needed', `It was not allowed to run: ${text}`, { remedy: 'Answer at the terminal.' });
  }
  const opened = await archive();
  return opened.ok ? opened.value.allowCommand(hash) : opened;
}
