import type { CompletedCommand, Values } from './describeCommands.ts';

/** A script for fish, which shows each word with what it is for. */
export function toFishCompletion(commands: readonly CompletedCommand[]): string {
  return `${commands.flatMap(toLines).join('\n')}\n`;
}

function toLines(command: CompletedCommand): readonly string[] {
  const { subcommands, options, argument } = command;
  const here = `complete -c pdp -n ${quoted(conditionOf(command))}`;
  return [
    ...(argument === 'path' ? [] : [`${here} -f`]),
    ...subcommands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
    ...(argument === undefined || typeof argument === 'string' ? [] : [`${here} -a ${quoted(argument.join(' '))}`]),
    ...options.map(({ name, description, values }) => {
      const value = values === undefined ? '' : ` ${toValue(values)}`;
      return `${here} -l ${name}${value} -d ${quoted(description)}`;
    }),
  ];
}

function toValue(values: Values): string {
  if (values === 'path') return '-r -F';
  return values === 'anything' ? '-x' : `-x -a ${quoted(values.join(' '))}`;
}

/** All words of the command were given, and none of those below it. */
function conditionOf({ words, subcommands }: CompletedCommand): string {
  const given = words.slice(1).map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = subcommands.map(({ name }) => name).join(' ');
  return [...given, ...(below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`])].join('; and ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
