import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import type { Protocol } from '#shared/network/flows/services.ts';
import { askBothEnds, askPolicies } from '#shared/network/testing/askPolicies.ts';
import { fileOf } from '#shared/network/testing/rules.ts';
import { foreignData, isForeignDataPresent, readForeignFiles } from './foreignData.ts';
import { readExpectations } from './expectations.ts';
import type { Expectation } from './expectations.ts';
import { scoreCases } from './scoreCases.ts';

interface PolicyObject {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec: Record<'ingress' | 'egress', object[]> & { priority: number };
}

const expectations = readExpectations('network-policy-api/expectations.tsv');

/** The inputs of a case with the values and the edits that it presumes. */
function readCase({ input, needs }: Expectation): RuleSet {
  const ports = /HostNetworkPorts=([\d,]+)/.exec(needs)?.[1]?.split(',') ?? [];
  const objects = input.flatMap((file) => {
    const text = readFileSync(path.join(foreignData, file), 'utf8');
    return loadAll(
      text.replaceAll(/\{\{ index \.HostNetworkPorts (\d) \}\}/g, (_, index) => ports[Number(index)] ?? '1'),
    );
  }) as PolicyObject[];
  for (const part of needs.split(/; then |\| /)) edit(objects, part.replace('edit the policy first: ', '').trim());
  return readRules([fileOf('case.json', JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects }))]);
}

function edit(objects: readonly PolicyObject[], need: string): void {
  const policyNamed = (name = ''): PolicyObject => {
    const found = objects.find(({ kind, metadata }) => kind.endsWith('NetworkPolicy') && metadata.name === name);
    if (found === undefined) throw new Error(`No policy ${name}.`);
    return found;
  };
  const swap = /^swap (ingress|egress) rules (\d) and (\d) of (\S+)$/.exec(need);
  const priority = /^set priority of (\S+) to (\d+)$/.exec(need);
  const insert = /^insert at egress position 0 of (\S+) a rule (\S+): action (\w+), to networks (\S+) and (\S+)$/.exec(
    need,
  );
  const label = /^namespace (\S+) is relabelled ([^=]+)=(\S+)$/.exec(need);
  if (swap !== null) {
    const rules = policyNamed(swap[4]).spec[swap[1] as 'ingress' | 'egress'];
    const [one, other] = [Number(swap[2]), Number(swap[3])];
    [rules[one], rules[other]] = [rules[other] as object, rules[one] as object];
  } else if (priority !== null) {
    policyNamed(priority[1]).spec.priority = Number(priority[2]);
  } else if (insert !== null) {
    const [, policy, name, action, ...networks] = insert;
    policyNamed(policy).spec.egress.unshift({ name, action, to: [{ networks }] });
  } else if (label !== null) {
    const found = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === label[1]);
    if (found !== undefined) found.metadata.labels = { [label[2] ?? '']: label[3] ?? '' };
  } else if (need !== '-' && !/^(?:HostNetworkPorts|centaur-1 is|pod IPs)/.test(need)) {
    throw new Error(`Not understood: ${need}`);
  }
}

/** The pods of a StatefulSet are numbered. */
function workloadOf(pod: string): string {
  return pod.replace(/-\d+$/, '');
}

const cases = expectations.map((expectation, index) => ({ ...expectation, index }));

describe.skipIf(!isForeignDataPresent)('network-policy-api’s conformance cases', () => {
  const judge = 'network-policy-api';
  scoreCases((name) => (name.startsWith('agrees on case') ? judge : undefined));

  it('are there', () => expect(cases.length).toBeGreaterThan(100));

  it.each(cases)('agrees on case $index: $source to $destination on $port/$protocol, $expected', (expectation) => {
    const { source, destination, protocol, port, expected, needs } = expectation;
    const rules = readCase(expectation);
    expect(rules.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const pod = destination.split('/')[1] ?? '';
    const address = new RegExp(`${pod}=([\\d.]+)`).exec(needs)?.[1];
    const isNode = needs.includes(`${pod} is hostNetwork`);
    const question = {
      from: workloadOf(source),
      ...(address === undefined ? {} : { to: address }),
      protocol: protocol as Protocol,
      port: Number(port),
      cni: 'generic',
    } as const;
    const { answer, because } = isNode
      ? askPolicies(rules, { ...question, toNode: { 'kubernetes.io/os': 'linux' } })
      : askBothEnds(rules, { ...question, toPod: workloadOf(destination) });
    expect({ answer, because }).toEqual({ answer: expected, because });
  });

  const current = ['api_integration', 'admin_tier', 'baseline_tier'].flatMap((folder) =>
    readForeignFiles(`network-policy-api/conformance/base/${folder}`),
  );

  it.each(current)('reads $file without a problem', (file) => {
    const values = { ...file, text: file.text.replaceAll(/\{\{ index \.HostNetworkPorts (\d) \}\}/g, '3434$1') };
    expect(readRules([values]).problems.map(({ line, message }) => `${line} ${message}`)).toEqual([]);
  });

  const outdated = ['test/example-policies/anps', 'test/example-policies/banp', 'examples/demos']
    .flatMap((folder) => readForeignFiles(`network-policy-api/cmd/policy-assistant/${folder}`))
    .filter(({ file, text }) => file.endsWith('.yaml') && /namespaces:\s+namespaceSelector:/.test(text));

  it.each(outdated)('refuses the peers of $file, which are written for an API before v1alpha1 as it is', (file) => {
    const { problems, manifests } = readRules([file]);
    const messages = problems.map(({ message }) => message.replace(/^[^:]*: /, ''));
    const isListed = !file.text.includes('Items:');
    expect(new Set(messages)).toEqual(
      new Set([isListed ? 'A label selector has no field “namespaceSelector”.' : 'It has no list of items.']),
    );
    expect(manifests.adminPolicies.every(({ notUnderstood }) => notUnderstood !== undefined)).toBe(true);
  });
});
