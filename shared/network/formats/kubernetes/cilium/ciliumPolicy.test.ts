import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachEgress } from '../../../judging/reachEgress.ts';
import { askPolicies } from '../../../testing/askPolicies.ts';
import type { PolicyAnswer, PolicyQuestion } from '../../../testing/askPolicies.ts';
import { deployment, describeProblems, namespace, networkPolicy, readDocuments } from '../../../testing/rules.ts';
import { mayMatchName } from './namePattern.ts';

const api = deployment('{app: api, tier: two}', {
  metadata: 'name: api, namespace: shop',
  podSpec:
    '{serviceAccountName: api, containers: [{ports: [{name: https, containerPort: 443}, {name: admin, containerPort: 9443}]}]}',
});
const near = deployment('{app: near}', { metadata: 'name: near' });
const cluster = [namespace('default', '{zone: front}'), namespace('shop', '{zone: back}'), deployment(), api, near];

function policy(spec: string, metadata = 'name: policy'): string {
  return `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {${metadata}}, spec: ${spec}}`;
}

function clusterwide(spec: string, name = 'wide'): string {
  return `{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: ${name}}, spec: ${spec}}`;
}

const forAll = (rest: string): string => `{endpointSelector: {}, ${rest}}`;
const opening = (rule: string): string => policy(forAll(`egress: [{${rule}}]`));

function ask(policies: readonly string[], question: PolicyQuestion = {}): PolicyAnswer {
  const rules = readDocuments(...cluster, ...policies);
  expect(describeProblems(rules)).toEqual([]);
  return askPolicies(rules, question).answer;
}

const toWorld = 'toCIDR: [0.0.0.0/0]';
const notIn = (name: string, labels = '{}'): string =>
  `{matchLabels: ${labels}, matchExpressions: [{key: io.kubernetes.pod.namespace, operator: NotIn, values: [${name}]}]}`;

/** Cilium 1.16 to 1.18, getEndpointSelector: no namespace is added to it in a namespaced policy. */
const lacking = '{matchExpressions: [{key: io.cilium.k8s.namespace.labels.team, operator: NotIn, values: [a]}]}';

