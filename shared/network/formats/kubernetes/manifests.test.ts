import { describe, expect, it } from 'vitest';
import type { Cni } from '../../../plan/plan.ts';
import { reachEgress } from '../../judging/reachEgress.ts';
import { askPolicies } from '../../testing/askPolicies.ts';
import type { PolicyQuestion } from '../../testing/askPolicies.ts';
import { readRules } from '../../reading/readRules.ts';
import type { RuleSet } from '../../reading/readRules.ts';
import {
  askReach,
  deployment,
  describeProblems,
  fileOf,
  namespace,
  networkPolicy,
  readDocuments,
} from '../../testing/rules.ts';

/** `kind namespace/name pods labels`. */
function describeWorkloads({ manifests }: RuleSet): readonly string[] {
  return manifests.workloads.map(
    ({ kind, namespace: space, name, pods, labels }) =>
      `${kind} ${space}/${name} ${pods} ${Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join()}`,
  );
}

const template = '{metadata: {labels: {app: web}}, spec: {}}';
const meta = 'metadata: {name: web, namespace: shop}';

function pod(name: string, { labels = '{app: web}', owner = '' } = {}): string {
  const owners = owner === '' ? '' : `, ownerReferences: [{controller: true, ${owner}}]`;
  return `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: ${labels}${owners}}, spec: {}}`;
}

function replicaSet(name: string, owner: string): string {
  return `{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: ${name}, ownerReferences: [{${owner}}]}, spec: {replicas: 2, template: ${template}}}`;
}

