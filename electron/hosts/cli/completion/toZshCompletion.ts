import type { CompletedCommand } from './describeCommands.ts';
import { toBashCompletion } from './toBashCompletion.ts';

/** zsh understands completions of bash, through a module that comes with it. */
export function toZshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef pdp\nautoload -U +X bashcompinit && bashcompinit\n${toBashCompletion(commands)}`;
}
