/** A data folder that can't be used ends the command at once, with what to do; nothing else of the command suffers from it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { runPdp } from './runPdp.ts';

/** A folder of the sample to work in; its history is to be elsewhere. */
async function place(): Promise<string> {
  const cwd = temporaryFolder();
  await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd });
  return cwd;
}

/** Mounts a small disk of its own at the folder; undefined where that may not be done here. */
function mountDisk(folder: string, options: string): boolean {
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  if (status !== 0) return false;
  onTestFinished(() => void spawnSync('umount', [folder]));
  return true;
}

describe('a data folder', () => {
  it.each([
    ['that can’t be made', '/proc/h', "The data folder /proc/h can't be made."],
    ['that is a file', 'file', 'is not a folder'],
    ['below a file', 'file/below', 'is not a folder'],
  ])('%s ends what needs it with 2', async (_what, home, message) => {
    const cwd = await place();
    writeFileSync(path.join(cwd, 'file'), '');
    const environment = { PDP_HOME: path.resolve(cwd, home) };
    for (const words of [
      ['audit', '--plan', 'plan.yaml'],
      ['history', 'list'],
    ]) {
      const { code, stdout, stderr } = await runPdp(words, { cwd, environment });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).toContain('Set PDP_HOME');
    }
    const { code } = await runPdp(['raci', '--plan', 'plan.yaml'], { cwd, environment });
    expect(code).toBe(0);
  });

  it('on a disk that can only be read ends what needs it with 2', async ({ skip }) => {
    const cwd = await place();
    const disk = path.join(cwd, 'disk');
    if (!mountDisk(disk, 'size=1m,ro')) skip('only root can mount a disk');
    const { code, stderr } = await runPdp(['audit', '--plan', 'plan.yaml'], { cwd, environment: { PDP_HOME: disk } });
    expect(code).toBe(2);
    expect(stderr).toContain('can only be read');
    expect(stderr).toContain('Set PDP_HOME');
  });

  it('on a full disk ends what needs it with 3, and says that the disk is full', async ({ skip }) => {
    const cwd = await place();
    const disk = path.join(cwd, 'disk');
    if (!mountDisk(disk, 'size=64k')) skip('only root can mount a disk');
    for (const words of [
      ['audit', '--plan', 'plan.yaml'],
      ['history', 'list'],
    ]) {
      const { code, stderr } = await runPdp(words, { cwd, environment: { PDP_HOME: disk } });
      expect(code).toBe(3);
      expect(stderr).toContain('is full');
    }
  });

  it('that is full, as a place for a report, holds the older report and nothing half written', async ({ skip }) => {
    const cwd = await place();
    const disk = path.join(cwd, 'disk');
    if (!mountDisk(disk, 'size=64k')) skip('only root can mount a disk');
    writeFileSync(path.join(disk, 'report.html'), 'older');
    await runPdp(['audit', '--plan', 'plan.yaml'], { cwd });
    const words = ['report', '--plan', 'plan.yaml', '--format', 'html,json', '--output', 'disk', '--force'];
    const { code, stderr } = await runPdp(words, { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain('the disk is full');
    expect(readdirSync(disk)).toEqual(['report.html']);
    expect(readFileSync(path.join(disk, 'report.html'), 'utf8')).toBe('older');
  });
});
