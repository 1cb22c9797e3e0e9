/** Rules generated from a plan, judged by our own readers as they are written. */
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { sha256 } from '#electron/adapters/system/sha256.ts';
import { parseLabelSelector } from '../../../catalog/labelSelector.ts';
import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import { layerKinds } from '../../../plan/plan.ts';
import type { Cni, Plan, PlanNetwork } from '../../../plan/plan.ts';
import { deriveRequirements } from '../../../requirements/deriveRequirements.ts';
import { privateRanges, publicRanges, toRanges } from '../../flows/addressSpaces.ts';
import { checkEgress } from '../../judging/checkEgress.ts';
import { platformRangesIn } from '../../flows/platformAddresses.ts';
import { flowsTo, subtract, uniteAll, withServices } from '../../flows/flowSet.ts';
import type { Manifests, Workload } from '../../formats/kubernetes/manifests.ts';
import { findProxyUse } from '../../judging/proxyUse.ts';
import type { ProxyUse } from '../../judging/proxyUse.ts';
import { readRules } from '../../reading/readRules.ts';
import type { RuleSet } from '../../reading/readRules.ts';
import type { Subject } from '../../reading/ruleFormat.ts';
import { allOf } from '../../machine/decision.ts';
import { runProgram } from '../../machine/runProgram.ts';
import type { Decision } from '../../machine/decision.ts';
import { SENT_SERVICES, servicesOf, uniteServices } from '../../flows/services.ts';
import { fileOf } from '../../testing/rules.ts';
import { clusterNetworkOf } from '../../judging/clusterNetworkOf.ts';
import type { EgressCheck } from '../../judging/verdict.ts';
import { findEgressNeeds } from '../egressNeed.ts';
import type { EgressNeed } from '../egressNeed.ts';
import type { GeneratedRules } from '../generatedRules.ts';
import { generateRules } from '../generateRules.ts';
import { layerOfTarget } from '../generateTargets.ts';
import type { GenerateTarget } from '../generateTargets.ts';

export interface PlanChoices {
  readonly network?: PlanNetwork;
  readonly connections?: Plan['connections'];
  readonly cloud?: Plan['cloud'];
  readonly edition?: Plan['edition'];
  readonly managementModel?: Plan['managementModel'];
  readonly profile?: Plan['profile'];
}

export function planOf({ network, cloud = 'azure', ...choices }: PlanChoices = {}): Plan {
  return {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Plan',
    metadata: { name: 'acme' },
    edition: 'integration-platform',
    managementModel: 'self-managed',
    cloud,
    securityTier: 'standard',
    network: { ...network },
    ...choices,
  };
}

/** All connections that a plan may do without are declared so, but for those that are named. */
export function onlyConnections(connections: NonNullable<Plan['connections']>): NonNullable<Plan['connections']> {
  const others = embeddedCatalog.connections.map(({ id }) => [id, { notNeeded: 'not asked' }] as const);
  return { ...Object.fromEntries(others), ...connections };
}

export function requirementsOf(plan: Plan) {
  return deriveRequirements(embeddedCatalog, plan);
}

export function needsOf(plan: Plan): readonly EgressNeed[] {
  return findEgressNeeds(requirementsOf(plan), clusterNetworkOf(plan), proxyOf(plan)).needs;
}

export function proxyOf(plan: Plan): ProxyUse | undefined {
  const { proxy } = plan.network ?? {};
  return proxy === undefined ? undefined : findProxyUse(proxy, clusterNetworkOf(plan));
}

export function generate(target: GenerateTarget, plan: Plan, workloads: readonly Workload[] = []): GeneratedRules {
  const { name } = plan.metadata;
  return generateRules({
    target,
    plan,
    identity: { name, nameHash: sha256(name), file: 'plan.yaml', hash: 'a'.repeat(64), version: '0.0.0' },
    requirements: requirementsOf(plan),
    workloads,
    unread: [],
  });
}

export function textOf({ files }: GeneratedRules, name: string): string {
  const file = files.find((candidate) => candidate.name === name);
  if (file === undefined) throw new Error(`No file ${name}, but ${files.map((each) => each.name).join(', ')}`);
  return file.text;
}

/** A workload for each selector of the plan’s rows, in the namespace that the plan names, else in one of its own. */
function workloadsFor(plan: Plan): string {
  const selectors = requirementsOf(plan).connections.flatMap((row) => [
    ...row.selectors,
    ...(row.alsoJudged?.selectors ?? []),
  ]);
  const distinct = new Map(selectors.map((selector) => [JSON.stringify(selector), selector]));
  return [...distinct.values()]
    .map(({ namespace = 'somewhere', selector }, index) => {
      const parsed = parseLabelSelector(selector);
      if (!parsed.ok) throw new Error(`${selector} is no selector.`);
      const labels = JSON.stringify(toLabels(parsed.value));
      return `--- {apiVersion: apps/v1, kind: Deployment, metadata: {name: w${index}, namespace: ${namespace}}, spec: {template: {metadata: {labels: ${labels}}, spec: {}}}}\n`;
    })
    .join('');
}

