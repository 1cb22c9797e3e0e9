import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cloudIds, editionIds, managementModelIds } from '#shared/catalog/ids.ts';
import { publicRanges, toRanges } from '#shared/network/flows/addressSpaces.ts';
import { describeFlows, flowsTo, intersect, subtract, uniteAll } from '#shared/network/flows/flowSet.ts';
import type { FlowSet } from '#shared/network/flows/flowSet.ts';
import { SENT_SERVICES, servicesOf } from '#shared/network/flows/services.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import { generateTargets, layerOfTarget } from '#shared/network/generate/generateTargets.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { asked } from '#shared/network/generate/testing/generated.ts';
import { edgeLayers } from '#shared/network/judging/pathLayers.ts';
import { flowsOfTraffic } from '#shared/network/testing/flowsOfTraffic.ts';
import { layerKinds } from '#shared/plan/networkIds.ts';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const sample = readFileSync(path.join(project, 'resources/samples/azure-standard/plan.yaml'), 'utf8');
const workloads = path.join(project, 'resources/samples/azure-standard/rules/kubernetes/workloads.yaml');
const ofCluster = ['10.10.0.0/20', '10.20.0.0/16', '10.30.0.0/16'];

const enforced = generateTargets.filter((target) => target !== 'csv');
type EnforcedTarget = (typeof enforced)[number];

/** What the plan attaches the layer to, as the generated files name it. */
const attachedTo: Partial<Record<EnforcedTarget, string>> = {
  'azure-firewall': 'pdp-egress',
  'azure-nsg': 'pdp-egress',
  'aws-security-group': 'sg-0123',
  'aws-network-firewall': 'PdpEgressPolicy',
  gcp: 'vpc',
};

/** The sample with other choices, and with the generated rules as the only layer that decides. */
function planOf(target: EnforcedTarget, choices: Readonly<Record<string, string>>): string {
  const chosen = Object.entries(choices).reduce(
    (plan, [key, value]) => plan.replace(new RegExp(`^${key}: .*$`, 'm'), `${key}: ${value}`),
    sample,
  );
  const layer = layerOfTarget[target];
  const bound = attachedTo[target] === undefined ? '' : `, attachedTo: [${attachedTo[target]}]`;
  const layers = layerKinds.map((kind) =>
    kind === layer ? `    - {layer: ${kind}, source: rules${bound}}\n` : `    - {layer: ${kind}, source: none}\n`,
  );
  const proxy = target === 'squid' ? "  proxy: {url: 'http://10.90.0.5:3128', cidrs: [10.90.0.5/32]}\n" : '';
  return chosen
    .replace(/^ {2}path: .*\n(?: {4}- .*\n)+/m, `${proxy}  path:\n${layers.join('')}`)
    .replace(/^ {2}cni: .*$/m, `  cni: ${target === 'iptables' ? 'generic' : 'cilium'}`);
}

/** Of a number of targets each meets every cloud, edition and model, and two of them not the same mixture. */
function choicesFor(target: EnforcedTarget) {
  const shift = enforced.indexOf(target);
  return cloudIds.map((cloud, at) => ({
    cloud,
    edition: editionIds[(at + shift) % editionIds.length] ?? editionIds[0],
    managementModel: managementModelIds[(at + shift) % managementModelIds.length] ?? managementModelIds[0],
  }));
}

/** What meets the layer, but for what no rule of the cloud bears on. */
function bearsOn(target: EnforcedTarget): FlowSet {
  const isAtTheEdge = target === 'squid' || edgeLayers.has(layerOfTarget[target]);
  return isAtTheEdge ? intersect(asked, flowsTo(publicRanges)) : asked;
}

/** What a workload that the plan knows may reach without need. The nodes have no policies. */
function surplusOf({ findings = [], connections }: EgressCheck, target: EnforcedTarget): FlowSet {
  const known = new Set(
    connections.flatMap(({ workloads: own }) => own.map(({ namespace, name }) => `${namespace}/${name}`)),
  );
  const isBound = (workload: string): boolean => layerOfTarget[target] !== 'pod-policy' || known.has(workload);
  const unplanned = findings.filter(({ kind, workloads: some }) => kind === 'unplanned-egress' && some.some(isBound));
  return flowsOfTraffic(unplanned.flatMap(({ surplus }) => surplus));
}

describe.each(enforced)('pdp egress generate --target %s, then pdp egress check', (target) => {
  const folder = suiteFolder();

  beforeAll(() => {
    mkdirSync(path.join(folder, 'rules'));
    cpSync(workloads, path.join(folder, 'rules/workloads.yaml'));
  });

  const pdp = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runPdp(['egress', ...words, '--format', 'json'], { cwd: folder });
    if (code !== 0 && code !== 1 && code !== 4) throw new Error(`${words.join(' ')}: ${code} ${stderr}`);
    return stdout;
  };

  /** What the plan needs by address, as its change request says it. */
  const readNeeds = () =>
    readFileSync(path.join(folder, 'request/change-request.csv'), 'utf8')
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.match(/"(?:[^"]|"")*"|[^,]+|(?<=,)(?=,|$)/g) ?? [])
      .map((cells) =>
        flowsTo(toRanges((cells[7] ?? '').split(' ').filter(Boolean)), servicesOf('TCP', Number(cells[9]))),
      );

  it.each(choicesFor(target))(
    'allows what it does not list and opens beyond the plan what it says: $cloud, $edition, $managementModel',
    async (choices) => {
      writeFileSync(path.join(folder, 'plan.yaml'), planOf(target, choices));
      const plan = ['--plan', 'plan.yaml'];
      const made = await pdp('generate', ...plan, '--target', target, '--output', 'rules', '--force');
      const { notYetPossible, surplus } = JSON.parse(made) as GeneratedRules;
      await pdp('generate', ...plan, '--target', 'csv', '--output', 'request', '--force');
      const judged = JSON.parse(await pdp('check', ...plan, '--findings')) as EgressCheck;

      const listed = new Set(notYetPossible.map(({ connection }) => connection));
      const answers = [...judged.connections, ...judged.preconditions].flatMap(({ id, layers }) =>
        layers
          .filter(({ layer, verdict }) => layer === layerOfTarget[target] && verdict !== 'not-applicable')
          .map(({ verdict }) => ({ id, verdict })),
      );
      const unlisted = answers.filter(({ id }) => !listed.has(id));
      expect(unlisted.filter(({ verdict }) => verdict !== 'allowed')).toEqual([]);
      expect(unlisted.length).toBeGreaterThan(target === 'squid' ? 1 : 3);
      expect(notYetPossible.filter(({ alternative }) => !/[.]$/.test(alternative))).toEqual([]);

      const planned = uniteAll([...readNeeds(), flowsTo(toRanges(ofCluster))]);
      const beyond = (flows: FlowSet) =>
        describeFlows(intersect(subtract(flows, planned), bearsOn(target)), SENT_SERVICES);
      expect(beyond(surplusOf(judged, target))).toEqual(beyond(flowsOfTraffic(surplus)));
    },
  );
});
