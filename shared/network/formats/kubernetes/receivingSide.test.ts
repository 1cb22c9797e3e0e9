import { describe, expect, it } from 'vitest';
import type { Cni } from '../../../plan/plan.ts';
import { askReceiver } from '../../testing/askPolicies.ts';
import type { PolicyAnswer, ReceiverQuestion } from '../../testing/askPolicies.ts';
import { deployment, describeProblems, namespace, networkPolicy, readDocuments } from '../../testing/rules.ts';

const web = deployment('{app: web}', {
  podSpec: '{containers: [{ports: [{name: https, containerPort: 443}, {name: admin, containerPort: 9443}]}]}',
});
const api = deployment('{app: api}', {
  metadata: 'name: api, namespace: shop',
  podSpec: '{serviceAccountName: api, containers: [{ports: [{name: https, containerPort: 8443}]}]}',
});
const near = deployment('{app: near}', { metadata: 'name: near' });
const cluster = [namespace('default', '{zone: front}'), namespace('shop', '{zone: back}'), web, api, near];

function ask(policies: readonly string[], cni: Cni, question: ReceiverQuestion = {}): PolicyAnswer {
  const rules = readDocuments(...cluster, ...policies);
  expect(describeProblems(rules)).toEqual([]);
  return askReceiver(rules, { cni, ...question }).answer;
}

const fromApi = { fromPod: 'shop/api' } as const;
const fromNear = { fromPod: 'default/near' } as const;
const fromNode = { fromNode: { zone: 'a' } } as const;

type Row = readonly [what: string, spec: string, question: ReceiverQuestion, answer: PolicyAnswer];

describe('types that a policy of Calico does not write', () => {
  const egressAlone = (apiVersion: string) =>
    `{apiVersion: ${apiVersion}, kind: NetworkPolicy, metadata: {name: p}, spec: {egress: [{action: Allow}]}}`;
  const both = egressAlone('projectcalico.org/v3').replace('egress:', 'ingress: [{action: Deny}], egress:');

  it.each([
    ['Egress alone, where there are such rules alone', egressAlone('projectcalico.org/v3'), 'allowed'],
    ['both, where it has rules for both', both, 'denied'],
    ['Ingress alone, where it has such rules alone', both.replace(', egress: [{action: Allow}]', ''), 'denied'],
    ['both, where it is stored as a resource of its own', egressAlone('crd.projectcalico.org/v1'), 'denied'],
  ])('are %s [L4]', (_what, policy, answer) => {
    expect(ask([policy], 'calico', fromNear)).toBe(answer);
  });
});