describe('a field of a CiliumNetworkPolicy that alone turns the verdict', () => {
  it.each<[string, string, PolicyAnswer]>([
    ['endpointSelector of all', 'endpointSelector: {}', 'denied'],
    ['endpointSelector that fits', 'endpointSelector: {matchLabels: {app: web}}', 'denied'],
    ['endpointSelector with a source', "endpointSelector: {matchLabels: {'k8s:app': web}}", 'denied'],
    ['endpointSelector with any source', "endpointSelector: {matchLabels: {'any:app': web}}", 'denied'],
    ['endpointSelector of both values', "endpointSelector: {matchLabels: {app: web, 'k8s:app': web}}", 'denied'],
    ['endpointSelector of one value', "endpointSelector: {matchLabels: {app: api, 'k8s:app': web}}", 'allowed'],
    ['endpointSelector of the other value', "endpointSelector: {matchLabels: {app: web, 'k8s:app': api}}", 'allowed'],
    ['endpointSelector that does not fit', 'endpointSelector: {matchLabels: {app: api}}', 'allowed'],
    [
      'endpointSelector by expression',
      'endpointSelector: {matchExpressions: [{key: app, operator: Exists}]}',
      'denied',
    ],
    [
      'endpointSelector by expression with a source',
      "endpointSelector: {matchExpressions: [{key: 'k8s:app', operator: NotIn, values: [web]}]}",
      'allowed',
    ],
    [
      'endpointSelector by service account',
      'endpointSelector: {matchLabels: {io.cilium.k8s.policy.serviceaccount: default}}',
      'denied',
    ],
    [
      'endpointSelector by another service account',
      'endpointSelector: {matchLabels: {io.cilium.k8s.policy.serviceaccount: api}}',
      'allowed',
    ],
    [
      'endpointSelector by a label of the namespace',
      'endpointSelector: {matchLabels: {io.cilium.k8s.namespace.labels.zone: back}}',
      'allowed',
    ],
  ])('is whom it is for: %s', (_field, selector, answer) => {
    expect(ask([policy(`{${selector}, egress: [{}]}`)])).toBe(answer);
  });

  it.each<[string, string, PolicyAnswer, number]>([
    ['k8s:io.kubernetes.pod.namespace', 'shop', 'denied', 1],
    ['k8s:io.kubernetes.pod.namespace', 'default', 'denied', 0],
    // Without the source that Cilium writes itself the label stays beside its own, and both must hold.
    ['io.kubernetes.pod.namespace', 'shop', 'allowed', 0],
    ['any:io.kubernetes.pod.namespace', 'shop', 'allowed', 0],
  ])('is its own namespace, whatever endpointSelector says of another: %s: %s', (key, name, answer, told) => {
    const rules = readDocuments(
      ...cluster,
      policy(`{endpointSelector: {matchLabels: {'${key}': ${name}}}, egress: [{}]}`),
    );
    expect(askPolicies(rules).answer).toBe(answer);
    expect(askPolicies(rules, { from: 'shop/api' }).answer).toBe('allowed');
    expect(describeProblems(rules)).toHaveLength(told);
    const wide = clusterwide(`{endpointSelector: {matchLabels: {'${key}': ${name}}}, egress: [{}]}`);
    expect(ask([wide], { from: `${name}/${name === 'shop' ? 'api' : 'web'}` })).toBe('denied');
  });

  it.each(['description: x', 'egress: []', 'egress: [], ingressDeny: []', 'enableDefaultDeny: {egress: true}'])(
    'has no effect without any rules, which is told: %s [C4]',
    (rest) => {
      const rules = readDocuments(...cluster, policy(forAll(rest)));
      expect(askPolicies(rules).answer).toBe('allowed');
      expect(describeProblems(rules)).toEqual([
        '6 (warning) CiliumNetworkPolicy default/policy: It has no rules, so that it has no effect, and Cilium refuses it from release 1.17 on.',
      ]);
    },
  );

  it('is its namespace', () => {
    expect(ask([policy(forAll('egress: [{}]'), 'name: p, namespace: shop')])).toBe('allowed');
    expect(ask([policy(forAll('egress: [{}]'), 'name: p, namespace: shop')], { from: 'shop/api' })).toBe('denied');
    expect(ask([clusterwide(forAll('egress: [{}]'))])).toBe('denied');
  });

  it.each<[string, string, PolicyAnswer]>([
    ['egress of an empty rule', 'egress: [{}]', 'denied'],
    ['an empty egress', 'egress: [], ingress: [{}]', 'allowed'],
    ['egressDeny alone', 'egressDeny: [{toCIDR: [198.51.100.0/24]}]', 'denied'],
    [
      'egressDeny that leaves open',
      'egressDeny: [{toCIDR: [198.51.100.0/24]}], enableDefaultDeny: {egress: false}',
      'allowed',
    ],
    ['egressDeny of the world', `egress: [{${toWorld}}], egressDeny: [{toEntities: [world]}]`, 'denied'],
    ['egressDeny that hits', 'egressDeny: [{toCIDR: [203.0.113.0/24]}], enableDefaultDeny: {egress: false}', 'denied'],
    ['an empty rule that leaves open', 'egress: [{}], enableDefaultDeny: {egress: false}', 'allowed'],
    ['an empty rule that closes', 'egress: [{}], enableDefaultDeny: {egress: true}', 'denied'],
    // Cilium 1.16 to 1.20, computePolicyEnforcementAndRules: only rules of a direction can close it.
    ['closing without any rule', 'ingress: [{}], enableDefaultDeny: {egress: true}', 'allowed'],
    ['a denial beside an allowance', `egress: [{${toWorld}}], egressDeny: [{toCIDR: [203.0.113.7/32]}]`, 'denied'],
    [
      'an allowance beside another denial',
      `egress: [{${toWorld}}], egressDeny: [{toCIDR: [203.0.113.8/32]}]`,
      'allowed',
    ],
  ])('is what it closes: %s [C1, C2, C4]', (_field, rest, answer) => {
    expect(ask([policy(forAll(rest))])).toBe(answer);
  });

  it('is each of its specs [C28]', () => {
    const two = `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, specs: [${forAll('egress: [{}]')}, ${forAll(`egress: [{${toWorld}}]`)}]}`;
    expect(ask([two])).toBe('allowed');
    expect(ask([two.replace(toWorld, 'toCIDR: [198.51.100.0/24]')])).toBe('denied');
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['toCIDR', 'toCIDR: [203.0.113.0/24]', {}, 'allowed'],
    ['toCIDR of others', 'toCIDR: [198.51.100.0/24]', {}, 'denied'],
    ['toCIDR of none', 'toCIDR: []', {}, 'denied'],
    ['toCIDR of IPv6', "toCIDR: ['::/0']", { to: '2001:db8::1' }, 'allowed'],
    ['toCIDR of IPv4, for IPv6', toWorld, { to: '2001:db8::1' }, 'denied'],
    ['toCIDR, which means no pod', toWorld, { toPod: 'default/near' }, 'denied'],
    ['toCIDR, which means no node', toWorld, { toNode: {} }, 'denied'],
    ['toCIDR, which means no node, whatever its address', toWorld, { toNode: {}, to: '203.0.113.9' }, 'denied'],
    [
      'toCIDR of an API server beside the nodes',
      'toCIDR: [198.51.100.0/24]',
      { toApiServer: true, to: '198.51.100.1' },
      'allowed',
    ],
    [
      'toCIDR of an API server on the nodes',
      'toCIDR: [172.18.0.0/16]',
      { toApiServer: true, to: '172.18.0.1' },
      'denied',
    ],
    ['toCIDRSet', 'toCIDRSet: [{cidr: 203.0.113.0/24}]', {}, 'allowed'],
    ['toCIDRSet of others', 'toCIDRSet: [{cidr: 198.51.100.0/24}]', {}, 'denied'],
    ['toCIDRSet of none', 'toCIDRSet: []', {}, 'denied'],
    ['toCIDRSet, which means no pod', 'toCIDRSet: [{cidr: 0.0.0.0/0}]', { toPod: 'default/near' }, 'denied'],
    ['toEntities of none', 'toEntities: []', {}, 'denied'],
    ['toNodes of none', 'toNodes: []', { toNode: {} }, 'denied'],
    ['no peer, and ports', "toPorts: [{ports: [{port: '443'}]}]", { toPod: 'shop/api' }, 'allowed'],
    [
      'peers and ports, of which one fits',
      "toCIDR: [203.0.113.0/24], toPorts: [{ports: [{port: '80'}]}]",
      {},
      'denied',
    ],
    ['an empty list of peers, and ports', "toEndpoints: [], toPorts: [{ports: [{port: '443'}]}]", {}, 'denied'],
    ['an empty list of names, and ports', "toFQDNs: [], toPorts: [{ports: [{port: '443'}]}]", {}, 'unknown'],
    ['an empty list of names, and other ports', "toFQDNs: [], toPorts: [{ports: [{port: '80'}]}]", {}, 'denied'],
    ['an empty list of names alone', 'toFQDNs: []', {}, 'denied'],
    ['an empty list of Services, and ports', "toServices: [], toPorts: [{ports: [{port: '443'}]}]", {}, 'unknown'],
    ['an empty list of groups, and ports', "toGroups: [], toPorts: [{ports: [{port: '443'}]}]", {}, 'unknown'],
    // Cilium 1.17 to 1.20, mergeEndpointSelectors: an empty list of these is nobody, whatever else is named.
    ['an empty list beside peers', 'toCIDR: [203.0.113.0/24], toEntities: []', {}, 'denied'],
    ['an empty list of names beside peers', 'toCIDR: [203.0.113.0/24], toFQDNs: []', {}, 'allowed'],
    [
      'empty lists of names and of peers, and ports',
      "toFQDNs: [], toCIDR: [], toPorts: [{ports: [{port: '443'}]}]",
      {},
      'denied',
    ],
    ['toCIDRSet without it', 'toCIDRSet: [{cidr: 203.0.113.0/24, except: [203.0.113.0/28]}]', {}, 'denied'],
    ['toCIDRSet without others', 'toCIDRSet: [{cidr: 203.0.113.0/24, except: [203.0.113.64/28]}]', {}, 'allowed'],
    [
      'toCIDRSet that opens it again',
      'toCIDRSet: [{cidr: 203.0.113.0/24, except: [203.0.113.0/28]}, {cidr: 203.0.113.7/32}]',
      {},
      'allowed',
    ],
    ['toEndpoints of all, in the namespace', 'toEndpoints: [{}]', { toPod: 'default/near' }, 'allowed'],
    ['toEndpoints of all, elsewhere', 'toEndpoints: [{}]', { toPod: 'shop/api' }, 'denied'],
    ['toEndpoints of all, outside', 'toEndpoints: [{}]', {}, 'denied'],
    ['toEndpoints of other namespaces', `toEndpoints: [${notIn('x')}]`, { toPod: 'shop/api' }, 'allowed'],
    [
      'toEndpoints of other namespaces than its own',
      `toEndpoints: [${notIn('shop')}]`,
      { toPod: 'shop/api' },
      'denied',
    ],
    // Cilium 1.18 would take the world for one of them, 1.19 and 1.20 do not.
    ['toEndpoints of other namespaces, for the world', `toEndpoints: [${notIn('x')}]`, {}, 'unknown'],
    ['toEndpoints of other namespaces, for nodes', `toEndpoints: [${notIn('x')}]`, { toNode: {} }, 'unknown'],
    ['toEndpoints of a label in others', `toEndpoints: [${notIn('x', '{app: api}')}]`, {}, 'denied'],
    ['toEndpoints of namespaces that lack a label', `toEndpoints: [${lacking}]`, { toPod: 'shop/api' }, 'allowed'],
    ['toEndpoints of namespaces that lack a label, for the world', `toEndpoints: [${lacking}]`, {}, 'unknown'],
    ['toEndpoints of none', 'toEndpoints: []', { toPod: 'default/near' }, 'denied'],
    ['toEndpoints by label', 'toEndpoints: [{matchLabels: {app: near}}]', { toPod: 'default/near' }, 'allowed'],
    ['toEndpoints by another label', 'toEndpoints: [{matchLabels: {app: far}}]', { toPod: 'default/near' }, 'denied'],
    [
      'toEndpoints with a source',
      "toEndpoints: [{matchLabels: {'k8s:app': near}}]",
      { toPod: 'default/near' },
      'allowed',
    ],
    [
      'toEndpoints by namespace',
      'toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: shop}}]',
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'toEndpoints by another namespace',
      'toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: x}}]',
      { toPod: 'shop/api' },
      'denied',
    ],
    [
      'toEndpoints of any namespace',
      'toEndpoints: [{matchExpressions: [{key: io.kubernetes.pod.namespace, operator: Exists}]}]',
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'toEndpoints by labels of another namespace [C7]',
      'toEndpoints: [{matchLabels: {io.cilium.k8s.namespace.labels.zone: back}}]',
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'toEndpoints by labels of its own namespace',
      'toEndpoints: [{matchLabels: {io.cilium.k8s.namespace.labels.zone: front}}]',
      { toPod: 'default/near' },
      'allowed',
    ],
    [
      'toEndpoints by service account',
      'toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: shop, io.cilium.k8s.policy.serviceaccount: api}}]',
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'toEndpoints of a cluster that may be this one [C8]',
      'toEndpoints: [{matchLabels: {io.cilium.k8s.policy.cluster: west}}]',
      { toPod: 'default/near' },
      'unknown',
    ],
    [
      'toEndpoints of the cluster by its default name',
      'toEndpoints: [{matchLabels: {io.cilium.k8s.policy.cluster: default}}]',
      { toPod: 'default/near' },
      'allowed',
    ],
    ['toEndpoints of a reserved label', "toEndpoints: [{matchLabels: {'reserved:world': ''}}]", {}, 'allowed'],
    [
      'toEndpoints of the label of the world, where both families have one of their own',
      "toEndpoints: [{matchLabels: {'reserved:world': ''}}]",
      { isDualStack: true },
      'denied',
    ],
    ['the world by its entity, where both families are on', 'toEntities: [world]', { isDualStack: true }, 'allowed'],
    [
      'toEndpoints with any value of a reserved label',
      "toEndpoints: [{matchExpressions: [{key: 'reserved:world', operator: Exists}]}]",
      {},
      'allowed',
    ],
    [
      'toEndpoints with a reserved label of others',
      "toEndpoints: [{matchExpressions: [{key: 'reserved:host', operator: Exists}]}]",
      {},
      'denied',
    ],
    [
      'toNodes, which an option switches on',
      'toNodes: [{matchLabels: {role: x}}]',
      { toNode: { role: 'x' } },
      'unknown',
    ],
    ['toNodes of others', 'toNodes: [{matchLabels: {role: z}}]', { toNode: { role: 'x' } }, 'denied'],
    ['toGroups, which the cloud knows', "toGroups: [{aws: {securityGroupsIds: ['sg-1']}}]", {}, 'unknown'],
    ['ICMP, which is none of TCP', 'icmps: [{fields: [{type: 8, family: IPv4}]}]', {}, 'denied'],
  ])('is a peer: %s [C5, C6, C19, C20, C22, C24]', (_field, rule, question, answer) => {
    expect(ask([opening(rule)], question)).toBe(answer);
  });

  it.each<[string, PolicyQuestion, PolicyAnswer]>([
    ['all', {}, 'allowed'],
    ['all', { toPod: 'shop/api' }, 'allowed'],
    ['all', { toNode: {} }, 'allowed'],
    ['world', {}, 'allowed'],
    ['world', { to: '2001:db8::1' }, 'allowed'],
    ['world', { toPod: 'shop/api' }, 'denied'],
    ['world', { toNode: {} }, 'denied'],
    ['cluster', {}, 'denied'],
    ['cluster', { toPod: 'shop/api' }, 'allowed'],
    ['cluster', { toNode: {} }, 'allowed'],
    ['cluster', { toApiServer: true, to: '10.0.0.1' }, 'allowed'],
    ['cluster-mesh', { toPod: 'shop/api' }, 'allowed'],
    ['cluster-mesh', { toNode: {} }, 'allowed'],
    ['cluster-mesh', { toApiServer: true, to: '10.0.0.1' }, 'allowed'],
    ['cluster-mesh', {}, 'unknown'],
    ['cluster-mesh', { to: '10.9.0.1', perhapsInside: true }, 'unknown'],
    ['cluster-mesh', { to: '10.244.0.9', perhapsInside: true }, 'allowed'],
    ['cluster-mesh, world', {}, 'allowed'],
    ['kube-apiserver', { toApiServer: true, to: '198.51.100.1' }, 'allowed'],
    ['kube-apiserver', {}, 'denied'],
    ['kube-apiserver', { toPod: 'shop/api' }, 'denied'],
    ['world', { toApiServer: true, to: '198.51.100.1' }, 'allowed'],
    ['host', { toApiServer: true, to: '172.18.0.1' }, 'unknown'],
    ['host', { toNode: {} }, 'unknown'],
    ['remote-node', { toNode: {} }, 'unknown'],
    ['host, remote-node', { toNode: {} }, 'allowed'],
    ['host, remote-node', {}, 'denied'],
    ['init', {}, 'denied'],
    ['none', {}, 'denied'],
  ])('is an entity: %s, asked for %o [C20, C21]', (entity, question, answer) => {
    expect(ask([opening(`toEntities: [${entity}]`)], question)).toBe(answer);
  });

  it('is that a policy for all namespaces means pods alone by labels of theirs that are not there', () => {
    const spec = forAll(`egress: [{toEntities: [world]}], egressDeny: [{toEndpoints: [${lacking}]}]`);
    expect([ask([policy(spec)]), ask([clusterwide(spec)])]).toEqual(['unknown', 'allowed']);
  });

  it('is each of two values of a label, beside expressions that are nothing', () => {
    const twice = "{matchLabels: {app: near, 'k8s:app': web}, matchExpressions: null}";
    expect(ask([opening(`toEndpoints: [${twice}]`)], { toPod: 'default/near' })).toBe('denied');
  });

  it('leaves open what the label of the world means, where the families of pods are not known', () => {
    const rules = readDocuments(...cluster, opening("toEndpoints: [{matchLabels: {'reserved:world': ''}}]"));
    const [web] = reachEgress(rules, { cni: 'cilium', workload: 'default/web' }).workloads;
    expect(web?.unknown).toEqual([
      {
        reason:
          'The label reserved:world means nothing where pods have addresses of IPv4 and of IPv6: set network.podCidrs, or write the entity world.',
      },
    ]);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['a port', "[{port: '443', protocol: TCP}]", {}, 'allowed'],
    ['another port', "[{port: '444', protocol: TCP}]", {}, 'denied'],
    ['another protocol', "[{port: '443', protocol: UDP}]", {}, 'denied'],
    ['a port without a protocol', "[{port: '443'}]", { protocol: 'UDP' }, 'allowed'],
    ['a port of any protocol', "[{port: '443', protocol: ANY}]", { protocol: 'SCTP' }, 'allowed'],
    ['every port', "[{port: '0', protocol: TCP}]", {}, 'allowed'],
    ['every port of another protocol', "[{port: '0', protocol: UDP}]", {}, 'denied'],
    ['a protocol without ports', "[{port: '0', protocol: VRRP}]", {}, 'denied'],
    ['endPort above', "[{port: '440', endPort: 443}]", {}, 'allowed'],
    ['endPort below', "[{port: '440', endPort: 442}]", {}, 'denied'],
    ['a second port', "[{port: '80'}, {port: '443'}]", {}, 'allowed'],
  ])('is a port: %s [C12]', (_field, ports, question, answer) => {
    expect(ask([opening(`toPorts: [{ports: ${ports}}]`)], question)).toBe(answer);
    expect(
      ask([policy(forAll(`egress: [{toEntities: [all]}], egressDeny: [{toPorts: [{ports: ${ports}}]}]`))], question),
    ).toBe(answer === 'allowed' ? 'denied' : 'allowed');
  });

  it('stands for no port where an entry names none, which is told', () => {
    const told = '6 (warning) CiliumNetworkPolicy default/policy: It names no ports, and stands for none.';
    const asked = (document: string): readonly [PolicyAnswer, readonly string[]] => {
      const rules = readDocuments(...cluster, document);
      return [askPolicies(rules).answer, describeProblems(rules)];
    };
    expect(asked(opening('toPorts: [{}]'))).toEqual(['denied', [told]]);
    expect(asked(opening('toEntities: [world], toPorts: [{ports: []}]'))).toEqual(['denied', [told]]);
    expect(asked(policy(forAll('egress: [{toEntities: [all]}], egressDeny: [{toPorts: [{}]}]')))).toEqual([
      'allowed',
      [told],
    ]);
  });

  it.each<[string, number, PolicyAnswer]>([
    ['https', 443, 'allowed'],
    ['https', 9443, 'denied'],
    ['admin', 9443, 'allowed'],
  ])('is the name of a port of a pod: %s for %i', (name, port, answer) => {
    const rule = `toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: shop}}], toPorts: [{ports: [{port: ${name}}]}]`;
    expect(ask([opening(rule)], { toPod: 'shop/api', port })).toBe(answer);
  });

  const elsewhere = (name: string, port: number, protocol = 'TCP'): string =>
    deployment('{app: far}', {
      metadata: 'name: far, namespace: shop',
      podSpec: `{containers: [{ports: [{name: ${name}, containerPort: ${port}, protocol: ${protocol}}]}]}`,
    });

  const onNode = (name: string, port: number): string =>
    deployment('{app: agent}', {
      metadata: 'name: agent, namespace: shop',
      podSpec: `{hostNetwork: true, containers: [{ports: [{name: ${name}, containerPort: ${port}}]}]}`,
    });

  it('is the name of a port that no pod is known to have: it opens nothing, and may close any', () => {
    const named = 'toPorts: [{ports: [{port: other, protocol: TCP}]}]';
    expect(ask([opening(named)])).toBe('denied');
    const denying = policy(forAll(`egress: [{toEntities: [all]}], egressDeny: [{${named}}]`));
    for (const question of [{}, { toPod: 'shop/api' }, { port: 80 }]) expect(ask([denying], question)).toBe('unknown');
    expect(ask([denying], { protocol: 'UDP' })).toBe('allowed');
    expect(askPolicies(readDocuments(...cluster, denying)).because.join()).toContain(
      'none of the files has a pod with such a port',
    );
    const admin = `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}], ports: [{namedPort: other}]}]}}`;
    expect(ask([admin], { cni: 'cilium' })).toBe('unknown');
  });

  it('is no name of a port that pods on the network of a node alone have', () => {
    const rule = opening('toEntities: [all], toPorts: [{ports: [{port: metrics, protocol: TCP}]}]');
    const rules = readDocuments(...cluster, onNode('metrics', 9100), rule);
    const toNode = { 'kubernetes.io/hostname': 'a' };
    expect(askPolicies(rules, { toNode, port: 9100 }).answer).toBe('denied');
    expect(askPolicies(rules, { toPod: 'shop/agent', toNode, port: 9100 }).answer).toBe('denied');
    const both = readDocuments(...cluster, elsewhere('metrics', 9100), onNode('metrics', 9100), rule);
    expect(askPolicies(both, { toPod: 'shop/agent', toNode, port: 9100 }).answer).toBe('unknown');
  });

  it.each<[string, readonly string[], PolicyQuestion, PolicyAnswer]>([
    ['to a pod that has the port', [], { toPod: 'shop/api' }, 'allowed'],
    ['and others mean the same by it', [elsewhere('https', 443)], { toPod: 'shop/api' }, 'allowed'],
    ['and others mean another by it', [elsewhere('https', 8443)], { toPod: 'shop/api' }, 'unknown'],
    ['and others mean one of another protocol', [elsewhere('https', 8443, 'UDP')], { toPod: 'shop/api' }, 'allowed'],
    ['that others mean, to a pod that means another', [elsewhere('https', 8443)], { toPod: 'shop/far' }, 'unknown'],
    ['to a pod without such a port', [], { toPod: 'default/near' }, 'unknown'],
    ['to an address', [], {}, 'unknown'],
    ['to an address, on another port', [], { port: 80 }, 'denied'],
    ['and a pod on the node’s network means another by it', [onNode('https', 8443)], { toPod: 'shop/api' }, 'allowed'],
  ])('is the name of a port, which Cilium takes for one number: %s', (_case, others, question, answer) => {
    const named = 'ports: [{port: https, protocol: TCP}]';
    for (const rule of [opening(`toPorts: [{${named}}]`), networkPolicy(`{podSelector: {}, egress: [{${named}}]}`)]) {
      const rules = readDocuments(...cluster, ...others, rule);
      expect(askPolicies(rules, { cni: 'cilium', ...question }).answer).toBe(answer);
    }
    const denying = policy(forAll(`egress: [{toEntities: [all]}], egressDeny: [{toPorts: [{${named}}]}]`));
    const opposite = { allowed: 'denied', denied: 'allowed', unknown: 'unknown' } as const;
    expect(askPolicies(readDocuments(...cluster, ...others, denying), question).answer).toBe(
      opposite[answer as keyof typeof opposite],
    );
  });

  it.each<[string, string, PolicyAnswer]>([
    ['HTTP rules', "ports: [{port: '443', protocol: TCP}], rules: {http: [{method: GET}]}", 'unknown'],
    ['no HTTP rules', "ports: [{port: '443', protocol: TCP}], rules: {http: []}", 'allowed'],
    ['other rules', "ports: [{port: '443', protocol: TCP}], rules: {l7proto: x, l7: [{a: b}]}", 'unknown'],
    ['a listener', "ports: [{port: '443'}], listener: {envoyConfig: {name: x}, name: y}", 'unknown'],
    ['ending TLS', "ports: [{port: '443'}], terminatingTLS: {secret: {name: x}}", 'unknown'],
    ['beginning TLS', "ports: [{port: '443'}], originatingTLS: {secret: {name: x}}", 'unknown'],
    ['names of TLS, without a name', "ports: [{port: '443'}], serverNames: [a.example.com]", 'unknown'],
    ['names of DNS', "ports: [{port: '443'}], rules: {dns: [{matchName: a.example.com}]}", 'unknown'],
    ['every name of DNS', "ports: [{port: '443'}], rules: {dns: [{matchPattern: '*'}]}", 'allowed'],
  ])('is a limit on what comes through: %s [C25]', (_field, entry, answer) => {
    expect(ask([opening(`toPorts: [{${entry}}]`)])).toBe(answer);
    // Where nothing is closed, a proxy still drops what its rules do not list.
    const leavingOpen = policy(forAll(`egress: [{toPorts: [{${entry}}]}], enableDefaultDeny: {egress: false}`));
    expect(ask([leavingOpen])).toBe(answer);
    // And the same ports without a limit cancel it, unless the limit is by names of TLS.
    expect(ask([opening(`toPorts: [{${entry}}]`), policy(forAll(`egress: [{${toWorld}}]`), 'name: other')])).toBe(
      entry.includes('serverNames') ? 'unknown' : 'allowed',
    );
  });

  it.each<[string, string | undefined, PolicyAnswer]>([
    ['to a name that is listed', 'a.example.com', 'allowed'],
    ['to another name', 'b.example.com', 'unknown'],
    ['to an address', undefined, 'unknown'],
  ])('is, where names of TLS are listed, no other rule for the same ports: %s [C26]', (_case, toHost, answer) => {
    const named = opening("toPorts: [{ports: [{port: '443'}], serverNames: [a.example.com]}]");
    const plain = policy(forAll("egress: [{toPorts: [{ports: [{port: '443'}, {port: '80'}]}]}]"), 'name: other');
    const question = toHost === undefined ? {} : { toHost };
    expect(ask([named, plain], question)).toBe(answer);
    expect(ask([named, plain], { ...question, port: 80 })).toBe('allowed');
    const leavingOpen = "egress: [{toPorts: [{ports: [{port: '443'}], serverNames: [a.example.com]}]}]";
    expect(ask([policy(forAll(`${leavingOpen}, enableDefaultDeny: {egress: false}`))], question)).toBe(answer);
  });

  it.each<[string, PolicyAnswer]>([
    ['a.example.com', 'allowed'],
    ["'*.example.com'", 'allowed'],
    ['b.example.com', 'denied'],
  ])('is a name that TLS is opened with: %s', (name, answer) => {
    const rule = opening(`toPorts: [{ports: [{port: '443'}], serverNames: [${name}]}]`);
    expect(ask([rule], { toHost: 'a.example.com' })).toBe(answer);
  });

  it('is who must prove its identity', () => {
    expect(ask([opening(`${toWorld}, authentication: {mode: required}`)])).toBe('unknown');
    expect(ask([opening(`${toWorld}, authentication: {mode: disabled}`)])).toBe('allowed');
    // Cilium 1.20.2 asks the same of what other rules open of it.
    const other = policy(forAll('egress: [{toCIDR: [203.0.113.0/24, 2001:db8::/32]}]'), 'name: other');
    expect(ask([opening(`${toWorld}, authentication: {mode: required}`), other])).toBe('unknown');
    expect(ask([opening(`${toWorld}, authentication: {mode: required}`), other], { to: '2001:db8::1' })).toBe(
      'allowed',
    );
  });
});

