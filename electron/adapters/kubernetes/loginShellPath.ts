import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const deadlineMs = 5000;

/** Where credential commands usually are, for a desktop whose login shell does not say. */
const usualFolders = ['/usr/local/bin', '/opt/homebrew/bin', '/snap/bin', '/usr/bin', '/bin'];

/**
 * The PATH of the user's login shell: a desktop is started without it, and the commands of kubeconfigs are found there. What the
 * shell's own files print is told apart by markers. Where the shell does not answer in time it is the PATH of this process with
 * the usual folders behind it.
 */
export async function readLoginShellPath(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const own = environment['PATH'] ?? '';
  if (platform === 'win32') return own;
  const marker = randomUUID();
  const shell = environment['SHELL'] ?? '/bin/sh';
  try {
    const print = `printf '%s%s%s' ${marker} "$PATH" ${marker}`;
    const { stdout } = await promisify(execFile)(shell, ['-l', '-c', print], { env: environment, timeout: deadlineMs });
    const found = stdout.split(marker)[1];
    if (found !== undefined && found !== '') return found;
  } catch {
    // A shell that is not there, that does not know -l, or that waits for something: the fallback is told above.
  }
  const folders = [...own.split(path.delimiter), ...usualFolders, path.join(homedir(), '.local/bin')];
  return [...new Set(folders.filter((folder) => folder !== ''))].join(path.delimiter);
}
