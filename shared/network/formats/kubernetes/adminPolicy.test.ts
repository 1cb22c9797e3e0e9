import { describe, expect, it } from 'vitest';
import { reachEgress } from '../../judging/reachEgress.ts';
import { askPolicies } from '../../testing/askPolicies.ts';
import type { PolicyAnswer, PolicyQuestion } from '../../testing/askPolicies.ts';
import { deployment, describeProblems, namespace, networkPolicy, readDocuments } from '../../testing/rules.ts';

/** A peer on the internet, and one in the cluster. */
const internet = 'networks: [203.0.113.0/24]';
const api = deployment('{app: api}', {
  metadata: 'name: api, namespace: shop',
  podSpec:
    '{containers: [{ports: [{name: http, containerPort: 443}, {name: admin, containerPort: 9443}, {name: dns, containerPort: 53, protocol: UDP}]}]}',
});
const cluster = [namespace('default', '{tier: front}'), namespace('shop', '{tier: back}'), deployment(), api];

function adminPolicy(rules: string, more = 'priority: 10, subject: {namespaces: {}}', name = 'admin'): string {
  return `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: ${name}}, spec: {${more}, egress: [${rules}]}}`;
}

function baselinePolicy(rules: string): string {
  return `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: {name: default}, spec: {subject: {namespaces: {}}, egress: [${rules}]}}`;
}

function clusterPolicy(
  rules: string,
  more = 'tier: Admin, priority: 10, subject: {namespaces: {}}',
  name = 'cluster',
): string {
  return `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: ${name}}, spec: {${more}, egress: [${rules}]}}`;
}

/** Denied unless the rule itself lets it through; the plug-in enforces what the API says. */
function ask(policies: readonly string[], question: PolicyQuestion = {}): PolicyAnswer {
  const rules = readDocuments(...cluster, ...policies);
  expect(describeProblems(rules)).toEqual([]);
  return askPolicies(rules, { cni: 'generic', ...question }).answer;
}

const deny = (peer: string, more = ''): string => `{action: Deny, to: [{${peer}}]${more}}`;
const allow = (peer: string, more = ''): string => `{action: Allow, to: [{${peer}}]${more}}`;
const many = (count: number, one: (number: number) => string): string =>
  Array.from({ length: count }, (_one, index) => one(index + 1)).join(', ');
const pass = (peer: string): string => `{action: Pass, to: [{${peer}}]}`;

describe('a ClusterNetworkPolicy', () => {
  const networks = (version: string, range: string): string =>
    clusterPolicy(`{action: Deny, to: [{networks: [${range}]}]}`).replace('v1alpha2', version);

  it.each(['v1alpha2', 'v1beta1'])('is read in the version %s of its API', (version) => {
    expect(ask([networks(version, '203.0.113.0/24')])).toBe('denied');
  });

  it.each([
    ['v1alpha2', '5 (warning) ClusterNetworkPolicy cluster: “203.0.113.7/24” is read as 203.0.113.0/24.', 'denied'],
    ['v1beta1', '5 ClusterNetworkPolicy cluster: “203.0.113.7/24” has bits behind its mask.', 'unknown'],
  ])('has ranges with bits behind their mask only where its version takes them: %s', (version, problem, answer) => {
    const rules = readDocuments(...cluster, networks(version, '203.0.113.7/24'));
    expect(describeProblems(rules)).toEqual([problem]);
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe(answer);
  });
});

