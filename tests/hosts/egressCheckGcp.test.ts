import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionVerdict, EgressCheck, LayerVerdict, Verdict } from '#shared/network/judging/verdict.ts';
import {
  answersOfRestrictedNetwork,
  exportRestrictedNetwork,
  hasGcloud,
  openSimulatedGoogleCloud,
} from './gcloudCommandLine.ts';
import type { SimulatedGoogleCloud } from './gcloudCommandLine.ts';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const environment = path.join(project, 'tests/fixtures/gcp-restricted');
/** Of the whole file: what a `describe` that is skipped makes, nothing takes away. */
const home = suiteFolder();
const effectiveFile = 'rules/effective-firewalls.json';

/** Of each row the verdict of the firewall, and a rule that decides it. */
const expected: readonly (readonly [row: string, verdict: Verdict, rule: RegExp])[] = [
  // By the tag that its only node has.
  ['pdp-agent--control-plane', 'allowed', /^VPC firewall rule pdp-to-control-plane \(1000\)$/],
  ['pdp-agent--kubernetes-api', 'allowed', /^VPC firewall rule pdp-to-api-server \(1000\)$/],
  // The policy of the organisation stands before all others; the VPC rule that would allow it is never asked.
  ['apim-adaptor--global-adaptor', 'denied', /^hierarchical policy .*: rule 100$/],
  // By an address group, whose addresses are in a file of their own.
  ['apim-adaptor--service-bus', 'allowed', /^global policy pdp-egress: rule 110$/],
  // By a region, whose addresses nobody but Google knows.
  ['apim-enforcer--event-hub', 'unknown', /^global policy pdp-egress: rule 120$/],
  // By the service account of the nodes, and by one that they do not run as.
  ['secret-resolver--secret-store', 'allowed', /^global policy pdp-egress: rule 140$/],
  ['container-registry--internal-registry', 'denied', /^VPC firewall rule deny-all-egress \(65000\)$/],
  // By name.
  ['flux-source-controller--github', 'allowed', /^global policy pdp-egress: rule 100 \(names\)$/],
  // Inspected by a security profile group.
  ['flux-helm-controller--wso2-registry', 'unknown', /^global policy pdp-egress: rule 130$/],
];

/** Rows are denied in this network; where something is wrong with its rules that comes before. */
async function check(folder: string): Promise<EgressCheck> {
  const words = ['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'];
  const { stdout, code, stderr } = await runPdp(words, { cwd: folder });
  if (code !== 1 && code !== 2) throw new Error(`${code}: ${stderr}`);
  return JSON.parse(stdout) as EgressCheck;
}

function rowOf({ connections }: EgressCheck, id: string): ConnectionVerdict {
  const row = connections.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`No row ${id}`);
  return row;
}

function firewallOf(judged: EgressCheck, id: string): LayerVerdict {
  const found = rowOf(judged, id).layers.find(({ layer }) => layer === 'gcp-firewall');
  if (found === undefined) throw new Error(`No firewall in the way of ${id}`);
  return found;
}

function judgesTheNetwork(folder: string): void {
  let judged: EgressCheck;

  beforeAll(async () => {
    judged = await check(folder);
  });

  it('is read without a problem', () => {
    expect(judged.problems).toEqual([]);
    expect(judged.layersNotSupplied).toEqual([]);
    expect(new Set(judged.sources.map(({ format }) => format))).toEqual(new Set(['Google Cloud network']));
    expect(judged.sources.find(({ file }) => file === effectiveFile)).toMatchObject({
      layers: ['gcp-firewall'],
      holds: '5 VPC firewall rules, 4 firewall policies',
    });
  });

  it.each(expected)('is judged row by row: %s is %s', (id, verdict, rule) => {
    const firewall = firewallOf(judged, id);
    expect(firewall.verdict).toBe(verdict);
    expect(firewall.decidedBy.map((one) => one.rule)).toContainEqual(expect.stringMatching(rule));
  });

  it('shows the rule that denies, at its line', () => {
    const [rule] = firewallOf(judged, 'container-registry--internal-registry').decidedBy;
    const lines = readFileSync(path.join(folder, rule?.file ?? ''), 'utf8').split('\n');
    expect(lines[(rule?.line ?? 0) - 1]?.trim()).toBe('"name": "deny-all-egress",');
  });
}

function copyTo(folder: string): string {
  cpSync(environment, folder, { recursive: true });
  return folder;
}

describe('a network of Google Cloud that was exported before', () => {
  judgesTheNetwork(copyTo(path.join(home, 'exported')));
});

describe('a change of the exported rules', () => {
  /** The verdict on the control plane after the texts were replaced in one of the files. */
  async function verdictAfter(folder: string, file: string, from: string, to: string): Promise<Verdict> {
    const text = readFileSync(path.join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(path.join(folder, file), text.replace(from, to));
    return firewallOf(await check(folder), 'pdp-agent--control-plane').verdict;
  }

  it.each<[title: string, file: string, from: string, to: string, verdict: Verdict]>([
    ['of the destination denies', effectiveFile, '"198.51.100.0/28"', '"198.51.101.0/28"', 'denied'],
    ['of a tag of the nodes denies', 'rules/instances.json', '"gke-pdp-5d1c0e2a-node"', '"other"', 'denied'],
    ['of an action that is not known is unknown', effectiveFile, '"action": "deny"', '"action": "divert"', 'unknown'],
    ['of the kind of policy is unknown', effectiveFile, '"type": "HIERARCHY"', '"type": "GALAXY"', 'unknown'],
  ])('%s', async (title, file, from, to, verdict) => {
    expect(await verdictAfter(copyTo(path.join(home, title)), file, from, to)).toBe(verdict);
  });
});

const missing = hasGcloud ? '' : ' (skipped: needs gcloud)';

describe.skipIf(!hasGcloud)(`a network as the real gcloud prints it${missing}`, () => {
  const folder = path.join(home, 'printed');
  let simulated: SimulatedGoogleCloud | undefined;

  beforeAll(async () => {
    const rules = path.join(folder, 'rules');
    mkdirSync(rules, { recursive: true });
    cpSync(path.join(environment, 'plan.yaml'), path.join(folder, 'plan.yaml'));
    simulated = await openSimulatedGoogleCloud(home, answersOfRestrictedNetwork(environment));
    await exportRestrictedNetwork(simulated, rules);
    // Four runs of a program that takes seconds, and minutes on a busy machine.
  }, 600_000);

  afterAll(() => simulated?.close());

  judgesTheNetwork(folder);

  it('was asked for by the program alone', () => {
    expect(simulated?.missed).toEqual([]);
  });

  it('is told to be a table without ports where it was not printed as JSON', { timeout: 600_000 }, async () => {
    const table = path.join(home, 'table');
    mkdirSync(path.join(table, 'rules'), { recursive: true });
    cpSync(path.join(environment, 'plan.yaml'), path.join(table, 'plan.yaml'));
    const printed = await simulated?.gcloud('compute networks get-effective-firewalls pdp --format=yaml');
    writeFileSync(path.join(table, 'rules/effective.yaml'), printed ?? '');
    const { stdout, code } = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], {
      cwd: table,
    });
    expect(code).not.toBe(0);
    const { problems } = JSON.parse(stdout) as EgressCheck;
    expect(problems.map(({ message }) => message)).toContain(
      'This table of effective firewalls leaves out protocols and ports.',
    );
  });
});
