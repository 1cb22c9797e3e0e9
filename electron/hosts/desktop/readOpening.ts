import path from 'node:path';
import { parseArgs } from 'node:util';
import type { DesktopCommand } from '#shared/contract/desktopBridge.ts';

const planFile = /\.(ya?ml|json)$/i;

/**
 * What a command line asks to open: a plan file, or a sample by `--sample NAME`. Everything else on it is Electron's and
 * Chromium's own and passed over. Paths are made absolute here, since a second start hands them to the first one, which
 * stands in another folder.
 */
export function readOpening(words: readonly string[], folder: string): DesktopCommand | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { sample: { type: 'string' } },
    strict: false,
  });
  const plan = positionals.findLast((word) => planFile.test(word));
  if (plan !== undefined) return { kind: 'open-plan', file: path.resolve(folder, plan) };
  return typeof values.sample === 'string' ? { kind: 'open-sample', name: values.sample } : undefined;
}

/** The same, as another process of this program sent it. */
export function parseOpening(value: unknown): DesktopCommand | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'open-plan' && 'file' in value && typeof value.file === 'string') {
    return { kind: 'open-plan', file: value.file };
  }
  if (value.kind === 'open-sample' && 'name' in value && typeof value.name === 'string') {
    return { kind: 'open-sample', name: value.name };
  }
  return undefined;
}
