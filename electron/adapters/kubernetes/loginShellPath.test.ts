import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { readLoginShellPath } from './loginShellPath.ts';

function shell(script: string): Record<string, string> {
  const file = path.join(temporaryFolder(), 'shell');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { SHELL: file, PATH: '/own/bin' };
}

it('is what the login shell has, whatever its files print before and after', async () => {
  const chatty = shell('echo "Welcome!"; PATH=/login/bin:/more; eval "$3"; echo "Bye"');
  expect(await readLoginShellPath(chatty, 'linux')).toBe('/login/bin:/more');
});

it.each([
  ['does not start', () => ({ SHELL: '/nowhere/shell', PATH: '/own/bin' })],
  ['fails', () => shell('exit 1')],
  ['prints something else', () => shell('echo hello')],
])('is the program’s own with the usual folders where the shell %s', async (_what, make) => {
  const found = (await readLoginShellPath(make(), 'linux')).split(path.delimiter);
  expect(found[0]).toBe('/own/bin');
  expect(found).toContain('/usr/local/bin');
});

it('is the program’s own on Windows, where programs are started with it', async () => {
  expect(await readLoginShellPath({ PATH: 'C:\\bin' }, 'win32')).toBe('C:\\bin');
});