describe('a field of an AdminNetworkPolicy that alone turns the verdict', () => {
  it.each<[string, string, PolicyAnswer]>([
    ['namespaces of all', 'namespaces: {}', 'denied'],
    ['namespaces that fit', 'namespaces: {matchLabels: {tier: front}}', 'denied'],
    ['namespaces by name', 'namespaces: {matchLabels: {kubernetes.io/metadata.name: default}}', 'denied'],
    ['namespaces that do not fit', 'namespaces: {matchLabels: {tier: back}}', 'allowed'],
    ['pods that fit', 'pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}', 'denied'],
    ['pods of other labels', 'pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}', 'allowed'],
    ['pods elsewhere', 'pods: {namespaceSelector: {matchLabels: {tier: back}}, podSelector: {}}', 'allowed'],
  ])('is its subject: %s', (_field, subject, answer) => {
    expect(ask([adminPolicy(deny(internet), `priority: 10, subject: {${subject}}`)])).toBe(answer);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['networks', internet, {}, 'denied'],
    ['other networks', 'networks: [198.51.100.0/24]', {}, 'allowed'],
    ['a second network', 'networks: [198.51.100.0/24, 203.0.113.7/32]', {}, 'denied'],
    ['networks of IPv6', "networks: ['2001:db8::/32']", { to: '2001:db8::7' }, 'denied'],
    ['networks, also for the address of a pod', 'networks: [10.244.9.0/24]', { toPod: 'shop/api' }, 'denied'],
    ['networks without the address of the pod', 'networks: [10.244.8.0/24]', { toPod: 'shop/api' }, 'allowed'],
    ['namespaces, for a pod', 'namespaces: {matchLabels: {tier: back}}', { toPod: 'shop/api' }, 'denied'],
    ['namespaces of all, for a pod', 'namespaces: {}', { toPod: 'shop/api' }, 'denied'],
    ['other namespaces, for a pod', 'namespaces: {matchLabels: {tier: front}}', { toPod: 'shop/api' }, 'allowed'],
    ['namespaces of all, for the internet [A6]', 'namespaces: {}', {}, 'allowed'],
    ['namespaces of all, for a node', 'namespaces: {}', { toNode: {} }, 'allowed'],
    ['pods that fit', podsPeer('{tier: back}', '{app: api}'), { toPod: 'shop/api' }, 'denied'],
    ['pods in other namespaces', podsPeer('{tier: front}', '{app: api}'), { toPod: 'shop/api' }, 'allowed'],
    ['pods of other labels', podsPeer('{tier: back}', '{app: web}'), { toPod: 'shop/api' }, 'allowed'],
    ['nodes of all', 'nodes: {}', { toNode: {} }, 'denied'],
    ['nodes that fit', 'nodes: {matchLabels: {role: worker}}', { toNode: { role: 'worker' } }, 'denied'],
    ['nodes that do not fit', 'nodes: {matchLabels: {role: infra}}', { toNode: { role: 'worker' } }, 'allowed'],
    ['nodes, for the internet', 'nodes: {}', {}, 'allowed'],
    ['nodes, for a pod', 'nodes: {}', { toPod: 'shop/api' }, 'allowed'],
    ['nodes, for one that is not known', 'nodes: {}', { to: '172.18.0.9', perhapsInside: true }, 'unknown'],
  ])('is a peer: %s', (_field, peer, question, answer) => {
    expect(ask([adminPolicy(deny(peer))], question)).toBe(answer);
  });

  function podsPeer(namespaces: string, pods: string): string {
    return `pods: {namespaceSelector: {matchLabels: ${namespaces}}, podSelector: {matchLabels: ${pods}}}`;
  }

  it.each<[string, string, PolicyAnswer]>([
    ['the name', 'updates.example.com', 'allowed'],
    ['the name in capitals, with a dot at the end', 'Updates.Example.COM.', 'allowed'],
    ['another name', 'example.com', 'denied'],
    ['a pattern one label up', "'*.example.com'", 'allowed'],
    ['a pattern of the name itself', "'*.updates.example.com'", 'denied'],
    ['a pattern that ends alike', "'*.ample.com'", 'denied'],
  ])('is a domain name: %s', (_field, name, answer) => {
    const everythingElse = deny('networks: [0.0.0.0/0]');
    const policies = [adminPolicy(`${allow(`domainNames: [${name}]`)}, ${everythingElse}`)];
    expect(ask(policies, { toHost: 'updates.example.com' })).toBe(answer);
    expect(ask(policies, { toHost: 'UPDATES.example.com.' })).toBe(answer);
    // By address alone it is not known which name the address was resolved from.
    expect(ask(policies)).toBe('unknown');
  });

  it.each([
    [
      'of 100 ports',
      adminPolicy(deny(internet, `, ports: [${many(100, (port) => `{portNumber: {port: ${port + 343}}}`)}]`)),
    ],
    [
      'of 25 protocols',
      clusterPolicy(
        deny(internet, `, protocols: [${many(25, (port) => `{tcp: {destinationPort: {number: ${port + 418}}}}`)}]`),
      ),
    ],
    [
      'of 100 rules',
      adminPolicy([...Array.from({ length: 99 }, () => deny('namespaces: {}')), deny(internet)].join(', ')),
    ],
    [
      'of 25 rules',
      clusterPolicy([...Array.from({ length: 24 }, () => deny('namespaces: {}')), deny(internet)].join(', ')),
    ],
  ])('is the last %s', (_what, policy) => {
    expect(ask([policy])).toBe('denied');
  });

  it('is one of 25 networks, or of 25 names', () => {
    const networks = Array.from({ length: 24 }, (_one, index) => `10.${index}.0.0/16`);
    const names = Array.from({ length: 24 }, (_one, index) => `h${index}.example.com`);
    expect(ask([adminPolicy(deny(`networks: [${[...networks, '203.0.113.0/24'].join(', ')}]`))])).toBe('denied');
    const byName = allow(`domainNames: [${[...names, 'updates.example.com'].join(', ')}]`);
    expect(ask([adminPolicy(`${byName}, ${deny('networks: [0.0.0.0/0]')}`)], { toHost: 'updates.example.com' })).toBe(
      'allowed',
    );
  });

  it('is a star that stands for several labels [A8]', () => {
    const policies = [adminPolicy(`${allow("domainNames: ['*.example.com']")}, ${deny('networks: [0.0.0.0/0]')}`)];
    expect(ask(policies, { toHost: 'a.b.example.com' })).toBe('allowed');
    expect(ask(policies, { toHost: 'example.com' })).toBe('denied');
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['a number', 'portNumber: {protocol: TCP, port: 443}', {}, 'denied'],
    ['another number', 'portNumber: {protocol: TCP, port: 444}', {}, 'allowed'],
    ['a number of another protocol', 'portNumber: {protocol: UDP, port: 443}', {}, 'allowed'],
    ['a number without a protocol', 'portNumber: {port: 443}', {}, 'denied'],
    ['a range', 'portRange: {protocol: TCP, start: 440, end: 443}', {}, 'denied'],
    ['a range above', 'portRange: {protocol: TCP, start: 444, end: 450}', {}, 'allowed'],
    ['a range of another protocol', 'portRange: {protocol: SCTP, start: 440, end: 450}', {}, 'allowed'],
    ['a range without a protocol', 'portRange: {start: 440, end: 450}', {}, 'denied'],
    ['a name, for an address', 'namedPort: http', {}, 'allowed'],
  ])('is a port: %s [A1]', (_field, port, question, answer) => {
    expect(ask([adminPolicy(deny(internet, `, ports: [{${port}}]`))], question)).toBe(answer);
  });

  it.each<[string, PolicyQuestion, PolicyAnswer]>([
    ['http', {}, 'denied'],
    ['http', { port: 9443 }, 'allowed'],
    ['admin', { port: 9443 }, 'denied'],
    ['dns', { port: 53, protocol: 'UDP' }, 'denied'],
    ['dns', { port: 53 }, 'allowed'],
    ['other', {}, 'allowed'],
  ])('is the name of a port of the pod: %s', (name, question, answer) => {
    const policy = adminPolicy(deny('namespaces: {}', `, ports: [{namedPort: ${name}}]`));
    expect(ask([policy], { toPod: 'shop/api', ...question })).toBe(answer);
  });

  it('is the order of its rules: the first that matches decides', () => {
    expect(ask([adminPolicy(`${allow(internet)}, ${deny(internet)}`)])).toBe('allowed');
    expect(ask([adminPolicy(`${deny(internet)}, ${allow(internet)}`)])).toBe('denied');
  });

  it('is the priority: the policy with the lowest is asked first [A3]', () => {
    const two = (one: number, other: number): PolicyAnswer =>
      ask([
        adminPolicy(allow(internet), `priority: ${one}, subject: {namespaces: {}}`, 'one'),
        adminPolicy(deny(internet), `priority: ${other}, subject: {namespaces: {}}`, 'other'),
      ]);
    expect(two(0, 1000)).toBe('allowed');
    expect(two(100, 99)).toBe('denied');
  });
});

