import { Argument, Command } from 'commander';
import { describeCommands } from '../completion/describeCommands.ts';
import type { CompletedCommand } from '../completion/describeCommands.ts';
import { toBashCompletion } from '../completion/toBashCompletion.ts';
import { toFishCompletion } from '../completion/toFishCompletion.ts';
import { toZshCompletion } from '../completion/toZshCompletion.ts';
import { exampleText } from '../options.ts';
import type { RunCommand } from '../session.ts';

const writers = {
  bash: toBashCompletion,
  zsh: toZshCompletion,
  fish: toFishCompletion,
} as const satisfies Record<string, (commands: readonly CompletedCommand[]) => string>;
type Shell = keyof typeof writers;

export function completionCommand(run: RunCommand): Command {
  return new Command('completion')
    .description('print what lets your shell complete the words of pdp')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(writers)))
    .addHelpText(
      'after',
      exampleText(
        'source <(pdp completion bash)',
        'pdp completion zsh > "${fpath[1]}/_pdp"',
        'pdp completion fish > ~/.config/fish/completions/pdp.fish',
      ),
    )
    .action((shell: Shell, _options: object, command: Command) =>
      run(async ({ terminal }) => {
        const { parent } = command;
        if (parent === null) throw new Error('The command is a part of no program.');
        return terminal.write(writers[shell](describeCommands(parent)));
      }),
    );
}
