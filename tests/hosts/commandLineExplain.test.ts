import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const policies = path.join(cwd, 'rules/kubernetes/network-policies.yaml');

beforeAll(async () => {
  await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd });
});

function explain(from: string, to: string, ...more: readonly string[]) {
  return runPdp(['egress', 'explain', '--from', from, '--to', to, ...more], { cwd });
}

const plan = ['--plan', 'plan.yaml'];

describe('pdp egress explain', () => {
  it.each([
    ['pdp-system/mizzen-agent', 'cp.example.com:443', 'allowed', 0],
    ['node', 'registry.acme.example:443', 'allowed', 0],
    ['pdp-gateway/gateway-runtime', 'hub.servicebus.windows.net:5671', 'denied', 1],
    ['pdp-gateway/adapter', 'bus.servicebus.windows.net:5671', 'unknown', 4],
  ])('from %s to %s is %s and ends with %i', async (from, to, verdict, code) => {
    const ended = await explain(from, to, ...plan, '--format', 'json');
    expect([ended.code, (JSON.parse(ended.stdout) as EgressExplanation).verdict]).toEqual([code, verdict]);
  });

  it('marks the rule that decides, with its line, and says of the others why they do not match', async () => {
    const { stdout } = await explain('pdp-gateway/gateway-runtime', 'hub.servicebus.windows.net:5671', ...plan);
    expect(stdout).toMatch(/^Deployment pdp-gateway\/gateway-runtime to .*: denied, first blocked by pod-policy$/m);
    const near = /^ {2}- rules\/kubernetes\/network-policies\.yaml:(\d+) .*443\/tcp there, not for 5671\/tcp\.$/m.exec(
      stdout,
    );
    expect(readFileSync(policies, 'utf8').split('\n')[Number(near?.[1]) - 1]).toMatch(/^ {4}- /);
    expect(stdout).toMatch(
      /^ {2}> rules\/kubernetes\/network-policies\.yaml:\d+ NetworkPolicy pdp-gateway\/gateway-runtime and 2 more: deny\. /m,
    );
  });

  it('follows the file as it is: the missing port added there turns the verdict of its layer', async () => {
    const text = readFileSync(policies, 'utf8');
    const from = 'pdp-gateway/gateway-runtime';
    const to = 'hub.servicebus.windows.net:5671';
    const [before, after] = text.split('name: gateway-runtime');
    writeFileSync(policies, `${before}name: gateway-runtime${after?.replace('port: 443', 'port: 5671')}`);
    const { stdout } = await explain(from, to, ...plan, '--format', 'json');
    writeFileSync(policies, text);
    const layers = (JSON.parse(stdout) as EgressExplanation).flows[0]?.layers;
    expect(layers?.find(({ layer }) => layer === 'pod-policy')?.verdict).toBe('allowed');
  });

  it.each([
    ['data/db:5432', 0, '  > pods.yaml:3 NetworkPolicy data/db: allow. It matches.'],
    [
      'data/db:5433',
      1,
      '  > pods.yaml:3 NetworkPolicy data/db: deny. No rule is left, and what none allows is denied.',
    ],
  ])('goes by the rules of the pod that takes it: %s', async (to, code, told) => {
    const pod = (namespace: string, name: string): string =>
      `--- {apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {}}\n`;
    const policy =
      '--- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: data}, spec: {podSelector: {}, ingress: [{ports: [{port: 5432}]}]}}\n';
    writeFileSync(path.join(cwd, 'pods.yaml'), `${pod('shop', 'web')}${pod('data', 'db')}${policy}`);
    const ended = await explain('shop/web', to, '--rules', 'pods.yaml');
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain('  rules of the pods that take it, that must all allow it');
    expect(ended.stdout.split('\n')).toContain(told);
  });

  it.each([
    [['--from', 'node', '--to', 'x.example.com:443'], '--rules <path...>'],
    [['--from', 'node', '--to', 'x.example.com:443', ...plan, '--cni', 'calico'], '--cni'],
    [['--from', 'node', '--to', 'x.example.com', ...plan], 'HOST:PORT'],
    [['--from', 'pdp-system/mizen-agent', '--to', 'x.example.com:443', ...plan], 'pdp-system/mizzen-agent'],
    [['--to', 'x.example.com:443', ...plan], '--from'],
  ])('refuses %j and says what to write', async (words, said) => {
    const { code, stdout, stderr } = await runPdp(['egress', 'explain', ...words], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
  });
});