describe('the tiers', () => {
  const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');
  const open = networkPolicy('{podSelector: {}, egress: [{}]}');

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['an allowance before a NetworkPolicy that closes', [adminPolicy(allow(internet)), closed], 'allowed'],
    ['a denial before a NetworkPolicy that opens', [adminPolicy(deny(internet)), open], 'denied'],
    ['a pass to a NetworkPolicy that closes', [adminPolicy(`${pass(internet)}, ${allow(internet)}`), closed], 'denied'],
    ['a pass to a NetworkPolicy that opens', [adminPolicy(`${pass(internet)}, ${deny(internet)}`), open], 'allowed'],
    ['a pass to nothing', [adminPolicy(`${pass(internet)}, ${deny(internet)}`)], 'allowed'],
    ['a pass to the baseline', [adminPolicy(pass(internet)), baselinePolicy(deny(internet))], 'denied'],
    ['the baseline alone', [baselinePolicy(deny(internet))], 'denied'],
    ['a baseline that allows first', [baselinePolicy(`${allow(internet)}, ${deny(internet)}`)], 'allowed'],
    ['a baseline behind a NetworkPolicy that opens', [open, baselinePolicy(deny(internet))], 'allowed'],
    ['a baseline behind a NetworkPolicy that closes', [closed, baselinePolicy(allow(internet))], 'denied'],
    ['a policy without egress rules', [adminPolicy('')], 'allowed'],
    ['a policy that matches nothing here', [adminPolicy(deny('networks: [198.51.100.0/24]'))], 'allowed'],
  ])('are asked in their order: %s [A4, A5]', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it('leave pods on the node’s network alone [A6]', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const rules = readDocuments(namespace('default'), onNode, adminPolicy(deny(internet)));
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe('allowed');
  });
});

