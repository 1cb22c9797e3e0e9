/** A word that a POSIX shell takes as it is. */
export function toShellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lines as comments of a shell script, before its commands. */
export function toShellScript(header: readonly string[], commands: readonly string[]): string {
  return ['#!/bin/sh', ...header.map((line) => `# ${line}`.trimEnd()), 'set -eu', ...commands, ''].join('\n');
}
