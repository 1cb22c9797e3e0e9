import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { policiesAreInForce } from './PDP-CLU-001-policiesAreInForce.ts';

const configured = (data: Readonly<Record<string, string>>) =>
  objectOf('configmaps', 'kube-system/cilium-config', { data });
const agent = (name: string, labels: Readonly<Record<string, string>>) =>
  objectOf('daemonsets.apps', `kube-system/${name}`, { spec: { template: { metadata: { labels } } } });
const cilium = agent('cilium', { 'k8s-app': 'cilium' });
const calico = agent('calico-node', { 'k8s-app': 'calico-node' });
const wants = (cni: string) => ({ more: `network: {cni: ${cni}}\n` });

describe('PDP-CLU-001', () => {
  it('passes where the plug-in of the plan runs and enforces policies', () => {
    expect(
      assessOn(
        policiesAreInForce,
        clusterOf({ configmaps: [configured({ 'enable-policy': 'default' })], 'daemonsets.apps': [cilium] }),
        wants('cilium'),
      ),
    ).toMatchObject({
      outcome: 'pass',
      how: 'observed',
      evidence: [
        { text: 'Cilium was seen.', source: 'cluster: configmaps/kube-system/cilium-config' },
        { text: 'Cilium was seen.', source: 'cluster: daemonsets.apps/kube-system/cilium' },
      ],
    });
  });

  it.each([
    [{ 'policy-audit-mode': 'true' }, 'lets it through'],
    [{ 'policy-audit-mode': '1' }, 'lets it through'],
    [{ 'policy-audit-mode': 'T' }, 'lets it through'],
    [{ 'enable-policy': 'never' }, 'turns policies off'],
  ])('fails where Cilium is told %j', (data, said) => {
    const assessment = assessOn(policiesAreInForce, clusterOf({ configmaps: [configured(data)] }));
    expect(assessment).toMatchObject({ outcome: 'fail', title: 'Network policies are not enforced' });
    expect(assessment.evidence.at(-1)?.text).toContain(said);
  });

  const awsNode = (...args: readonly string[]) =>
    objectOf('daemonsets.apps', 'kube-system/aws-node', {
      spec: {
        template: {
          metadata: { labels: { 'k8s-app': 'aws-node' } },
          spec: { containers: [{ name: 'aws-node' }, { name: 'aws-eks-nodeagent', args }] },
        },
      },
    });
  const flannel = (...containers: readonly string[]) =>
    objectOf('daemonsets.apps', 'kube-flannel/kube-flannel-ds', {
      spec: {
        template: {
          metadata: { labels: { app: 'flannel', 'k8s-app': 'flannel' } },
          spec: { containers: containers.map((name) => ({ name })) },
        },
      },
    });

  it.each([
    [
      'the VPC CNI is told to enforce them',
      [awsNode('--enable-network-policy=true')],
      'pass',
      'Amazon VPC CNI was seen',
    ],
    ['the VPC CNI is told not to', [awsNode('--enable-network-policy=false')], 'fail', 'enforces no policies'],
    ['the VPC CNI is told so in one word', [awsNode('--enable-network-policy')], 'pass', 'Amazon VPC CNI was seen'],
    [
      'the VPC CNI is told twice, at last not to',
      [awsNode('--enable-network-policy=true', '--enable-network-policy=0')],
      'fail',
      'enforces no policies',
    ],
    ['what the VPC CNI is told is not seen', [awsNode()], 'unknown', 'No agent'],
    ['Cilium runs beside the VPC CNI', [awsNode('--enable-network-policy=false'), cilium], 'pass', 'Cilium was seen'],
    ['Flannel is alone', [flannel('kube-flannel')], 'fail', 'Flannel connects the pods'],
    [
      'Flannel has its own controller beside it',
      [flannel('kube-flannel', 'kube-network-policies')],
      'pass',
      'Flannel was',
    ],
    [
      'Flannel has a controller of its own DaemonSet beside it',
      [flannel('kube-flannel'), agent('kube-network-policies', { 'k8s-app': 'kube-network-policies' })],
      'pass',
      'kube-network-policies was seen',
    ],
    ['Canal runs', [agent('rke2-canal', { 'k8s-app': 'canal' })], 'pass', 'Canal was seen'],
    [
      'Azure’s manager of policies runs',
      [agent('azure-npm', { 'k8s-app': 'azure-npm' })],
      'pass',
      'Azure Network Policy',
    ],
  ] as const)('goes by the agents where %s', (_what, daemonSets, outcome, says) => {
    const assessment = assessOn(policiesAreInForce, clusterOf({ 'daemonsets.apps': daemonSets }));
    expect([assessment.outcome, assessment.evidence.map(({ text }) => text).join(' ')]).toEqual([
      outcome,
      expect.stringContaining(says),
    ]);
  });

  it('leaves open nodes of EKS Auto Mode, whose plug-in no DaemonSet shows, and fails by what is seen beside them', () => {
    const auto = objectOf('nodes', 'i-0a1b', {}, { labels: { 'eks.amazonaws.com/compute-type': 'auto' } });
    const beside = (...daemonSets: readonly ClusterObject[]) =>
      assessOn(policiesAreInForce, clusterOf({ nodes: [auto], 'daemonsets.apps': daemonSets }));
    const open = { outcome: 'unknown', title: 'Whether network policies are enforced on every node is not seen' };
    expect(beside()).toMatchObject(open);
    expect(beside(awsNode('--enable-network-policy=true'))).toMatchObject(open);
    expect(beside(awsNode('--enable-network-policy=false'))).toMatchObject({
      outcome: 'fail',
      evidence: [
        { text: expect.stringContaining('Node i-0a1b of EKS Auto Mode brings its own plug-in') as string },
        { text: expect.stringContaining('--enable-network-policy=false') as string },
      ],
    });
    expect(beside(cilium).outcome).toBe('pass');
  });

  it.each([{ 'eks.amazonaws.com/compute-type': 'fargate' }, { type: 'virtual-kubelet' }])(
    'leaves open nodes that take no DaemonSets, such as %j, and fails by what is seen beside them [K18]',
    (labels) => {
      const nodes = [objectOf('nodes', 'ip-10-0-0-1', {}), objectOf('nodes', 'fargate-1', {}, { labels })];
      const on = (...args: readonly string[]) =>
        assessOn(policiesAreInForce, clusterOf({ nodes, 'daemonsets.apps': [awsNode(...args)] }));
      expect(on('--enable-network-policy=true')).toMatchObject({
        outcome: 'unknown',
        title: 'Whether network policies are enforced on every node is not seen',
        evidence: [
          { text: 'Amazon VPC CNI was seen.' },
          { text: 'fargate-1: takes no DaemonSets, so that no agent enforces policies there' },
        ],
      });
      expect(on('--enable-network-policy=false').outcome).toBe('fail');
    },
  );

  it.each([{ 'enable-policy': 'never' }, { 'policy-audit-mode': 'true' }])(
    'leaves it open where Cilium is told %j and Calico runs, which may be what enforces policies',
    (data) => {
      const both = clusterOf({ configmaps: [configured(data)], 'daemonsets.apps': [cilium, calico] });
      expect(assessOn(policiesAreInForce, both)).toMatchObject({
        outcome: 'unknown',
        title: 'Several network plug-ins were seen',
      });
    },
  );

  it('does not count an agent that was put out of work', () => {
    const idle = { ...cilium, status: { observedGeneration: 1, desiredNumberScheduled: 0 } };
    expect(assessOn(policiesAreInForce, clusterOf({ 'daemonsets.apps': [idle] })).outcome).toBe('unknown');
  });

  it('fails where the plan names another plug-in than the cluster runs', () => {
    expect(assessOn(policiesAreInForce, clusterOf({ 'daemonsets.apps': [calico] }), wants('cilium'))).toMatchObject({
      outcome: 'fail',
      title: 'The plan names cilium, and the cluster runs Calico',
    });
  });

  it('takes the VPC CNI for what a plan calls amazon-vpc-cni, and names in words what a plan has no name for', () => {
    const onEks = clusterOf({ 'daemonsets.apps': [awsNode('--enable-network-policy=true')] });
    expect(assessOn(policiesAreInForce, onEks, wants('amazon-vpc-cni'))).toMatchObject({
      outcome: 'pass',
      title: 'Amazon VPC CNI runs and enforces network policies',
    });
    const onAks = clusterOf({ 'daemonsets.apps': [agent('azure-npm', { 'k8s-app': 'azure-npm' })] });
    expect(assessOn(policiesAreInForce, onAks, wants('amazon-vpc-cni'))).toMatchObject({
      outcome: 'fail',
      title: 'The plan names amazon-vpc-cni, and the cluster runs Azure Network Policy Manager',
    });
  });

  it('leaves it open which of two plug-ins enforces policies, and which of none', () => {
    const both = clusterOf({ configmaps: [configured({})], 'daemonsets.apps': [calico] });
    expect(assessOn(policiesAreInForce, both)).toMatchObject({ outcome: 'unknown', unknownBecause: 'incomplete' });
    expect(assessOn(policiesAreInForce, clusterOf())).toMatchObject({ outcome: 'unknown', unknownBecause: 'absent' });
  });

  it('is unknown where the configuration of Cilium may not be read, and still fails by what is seen', () => {
    const seen = { configmaps: 'forbidden', 'daemonsets.apps': [cilium] } as const;
    expect(assessOn(policiesAreInForce, clusterOf(seen), wants('cilium'))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
    expect(assessOn(policiesAreInForce, clusterOf(seen), wants('calico'))).toMatchObject({ outcome: 'fail' });
  });

  it('takes a person’s word where the cluster leaves it open', () => {
    const attested = {
      more: 'attestations: [{control: cluster.policy-enforcement, statement: Enforced., by: Ana, on: 2026-11-01}]\n',
    };
    expect(assessOn(policiesAreInForce, clusterOf(), attested)).toMatchObject({ outcome: 'pass', how: 'attested' });
  });
});