describe('what alone turns the verdict of a policy of Cilium', () => {
  it('is a denial beside as many rules that allow, where the policy closes nothing', () => {
    const open = policy(forAll('enableDefaultDeny: {egress: false}, egress: [{toCIDR: [10.0.0.0/8]}]'));
    const closing = open.replace('egress: [', 'egressDeny: [{toCIDR: [203.0.113.0/24]}], egress: [');
    expect([ask([open]), ask([closing])]).toEqual(['allowed', 'denied']);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['the name of a port in capitals', '{port: HTTPS}', { toPod: 'shop/api' }, 'allowed'],
    [
      'the name of a port, whatever its protocol',
      '{port: dns}',
      { toPod: 'shop/dns', port: 53, protocol: 'UDP' },
      'allowed',
    ],
    [
      'the name of a port of another protocol',
      '{port: dns, protocol: TCP}',
      { toPod: 'shop/dns', port: 53, protocol: 'UDP' },
      'denied',
    ],
    ['a range of one port', "{port: '443', endPort: 443}", {}, 'allowed'],
  ])('is %s', (_what, port, question, answer) => {
    const dns = deployment('{app: dns}', {
      metadata: 'name: dns, namespace: shop',
      podSpec: '{containers: [{ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}',
    });
    const peers = question.toPod === undefined ? toWorld : 'toEntities: [cluster]';
    expect(ask([dns, opening(`${peers}, toPorts: [{ports: [${port}]}]`)], question)).toBe(answer);
  });

  it('is the entity of the API server, which is not known of an address in the cluster', () => {
    const toServer = opening('toEntities: [kube-apiserver]');
    expect(ask([toServer], { to: '172.18.0.5', perhapsInside: true })).toBe('unknown');
    expect(ask([toServer], { to: '172.18.0.5', toApiServer: true })).toBe('allowed');
    expect(ask([toServer])).toBe('denied');
  });

  it.each<[entity: string, to: string, PolicyAnswer]>([
    ['host', '203.0.113.7', 'denied'],
    ['host', '172.18.0.5', 'unknown'],
    ['remote-node', '172.18.0.5', 'unknown'],
    ['remote-node', '10.244.0.9', 'denied'],
    ['world', '203.0.113.7', 'allowed'],
    ['world', '172.18.0.5', 'denied'],
    ['world', '10.244.0.9', 'denied'],
    ['cluster', '10.244.0.9', 'allowed'],
    ['cluster', '172.18.0.5', 'allowed'],
    ['cluster', '203.0.113.7', 'unknown'],
    ['kube-apiserver', '203.0.113.7', 'unknown'],
    ['kube-apiserver', '10.244.0.9', 'denied'],
  ])('is the entity %s for %s, which may be in the cluster', (entity, to, answer) => {
    expect(ask([opening(`toEntities: [${entity}]`)], { to, perhapsInside: true })).toBe(answer);
  });

  it('is a rule of HTTP for ports of which only some are of TCP, which Cilium refuses', () => {
    const both = "{port: '80', protocol: TCP}, {port: '81', protocol: UDP}";
    const rules = readDocuments(...cluster, opening(`${toWorld}, toPorts: [{ports: [${both}], rules: {http: [{}]}}]`));
    expect(askPolicies(rules, { port: 443 }).answer).toBe('unknown');
    expect(describeProblems(rules).join()).toContain('rules.http needs the protocol TCP.');
  });

  it('is that TLS ends there, where rules of HTTP stand beside names of servers', () => {
    const entry = "{ports: [{port: '443', protocol: TCP}], serverNames: [a.example], rules: {http: [{}]}";
    const told = (more: string) =>
      describeProblems(readDocuments(...cluster, opening(`${toWorld}, toPorts: [${entry}${more}}]`)));
    expect(told(', terminatingTLS: {secret: {name: a}}')).toEqual([]);
    expect(told('').join()).toContain('rules.http can’t stand beside serverNames.');
  });

  it.each<[string, string, PolicyAnswer]>([
    ['a label of Cilium’s own that pods lack', "{matchLabels: {'reserved:host': ''}}", 'allowed'],
    ['one by expression', "{matchExpressions: [{key: 'reserved:host', operator: Exists}]}", 'allowed'],
    ['one that must not be there', "{matchExpressions: [{key: 'reserved:host', operator: DoesNotExist}]}", 'denied'],
    [
      'one that must not be there beside one of the pods',
      "{matchExpressions: [{key: 'reserved:host', operator: DoesNotExist}, {key: app, operator: Exists}]}",
      'denied',
    ],
    ['one beside one of the pods', "{matchLabels: {'reserved:host': '', app: web}}", 'allowed'],
  ])('is whom it is for: %s', (_what, selector, answer) => {
    expect(ask([clusterwide(`{endpointSelector: ${selector}, egress: [{}]}`)])).toBe(answer);
  });
});

