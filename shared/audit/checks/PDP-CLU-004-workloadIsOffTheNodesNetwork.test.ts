import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { workloadIsOffTheNodesNetwork } from './PDP-CLU-004-workloadIsOffTheNodesNetwork.ts';

const assess = (...pods: readonly ReturnType<typeof podOf>[]) =>
  assessOn(workloadIsOffTheNodesNetwork, clusterOf({ pods }));
const onNode = { spec: { hostNetwork: true } };

describe('PDP-CLU-004', () => {
  it('passes where no workload is on the network of its node, and leaves the cluster’s own out aloud', () => {
    const { outcome, evidence } = assess(podOf('web/a'), podOf('kube-system/proxy', onNode));
    expect(outcome).toBe('pass');
    expect(evidence.at(-1)?.text).toBe('Left out: 1 workload of kube-system, which belong to the cluster itself.');
  });

  it('lets agents that watch the nodes off, and says which', () => {
    const falco = podOf('falco/falco', { ...onNode, labels: { 'app.kubernetes.io/name': 'falco' } });
    const { outcome, evidence } = assess(podOf('web/a'), falco);
    expect(outcome).toBe('pass');
    expect(evidence.at(-1)?.text).toBe('Left out: falco/falco, since Falco has to see the whole node.');
  });

  it.each([
    [onNode, 'spec.hostNetwork=true'],
    [{ container: { ports: [{ containerPort: 80, hostPort: 80 }] } }, 'container main takes port 80 of its node'],
  ])('fails with %j', (more, said) => {
    const assessment = assess(podOf('web/a', more), podOf('web/b'));
    expect(assessment).toMatchObject({
      outcome: 'fail',
      title: '1 of 2 workloads on the network or ports of their nodes',
    });
    expect(assessment.evidence[0]?.text).toBe(`web/a: Pod of 1 pod, ${said}`);
  });

  it('tells pods of one workload in one line', () => {
    const owned = { ...onNode, ownerReferences: [{ kind: 'DaemonSet', name: 'probe', controller: true }] };
    const pods = Array.from({ length: 1000 }, (_, index) => podOf(`web/probe-${index}`, owned));
    expect(assess(...pods).evidence.map(({ text }) => text)).toEqual([
      'web/probe: DaemonSet of 1,000 pods, spec.hostNetwork=true',
    ]);
  });

  it('is unknown without pods, or where they may not be read', () => {
    expect(assess()).toMatchObject({ outcome: 'unknown', unknownBecause: 'absent' });
    expect(assessOn(workloadIsOffTheNodesNetwork, clusterOf({ pods: 'forbidden' }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });
});