describe('workloads', () => {
  it.each([
    ['Deployment', `{apiVersion: apps/v1, kind: Deployment, ${meta}, spec: {replicas: 3, template: ${template}}}`, 3],
    ['StatefulSet', `{apiVersion: apps/v1, kind: StatefulSet, ${meta}, spec: {replicas: 2, template: ${template}}}`, 2],
    ['DaemonSet', `{apiVersion: apps/v1, kind: DaemonSet, ${meta}, spec: {template: ${template}}}`, 1],
    ['ReplicaSet', `{apiVersion: apps/v1, kind: ReplicaSet, ${meta}, spec: {template: ${template}}}`, 1],
    [
      'ReplicationController',
      `{apiVersion: v1, kind: ReplicationController, ${meta}, spec: {template: ${template}}}`,
      1,
    ],
    ['Job', `{apiVersion: batch/v1, kind: Job, ${meta}, spec: {template: ${template}}}`, 1],
    [
      'CronJob',
      `{apiVersion: batch/v1, kind: CronJob, ${meta}, spec: {jobTemplate: {spec: {template: ${template}}}}}`,
      1,
    ],
    ['Deployment', `{apiVersion: extensions/v1beta1, kind: Deployment, ${meta}, spec: {template: ${template}}}`, 1],
    [
      'DeploymentConfig',
      `{apiVersion: apps.openshift.io/v1, kind: DeploymentConfig, ${meta}, spec: {replicas: 2, template: ${template}}}`,
      2,
    ],
    ['Rollout', `{apiVersion: argoproj.io/v1alpha1, kind: Rollout, ${meta}, spec: {template: ${template}}}`, 1],
    ['Pod', '{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}', 1],
    ['Pod', '{apiVersion: apps/v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}', 1],
  ])('are known by the labels of their pods: %s', (kind, manifest, pods) => {
    const rules = readDocuments(manifest);
    expect(describeWorkloads(rules)).toEqual([`${kind} shop/web ${pods} app=web`]);
    expect(rules.problems).toEqual([]);
  });

  it.each([
    ['a Service', '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}}'],
    [
      'a Deployment of another API',
      `{apiVersion: example.org/v1, kind: Deployment, ${meta}, spec: {template: ${template}}}`,
    ],
    ['a Pod of another API', '{apiVersion: metrics.k8s.io/v1beta1, kind: Pod, metadata: {name: web}}'],
    ['a kind that is called as a part of every object', '{apiVersion: v1, kind: constructor, metadata: {name: web}}'],
    ['a kind that is called as every prototype', '{apiVersion: apps/v1, kind: __proto__, metadata: {name: web}}'],
  ])('are not %s', (_what, manifest) => {
    expect(describeWorkloads(readDocuments(manifest))).toEqual([]);
  });

  it('without labels and namespace are in the default namespace, and selected by what selects all', () => {
    const rules = readDocuments(
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}',
      networkPolicy('{podSelector: {}, policyTypes: [Egress]}'),
    );
    expect(describeWorkloads(rules)).toEqual(['Deployment default/web 1 ']);
    expect(askReach(rules)).toBe('denied');
  });

  it('fold pods under the topmost owner that is known', () => {
    const rules = readDocuments(
      deployment(),
      replicaSet('web-6f7d9c', 'kind: Deployment, name: web'),
      pod('web-6f7d9c-a', {
        labels: '{app: web, pod-template-hash: 6f7d9c}',
        owner: 'kind: ReplicaSet, name: web-6f7d9c',
      }),
      pod('web-6f7d9c-b', {
        labels: '{app: web, pod-template-hash: 6f7d9c}',
        owner: 'kind: ReplicaSet, name: web-6f7d9c',
      }),
      pod('agent-x', { owner: 'kind: DaemonSet, name: agent' }),
      pod('rollout-a', { owner: 'kind: Rollout, name: rollout' }),
      pod('alone'),
      pod('static', { owner: 'kind: Node, name: node-1' }),
    );
    expect(describeWorkloads(rules)).toEqual([
      'Deployment default/web 2 app=web',
      'DaemonSet default/agent 1 app=web',
      'Rollout default/rollout 1 app=web',
      'Pod default/alone 1 app=web',
      'Pod default/static 1 app=web',
    ]);
  });

  it.each([
    [
      'the one that controls them',
      '{kind: Node, name: n}, {kind: ReplicaSet, name: a, controller: true}',
      'ReplicaSet default/a',
    ],
    [
      'the first where none controls them',
      '{kind: ReplicaSet, name: a}, {kind: ReplicaSet, name: b}',
      'ReplicaSet default/a',
    ],
    ['none whose kind is no text', '{kind: 7, name: a}', 'Pod default/x'],
  ])('are folded under one of several owners: %s', (_what, owners, told) => {
    const owned = `{apiVersion: v1, kind: Pod, metadata: {name: x, labels: {app: web}, ownerReferences: [${owners}]}}`;
    expect(describeWorkloads(readDocuments(owned))).toEqual([`${told} 1 app=web`]);
  });

  it.each<[string, string, number]>([
    ['none', '0', 0],
    ['as many as the API takes', '2147483647', 2_147_483_647],
    ['more', '2147483648', 1],
    ['fewer than none', '-1', 1],
    ['no whole number', '1.5', 1],
    ['a text', "'3'", 1],
  ])('are as many as their controller says, and one where that is no number of pods: %s', (_what, replicas, pods) => {
    const rules = readDocuments(
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: ${replicas}, template: ${template}}}`,
    );
    expect(rules.manifests.workloads.map((workload) => workload.pods)).toEqual([pods]);
    expect(describeProblems(rules)).toHaveLength(String(pods) === replicas ? 0 : 1);
  });

  it('of a Job have a number only where it is indexed', () => {
    const policy = networkPolicy(
      '{podSelector: {matchExpressions: [{key: batch.kubernetes.io/job-completion-index, operator: Exists}]}, policyTypes: [Egress]}',
    );
    const job = (mode: string) =>
      `{apiVersion: batch/v1, kind: Job, metadata: {name: load}, spec: {${mode}template: ${template}}}`;
    const answer = (mode: string) => askReach(readDocuments(job(mode), policy), { workload: 'default/load' });
    expect([answer('completionMode: Indexed, '), answer('completionMode: NonIndexed, '), answer('')]).toEqual([
      'unknown',
      'allowed',
      'allowed',
    ]);
  });

  it('that stand twice with their labels in another order are the same', () => {
    const [one, other] = ['{app: web, tier: a}', '{tier: a, app: web}'].map((labels) => deployment(labels));
    expect(describeProblems(readDocuments(one ?? '', other ?? ''))).toEqual([]);
  });

  it('fold the pods of a CronJob through its Jobs', () => {
    const rules = readDocuments(
      `{apiVersion: batch/v1, kind: CronJob, metadata: {name: tick}, spec: {jobTemplate: {spec: {template: ${template}}}}}`,
      `{apiVersion: batch/v1, kind: Job, metadata: {name: tick-1, ownerReferences: [{kind: CronJob, name: tick}]}}`,
      pod('tick-1-x', { labels: '{app: web, job-name: tick-1}', owner: 'kind: Job, name: tick-1' }),
    );
    expect(describeWorkloads(rules)).toEqual(['CronJob default/tick 1 app=web']);
  });

  it('stay apart where pods of one owner have other labels, and are one row where they may reach the same', () => {
    const owner = 'kind: StatefulSet, name: db';
    const documents = [
      pod('db-0', { labels: '{app: db, role: primary}', owner }),
      pod('db-1', { labels: '{app: db, role: replica}', owner }),
      pod('db-2', { labels: '{app: db, role: replica}', owner }),
    ];
    expect(describeWorkloads(readDocuments(...documents))).toHaveLength(2);
    expect(reachEgress(readDocuments(...documents)).workloads.map(({ pods }) => pods)).toEqual([3]);
    const policy = networkPolicy('{podSelector: {matchLabels: {role: primary}}, policyTypes: [Egress]}');
    const rows = reachEgress(readDocuments(...documents, policy)).workloads;
    expect(rows.map(({ name, pods, isolated }) => `${name} ${pods} ${isolated}`)).toEqual(['db 2 false', 'db 1 true']);
  });

  it('stay apart by the label of the pod’s number where a policy goes by it', () => {
    const owner = 'kind: StatefulSet, name: db';
    const documents = ['db-0', 'db-1'].map((name) =>
      pod(name, { labels: `{app: db, statefulset.kubernetes.io/pod-name: ${name}}`, owner }),
    );
    expect(describeWorkloads(readDocuments(...documents))).toEqual(['StatefulSet default/db 2 app=db']);
    const policy = networkPolicy(
      '{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}, policyTypes: [Egress]}',
    );
    const rules = readDocuments(...documents, policy);
    expect(reachEgress(rules, { cni: 'generic' }).workloads.map(({ pods, isolated }) => [pods, isolated])).toEqual([
      [1, false],
      [1, true],
    ]);
  });

  it('have the labels that their controller gives them by its name, where a policy goes by these', () => {
    const pods = '{metadata: {labels: {app: db}}}';
    const set = `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 3, ordinals: {start: 1}, template: ${pods}}}`;
    const job = (name: string, rest = '') =>
      `{apiVersion: batch/v1, kind: Job, metadata: {${name}}, spec: {${rest}template: ${pods}}}`;
    const closing = (label: string) =>
      networkPolicy(`{podSelector: {matchLabels: {${label}}}, policyTypes: [Egress]}`, 'name: p');
    const answer = (workload: string, ...documents: readonly string[]) =>
      askReach(readDocuments(...documents), { workload: `default/${workload}` });

    const second = readDocuments(set, closing('statefulset.kubernetes.io/pod-name: db-2'));
    expect(reachEgress(second, { cni: 'generic' }).workloads.map((row) => [row.pods, row.isolated])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(answer('db', set, closing("apps.kubernetes.io/pod-index: '2'"))).toBe('unknown');
    expect(answer('db', set, closing("apps.kubernetes.io/pod-index: '0'"))).toBe('allowed');
    expect(
      answer('db', set.replace('replicas: 3', 'replicas: 0'), closing('app: db, apps.kubernetes.io/pod-index: x')),
    ).toBe('unknown');
    for (const key of ['job-name', 'batch.kubernetes.io/job-name']) {
      expect(answer('load', job('name: load'), closing(`${key}: load`))).toBe('denied');
      expect(answer('load', job('name: load'), closing(`${key}: other`))).toBe('allowed');
      expect(answer('load', job('name: load', 'manualSelector: true, '), closing(`${key}: load`))).toBe('allowed');
      expect(answer('load-', job('generateName: load-'), closing(`${key}: load`))).toBe('unknown');
    }
  });

  const selecting = (expression: string, rest: string) =>
    networkPolicy(`{podSelector: {matchExpressions: [{${expression}}]}, ${rest}}`, 'name: p');
  const podsOf = '{template: {metadata: {labels: {app: web}}}';
  const anyJob = `{jobTemplate: {spec: ${podsOf}, completionMode: Indexed}}}`;
  type Has = 'surely' | 'surely, but not for Cilium' | 'perhaps';
  const given: readonly (readonly [api: string, kind: string, spec: string, key: string, has: Has])[] = [
    ['batch/v1', 'CronJob', anyJob, 'job-name', 'surely'],
    ['batch/v1', 'CronJob', anyJob, 'batch.kubernetes.io/job-name', 'perhaps'],
    ['batch/v1', 'CronJob', anyJob, 'batch.kubernetes.io/job-completion-index', 'perhaps'],
    ['batch/v1', 'Job', `${podsOf}}`, 'controller-uid', 'surely, but not for Cilium'],
    ['batch/v1', 'Job', `${podsOf}}`, 'batch.kubernetes.io/controller-uid', 'perhaps'],
    ['batch/v1', 'Job', `${podsOf}, completionMode: Indexed}`, 'batch.kubernetes.io/job-completion-index', 'perhaps'],
    ['apps/v1', 'Deployment', `${podsOf}}`, 'pod-template-hash', 'surely, but not for Cilium'],
    ['apps/v1', 'DaemonSet', `${podsOf}}`, 'controller-revision-hash', 'surely, but not for Cilium'],
    ['apps/v1', 'DaemonSet', `${podsOf}}`, 'pod-template-generation', 'surely, but not for Cilium'],
    ['apps/v1', 'StatefulSet', `${podsOf}, replicas: 2}`, 'controller-revision-hash', 'surely, but not for Cilium'],
    [
      'apps/v1',
      'StatefulSet',
      `${podsOf}, replicas: 1001}`,
      'statefulset.kubernetes.io/pod-name',
      'surely, but not for Cilium',
    ],
    ['apps/v1', 'StatefulSet', `${podsOf}, replicas: 1001}`, 'apps.kubernetes.io/pod-index', 'perhaps'],
    ['apps.openshift.io/v1', 'DeploymentConfig', `${podsOf}}`, 'deployment', 'surely'],
    ['argoproj.io/v1alpha1', 'Rollout', `${podsOf}}`, 'rollouts-pod-template-hash', 'surely'],
    ['kubevirt.io/v1', 'VirtualMachine', `${podsOf}}`, 'kubevirt.io/nodeName', 'perhaps'],
  ];
  const controllerOf = (api: string, kind: string, spec: string) =>
    `{apiVersion: ${api}, kind: ${kind}, metadata: {name: load}, spec: ${spec}}`;

  it.each(given)(
    'have labels from their controller with values that are not known: %s %s %s %s',
    (api, kind, spec, key) => {
      const controller = controllerOf(api, kind, spec);
      for (const operator of ['In', 'NotIn']) {
        const expression = `key: ${key}, operator: ${operator}, values: [x]`;
        const rules = readDocuments(controller, selecting(expression, 'policyTypes: [Egress]'));
        for (const cni of ['calico', 'generic', undefined] as const) {
          const asked = askPolicies(rules, { from: 'default/load', cni });
          expect(asked.answer).toBe('unknown');
          expect(asked.because.join()).toMatch(
            cni === undefined
              ? /Whether NetworkPolicy default\/p selects the pods is not known\. (?:A controller gives|Cilium leaves)/
              : /Whether NetworkPolicy default\/p selects the pods is not known\. A controller gives each of its pods/,
          );
        }
        const other = readDocuments(controller, selecting(expression, 'policyTypes: [Ingress]'));
        expect(askPolicies(other, { from: 'default/load' }).answer).toBe('allowed');
        const peers = `[{to: [{podSelector: {matchExpressions: [{${expression}}]}}]}]`;
        const toThem = readDocuments(deployment(), controller, networkPolicy(`{podSelector: {}, egress: ${peers}}`));
        expect(askPolicies(toThem, { toPod: 'default/load' }).answer).toBe('unknown');
      }
    },
  );

  it.each(given)(
    'are selected by having a label where every release gives it: %s %s %s %s %s',
    (api, kind, spec, key, has) => {
      const ask = (operator: string, cni?: Cni) =>
        askPolicies(
          readDocuments(
            controllerOf(api, kind, spec),
            selecting(`key: ${key}, operator: ${operator}`, 'policyTypes: [Egress]'),
          ),
          { from: 'default/load', cni },
        ).answer;
      const answers = (isKnown: boolean) => (isKnown ? ['denied', 'allowed'] : ['unknown', 'unknown']);
      expect([ask('Exists', 'generic'), ask('DoesNotExist', 'generic')]).toEqual(answers(has !== 'perhaps'));
      for (const cni of ['cilium', undefined] as const) {
        expect([ask('Exists', cni), ask('DoesNotExist', cni)]).toEqual(answers(has === 'surely'));
      }
    },
  );

  it('may lack labels that Cilium leaves out, where it is not known whether it is the plug-in', () => {
    const set = controllerOf('apps/v1', 'StatefulSet', `${podsOf}, replicas: 1}`);
    const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: closed');
    const opened = networkPolicy(
      `{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: load-0}}, egress: [{}]}`,
      'name: opened',
    );
    const rules = readDocuments(set, closed, opened);
    const ask = (cni: Cni | undefined) => askPolicies(rules, { from: 'default/load', cni });
    expect([ask('generic').answer, ask('calico').answer, ask('cilium').answer]).toEqual([
      'allowed',
      'allowed',
      'unknown',
    ]);
    expect(ask(undefined).answer).toBe('unknown');
    expect(ask(undefined).because.join()).toContain('set network.cni');
  });

  it.each([
    ['Deployment', 'apps/v1', 'pod-template-hash', 'unknown'],
    ['StatefulSet', 'apps/v1', 'controller-revision-hash', 'unknown'],
    ['DaemonSet', 'apps/v1', 'pod-template-generation', 'unknown'],
    ['DeploymentConfig', 'apps.openshift.io/v1', 'deployment', 'unknown'],
    ['Rollout', 'argoproj.io/v1alpha1', 'rollouts-pod-template-hash', 'unknown'],
    ['ReplicaSet', 'apps/v1', 'pod-template-hash', 'denied'],
    ['Job', 'batch/v1', 'controller-uid', 'denied'],
  ])('of a %s (%s) have the label %s of its template where no controller overwrites it', (kind, api, key, answer) => {
    const rules = readDocuments(
      controllerOf(api, kind, `{template: {metadata: {labels: {${key}: mine}}}}`),
      networkPolicy(`{podSelector: {matchLabels: {${key}: mine}}, policyTypes: [Egress]}`),
    );
    expect(askPolicies(rules, { from: 'default/load', cni: 'generic' }).answer).toBe(answer);
  });

  it.each(['pod-template-hash', 'rollouts-pod-template-hash'])(
    'of a Deployment whose template a Rollout takes may have the label %s',
    (key) => {
      const ask = (operator: string, ...rollout: readonly string[]) =>
        askPolicies(
          readDocuments(
            controllerOf('apps/v1', 'Deployment', `${podsOf}}`),
            ...rollout,
            selecting(`key: ${key}, operator: ${operator}`, 'policyTypes: [Egress]'),
          ),
          { from: 'default/load', cni: 'generic' },
        ).answer;
      const rollout = (name: string) =>
        controllerOf('argoproj.io/v1alpha1', 'Rollout', `{workloadRef: {kind: Deployment, name: ${name}}}`);
      for (const operator of ['Exists', 'DoesNotExist']) {
        expect(ask(operator, rollout('load'))).toBe('unknown');
        expect(ask(operator, rollout('other'))).toBe(ask(operator));
      }
    },
  );

  it('of a ReplicaSet by itself have the labels of its template alone', () => {
    const rules = readDocuments(
      controllerOf('apps/v1', 'ReplicaSet', `${podsOf}}`),
      selecting('key: pod-template-hash, operator: Exists', 'policyTypes: [Egress]'),
    );
    expect(askPolicies(rules, { from: 'default/load' }).answer).toBe('allowed');
  });

  it('of a DeploymentConfig have its name for a label', () => {
    const answers = ['load', 'other'].map(
      (name) =>
        askPolicies(
          readDocuments(
            controllerOf('apps.openshift.io/v1', 'DeploymentConfig', `${podsOf}}`),
            networkPolicy(`{podSelector: {matchLabels: {deploymentconfig: ${name}}}, policyTypes: [Egress]}`),
          ),
          { from: 'default/load' },
        ).answer,
    );
    expect(answers).toEqual(['denied', 'allowed']);
  });

  const hashed = 'podSelector: {matchLabels: {pod-template-hash: abc}}';
  const opens = (port: number) => `policyTypes: [Egress], egress: [{ports: [{port: ${port}}]}]`;

  it.each([
    ['by a label that is not known', `{${hashed}, ${opens(80)}}`],
    ['and is not understood', `{podSelector: {}, ${opens(80)}, unknown: 1}`],
  ])('that a policy may select %s keep what another certainly allows', (_what, spec) => {
    const certain = networkPolicy(`{podSelector: {}, ${opens(443)}}`, 'name: certain');
    const rules = readDocuments(deployment(), networkPolicy(spec), certain);
    for (const cni of ['generic', 'cilium', 'calico', 'ovn-kubernetes'] as const) {
      const ask = (port: number) => askPolicies(rules, { cni, port });
      expect([ask(443), ask(80)].map(({ answer }) => answer)).toEqual(['allowed', 'unknown']);
      expect(ask(80).because.join()).toMatch(
        /pod-template-hash|pods labels of its own|Cilium leaves|has no field “unknown”/,
      );
    }
    const { workloads } = reachEgress(rules);
    expect(workloads).toMatchObject([{ isolated: true, allowed: [{ ports: { TCP: ['443'] } }] }]);
    expect(workloads[0]?.unknown).toHaveLength(1);
  });

  it('that a policy may select by a label have at least what it allows, whether it does or not', () => {
    const one = networkPolicy(`{${hashed}, ${opens(80)}}`, 'name: one');
    const other = (label: string) =>
      networkPolicy(`{podSelector: {matchLabels: {${label}}}, ${opens(443)}}`, 'name: other');
    const ask = (port: number, ...policies: readonly string[]) =>
      askPolicies(readDocuments(deployment(), ...policies), { port }).answer;
    expect([ask(80, one), ask(443, one)]).toEqual(['allowed', 'unknown']);
    const alike = [one, other('pod-template-hash: abc')];
    expect([ask(80, ...alike), ask(443, ...alike), ask(22, ...alike)]).toEqual(['allowed', 'allowed', 'unknown']);
    const apart = [one, other('pod-template-hash: def')];
    expect([ask(80, ...apart), ask(443, ...apart), ask(22, ...apart)]).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('that are not listed may be closed by a policy that is not understood', () => {
    const selects = 'podSelector: {matchLabels: {pod-template-hash: abc}}';
    for (const policyTypes of ['[egress]', '[Egress]']) {
      const rules = readDocuments(deployment(), networkPolicy(`{${selects}, policyTypes: ${policyTypes}}`));
      expect(askPolicies(rules, { from: 'default/web' }).answer).toBe('unknown');
    }
  });

  it('of one controller may have the labels by which they are not told apart', () => {
    const hash = '{app: web, pod-template-hash: abc}';
    const listed = pod('web-1', { labels: hash, owner: 'kind: ReplicaSet, name: web' });
    const peers = '[{to: [{podSelector: {matchLabels: {pod-template-hash: abc}}}]}]';
    const rules = readDocuments(
      deployment('{app: a}', { metadata: 'name: a' }),
      listed,
      networkPolicy(`{podSelector: {}, egress: ${peers}}`),
    );
    expect(askPolicies(rules, { from: 'default/a', toPod: 'default/web' }).answer).toBe('unknown');
  });

  it.each([
    [
      'Calico',
      `projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: c}, spec: {selector: "pod-template-hash == 'abc'", types: [Egress]}`,
    ],
    [
      'the admin tier',
      `policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: c}, spec: {priority: 1, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {pod-template-hash: abc}}}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}`,
    ],
    [
      'Cilium',
      `cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c}, spec: {endpointSelector: {matchLabels: {pod-template-hash: abc}}, egress: [{}]}`,
    ],
  ])('that are not listed may be selected by a policy of %s too', (_what, policy) => {
    const asked = askPolicies(readDocuments(deployment(), `{apiVersion: ${policy}}`), {
      cni: policy.startsWith('policy.') ? 'generic' : undefined,
    });
    expect(asked.answer).toBe('unknown');
    expect(asked.because.join()).toMatch(/A controller gives each of its pods labels|Cilium leaves labels/);
  });

  it('of a Rollout that only refers to a Deployment are the Deployment’s', () => {
    const rules = readDocuments(
      `{apiVersion: argoproj.io/v1alpha1, kind: Rollout, ${meta}, spec: {workloadRef: {kind: Deployment, name: web}}}`,
      `{apiVersion: apps/v1, kind: Deployment, ${meta}, spec: {template: ${template}}}`,
    );
    expect(describeWorkloads(rules)).toEqual(['Deployment shop/web 1 app=web']);
  });

  it('do not run in circles where owners do', () => {
    const rules = readDocuments(
      replicaSet('a', 'kind: ReplicaSet, name: b'),
      replicaSet('b', 'kind: ReplicaSet, name: a'),
      pod('x', { owner: 'kind: ReplicaSet, name: a' }),
    );
    expect(describeWorkloads(rules)).toHaveLength(1);
  });

  it('count a pod once that stands in two files', () => {
    const rules = readRules([fileOf('a.yaml', pod('web')), fileOf('b.yaml', pod('web'))]);
    expect(describeWorkloads(rules)).toEqual(['Pod default/web 1 app=web']);
  });

  it('that stand twice with other labels are both judged, with a warning', () => {
    const rules = readRules([
      fileOf('a.yaml', deployment('{app: web}')),
      fileOf('b.yaml', deployment('{app: old}')),
      fileOf('c.yaml', networkPolicy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}')),
    ]);
    expect(describeWorkloads(rules)).toHaveLength(2);
    expect(askReach(rules)).toBe('unknown');
    expect(rules.problems).toMatchObject([
      {
        file: 'b.yaml',
        severity: 'warning',
        message: 'Deployment default/web: It stands twice, with other pods in a.yaml; both are judged.',
      },
    ]);
  });

  it('that stand twice and are told apart are told once', () => {
    const set = (app: string) =>
      `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 3, template: {metadata: {labels: {app: ${app}}}}}}`;
    const policy = '{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}, policyTypes: [Egress]}';
    expect(describeProblems(readDocuments(set('a'), set('b'), networkPolicy(policy)))).toEqual([
      '2 (warning) StatefulSet default/db: It stands twice, with other pods in rules.yaml; both are judged.',
    ]);
  });

  it.each([
    ['other labels', '{metadata: {labels: {app: db}}}'],
    ['another service account', '{metadata: {labels: {app: web}}, spec: {serviceAccountName: db}}'],
    ['the network of the node', '{metadata: {labels: {app: web}}, spec: {hostNetwork: true}}'],
    ['other ports', '{metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: a, containerPort: 1}]}]}}'],
  ])('that stand twice are told apart by %s, and both judged', (_what, other) => {
    const set = (of: string) =>
      `{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: web}, spec: {template: ${of}}}`;
    const same = set('{metadata: {labels: {app: web}}, spec: {containers: [{image: x}]}}');
    expect(readDocuments(same, set('{metadata: {labels: {app: web}}}')).problems).toEqual([]);
    const rules = readDocuments(same, set(other));
    expect(rules.manifests.workloads).toHaveLength(2);
    expect(describeProblems(rules)).toEqual([
      '2 (warning) DaemonSet default/web: It stands twice, with other pods in rules.yaml; both are judged.',
    ]);
  });

  it('of a set are told apart by the subjects of cluster-wide policies too', () => {
    const set =
      '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 2, template: {metadata: {labels: {app: db}}}}}';
    const policy =
      '{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-1}}}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}}';
    const { workloads } = reachEgress(readDocuments(set, policy), { cni: 'generic' });
    expect(workloads.map(({ pods, isolated }) => [pods, isolated])).toEqual([
      [1, false],
      [1, true],
    ]);
  });

  it('are left alone by a cluster-wide policy without rules for what they open', () => {
    const policy =
      '{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}';
    const { workloads } = reachEgress(readDocuments(deployment(), policy), { cni: 'generic' });
    expect(workloads.map(({ isolated }) => isolated)).toEqual([false]);
  });

  it.each([
    ['version: 1.2', 'The label version must be a string, not 1.2.'],
    ["version: '${VERSION}'", '“${VERSION}” can’t be the value of a label.'],
    [`version: ${'v'.repeat(64)}`, `“${'v'.repeat(64)}” can’t be the value of a label.`],
    ["'a@b': c", '“a@b” can’t be the key of a label.'],
  ])('with labels that the API server refuses do not run, and are told: %s', (label, told) => {
    const rules = readDocuments(deployment(`{app: web, ${label}}`));
    expect(describeWorkloads(rules)).toEqual([]);
    expect(describeProblems(rules)).toEqual([`1 Deployment default/web: ${told}`]);
  });

  it('may be selected by a policy in a file that can’t be read', () => {
    const rules = readRules([fileOf('web.yaml', deployment()), fileOf('policy.yaml', 'kind: NetworkPolicy\n  a: [')]);
    expect(reachEgress(rules, { cni: 'generic' }).workloads).toMatchObject([
      {
        isolated: true,
        allowed: [],
        unknown: [{ reason: 'Not read whole, and a policy in it may decide: policy.yaml:2:4.' }],
      },
    ]);
  });

  it.each(['"${NAMESPACE}"', 'Shop', '7'])('for a namespace that can’t be do not run, and are told: %s', (name) => {
    const rules = readDocuments(deployment(undefined, { metadata: `name: web, namespace: ${name}` }));
    expect(describeWorkloads(rules)).toEqual([]);
    expect(describeProblems(rules)).toEqual([
      expect.stringContaining(`: “${name.replaceAll('"', '')}” can’t be the name of a namespace.`),
    ]);
  });

  it('take a label of nothing for the empty one, as the API does', () => {
    const rules = readDocuments(
      deployment('{app: }'),
      networkPolicy("{podSelector: {matchLabels: {app: ''}}, policyTypes: [Egress]}"),
    );
    expect(askReach(rules)).toBe('denied');
  });
});

describe('virtual machines', () => {
  const machine = (name: string, spec: string): string =>
    `{apiVersion: kubevirt.io/v1, kind: VirtualMachine, metadata: {name: ${name}, namespace: shop, labels: {app: no}}, spec: {${spec}}}`;
  const machineTemplate = 'template: {metadata: {labels: {app: db}}, spec: {domain: {}}}';

  it.each([
    ['that runs', 'runStrategy: Always', 1],
    ['that is switched off', 'runStrategy: Halted', 0],
    ['that is switched off in the old way', 'running: false', 0],
  ])('are workloads with the labels of their pods: one %s', (_title, run, pods) => {
    const rules = readDocuments(machine('db', `${run}, ${machineTemplate}`));
    expect(describeWorkloads(rules)).toEqual([
      `VirtualMachine shop/db ${pods} app=db,kubevirt.io=virt-launcher,vm.kubevirt.io/name=db`,
    ]);
  });

  it('by themselves are instances, known by their own labels', () => {
    const rules = readDocuments(
      '{apiVersion: kubevirt.io/v1, kind: VirtualMachineInstance, metadata: {name: db, namespace: shop, labels: {app: db}}, spec: {hostname: db-1}}',
    );
    expect(describeWorkloads(rules)).toEqual([
      'VirtualMachineInstance shop/db 1 app=db,kubevirt.io=virt-launcher,vm.kubevirt.io/name=db-1',
    ]);
  });

  it.each([
    ['with its instance', true],
    ['without it', false],
  ])('fold the pods that they run in, from an export %s', (_title, hasInstance) => {
    const owner = 'ownerReferences: [{kind: VirtualMachine, name: db, controller: true}]';
    const instance = `{apiVersion: kubevirt.io/v1, kind: VirtualMachineInstance, metadata: {name: db, namespace: shop, ${owner}}}`;
    const launcher = (name: string, node: string): string =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: {app: db, kubevirt.io/nodeName: ${node}}, ownerReferences: [{kind: VirtualMachineInstance, name: db, controller: true}]}, spec: {}}`;
    const rules = readDocuments(
      machine('db', machineTemplate),
      ...(hasInstance ? [instance] : []),
      launcher('virt-launcher-db-1', 'one'),
      launcher('virt-launcher-db-2', 'two'),
    );
    expect(describeWorkloads(rules)).toEqual(['VirtualMachine shop/db 2 app=db']);
  });

  it('are selected by what KubeVirt adds to the labels of their pods', () => {
    const rules = readDocuments(
      machine('db', machineTemplate),
      machine('web', machineTemplate),
      networkPolicy(
        '{podSelector: {matchLabels: {vm.kubevirt.io/name: db}}, policyTypes: [Egress]}',
        'name: only-db, namespace: shop',
      ),
    );
    const { workloads } = reachEgress(rules, { cni: 'generic' });
    expect(workloads.map(({ name, isolated }) => [name, isolated])).toEqual([
      ['db', true],
      ['web', false],
    ]);
  });

  it('have the ports of their interfaces, and the service account of their volume', () => {
    const spec =
      'domain: {devices: {interfaces: [{name: default, ports: [{name: sql, port: 5432}]}]}}, volumes: [{name: token, serviceAccount: {serviceAccountName: reader}}]';
    const [db] = readDocuments(machine('db', `template: {spec: {${spec}}}`)).manifests.workloads;
    expect(db).toMatchObject({
      namedPorts: [{ name: 'sql', protocol: 'TCP', port: 5432 }],
      serviceAccount: 'reader',
    });
  });
});

