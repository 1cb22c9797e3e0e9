import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EgressCheck, LayerVerdict, Verdict } from '#shared/network/judging/verdict.ts';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const environment = path.join(project, 'tests/fixtures/azure-firewalled');

async function check(folder: string): Promise<EgressCheck> {
  const words = ['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'];
  const { stdout, code, stderr } = await runPdp(words, { cwd: folder });
  if (code !== 1 && code !== 4) throw new Error(`${code}: ${stderr}`);
  return JSON.parse(stdout) as EgressCheck;
}

function firewallOf({ connections }: EgressCheck, id: string): LayerVerdict {
  const layer = connections.find((row) => row.id === id)?.layers.find((one) => one.layer === 'azure-firewall');
  if (layer === undefined) throw new Error(`No row ${id} with a firewall`);
  return layer;
}

/** Of each row the firewall’s verdict, and what decides. */
const expected: readonly (readonly [row: string, verdict: Verdict, rule: string])[] = [
  ['pdp-agent--control-plane', 'allowed', 'rcg-pdp: allow-web: wso2'],
  ['pdp-agent--kubernetes-api', 'not-applicable', 'none'],
  // The parent policy's rule of network comes before the child's rules by name.
  ['apim-adaptor--global-adaptor', 'denied', 'rcg-company: deny-partners: closed-partner'],
  ['apim-adaptor--service-bus', 'allowed', 'rcg-pdp: allow-amqp: service-bus'],
  // A rule of application says so, and no such rule is read for AMQP.
  ['apim-enforcer--event-hub', 'denied', 'Firewall policy afwp-pdp'],
  ['secret-resolver--secret-store', 'not-applicable', 'none'],
  ['certificate-manager--azure-dns', 'allowed', 'rcg-pdp: allow-web: azure'],
  ['certificate-manager--lets-encrypt', 'denied', 'Firewall policy afwp-pdp'],
  ['flux-source-controller--github', 'allowed', 'rcg-pdp: allow-web: github'],
  // Routed to the internet, past the firewall, none of whose rules would let it through.
  ['flux-helm-controller--wso2-registry', 'allowed', 'Route table rt-aks: charts-direct'],
];

describe('a data plane behind a firewall of Azure, exported with the CLI', () => {
  const home = suiteFolder();
  const folder = path.join(home, 'plan');
  cpSync(environment, folder, { recursive: true });
  let judged: EgressCheck;

  beforeAll(async () => {
    judged = await check(folder);
  });

  it('is read without a problem', () => {
    expect(judged.problems).toEqual([]);
    expect(judged.layersNotSupplied).toEqual([]);
    expect(judged.sources.map(({ file, holds }) => `${path.basename(file)}: ${holds}`).toSorted()).toEqual([
      'firewalls.json: 1 firewall',
      'groups-of-afwp-base.json: 1 rule collection group',
      'groups-of-afwp-pdp.json: 1 rule collection group',
      'ip-groups.json: 1 IP group',
      'policies.json: 2 firewall policies',
      'route-tables.json: 1 route table',
      'virtual-networks.json: 1 virtual network',
    ]);
  });

  it.each(expected)('is judged rule by rule: %s is %s', (id, verdict, rule) => {
    const layer = firewallOf(judged, id);
    expect(layer.verdict).toBe(verdict);
    const [first] = layer.decidedBy;
    expect(first?.rule ?? 'none').toContain(rule);
  });

  it('shows the rule at the line of its name', () => {
    const [rule] = firewallOf(judged, 'apim-adaptor--global-adaptor').decidedBy;
    const lines = readFileSync(path.join(folder, rule?.file ?? ''), 'utf8').split('\n');
    expect(lines[(rule?.line ?? 0) - 1]).toContain('"name": "closed-partner"');
  });

  it.each<[string, string, string, string, string, Verdict]>([
    [
      'a rule that no longer denies',
      'groups-of-afwp-base.json',
      '"Deny"',
      '"Allow"',
      'apim-adaptor--global-adaptor',
      'allowed',
    ],
    [
      'a name that is gone',
      'groups-of-afwp-pdp.json',
      '"cp.example.com"',
      '"other.example.com"',
      'pdp-agent--control-plane',
      'denied',
    ],
    [
      'nodes that are in no IP group',
      'ip-groups.json',
      '10.10.0.0-10.10.31.255',
      '10.99.0.0/16',
      'pdp-agent--control-plane',
      'denied',
    ],
    [
      'some nodes in the IP group',
      'ip-groups.json',
      '10.10.0.0-10.10.31.255',
      '10.10.0.0/21',
      'pdp-agent--control-plane',
      'unknown',
    ],
    [
      'clients that ask others for names',
      'virtual-networks.json',
      '10.0.1.4',
      '10.0.9.9',
      'apim-adaptor--service-bus',
      'unknown',
    ],
    ['a feed that drops', 'policies.json', '"Alert"', '"Deny"', 'pdp-agent--control-plane', 'unknown'],
    [
      'a route to the firewall',
      'route-tables.json',
      '203.0.113.0/24',
      '192.0.2.0/24',
      'flux-helm-controller--wso2-registry',
      'denied',
    ],
    [
      'a parent that is gone',
      'policies.json',
      'firewallPolicies/afwp-base"',
      'firewallPolicies/afwp-gone"',
      'pdp-agent--control-plane',
      'unknown',
    ],
  ])('is judged anew once a file says something else: %s', async (_what, file, before, after, row, verdict) => {
    const changed = path.join(home, `${file} ${verdict} ${row}`);
    cpSync(environment, changed, { recursive: true });
    const name = path.join(changed, 'rules', file);
    const text = readFileSync(name, 'utf8');
    expect(text).toContain(before);
    writeFileSync(name, text.replaceAll(before, after));
    expect(firewallOf(await check(changed), row).verdict).toBe(verdict);
  });
});
