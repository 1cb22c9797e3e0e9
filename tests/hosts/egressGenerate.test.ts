import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateTargets } from '#shared/network/generate/generateTargets.ts';
import { runPdp } from './runPdp.ts';
import type { Ended } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const folder = suiteFolder();

beforeAll(async () => {
  const made = await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd: folder });
  if (made.code !== 0) throw new Error(made.stderr);
});

function generate(...words: readonly string[]): Promise<Ended> {
  return runPdp(['egress', 'generate', '--plan', 'plan.yaml', ...words], { cwd: folder });
}

describe('pdp egress generate', () => {
  it.each(generateTargets)(
    'writes %s, says what it leaves open, and does the same again byte by byte',
    async (target) => {
      const { code, stdout } = await generate('--target', target, '--output', `one-${target}`, '--format', 'json');
      // Images from outside are nothing that rules for egress open.
      expect(code).toBe(4);
      const result = JSON.parse(stdout) as {
        target: string;
        files: { name: string; bytes: number }[];
        notYetPossible: { connection: string; why: string; alternative: string }[];
        surplus: { why: string; ranges: string[]; ports: object }[];
      };
      expect(result.target).toBe(target);
      expect(result.notYetPossible.map(({ connection }) => connection)).toContain(
        'container-registry--public-registry',
      );
      expect(Object.keys(result).toSorted()).toEqual(['files', 'notYetPossible', 'remarks', 'surplus', 'target']);
      await generate('--target', target, '--output', `two-${target}`);
      for (const { name, bytes } of result.files) {
        const written = readFileSync(path.join(folder, `one-${target}`, name));
        expect(written.byteLength).toBe(bytes);
        expect(readFileSync(path.join(folder, `two-${target}`, name)).equals(written)).toBe(true);
      }
      expect(readdirSync(path.join(folder, `one-${target}`))).toHaveLength(result.files.length);
      const scripts = result.files.filter(({ name }) => name.endsWith('.sh'));
      const parsed = scripts.map(
        ({ name }) => spawnSync('sh', ['-n', path.join(folder, `one-${target}`, name)]).status,
      );
      expect(parsed).toEqual(scripts.map(() => 0));
    },
  );

  it('takes the place of files that are there with --force alone', async () => {
    const target = ['--target', 'cilium', '--output', 'kept'];
    expect((await generate(...target)).code).toBe(4);
    const file = path.join(folder, 'kept/cilium-policies.yaml');
    writeFileSync(file, 'mine');
    const refused = await generate(...target);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/cilium-policies[.]yaml is there already[.].*--force/s);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await generate(...target, '--force')).code).toBe(4);
    expect(readFileSync(file, 'utf8')).toContain('kind: Cilium');
  });

  it('tells people what is opened beyond the plan and what is not opened, with what to do', async () => {
    const { stdout } = await generate('--target', 'azure-nsg', '--output', 'told');
    expect(stdout).toMatch(/^told\/azure-nsg[.]json$/m);
    expect(stdout).toMatch(/10[.]20[.]0[.]0–10[.]20[.]255[.]255 .*Within the cluster/);
    expect(stdout).toMatch(/^ {2}flux-source-controller--github: An NSG knows no names/m);
    expect(stdout).toMatch(/^ {4}Enter them in connections[.]flux-source-controller--github[.]cidrs/m);
  });

  it.each([
    ['no target', ['--output', 'x'], /--target/],
    ['a target that there is not', ['--target', 'pf', '--output', 'x'], /networkpolicy/],
    ['no folder', ['--target', 'csv'], /--output/],
    ['a file for a folder', ['--target', 'csv', '--output', 'plan.yaml'], /plan[.]yaml/],
  ])('refuses %s', async (_what, words, told) => {
    const { code, stderr, stdout } = await generate(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(told);
  });
});
