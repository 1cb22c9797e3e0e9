import { describe, expect, it } from 'vitest';
import { readRules } from '../../../reading/readRules.ts';
import { askPolicies, askReceiver } from '../../../testing/askPolicies.ts';
import type { PolicyAnswer, PolicyQuestion } from '../../../testing/askPolicies.ts';
import { deployment, describeProblems, fileOf, namespace } from '../../../testing/rules.ts';

const workloads = [
  namespace('default'),
  namespace('shop'),
  deployment(),
  deployment('{app: far}', { metadata: 'name: far, namespace: shop' }),
];

const own = { endpointSelector: { matchLabels: { 'any:app': 'web', 'k8s:io.kubernetes.pod.namespace': 'default' } } };
const toWorld = { toCIDR: ['203.0.113.0/24'] };

const https = [{ ports: [{ port: '443', protocol: 'TCP' }] }];
const anyPod = { matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists' }] };
const allOfOld = { matchLabels: { 'reserved:all': '' } };
const ofShop = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'shop' } };

function labelsOf(parts: Record<string, string>) {
  return Object.entries(parts).map(([part, value]) => ({ key: `io.cilium.k8s.policy.${part}`, value, source: 'k8s' }));
}

function read(value: unknown) {
  return readRules([
    fileOf('cluster.yaml', workloads.join('\n---\n')),
    fileOf('agent.json', JSON.stringify(value, null, 1)),
  ]);
}