describe('lists', () => {
  const policy = '{metadata: {name: p}, spec: {podSelector: {}, policyTypes: [Egress]}}';

  it.each([
    ['a List', `{apiVersion: v1, kind: List, items: [${deployment()}, ${networkPolicy('{policyTypes: [Egress]}')}]}`],
    [
      'a List in a List',
      `{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: [${deployment()}, ${networkPolicy('{policyTypes: [Egress]}')}]}]}`,
    ],
  ])('are what they hold: %s', (_what, list) => {
    const rules = readDocuments(list);
    expect([askReach(rules), rules.problems]).toEqual(['denied', []]);
  });

  it('of one kind give it to their items', () => {
    const rules = readDocuments(
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicyList, items: [${policy}]}`,
      `{apiVersion: apps/v1, kind: DeploymentList, items: [{metadata: {name: web}, spec: {template: ${template}}}]}`,
    );
    expect([askReach(rules), rules.problems]).toEqual(['denied', []]);
  });

  it('place their items by line', () => {
    const rules = readDocuments(`
apiVersion: v1
kind: List
items:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: p}
    spec:
      egress: [to]`);
    expect(describeProblems(rules)).toEqual(['9 NetworkPolicy default/p: A rule must be a map.']);
  });

  it.each([
    ['no object', '[text]', 'Item 1 is no object'],
    ['nothing', '[null]', 'Item 1 is no object'],
    ['an object without kind', `[${deployment()}, {apiVersion: v1}]`, 'Item 2 is no object'],
  ])('with an item that is %s make every pod unknown, since it may have been a policy', (_what, items, message) => {
    const rules = readDocuments(deployment(), `{apiVersion: v1, kind: List, items: ${items}}`);
    expect(askReach(rules)).toBe('unknown');
    expect(describeProblems(rules)).toEqual([`2 List: ${message}: it has no kind.`]);
  });

  it('are also the items alone, and a List that leaves out its apiVersion', () => {
    const closing = networkPolicy('{podSelector: {}, policyTypes: [Egress], unknown: 1}');
    const twice = `{apiVersion: v1, kind: List, items: [${deployment()}]}`;
    for (const [text, line] of [
      [`- ${twice}\n- ${closing}\n`, 2],
      [`[\n${twice},\n${closing}\n]`, 3],
      [`kind: List\nitems:\n- ${deployment()}\n- ${closing}\n`, 4],
    ] as const) {
      const rules = readRules([fileOf('rules.yaml', text)]);
      expect(describeProblems(rules)).toEqual([`${line} NetworkPolicy default/policy: spec has no field “unknown”.`]);
      expect(askReach(rules)).toBe('unknown');
    }
  });

  it.each([
    ['policies', networkPolicy('{podSelector: {}, policyTypes: [Egress]}')],
    ['workloads', deployment()],
  ])('of %s that do not say what they are make every pod unknown', (_what, item) => {
    const list = `{apiVersion: v1, knd: List, items: [${item}]}`;
    const rules = readRules([fileOf('web.yaml', deployment()), fileOf('list.yaml', list)]);
    expect(describeProblems(rules)).toEqual(['1 List: It has no kind.']);
    expect([...rules.clouded.keys()]).toEqual(['pod-policy']);
    expect(askReach(rules)).toBe('unknown');
  });

  it.each([
    ['of a policy', '{metadata: {name: p}, spec: {podSelector: {}, policyTypes: [Egress]}}'],
    ['of a policy by its types alone', '{metadata: {name: p}, spec: {policyTypes: [Egress]}}'],
    ['around the spec of a policy', '{podSelector: {}, egress: []}'],
    ['of a policy of Cilium', '{metadata: {name: p}, spec: {endpointSelector: {}, egress: []}}'],
    ['of a policy of Cilium with several', '{metadata: {name: p}, specs: [{endpointSelector: {}, egress: []}]}'],
    ['around the spec of a policy of Calico', "{selector: app == 'web', types: [Egress]}"],
    ['around a spec of Calico that names no types', '{selector: all(), egress: [{action: Deny}]}'],
    ['around a spec whose rules are no list', '{podSelector: {}, policyTypes: [Egress], egress: {to: []}}'],
    ['around a spec that lets in', '{podSelector: {matchLabels: {app: web}}, ingress: [{}]}'],
  ])('may be one that lost its kind: what is left %s may decide anything, and is told', (_what, cut) => {
    const rules = readDocuments(deployment(), cut);
    expect(describeProblems(rules)).toEqual(['2 NetworkPolicy: It has no kind.']);
    expect([...rules.clouded.keys()]).toEqual(['pod-policy']);
  });

  it.each([
    '{podSelector: web, egress: []}',
    '{podSelector: {}}',
    '{spec: {podSelector: {}}}',
    '{podSelector: {}, ingress: {enabled: true}, egress: []}',
    '{selector: {app: web}, types: [a, b]}',
    '{types: [], egress: []}',
  ])('is no policy where it is something else: %s', (other) => {
    expect(readDocuments(deployment(), other).clouded.size).toBe(0);
  });

  it('of other tools are none of manifests, whatever kinds their items have', () => {
    const machines = JSON.stringify([{ kind: 'compute#instance', name: 'a', metadata: { kind: 'compute#metadata' } }]);
    const rules = readRules([fileOf('machines.json', machines)]);
    expect(rules.sources.map(({ format }) => format)).toEqual(['Google Cloud network']);
  });

  it('of Azure’s resources are none of manifests, though these have a kind and an apiVersion', () => {
    const account = {
      type: 'Microsoft.Storage/storageAccounts',
      apiVersion: '2023-01-01',
      kind: 'StorageV2',
      name: 'a',
    };
    const rules = readRules([fileOf('resources.json', JSON.stringify([account]))]);
    expect(rules.sources.map(({ format }) => format)).toEqual(['not recognised']);
  });

  it.each(['podSelector: {}', 'policyTypes: [Egress]'])(
    'of policies whose items do not say what they are make every pod unknown: %s',
    (field) => {
      const items = `[{metadata: {name: p}, spec: {${field}}}]`;
      const rules = readRules([fileOf('web.yaml', deployment()), fileOf('items.yaml', items)]);
      expect(describeProblems(rules)).toEqual(['1 List: Item 1 is no object: it has no kind.']);
      expect([...rules.clouded.keys()]).toEqual(['pod-policy']);
      expect(askReach(rules)).toBe('unknown');
    },
  );

  it('with an item that is no object are told', () => {
    const rules = readRules([fileOf('rules.yaml', `- ${deployment()}\n- {metadata: {name: p}, spec: {}}\n`)]);
    expect(describeProblems(rules)).toEqual(['2 List: Item 2 is no object: it has no kind.']);
    expect(askReach(rules)).toBe('unknown');
  });

  it('of other kinds are passed over', () => {
    const rules = readDocuments(deployment(), '{apiVersion: v1, kind: AllowList, items: 5}');
    expect([askReach(rules), rules.problems]).toEqual(['allowed', []]);
  });
});

describe('a list', () => {
  it.each(['List', 'NetworkPolicyList', 'AdminNetworkPolicyList'])(
    'of policies that has no items is told: %s',
    (kind) => {
      const rules = readDocuments(deployment(), `{apiVersion: v1, kind: ${kind}, Items: [{kind: NetworkPolicy}]}`);
      expect(describeProblems(rules)).toEqual([`2 ${kind}: It has no list of items.`]);
      expect(askReach(rules)).toBe('unknown');
    },
  );

  it.each(['{kind: List, apiVersion: v1, items: null}', '{kind: AllowList, apiVersion: example.org/v1}'])(
    'that holds nothing is none: %s',
    (list) => expect(describeProblems(readDocuments(deployment(), list))).toEqual([]),
  );
});

describe('policies of kinds that are not judged', () => {
  it.each([
    ['networking.k8s.io/v1beta1', 'NetworkPolicy'],
    ['v1', 'NetworkPolicy'],
    ['extensions/v1beta1', 'NetworkPolicy'],
    ['cilium.io/v1', 'CiliumNetworkPolicy'],
    ['cilium.io/v2', 'CiliumLocalRedirectPolicy'],
    ['projectcalico.org/v4', 'NetworkPolicy'],
    ['crd.projectcalico.org/v2', 'NetworkPolicy'],
    ['crd.antrea.io/v1beta1', 'NetworkPolicy'],
    ['networking.k8s.aws/v1alpha1', 'ApplicationNetworkPolicy'],
    ['k8s.ovn.org/v1', 'EgressFirewall'],
    ['network.openshift.io/v1', 'EgressNetworkPolicy'],
    ['networking.gke.io/v1alpha3', 'FQDNNetworkPolicy'],
    ['networking.istio.io/v1', 'Sidecar'],
    ['policy.linkerd.io/v1alpha1', 'EgressNetwork'],
    ['kuma.io/v1alpha1', 'MeshPassthrough'],
    ['crd.nsx.vmware.com/v1alpha1', 'SecurityPolicy'],
    ['nsx.vmware.com/v1alpha1', 'SecurityPolicy'],
    ['kubeovn.io/v1', 'NetworkPolicy'],
    ['kubeovn.io/v2', 'SubnetPolicy'],
    ['crd.nsx.vmware.com/v1alpha1', 'EgressPolicy'],
    ['nsx.vmware.com/v1alpha1', 'GatewayPolicy'],
    // A group that is misspelt, or that nobody here knows.
    ['network.k8s.io/v1', 'NetworkPolicy'],
    ['example.org/v1', 'EgressPolicy'],
    ['constructor/v1', 'NetworkPolicy'],
    ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
    ['security.istio.io/v1', 'AuthorizationPolicy'],
    ['cilium.io/v2', 'CiliumEnvoyConfig'],
    ['k8s.ovn.org/v1', 'EgressService'],
    // A kind that its group does not have, in a group that is known whole.
    ['networking.k8s.io/v1', 'NetworkPolcy'],
    ['policy.networking.k8s.io/v1alpha1', 'AdminPolicy'],
    ['cilium.io/v2', 'CiliumNetworkpolicy'],
    ['projectcalico.org/v3', 'networkPolicy'],
    ['crd.projectcalico.org/v1', 'constructor'],
  ])(
    'make the pods of their namespace unknown and are listed: %s %s [C29, N2, N3, N4, N5, N6, N7, N8, N10]',
    (apiVersion, kind) => {
      const rules = readDocuments(
        deployment(),
        deployment('{app: web}', { metadata: 'name: web, namespace: shop' }),
        `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p, namespace: shop}, spec: {}}`,
      );
      expect(askReach(rules)).toBe('allowed');
      expect(askReach(rules, { workload: 'shop/web' })).toBe('unknown');
      expect(describeProblems(rules)).toEqual([
        `3 (warning) ${kind} shop/p of ${apiVersion} is not judged yet; what it may select stays unknown.`,
      ]);
    },
  );

  it.each([
    ['k8s.ovn.org/v1', 'EgressFirewall', 'denied'],
    ['network.openshift.io/v1', 'EgressNetworkPolicy', 'denied'],
    ['k8s.ovn.org/v2', 'EgressFirewall', 'unknown'],
    ['crd.antrea.io/v1beta1', 'NetworkPolicy', 'unknown'],
  ])('open nothing that policies close, where they stand behind these: %s %s [N4, N6]', (apiVersion, kind, closed) => {
    const foreign = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: default}, spec: {egress: []}}`;
    const api = deployment('{app: api}', { metadata: 'name: api' });
    const rules = (spec: string) =>
      readDocuments(namespace('default'), deployment(), api, networkPolicy(spec), foreign);
    const closing = rules('{podSelector: {}, policyTypes: [Egress]}');
    const opening = rules('{podSelector: {}, egress: [{to: [{podSelector: {}}]}, {ports: [{port: 443}]}]}');
    const ask = (of: typeof closing, question: PolicyQuestion = {}) =>
      askPolicies(of, { cni: 'ovn-kubernetes', ...question }).answer;
    expect([ask(closing), ask(opening), ask(opening, { port: 80 })]).toEqual([closed, 'unknown', closed]);
    const toPod = { toPod: 'default/api' } as const;
    expect([ask(closing, toPod), ask(opening, toPod)]).toEqual(
      closed === 'denied' ? ['denied', 'allowed'] : ['unknown', 'unknown'],
    );
  });

  it.each([
    ['policy.networking.k8s.io/v1alpha3', 'AdminNetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha2', 'BaselineAdminNetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha1', 'ClusterNetworkPolicy'],
    ['networking.k8s.aws/v1alpha1', 'ClusterNetworkPolicy'],
    ['cilium.io/v1', 'CiliumClusterwideNetworkPolicy'],
    ['cilium.io/v2', 'CiliumEgressGatewayPolicy'],
    ['projectcalico.org/v4', 'GlobalNetworkPolicy'],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy'],
    ['example.org/v1', 'ClusterNetworkPolicy'],
    ['example.org/v1', 'GlobalEgressPolicy'],
    ['crd.antrea.io/v1beta1', 'Tier'],
    ['crd.antrea.io/v1beta1', 'Egress'],
    ['k8s.ovn.org/v1', 'EgressIP'],
    ['k8s.ovn.org/v1', 'AdminPolicyBasedExternalRoute'],
    ['cilium.io/v2', 'CiliumClusterwideEnvoyConfig'],
    ['networking.istio.io/v1', 'ServiceEntry'],
    ['kubeovn.io/v1', 'SecurityGroup'],
    ['cilium.io/v2alpha1', 'CiliumEgressNATPolicy'],
    // Of Calico before its version 3.
    ['v1', 'policy'],
    ['v1', 'profile'],
    ['v1', 'hostEndpoint'],
  ])('make all pods unknown where they hold in all namespaces: %s %s [A11, C29, N1, N11]', (apiVersion, kind) => {
    const rules = readDocuments(
      deployment(),
      `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p}, spec: {}}`,
    );
    expect(askReach(rules)).toBe('unknown');
    expect(rules.problems).toHaveLength(1);
  });

  it.each([
    ['projectcalico.org/v3', 'StagedNetworkPolicy'],
    ['projectcalico.org/v3', 'StagedGlobalNetworkPolicy'],
    ['projectcalico.org/v3', 'StagedKubernetesNetworkPolicy'],
    ['crd.projectcalico.org/v1', 'StagedKubernetesNetworkPolicy'],
    ['projectcalico.org/v3', 'GlobalNetworkSet'],
    ['networking.k8s.aws/v1alpha1', 'PolicyEndpoint'],
    ['crd.projectcalico.org/v1', 'IPPool'],
    ['cilium.io/v2', 'CiliumEndpoint'],
    ['cilium.io/v1alpha1', 'PodInfo'],
    ['ec2.services.k8s.aws/v1alpha1', 'SecurityGroup'],
    ['cilium.io/v2alpha1', 'CiliumCIDRGroupList'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['networking.k8s.io/v1', 'IngressClassList'],
    ['example.org/v1', 'Policy'],
    ['kubeovn.io/v1', 'QoSPolicy'],
    ['constructor/v1', 'Tier'],
  ])('are not objects that can’t decide about egress: %s %s', (apiVersion, kind) => {
    const rules = readDocuments(deployment(), `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p}}`);
    expect([askReach(rules), rules.problems]).toEqual(['allowed', []]);
  });

  it('make the pods of all namespaces unknown where neither their kind nor they tell of a namespace', () => {
    const rules = readDocuments(
      deployment(),
      networkPolicy('{podSelector: {}, egress: [{}]}'),
      '{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolcy, metadata: {name: p}, spec: {types: [Egress]}}',
    );
    expect(askReach(rules, { cni: 'calico' })).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      '3 (warning) GlobalNetworkPolcy default/p of projectcalico.org/v3 is not judged yet; what it may select stays unknown.',
    ]);
  });

  it('are as well policies that do not say of which API they are', () => {
    const rules = readDocuments(deployment(), '{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}}}');
    expect(askReach(rules)).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      '2 (warning) NetworkPolicy default/p of an API that is not named is not judged yet; what it may select stays unknown.',
    ]);
  });

  it.each([
    ['Subnet', 'private', 'private: true'],
    ['Subnet', 'acls', 'acls: [{action: drop, direction: from-lport, priority: 1}]'],
    ['Subnet', 'vpc', 'vpc: shop'],
    ['Vpc', 'policyRoutes', 'policyRoutes: [{action: drop, match: ip4.dst == 203.0.113.0/24, priority: 10}]'],
    ['Vpc', 'staticRoutes', 'staticRoutes: [{cidr: 0.0.0.0/0, nextHopIP: 10.0.1.254}]'],
    ['Vpc', 'namespaces', 'namespaces: [shop]'],
  ])('are as well networks of Kube-OVN that are closed, or have rules of their own: %s, %s', (kind, field, written) => {
    const network = (spec: string, apiVersion = 'kubeovn.io/v1') =>
      readDocuments(deployment(), `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: s}, spec: ${spec}}`);
    const rules = network(`{enableExternal: false, ${written}}`);
    expect(askReach(rules)).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      `2 (warning) ${kind} s (${field}) of kubeovn.io/v1 is not judged yet; what it may select stays unknown.`,
    ]);
    expect(askReach(network(`{${written}}`, 'ec2.services.k8s.aws/v1alpha1'))).toBe('allowed');
    const open = network('{private: false, acls: [], vpc: ovn-cluster, policyRoutes: [], staticRoutes: []}');
    expect([askReach(open), describeProblems(open)]).toEqual(['allowed', []]);
  });

  it.each([
    ['policy-cidr-match-mode: nodes', '{enable-policy: default, policy-cidr-match-mode: nodes}'],
    ['enable-non-default-deny-policies: false', "{enable-non-default-deny-policies: 'false'}"],
    ['enable-k8s-networkpolicy: false', "{enable-k8s-networkpolicy: 'false'}"],
    ['enable-cilium-network-policy: false', "{enable-cilium-network-policy: 'false'}"],
    ['enable-cilium-clusterwide-network-policy: false', "{enable-cilium-clusterwide-network-policy: 'false'}"],
    ['labels: k8s:app', "{labels: 'k8s:app'}"],
    ['enable-policy: sometimes', '{enable-policy: sometimes}'],
    ['policy-audit-mode: perhaps', '{policy-audit-mode: perhaps}'],
  ])('are as well settings of Cilium under which policies mean something else: %s [C2, C19]', (setting, data) => {
    const configuration = (name: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: kube-system}, data: ${data}}`;
    const policy = networkPolicy('{podSelector: {}, egress: [{}]}');
    const rules = readDocuments(deployment(), policy, configuration('cilium-config'));
    expect(askReach(rules, { cni: 'cilium' })).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      `3 (warning) ConfigMap kube-system/cilium-config (${setting}) of v1 is not judged yet; what it may select stays unknown.`,
    ]);
    expect(askReach(readDocuments(deployment(), policy, configuration('other')))).toBe('allowed');
  });

  const ciliumConfig = (data: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: ${data}}`;

  it('are not those by which Cilium closes every pod: what policies open is open [C3]', () => {
    const always = ciliumConfig('{enable-policy: always}');
    const opened = networkPolicy('{podSelector: {}, egress: [{ports: [{port: 443}]}]}');
    const cni = 'cilium';
    expect(askReach(readDocuments(deployment(), always), { cni })).toBe('denied');
    const rules = readDocuments(deployment(), always, opened);
    expect([askReach(rules, { cni }), askReach(rules, { cni, port: 80 }), rules.problems]).toEqual([
      'allowed',
      'denied',
      [],
    ]);
    expect(askReach(rules, { cni: 'calico' })).toBe('unknown');
  });

  it.each([
    ["{policy-audit-mode: 'true', enable-policy: always}", 'policy-audit-mode: true, which reports'],
    ['{enable-policy: never}', 'enable-policy: never, which turns policies off'],
    ['{enable-policy: NEVER}', 'enable-policy: never, which turns policies off'],
    ["{policy-audit-mode: 'T'}", 'policy-audit-mode: true, which reports'],
    ['{policy-audit-mode: 1}', 'policy-audit-mode: true, which reports'],
  ])('are not those by which Cilium enforces none, so that everything gets out: %s [C3]', (data, because) => {
    const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');
    const rules = readDocuments(deployment(), closed, ciliumConfig(data));
    expect([askReach(rules, { cni: 'cilium' }), askReach(rules, { cni: 'calico' })]).toEqual(['allowed', 'unknown']);
    expect(describeProblems(rules)).toEqual([
      expect.stringMatching(`^3 \\(warning\\) Cilium is configured with ${because}`) as unknown,
    ]);
  });

  it('leave it open whether another plug-in enforces policies where Cilium enforces none', () => {
    const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');
    const daemonSet = (name: string) =>
      `{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: ${name}, namespace: kube-system}, spec: {template: {metadata: {labels: {k8s-app: ${name}}}, spec: {hostNetwork: true}}}}`;
    const ask = (name: string, cni: 'cilium' | undefined): string => {
      const rules = readDocuments(deployment(), closed, ciliumConfig('{enable-policy: never}'), daemonSet(name));
      const [web] = reachEgress(rules, { cni, workload: 'default/web' }).workloads;
      return web === undefined || web.unknown.length > 0 ? 'unknown' : web.allowed.length > 0 ? 'allowed' : 'denied';
    };
    expect([ask('calico-node', undefined), ask('calico-node', 'cilium')]).toEqual(['unknown', 'allowed']);
    expect([ask('cilium', undefined), ask('anetd', undefined)]).toEqual(['allowed', 'allowed']);
  });

  it('are those by which Cilium has no proxy, where a policy goes by names [C13, C30]', () => {
    const off = ciliumConfig("{enable-l7-proxy: 'false'}");
    const own = (egress: string) =>
      `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: own}, spec: {endpointSelector: {}, egress: [${egress}]}}`;
    const byName =
      '{toFQDNs: [{matchName: a.example.com}]}, {toEntities: [all], toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}';
    const cni = 'cilium';
    expect(askReach(readDocuments(deployment(), own('{toEntities: [world]}'), off), { cni })).toBe('allowed');
    const entries = ['toFQDNs', 'dns', 'serverNames', 'http'];
    const byEntry = (entry: string) =>
      ({
        toFQDNs: '{toFQDNs: [{matchName: a.example.com}]}',
        dns: '{toPorts: [{ports: [{port: "80"}]}, {ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}',
        serverNames: '{toPorts: [{ports: [{port: "80"}]}, {ports: [{port: "443"}], serverNames: [a.example.com]}]}',
        http: '{toPorts: [{ports: [{port: "443"}]}, {ports: [{port: "80", protocol: TCP}], rules: {http: [{}]}}]}',
      })[entry] ?? '';
    for (const entry of entries) {
      const among = [own('{toEntities: [world]}'), own(byEntry(entry)).replace('name: own', 'name: other')];
      expect([entry, askReach(readDocuments(deployment(), ...among, off), { cni })]).toEqual([entry, 'unknown']);
    }
    const rules = readDocuments(deployment(), own(byName), off);
    expect(askReach(rules, { cni })).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      '3 (warning) ConfigMap kube-system/cilium-config (enable-l7-proxy: false) of v1 is not judged yet; what it may select stays unknown.',
    ]);
  });

  it('are no settings of Cilium that are its own', () => {
    const settings =
      "{enable-policy: default, policy-audit-mode: 'false', policy-cidr-match-mode: '', labels: '', enable-l7-proxy: 'true', debug: 'true'}";
    const rules = readDocuments(
      deployment(),
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: ${settings}}`,
    );
    expect([askReach(rules), rules.problems]).toEqual(['allowed', []]);
  });

  it.each([
    [
      'ConfigMap istio-system/istio',
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: 'outboundTrafficPolicy: {mode: MODE}'}}",
    ],
    [
      'ConfigMap istio-system/istio-canary',
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: istio-canary, namespace: istio-system}, data: {mesh: 'outboundTrafficPolicy: {mode: MODE}'}}",
    ],
    [
      'IstioOperator istio-system/mesh',
      '{apiVersion: install.istio.io/v1alpha1, kind: IstioOperator, metadata: {name: mesh, namespace: istio-system}, spec: {meshConfig: {outboundTrafficPolicy: {mode: MODE}}}}',
    ],
    [
      'Istio default/default',
      '{apiVersion: sailoperator.io/v1, kind: Istio, metadata: {name: default}, spec: {values: {meshConfig: {outboundTrafficPolicy: {mode: MODE}}}}}',
    ],
  ])('are as well meshes whose sidecars drop what is not registered: %s [N9]', (name, document) => {
    const rules = readDocuments(deployment(), document.replace('MODE', 'REGISTRY_ONLY'));
    expect(askReach(rules)).toBe('unknown');
    expect(describeProblems(rules)).toHaveLength(1);
    expect(describeProblems(rules)[0]).toContain(`2 (warning) ${name} (outboundTrafficPolicy: REGISTRY_ONLY) of `);
    const open = readDocuments(deployment(), document.replace('MODE', 'ALLOW_ANY'));
    expect([askReach(open), open.problems]).toEqual(['allowed', []]);
  });

  it('are named in the reason, the first two of many', () => {
    const policies = ['a', 'b', 'c'].map(
      (name) => `{apiVersion: crd.antrea.io/v1beta1, kind: NetworkPolicy, metadata: {name: ${name}}}`,
    );
    const reasonOf = (count: number) =>
      reachEgress(readDocuments(deployment(), ...policies.slice(0, count))).workloads[0]?.unknown[0]?.reason;
    const [row] = reachEgress(readDocuments(deployment(), ...policies)).workloads;
    expect(row?.unknown[0]?.rules?.map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      '2 NetworkPolicy default/a',
      '3 NetworkPolicy default/b',
      '4 NetworkPolicy default/c',
    ]);
    expect(reasonOf(1)).toBe('NetworkPolicy default/a is not judged yet, and may decide about these pods.');
    expect(reasonOf(3)).toBe(
      'NetworkPolicy default/a, NetworkPolicy default/b and 1 more are not judged yet, and may decide about these pods.',
    );
  });
});

describe('a policy for a namespace that can’t be', () => {
  it.each<[cni: Cni, apiVersion: string, kind: string, spec: string]>([
    ['generic', 'networking.k8s.io/v1', 'NetworkPolicy', '{podSelector: {}, egress: [{}]}'],
    ['calico', 'projectcalico.org/v3', 'NetworkPolicy', '{types: [Egress]}'],
    ['cilium', 'cilium.io/v2', 'CiliumNetworkPolicy', '{endpointSelector: {}, egress: [{}]}'],
  ])('makes every pod unknown, since it may be for any: of %s', (cni, apiVersion, kind, spec) => {
    const policy = (namespaceName: string): string =>
      `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p, namespace: ${namespaceName}}, spec: ${spec}}`;
    for (const name of ['"${NAMESPACE}"', 'Shop', 'shop.', '7']) {
      const rules = readDocuments(deployment(), policy(name));
      const told = name.replaceAll('"', '');
      expect(askReach(rules, { cni })).toBe('unknown');
      expect(describeProblems(rules)).toEqual([
        `2 ${kind} ${name === '7' ? 'default' : told}/p: “${told}” can’t be the name of a namespace.`,
      ]);
    }
    expect(readDocuments(deployment(), policy('shop')).problems).toEqual([]);
  });

  it('is none where its kind has no namespace', () => {
    const spec = '{tier: Admin, priority: 1, subject: {namespaces: {}}}';
    const policy = `{apiVersion: policy.networking.k8s.io/v1beta1, kind: ClusterNetworkPolicy, metadata: {name: p, namespace: "\${X}"}, spec: ${spec}}`;
    expect(readDocuments(deployment(), policy).problems).toEqual([]);
  });
});

describe('policies within an object of another kind', () => {
  const closing = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: p, namespace: shop');
  const web = deployment(undefined, { metadata: 'name: web, namespace: shop' });
  const inShop = { workload: 'shop/web' };

  it.each([
    ['Template', 'template.openshift.io/v1', `objects: [${closing}]`],
    ['Lists', 'v1', `items: [${closing}]`],
    ['ManifestWork', 'work.open-cluster-management.io/v1', `spec: {workload: {manifests: [${closing}]}}`],
    ['HelmRelease', 'helm.toolkit.fluxcd.io/v2', `spec: {values: {extraObjects: [${closing}]}}`],
  ])('may come into force, and make the pods of their namespace unknown: %s', (kind, apiVersion, held) => {
    const holder = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: holder}, ${held}}`;
    const rules = readDocuments(web, deployment(), holder);
    expect([askReach(rules, inShop), askReach(rules)]).toEqual(['unknown', 'allowed']);
    expect(describeProblems(rules)).toEqual([
      `3 (warning) NetworkPolicy shop/p (in ${kind} default/holder) of networking.k8s.io/v1 is not judged yet; what it may select stays unknown.`,
    ]);
  });

  it.each([
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}}}',
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: "${PROJECT}"}}',
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, name: p, data: {spec: {podSelector: {}}}}',
  ])('are for any namespace where they name none: %s', (policy) => {
    const rules = readDocuments(
      web,
      `{apiVersion: kyverno.io/v1, kind: ClusterPolicy, spec: {rules: [{generate: ${policy}}]}}`,
    );
    expect(askReach(rules, inShop)).toBe('unknown');
  });

  it.each([
    'apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, name: p, namespace: "{{request.object.metadata.name}}", clone: {name: p, namespace: a}',
    'namespace: "{{request.object.metadata.name}}", cloneList: {namespace: a, kinds: [v1/Secret, networking.k8s.io/v1/NetworkPolicy]}',
  ])('are also those of which Kyverno makes copies: %s', (generate) => {
    const rules = readDocuments(
      web,
      `{apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: k}, spec: {rules: [{generate: {${generate}}}]}}`,
    );
    expect(askReach(rules, inShop)).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      expect.stringMatching(/^2 \(warning\) NetworkPolicy .*\(in ClusterPolicy .*k\).* is not judged yet/),
    ]);
  });

  it.each([
    '{rules: [{generate: {cloneList: {namespace: a, kinds: [v1/Secret, v1/ConfigMap]}}}]}',
    '{rules: [{generate: {apiVersion: v1, kind: Secret, name: s, clone: {name: s, namespace: a}}}]}',
    '{ownerReferences: [{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, name: p}]}',
    '{held: {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {}}}',
  ])('are not what only names one, or is none: %s', (spec) => {
    const rules = readDocuments(web, `{apiVersion: example.org/v1, kind: Report, metadata: {name: r}, spec: ${spec}}`);
    expect([askReach(rules, inShop), rules.problems]).toEqual(['allowed', []]);
  });
});

