import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import { messagesOf } from '#shared/network/flows/services.ts';
import type { Protocol } from '#shared/network/flows/services.ts';
import { askBothEnds, askPolicies } from '#shared/network/testing/askPolicies.ts';
import { fileOf } from '#shared/network/testing/rules.ts';
import { readExpectations } from './expectations.ts';
import type { Expectation } from './expectations.ts';
import { foreignData, isForeignDataPresent, listFiles } from './foreignData.ts';
import { listUnsupported, scoreCases } from './scoreCases.ts';

/** The pods of the suite, each under a service account of its own name. */
const pods = [
  { name: 'client', labels: { name: 'client', kind: 'client' } },
  { name: 'client2', labels: { name: 'client2', kind: 'client', other: 'client' } },
  { name: 'echo-same-node', labels: { name: 'echo-same-node', kind: 'echo', other: 'echo' } },
  { name: 'echo-other-node', labels: { name: 'echo-other-node', kind: 'echo', first: 'echo' } },
].map(({ name, labels }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  // Every pod has the name of its cluster among its labels, as the suite says.
  metadata: { name, labels: { ...labels, 'io.cilium.k8s.policy.cluster': 'default' }, namespace: 'cilium-test' },
  spec: {
    serviceAccountName: name,
    containers: [{ ports: [{ name: 'http-8080', containerPort: 8080, protocol: 'TCP' }] }],
  },
}));

/** Values that no case names are those of a name that matches nothing. */
function fillTemplate(text: string, needs: string): string {
  const values = /template values: ([^;]*)/.exec(needs)?.[1] ?? '';
  const known = new Map(values.split(', ').map((pair) => pair.split('=', 2) as [string, string]));
  const valueOf = (name: string): string => known.get(name) ?? defaults.get(name) ?? 'not-given';
  return text.replaceAll(/\{\{(.*?)\}\}/g, (_, expression: string) => {
    const name = /\.(\w+)/.exec(expression)?.[1] ?? '';
    const value = valueOf(name);
    if (expression.includes('ipToCIDR')) return `${value}/${value.includes(':') ? 128 : 32}`;
    if (expression.includes('generateDNSMatchPattern')) return 'one.*.one';
    return expression.includes('trimSuffix') ? value.replace(/\.$/, '') : value;
  });
}

const defaults = new Map([
  ['ExternalCIDRv4', '1.0.0.0/8'],
  ['ExternalCIDRv6', '2606:4700:4700::/96'],
  ['ExternalIPv4', '1.1.1.1'],
  ['ExternalIPv6', '2606:4700:4700::1111'],
  ['ExternalOtherIPv4', '1.0.0.1'],
  ['ExternalOtherIPv6', '2606:4700:4700::1001'],
  ['ExternalDeploymentPort', '8080'],
  ['K8sCIDR', '10.0.0.0/8'],
]);

/** Policies without a namespace stand in that of the suite. */
function readPolicies(input: readonly string[], needs: string): RuleSet {
  const policies = input.map((file) => {
    const text = fillTemplate(readFileSync(path.join(foreignData, file), 'utf8'), needs);
    return fileOf(file, text.replaceAll(/^metadata:$/gm, 'metadata:\n  namespace: cilium-test'));
  });
  return readRules([...policies, fileOf('pods.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods }))]);
}

/** What policies of one cluster do not say. */
function whyOutOfReach({ needs }: Expectation): string | undefined {
  return needs.includes('ClusterMesh') ? 'it takes several clusters' : undefined;
}

/** The suite pings. */
const echo = messagesOf('ICMP', 8, 0);

const rows = readExpectations('cilium/expectations.tsv').map((row, index) => ({ ...row, index }));
const cases = rows.filter((row) => whyOutOfReach(row) === undefined);

describe.skipIf(!isForeignDataPresent)('Cilium’s connectivity suite', () => {
  const judge = 'Cilium, connectivity suite';
  scoreCases((name) => (name.startsWith('agrees on case') ? judge : undefined));
  listUnsupported(
    judge,
    rows.flatMap((row) => whyOutOfReach(row) ?? []),
  );

  it('is there', () => expect(cases.length).toBeGreaterThan(90));

  it.each(cases)('agrees on case $index: $name, $source to $destination on $port/$protocol, $expected', (row) => {
    const { input, source, destination, protocol, port, expected, needs } = row;
    const rules = readPolicies(input, needs);
    expect(rules.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const isPod = destination.startsWith('cilium-test/');
    const isAddress = /^[\d.]+$/.test(destination);
    const what = protocol === 'ICMP' ? { services: echo } : { protocol: protocol as Protocol, port: Number(port) };
    const question = { from: source, ...what, cni: 'cilium' } as const;
    const { answer, because } = isPod
      ? askBothEnds(rules, { ...question, toPod: destination })
      : askPolicies(rules, { ...question, ...(isAddress ? { to: destination } : { toHost: destination }) });
    // Which requests are sent is not part of the question that is asked here.
    const goesByRequest = because.some((reason) => /HTTP requests|ends TLS/.test(reason));
    expect({ answer, because }).toEqual({ answer: goesByRequest ? 'unknown' : expected, because });
  });

  it('leaves open no more than what depends on the requests that are sent', () => {
    const open = cases.filter(({ needs }) => /HTTPS? GET/.test(needs));
    expect(open.length).toBeLessThan(cases.length / 3);
  });

  /** A template with a loop is no YAML before it was filled in. */
  const manifests = listFiles('cilium/connectivity-suite/manifests').filter(
    (file) => !/\{\{-? *range/.test(readFileSync(path.join(foreignData, file), 'utf8')),
  );

  it.each(manifests)('reads %s without a problem', (file) => {
    const { problems } = readPolicies([file], '');
    // The rule that lets the DNS proxy see queries stands in a file of its own.
    const others = problems.filter(({ message }) => !message.includes('lets the DNS proxy see'));
    expect(others.map(({ line, message }) => `${line} ${message}`)).toEqual([]);
  });
});
