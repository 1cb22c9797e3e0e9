import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();

/** What stands on the command line so far, and the words that are offered for its last one; empty for files. */
const offers: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['pdp pla', ['plan']],
  ['pdp egress ', ['check', 'explain', 'generate', 'reach']],
  ['pdp plan check --form', ['--format']],
  ['pdp plan check --format ', ['json', 'table']],
  ['pdp raci --compare wso2', ['wso2-subscription']],
  ['pdp catalog cont', ['controls']],
  ['pdp completion ', ['bash', 'fish', 'zsh']],
  ['pdp audit --plan plan.yaml --as', ['--as-of']],
  ['pdp init new.yaml --tier ', ['basic', 'premium', 'standard']],
  ['pdp init new.yaml --cloud a', ['aws', 'azure']],
];

/** The words with which `shell` goes on, by the real shell. */
function complete(shell: string, script: string, line: string): readonly string[] {
  const [program, ...words] = {
    bash: ['bash', '-c', inBash(script, line)],
    fish: ['fish', '-c', inFish(script, line)],
  }[shell] ?? [shell];
  const { stdout, stderr, status } = spawnSync(program ?? shell, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((word) => word !== '')
    .map((word) => word.replace(/\t.*/, ''))
    .toSorted();
}

function inBash(script: string, line: string): string {
  const words = line.split(' ').map((word) => `'${word}'`);
  return `source ${script}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _pdp; printf '%s\\n' "\${COMPREPLY[@]}"`;
}

function inFish(script: string, line: string): string {
  return `source ${script}; complete -C '${line}'`;
}

function isThere(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
}

describe.each(['bash', 'fish'])('the completions for %s (need that shell)', (shell) => {
  const script = path.join(cwd, `pdp.${shell}`);

  beforeAll(async () => {
    const { code, stdout } = await runPdp(['completion', shell], { cwd });
    if (code !== 0) throw new Error(`pdp completion ${shell} ended with ${code}.`);
    writeFileSync(script, stdout);
  });

  it.skipIf(!isThere(shell)).each(offers)('go on after “%s”', (line, words) => {
    const offered = complete(shell, script, line);
    expect(words.length).toBeGreaterThan(0);
    expect(offered).toEqual(words);
  });
});

it.skipIf(!isThere('bash'))('completions leave files to bash where a file is meant', async () => {
  const script = path.join(cwd, 'files.bash');
  writeFileSync(script, (await runPdp(['completion', 'bash'], { cwd })).stdout);
  for (const line of ['pdp audit --plan ', 'pdp plan check ', 'pdp init ']) {
    expect(complete('bash', script, line)).toEqual([]);
  }
});

it('completions for zsh are those of bash, by a module of zsh', async () => {
  const { stdout: zsh } = await runPdp(['completion', 'zsh'], { cwd });
  const { stdout: bash } = await runPdp(['completion', 'bash'], { cwd });
  expect(zsh).toMatch(/^#compdef pdp\nautoload -U \+X bashcompinit && bashcompinit\n/);
  expect(zsh.endsWith(bash)).toBe(true);
  expect(bash).toContain('complete -o default -F _pdp pdp');
});

it('completions name every command of the help', async () => {
  const { stdout: help } = await runPdp(['--help'], { cwd });
  const { stdout: bash } = await runPdp(['completion', 'bash'], { cwd });
  const commands = [...help.matchAll(/^ {2}([a-z]+) (?:\[options\] |<[a-z]+> | {2})/gm)].map(([, name]) => name);
  expect(commands.length).toBeGreaterThan(9);
  for (const name of commands.filter((each) => each !== 'help')) expect(bash).toContain(`'pdp ${name}'`);
});
