import { describe, expect, it } from 'vitest';
import type { Cni } from '../../../plan/plan.ts';
import type { RuleSet } from '../../reading/readRules.ts';
import { CONNECTION_SERVICES, describeServices, servicesOf } from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { makeAskPods } from '../../testing/askPods.ts';
import type { PodConnections } from '../../testing/askPods.ts';
import {
  askReach,
  deployment,
  describeProblems,
  namespace,
  networkPolicy,
  readDocuments,
} from '../../testing/rules.ts';

const marked = '{k8s.ovn.org/primary-user-defined-network: ""}';
const primary = 'topology: Layer2, layer2: {role: Primary, subnets: [10.200.0.0/16]}';

function udn(space: string, spec = primary): string {
  return `{apiVersion: k8s.ovn.org/v1, kind: UserDefinedNetwork, metadata: {name: own, namespace: ${space}}, spec: {${spec}}}`;
}

function cudn(selector: string, network = primary): string {
  return `{apiVersion: k8s.ovn.org/v1, kind: ClusterUserDefinedNetwork, metadata: {name: shared}, spec: {namespaceSelector: ${selector}, network: {${network}}}}`;
}

function podsOf(space: string): string {
  return deployment('{app: web}', { metadata: `name: web, namespace: ${space}` });
}

const blueAndGreen = [namespace('blue', marked), namespace('green', marked), podsOf('blue'), podsOf('green')];
const plain = [namespace('plain'), podsOf('plain')];

interface Question {
  readonly from: string;
  readonly to: string;
  readonly services?: Services;
  readonly cni?: Cni;
}

function ask(rules: RuleSet, { from, to, services = CONNECTION_SERVICES, cni = 'generic' }: Question): PodConnections {
  const find = (space: string) => {
    const found = rules.manifests.workloads.find((workload) => workload.namespace === space);
    if (found === undefined) throw new Error(`No workload in ${space}`);
    return found;
  };
  return makeAskPods(rules, { cni, podCidr: '10.244.0.0/16' })(find(from), find(to), services);
}

function answer(rules: RuleSet, question: Question): 'open' | 'closed' | 'unknown' {
  const { certain, possible } = ask(rules, question);
  if (Object.keys(describeServices(possible)).length === 0) return 'closed';
  return Object.keys(describeServices(certain)).length > 0 ? 'open' : 'unknown';
}

const byName = '{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [blue, green]}]}';