function toLabels(selector: LabelSelector): Readonly<Record<string, string>> {
  return Object.fromEntries(
    selector.flatMap(({ key, operator, values }) => {
      if (operator === 'In') return [[key, values[0] ?? '']];
      return operator === 'Exists' ? [[key, 'x']] : [];
    }),
  );
}

function readWorkloads(text: string): readonly Workload[] {
  return readRules([fileOf('workloads.yaml', text)]).manifests.workloads;
}

/** What the plan attaches each target's layer to. */
const enforcements = {
  networkpolicy: [],
  cilium: [],
  'azure-firewall': ['pdp-egress'],
  'azure-nsg': ['pdp-egress'],
  'aws-security-group': ['sg-0123'],
  'aws-network-firewall': ['PdpEgressPolicy'],
  gcp: ['vpc'],
  iptables: [],
  squid: [],
} as const satisfies Partial<Record<GenerateTarget, readonly string[]>>;
export type EnforcedTarget = keyof typeof enforcements;
export const enforcedTargets = Object.keys(enforcements) as readonly EnforcedTarget[];

/** The plan with one layer that decides, and everything that is read for it. */
export interface InForce {
  readonly plan: Plan;
  readonly rules: GeneratedRules;
  readonly ruleSet: RuleSet;
  readonly check: EgressCheck;
  readonly manifests: Manifests;
}

/** Whose policies they are; packets of Cilium may pass by the chains of the node. */
const cniOf: Partial<Record<EnforcedTarget, Cni>> = { cilium: 'cilium', iptables: 'generic' };

export function putInForce(target: EnforcedTarget, wanted: Plan): InForce {
  const layer = layerOfTarget[target];
  const attachedTo = enforcements[target];
  const isCarried = wanted.network?.proxy !== undefined && target !== 'squid';
  const path = layerKinds.map((kind) =>
    kind === layer
      ? { layer, source: 'rules', attachedTo: [...attachedTo] }
      : { layer: kind, source: kind === 'proxy' && isCarried ? 'rules' : 'none' },
  );
  const cni = cniOf[target] === undefined ? {} : { cni: cniOf[target] };
  const proxy = target === 'squid' ? { proxy: wanted.network?.proxy ?? { url: 'http://10.90.0.5:3128' } } : {};
  const plan: Plan = { ...wanted, network: { ...wanted.network, ...cni, ...proxy, path } };
  const workloads = workloadsFor(plan);
  const rules = generate(target, plan, readWorkloads(workloads));
  const openProxy = isCarried ? [{ name: 'squid.conf', text: 'http_access allow all\n' }] : [];
  const files = [...rules.files, ...openProxy, { name: 'workloads.yaml', text: workloads }];
  const ruleSet = readRules(files.map(({ name, text }) => fileOf(name, text)));
  const check = checkEgress({ plan, planFile: 'plan.yaml', requirements: requirementsOf(plan), ruleSet });
  return { plan, rules, ruleSet, check, manifests: ruleSet.manifests };
}

/** Addresses that a network can have; loopback, link-local and the clouds’ own are no destinations of rules. */
const everywhere = flowsTo([...privateRanges, ...publicRanges], SENT_SERVICES);

/** The clouds’ own, on which no rule bears: AWS’s resolver at the second address of the VPC, clocks and metadata. */
const unfiltered = uniteAll([
  withServices(flowsTo(privateRanges), uniteServices(servicesOf('TCP', 53), servicesOf('UDP', 53))),
  flowsTo([...toRanges(['fd00:ec2::/32']), ...platformRangesIn(undefined)]),
  // Mail, which Google Cloud keeps from leaving, but for some projects.
  withServices(flowsTo(publicRanges), servicesOf('TCP', 25)),
]);

export const asked = subtract(everywhere, unfiltered);

/** What goes by address alone may carry any name in its handshake: one that no plan has. */
const otherHost = 'elsewhere.invalid';
const byHandshake: ReadonlySet<EnforcedTarget> = new Set(['aws-network-firewall', 'azure-firewall']);

/** What the layer makes of every flow of a subject that goes by address, or to a name, but for what no rule bears on. */
export function decideAll(
  target: EnforcedTarget,
  { plan, ruleSet }: InForce,
  subject: Subject,
  host?: string,
): Decision {
  const layer = layerOfTarget[target];
  const attachedTo = enforcements[target];
  const network = clusterNetworkOf(plan);
  const { podRanges, nodeRanges } = network;
  const ofProxy = subject.kind === 'proxy' ? (proxyOf(plan)?.addresses ?? []) : undefined;
  const addresses = ofProxy ?? (subject.kind === 'node' ? nodeRanges : [...nodeRanges, ...podRanges]);
  const [rules] = ruleSet.layers.get(layer) ?? [];
  const binding = rules?.bind(attachedTo, { network, subject, addresses });
  if (binding?.kind !== 'bound') throw new Error(`Not bound: ${binding?.kind === 'unbound' ? binding.because : ''}`);
  const named = host === undefined && !byHandshake.has(target) ? { isNameless: true } : { host: host ?? otherHost };
  return allOf(
    binding.programs.map((program) => runProgram(program, { flows: asked, outside: true, ...named })),
    asked,
  );
}
