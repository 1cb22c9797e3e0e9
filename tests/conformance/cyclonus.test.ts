import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import {
  areEqualServices,
  intersectServices,
  isNoServices,
  protocols,
  servicesOf,
  uniteAllServices,
} from '#shared/network/flows/services.ts';
import { makeAskPods } from '#shared/network/testing/askPods.ts';
import { fileOf } from '#shared/network/testing/rules.ts';
import { foreignData, isForeignDataPresent, readForeignFiles } from './foreignData.ts';
import { scoreCases } from './scoreCases.ts';

/** A generated case: policies step by step, and after each what the simulator does not let through. */
interface GeneratedCase {
  readonly name: string;
  readonly policies_yaml_per_step: readonly string[];
  readonly expected_combined_not_allowed_per_step: readonly (readonly Denied[])[];
  readonly expected_egress_not_allowed_per_step: readonly (readonly Denied[])[];
}

type Denied = readonly [from: string, to: string, service: string, verdict: string];

const generated: readonly GeneratedCase[] = isForeignDataPresent
  ? JSON.parse(readFileSync(path.join(foreignData, 'cyclonus/generated/cases.json'), 'utf8'))
  : [];

/** Nine pods that differ by one label, in namespaces that differ by one. */
const namespaces = ['x', 'y', 'z'];
const pods = namespaces.flatMap((namespace) => ['a', 'b', 'c'].map((name) => ({ namespace, name })));
const ports = [80, 81];
/** The addresses of all pods lie in the part that the cases with `except` take out. */
const podCidr = '192.168.1.0/28';

/** Labels that a case gives to a pod or a namespace in its second step, as its name says and the policies need. */
const relabelled: Readonly<Record<string, { readonly of: string; readonly labels: Readonly<Record<string, string>> }>> =
  {
    'should allow ingress access from updated namespace': { of: 'y', labels: { ns2: 'updated' } },
    'should allow ingress access from updated pod': { of: 'x/b', labels: { pod2: 'updated' } },
    'should deny ingress access to updated pod': { of: 'x/a', labels: { target: 'isolated' } },
  };

function readStep(name: string, step: number, yaml: string): RuleSet {
  const changed = step === 0 ? undefined : relabelled[name];
  const addedTo = (thing: string) => (changed?.of === thing ? changed.labels : {});
  const wanted = yaml
    // A line about the simulator's own run closes some steps.
    .replace(/^\d+ wrong, .*$/gm, '')
    .split(/^Network policy:.*$/m)
    .filter((text) => text.trim() !== '')
    .flatMap((text) => loadAll(text) as object[])
    .map((policy) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...policy }));
  const items = [
    ...wanted,
    ...namespaces.map((namespace) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: { ns: namespace, ...addedTo(namespace) },
      },
    })),
    ...pods.map((pod) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...pod,
        labels: { pod: pod.name, ...addedTo(`${pod.namespace}/${pod.name}`) },
      },
      spec: {
        containers: protocols.flatMap((protocol) =>
          ports.map((port) => ({
            ports: [{ name: `serve-${port}-${protocol.toLowerCase()}`, containerPort: port, protocol }],
          })),
        ),
      },
    })),
  ];
  return readRules([fileOf('step.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))]);
}

const probed = protocols.flatMap((protocol) =>
  ports.map((port) => ({ protocol, port, services: servicesOf(protocol, port) })),
);

/** The first step of one case probes the named port alone. */
const probesNamedPort = ({ name, step }: { readonly name: string; readonly step: number }): boolean =>
  name === 'should allow ingress access on one named port' && step === 0;

function listDenied(ruleSet: RuleSet, asked: typeof probed): readonly string[] {
  const ask = makeAskPods(ruleSet, { cni: 'calico', podCidr });
  return ruleSet.manifests.workloads.flatMap((from) =>
    ruleSet.manifests.workloads.flatMap((to) => {
      const { certain, possible, because } = ask(from, to, uniteAllServices(asked.map(({ services }) => services)));
      return asked.flatMap(({ protocol, port, services }) => {
        if (areEqualServices(intersectServices(certain, services), services)) return [];
        const isOpen = !isNoServices(intersectServices(possible, services));
        const verdict = isOpen ? `unknown: ${because.join(' ')}` : 'X';
        return [`${from.namespace}/${from.name} ${to.namespace}/${to.name} ${protocol}/${port} ${verdict}`];
      });
    }),
  );
}

const steps = generated.flatMap(({ name, policies_yaml_per_step, ...expected }, index) =>
  policies_yaml_per_step.map((policies, step) => ({
    index,
    name,
    step,
    policies,
    denied: expected.expected_combined_not_allowed_per_step[step] ?? [],
  })),
);

describe.skipIf(!isForeignDataPresent)('the cases that cyclonus generates', () => {
  scoreCases((name) => (name.startsWith('agrees on case') ? 'cyclonus' : undefined));

  it('are there', () => expect(steps.length).toBeGreaterThan(50));

  it.each(steps)('agrees on case $index, step $step: $name', ({ name, step, policies, denied }) => {
    const ruleSet = readStep(name, step, policies);
    expect(ruleSet.problems).toEqual([]);
    const asked = probesNamedPort({ name, step })
      ? probed.filter(({ protocol, port }) => protocol === 'TCP' && port === 81)
      : probed;
    expect(listDenied(ruleSet, asked).toSorted()).toEqual(denied.map((line) => line.join(' ')).toSorted());
  });

  it.each(isForeignDataPresent ? readForeignFiles('cyclonus/networkpolicies') : [])(
    'reads $file without a problem',
    (file) => {
      const { problems, manifests } = readRules([file]);
      expect(problems).toEqual([]);
      expect(manifests.networkPolicies.length).toBeGreaterThan(0);
    },
  );
});
