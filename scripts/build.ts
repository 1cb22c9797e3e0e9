/** Builds the renderer, the command line, the engine and the desktop's two scripts into dist/. `--if-stale`: only when needed. */
import path from 'node:path';
import { createBuilder } from 'vite';
import { isBuildStale, markBuilt } from './buildState.ts';

if (!process.argv.includes('--if-stale') || isBuildStale()) {
  const startedAt = new Date();
  const configFile = path.resolve(import.meta.dirname, '../vite.config.ts');
  const builder = await createBuilder({ configFile, logLevel: 'warn' });
  await builder.buildApp();
  markBuilt(startedAt);
}
