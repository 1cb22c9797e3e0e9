/**
 * Where the bundled command begins. As little as possible happens here: the cache of compiled code must be on before the
 * rest of the program is loaded, and a Node that is too old must get no further.
 */
import module from 'node:module';
import path from 'node:path';
import { findDataFolder, openDataFolder } from '#electron/adapters/system/dataFolder.ts';
import { toPlainTrace } from '#electron/toPlainText.ts';
import { exitCodes } from './exitCode.ts';
import manifest from '../../../package.json' with { type: 'json' };

// A defect of ours must not end with the code of a verdict.
process.on('uncaughtException', (error) => {
  process.stderr.write(`pdp broke; this is a defect of the program, please report it.\n${toPlainTrace(error)}\n`);
  process.exit(exitCodes.incomplete);
});

const needed = Number.parseInt(manifest.devDependencies.node, 10);

if (Number.parseInt(process.versions.node, 10) < needed) {
  const launcher = ['..', '..', 'electron', 'hosts', 'cli', 'pdp.cjs'].join('/');
  await import(new URL(launcher, import.meta.url).href);
} else {
  // Compiled code is run as it is found, so it lies where only its owner can write; without such a place there is none.
  const home = openDataFolder(findDataFolder());
  const cache = home.ok ? openDataFolder(path.join(home.value, 'compiled')) : home;
  if (cache.ok) module.enableCompileCache(cache.value);
  const { runCommandLine } = await import('./commandLine.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