describe('a CiliumCIDRGroup', () => {
  const group = `{apiVersion: cilium.io/v2alpha1, kind: CiliumCIDRGroup, metadata: {name: office, labels: {kind: office}}, spec: {externalCIDRs: [203.0.113.0/24]}}`;

  it.each<[string, string, PolicyAnswer]>([
    ['by name', 'cidrGroupRef: office', 'allowed'],
    ['by labels', 'cidrGroupSelector: {matchLabels: {kind: office}}', 'allowed'],
    ['by a name that is not in the files [C22]', 'cidrGroupRef: home', 'unknown'],
    ['by labels that none has', 'cidrGroupSelector: {matchLabels: {kind: home}}', 'unknown'],
    // Cilium 1.20.2, CIDRSelector.Matches: 203.0.113.7 would be selected without any group.
    ['by no labels', 'cidrGroupSelector: {}', 'unknown'],
    [
      'by a label that it lacks',
      'cidrGroupSelector: {matchExpressions: [{key: x, operator: DoesNotExist}]}',
      'unknown',
    ],
    [
      'by a value that it lacks',
      'cidrGroupSelector: {matchExpressions: [{key: kind, operator: NotIn, values: [x]}]}',
      'unknown',
    ],
    [
      'by a label that it has, and one that it lacks',
      'cidrGroupSelector: {matchLabels: {kind: office}, matchExpressions: [{key: x, operator: DoesNotExist}]}',
      'allowed',
    ],
    ['without a part of it', 'cidrGroupRef: office, except: [203.0.113.0/28]', 'unknown'],
    ['without a part that is not meant', 'cidrGroupRef: office, except: [203.0.113.64/28]', 'allowed'],
  ])('is a peer: %s', (_field, item, answer) => {
    expect(ask([group, opening(`toCIDRSet: [{${item}}]`)])).toBe(answer);
    expect(
      ask([group.replace('203.0.113.0/24', '198.51.100.0/24'), opening('toCIDRSet: [{cidrGroupRef: office}]')]),
    ).toBe('denied');
  });
});

describe('a CiliumCIDRGroup that is not understood', () => {
  const group = (spec: string, name = 'office') =>
    `{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: ${name}, labels: {kind: office}}, spec: ${spec}}`;
  const office = group('{externalCIDRs: [203.0.113.0/24]}');

  it.each<[string, readonly string[], string]>([
    ['no range', [group('{externalCIDRs: [internet]}')], '“internet” is not an address range in CIDR notation.'],
    ['a field that is not known', [group('{cidrs: [203.0.113.0/24]}')], 'spec has no field “cidrs”.'],
    [
      'two contents',
      [group('{externalCIDRs: [10.0.0.0/8]}'), office],
      'It stands twice, with other rules in rules.yaml.',
    ],
  ])('leaves unknown what names it: %s', (_case, groups, message) => {
    for (const item of ['cidrGroupRef: office', 'cidrGroupSelector: {matchLabels: {kind: office}}']) {
      const rules = readDocuments(...cluster, ...groups, opening(`toCIDRSet: [{${item}}]`));
      expect(askPolicies(rules)).toMatchObject({ answer: 'unknown', because: [`CiliumCIDRGroup office: ${message}`] });
      expect(describeProblems(rules)).toEqual([`${5 + groups.length} CiliumCIDRGroup office: ${message}`]);
    }
    expect(askPolicies(readDocuments(...cluster, ...groups, opening('toCIDR: [203.0.113.7/32]'))).answer).toBe(
      'allowed',
    );
  });

  it('is one where it stands twice and is the same', () => {
    expect(ask([office, office, opening('toCIDRSet: [{cidrGroupRef: office}]')])).toBe('allowed');
  });
});