describe('rules as Cilium’s agent prints them', () => {
  it.each<[what: string, value: unknown, question: PolicyQuestion, answer: PolicyAnswer]>([
    ['a list', [{ ...own, egress: [toWorld] }], {}, 'allowed'],
    [
      'a list of several, of which one opens',
      [
        { ...own, ingress: [{}] },
        { ...own, egress: [toWorld] },
      ],
      {},
      'allowed',
    ],
    ['a list that opens nothing', [{ ...own, egress: [{}] }], {}, 'denied'],
    ['one rule alone', { ...own, egress: [toWorld] }, {}, 'allowed'],
    ['elsewhere than it opens', [{ ...own, egress: [toWorld] }], { to: '198.51.100.7' }, 'denied'],
    ['a deny', [{ ...own, egress: [toWorld], egressDeny: [toWorld] }], {}, 'denied'],
    [
      'what does not close',
      [{ ...own, egress: [toWorld], enableDefaultDeny: { egress: false, ingress: false } }],
      { to: '198.51.100.7' },
      'allowed',
    ],
    ['of another namespace', [{ ...own, egress: [{}] }], { from: 'shop/far' }, 'allowed'],
    ['a default that closes', [{ ...own, egress: [{}], enableDefaultDeny: { egress: true } }], {}, 'denied'],
    [
      'a default for what has no rules',
      [{ ...own, ingress: [{}], enableDefaultDeny: { egress: true } }],
      {},
      'allowed',
    ],
    ['anybody', [{ ...own, egress: [{ toEndpoints: [{}] }] }], {}, 'allowed'],
    ['anybody, as older releases write it', [{ ...own, egress: [{ toEndpoints: [allOfOld] }] }], {}, 'allowed'],
    ['an address alone', [{ ...own, egress: [{ toCIDR: ['203.0.113.7'] }] }], {}, 'allowed'],
    ['another address alone', [{ ...own, egress: [{ toCIDR: ['2001:db8::1'] }] }], {}, 'denied'],
    ['anybody, with no labels', [{ ...own, egress: [{ toEndpoints: [{ matchLabels: {} }] }] }], {}, 'allowed'],
    ['anybody, on a port', [{ ...own, egress: [{ toEndpoints: [{}], toPorts: https }] }], { port: 80 }, 'denied'],
    [
      'a deny of anybody',
      [{ ...own, egress: [{ toEntities: ['all'] }], egressDeny: [{ toEndpoints: [{}] }] }],
      {},
      'denied',
    ],
    ['all pods', [{ ...own, egress: [{ toEndpoints: [anyPod] }] }], { toPod: 'shop/far' }, 'allowed'],
    ['all pods, and not the world', [{ ...own, egress: [{ toEndpoints: [anyPod] }] }], {}, 'denied'],
    ['pods of a namespace', [{ ...own, egress: [{ toEndpoints: [ofShop] }] }], { toPod: 'shop/far' }, 'allowed'],
    [
      'a deny of pods of a namespace',
      [{ ...own, egress: [{ toEntities: ['all'] }], egressDeny: [{ toEndpoints: [ofShop] }] }],
      { toPod: 'shop/far' },
      'denied',
    ],
    [
      'of all namespaces',
      [{ endpointSelector: {}, egress: [toWorld] }],
      { from: 'shop/far', to: '198.51.100.7' },
      'denied',
    ],
  ])('are judged: %s', (_what, value, question, answer) => {
    const rules = read(value);
    expect(describeProblems(rules)).toEqual([]);
    expect(askPolicies(rules, question).answer).toBe(answer);
  });

  it.each([
    [
      'in a list',
      [
        { ...own, ingress: [{}] },
        { ...own, egress: [{ toMars: [] }] },
      ],
      /^agent\.json:\d+ .*toMars/,
    ],
    ['alone', { ...own, egress: [{ toMars: [] }] }, /^agent\.json:\d+ .*toMars/],
    ['alone with an unknown part', { ...own, egress: [toWorld], toMars: [] }, /^agent\.json:\d+ .*toMars/],
    ['all with an unknown part', [{ ...own, egress: [toWorld], toMars: [] }], /^agent\.json:\d+ .*toMars/],
    [
      'with an unknown part',
      [
        { ...own, egress: [toWorld] },
        { ...own, egress: [{}], toMars: [] },
      ],
      /^agent\.json:\d+ .*toMars/,
    ],
  ])('are unknown where they are not understood, with the line: %s', (_what, value, shape) => {
    const rules = read(value);
    const [problem] = rules.problems;
    const lines = JSON.stringify(value, null, 1).split('\n');
    expect(`${problem?.file}:${problem?.line} ${problem?.message}`).toMatch(shape);
    expect(problem?.line).toBe(lines.findIndex((line) => line.includes('toMars')) + 1);
    expect(askPolicies(rules, {}).answer).toBe('unknown');
  });

  it.each<[what: string, entry: Record<string, unknown>]>([
    ['labels', { toEndpoints: [{ matchLabels: { 'any:app': 'far' } }] }],
    [
      'what namespaces do not have',
      {
        toEndpoints: [
          {
            matchExpressions: [{ key: 'k8s:io.cilium.k8s.namespace.labels.team', operator: 'NotIn', values: ['shop'] }],
          },
        ],
      },
    ],
    ['Services', { toServices: [{ k8sService: { serviceName: 'db', namespace: 'shop' } }] }],
  ])('are unknown where peers without a namespace may be more than pods, with the line: %s', (_what, entry) => {
    const value = [
      { ...own, egress: [toWorld] },
      { ...own, egress: [toWorld], egressDeny: [entry] },
    ];
    const rules = read(value);
    const line = JSON.stringify(value, null, 1)
      .split('\n')
      .findIndex((text) => text.includes('egressDeny'));
    expect(rules.problems).toMatchObject([
      { file: 'agent.json', line: line + 2, severity: 'error', remedy: expect.stringContaining('kubectl get') },
    ]);
    expect(askPolicies(rules, {}).answer).toBe('unknown');
    expect(askPolicies(rules, { from: 'shop/far' }).answer).toBe('allowed');
  });

  it('let anybody in where a peer is empty', () => {
    const question = { from: '203.0.113.9' };
    const openTo = (peer: unknown) => [{ ...own, ingress: [{ fromEndpoints: [peer] }] }];
    expect(askReceiver(read(openTo({})), question).answer).toBe('allowed');
    expect(askReceiver(read(openTo(anyPod)), question).answer).toBe('denied');
    const denied = [{ ...own, ingress: [{ fromEntities: ['all'] }], ingressDeny: [{ fromEndpoints: [{}] }] }];
    expect(askReceiver(read(denied), question).answer).toBe('denied');
  });

  it.each([
    [
      'their object',
      labelsOf({ 'derived-from': 'NetworkPolicy', name: 'web', namespace: 'default' }),
      'NetworkPolicy default/web',
    ],
    [
      'an object of the whole cluster',
      labelsOf({ 'derived-from': 'CiliumClusterwideNetworkPolicy', name: 'web' }),
      'CiliumClusterwideNetworkPolicy web',
    ],
    ['their number, without labels', undefined, 'Rule 2 of Cilium’s agent'],
    [
      'their number, with labels of others',
      [{ key: 'name', value: 'web', source: 'unspec' }],
      'Rule 2 of Cilium’s agent',
    ],
  ])('are called by %s', (_what, labels, name) => {
    const rules = read([
      { ...own, ingress: [{}] },
      { ...own, egress: [toWorld], labels },
    ]);
    expect(askPolicies(rules, {}).decidedBy).toEqual([name]);
  });

  it('stand beside each other where they come from one object, or from several agents', () => {
    const labels = labelsOf({ 'derived-from': 'CiliumNetworkPolicy', name: 'web', namespace: 'default' });
    const text = JSON.stringify([
      { ...own, egress: [{}], labels },
      { ...own, egress: [toWorld], labels },
    ]);
    const rules = readRules([
      fileOf('cluster.yaml', workloads.join('\n---\n')),
      fileOf('one.json', text),
      fileOf('other.json', text),
    ]);
    expect(describeProblems(rules)).toEqual([]);
    expect(askPolicies(rules, {}).answer).toBe('allowed');
  });

  it('may be followed by their revision', () => {
    const rules = `${JSON.stringify(
      [
        { ...own, ingress: [{}] },
        { ...own, egress: [toWorld] },
      ],
      null,
      2,
    )}\nRevision: 12\n`;
    const whole = readRules([fileOf('cluster.yaml', workloads.join('\n---\n')), fileOf('agent.json', rules)]);
    expect(describeProblems(whole)).toEqual([]);
    expect(askPolicies(whole, {}).answer).toBe('allowed');
    const broken = readRules([fileOf('agent.json', rules.replace('Revision: 12', 'Revision'))]);
    expect(broken.problems).toMatchObject([{ severity: 'error' }]);
  });

  describe('as a text beside their revision', () => {
    const written = (policy: unknown, indent?: number) => ({
      policy: JSON.stringify(policy, null, indent),
      revision: 7,
    });

    it('are judged as they are in a list, at the line of the text', () => {
      const opening = written(
        [
          { ...own, egress: [{}] },
          { ...own, egress: [toWorld] },
        ],
        2,
      );
      const rules = read(opening);
      expect(describeProblems(rules)).toEqual([]);
      expect(askPolicies(rules, {}).answer).toBe('allowed');
      expect(askPolicies(rules, { to: '198.51.100.7' }).answer).toBe('denied');
      const [policy] = rules.manifests.cilium.policies;
      expect(policy && rules.locate(policy.place)).toMatchObject({ file: 'agent.json', line: 2 });
    });

    it.each<[what: string, policy: unknown]>([
      ['no JSON', '[{'],
      ['no rules', '[7]'],
      ['a rule that is not understood', JSON.stringify([{ ...own, egress: [{ toMars: [] }] }])],
    ])('are unknown where they are %s, with the line', (_what, policy) => {
      const rules = read({ policy, revision: 7 });
      expect(rules.problems).toMatchObject([{ file: 'agent.json', line: 2, severity: 'error' }]);
      expect(askPolicies(rules, {}).answer).toBe('unknown');
    });

    it('are none where there are none', () => {
      const rules = read({ policy: '[]', revision: 1 });
      expect(describeProblems(rules)).toEqual([]);
      expect(rules.layers.has('pod-policy')).toBe(false);
    });
  });

  it.each<[part: string, rule: Record<string, unknown>]>([
    ['endpointSelector', { endpointSelector: 'web', egress: [toWorld] }],
    ['egress', { ...own, egress: 7 }],
    ['egressDeny', { ...own, egressDeny: { toCIDR: ['0.0.0.0/0'] } }],
    ['ingress', { ...own, ingress: 'all' }],
  ])('are unknown where a part is of no kind that it may be, with the line: %s', (part, rule) => {
    const rules = read(rule);
    const line = JSON.stringify(rule, null, 1)
      .split('\n')
      .findIndex((text) => text.includes(`"${part}"`));
    expect(rules.problems).toMatchObject([{ file: 'agent.json', line: line + 1, severity: 'error' }]);
    expect(askPolicies(rules, {}).answer).toBe('unknown');
  });

  it.each([
    ['another list of objects', [{ selector: {} }]],
    [
      'values of a chart that place its pods',
      { nodeSelector: { 'kubernetes.io/os': 'linux' }, controller: { image: 'x' } },
    ],
    ['values of a chart that place them anywhere', { nodeSelector: {} }],
    [
      'values of a chart that has an Ingress',
      { nodeSelector: {}, tolerations: [], ingress: [{ host: 'example.org' }] },
    ],
    ['values of a chart with an Ingress alone', { nodeSelector: {}, ingress: { enabled: true } }],
    ['a policy of OPA', { policy: 'package main', revision: 3 }],
    ['a policy of IAM', { policy: '{"Statement": []}', revision: 3 }],
    ['another thing that has a policy', { policy: 'strict', version: 7 }],
    ['values of a chart without any', { nodeSelector: {}, ingress: [], egress: [] }],
    ['a manifest of a kind that is not known', { apiVersion: 'example.org/v1', kind: 'Thing', endpointSelector: {} }],
  ])('are not %s', (_what, value) => {
    expect(read(value).layers.has('pod-policy')).toBe(false);
  });
});
