import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const project = path.resolve(import.meta.dirname, '..');
const stamp = path.join(project, 'dist/.built');
const sources = ['shared', 'electron', 'renderer', 'resources', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** Whether dist/ is missing or older than anything that it is made of. Looks at times only: a few milliseconds. */
export function isBuildStale(): boolean {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((source) => newestChange(path.join(project, source)) > built);
}

/** `startedAt`: what changes while a build runs is not part of it. */
export function markBuilt(startedAt: Date): void {
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
}

function newestChange(place: string): number {
  const state = statSync(place, { throwIfNoEntry: false });
  if (state === undefined) return 0;
  if (!state.isDirectory()) return state.mtimeMs;
  // The folder's own time tells of files taken away.
  return readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !/[.]test[.]tsx?$/.test(name))
    .reduce((newest, { name }) => Math.max(newest, newestChange(path.join(place, name))), state.mtimeMs);
}
