/** Each runtime has a tsconfig of its own, so that what the others have is a compile error there. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const project = path.resolve(import.meta.dirname, '..');
const compiler = path.join(project, 'node_modules/typescript/bin/tsc');
const configurations = globSync(
  ['{shared,renderer,tests,scripts,electron}/tsconfig*.json', 'electron/**/tsconfig*.json'],
  {
    cwd: project,
    exclude: (name) => name.includes('node_modules'),
  },
).toSorted();

const failed = [...new Set(configurations)].filter((configuration) => {
  const { status } = spawnSync(process.execPath, [compiler, '-p', configuration], { cwd: project, stdio: 'inherit' });
  return status !== 0;
});
process.stdout.write(`${configurations.length} runtimes, ${failed.length} with type errors ${failed.join(' ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
