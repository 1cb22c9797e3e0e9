import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateTargets } from '#shared/network/generate/generateTargets.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
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

  it.each([
    ['networkpolicy', 'pod-policy', []],
    ['cilium', 'pod-policy', []],
    ['azure-firewall', 'azure-firewall', ['pdp-egress']],
    ['azure-nsg', 'azure-nsg', ['pdp-egress']],
    ['aws-security-group', 'aws-security-group', ['sg-0123']],
    ['aws-network-firewall', 'aws-network-firewall', ['PdpEgressPolicy']],
    ['gcp', 'gcp-firewall', ['vpc']],
    ['iptables', 'node-firewall', []],
    ['squid', 'proxy', []],
  ] as const)('writes files of %s that pdp egress check reads as they are', async (target, layer, attachedTo) => {
    const where = `read-${target}`;
    writeFileSync(
      path.join(folder, `${where}.json`),
      JSON.stringify({
        apiVersion: 'pdp-workbench/v1',
        kind: 'Plan',
        metadata: { name: 'acme' },
        edition: 'integration-platform',
        managementModel: 'self-managed',
        cloud: 'on-premises',
        securityTier: 'standard',
        network: {
          podCidrs: ['10.20.0.0/16'],
          nodeCidrs: ['10.10.0.0/20'],
          cni: target === 'cilium' ? 'cilium' : 'generic',
          ...(target === 'squid' ? { proxy: { url: 'http://10.90.0.5:3128' } } : {}),
          path: [{ layer, source: where, attachedTo }],
        },
        connections: {
          'secret-resolver--secret-store': {
            hosts: ['vault.acme.example'],
            cidrs: ['203.0.113.7/32'],
            selector: 'app=resolver',
            namespace: 'pdp',
          },
        },
      }),
    );
    const plan = ['--plan', `${where}.json`];
    await runPdp(['egress', 'generate', ...plan, '--target', target, '--output', where], { cwd: folder });
    writeFileSync(
      path.join(folder, where, 'resolver.yaml'),
      '{apiVersion: v1, kind: Pod, metadata: {name: resolver, namespace: pdp, labels: {app: resolver}}, spec: {}}',
    );
    const { stdout } = await runPdp(['egress', 'check', ...plan, '--format', 'json'], { cwd: folder });
    const { connections } = JSON.parse(stdout) as EgressCheck;
    const row = connections.find(({ id }) => id === 'secret-resolver--secret-store');
    expect(row?.layers.filter((one) => one.layer === layer).map(({ verdict }) => verdict)).toEqual(['allowed']);
  });

  it('writes commands for a security group that add each range once, in words as long as Linux takes them', async () => {
    const cidrs = Array.from({ length: 1500 }, (_, at) => `20.${at >> 8}.${at % 256}.0/28`);
    const backends = `  backends: [{name: ${'x'.repeat(300)}, cidrs: [${cidrs.join(', ')}], ports: [443], via: internet}]\n`;
    const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8').replace(/^ {2}backends:.*\n(?: {4}.*\n)*/m, '');
    writeFileSync(path.join(folder, 'wide.yaml'), plan.replace('network:\n', `network:\n${backends}`));
    const words = ['--plan', 'wide.yaml', '--target', 'aws-security-group', '--output', 'wide'];
    await runPdp(['egress', 'generate', ...words], { cwd: folder });
    // Stands for the program: keeps the words that it is given, and says that the first range is there already.
    const said = path.join(folder, 'said.txt');
    mkdirSync(path.join(folder, 'bin'));
    writeFileSync(
      path.join(folder, 'bin/aws'),
      `#!/bin/sh\nfor word; do printf '%s\\n' "$word"; done >>'${said}'\ncase "$*" in *'SecurityGroupRules[?IsEgress].'*) printf 'tcp\\t443\\t443\\t20.0.0.0/28\\n' ;; esac\n`,
      { mode: 0o755 },
    );
    const environment = { PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`, SECURITY_GROUP_ID: 'sg-0123' };
    const { status, stderr } = spawnSync('sh', [path.join(folder, 'wide/aws-security-group.sh')], { env: environment });
    expect([status, `${stderr}`]).toEqual([0, '']);
    const asked = readFileSync(said, 'utf8')
      .split('\n')
      .filter((word) => word.startsWith('[{'));
    const permissions = asked.flatMap(
      (word) => JSON.parse(word) as { IpRanges: { CidrIp: string; Description: string }[] }[],
    );
    const ranges = permissions.flatMap(({ IpRanges }) => IpRanges);
    expect(ranges.map(({ CidrIp }) => CidrIp).filter((cidr) => cidr.startsWith('20.'))).toEqual(cidrs.slice(1));
    expect(Math.max(...ranges.map(({ Description }) => Description.length))).toBe(255);
    expect(Math.max(...asked.map((word) => word.length))).toBeLessThan(131_072);
    expect(asked.length).toBeGreaterThan(5);
  });

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