describe('the ingress rules of a NetworkPolicy, each of which alone turns the verdict', () => {
  const all = 'podSelector: {}';
  it.each<Row>([
    ['closes by default, without types', `{${all}}`, fromNear, 'denied'],
    ['closes with an empty list of types', `{${all}, policyTypes: []}`, fromNear, 'denied'],
    ['closes by its type', `{${all}, policyTypes: [Ingress]}`, fromNear, 'denied'],
    ['leaves it open where it is for egress', `{${all}, policyTypes: [Egress]}`, fromNear, 'allowed'],
    ['closes without types, beside egress rules', `{${all}, egress: [{}]}`, fromNear, 'denied'],
    ['does not select these pods', '{podSelector: {matchLabels: {app: api}}}', fromNear, 'allowed'],
    ['opens all by an empty rule', `{${all}, ingress: [{}]}`, {}, 'allowed'],
    ['opens all by an empty list of peers', `{${all}, ingress: [{from: []}]}`, {}, 'allowed'],
    ['opens pods of its namespace', `{${all}, ingress: [{from: [{podSelector: {}}]}]}`, fromNear, 'allowed'],
    ['opens no pods of others by that', `{${all}, ingress: [{from: [{podSelector: {}}]}]}`, fromApi, 'denied'],
    [
      'opens pods of a namespace by its labels',
      `{${all}, ingress: [{from: [{namespaceSelector: {matchLabels: {zone: back}}}]}]}`,
      fromApi,
      'allowed',
    ],
    [
      'needs both selectors of one peer',
      `{${all}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: near}}}]}]}`,
      fromApi,
      'denied',
    ],
    ['opens no address by selectors', `{${all}, ingress: [{from: [{namespaceSelector: {}}]}]}`, {}, 'denied'],
    ['opens no node by selectors', `{${all}, ingress: [{from: [{namespaceSelector: {}}]}]}`, fromNode, 'denied'],
    ['opens an address', `{${all}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}`, {}, 'allowed'],
    [
      'takes an address out',
      `{${all}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}}]}]}`,
      {},
      'denied',
    ],
    ['opens a port', `{${all}, ingress: [{ports: [{port: 443}]}]}`, fromNear, 'allowed'],
    ['opens another port', `{${all}, ingress: [{ports: [{port: 444}]}]}`, fromNear, 'denied'],
    ['opens another protocol', `{${all}, ingress: [{ports: [{port: 443, protocol: UDP}]}]}`, fromNear, 'denied'],
    ['opens a range', `{${all}, ingress: [{ports: [{port: 400, endPort: 500}]}]}`, fromNear, 'allowed'],
    [
      'opens by the name of a port of its own pods',
      `{${all}, ingress: [{ports: [{port: https}]}]}`,
      fromApi,
      'allowed',
    ],
    ['opens by that name to addresses as well', `{${all}, ingress: [{ports: [{port: https}]}]}`, {}, 'allowed'],
    ['opens another port by its name', `{${all}, ingress: [{ports: [{port: admin}]}]}`, fromApi, 'denied'],
    ['opens no port by a name that its pods lack', `{${all}, ingress: [{ports: [{port: metrics}]}]}`, {}, 'denied'],
  ])('one that %s', (_what, spec, question, answer) => {
    expect(ask([networkPolicy(spec)], 'generic', question)).toBe(answer);
  });

  it.each<[Cni | undefined, PolicyAnswer]>([
    ['cilium', 'denied'],
    ['calico', 'allowed'],
    ['generic', 'allowed'],
    [undefined, 'unknown'],
  ])('are read by plug-ins in their own way beside policyTypes without Ingress: %s', (cni, answer) => {
    const spec = `{${all}, policyTypes: [Egress], ingress: [{ports: [{port: 8443}]}]}`;
    const rules = readDocuments(...cluster, networkPolicy(spec));
    expect(askReceiver(rules, { cni, ...fromNear }).answer).toBe(answer);
  });

  it('say nothing of what the pod opens, nor its egress rules of what is opened to it', () => {
    const egressOnly = networkPolicy(`{${all}, policyTypes: [Egress], egress: []}`);
    expect(ask([egressOnly], 'generic', fromNear)).toBe('allowed');
  });

  it('name what decides', () => {
    const rules = readDocuments(...cluster, networkPolicy(`{${all}, ingress: [{ports: [{port: 443}]}]}`));
    expect(askReceiver(rules, { cni: 'generic' }).decidedBy).toEqual(['NetworkPolicy default/policy']);
  });
});

describe('the ingress rules of cluster-wide policies', () => {
  const cluster2 = (rules: string, more = 'tier: Admin, priority: 5'): string =>
    `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: wide}, spec: {${more}, subject: {namespaces: {}}, ingress: [${rules}]}}`;
  const anywhere = 'from: [{namespaces: {}}]';
  it.each<Row>([
    ['denies pods', cluster2(`{action: Deny, ${anywhere}}`), fromApi, 'denied'],
    ['leaves addresses alone', cluster2(`{action: Deny, ${anywhere}}`), {}, 'allowed'],
    [
      'denies the pods of some namespaces',
      cluster2('{action: Deny, from: [{namespaces: {matchLabels: {zone: front}}}]}'),
      fromApi,
      'allowed',
    ],
    [
      'denies by the first rule that matches',
      cluster2(
        `{action: Accept, ${anywhere}, protocols: [{tcp: {destinationPort: {number: 443}}}]}, {action: Deny, ${anywhere}}`,
      ),
      fromApi,
      'allowed',
    ],
    [
      'goes by the name of a port of the pod that it protects',
      cluster2(`{action: Deny, ${anywhere}, protocols: [{destinationNamedPort: https}]}`),
      fromApi,
      'denied',
    ],
    [
      'passes to what comes after it',
      cluster2(`{action: Pass, ${anywhere}}, {action: Deny, ${anywhere}}`),
      fromApi,
      'allowed',
    ],
  ])('one that %s', (_what, policy, question, answer) => {
    expect(ask([policy], 'generic', question)).toBe(answer);
  });

  it('of the baseline tier decide only where no NetworkPolicy isolates the pod for ingress', () => {
    const baseline = cluster2(`{action: Deny, ${anywhere}}`, 'tier: Baseline, priority: 5');
    expect(ask([baseline], 'generic', fromApi)).toBe('denied');
    const open = networkPolicy('{podSelector: {}, ingress: [{}]}');
    expect(ask([baseline, open], 'generic', fromApi)).toBe('allowed');
    const otherWay = networkPolicy('{podSelector: {}, policyTypes: [Egress], egress: [{}]}');
    expect(ask([baseline, otherWay], 'generic', fromApi)).toBe('denied');
  });
});

