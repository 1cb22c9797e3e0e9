import { Command, CommanderError } from 'commander';
import { auditCommand } from './commands/auditCommand.ts';
import { catalogCommand } from './commands/catalogCommand.ts';
import { completionCommand } from './commands/completionCommand.ts';
import { connectivityCommand } from './commands/connectivityCommand.ts';
import { egressCommand } from './commands/egressCommand.ts';
import { historyCommand } from './commands/historyCommand.ts';
import { initCommand } from './commands/initCommand.ts';
import { planCommand } from './commands/planCommand.ts';
import { raciCommand } from './commands/raciCommand.ts';
import { rbacCommand } from './commands/rbacCommand.ts';
import { reportCommand } from './commands/reportCommand.ts';
import { snapshotCommand } from './commands/snapshotCommand.ts';
import { serveCommand } from './commands/serveCommand.ts';
import { listenForCancel } from './cancel.ts';
import { decideExitCode, exitCodes } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { exampleText } from './options.ts';
import { sayFailure } from './session.ts';
import type { RunCommand } from './session.ts';
import { makeTerminal } from './terminal.ts';

/** Runs `pdp` with these arguments in this process, and says with which code it should end. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const terminal = makeTerminal(process.stdout, process.stderr);
  let exitCode: ExitCode = exitCodes.met;

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
    await makeProgram(run).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.met : exitCodes.badInput;
  }
  return exitCode;
}

function makeProgram(run: RunCommand): Command {
  const program = new Command('pdp')
    .description('Plans and audits WSO2 private data planes, offline. It only reads what it audits.')
    .version(__VERSION__)
    .exitOverride()
    .addHelpText('after', exitCodeHelp)
    .addHelpText(
      'after',
      exampleText(
        'pdp init plan.yaml --sample azure-standard',
        'pdp plan check plan.yaml',
        'pdp audit --plan plan.yaml',
      ),
    );
  const commands = [
    initCommand(run),
    planCommand(run),
    raciCommand(run),
    connectivityCommand(run),
    egressCommand(run),
    auditCommand(run),
    rbacCommand(run),
    snapshotCommand(run),
    reportCommand(run),
    historyCommand(run),
    serveCommand(run),
    catalogCommand(run),
    completionCommand(run),
  ];
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
