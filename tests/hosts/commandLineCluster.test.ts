import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { openPretendCluster } from './pretendCluster.ts';
import type { PretendCluster } from './pretendCluster.ts';
import { runPdp } from './runPdp.ts';
import type { Ended } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const folder = suiteFolder();
let cluster: PretendCluster;

beforeAll(async () => {
  const home = path.join(folder, 'home');
  mkdirSync(home);
  cluster = await openPretendCluster(home);
  await pdp('init', 'plan.yaml', '--sample', 'azure-standard');
});
afterAll(() => cluster.close());

const pdp = (...words: readonly string[]): Promise<Ended> =>
  runPdp(words, { cwd: folder, environment: { KUBECONFIG: cluster.kubeconfig } });

describe('pdp rbac', () => {
  it('prints manifests that kubectl applies as they are, and how to bind them', async () => {
    const { code, stdout } = await pdp('rbac', '--check', 'PDP-INF-002');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#   kubectl create clusterrolebinding \S+ --clusterrole=\S+ --user=USER$/m);
    expect(stdout).toContain('kind: ClusterRole\n');
    expect(stdout).toContain('- nodes\n');
  });

  it('asks for less where the plan has its pod policies in files, and says so of a plan that is not there', async () => {
    const [any, ofPlan] = [await pdp('rbac'), await pdp('rbac', '--plan', 'plan.yaml')];
    expect([any.stdout.includes('- egressfirewalls\n'), ofPlan.stdout.includes('- egressfirewalls\n')]).toEqual([
      true,
      false,
    ]);
    expect(ofPlan.stdout).toContain('- pods\n');
    expect(await pdp('rbac', '--plan', 'gone.yaml')).toMatchObject({ code: 2, stdout: '' });
  });

  it('says with a context what of it is granted', async () => {
    const { code, stdout, stderr } = await pdp('rbac', '--check', 'PDP-INF-002', '--context', 'plain');
    expect(code).toBe(0);
    expect(stdout).toMatch(/missing .*list nodes .*PDP-INF-002/);
    expect(stdout).toMatch(/granted .*list namespaces/);
    expect(stderr).toContain('without TLS');
  });
});

describe('pdp egress, of a cluster', () => {
  it('follows its rules as those of files', async () => {
    const reach = await pdp('egress', 'reach', '--context', 'plain', '--format', 'json');
    expect(reach).toMatchObject({ code: 4 });
    expect(JSON.parse(reach.stdout)).toMatchObject({ problems: [{ severity: 'warning' }] });
    const gone = ['--context', 'gone', '--from', 'node', '--to', '203.0.113.7:443'];
    for (const words of [
      ['reach', '--context', 'gone'],
      ['explain', ...gone],
      ['explain', '--plan', 'plan.yaml', ...gone],
      ['generate', '--plan', 'plan.yaml', '--target', 'networkpolicy', '--output', 'out', '--context', 'gone'],
    ]) {
      const { code, stderr } = await pdp('egress', ...words);
      expect([words[0], code, stderr]).toEqual([words[0], 2, expect.stringContaining('It has: plain, commanded.')]);
    }
    const nothing = await pdp('egress', 'reach');
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('--context <name>') });
  });
});

describe('two clusters at once', () => {
  it.each(['--context', '--snapshot'])('are refused for %s: of the first nothing would be said', async (option) => {
    const twice = await pdp('audit', '--plan', 'plan.yaml', option, 'plain', option, 'commanded');
    expect(twice).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('plain was named already') });
  });
});

describe('pdp snapshot', () => {
  it('shows what would be in it, and writes nothing where nobody says yes', async () => {
    const asked = await pdp('snapshot', '--context', 'plain', '--output', 'plain.snapshot');
    expect(asked.code).toBe(2);
    expect(asked.stdout).toMatch(/namespaces +.*observed +.*2/);
    expect(asked.stderr).toContain('--yes');
    expect((await pdp('snapshot', '--context', 'plain', '--dry-run')).code).toBe(0);
    expect(existsSync(path.join(folder, 'plain.snapshot'))).toBe(false);
    expect((await pdp('snapshot', '--dry-run')).code).toBe(2);
  });

  it('writes a file that an audit takes in place of the cluster', async () => {
    const taken = await pdp('snapshot', '--context', 'plain', '--output', 'plain.snapshot', '--yes', '--pseudonyms');
    expect(taken).toMatchObject({ code: 0, stderr: expect.stringContaining('Written: plain.snapshot') });
    const audited = await pdp('audit', '--plan', 'plan.yaml', '--snapshot', 'plain.snapshot', '--format', 'json');
    const record = JSON.parse(audited.stdout) as RunRecord;
    expect(record.cluster).toMatchObject({ name: 'plain.snapshot', server: expect.stringMatching(/^https:\/\/x/) });
    expect(record.apiCalls).toEqual([]);
  });
});

describe('a command of the kubeconfig', () => {
  it('is not run unasked, and is remembered once it was allowed', async () => {
    const audit = ['audit', '--plan', 'plan.yaml', '--context', 'commanded', '--format', 'json'];
    const refused = await pdp(...audit);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('sign-in.sh --now') });
    expect(refused.stderr).toContain('--allow-exec');
    expect(refused.stderr).not.toContain('canary');
    const allowed = await pdp(...audit, '--allow-exec');
    expect(allowed.stderr).not.toContain('was not allowed');
    const again = await pdp(...audit);
    for (const { code, stdout } of [allowed, again]) {
      expect(code).toBe(1);
      expect((JSON.parse(stdout) as RunRecord).cluster).toMatchObject({ name: 'commanded', server: cluster.server });
      expect(stdout).not.toContain('canary');
    }
  });
});