describe('a field of a ClusterNetworkPolicy that alone turns the verdict', () => {
  const accept = (peer: string, more = ''): string => `{action: Accept, to: [{${peer}}]${more}}`;
  const baseline = 'tier: Baseline, priority: 10, subject: {namespaces: {}}';
  const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['the tier Admin', [clusterPolicy(accept(internet)), closed], 'allowed'],
    ['the tier Baseline', [clusterPolicy(accept(internet), baseline), closed], 'denied'],
    ['the action Deny', [clusterPolicy(deny(internet))], 'denied'],
    ['the action Pass', [clusterPolicy(`${pass(internet)}, ${deny(internet)}`)], 'allowed'],
    [
      'the action Pass in the baseline [A4]',
      [clusterPolicy(`${pass(internet)}, ${deny(internet)}`, baseline)],
      'allowed',
    ],
    ['the action Pass, to a NetworkPolicy that closes', [clusterPolicy(pass(internet)), closed], 'denied'],
    [
      'the action Pass, to the baseline',
      [clusterPolicy(`${pass(internet)}, ${accept(internet)}`), clusterPolicy(deny(internet), baseline, 'base')],
      'denied',
    ],
    [
      'the baseline, which a NetworkPolicy leaves no word',
      [clusterPolicy(deny(internet), baseline), networkPolicy('{podSelector: {}, egress: [{}]}')],
      'allowed',
    ],
    [
      'the priority',
      [
        clusterPolicy(accept(internet), 'tier: Baseline, priority: 1, subject: {namespaces: {}}', 'one'),
        clusterPolicy(deny(internet), 'tier: Baseline, priority: 2, subject: {namespaces: {}}', 'other'),
      ],
      'allowed',
    ],
  ])('is %s', (_field, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it.each(['TCP', 'UDP', 'SCTP'] as const)('is no protocol that is left out: %s [A2]', (protocol) => {
    expect(ask([clusterPolicy(deny(internet))], { protocol, port: 1 })).toBe('denied');
  });

  it('is networks, which mean pods as well [A7]', () => {
    const everything = accept('networks: [0.0.0.0/0]');
    expect(ask([clusterPolicy(everything), closed], { toPod: 'shop/api' })).toBe('allowed');
    expect(ask([clusterPolicy(deny('networks: [0.0.0.0/0]'))], { toPod: 'shop/api' })).toBe('denied');
    expect(ask([clusterPolicy(deny("networks: ['::/0']"))], { toPod: 'shop/api' })).toBe('allowed');
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['a number', 'tcp: {destinationPort: {number: 443}}', {}, 'denied'],
    ['another number', 'tcp: {destinationPort: {number: 444}}', {}, 'allowed'],
    ['a range', 'tcp: {destinationPort: {range: {start: 440, end: 443}}}', {}, 'denied'],
    ['a range below', 'tcp: {destinationPort: {range: {start: 440, end: 442}}}', {}, 'allowed'],
    ['UDP', 'udp: {destinationPort: {number: 443}}', {}, 'allowed'],
    ['UDP, asked for', 'udp: {destinationPort: {number: 443}}', { protocol: 'UDP' }, 'denied'],
    ['SCTP, asked for', 'sctp: {destinationPort: {number: 443}}', { protocol: 'SCTP' }, 'denied'],
    ['the name of a port', 'destinationNamedPort: http', { toPod: 'shop/api' }, 'denied'],
    ['the name of another port', 'destinationNamedPort: admin', { toPod: 'shop/api' }, 'allowed'],
  ])('is a protocol: %s [A2]', (_field, protocol, question, answer) => {
    const peer = question.toPod === undefined ? internet : 'namespaces: {}';
    expect(ask([clusterPolicy(deny(peer, `, protocols: [{${protocol}}]`))], question)).toBe(answer);
  });
});