describe('a network that the pods of a namespace have in place of the cluster’s', () => {
  type Row = readonly [what: string, networks: readonly string[], from: string, to: string, answer: string];
  it.each<Row>([
    ['closes its pods to those of another', [udn('blue'), udn('green')], 'blue', 'green', 'closed'],
    ['closes its pods to those of the cluster’s', [udn('blue')], 'blue', 'plain', 'closed'],
    ['closes pods of the cluster’s to its own', [udn('blue')], 'plain', 'blue', 'closed'],
    ['leaves its own pods open to each other', [cudn(byName)], 'blue', 'green', 'open'],
    ['is of layer 3 as well', [udn('blue', 'topology: Layer3, layer3: {role: Primary}')], 'blue', 'plain', 'closed'],
    [
      'does nothing as a second one',
      [udn('blue', 'topology: Layer2, layer2: {role: Secondary}')],
      'blue',
      'plain',
      'open',
    ],
    ['does nothing as a physical one', [cudn(byName, 'topology: Localnet, localnet: {}')], 'blue', 'plain', 'open'],
    ['leaves a namespace alone that is not marked for it', [cudn('{}')], 'plain', 'plain', 'open'],
    ['closes all that it selects to what is not marked', [cudn('{}')], 'green', 'plain', 'closed'],
    [
      'is of the namespaces that it selects alone',
      [cudn('{matchLabels: {kubernetes.io/metadata.name: blue}}'), udn('green')],
      'blue',
      'green',
      'closed',
    ],
    ['is one of two that may hold', [udn('blue'), cudn(byName)], 'blue', 'green', 'unknown'],
    ['may be one that is not in the files', [udn('blue')], 'green', 'plain', 'unknown'],
    ['may be one that is not in the files, of either end', [udn('blue')], 'blue', 'green', 'unknown'],
    ['is the same for all pods of a namespace', [udn('blue')], 'green', 'green', 'open'],
  ])('%s', (_what, networks, from, to, expected) => {
    const rules = readDocuments(...blueAndGreen, ...plain, ...networks);
    expect(describeProblems(rules)).toEqual([]);
    expect(answer(rules, { from, to })).toBe(expected);
  });

  it('is unknown where the namespace is not in the files, and asks for it', () => {
    const rules = readDocuments(udn('blue'), podsOf('blue'), ...plain);
    expect(answer(rules, { from: 'blue', to: 'plain' })).toBe('unknown');
    expect(ask(rules, { from: 'blue', to: 'plain' }).because).toEqual([
      'Of which network the pods of blue and of plain are is not known: add the manifests of these namespaces and of every network.',
    ]);
  });

  it('is unknown where its role is none, and tells it by line', () => {
    const rules = readDocuments(...blueAndGreen, ...plain, udn('blue', 'topology: Layer2, layer2: {role: Main}'));
    expect(describeProblems(rules)).toEqual(['7 UserDefinedNetwork blue/own: “Main” is no role of a network.']);
    expect(answer(rules, { from: 'blue', to: 'plain' })).toBe('unknown');
  });

  it('leaves what is outside of the cluster to the policies', () => {
    const rules = readDocuments(
      ...blueAndGreen,
      udn('blue'),
      udn('green'),
      networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: closed, namespace: green'),
    );
    expect(askReach(rules, { workload: 'blue/web' })).toBe('allowed');
    expect(askReach(rules, { workload: 'green/web' })).toBe('denied');
  });

  it('is no way around a policy', () => {
    const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: closed, namespace: blue');
    const rules = readDocuments(...blueAndGreen, cudn(byName), closed);
    expect(answer(rules, { from: 'blue', to: 'green' })).toBe('closed');
  });

  it('reaches the DNS of the cluster, and nothing else there', () => {
    const rules = readDocuments(...blueAndGreen, udn('blue'), namespace('openshift-dns'), podsOf('openshift-dns'));
    const question = { from: 'blue', to: 'openshift-dns' };
    expect(answer(rules, { ...question, services: servicesOf('UDP', 5353) })).toBe('open');
    expect(answer(rules, { ...question, services: servicesOf('TCP', 443) })).toBe('closed');
  });

  it('is doubtful where the cluster is said to have another plug-in', () => {
    const rules = readDocuments(...blueAndGreen, ...plain, udn('blue'));
    expect(answer(rules, { from: 'blue', to: 'plain', cni: 'ovn-kubernetes' })).toBe('closed');
    expect(answer(rules, { from: 'blue', to: 'plain', cni: 'antrea' })).toBe('unknown');
  });

  it('does not bear on pods that are on the node’s network', () => {
    const onNode = deployment('{app: web}', { metadata: 'name: web, namespace: blue', podSpec: '{hostNetwork: true}' });
    const rules = readDocuments(namespace('blue', marked), onNode, udn('blue'), ...plain);
    expect(answer(rules, { from: 'blue', to: 'plain' })).toBe('open');
  });
});

describe('a policy for networks that pods have beside their first one', () => {
  it('decides nothing about the first one', () => {
    const rules = readDocuments(
      podsOf('blue'),
      '{apiVersion: k8s.cni.cncf.io/v1beta1, kind: MultiNetworkPolicy, metadata: {name: closed, namespace: blue, annotations: {k8s.v1.cni.cncf.io/policy-for: second}}, spec: {podSelector: {}, policyTypes: [Egress]}}',
    );
    expect(rules.problems).toEqual([]);
    expect(askReach(rules, { workload: 'blue/web' })).toBe('allowed');
  });
});