describe('what an object says beside its spec', () => {
  it.each<[apiVersion: string, kind: string, cni: Cni, spec: string]>([
    ['networking.k8s.io/v1', 'NetworkPolicy', 'generic', '{podSelector: {}, policyTypes: [Egress], egress: [{}]}'],
    ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', 'generic', '{priority: 1, subject: {namespaces: {}}}'],
    ['cilium.io/v2', 'CiliumNetworkPolicy', 'cilium', '{endpointSelector: {}, egress: [{toEntities: [all]}]}'],
    ['projectcalico.org/v3', 'NetworkPolicy', 'calico', '{types: [Egress], egress: [{action: Allow}]}'],
  ])('is refused as the API refuses it: a namespace that is misspelt, of %s %s', (apiVersion, kind, cni, spec) => {
    const ask = (metadata: string) =>
      readDocuments(
        deployment(),
        `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p, ${metadata}}, spec: ${spec}}`,
      );
    const served = ask('annotations: {a: b}, creationTimestamp: null, uid: u, resourceVersion: "1", generation: 2');
    expect(describeProblems(served)).toEqual([]);
    expect(askReach(served, { cni })).toBe('allowed');
    const misspelt = ask('namepsace: shop');
    expect(describeProblems(misspelt)).toEqual([expect.stringMatching(/^2 .*: metadata has no field “namepsace”\.$/)]);
    expect(askReach(misspelt, { cni })).toBe('unknown');
    const noMap = readDocuments(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: p, spec: ${spec}}`);
    expect(describeProblems(noMap)).toContainEqual(expect.stringContaining('metadata must be a map.'));
  });

  it.each([
    ['cilium.io/v2', 'CiliumCIDRGroup', '{externalCIDRs: [203.0.113.0/24]}'],
    ['projectcalico.org/v3', 'GlobalNetworkSet', '{nets: [203.0.113.0/24]}'],
    ['projectcalico.org/v3', 'Tier', '{order: 1}'],
  ])('is refused of what policies go by too: %s %s', (apiVersion, kind, spec) => {
    const rules = readDocuments(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p}, Spec: ${spec}}`);
    expect(describeProblems(rules)).toEqual([expect.stringMatching(/^1 .* has no field “Spec”\.$/)]);
  });
});

