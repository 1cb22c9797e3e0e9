import { describe, expect, it } from 'vitest';
import type { ClusterResourceId } from '../../evidence/clusterResources.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import type { Seen } from '../testing/clusterOf.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { namespacesDenyByDefault } from './PDP-CLU-002-namespacesDenyByDefault.ts';

const netpol = 'networkpolicies.networking.k8s.io';
const policy = (spec: object, named = 'web/deny') => objectOf(netpol, named, { spec });
const denyBoth = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

function assess(more: Readonly<Partial<Record<ClusterResourceId, Seen>>>) {
  return assessOn(
    namespacesDenyByDefault,
    clusterOf({
      namespaces: [
        objectOf('namespaces', 'web', {}, { labels: { team: 'shop' } }),
        objectOf('namespaces', 'kube-system'),
      ],
      pods: [podOf('web/a'), podOf('kube-system/dns')],
      ...more,
    }),
  );
}

describe('PDP-CLU-002', () => {
  it('passes where each namespace with workload is closed both ways, and says what it left out', () => {
    const { outcome, evidence } = assess({ [netpol]: [denyBoth] });
    expect(outcome).toBe('pass');
    expect(evidence.map(({ text }) => text)).toEqual([
      'web: ingress closed by NetworkPolicy web/deny, egress closed by NetworkPolicy web/deny',
      'Left out: 1 workload of kube-system, which belong to the cluster itself.',
    ]);
  });

  it.each<[string, readonly ClusterObject[], string]>([
    ['no policy', [], 'web: no policy at all'],
    ['policies for ingress alone', [policy({ podSelector: {} })], 'no policy closes egress'],
    [
      'policies for some of its pods',
      [policy({ podSelector: { matchLabels: { app: 'a' } }, policyTypes: ['Ingress', 'Egress'] })],
      'no policy closes ingress, no policy closes egress',
    ],
    [
      'a policy that opens everything again',
      [denyBoth, policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{}] }, 'web/open')],
      'egress opened wholly by NetworkPolicy web/open',
    ],
    [
      'a policy elsewhere',
      [policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'other/deny')],
      'no policy at all',
    ],
  ])('fails where a namespace has %s', (_has, policies, said) => {
    const assessment = assess({ [netpol]: policies });
    expect(assessment.outcome).toBe('fail');
    expect(assessment.evidence[0]?.text).toContain(said);
  });

  it.each<[string, object, string]>([
    ['for all pods', { endpointSelector: {} }, 'pass'],
    ['for all namespaces but some', { endpointSelector: notIn('kube-system') }, 'pass'],
    ['for namespaces of a label', { endpointSelector: ofTeam('shop') }, 'pass'],
    ['for namespaces of another label', { endpointSelector: ofTeam('mail') }, 'fail'],
    ['for pods of a label', { endpointSelector: { matchLabels: { app: 'a' } } }, 'fail'],
    ['that denies nothing by default', { endpointSelector: {}, enableDefaultDeny: { egress: false } }, 'fail'],
    [
      'that would deny, and has no rules',
      { endpointSelector: {}, egress: [], enableDefaultDeny: { egress: true } },
      'fail',
    ],
  ])('knows a cluster-wide policy of Cilium %s', (_for, spec, outcome) => {
    const own = objectOf('ciliumclusterwidenetworkpolicies.cilium.io', 'deny', {
      spec: { ingress: [{}], egress: [{}], ...spec },
    });
    expect(assess({ 'ciliumclusterwidenetworkpolicies.cilium.io': [own] }).outcome).toBe(outcome);
  });

  it('knows a global policy of Calico, and leaves open what its selectors come to', () => {
    const global = (spec: object) => ({
      'globalnetworkpolicies.crd.projectcalico.org': [
        objectOf('globalnetworkpolicies.crd.projectcalico.org', 'deny', {
          spec: { types: ['Ingress', 'Egress'], ...spec },
        }),
      ],
    });
    expect(assess(global({ selector: 'all()' })).outcome).toBe('pass');
    expect(assess(global({ namespaceSelector: 'team == "shop"' })).outcome).toBe('unknown');
  });

  it('leaves it open what a baseline for the cluster comes to', () => {
    const baseline = objectOf('baselineadminnetworkpolicies.policy.networking.k8s.io', 'default', {
      spec: { ingress: [{ action: 'Deny' }], egress: [{ action: 'Deny' }] },
    });
    expect(assess({ 'baselineadminnetworkpolicies.policy.networking.k8s.io': [baseline] })).toMatchObject({
      outcome: 'unknown',
    });
  });

  it('passes where Cilium closes every pod by itself', () => {
    const configured = objectOf('configmaps', 'kube-system/cilium-config', { data: { 'enable-policy': 'always' } });
    expect(assess({ configmaps: [configured] }).outcome).toBe('pass');
  });

  it('asks nothing of a namespace whose pods are on the network of their nodes', () => {
    expect(assess({ pods: [podOf('web/a', { spec: { hostNetwork: true } })] })).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'absent',
    });
  });

  it('does not fail for want of a policy that it could not have seen', () => {
    expect(assess({ 'ciliumnetworkpolicies.cilium.io': 'forbidden' })).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });

  it('is unknown where policies of one kind may not be read', () => {
    expect(assess({ [netpol]: [denyBoth], 'ciliumnetworkpolicies.cilium.io': 'forbidden' })).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });
});

function notIn(namespace: string): object {
  return {
    matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'NotIn', values: [namespace] }],
  };
}

function ofTeam(team: string): object {
  return { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': team } };
}
