import type { CompletedCommand, Values } from './describeCommands.ts';

/** A script for bash. Where it offers no word, bash offers files. */
export function toBashCompletion(commands: readonly CompletedCommand[]): string {
  const known = commands.slice(1).map(({ words }) => quoted(words));
  return `_pdp() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" at=pdp words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$at \${COMP_WORDS[index]}" in
      ${known.join(' | ')}) at="$at \${COMP_WORDS[index]}" ;;
    esac
  done
  case "$at $previous" in
${commands.flatMap(toOptionCases).join('\n')}
    *)
      case "$at" in
${commands.map(toCommandCase).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _pdp pdp
`;
}

function toOptionCases({ words, options }: CompletedCommand): readonly string[] {
  return options.flatMap(({ name, values }) =>
    values === undefined ? [] : [`    ${quoted([...words, `--${name}`])}) words='${wordsOf(values)}' ;;`],
  );
}

/** Options are offered once a dash is typed, or where nothing else could be meant. */
function toCommandCase({ words, subcommands, options, argument }: CompletedCommand): string {
  const others = [...subcommands.map(({ name }) => name), ...(argument === undefined ? [] : [wordsOf(argument)])];
  const flags = options.map(({ name }) => `--${name}`).join(' ');
  const isAloneWithOptions = subcommands.length === 0 && argument === undefined;
  return isAloneWithOptions
    ? `        ${quoted(words)}) words='${flags}' ;;`
    : `        ${quoted(words)}) if [[ $current == -* ]]; then words='${flags}'; else words='${others.join(' ')}'; fi ;;`;
}

function wordsOf(values: Values): string {
  return typeof values === 'string' ? '' : values.join(' ');
}

function quoted(words: readonly string[]): string {
  return `'${words.join(' ')}'`;
}