describe('the ingress rules of Cilium’s policies, each of which alone turns the verdict', () => {
  const policy = (rest: string): string =>
    `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: policy}, spec: {endpointSelector: {}, ${rest}}}`;
  const open = (rule: string): string => policy(`ingress: [{${rule}}]`);
  it.each<Row>([
    ['closes by an empty rule', policy('ingress: [{}]'), fromNear, 'denied'],
    ['leaves it open without rules for it', policy('egress: [{}]'), fromNear, 'allowed'],
    ['opens endpoints of its namespace', open('fromEndpoints: [{}]'), fromNear, 'allowed'],
    ['opens no endpoints of others by that', open('fromEndpoints: [{}]'), fromApi, 'denied'],
    [
      'opens endpoints of another by its name',
      open('fromEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: shop, app: api}}]'),
      fromApi,
      'allowed',
    ],
    ['opens the cluster', open('fromEntities: [cluster]'), fromApi, 'allowed'],
    ['opens no address by that', open('fromEntities: [cluster]'), {}, 'denied'],
    ['opens the world', open('fromEntities: [world]'), {}, 'allowed'],
    ['opens no pod by that', open('fromEntities: [world]'), fromApi, 'denied'],
    ['may open the pod’s own node', open('fromEntities: [host]'), fromNode, 'unknown'],
    ['opens a range', open('fromCIDR: [203.0.113.0/24]'), {}, 'allowed'],
    ['opens no pod by a range', open('fromCIDR: [0.0.0.0/0]'), fromNear, 'denied'],
    ['takes addresses out', open('fromCIDRSet: [{cidr: 0.0.0.0/0, except: [203.0.113.0/24]}]'), {}, 'denied'],
    ['opens a port', open("toPorts: [{ports: [{port: '443', protocol: TCP}]}]"), {}, 'allowed'],
    ['opens another port', open("toPorts: [{ports: [{port: '444', protocol: TCP}]}]"), {}, 'denied'],
    ['opens a port by its name', open('toPorts: [{ports: [{port: https}]}]'), {}, 'allowed'],
    ['opens no more than ICMP', open('icmps: [{fields: [{type: 8, family: IPv4}]}]'), fromNear, 'denied'],
    [
      'lets through some requests alone',
      open("fromEndpoints: [{}], toPorts: [{ports: [{port: '443', protocol: TCP}], rules: {http: [{method: GET}]}}]"),
      fromNear,
      'unknown',
    ],
    [
      'denies what another rule opens',
      policy('ingress: [{fromEntities: [all]}], ingressDeny: [{fromEndpoints: [{}]}]'),
      fromNear,
      'denied',
    ],
    [
      'denies no more than that',
      policy('ingress: [{fromEntities: [all]}], ingressDeny: [{fromEndpoints: [{}]}]'),
      fromApi,
      'allowed',
    ],
    [
      'denies without closing the rest',
      policy('enableDefaultDeny: {ingress: false}, ingressDeny: [{fromEndpoints: [{}]}]'),
      fromApi,
      'allowed',
    ],
    [
      'closes nothing that it has no rules for, whatever it says',
      policy('enableDefaultDeny: {ingress: true}, egress: [{}]'),
      fromApi,
      'allowed',
    ],
  ])('one that %s', (_what, rules, question, answer) => {
    expect(ask([rules], 'cilium', question)).toBe(answer);
  });

  it.each([
    ['toEndpoints', 'ingress: [{toEndpoints: [{}]}]', 'A rule of ingress has no field “toEndpoints”.'],
    ['fromFQDNs', 'ingress: [{fromFQDNs: [{matchName: x.com}]}]', 'A rule of ingress has no field “fromFQDNs”.'],
    ['two kinds of peers', 'ingress: [{fromEndpoints: [{}], fromEntities: [all]}]', 'can’t stand in one rule'],
    ['icmps beside toPorts', 'ingress: [{toPorts: [{ports: []}], icmps: [{}]}]', 'icmps and toPorts can’t stand'],
    [
      'a default that is no yes or no',
      'ingress: [{}], enableDefaultDeny: {ingress: maybe}',
      'It must be true or false.',
    ],
  ])('are refused with %s, so that the policy is not judged in either direction', (_what, rest, message) => {
    const rules = readDocuments(...cluster, policy(rest));
    expect(describeProblems(rules).join()).toContain(message);
    expect(askReceiver(rules, { cni: 'cilium', ...fromNear }).answer).toBe('unknown');
  });
});