describe('a Service as a peer', () => {
  const service =
    '{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop, labels: {team: a}}, spec: {selector: {app: api}}}';
  const external = '{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {}}';
  const slice =
    "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-x, namespace: shop, labels: {kubernetes.io/service-name: db}}, endpoints: [{addresses: ['203.0.113.7']}]}";
  const endpoints =
    '{apiVersion: v1, kind: Endpoints, metadata: {name: db, namespace: shop}, subsets: [{addresses: [{ip: 203.0.113.7}]}]}';
  const toService = (name: string) => opening(`toServices: [{k8sService: {serviceName: ${name}, namespace: shop}}]`);

  it.each<[string, readonly string[], PolicyQuestion, PolicyAnswer]>([
    ['its pods', [service, toService('api')], { toPod: 'shop/api' }, 'allowed'],
    ['other pods', [service, toService('api')], { toPod: 'default/near' }, 'denied'],
    ['no address outside', [service, toService('api')], {}, 'denied'],
    ['its slices', [external, slice, toService('db')], {}, 'allowed'],
    ['its endpoints', [external, endpoints, toService('db')], {}, 'allowed'],
    ['nothing but its endpoints', [external, endpoints, toService('db')], { to: '198.51.100.1' }, 'denied'],
    ['what is not known behind it', [external, toService('db')], {}, 'unknown'],
    ['a Service that is not in the files', [toService('x')], {}, 'unknown'],
    [
      'the one of its namespace, whatever the others are',
      [
        service,
        service.replace('namespace: shop', 'namespace: default').replace('app: api', 'app: near'),
        toService('api'),
      ],
      { toPod: 'shop/api' },
      'allowed',
    ],
    // Cilium 1.15 to 1.20, processRule: what is behind a Service, and nothing of its ports.
    [
      'its pods, whichever ports it leads to',
      [service.replace('selector: ', 'ports: [{port: 443, targetPort: 80}], selector: '), toService('api')],
      { toPod: 'shop/api' },
      'allowed',
    ],
    // serviceRefMatches: no namespace is any.
    [
      'those of its name in all namespaces, where it names none',
      [service, opening('toServices: [{k8sService: {serviceName: api}}]')],
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'those with another label',
      [service, opening('toServices: [{k8sServiceSelector: {selector: {matchLabels: {team: b}}, namespace: shop}}]')],
      { toPod: 'shop/api' },
      'unknown',
    ],
    [
      'the pods of those with a label',
      [service, opening('toServices: [{k8sServiceSelector: {selector: {matchLabels: {team: a}}, namespace: shop}}]')],
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'those with a label, whatever name stands beside it',
      [
        service,
        external,
        endpoints,
        opening(
          'toServices: [{k8sService: {serviceName: db}, k8sServiceSelector: {selector: {matchLabels: {team: a}}}}]',
        ),
      ],
      {},
      'denied',
    ],
    [
      'those with a label in another namespace',
      [
        service,
        opening('toServices: [{k8sServiceSelector: {selector: {matchLabels: {team: a}}, namespace: default}}]'),
      ],
      { toPod: 'shop/api' },
      'unknown',
    ],
    [
      'what releases differ in, beside ports',
      [
        external,
        endpoints,
        opening("toServices: [{k8sService: {serviceName: db, namespace: shop}}], toPorts: [{ports: [{port: '443'}]}]"),
      ],
      {},
      'unknown',
    ],
    [
      'nothing on other ports',
      [
        external,
        endpoints,
        opening("toServices: [{k8sService: {serviceName: db, namespace: shop}}], toPorts: [{ports: [{port: '80'}]}]"),
      ],
      {},
      'denied',
    ],
  ])('stands for %s [C23]', (_case, policies, question, answer) => {
    expect(ask(policies, question)).toBe(answer);
  });
});