describe('what is not certain of cluster-wide policies', () => {
  it('is which of two with one priority is asked first, where they decide differently', () => {
    const two = (one: string, other: string): PolicyAnswer =>
      ask([adminPolicy(one, undefined, 'one'), adminPolicy(other, undefined, 'other')]);
    expect(two(allow(internet), deny(internet))).toBe('unknown');
    expect(two(deny(internet), deny('networks: [0.0.0.0/0]'))).toBe('denied');
    expect(two(allow(internet), deny('networks: [198.51.100.0/24]'))).toBe('allowed');
    // What is shadowed within one of them is no other decision.
    expect(two(`${allow(internet)}, ${deny('networks: [0.0.0.0/0]')}`, allow('networks: [0.0.0.0/0]'))).toBe('allowed');
  });

  it('is which of two of one tier and priority is asked first, of ClusterNetworkPolicies as well [A3]', () => {
    const accepting = `{action: Accept, to: [{${internet}}]}`;
    const at = (tier: string, rule: string, name: string): string =>
      clusterPolicy(rule, `tier: ${tier}, priority: 10, subject: {namespaces: {}}`, name);
    expect(ask([at('Admin', accepting, 'one'), at('Admin', deny(internet), 'other')])).toBe('unknown');
    expect(ask([at('Baseline', accepting, 'one'), at('Baseline', deny(internet), 'other')])).toBe('unknown');
    expect(ask([at('Baseline', accepting, 'one'), at('Admin', deny(internet), 'other')])).toBe('denied');
    expect(ask([at('Admin', accepting, 'one'), at('Baseline', deny(internet), 'other')])).toBe('allowed');
  });

  it('names the policies that contest, and what to do', () => {
    const policies = [adminPolicy(allow(internet), undefined, 'one'), adminPolicy(deny(internet), undefined, 'other')];
    expect(askPolicies(readDocuments(...cluster, ...policies), { cni: 'generic' }).because).toContain(
      'AdminNetworkPolicy one and another policy of the same priority decide differently: give them different priorities.',
    );
  });

  it.each<[PolicyQuestion['cni'], string, PolicyAnswer]>([
    ['generic', adminPolicy(deny(internet)), 'denied'],
    [undefined, adminPolicy(deny(internet)), 'unknown'],
    [undefined, baselinePolicy(deny(internet)), 'unknown'],
    [undefined, clusterPolicy(deny(internet)), 'unknown'],
    ['ovn-kubernetes', adminPolicy(deny(internet)), 'denied'],
    ['ovn-kubernetes', baselinePolicy(deny(internet)), 'denied'],
    ['ovn-kubernetes', adminPolicy(deny(internet), 'priority: 99, subject: {namespaces: {}}'), 'denied'],
    ['ovn-kubernetes', adminPolicy(deny(internet), 'priority: 100, subject: {namespaces: {}}'), 'unknown'],
    ['ovn-kubernetes', clusterPolicy(deny(internet)), 'unknown'],
    ['antrea', adminPolicy(deny(internet)), 'unknown'],
    ['cilium', adminPolicy(deny(internet)), 'unknown'],
    ['cilium', baselinePolicy(deny(internet)), 'unknown'],
    ['cilium', clusterPolicy(deny(internet)), 'unknown'],
    ['calico', adminPolicy(deny(internet)), 'unknown'],
    ['calico', clusterPolicy(deny(internet)), 'unknown'],
    // Whether it is in force does not matter where the answer is the same.
    ['cilium', clusterPolicy(`{action: Accept, to: [{${internet}}]}, ${deny('networks: [0.0.0.0/0]')}`), 'allowed'],
  ])('is whether the plug-in enforces them: %s [A10]', (cni, policy, answer) => {
    expect(ask([policy], { cni })).toBe(answer);
  });

  const closed = deny("networks: [0.0.0.0/0, '::/0']");
  it.each<[string, string, PolicyQuestion]>([
    ['domainNames', adminPolicy(`${allow('domainNames: [a.example.com]')}, ${closed}`), { toHost: 'a.example.com' }],
    ['nodes', adminPolicy(`${allow('nodes: {}')}, ${closed}`), { toNode: {} }],
    [
      'domainNames beside networks',
      clusterPolicy(`{action: Accept, to: [{${internet}}, {domainNames: [a.example.com]}]}, ${closed}`),
      {},
    ],
    [
      'the name of a port',
      clusterPolicy(
        `{action: Accept, to: [{namespaces: {}}], protocols: [{destinationNamedPort: http}]}, ${deny('namespaces: {}')}`,
      ),
      { toPod: 'shop/api' },
    ],
  ])('is whether Calico converts a rule that allows: with %s [A9]', (_field, policy, question) => {
    const by = (cni: PolicyQuestion['cni']): PolicyAnswer => ask([policy], { ...question, cni });
    expect([by('generic'), by('cilium'), by('antrea')]).toEqual(['allowed', 'allowed', 'allowed']);
    expect([by('calico'), by(undefined)]).toEqual(['unknown', 'unknown']);
  });

  it.each<[string, string, PolicyQuestion]>([
    ['Deny nodes', clusterPolicy(deny('nodes: {}')), {}],
    ['Pass nodes', clusterPolicy(pass('nodes: {}')), { toNode: {} }],
    [
      'Pass nodes, for another port',
      adminPolicy(`{action: Pass, to: [{nodes: {}}], ports: [{portNumber: {port: 1}}]}`),
      {},
    ],
    [
      'Deny the name of a port',
      clusterPolicy(deny('namespaces: {}', ', protocols: [{destinationNamedPort: http}]')),
      { toPod: 'shop/api', port: 9443 },
    ],
  ])('is whether Calico denies everything in place of a rule: %s [A9]', (_rule, policy, question) => {
    const by = (cni: PolicyQuestion['cni']): PolicyAnswer => ask([policy], { ...question, cni });
    expect([by('generic'), by('cilium'), by('antrea')]).toEqual(['allowed', 'allowed', 'allowed']);
    expect([by('calico'), by(undefined)]).toEqual(['unknown', 'unknown']);
  });

  it('is no more than what earlier rules leave to one that Calico may not convert [A9]', () => {
    const accepting = `{action: Accept, to: [{${internet}}]}`;
    const policy = clusterPolicy(`${accepting}, ${deny('nodes: {}')}`);
    expect(ask([policy], { cni: 'calico' })).toBe('allowed');
    expect(ask([policy], { cni: 'calico', to: '198.51.100.7' })).toBe('unknown');
  });

  it('says which field Calico may not convert, and what to write [A9]', () => {
    const rules = readDocuments(...cluster, adminPolicy(`${allow('domainNames: [a.example.com]')}, ${closed}`));
    const by = (cni: PolicyQuestion['cni']) => askPolicies(rules, { cni, toHost: 'a.example.com' }).because;
    expect(by('calico')).toContain(
      'calico may not take the domainNames of AdminNetworkPolicy admin, and then it allows nothing: write networks and numbers of ports in their place.',
    );
    expect(by(undefined)).toContain(
      'Not every plug-in takes the domainNames of AdminNetworkPolicy admin, and where it does not, it allows nothing: set network.cni.',
    );
  });

  it('is whom a policy selects, where the labels of the namespace are not in the files', () => {
    const policy = adminPolicy(deny(internet), 'priority: 1, subject: {namespaces: {matchLabels: {tier: front}}}');
    const { answer, because } = askPolicies(readDocuments(deployment(), policy), { cni: 'generic' });
    expect(answer).toBe('unknown');
    expect(because).toEqual(['The labels of the namespace default are not in the files: add its manifest.']);
  });

  it('is no more than what the policy could decide: an earlier denial stands', () => {
    const rules = readDocuments(
      ...cluster,
      adminPolicy(deny(internet), 'priority: 1, subject: {namespaces: {}}', 'first'),
      adminPolicy('{action: Log, to: [{namespaces: {}}]}', 'priority: 2, subject: {namespaces: {}}', 'second'),
    );
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe('denied');
    expect(askPolicies(rules, { cni: 'generic', to: '198.51.100.7' }).answer).toBe('unknown');
  });

  it('knows the addresses of nodes that are in the files', () => {
    const node = (name: string, role: string, address: string): string =>
      `{apiVersion: v1, kind: Node, metadata: {name: ${name}, labels: {role: ${role}}}, status: {addresses: [{type: Hostname, address: ${name}}, {type: InternalIP, address: ${address}}]}}`;
    const rules = [
      node('a', 'worker', '172.18.0.4'),
      node('b', 'infra', '172.18.0.5'),
      adminPolicy(deny('nodes: {matchLabels: {role: worker}}')),
    ];
    const to = (address: string): PolicyAnswer => ask(rules, { to: address, perhapsInside: true });
    expect(to('172.18.0.4')).toBe('denied');
    expect(to('172.18.0.5')).toBe('allowed');
    expect(to('172.18.0.6')).toBe('unknown');
    expect(to('192.0.2.1')).toBe('allowed');
  });
});

