import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { nearestWord } from '#shared/plan/nearestWord.ts';

/** `--plan`, which is asked for by `requirePlan`: commander would report it missing before it reports a mistyped `--plam`. */
export function planOption(): Option {
  return new Option('--plan <file>', 'the plan file');
}

export function requirePlan(command: Command): string {
  const plan: unknown = command.opts()['plan'];
  if (typeof plan === 'string') return plan;
  return command.error("error: required option '--plan <file>' not specified");
}

export function rulesOption(): Option {
  return new Option(
    '--rules <path...>',
    'files, folders and archives with rules; the layers that they hold rules of are judged by them alone',
  );
}

/** An option that takes one of a few words, and says which was probably meant where another was written. */
export function choiceOption(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words).argParser((word) => {
    if (words.includes(word)) return word;
    const near = nearestWord(word, words);
    throw new InvalidArgumentError(
      `Allowed choices are ${words.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    );
  });
}

/** `--format`, with the first one as the default. */
export function formatOption(formats: readonly string[]): Option {
  return choiceOption('--format <format>', 'how to print it', formats).default(formats[0]);
}

export function outputOption(): Option {
  return new Option('--output <file>', 'write to this file instead, whole or not at all; - is standard output');
}

/** A pipe can’t be replaced by a file, as other outputs are: what is to go there is printed. */
export function isStandardOutput(output: string): boolean {
  return output === '-' || output === '/dev/stdout' || output === '/dev/fd/1' || output === '/proc/self/fd/1';
}

/** An empty path would mean the folder in which the command runs: what was meant is a variable that is not set. */
export function refuseEmptyArguments(command: Command): void {
  for (const option of command.options) {
    const given: unknown = command.getOptionValue(option.attributeName());
    if (given === '' || (Array.isArray(given) && given.includes(''))) {
      command.error(`error: option '${option.flags}' has an empty argument: is a variable of the shell not set?`);
    }
  }
}

export function exampleText(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