describe('the ingress rules of Calico’s policies, each of which alone turns the verdict', () => {
  const policy = (rest: string): string =>
    `{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: policy}, spec: {selector: all(), ${rest}}}`;
  const rule = (rest: string): string => policy(`ingress: [{${rest}}]`);
  it.each<Row>([
    ['closes without rules and types', policy('order: 1'), fromNear, 'denied'],
    ['leaves it open beside egress rules alone', policy('egress: [{action: Allow}]'), fromNear, 'allowed'],
    ['closes by its type', policy('types: [Ingress]'), fromNear, 'denied'],
    [
      'leaves it open where it is for egress',
      policy('types: [Egress], ingress: [{action: Deny}]'),
      fromNear,
      'allowed',
    ],
    ['opens all', rule('action: Allow'), {}, 'allowed'],
    ['denies all', policy('ingress: [{action: Deny}, {action: Allow}]'), fromNear, 'denied'],
    [
      'opens by the labels of the source',
      rule('action: Allow, source: {selector: app == "near"}'),
      fromNear,
      'allowed',
    ],
    [
      'opens none of another namespace by that',
      rule('action: Allow, source: {selector: app == "api"}'),
      fromApi,
      'denied',
    ],
    [
      'opens those of a namespace',
      rule('action: Allow, source: {namespaceSelector: zone == "back"}'),
      fromApi,
      'allowed',
    ],
    ['opens a range', rule('action: Allow, source: {nets: [203.0.113.0/24]}'), {}, 'allowed'],
    ['opens all but a range', rule('action: Allow, source: {notNets: [203.0.113.0/24]}'), {}, 'denied'],
    ['opens a port', rule('action: Allow, protocol: TCP, destination: {ports: [443]}'), {}, 'allowed'],
    ['opens another port', rule('action: Allow, protocol: TCP, destination: {ports: [444]}'), {}, 'denied'],
    ['opens a port by its name', rule('action: Allow, protocol: TCP, destination: {ports: [https]}'), {}, 'allowed'],
    ['opens by the port of the source', rule('action: Allow, protocol: TCP, source: {ports: [443]}'), {}, 'unknown'],
    ['is for other pods of its own', rule('action: Allow, destination: {selector: app == "api"}'), fromNear, 'denied'],
    ['is for these pods', rule('action: Allow, destination: {selector: app == "web"}'), fromNear, 'allowed'],
    [
      'opens by the service account',
      rule('action: Allow, source: {namespaceSelector: all(), serviceAccounts: {names: [api]}}'),
      fromApi,
      'allowed',
    ],
    ['lets through some requests alone', rule('action: Allow, http: {methods: [GET]}'), {}, 'unknown'],
  ])('one that %s', (_what, rules, question, answer) => {
    expect(ask([rules], 'calico', question)).toBe(answer);
  });
});
