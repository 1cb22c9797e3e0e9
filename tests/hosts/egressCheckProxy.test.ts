import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EgressCheck, Verdict } from '#shared/network/judging/verdict.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const folder = suiteFolder();
const rules = path.join(folder, 'squid');
const canary = 'canary-61c2';

mkdirSync(path.join(rules, 'conf.d'), { recursive: true });
writeFileSync(
  path.join(folder, 'plan.yaml'),
  `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: behind-a-proxy}
edition: integration-platform
managementModel: self-managed
cloud: on-premises
securityTier: basic
network:
  egress: restricted
  nodeCidrs: [10.10.0.0/20]
  path:
    - {layer: pod-policy, source: none}
    - {layer: node-firewall, source: none}
    - {layer: proxy, source: squid}
  proxy: {url: http://10.90.0.5:3128, noProxy: [.svc]}
connections:
  pdp-agent--control-plane: {hosts: [cp.example.com]}
  flux-source-controller--github: {hosts: [github.com]}
  apim-adaptor--service-bus: {hosts: [bus.example.com]}
`,
);
const conf = `auth_param basic program /usr/lib/squid/basic ${canary}
acl SSL_ports port 443
acl known dstdomain "/etc/squid/known.txt"
http_access deny CONNECT !SSL_ports
include /etc/squid/conf.d/*.conf
http_access deny all
http_port 3128
`;
writeFileSync(path.join(rules, 'squid.conf'), conf);
writeFileSync(path.join(rules, 'conf.d/ours.conf'), 'http_access allow known\n');
writeFileSync(path.join(rules, 'known.txt'), '.example.com\n');

async function check(): Promise<EgressCheck> {
  const { stdout } = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], { cwd: folder });
  return JSON.parse(stdout) as EgressCheck;
}

function proxyOf({ connections }: EgressCheck, id: string) {
  const row = connections.find((candidate) => candidate.id === id);
  const layer = row?.layers.find((candidate) => candidate.layer === 'proxy');
  const [first] = layer?.decidedBy ?? [];
  return {
    row: row?.verdict,
    proxy: layer?.verdict,
    by: first === undefined ? undefined : `${first.file}:${first.line}`,
  };
}

describe('a plan whose way out is a squid', () => {
  it('is judged by the files of the proxy, and by what is changed in them', async () => {
    const judged = await check();
    expect(judged.problems).toEqual([]);
    expect(proxyOf(judged, 'pdp-agent--control-plane')).toMatchObject({
      proxy: 'allowed',
      by: 'squid/conf.d/ours.conf:1',
    });
    expect(proxyOf(judged, 'flux-source-controller--github')).toEqual({
      row: 'denied',
      proxy: 'denied',
      by: 'squid/squid.conf:6',
    });
    // AMQP over TLS needs a tunnel to a port that squid keeps closed.
    expect(proxyOf(judged, 'apim-adaptor--service-bus')).toEqual({
      row: 'denied',
      proxy: 'denied',
      by: 'squid/squid.conf:4',
    });

    writeFileSync(path.join(rules, 'known.txt'), '.example.com\ngithub.com\n');
    expect(proxyOf(await check(), 'flux-source-controller--github').proxy).toBe('allowed' satisfies Verdict);
  });

  it('keeps no password of the proxy in its runs and reports', async () => {
    const home = path.join(folder, 'home');
    const env = { PDP_HOME: home };
    await runPdp(['audit', '--plan', 'plan.yaml'], { cwd: folder, environment: env });
    await runPdp(['report', '--plan', 'plan.yaml', '--format', 'html,json', '--output', 'out'], {
      cwd: folder,
      environment: env,
    });
    const html = readFileSync(path.join(folder, 'out/report.html'), 'utf8');
    expect(html).toContain('http_access deny CONNECT !SSL_ports');
    expect(html).not.toContain(canary);
    expect(readFileSync(path.join(folder, 'out/report.json'), 'utf8')).not.toContain(canary);
    const kept = await runPdp(['report', '--plan', 'plan.yaml', '--format', 'json', '--output', 'again'], {
      cwd: folder,
      environment: env,
    });
    expect(kept.stdout + kept.stderr).not.toContain(canary);
  });
});
