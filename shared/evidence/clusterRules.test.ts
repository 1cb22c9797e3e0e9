import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { clusterOf, objectOf } from '../audit/testing/clusterOf.ts';
import type { Seen } from '../audit/testing/clusterOf.ts';
import { checkEgress } from '../network/judging/checkEgress.ts';
import { readRules } from '../network/reading/readRules.ts';
import type { EgressCheck, LayerVerdict } from '../network/judging/verdict.ts';
import type { Plan, PlanNetwork } from '../plan/plan.ts';
import { deriveRequirements } from '../requirements/deriveRequirements.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import { toClusterRules, withClusterRules, withPlugIn } from './clusterRules.ts';
import { narrowToRules } from './narrowToRules.ts';
import { takesPodPoliciesFromCluster } from '../plan/takesPodPoliciesFromCluster.ts';

const digest = (content: string): string => createHash('sha256').update(content).digest('hex');

const plan = (network: PlanNetwork = {}): Plan => ({
  apiVersion: 'pdp-workbench/v1',
  kind: 'Plan',
  metadata: { name: 'acme' },
  edition: 'integration-platform',
  managementModel: 'self-managed',
  cloud: 'on-premises',
  securityTier: 'basic',
  network: { path: [{ layer: 'pod-policy', source: 'cluster' }], ...network },
  connections: { 'pdp-agent--control-plane': { hosts: ['cp.example.com'], cidrs: ['203.0.113.7/32'] } },
});

type Parts = Readonly<Partial<Record<ClusterResourceId, Seen>>>;

const agent = objectOf(
  'pods',
  'pdp/agent-1',
  { spec: { containers: [{ name: 'agent' }] }, status: { phase: 'Running' } },
  { labels: { app: 'pdp-agent' } },
);
const base: Parts = { namespaces: [objectOf('namespaces', 'pdp')], pods: [agent] };
const policy = (name: string, spec: object) => objectOf('networkpolicies.networking.k8s.io', `pdp/${name}`, { spec });
const denyAll = policy('deny', { podSelector: {}, policyTypes: ['Egress'] });
const allowControlPlane = policy('allow', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: [{ port: 443 }] }],
});

function check(parts: Parts, network: PlanNetwork = { cni: 'cilium' }): EgressCheck {
  const rules = toClusterRules(narrowToRules(clusterOf({ ...base, ...parts })), digest);
  const judged = withPlugIn(plan(network), rules.cni);
  return checkEgress({
    plan: judged,
    planFile: 'plan.yaml',
    requirements: deriveRequirements(embeddedCatalog, judged),
    ruleSet: withClusterRules(readRules([...rules.policies, ...rules.facts]), rules),
  });
}

function podPolicies(parts: Parts, network?: PlanNetwork): LayerVerdict {
  const row = check(parts, network).connections.find(({ id }) => id === 'pdp-agent--control-plane');
  const layer = row?.layers.find((candidate) => candidate.layer === 'pod-policy');
  if (layer === undefined) throw new Error('No pod policies.');
  return layer;
}

describe('what rules go by', () => {
  it('is of a pod and of what makes pods a small part: the rest does not go to another thread', () => {
    const spec = {
      serviceAccountName: 'web',
      hostNetwork: true,
      containers: [{ image: 'web:1', ports: [{ containerPort: 80 }] }],
    };
    const kept = { serviceAccountName: 'web', hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] };
    const labels = { app: 'web' };
    const { resources } = narrowToRules(
      clusterOf({
        pods: [objectOf('pods', 'pdp/web', { spec, status: { phase: 'Running' } }, { labels, uid: '1' })],
        'deployments.apps': [
          objectOf('deployments.apps', 'pdp/web', { spec: { replicas: 2, template: { metadata: { labels }, spec } } }),
        ],
      }),
    );
    expect(resources).toMatchObject({ pods: { state: 'observed' }, 'deployments.apps': { state: 'observed' } });
    expect(resources.pods).toHaveProperty('value', [objectOf('pods', 'pdp/web', { spec: kept }, { labels })]);
    expect(resources['deployments.apps']).toHaveProperty('value', [
      objectOf('deployments.apps', 'pdp/web', {
        spec: { replicas: 2, template: { metadata: { labels }, spec: kept } },
      }),
    ]);
  });
});

