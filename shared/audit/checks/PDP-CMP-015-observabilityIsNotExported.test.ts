import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf, podOf } from '../testing/clusterOf.ts';
import { observabilityIsNotExported } from './PDP-CMP-015-observabilityIsNotExported.ts';

const id = 'networkpolicies.networking.k8s.io';
const labels = { 'app.kubernetes.io/name': 'fluent-bit' };
const pods = [podOf('logs/agent', [{ name: 'agent' }], { labels })];
const onNode = [podOf('logs/agent', [{ name: 'agent' }], { labels }, {}, { hostNetwork: true })];
const policy = (...to: readonly object[]) => ({
  [id]: [
    objectOf(id, 'logs/egress', {
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [to.length === 0 ? {} : { to }] },
    }),
  ],
});
const inside = policy({ namespaceSelector: {} });
const service = (namespace: string, externalName: string) => ({
  services: [objectOf('services', `${namespace}/out`, { spec: { type: 'ExternalName', externalName } })],
});
const cilium = { 'ciliumnetworkpolicies.cilium.io': [objectOf('ciliumnetworkpolicies.cilium.io', 'logs/more')] };

describe('PDP-CMP-015', () => {
  it.each([
    ['pass', 'policies that let it send to pods alone', { pods, ...inside }],
    ['unknown', 'a policy that lets it send to addresses', { pods, ...policy({ ipBlock: { cidr: '0.0.0.0/0' } }) }],
    ['unknown', 'a policy that lets it send anywhere', { pods, ...policy() }],
    ['unknown', 'no policy', { pods }],
    ['unknown', 'a pod in the network of its node', { pods: onNode, ...inside }],
    ['unknown', 'a policy of Cilium beside it', { pods, ...inside, ...cilium }],
    ['fail', 'a Service that stands for a host outside', { pods, ...inside, ...service('logs', 'logs.example.com') }],
    ['pass', 'one of another namespace', { pods, ...inside, ...service('shop', 'logs.example.com') }],
    [
      'pass',
      'one that stands for a Service of the cluster',
      { pods, ...inside, ...service('logs', 'a.b.svc.cluster.local') },
    ],
    ['unknown', 'no observability', {}],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(observabilityIsNotExported, clusterOf(seen)).outcome).toBe(outcome);
  });
});