describe('what stands twice', () => {
  const fixed = [namespace('default'), deployment()];
  const account = (labels: string) =>
    `{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, labels: ${labels}}}`;
  const byAccount =
    '{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: p}, spec: {types: [Egress], serviceAccountSelector: "team == \'a\'"}}';

  it('as a service account leaves unknown what goes by its labels, unless they are the same', () => {
    const rulesWith = (other: string) => readDocuments(...fixed, account('{team: a}'), account(other), byAccount);
    expect(askReach(rulesWith('{team: a}'), { cni: 'calico' })).toBe('denied');
    for (const other of ['{team: b}', '{}']) {
      expect(askReach(rulesWith(other), { cni: 'calico' })).toBe('unknown');
      expect(describeProblems(rulesWith(other))).toEqual([
        '4 (warning) ServiceAccount default/default: It stands twice, with other labels.',
      ]);
    }
  });

  it('as a Service leaves unknown what stands behind it, unless both are the same', () => {
    const service = (address: string, port: number, more = '') =>
      `{apiVersion: v1, kind: Service, metadata: {name: db${more}}, spec: {clusterIP: ${address}, ports: [{port: ${port}}]}}`;
    const endpoints =
      '{apiVersion: v1, kind: Endpoints, metadata: {name: db}, subsets: [{addresses: [{ip: 203.0.113.7}], notReadyAddresses: [{ip: 203.0.113.8}]}]}';
    const toService =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [{toServices: [{k8sService: {serviceName: db}}]}]}}';
    const rulesWith = (other: string) =>
      readDocuments(...fixed, service('192.0.2.1', 443, ', labels: {a: b}'), other, endpoints, toService);
    const same = rulesWith(service('192.0.2.2', 443));
    expect([askReach(same, { cni: 'cilium' }), same.problems]).toEqual(['allowed', []]);
    expect(askReach(same, { cni: 'cilium', to: '203.0.113.8' })).toBe('allowed');
    expect(askReach(same, { cni: 'cilium', to: '203.0.113.9' })).toBe('denied');
    const different = rulesWith(service('192.0.2.1', 80));
    expect(askReach(different, { cni: 'cilium' })).toBe('unknown');
    expect(describeProblems(different)).toEqual([
      '4 (warning) Service default/db: It stands twice, and stands for other pods or ports there.',
    ]);
  });
});