describe('the pod policies of a cluster', () => {
  it('deny what no policy opens, and name the policy as kubectl would', () => {
    const layer = podPolicies({ 'networkpolicies.networking.k8s.io': [denyAll] });
    expect(layer.verdict).toBe('denied');
    expect(layer.decidedBy).toEqual([
      expect.objectContaining({
        file: 'cluster: networkpolicies.networking.k8s.io/pdp/deny',
        rule: 'NetworkPolicy pdp/deny',
      }),
    ]);
  });

  it('allow what a policy opens, and name the line of its YAML', () => {
    const parts = { 'networkpolicies.networking.k8s.io': [denyAll, allowControlPlane] };
    const { verdict, decidedBy } = podPolicies(parts);
    expect(verdict).toBe('allowed');
    const { policies } = toClusterRules(clusterOf(parts), digest);
    const [rule] = decidedBy;
    const text = policies.find(({ file }) => file === rule?.file)?.text ?? '';
    expect(
      text
        .split('\n')
        .slice((rule?.line ?? 0) - 1, (rule?.line ?? 0) + 3)
        .join('\n'),
    ).toContain('203.0.113.7/32');
  });

  it('allow everything where the whole cluster has none', () => {
    expect(podPolicies({})).toMatchObject({ verdict: 'allowed' });
    expect(check({}).layersNotSupplied).not.toContain('pod-policy');
  });

  it.each<[ClusterResourceId, Seen, string]>([
    ['networkpolicies.networking.k8s.io', 'forbidden', 'list networkpolicies.networking.k8s.io'],
    ['ciliumnetworkpolicies.cilium.io', 'failed', 'request timed out'],
    ['pods', { state: 'observed', at: '', value: [agent], incomplete: 'the list broke off' }, 'the list broke off'],
    ['egressfirewalls.k8s.ovn.org', 'not-collected', 'were not collected'],
  ])('are unknown where %s is %j, which is told', (resource, seen, because) => {
    const { connections, problems } = check({ [resource]: seen });
    const layer = connections[0]?.layers.find((candidate) => candidate.layer === 'pod-policy');
    expect(layer).toMatchObject({ verdict: 'unknown' });
    expect(layer?.reason).toContain(`cluster: ${resource}`);
    const told = problems.find(({ file }) => file === `cluster: ${resource}`);
    expect(told).toMatchObject({ severity: 'warning' });
    expect(told?.message).toContain(because);
  });

  it('go by the API alone where the definitions of others are not installed', () => {
    const absent = { 'ciliumnetworkpolicies.cilium.io': 'absent', configmaps: 'forbidden' } as const;
    expect(podPolicies({ ...absent, 'networkpolicies.networking.k8s.io': [denyAll] }).verdict).toBe('denied');
  });

  it('are unknown for pods that a policy of a kind that is not judged may select', () => {
    const layer = podPolicies({
      'egressfirewalls.k8s.ovn.org': [objectOf('egressfirewalls.k8s.ovn.org', 'pdp/default')],
    });
    expect(layer).toMatchObject({ verdict: 'unknown' });
    expect(layer.reason).toContain('EgressFirewall pdp/default');
  });

  it('hinder no run where one of them is not understood', () => {
    const strange = policy('strange', { podSelector: {}, egress: [{ to: [{ planet: 'Mars' }] }] });
    const { problems, connections } = check({ 'networkpolicies.networking.k8s.io': [strange] });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(connections[0]?.layers.find(({ layer }) => layer === 'pod-policy')?.verdict).toBe('unknown');
  });
});

describe('what Cilium is told', () => {
  const told = (data: Readonly<Record<string, string>>): Parts => ({
    configmaps: [objectOf('configmaps', 'kube-system/cilium-config', { data })],
  });

  it.each([{ 'policy-audit-mode': 'true' }, { 'enable-policy': 'never' }])(
    'lets everything out with %j, whatever policies say',
    (data) => {
      const parts = { ...told(data), 'networkpolicies.networking.k8s.io': [denyAll] };
      expect(podPolicies(parts).verdict).toBe('allowed');
      expect(check(parts).problems).toContainEqual(
        expect.objectContaining({ message: expect.stringContaining('1 policy of the cluster decide nothing') }),
      );
    },
  );

  it('closes every pod with enable-policy: always, and says by what', () => {
    const layer = podPolicies(told({ 'enable-policy': 'always' }));
    expect(layer.verdict).toBe('denied');
    expect(layer.decidedBy[0]?.file).toBe('cluster: configmaps/kube-system/cilium-config');
  });

  it('leaves unknown what policies by names let out where Cilium has no proxy', () => {
    const byName = objectOf('ciliumnetworkpolicies.cilium.io', 'pdp/own', {
      spec: {
        endpointSelector: {},
        egress: [
          { toEntities: ['all'], toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchPattern: '*' }] } }] },
          { toFQDNs: [{ matchPattern: '*' }] },
        ],
      },
    });
    const verdictWith = (data: Readonly<Record<string, string>>) =>
      podPolicies({ ...told(data), 'ciliumnetworkpolicies.cilium.io': [byName] }).verdict;
    expect(verdictWith({ 'enable-l7-proxy': 'false' })).toBe('unknown');
    expect(verdictWith({ 'enable-l7-proxy': 'true' })).not.toBe('unknown');
  });

  it('says which plug-in runs, where the plan does not; where both do and differ, policies are unknown', () => {
    const own = objectOf('ciliumnetworkpolicies.cilium.io', 'pdp/own', {
      spec: { endpointSelector: {}, egress: [{ toCIDR: ['203.0.113.7/32'] }] },
    });
    const parts = { ...told({}), 'ciliumnetworkpolicies.cilium.io': [own] };
    expect(podPolicies(parts, {}).verdict).toBe('allowed');
    expect(podPolicies(parts, { cni: 'calico' })).toMatchObject({ verdict: 'unknown' });
  });
});