describe('a cluster-wide policy that the API server would refuse', () => {
  const refused = (document: string): readonly string[] => {
    const rules = readDocuments(...cluster, document);
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe('unknown');
    return describeProblems(rules);
  };
  const line = cluster.length + 1;

  it.each<[string, string, string]>([
    ['no priority', adminPolicy(deny(internet), 'subject: {namespaces: {}}'), '“nothing” is no priority.'],
    ['a priority too high', adminPolicy('', 'priority: 1001, subject: {namespaces: {}}'), '“1001” is no priority.'],
    [
      'two subjects',
      adminPolicy('', 'priority: 1, subject: {namespaces: {}, pods: {podSelector: {}}}'),
      'The subject must have one of namespaces, pods, and only one.',
    ],
    ['no subject', adminPolicy('', 'priority: 1'), 'The subject must be a map with one of namespaces, pods.'],
    [
      'an action of the other version',
      adminPolicy('{action: Accept, to: [{namespaces: {}}]}'),
      '“Accept” is no action of this kind.',
    ],
    ['a rule without peers [A6]', adminPolicy('{action: Deny}'), 'A rule needs to.'],
    ['a rule with an empty list of peers', adminPolicy('{action: Deny, to: []}'), 'A rule needs to.'],
    ['a peer of an unknown kind [A9]', adminPolicy(deny('services: {}')), 'A peer has no field “services”.'],
    ['networks of nothing', adminPolicy(deny('networks: []')), 'networks is empty.'],
    [
      'a network that is none',
      adminPolicy(deny('networks: [internet]')),
      '“internet” is not an address range in CIDR notation.',
    ],
    ['a name that is denied [A8]', adminPolicy(deny('domainNames: [example.com]')), 'domainNames may only be allowed.'],
    [
      'a name in the baseline, which has none [A8]',
      baselinePolicy(allow('domainNames: [example.com]')),
      'A peer has no field “domainNames”.',
    ],
    [
      '26 networks',
      adminPolicy(deny(`networks: [${Array.from({ length: 26 }, (_one, index) => `10.${index}.0.0/16`).join(', ')}]`)),
      'It may have 25 entries, not 26.',
    ],
    [
      '26 names',
      clusterPolicy(
        `{action: Accept, to: [{domainNames: [${Array.from({ length: 26 }, (_one, index) => `h${index}.example.com`).join(', ')}]}]}`,
      ),
      'It may have 25 entries, not 26.',
    ],
    [
      'a network that stands twice',
      adminPolicy(deny('networks: [10.0.0.0/8, 10.0.0.0/8]')),
      '“10.0.0.0/8” stands there twice.',
    ],
    [
      'a name that stands twice',
      adminPolicy(allow('domainNames: [example.com, example.com]')),
      '“example.com” stands there twice.',
    ],
    ['a star within a name', adminPolicy(allow("domainNames: ['a.*.com']")), '“a.*.com” is no domain name.'],
    [
      'a range that is none',
      adminPolicy(deny(internet, ', ports: [{portRange: {start: 5, end: 5}}]')),
      'The first port of a range must be below the last.',
    ],
    ['an empty list of ports', adminPolicy(deny(internet, ', ports: []')), 'ports is empty.'],
    [
      'a protocol that is none',
      adminPolicy(deny(internet, ', ports: [{portNumber: {protocol: ICMP, port: 1}}]')),
      '“ICMP” is not TCP, UDP or SCTP.',
    ],
    ['a rule with an unknown field', adminPolicy(deny(internet, ', log: true')), 'A rule has no field “log”.'],
    ['a baseline that passes [A1]', baselinePolicy(pass(internet)), '“Pass” is no action of this kind.'],
    [
      'a tier that is none',
      clusterPolicy('', 'tier: Middle, priority: 1, subject: {namespaces: {}}'),
      '“Middle” is no tier.',
    ],
    ['ports of the other version', clusterPolicy(deny(internet, ', ports: []')), 'A rule has no field “ports”.'],
    [
      'a protocol without a port',
      clusterPolicy(deny(internet, ', protocols: [{tcp: {}}]')),
      'tcp must have one of destinationPort, and only one.',
    ],
    [
      '101 rules of the other version [A1]',
      adminPolicy(Array.from({ length: 101 }, () => deny(internet)).join(', ')),
      'It may have 100 rules, not 101.',
    ],
    [
      '26 rules [A2]',
      clusterPolicy(Array.from({ length: 26 }, () => deny(internet)).join(', ')),
      'It may have 25 rules, not 26.',
    ],
    [
      '101 ports of the other version',
      adminPolicy(deny(internet, `, ports: [${many(101, (port) => `{portNumber: {port: ${port}}}`)}]`)),
      'It may have 100 entries, not 101.',
    ],
    [
      '26 protocols',
      clusterPolicy(
        deny(internet, `, protocols: [${many(26, (port) => `{tcp: {destinationPort: {number: ${port}}}}`)}]`),
      ),
      'It may have 25 entries, not 26.',
    ],
    [
      'faults on its ingress side',
      adminPolicy(
        '',
        'priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]',
      ),
      'A peer has no field “networks”.',
    ],
  ])('is unknown, with the line: %s', (_case, document, message) => {
    const problems = refused(document);
    expect(problems.join('\n')).toContain(message);
    expect(problems.every((problem) => problem.startsWith(`${line} `))).toBe(true);
  });

  it('is a baseline of another name than default', () => {
    const second = baselinePolicy(deny(internet)).replace('name: default', 'name: other');
    expect(refused(second)).toEqual([
      `${line} BaselineAdminNetworkPolicy other: There is one such policy in a cluster, and its name is default.`,
    ]);
  });

  it('is one that stands twice, with other rules', () => {
    const rules = readDocuments(...cluster, adminPolicy(deny(internet)), adminPolicy(allow(internet)));
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      `${line + 1} AdminNetworkPolicy admin: It stands twice, with other rules in rules.yaml.`,
    ]);
  });
});

