import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionVerdict, EgressCheck, LayerVerdict, Verdict } from '#shared/network/judging/verdict.ts';
import { exportRestrictedNetwork, missingPrograms, openSimulatedAws } from './awsCommandLine.ts';
import type { SimulatedAws } from './awsCommandLine.ts';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const environment = path.join(project, 'tests/fixtures/aws-restricted');
/** Of the whole file: what a `describe` that is skipped makes, nothing takes away. */
const root = suiteFolder();
const layers = ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'] as const;

/** Of each row the verdict, that of each layer, and the layer that blocks first. */
const expected: readonly (readonly [
  row: string,
  verdict: Verdict,
  ofLayers: readonly Verdict[],
  blockedBy: string | undefined,
])[] = [
  ['pdp-agent--control-plane', 'allowed', ['allowed', 'allowed', 'allowed', 'allowed'], undefined],
  ['pdp-agent--kubernetes-api', 'allowed', ['allowed', 'allowed', 'not-applicable', 'allowed'], undefined],
  // The network ACL lets the connection out and its replies not in.
  ['apim-adaptor--global-adaptor', 'denied', ['allowed', 'denied', 'allowed', 'allowed'], 'aws-network-acl'],
  // A port that neither the group nor the ACL opens; whether what it carries is TLS the firewall's rules can't tell.
  ['apim-adaptor--service-bus', 'denied', ['denied', 'denied', 'unknown', 'allowed'], 'aws-security-group'],
  ['apim-enforcer--event-hub', 'denied', ['denied', 'denied', 'unknown', 'allowed'], 'aws-security-group'],
  // An endpoint whose own group lets the nodes in, and one whose group lets nobody in.
  ['secret-resolver--secret-store', 'allowed', ['allowed', 'allowed', 'not-applicable', 'allowed'], undefined],
  [
    'container-registry--internal-registry',
    'denied',
    ['denied', 'allowed', 'not-applicable', 'allowed'],
    'aws-security-group',
  ],
  // By address alone it would be open or not, and its name is not in the firewall's list.
  ['certificate-manager--lets-encrypt', 'denied', ['unknown', 'unknown', 'denied', 'allowed'], 'aws-network-firewall'],
  // Its address is in the prefix list, its name is not in the firewall's.
  ['flux-source-controller--github', 'denied', ['allowed', 'allowed', 'denied', 'allowed'], 'aws-network-firewall'],
  ['flux-helm-controller--wso2-registry', 'denied', ['denied', 'allowed', 'allowed', 'allowed'], 'aws-security-group'],
];

async function check(folder: string): Promise<EgressCheck> {
  const words = ['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'];
  const { stdout, code, stderr } = await runPdp(words, { cwd: folder });
  if (code !== 1) throw new Error(`${code}: ${stderr}`);
  return JSON.parse(stdout) as EgressCheck;
}

function rowOf({ connections }: EgressCheck, id: string): ConnectionVerdict {
  const row = connections.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`No row ${id}`);
  return row;
}

function layerOf(row: ConnectionVerdict, layer: LayerVerdict['layer']): LayerVerdict {
  const found = row.layers.find((candidate) => candidate.layer === layer);
  if (found === undefined) throw new Error(`No layer ${layer}`);
  return found;
}

function judgesTheNetwork(folder: string): void {
  let judged: EgressCheck;

  beforeAll(async () => {
    judged = await check(folder);
  });

  it('is read without a problem, every layer of it', () => {
    expect(judged.problems).toEqual([]);
    expect(judged.layersNotSupplied).toEqual([]);
    expect(new Set(judged.sources.map(({ format }) => format))).toEqual(new Set(['AWS network']));
    expect(judged.sources.find(({ file }) => file.endsWith('security-groups.json'))).toMatchObject({
      layers: ['aws-security-group'],
      holds: '4 security groups',
    });
  });

  it.each(expected)('is judged layer by layer: %s is %s', (id, verdict, ofLayers, blockedBy) => {
    const row = rowOf(judged, id);
    expect(layers.map((layer) => layerOf(row, layer).verdict)).toEqual(ofLayers);
    expect({ verdict: row.verdict, blockedBy: row.blockedBy }).toEqual({ verdict, blockedBy });
  });

  it('shows the stateless rule that stops the replies, at its line', () => {
    const [rule] = layerOf(rowOf(judged, 'apim-adaptor--global-adaptor'), 'aws-network-acl').decidedBy;
    expect(rule?.rule).toMatch(/inbound 90 deny TCP 1024-65535 from 198\.51\.100\.20\/32 \(replies\)$/);
    const lines = readFileSync(path.join(folder, rule?.file ?? ''), 'utf8').split('\n');
    const line = rule?.line ?? 0;
    expect([lines[line - 1]?.trim(), lines[line]?.trim()]).toEqual(['{', '"CidrBlock": "198.51.100.20/32",']);
  });
}

describe('a network of AWS that was exported before', () => {
  const folder = path.join(root, 'exported');
  cpSync(environment, folder, { recursive: true });
  judgesTheNetwork(folder);

  it('is shown to people with the layer that blocks', async () => {
    const { stdout, code } = await runPdp(['egress', 'check', '--plan', 'plan.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^apim-adaptor--global-adaptor +denied +aws-network-acl +rules\/network-acls\.json:\d+$/m);
  });
});

const missing = missingPrograms.length === 0 ? '' : ` (skipped: needs ${missingPrograms.join(' and ')})`;

describe.skipIf(missing !== '')(`a network as the real AWS CLI prints it${missing}`, () => {
  const home = path.join(root, 'simulated');
  const folder = path.join(home, 'plan');
  let simulated: SimulatedAws | undefined;

  beforeAll(async () => {
    const rules = path.join(folder, 'rules');
    mkdirSync(rules, { recursive: true });
    // The simulation knows firewalls, and none of their policies and rule groups.
    for (const file of ['plan.yaml', 'rules/firewall-policy.json', 'rules/firewall-rules.json']) {
      cpSync(path.join(environment, file), path.join(folder, file));
    }
    simulated = await openSimulatedAws(home);
    await exportRestrictedNetwork(simulated, rules);
    // Some forty runs of a program that takes seconds on a busy machine.
  }, 600_000);

  afterAll(() => simulated?.close());

  judgesTheNetwork(folder);
});