describe('a label that the API refuses', () => {
  it('of a namespace leaves unknown what goes by labels that it may have', () => {
    const policy =
      '{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: p}, spec: {types: [Egress], namespaceSelector: "env == \'test\'"}}';
    const refused = "{team: a, env: '${ENV}'}";
    const rulesWith = (...labels: readonly string[]) =>
      readDocuments(...labels.map((some) => namespace('default', some)), deployment(), policy);
    const answers = [['{team: a}'], [refused], [refused, '{team: a}'], ['{team: a}', refused]].map((labels) =>
      askReach(rulesWith(...labels), { cni: 'calico' }),
    );
    expect(answers).toEqual(['allowed', 'unknown', 'unknown', 'unknown']);
    expect(describeProblems(rulesWith(refused))).toEqual([
      '1 Namespace default: “${ENV}” can’t be the value of a label.',
    ]);
    expect(askReach(rulesWith("{env: prod, team: '${TEAM}'}"), { cni: 'calico' })).toBe('allowed');
  });

  it('of a service account leaves its labels unknown', () => {
    const account = '{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, labels: {team: "${TEAM}"}}}';
    const byAccount =
      '{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: p}, spec: {types: [Egress], serviceAccountSelector: "team == \'a\'"}}';
    expect(askReach(readDocuments(namespace('default'), deployment(), account, byAccount), { cni: 'calico' })).toBe(
      'unknown',
    );
  });

  it('of a node leaves unknown which node has its addresses', () => {
    const node = (role: string): string =>
      `{apiVersion: v1, kind: Node, metadata: {name: a, labels: {role: ${role}}}, status: {addresses: [{address: 172.18.0.4}]}}`;
    const policy =
      '{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p}, spec: {priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{nodes: {matchLabels: {role: worker}}}]}]}}';
    const ask = (role: string) =>
      askPolicies(readDocuments(namespace('default'), deployment(), node(role), policy), {
        cni: 'generic',
        to: '172.18.0.4',
        perhapsInside: true,
      }).answer;
    expect(['worker', 'infra', '"${ROLE}"'].map(ask)).toEqual(['denied', 'allowed', 'unknown']);
  });

  it('in the selector of a Service leaves unknown which pods stand behind it', () => {
    const service = (app: string): string =>
      `{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {selector: {team: a, app: ${app}}}}`;
    const toService =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [{toServices: [{k8sService: {serviceName: db}}]}]}}';
    const ask = (app: string) =>
      askPolicies(readDocuments(namespace('default'), deployment('{team: a, app: web}'), service(app), toService), {
        cni: 'cilium',
        toPod: 'default/web',
      }).answer;
    expect(['web', 'db', '"${APP}"'].map(ask)).toEqual(['allowed', 'denied', 'unknown']);
  });
});