describe('names', () => {
  const dns = (names: string, selector = '{}', name = 'dns') =>
    policy(
      `{endpointSelector: ${selector}, egress: [{toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}], toPorts: [{ports: [{port: '53', protocol: ANY}], rules: {dns: [${names}]}}]}]}`,
      `name: ${name}`,
    );
  const everyName = "{matchPattern: '*'}";
  const toName = (name: string) => opening(`toFQDNs: [${name}], toPorts: [{ports: [{port: '443'}]}]`);

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['the name', [dns(everyName), toName('{matchName: a.example.com}')], 'allowed'],
    ['the name in capitals', [dns(everyName), toName('{matchName: A.Example.Com.}')], 'allowed'],
    ['another name', [dns(everyName), toName('{matchName: b.example.com}')], 'denied'],
    ['a pattern', [dns(everyName), toName("{matchPattern: '*.example.com'}")], 'allowed'],
    ['a pattern of another depth', [dns(everyName), toName("{matchPattern: '*.com'}")], 'denied'],
    ['DNS that may ask for it', [dns('{matchName: a.example.com}'), toName('{matchName: a.example.com}')], 'allowed'],
    [
      'DNS that may not ask for it',
      [dns('{matchName: b.example.com}'), toName('{matchName: a.example.com}')],
      'denied',
    ],
    ['no DNS at all', [toName('{matchName: a.example.com}')], 'denied'],
    [
      'DNS of other pods',
      [dns(everyName, '{matchLabels: {app: near}}'), toName('{matchName: a.example.com}')],
      'unknown',
    ],
    [
      'a denial of all addresses',
      [
        dns(everyName),
        toName('{matchName: a.example.com}'),
        policy(forAll(`egressDeny: [{${toWorld}}]`), 'name: denial'),
      ],
      'denied',
    ],
  ])('open what they resolve to: %s', (_case, policies, answer) => {
    const rules = readDocuments(...cluster, ...policies);
    expect(askPolicies(rules, { toHost: 'a.example.com' }).answer).toBe(answer);
  });

  describe('where DNS is opened [C13]', () => {
    const opened = (peer: string, port = "'53'", rules = "rules: {dns: [{matchPattern: '*'}]}") =>
      policy(
        `{endpointSelector: {}, egress: [{${peer}toPorts: [{ports: [{port: ${port}, protocol: UDP}], ${rules}}]}]}`,
        'name: dns',
      );
    const pods = (labels: string) =>
      `toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': kube-system, ${labels}}}], `;
    const dnsPods = (port: number) =>
      deployment('{k8s-app: kube-dns, role: dns}', {
        metadata: 'name: coredns, namespace: kube-system',
        podSpec: `{containers: [{ports: [{name: dns, containerPort: ${port}, protocol: UDP}]}]}`,
      });

    it.each<[string, readonly string[], PolicyAnswer]>([
      ['to the DNS pods by another label of theirs', [dnsPods(53), opened(pods('role: dns'))], 'allowed'],
      ['to everything', [dnsPods(53), opened('')], 'allowed'],
      ['to the whole cluster', [dnsPods(53), opened('toEntities: [cluster], ')], 'allowed'],
      ['to DNS pods that are not in the files', [opened(pods('k8s-app: kube-dns'))], 'allowed'],
      ['on the port of the DNS pods', [dnsPods(1053), opened(pods('k8s-app: kube-dns'), "'1053'")], 'allowed'],
      ['to other pods', [dnsPods(53), opened(pods('k8s-app: coredns'))], 'unknown'],
      ['to pods of another namespace', [dnsPods(53), opened('toEndpoints: [{}], ')], 'unknown'],
      ['outside of the cluster', [dnsPods(53), opened('toEntities: [world], ')], 'unknown'],
      ['on another port', [dnsPods(53), opened(pods('k8s-app: kube-dns'), "'8053'")], 'unknown'],
    ])('the DNS proxy sees queries on the way to the pods that answer them: %s', (_case, policies, answer) => {
      const rules = readDocuments(...cluster, ...policies, toName('{matchName: a.example.com}'));
      const asked = askPolicies(rules, { toHost: 'a.example.com' });
      expect(asked.answer).toBe(answer);
      const [row] = reachEgress(rules, { workload: 'default/web' }).workloads;
      expect(row?.hosts.map(({ pattern }) => pattern)).toEqual(answer === 'allowed' ? ['a.example.com'] : []);
      expect(row?.unknown.map(({ reason }) => reason)).toEqual(answer === 'allowed' ? [] : asked.because);
    });

    it.each(['rules: {dns: [{matchName: a.example.com}]}', "rules: {dns: [{matchPattern: '*.example.com'}]}"])(
      'and learns the names that are listed there alone: %s',
      (rules) => {
        const both = [
          dnsPods(53),
          opened(pods('k8s-app: kube-dns'), "'53'", rules),
          opened(pods('k8s-app: other')).replace('name: dns', 'name: other'),
          toName("{matchPattern: '*'}"),
        ];
        const answerFor = (toHost: string) => askPolicies(readDocuments(...cluster, ...both), { toHost }).answer;
        expect([answerFor('a.example.com'), answerFor('a.example.org')]).toEqual(['allowed', 'unknown']);
      },
    );
  });

  it('are not said to be within reach where a denial holds for every address [C9]', () => {
    const reachWith = (denied: string) =>
      reachEgress(
        readDocuments(
          ...cluster,
          dns(everyName),
          toName('{matchName: a.example.com}'),
          policy(forAll(`egressDeny: [{${denied}}]`), 'name: denial'),
        ),
        { workload: 'default/web' },
      ).workloads[0]?.hosts.map(({ pattern }) => pattern);
    expect(reachWith('toEntities: [world]')).toEqual([]);
    expect(reachWith('toCIDR: [198.51.100.0/24]')).toEqual(['a.example.com']);
  });

  it('do not open pods and nodes of the cluster [C17]', () => {
    const policies = [dns(everyName), toName("{matchPattern: '*'}")];
    expect(ask(policies, { toHost: 'api.shop.svc.cluster.local', toPod: 'shop/api' })).toBe('denied');
    expect(ask(policies, { toHost: 'node.example.com', toNode: {} })).toBe('denied');
  });

  it('are not open for pods whose queries the proxy sees, by what it has learnt for others [C14]', () => {
    const ofOthers = dns(everyName, '{matchLabels: {app: near}}', 'others');
    const own = dns('{matchName: b.example.com}');
    expect(ask([ofOthers, own, toName("{matchPattern: '*'}")], { toHost: 'a.example.com' })).toBe('denied');
  });

  it('are told where no rule lets the DNS proxy see queries', () => {
    expect(describeProblems(readDocuments(...cluster, toName('{matchName: a.example.com}')))).toEqual([
      '6 (warning) CiliumNetworkPolicy default/policy: It goes by name (toFQDNs), and no rule in the files lets the DNS proxy see any query, so it opens nothing.',
    ]);
  });

  it('are not known of an address alone, and listed in what may be reached', () => {
    const rules = readDocuments(...cluster, dns(everyName), toName("{matchPattern: '*.example.com'}"));
    expect(askPolicies(rules).answer).toBe('unknown');
    const [row] = reachEgress(rules, { workload: 'default/web' }).workloads;
    expect(row?.hosts).toEqual([{ pattern: '*.example.com', ports: { TCP: ['443'], UDP: ['443'], SCTP: ['443'] } }]);
    expect(row?.unknown).toEqual([]);
    expect(row?.allowed).toEqual([]);
  });

  it.each<['name' | 'pattern', string, string, string]>([
    ['name', 'a.x.com', 'a.x.com', 'yes'],
    ['name', '*.x.com', 'a.x.com', 'no'],
    ['pattern', '*.x.com', 'a.x.com', 'yes'],
    ['pattern', '*.x.com', 'x.com', 'no'],
    ['pattern', '*.x.com', 'a.b.x.com', 'no'],
    ['pattern', '*x.com', 'x.com', 'yes'],
    ['pattern', '*x.com', 'ax.com', 'yes'],
    ['pattern', '*x.com', 'a.x.com', 'no'],
    ['pattern', 'a*c.x.com', 'abbc.x.com', 'yes'],
    ['pattern', 'a*c.x.com', 'abb.x.com', 'no'],
    ['pattern', '*', 'a.b.c', 'yes'],
    ['pattern', '**.x.com', 'a.x.com', 'yes'],
    ['pattern', '**.x.com', 'a.b.x.com', 'perhaps'],
    ['pattern', '**.x.com', 'x.com', 'no'],
    ['pattern', '***.x.com', 'a.x.com', 'yes'],
    ['pattern', '***.x.com', 'a.b.x.com', 'perhaps'],
  ])('match as Cilium has it: %s %s for %s: %s [C15, C16]', (kind, text, host, answer) => {
    expect(mayMatchName({ kind, text }, host)).toBe(answer);
  });

  it('match in time that grows with the product of their lengths, whatever the stars', () => {
    const text = `${'*a'.repeat(120)}b.com`;
    expect(mayMatchName({ kind: 'pattern', text }, `${'a'.repeat(250)}.com`)).toBe('no');
  });

  it('match as a regular expression would', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '*', '.'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 }), (pattern, name) => {
        const text = pattern.join('');
        fc.pre(!text.startsWith('**') && text !== '*');
        const expression = new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('*', '[ab]*')}$`);
        expect(mayMatchName({ kind: 'pattern', text }, name.join(''))).toBe(
          expression.test(name.join('')) ? 'yes' : 'no',
        );
      }),
    );
  });
});

describe('the policies of a cluster with Cilium', () => {
  const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');
  const open = networkPolicy('{podSelector: {}, egress: [{}]}');

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['a NetworkPolicy opens beside a policy that closes', [open, opening('')], 'allowed'],
    ['a NetworkPolicy closes beside one that opens', [closed, opening(toWorld)], 'allowed'],
    ['a denial wins over a NetworkPolicy', [open, policy(forAll(`egressDeny: [{${toWorld}}]`))], 'denied'],
    [
      'a NetworkPolicy closes where the other leaves open',
      [closed, policy(forAll('egress: [{}], enableDefaultDeny: {egress: false}'))],
      'denied',
    ],
    ['one for the cluster opens too', [opening(''), clusterwide(forAll(`egress: [{${toWorld}}]`))], 'allowed'],
    ['one for the cluster denies too', [opening(toWorld), clusterwide(forAll(`egressDeny: [{${toWorld}}]`))], 'denied'],
    ['one for nodes does not bear on pods', [clusterwide(`{nodeSelector: {}, egress: [{}]}`)], 'allowed'],
    [
      'egress of a NetworkPolicy without the type counts',
      [networkPolicy('{podSelector: {}, policyTypes: [Ingress], egress: [{ports: [{port: 80}]}]}'), opening(toWorld)],
      'allowed',
    ],
  ])('are one set: %s', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it.each<[string, string, readonly string[], PolicyAnswer]>([
    ['before them', 'Admin, Accept', [policy(forAll(`egressDeny: [{${toWorld}}]`))], 'unknown'],
    ['before them', 'Admin, Deny', [opening(toWorld)], 'unknown'],
    ['before them, as they do', 'Admin, Deny', [opening('')], 'denied'],
    ['after them', 'Baseline, Deny', [opening(toWorld)], 'allowed'],
    ['after them', 'Baseline, Accept', [opening('')], 'denied'],
    ['after none', 'Baseline, Deny', [], 'unknown'],
  ])(
    'leave open what a ClusterNetworkPolicy decides %s (%s), which releases from 1.20 on enforce where they are told to [C10]',
    (_when, written, policies, answer) => {
      const [tier, action] = written.split(', ');
      const standard = `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: c}, spec: {tier: ${tier}, priority: 1, subject: {namespaces: {}}, egress: [{action: ${action}, to: [{networks: [203.0.113.0/24]}]}]}}`;
      expect(ask([standard, ...policies], { cni: 'cilium' })).toBe(answer);
    },
  );

  it('select pods of all namespaces by a peer of one for the cluster [C6]', () => {
    const wide = clusterwide(forAll('egress: [{toEndpoints: [{}]}]'));
    expect(ask([wide], { toPod: 'shop/api' })).toBe('allowed');
    expect(ask([wide])).toBe('denied');
  });

  it('name what decides by its line: the rule, or the policy that closes', () => {
    const rules = readDocuments(...cluster, opening(toWorld));
    expect(askPolicies(rules).decidedBy).toEqual(['CiliumNetworkPolicy default/policy']);
    expect(askPolicies(rules, { toPod: 'shop/api' }).decidedBy).toEqual(['CiliumNetworkPolicy default/policy']);
  });

  it.each<[PolicyQuestion['cni'], PolicyAnswer]>([
    ['cilium', 'allowed'],
    [undefined, 'allowed'],
    ['calico', 'unknown'],
    ['generic', 'unknown'],
  ])('are in force with Cilium alone: %s', (cni, answer) => {
    expect(ask([opening(toWorld)], { cni })).toBe(answer);
  });

  it('ask for the plug-in where they are not its own', () => {
    const { because } = askPolicies(readDocuments(...cluster, opening(toWorld)), { cni: 'calico' });
    expect(because).toEqual([
      'CiliumNetworkPolicy default/policy is of Cilium, and the cluster’s plug-in is said to be calico: correct network.cni, or leave out what is not in force.',
    ]);
  });

  it('leave pods on the node’s network to the node, unless one is for nodes', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const askOnNode = (...documents: readonly string[]) =>
      askPolicies(readDocuments(namespace('default'), onNode, ...documents)).answer;
    const forNodes = clusterwide('{nodeSelector: {}, egress: [{}]}');
    const standard = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');
    expect(askOnNode(opening(''))).toBe('on the node’s network');
    expect([askOnNode(forNodes), askOnNode(forNodes, standard)]).toEqual(['unknown', 'unknown']);
  });

  it('are not certain by labels of a namespace that is not in the files', () => {
    const selector = '{matchLabels: {io.cilium.k8s.namespace.labels.zone: front}}';
    const rules = (rest: string) =>
      readDocuments(deployment(), clusterwide(`{endpointSelector: ${selector}, ${rest}}`));
    expect(askPolicies(rules('egress: [{}]')).answer).toBe('unknown');
    expect(askPolicies(rules(`egress: [{${toWorld}}]`)).answer).toBe('allowed');
  });
});

describe('a policy of Cilium that is refused', () => {
  it.each<[string, string, string]>([
    [
      'two kinds of peers in one rule [C11]',
      `${toWorld}, toEntities: [world]`,
      'toEntities and toCIDR can’t stand in one rule.',
    ],
    ['an entity that is none', 'toEntities: [internet]', '“internet” is no entity.'],
    // The definitions of Cilium 1.15 to 1.20 leave these out, which its agent would take.
    ['an entity that the API does not have', 'toEntities: [world-ipv4]', '“world-ipv4” is no entity.'],
    ['an address alone', 'toCIDR: [203.0.113.7]', '“203.0.113.7” is not an address range in CIDR notation.'],
    ['a protocol in small letters', "toPorts: [{ports: [{port: '443', protocol: tcp}]}]", '“tcp” is no protocol.'],
    ['no protocol in its place', "toPorts: [{ports: [{port: '443', protocol: ''}]}]", '“” is no protocol.'],
    ['ICMP as the protocol of a port', "toPorts: [{ports: [{port: '0', protocol: ICMP}]}]", '“ICMP” is no protocol.'],
    [
      'a port of a protocol without any',
      "toPorts: [{ports: [{port: '443', protocol: ESP}]}]",
      'Its protocol has no ports.',
    ],
    ['a range that ends nowhere', "toPorts: [{ports: [{port: '443', endPort: 65536}]}]", '“65536” is no port.'],
    ['a name of a port, with an end', "toPorts: [{ports: [{port: https, endPort: '500'}]}]", '“500” is no port.'],
    ['a long name of a port', 'toPorts: [{ports: [{port: sixteen-letters-}]}]', '“sixteen-letters-” is no port.'],
    ['a longer name of a port', 'toPorts: [{ports: [{port: sixteen-lettersx}]}]', '“sixteen-lettersx” is no port.'],
    [
      'rules of no kind',
      "toPorts: [{ports: [{port: '53', protocol: UDP}], rules: {}}]",
      'rules must have one of http and dns.',
    ],
    ['no names of TLS', "toPorts: [{ports: [{port: '443'}], serverNames: []}]", 'It lists no name.'],
    ['no mode of authentication', `${toWorld}, authentication: {}`, '“nothing” is no mode of authentication.'],
    ['a mode of authentication', `${toWorld}, authentication: {mode: x}`, '“x” is no mode of authentication.'],
    [
      'too many messages',
      `icmps: [{fields: [${Array.from({ length: 41 }, (_, type) => `{type: ${type + 1}}`).join(', ')}]}]`,
      'It has more than 40 messages.',
    ],
    [
      'a label whose meaning differs by release',
      "toEndpoints: [{matchLabels: {'reserved:all': ''}}]",
      '“reserved:all” can’t be the key of a label.',
    ],
    [
      'a label that is there where both families are on',
      "toEndpoints: [{matchLabels: {'reserved:world-ipv4': ''}}]",
      '“reserved:world-ipv4” can’t be the key of a label.',
    ],
    [
      'a reserved label that nothing has',
      "toEndpoints: [{matchLabels: {'reserved:cluster': ''}}]",
      '“reserved:cluster” can’t be the key of a label.',
    ],
    [
      'a value of a label that has none',
      "toEndpoints: [{matchLabels: {'reserved:world': 'yes'}}]",
      '“reserved:world” can’t be the key of a label.',
    ],
    ['a port without quotes', 'toPorts: [{ports: [{port: 443}]}]', '“443” is no port.'],
    [
      'a protocol without ports, and no port',
      'toPorts: [{ports: [{protocol: VRRP}]}]',
      'VRRP without a port needs enable-extended-ip-protocols of Cilium, which is not judged.',
    ],
    ['a port that is octal to Cilium', "toPorts: [{ports: [{port: '0443'}]}]", '“0443” is no port.'],
    ['a protocol that is none', "toPorts: [{ports: [{port: '443', protocol: HTTP}]}]", '“HTTP” is no protocol.'],
    [
      'a range that ends before it begins',
      "toPorts: [{ports: [{port: '443', endPort: 80}]}]",
      'endPort needs a numeric port that is not above it.',
    ],
    ['a range that is none', 'toCIDR: [internet]', '“internet” is not an address range in CIDR notation.'],
    ['a name that begins with a dot', 'toFQDNs: [{matchName: .x.com}]', '“.x.com” is no name.'],
    ['a pattern with two dots in a row', "toFQDNs: [{matchPattern: '*..com'}]", '“*..com” is no name.'],
    [
      'a message of ICMP that is hexadecimal to Cilium',
      "icmps: [{fields: [{type: '0x8'}]}]",
      'It names no message of ICMP.',
    ],
    ['a name with a star', "toFQDNs: [{matchName: '*.x.com'}]", '“*.x.com” is no name.'],
    [
      'a name with both',
      'toFQDNs: [{matchName: a.b, matchPattern: a.b}]',
      'A name has either matchName or matchPattern.',
    ],
    ['a field of older releases [C27]', 'toRequires: [{}]', 'A rule of egress has no field “toRequires”.'],
    [
      'ICMP beside ports [C11]',
      "icmps: [{}], toPorts: [{ports: [{port: '1'}]}]",
      'icmps and toPorts can’t stand in one rule.',
    ],
    [
      'HTTP on UDP [C25]',
      "toPorts: [{ports: [{port: '443', protocol: UDP}], rules: {http: [{}]}}]",
      'rules.http needs the protocol TCP.',
    ],
    [
      'HTTP on no protocol',
      "toPorts: [{ports: [{port: '443'}], rules: {http: [{}]}}]",
      'rules.http needs the protocol TCP.',
    ],
    [
      'Kafka on no protocol',
      "toPorts: [{ports: [{port: '443'}], rules: {kafka: [{}]}}]",
      'rules.kafka needs the protocol TCP.',
    ],
    [
      'HTTP on every port',
      "toPorts: [{ports: [{port: '0', protocol: TCP}], rules: {http: [{}]}}]",
      'rules.http needs other ports than 0.',
    ],
    [
      'HTTP beside a listener',
      "toPorts: [{ports: [{port: '1', protocol: TCP}], rules: {http: [{}]}, listener: {name: x}}]",
      'rules.http can’t stand beside listener.',
    ],
    [
      'HTTP beside names of TLS that it does not end',
      "toPorts: [{ports: [{port: '1', protocol: TCP}], rules: {http: [{}]}, serverNames: [a.b]}]",
      'rules.http can’t stand beside serverNames.',
    ],
    [
      'rules of two kinds',
      "toPorts: [{ports: [{port: '53', protocol: TCP}], rules: {http: [{}], dns: [{matchPattern: '*'}]}}]",
      'rules.http and rules.dns can’t stand in one entry.',
    ],
    ['DNS without ports', "toPorts: [{rules: {dns: [{matchPattern: '*'}]}}]", 'rules.dns needs the port of DNS.'],
    [
      'DNS on a range',
      "toPorts: [{ports: [{port: '53', endPort: 54}], rules: {dns: [{matchPattern: '*'}]}}]",
      'rules.dns can’t stand with a range of ports.',
    ],
    [
      'too many ports',
      `toPorts: [{ports: [${Array.from({ length: 41 }, (_, index) => `{port: '${index + 1}'}`).join(', ')}]}]`,
      'It has more than 40 ports.',
    ],
    [
      'an exception outside of its range',
      'toCIDRSet: [{cidr: 10.0.0.0/8, except: [11.0.0.0/16]}]',
      '11.0.0.0/16 is no part of 10.0.0.0/8.',
    ],
    [
      'an address in place of a range',
      'toCIDRSet: [{cidr: 203.0.113.7}]',
      '“203.0.113.7” is not an address range in CIDR notation.',
    ],
    [
      'labels of another source',
      "toEndpoints: [{matchLabels: {'container:id': x}}]",
      '“container:id” can’t be the key of a label.',
    ],
    [
      'two kinds of ranges in one entry [C22]',
      'toCIDRSet: [{cidr: 10.0.0.0/8, cidrGroupRef: x}]',
      'It must have one of cidr, cidrGroupRef, cidrGroupSelector, and only one.',
    ],
  ])('is unknown, with its line: %s', (_case, rule, message) => {
    const rules = readDocuments(...cluster, opening(rule));
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([`6 CiliumNetworkPolicy default/policy: ${message}`]);
  });

  it.each([
    ['rules.dns', "ports: [{port: '53', protocol: UDP}], rules: {dns: [{matchPattern: '*'}]}"],
    ['listener', "ports: [{port: '443', protocol: TCP}], listener: {envoyConfig: {name: x}, name: y}"],
  ])('is unknown where a rule of ingress has %s', (field, entry) => {
    const rules = readDocuments(
      ...cluster,
      policy(forAll(`ingress: [{toPorts: [{${entry}}]}], egress: [{${toWorld}}]`)),
    );
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      `6 CiliumNetworkPolicy default/policy: ${field} can’t stand in a rule of ingress.`,
    ]);
  });

  it.each<[string, string, string]>([
    ['no spec', '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}}', 'It has no spec.'],
    ['no selector', policy('{egress: [{}]}', 'name: p'), 'A rule has endpointSelector alone.'],
    [
      'nodes in a namespace',
      policy('{nodeSelector: {}, egress: [{}]}', 'name: p'),
      'A rule has endpointSelector alone.',
    ],
    [
      'names that are denied',
      policy(forAll('egressDeny: [{toFQDNs: [{matchName: a.b}]}]'), 'name: p'),
      'A rule of egressDeny has no field “toFQDNs”.',
    ],
    [
      'requests that are denied',
      policy(
        forAll("egressDeny: [{toPorts: [{ports: [{port: '80', protocol: TCP}], rules: {http: [{}]}}]}]"),
        'name: p',
      ),
      'An entry of toPorts has no field “rules”.',
    ],
    [
      'a switch that is none',
      policy(forAll('egress: [{}], enableDefaultDeny: {egress: maybe}'), 'name: p'),
      'It must be true or false.',
    ],
  ])('is unknown for the pods that it may select: %s', (_case, document, message) => {
    const rules = readDocuments(...cluster, document);
    expect(describeProblems(rules)).toEqual([`6 CiliumNetworkPolicy default/p: ${message}`]);
    expect(askPolicies(rules).answer).toBe(_case === 'nodes in a namespace' ? 'allowed' : 'unknown');
  });
});

describe('labels that Cilium leaves out of an identity unless it is told otherwise', () => {
  const set =
    '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 2, template: {metadata: {labels: {app: db}}}}}';
  const own = (label: string): string =>
    `{apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db, ${label}}}, spec: {}}`;
  const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: closed');

  it.each([
    ['statefulset.kubernetes.io/pod-name: db-0', set],
    ["apps.kubernetes.io/pod-index: '0'", set],
    ["batch.kubernetes.io/job-completion-index: '0'", own("batch.kubernetes.io/job-completion-index: '0'")],
    ['pod-template-hash: abc', own('pod-template-hash: abc')],
    ['controller-revision-hash: abc', own('controller-revision-hash: abc')],
    ['controller-uid: abc', own('controller-uid: abc')],
    ['kubernetes.io/role: a', own('kubernetes.io/role: a')],
    ['topology.kubernetes.io/zone: a', own('topology.kubernetes.io/zone: a')],
  ])('leave open whom a rule means: %s', (label, pods) => {
    const from = 'default/db';
    for (const [asked, cni] of [
      [policy(`{endpointSelector: {matchLabels: {${label}}}, egress: [{toEntities: [world]}]}`), undefined],
      [networkPolicy(`{podSelector: {matchLabels: {${label}}}, egress: [{}]}`), 'cilium'],
    ] as const) {
      const answered = askPolicies(readDocuments(pods, closed, asked), { from, cni });
      expect(answered.answer).toBe('unknown');
      expect(answered.because.join()).toContain('Cilium leaves labels');
    }
    const byApi = networkPolicy(`{podSelector: {matchLabels: {${label}}}, egress: [{}]}`);
    expect(askPolicies(readDocuments(pods, closed, byApi), { from, cni: 'calico' }).answer).toBe('allowed');
    const toThem = policy(`{endpointSelector: {}, egress: [{toEndpoints: [{matchLabels: {${label}}}]}]}`);
    expect(askPolicies(readDocuments(deployment(), pods, toThem), { toPod: from }).answer).toBe('unknown');
  });

  it('are not those that a pod has for itself', () => {
    const some = own('app.kubernetes.io/name: db');
    const opened = policy(
      '{endpointSelector: {matchLabels: {app.kubernetes.io/name: db}}, egress: [{toEntities: [world]}]}',
    );
    expect(askPolicies(readDocuments(some, closed, opened), { from: 'default/db' }).answer).toBe('allowed');
  });
});

describe('a field that Cilium does not know', () => {
  const ports = (rest: string) => `toPorts: [{ports: [{port: '443', protocol: TCP}], ${rest}}]`;
  it.each([
    ['a rule', 'x: 1'],
    ['toPorts', ports('x: 1')],
    ['rules', ports('rules: {x: 1}')],
    ['a port', "toPorts: [{ports: [{port: '443', x: 1}]}]"],
    ['a name', 'toFQDNs: [{matchName: a.example.com, x: 1}]'],
    ['an entry of toCIDRSet', 'toCIDRSet: [{cidr: 203.0.113.0/24, x: 1}]'],
    ['a Service', 'toServices: [{k8sService: {serviceName: a}, x: 1}]'],
    ['a Service by name', 'toServices: [{k8sService: {serviceName: a, x: 1}}]'],
    ['a Service by labels', 'toServices: [{k8sServiceSelector: {selector: {}, x: 1}}]'],
  ])('leaves the pods of the policy unknown, and is told: of %s', (_what, rule) => {
    const rules = readDocuments(...cluster, opening(rule));
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules).join()).toContain('has no field “x”');
  });
});

describe('rules of Cilium that may select the pods', () => {
  const by = (label: string, rest: string, name: string) =>
    policy(`{endpointSelector: {matchLabels: {${label}}}, ${rest}}`, `name: ${name}`);
  const to = (port: number) => `{toPorts: [{ports: [{port: '${port}', protocol: TCP}]}]}`;
  const perhaps = (rest: string, name = 'perhaps') => by('pod-template-hash: abc', rest, name);
  const perhapsToo = (rest: string) => by('controller-revision-hash: def', rest, 'too');
  const certain = (rest: string) => policy(forAll(rest), 'name: certain');
  const labelled = deployment('{app: web, pod-template-hash: abc, controller-revision-hash: def}');
  const askAll = (policies: readonly string[], ...tried: readonly number[]) => {
    const rules = readDocuments(namespace('default'), labelled, ...policies);
    return tried.map((port) => askPolicies(rules, { cni: 'cilium', port }).answer);
  };

  it.each<[string, readonly string[], PolicyAnswer, PolicyAnswer, PolicyAnswer]>([
    ['alone', [perhaps(`egress: [${to(80)}]`)], 'unknown', 'allowed', 'unknown'],
    [
      'beside one that does',
      [certain(`egress: [${to(443)}]`), perhaps(`egress: [${to(80)}]`)],
      'allowed',
      'unknown',
      'denied',
    ],
    [
      'beside one that may by another label',
      [perhaps(`egress: [${to(80)}]`), perhapsToo(`egress: [${to(443)}]`)],
      'unknown',
      'unknown',
      'unknown',
    ],
    [
      'beside ones that do, and may by another label',
      [certain(`egress: [${to(443)}]`), perhaps(`egress: [${to(80)}]`), perhapsToo(`egress: [${to(80)}]`)],
      'allowed',
      'unknown',
      'denied',
    ],
    [
      'and deny',
      [certain(`egress: [${to(443)}, ${to(80)}]`), perhaps(`egressDeny: [${to(80)}]`)],
      'allowed',
      'unknown',
      'denied',
    ],
    [
      'and close nothing',
      [perhaps(`enableDefaultDeny: {egress: false}, egress: [${to(80)}]`)],
      'allowed',
      'allowed',
      'allowed',
    ],
    [
      'and close nothing, each by its own label',
      [
        perhaps(`enableDefaultDeny: {egress: false}, egress: [${to(80)}]`),
        perhapsToo(`enableDefaultDeny: {egress: false}, egress: [${to(80)}]`),
      ],
      'allowed',
      'allowed',
      'allowed',
    ],
    [
      'beside a NetworkPolicy',
      [networkPolicy('{podSelector: {}, egress: [{ports: [{port: 443}]}]}'), perhaps(`egress: [${to(80)}]`)],
      'allowed',
      'unknown',
      'denied',
    ],
    [
      'beside a NetworkPolicy that may',
      [
        networkPolicy('{podSelector: {matchLabels: {pod-template-hash: abc}}, egress: [{ports: [{port: 443}]}]}'),
        perhaps(`egress: [${to(443)}]`),
      ],
      'allowed',
      'unknown',
      'unknown',
    ],
  ])('%s', (_what, policies, https, http, ssh) => {
    expect(askAll(policies, 443, 80, 22)).toEqual([https, http, ssh]);
  });
});

describe('Cilium without its proxy', () => {
  const off = (value: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: {enable-l7-proxy: '${value}'}}`;
  const ports = (rest: string) => `toPorts: [{ports: [{port: '443', protocol: TCP}]${rest}}]`;
  it.each<[string, string, boolean]>([
    ['ports', policy(forAll(`egress: [{${ports('')}}]`)), false],
    ['names of what is reached', policy(forAll('egress: [{toFQDNs: [{matchName: a.example.com}]}]')), true],
    ['names that are asked for', policy(forAll(`egress: [{${ports(', rules: {dns: [{matchPattern: "*"}]}')}}]`)), true],
    ['requests', policy(forAll(`egress: [{${ports(', rules: {http: [{}]}')}}]`)), true],
    ['names of TLS', policy(forAll(`egress: [{${ports(', serverNames: [a.example.com]')}}]`)), true],
    [
      'requests that come in',
      policy(forAll(`ingress: [{${ports(', rules: {http: [{}]}')}}], egress: [{${ports('')}}]`)),
      true,
    ],
    [
      'names beside other rules',
      policy(forAll(`egress: [{${ports('')}}, {toFQDNs: [{matchName: a.example.com}]}]`)),
      true,
    ],
  ])('knows nothing of policies that go by %s [C13, C30]', (_what, document, isNeeded) => {
    const problemsWith = (value: string) =>
      describeProblems(readDocuments(...cluster, document, off(value))).filter((one) =>
        one.includes('enable-l7-proxy'),
      );
    expect(problemsWith('false')).toHaveLength(isNeeded ? 1 : 0);
    expect(problemsWith('true')).toEqual([]);
    const { answer } = askPolicies(readDocuments(...cluster, document, off('false')));
    expect(answer).toBe(isNeeded ? 'unknown' : 'allowed');
  });
});