describe('policies of which it is not certain that they are in force', () => {
  it('may not be in force while NetworkPolicies that may not be are not either', () => {
    const policies = [
      baselinePolicy(deny(internet)),
      adminPolicy(allow(internet), 'priority: 100, subject: {namespaces: {}}'),
      networkPolicy('{podSelector: {}, policyTypes: [Ingress], egress: [{}]}'),
    ];
    expect(ask(policies, { cni: 'ovn-kubernetes' })).toBe('unknown');
    expect(ask(policies.slice(1), { cni: 'ovn-kubernetes' })).toBe('allowed');
  });

  it('may be those of one API while those of another are not', () => {
    const policies = [
      adminPolicy(deny(internet)),
      clusterPolicy(`{action: Accept, to: [{${internet}}]}`, 'tier: Admin, priority: 1, subject: {namespaces: {}}'),
    ];
    expect([ask(policies), ask(policies, { cni: undefined })]).toEqual(['allowed', 'unknown']);
  });
});

it('says of cluster-wide policies what a workload may reach, by address and by name', () => {
  const rules = readDocuments(
    ...cluster,
    adminPolicy(
      `${allow('domainNames: [example.com]', ', ports: [{portNumber: {port: 443}}]')}, ${deny("networks: [0.0.0.0/0, '::/0']")}`,
    ),
  );
  expect(reachEgress(rules, { workload: 'default/web', cni: 'generic' }).workloads).toEqual([
    {
      namespace: 'default',
      name: 'web',
      kind: 'Deployment',
      pods: 1,
      isolated: true,
      allowed: [],
      hosts: [{ pattern: 'example.com', ports: { TCP: ['443'] } }],
      unknown: [],
    },
  ]);
});