describe('an agent of a plug-in', () => {
  const agentOf = (name: string, container: object, status: object = {}) =>
    objectOf('daemonsets.apps', `kube-system/${name}`, {
      spec: { template: { metadata: { labels: { 'k8s-app': name } }, spec: { containers: [container] } } },
      status: { observedGeneration: 1, desiredNumberScheduled: 3, ...status },
    });
  const awsNode = (is: boolean) =>
    agentOf('aws-node', { name: 'aws-eks-nodeagent', args: [`--enable-network-policy=${is}`] });
  const flannel = (name: string) => agentOf('flannel', { name });
  const calicoAway = agentOf('calico-node', { name: 'calico-node' }, { desiredNumberScheduled: 0 });

  it.each([
    ['the VPC CNI told to', [awsNode(true)], 'denied'],
    ['the VPC CNI told not to', [awsNode(false)], 'allowed'],
    ['Flannel with its controller of policies', [flannel('kube-network-policies')], 'denied'],
    ['Flannel alone', [flannel('kube-flannel')], 'allowed'],
    ['Flannel beside an agent that is wanted on no node', [flannel('kube-flannel'), calicoAway], 'allowed'],
  ] as const)('decides whether policies close anything: %s', (_who, agents, verdict) => {
    const parts = { 'daemonsets.apps': agents, 'networkpolicies.networking.k8s.io': [denyAll] };
    expect(podPolicies(parts, {}).verdict).toBe(verdict);
  });

  it.each([
    [
      awsNode(false),
      'amazon-vpc-cni',
      'Amazon VPC CNI is told --enable-network-policy=false, and enforces no policies',
    ],
    [flannel('kube-flannel'), 'generic', 'Flannel connects the pods, and enforces no policies'],
  ] as const)('is why nothing is closed, where it enforces nothing', (daemonSet, cni, because) => {
    const parts = { 'daemonsets.apps': [daemonSet], 'networkpolicies.networking.k8s.io': [denyAll] };
    for (const network of [{}, { cni }]) {
      expect(podPolicies(parts, network)).toMatchObject({
        verdict: 'allowed',
        reason: `${because}: no policy decides anything.`,
      });
    }
  });

  it('that no DaemonSet shows, as on nodes of EKS Auto Mode, leaves unknown what policies close', () => {
    const auto = objectOf('nodes', 'i-0a1b', {}, { labels: { 'eks.amazonaws.com/compute-type': 'auto' } });
    const parts = {
      nodes: [auto],
      'daemonsets.apps': [awsNode(false)],
      'networkpolicies.networking.k8s.io': [denyAll],
    };
    expect(podPolicies(parts, {}).verdict).toBe('unknown');
    expect(check(parts, {}).problems).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('Node i-0a1b of EKS Auto Mode') as string }),
    );
  });

  it('that a plan has no name for leaves open what plug-ins read differently, unless the plan says how', () => {
    const egress = [{ ports: [{ port: 53 }] }];
    const readDifferently = policy('odd', { podSelector: {}, policyTypes: ['Ingress'], egress });
    const parts = {
      'daemonsets.apps': [agentOf('kube-router', { name: 'kube-router' })],
      'networkpolicies.networking.k8s.io': [readDifferently],
    };
    expect(podPolicies(parts, {}).verdict).toBe('unknown');
    expect(podPolicies(parts, { cni: 'generic' }).verdict).toBe('allowed');
  });
});

describe('a plan', () => {
  it.each<[string, PlanNetwork['path'], boolean]>([
    ['says cluster', [{ layer: 'pod-policy', source: 'cluster' }], true],
    ['says nothing of pod policies', [{ layer: 'azure-nsg', source: 'none' }], true],
    ['names files', [{ layer: 'pod-policy', source: 'rules' }], false],
    ['has none', [{ layer: 'pod-policy', source: 'none' }], false],
  ])('that %s leaves pod policies to the cluster: %j is %s', (_says, path, is) => {
    expect(takesPodPoliciesFromCluster(plan({ path }))).toBe(is);
  });
});
