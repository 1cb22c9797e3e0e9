import { Command, CommanderError } from 'commander';
import { listenForCancel } from './cancel.ts';
import { decideExitCode, exitCodes } from './exitCode.ts';
import type { Ending, ExitCode } from './exitCode.ts';
import { exampleText, refuseEmptyArguments } from './options.ts';
import { done, sayFailure } from './session.ts';
import type { RunCommand } from './session.ts';
import { makeTerminal } from './terminal.ts';

/** Each in a part of the program by itself, in the order of the help: a command waits for nothing that only others need. */
const loadCommand = {
  init: async () => (await import('./commands/initCommand.ts')).initCommand,
  plan: async () => (await import('./commands/planCommand.ts')).planCommand,
  raci: async () => (await import('./commands/raciCommand.ts')).raciCommand,
  connectivity: async () => (await import('./commands/connectivityCommand.ts')).connectivityCommand,
  egress: async () => (await import('./commands/egressCommand.ts')).egressCommand,
  audit: async () => (await import('./commands/auditCommand.ts')).auditCommand,
  rbac: async () => (await import('./commands/rbacCommand.ts')).rbacCommand,
  snapshot: async () => (await import('./commands/snapshotCommand.ts')).snapshotCommand,
  report: async () => (await import('./commands/reportCommand.ts')).reportCommand,
  history: async () => (await import('./commands/historyCommand.ts')).historyCommand,
  serve: async () => (await import('./commands/serveCommand.ts')).serveCommand,
  catalog: async () => (await import('./commands/catalogCommand.ts')).catalogCommand,
  completion: async () => (await import('./commands/completionCommand.ts')).completionCommand,
} as const satisfies Record<string, () => Promise<(run: RunCommand) => Command>>;
type CommandName = keyof typeof loadCommand;
const commandNames = Object.keys(loadCommand) as CommandName[];

function isCommandName(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(loadCommand, word);
}

/** Runs `pdp` with these arguments in this process, and says with which code it should end. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const terminal = makeTerminal(process.stdout, process.stderr);
  let exitCode: ExitCode = exitCodes.met;
  /** What of the help and the version has been printed. */
  let printed: Promise<Ending> = Promise.resolve(done);
  const print = (text: string): void => {
    printed = printed.then((before) => (before.ok ? terminal.write(text) : before));
  };

  const run: RunCommand = async (work, options) => {
    const { compose } = await import('#electron/composition.ts');
    const composition = compose({ host: 'command-line', ...options });
    const cancel = listenForCancel();
    try {
      const ending = await work({ ...composition, terminal, signal: cancel.signal });
      if (!ending.ok) sayFailure(terminal, ending.failure);
      exitCode = decideExitCode(ending);
    } finally {
      terminal.showProgress(undefined);
      cancel.stopListening();
      await composition.close();
    }
  };

  try {
    const program = await makeProgram(run, print, argv[0]);
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return exitCodes.badInput;
    const ending = await printed;
    if (!ending.ok) sayFailure(terminal, ending.failure);
    return decideExitCode(ending);
  }
  return exitCode;
}

/** With the command of this name alone, where it is one that needs no other; else with all, for help and for suggestions. */
async function makeProgram(run: RunCommand, print: (text: string) => void, name: string | undefined): Promise<Command> {
  const program = new Command('pdp')
    .description('Plans and audits WSO2 private data planes, offline. It only reads what it audits.')
    .version(__VERSION__)
    .exitOverride()
    .configureOutput({ writeOut: print })
    .hook('preAction', (_program, command) => refuseEmptyArguments(command))
    .addHelpText('after', exitCodeHelp)
    .addHelpText(
      'after',
      exampleText(
        'pdp init plan.yaml --sample azure-standard',
        'pdp plan check plan.yaml',
        'pdp audit --plan plan.yaml',
      ),
    );
  const asked = isCommandName(name) && name !== 'completion' ? [name] : commandNames;
  const commands = await Promise.all(asked.map(async (one) => (await loadCommand[one]())(run)));
  for (const command of commands) {
    program.addCommand(command);
    inheritSettings(command, program);
  }
  return program;
}

/** `addCommand` does not hand settings down, so a usage error in a subcommand would end the process by itself. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}

const exitCodeHelp = `
Exit codes:
  ${exitCodes.met}    every required item passes, is waived or is not applicable
  ${exitCodes.failed}    something required fails, is denied or is only partly allowed
  ${exitCodes.badInput}    wrong usage or bad input; nothing was written
  ${exitCodes.incomplete}    it could not be completed
  ${exitCodes.unknown}    nothing fails, but something is not known
  ${exitCodes.cancelled}  cancelled`;
