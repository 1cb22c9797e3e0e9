import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalise } from '#shared/history/canonicalise.ts';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import type { Ended } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const folder = path.join(suiteFolder(), 'outside');
const pdp = (...words: readonly string[]): Promise<Ended> => runPdp(words, { cwd: folder });
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The script that docs/verify-a-run.md prints: what a reader who has nothing but that page runs. */
const [, script = ''] =
  /```python\n([^]*?)```/.exec(readFileSync(path.join(project, 'docs/verify-a-run.md'), 'utf8')) ?? [];
const hasPython = spawnSync('python3', ['--version']).status === 0;
const verify = (...names: readonly string[]): readonly string[] => {
  const { status, stdout, stderr } = spawnSync('python3', ['-', ...names], {
    cwd: folder,
    input: script,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trimEnd().split(/ *\n/);
};

interface Shown {
  readonly run: {
    readonly hash: string;
    readonly planHash: string;
    readonly catalogHash: string;
    readonly evidence: readonly { readonly name: string; readonly hash: string }[];
  };
  readonly egress: { readonly sources: readonly { readonly file: string; readonly hash: string }[] };
}
const shown = (name: string): Shown => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Shown;

beforeAll(async () => {
  mkdirSync(folder);
  await pdp('init', 'plan.yaml', '--sample', 'azure-standard');
  await pdp('audit', '--plan', 'plan.yaml');
  await pdp('audit', '--plan', 'plan.yaml', '--as-of', '2027-12-01');
  for (const run of ['1', '2']) await pdp('history', 'show', run, '--output', `run-${run}.json`);
});

describe('a reader with the records and docs/verify-a-run.md', () => {
  it.skipIf(!hasPython)('computes the seals of the chain, each linked to the one before (needs python3)', () => {
    expect(verify('run-1.json', 'run-2.json')).toEqual([
      `run-1.json ${shown('run-1.json').run.hash} sealed`,
      `run-2.json ${shown('run-2.json').run.hash} sealed`,
    ]);
  });

  it.skipIf(!hasPython)('sees an altered record, and one that is missing before another (needs python3)', () => {
    const text = readFileSync(path.join(folder, 'run-2.json'), 'utf8');
    writeFileSync(path.join(folder, 'altered.json'), text.replace('"outcome": "fail"', '"outcome": "pass"'));
    expect(verify('run-1.json', 'altered.json')[1]).toContain('ALTERED');
    expect(verify('run-2.json')[0]).toContain('NOT LINKED');
  });

  it('finds every hash of the record in what it names', async () => {
    const { run, egress } = shown('run-2.json');
    expect(run.planHash).toBe(sha256(readFileSync(path.join(folder, 'plan.yaml'))));
    expect(egress.sources).toHaveLength(4);
    for (const { file, hash } of egress.sources) expect(sha256(readFileSync(path.join(folder, file)))).toBe(hash);
    expect(run.evidence).toHaveLength(5);
    for (const { name, hash } of run.evidence) {
      const { code, stdout } = await pdp('history', 'evidence', '2', name);
      expect([code, sha256(stdout)]).toEqual([0, hash]);
    }
    const catalog = JSON.parse((await pdp('catalog', '--format', 'json')).stdout) as unknown;
    expect(sha256(canonicalise(catalog))).toBe(run.catalogHash);
  });

  it('is told what a run kept, where it is asked for something else', async () => {
    const { code, stderr } = await pdp('history', 'evidence', '2', 'rules/other.json');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/kept nothing called rules\/other[.]json.*plan[.]yaml, .*rules\/nsg[.]json/s);
  });
});
