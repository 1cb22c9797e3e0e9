import { describe, expect, it } from 'vitest';
import { readRules } from '../../../readRules.ts';
import { askPolicies } from '../../../testing/askPolicies.ts';
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
        { ...own, egress: [] },
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
    ['of another namespace', [{ ...own, egress: [] }], { from: 'shop/far' }, 'allowed'],
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
        { ...own, egress: [] },
        { ...own, egress: [{ toMars: [] }] },
      ],
      /^agent\.json:\d+ .*toMars/,
    ],
    ['alone', { ...own, egress: [{ toMars: [] }] }, /^agent\.json:\d+ .*toMars/],
  ])('are unknown where they are not understood, with the line: %s', (_what, value, shape) => {
    const rules = read(value);
    const [problem] = rules.problems;
    const lines = JSON.stringify(value, null, 1).split('\n');
    expect(`${problem?.file}:${problem?.line} ${problem?.message}`).toMatch(shape);
    expect(problem?.line).toBe(lines.findIndex((line) => line.includes('toMars')) + 1);
    expect(askPolicies(rules, {}).answer).toBe('unknown');
  });

  it('may be followed by their revision', () => {
    const rules = `${JSON.stringify(
      [
        { ...own, egress: [] },
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

  it.each([
    ['another list of objects', [{ selector: {} }]],
    ['a manifest of a kind that is not known', { apiVersion: 'example.org/v1', kind: 'Thing', endpointSelector: {} }],
  ])('are not %s', (_what, value) => {
    expect(read(value).layers.has('pod-policy')).toBe(false);
  });
});
