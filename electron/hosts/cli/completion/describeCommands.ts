import type { Argument, Command, Option } from 'commander';

/** What may stand at a place: one of some words, a path, or what only the user can know. */
export type Values = readonly string[] | 'path' | 'anything';

export interface CompletedOption {
  /** Without its dashes: `format`. */
  readonly name: string;
  readonly description: string;
  /** Absent for a switch. */
  readonly values?: Values;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** From `pdp` on: `['pdp', 'plan', 'check']`. */
  readonly words: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  /** What it takes beside options; absent where it takes nothing. */
  readonly argument?: Values;
}

/** Every command of the program, each before those below it, so that completions can't differ from what is understood. */
export function describeCommands(command: Command, above: readonly string[] = []): readonly CompletedCommand[] {
  const words = [...above, command.name()];
  const [argument] = command.registeredArguments;
  const described: CompletedCommand = {
    words,
    subcommands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: [...command.options.map(describeOption), { name: 'help', description: 'display help for command' }],
    ...(argument === undefined ? {} : { argument: valuesOf(argument, argument.name()) }),
  };
  return [described, ...command.commands.flatMap((child) => describeCommands(child, words))];
}

function describeOption(option: Option): CompletedOption {
  const name = option.long?.replace(/^--/, '') ?? '';
  const [, placeholder] = /[<[]([a-z/]+)/.exec(option.flags) ?? [];
  return {
    name,
    description: option.description,
    ...(placeholder === undefined ? {} : { values: valuesOf(option, placeholder) }),
  };
}

const paths: ReadonlySet<string> = new Set(['file', 'files', 'path', 'folder']);

function valuesOf({ argChoices }: Argument | Option, placeholder: string): Values {
  return argChoices ?? (paths.has(placeholder) ? 'path' : 'anything');
}