describe('a field that a cluster-wide policy does not have', () => {
  const subjectOf = (subject: string) => adminPolicy(deny(internet), `priority: 10, subject: {${subject}}`);
  it.each([
    ['spec', adminPolicy(deny(internet), 'priority: 10, x: 1, subject: {namespaces: {}}')],
    ['pods', subjectOf('pods: {namespaceSelector: {}, podSelector: {}, x: 1}')],
    ['a port', adminPolicy(deny(internet, ', ports: [{portNumber: {port: 443, x: 1}}]'))],
    ['a range of ports', adminPolicy(deny(internet, ', ports: [{portRange: {start: 1, end: 2, x: 1}}]'))],
    [
      'a range of the later version',
      clusterPolicy(deny(internet, ', protocols: [{tcp: {destinationPort: {range: {start: 1, end: 2, x: 1}}}}]')),
    ],
  ])('leaves it unknown what it decides, and is told: of %s', (_what, policy) => {
    const rules = readDocuments(...cluster, policy);
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe('unknown');
    expect(describeProblems(rules).join()).toContain('has no field “x”');
  });

  it.each([
    ['a range without end', adminPolicy(deny(internet, ', ports: [{portRange: {start: 443}}]'))],
    ['a range without start', adminPolicy(deny(internet, ', ports: [{portRange: {end: 443}}]'))],
    ['a range upside down', adminPolicy(deny(internet, ', ports: [{portRange: {start: 443, end: 442}}]'))],
    [
      'a range upside down of the later version',
      clusterPolicy(deny(internet, ', protocols: [{tcp: {destinationPort: {range: {start: 443, end: 442}}}}]')),
    ],
    [
      'a denial by name beside addresses',
      adminPolicy(`{action: Deny, to: [{${internet}}, {domainNames: [a.example]}]}`),
    ],
    ['a priority below 0', adminPolicy(deny(internet), 'priority: -1, subject: {namespaces: {}}')],
    ['a priority that is not whole', adminPolicy(deny(internet), 'priority: 1.5, subject: {namespaces: {}}')],
    ['a priority above 1000', adminPolicy(deny(internet), 'priority: 1001, subject: {namespaces: {}}')],
  ])('is as much a value that it does not take: %s', (_what, policy) => {
    const rules = readDocuments(...cluster, policy);
    expect(askPolicies(rules, { cni: 'generic' }).answer).toBe('unknown');
    expect(describeProblems(rules)).toHaveLength(1);
  });

  it.each([
    ['the first of two names', 'a.example.com', 'allowed'],
    ['the second', 'b.example.com', 'allowed'],
    ['below a pattern', 'x.y.example.org', 'allowed'],
    ['the pattern’s own name', 'example.org', 'denied'],
    ['a name that ends alike', 'xexample.org', 'denied'],
  ] as const)('opens by name %s [A8]', (_what, toHost, answer) => {
    const byName = allow("domainNames: [a.example.com, b.example.com, '*.example.org']");
    expect(ask([adminPolicy(`${byName}, ${deny('networks: [0.0.0.0/0]')}`)], { toHost })).toBe(answer);
  });
});