describe('policies of Kubernetes among those of Cilium that may select the pods', () => {
  const admin = (kind: string, action: string, rest = '') =>
    `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: ${kind}, metadata: {name: default}, spec: {${rest}subject: {namespaces: {}}, egress: [{action: ${action}, to: [{networks: [0.0.0.0/0]}]}]}}`;
  const perhaps = policy(
    "{endpointSelector: {matchLabels: {pod-template-hash: abc}}, egress: [{toPorts: [{ports: [{port: '443'}]}]}]}",
    'name: perhaps',
  );

  it('may be in force or not, whether these are or not', () => {
    const closing = policy(forAll('egress: [{}]'), 'name: closing');
    const first = admin('AdminNetworkPolicy', 'Allow', 'priority: 1, ');
    expect([ask([closing, perhaps, first]), ask([perhaps, first])]).toEqual(['unknown', 'allowed']);
    const last = admin('BaselineAdminNetworkPolicy', 'Deny');
    expect([ask([perhaps]), ask([perhaps, last])]).toEqual(['allowed', 'unknown']);
  });
});

describe('addresses as peers', () => {
  it.each([
    ['toCIDR: [0.0.0.0/0]', 'denied'],
    ['toCIDRSet: [{cidr: 192.0.2.0/24}]', 'denied'],
    ['toEntities: [world]', 'denied'],
    ['toEntities: [cluster]', 'allowed'],
  ])('are never those of pods, whatever address these have: %s [C19]', (peer, answer) => {
    expect(ask([opening(peer)], { toPod: 'shop/api', to: '192.0.2.9' })).toBe(answer);
  });
});

describe('several rules for DNS', () => {
  const asking = (labels: string, name: string) =>
    `{toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: kube-system, ${labels}}}], toPorts: [{ports: [{port: '53', protocol: UDP}], rules: {dns: [{matchName: ${name}}]}}]}`;
  const dnsPods = deployment('{k8s-app: kube-dns}', { metadata: 'name: coredns, namespace: kube-system' });

  it('each let ask for names of its own, and the one that is not on the way to the DNS pods leaves them unknown', () => {
    const toNames = ['a', 'b', 'c'].map((name) => `{toFQDNs: [{matchName: ${name}.example.com}]}`);
    const document = policy(
      forAll(
        `egress: [${asking('k8s-app: kube-dns', 'a.example.com')}, ${asking('k8s-app: other', 'b.example.com')}, ${toNames.join(', ')}]`,
      ),
    );
    const rules = readDocuments(...cluster, dnsPods, document);
    const answers = ['a', 'b', 'c'].map((name) => askPolicies(rules, { toHost: `${name}.example.com` }).answer);
    expect(answers).toEqual(['allowed', 'unknown', 'denied']);
  });
});