describe('hostile manifests', () => {
  it.each([
    [
      'names that are maps',
      '{apiVersion: v1, kind: Pod, metadata: {name: {toString: x}, namespace: [1], labels: {a: {toString: x}}}}',
    ],
    ['metadata that is a text', '{apiVersion: v1, kind: Pod, metadata: x}'],
    ['a spec that is a list', '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: [1]}'],
    [
      'containers that are none',
      '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [1, {ports: [2, {name: {}}]}]}}',
    ],
    ['owners that are none', '{apiVersion: v1, kind: Pod, metadata: {name: web, ownerReferences: [1, {name: []}]}}'],
    ['a prototype for labels', '{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {__proto__: x}}}'],
    [
      'values that do not like to be texts',
      networkPolicy(
        '{policyTypes: {toString: 1}, egress: [{ports: [{port: {toString: 1, valueOf: 2}, protocol: {toString: 1}}], to: [{ipBlock: {cidr: {toString: 1}, except: [{toString: 1}]}}]}]}',
      ),
    ],
    [
      'peers of Cilium that do not like to be texts',
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, ingress: [{fromEndpoints: [{matchExpressions: [{key: {toString: 1}, operator: Exists}]}]}], egress: [{toCIDRSet: [{cidrGroupRef: {toString: 1}}]}]}}',
    ],
    ['a list of lists that nests', `{apiVersion: v1, kind: List, items: ${'['.repeat(400)}${']'.repeat(400)}}`],
  ])('are read without a crash: %s', (_what, manifest) => {
    const rules = readDocuments(deployment(), namespace('default'), manifest);
    expect(reachEgress(rules).workloads.length).toBeGreaterThan(0);
  });

  it('may name networks by the hundred thousand', () => {
    const cidrs = Array.from(
      { length: 200_000 },
      (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}/32`,
    );
    const policy = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'many' },
      spec: {
        priority: 1,
        subject: { namespaces: {} },
        egress: [{ action: 'Allow', to: [{ networks: cidrs }] }],
      },
    };
    const { problems } = readDocuments(deployment(), JSON.stringify(policy));
    expect(problems.map(({ message }) => message).join()).toContain('It may have 25 entries, not 200000.');
  });

  it('shorten what they quote', () => {
    const rules = readDocuments(
      deployment(),
      networkPolicy(`{egress: [{ports: [{protocol: ${'x'.repeat(100_000)}}]}]}`),
    );
    expect(rules.problems[0]?.message.length).toBeLessThan(200);
  });
});
