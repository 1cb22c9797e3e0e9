import { dump, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../plan/plan.ts';
import { keepRuleLines } from './keepRuleLines.ts';

const canary = 'canary-5f2c9e71b0';
const keep = (text: string, file = 'rules.yaml'): string => keepRuleLines({ file, text }, ['pod-policy']);

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: agent}
spec:
  podSelector: {matchLabels: {token: enabled-long}}
  egress: []
`;
const secret = { apiVersion: 'v1', kind: 'Secret', stringData: { note: canary } };

describe('keepRuleLines', () => {
  it.each([
    ['a kubeconfig', `apiVersion: v1\nkind: Config\nusers:\n  - user:\n      client-key-data: ${canary}\n`],
    ['Secrets whose items name no kind', `apiVersion: v1\nkind: SecretList\nitems:\n  - data:\n      a: ${canary}\n`],
    ['the credentials of docker', JSON.stringify({ auths: { 'registry.example': { auth: canary } } })],
    ['objects that follow each other on one line', JSON.stringify(secret) + JSON.stringify(secret)],
    ['a Secret as an item of a list', `- {kind: Secret, stringData: {note: ${canary}}}\n`],
    [
      'a Secret in a List',
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, data: {a: ${canary}}}\n`,
    ],
    ['a kind with a tag', `apiVersion: v1\nkind: !!str Secret\nstringData:\n  note: ${canary}\n`],
    ['a key apart from its colon', `{"kind": "Secret", "apiVersion": "v1",\n"stringData" : {"note":"${canary}"}}`],
    ['another resource', `apiVersion: example.org/v1\nkind: Vault\nspec:\n  root: ${canary}\n`],
    ['the values of a chart', `registry:\n  root: ${canary}\n`],
    ['what no parser reads', `apiVersion: v1\nkind: [\nnote: ${canary}\n`],
  ])('leaves out %s, and every line where it was', (_what, text) => {
    const mixed = `${policy}---\n${text}`;
    expect(keep(text)).toBe(text.replaceAll(/[^\n]/g, ''));
    expect(keep(mixed)).toBe(policy + `---\n${text}`.replaceAll(/[^\n]/g, ''));
  });

  it('keeps of several documents of JSON the lines of those that bear on egress, and none that another shares', () => {
    const named = (name: string): string =>
      JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec: {} });
    const vault = JSON.stringify({ apiVersion: 'example.org/v1', kind: 'Vault', spec: { root: canary } });
    const list = `{"apiVersion":"v1","kind":"List","items":[\n${named('c')},\n${vault}]}`;
    const broken = `{"root": "${canary}"`;
    const lines = [
      named('a'),
      vault,
      `${named('b')} ${vault}`,
      `${list} ${named('d')}`,
      named('e'),
      broken,
      named('f'),
    ];
    const kept = keep(`${lines.join('\n')}\n`, 'rules.json');
    expect(kept).not.toContain(canary);
    const names = kept.split('\n').map((line) => /"name":"(\w)"/.exec(line)?.[1] ?? line.slice(0, 10));
    expect(names).toEqual(['a', '', '', '{"apiVersi', 'c', '', 'e', '', 'f', '']);
  });

  it.each([
    ['nothing', ''],
    ['a bracket without an end', '{"a": [1,'],
    ['a string without an end', '{"a": "b'],
  ])('withholds of a workload behind %s what it withholds of it alone', (_what, broken) => {
    const spec = {
      hostAliases: [{ ip: '203.0.113.1', hostnames: [canary] }],
      containers: [{ name: 'agent', image: 'a', env: [{ name: 'A', value: canary }] }],
    };
    const workload = JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'agent', annotations: { note: canary } },
      spec: { template: { metadata: { annotations: { note: canary } }, spec } },
      status: { conditions: [{ message: canary }] },
    });
    const named = '{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"},"spec":{}}';
    const kept = keep(`${named}\n${broken}\n${workload}\n`, 'rules.json');
    expect(kept).toBe(`${named}\n\n${keep(workload, 'rules.json')}\n`);
    expect(kept).toContain('"name":"agent"');
    expect(kept).not.toContain(canary);
  });

  it.each([
    ['documents of JSON', '\n'],
    ['documents of YAML', '\n---\n'],
  ])('withholds free texts beside a plan whose values are hidden, in %s', (_what, parted) => {
    const rule = { CidrIp: '203.0.113.0/24', Description: canary };
    const group = { GroupId: 'sg-1', Description: canary, IpPermissionsEgress: [{ IpRanges: [rule] }] };
    const plan = { format_version: '1.2', terraform_version: '1.9.5', planned_values: {}, resource_changes: [] };
    const texts = [{ SecurityGroups: [group] }, { ...plan, variables: { v: { value: canary } } }];
    const text = texts.map((value) => JSON.stringify(value)).join(parted);
    const kept = keepRuleLines({ file: 'rules.json', text }, ['aws-security-group']);
    expect(kept).toContain('"CidrIp":"203.0.113.0/24"');
    expect(kept).toContain('"variables":{"v":{"value":"');
    expect(kept).not.toContain(canary);
  });

  it.each([
    ['a line of its own', `---\n${policy}`],
    ['the line of its document', '--- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}}\n'],
  ])('keeps what begins the first document of YAML on %s', (_where, text) => {
    expect(keep(text)).toBe(text);
  });

  it.each([
    ['as a collection', `{metadata: {annotations: {note: ${canary}}, name: a}, kind: NetworkPolicy, apiVersion: `, '}'],
    ['as a key', `metadata: {annotations: {note: ${canary}}, name: a}\n    kind: NetworkPolicy\n    apiVersion: `, ''],
  ])('withholds what stands on the line that begins a document, %s', (_how, start, end) => {
    const text = `--- ${start}networking.k8s.io/v1${end}\n`;
    const kept = keepRuleLines({ file: 'rules.yaml', text }, ['pod-policy', 'route']);
    expect(kept).toContain('name: a}');
    expect(kept).not.toContain(canary);
  });

  it('keeps of a virtual machine its ports, and not what it is started with', () => {
    const machine = `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: db}
spec:
  template:
    spec:
      domain:
        firmware: {serial: ${canary}}
        devices:
          interfaces:
          - name: default
            ports:
            - name: sql
              port: 5432
      volumes:
      - name: init
        cloudInitNoCloud:
          userData: |
            password: ${canary}
`;
    const kept = keep(machine);
    expect(kept).toContain('port: 5432');
    expect(kept).not.toContain(canary);
  });

  it('keeps the networks that pods have in place of the cluster’s', () => {
    const network = `apiVersion: k8s.ovn.org/v1
kind: UserDefinedNetwork
metadata: {name: own, namespace: blue}
spec: {topology: Layer2, layer2: {role: Primary}}
`;
    expect(keep(network)).toBe(network);
  });

  it('keeps of a List the items that bear on egress', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'agent' }, spec: { containers: [{ image: 'a' }] } };
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod, secret, pod] }, undefined, 2);
    const kept = keep(text, 'all.json');
    expect(kept).not.toContain(canary);
    expect(kept.match(/"kind": "Pod"/g)).toHaveLength(2);
    const lines = text.split('\n');
    expect(kept.split('\n').every((line, index) => line === '' || line === lines[index])).toBe(true);
    expect(kept.split('\n')).toHaveLength(lines.length);
  });

  it('keeps the policy that gives pods security groups of AWS', () => {
    const text = 'apiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\nmetadata: {name: gateway}\n';
    expect(keep(`${text}---\n${JSON.stringify(secret)}\n`)).toBe(`${text}\n\n`);
  });

  it.each<[what: string, value: unknown]>([
    ['a rule', { kind: 'compute#firewall', name: 'a', network: 'n' }],
    ['a list of rules', { kind: 'compute#firewallList', items: [{ kind: 'compute#firewall', name: 'a' }] }],
    ['what the command prints', [{ kind: 'compute#firewall', name: 'a' }]],
    ['effective firewalls', { firewalls: [], firewallPolicys: [{ type: 'NETWORK', rules: [] }] }],
  ])('keeps %s of Google Cloud', (_what, value) => {
    const text = JSON.stringify(value, undefined, 2);
    expect(keepRuleLines({ file: 'a.json', text }, ['gcp-firewall'])).toBe(text);
    expect(keep(text, 'a.json').trim()).toBe('');
  });

  it.each(['json', 'yaml'])('withholds what a machine of Google Cloud is started with: %s', (syntax) => {
    const instance = {
      kind: 'compute#instance',
      metadata: {
        items: [
          { key: 'startup-script', value: `#! /bin/sh\necho ${canary}` },
          { key: 'b', value: canary },
        ],
      },
      name: 'node-1',
      tags: { items: ['web'] },
    };
    const text =
      syntax === 'json'
        ? JSON.stringify([instance], undefined, 2)
        : `kind: compute#instance\nmetadata:\n  items:\n  - key: startup-script\n    value: |\n      #! /bin/sh\n      echo ${canary}\nname: node-1\ntags:\n  items:\n  - web\n`;
    const kept = keepRuleLines({ file: `a.${syntax}`, text }, ['gcp-firewall']);
    expect(kept).not.toContain(canary);
    expect(kept.split('\n')).toHaveLength(text.split('\n').length);
    for (const word of ['node-1', 'web']) expect(kept).toContain(word);
  });

  it('keeps a dump of a packet filter to its last line, without its comments and what looks like a password', () => {
    const rules = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.20.0.0/16 -p tcp --dport 443 -j ACCEPT\n';
    const saved = `# Generated by iptables-save v1.8.9\n${rules}COMMIT\n`;
    const keepDump = (text: string): string => keepRuleLines({ file: 'node.txt', text }, ['node-firewall']);
    expect(keepDump(saved)).toBe(saved);
    const told = `# ${canary}\n${saved}`.replace('-j ACCEPT', `-m comment --comment "so \\"${canary}" -j ACCEPT`);
    expect(keepDump(told)).not.toContain(canary);
    expect(keepDump(told)).toContain('--dport 443');
  });

  it('keeps a ruleset of nft without its comments and what it writes into a log', () => {
    const rule = {
      family: 'ip',
      table: 'f',
      chain: 'c',
      comment: canary,
      expr: [{ log: { prefix: canary } }, { drop: null }],
    };
    const kept = keepRuleLines({ file: 'node.json', text: JSON.stringify({ nftables: [{ rule }] }) }, [
      'node-firewall',
    ]);
    expect(kept).not.toContain(canary);
    expect(kept).toContain('"drop":null');
  });

  it('withholds the values of a workload that it keeps', () => {
    const text = `apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - env:\r\n    - name: A\r\n      value: ${canary}\r\n`;
    expect(keep(text)).toBe(text.replace(canary, '"(withheld)"'));
  });

  it('keeps of a Terraform plan among manifests what decides, and of the manifests what it keeps of them alone', () => {
    const group = {
      name: 'nodes',
      egress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['10.0.0.0/8'] }],
    };
    const resources = [
      { address: 'aws_security_group.a', mode: 'managed', type: 'aws_security_group', name: 'a', values: group },
      { address: 'aws_db_instance.d', mode: 'managed', type: 'aws_db_instance', name: 'd', values: { root: canary } },
    ];
    const plan = { format_version: '1.2', planned_values: { root_module: { resources } } };
    const written = JSON.stringify(plan, undefined, 2);
    const values = `registry:\n  root: ${canary}\n`;
    const text = [policy, written, dump(secret), values, written].join('\n---\n');
    const kept = keepRuleLines({ file: 'rules.yaml', text }, ['pod-policy', 'aws-security-group']);
    expect(kept).not.toContain(canary);
    expect(kept.split('\n')).toHaveLength(text.split('\n').length);
    for (const word of ['10.0.0.0/8', 'kind: NetworkPolicy']) {
      expect(kept.split('\n').findIndex((line) => line.includes(word))).toBe(
        text.split('\n').findIndex((line) => line.includes(word)),
      );
    }
    const ofPlan = keepRuleLines({ file: 'plan.json', text: written }, ['aws-security-group']);
    expect(kept).toContain(ofPlan);
  });

  it('keeps the export of a network for the layer that it was recognised for', () => {
    const text = JSON.stringify([{ name: 'nsg', securityRules: [] }]);
    expect(keepRuleLines({ file: 'nsg.json', text }, ['azure-nsg'])).toBe(text);
    expect(keep(text)).toBe('');
  });
});

/** A Pod with an environment value, or whatever else stands in its container. */
const pod = (inContainer: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: c\n${inContainer}`;
const inEnv = (value: string): string => pod(`    env:\n    - name: T\n      ${value}\n    image: i\n`);

describe('what YAML can write in another way is withheld as well:', () => {
  it.each([
    ['a key with an anchor', inEnv(`&x value: ${canary}`)],
    ['a key with a tag', inEnv(`!!str value: ${canary}`)],
    ['a key by an alias', pod(`    env:\n    - name: &v value\n      *v : ${canary}\n`)],
    ['a key apart from its value', inEnv(`? value\n      : ${canary}`)],
    ['a key apart from its value over lines', inEnv(`? value\n      : >\n        ${canary}`)],
    ['a key apart from its value in flow style', pod(`    env: [{? name : T, ? value : ${canary}}]\n`)],
    ['a list apart from its key', pod(`    ? env\n    : - name: T\n        value: ${canary}\n`)],
    ['a value that is repeated from elsewhere', `x-t: &t ${canary}\n${inEnv('value: *t')}`],
    ['a map that is merged from elsewhere', `x-t: &t\n  value: ${canary}\n${inEnv('<<: *t')}`],
    ['a list that is repeated', pod(`    env: &e\n    - {name: T, value: ${canary}}\n  - name: d\n    env: *e\n`)],
    ['quotes that go on at the margin', inEnv(`value: "a\n${canary}"`)],
    ['quotes that go on like a key', inEnv(`value: "a\n  b: c\n  ${canary}"`)],
    ['quotes with a tag and an anchor', inEnv(`value: !!str &x "a\n  b: c\n  ${canary}"`)],
    ['quotes in quotes', inEnv(`value: 'a\n ''b''\n ${canary}'`)],
    ['an argument whose quotes go on', pod(`    args:\n    - "a\n${canary}"\n    image: x\n`)],
    ['a folded text with an indent of its own', inEnv(`value: >2-\n          a\n\n        ${canary}`)],
    ['a dash on a line of its own', pod(`    env:\n    -\n      name: T\n      value: ${canary}\n`)],
    ['a dash with a comment', pod(`    env:\n    - # x\n      name: T\n      value: # y\n        ${canary}\n`)],
    ['a dash with an anchor', pod(`    env:\n    - &x\n      name: T\n      value: ${canary}\n`)],
    ['what follows a comment at the margin', pod(`    env:\n# n\n    - name: T\n# n\n      value: ${canary}\n`)],
    ['a comment', pod(`    # ${canary}\n    image: a\n`)],
    ['a comment behind a value', pod(`    image: "a # b" # ${canary}\n`)],
    [
      'comments in flow style',
      pod(`    ports: [{name: a, # ${canary}\n  # ${canary}\n    containerPort: 80}] # ${canary}\n`),
    ],
    ['line ends of old', inEnv(`value: "a\n  ${canary}"`).replaceAll('\n', '\r')],
  ])('%s', (_what, text) => {
    expect(loadAll(text.replaceAll('\r', '\n'))).toHaveLength(1);
    const kept = keep(text);
    expect(kept).not.toContain(canary);
    expect(kept).toContain('name: c');
    expect(kept.split(/\r|\n/)).toHaveLength(text.split(/\r|\n/).length);
  });

  it('and what only looks like an open quote hides nothing that follows', () => {
    const script = pod(`    args:\n    - |\n      echo "it's\n    - b\n    ports: [{name: kept, containerPort: 80}]\n`);
    expect(keep(script)).toContain('name: kept');
  });

  it('and a document that ends in a withheld place stays apart from the next', () => {
    const text = `${policy}status: {a: b}\nx-notes:\n  a: ${canary}\n---\n${policy}`;
    expect(loadAll(keep(text))).toHaveLength(2);
    expect(keep(text)).not.toContain(canary);
  });
});

const metadata = {
  name: 'web',
  namespace: 'shop',
  labels: { app: 'web' },
  annotations: { a: 'b' },
  finalizers: ['f'],
  managedFields: [{ manager: 'm', fieldsV1: { x: 'y' } }],
};
const podSpec = {
  serviceAccountName: 'sa',
  tolerations: [{ key: 'k', value: 'v' }],
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['a.b'] }],
  dnsConfig: { searches: ['x'] },
  securityContext: { sysctls: [{ name: 'a', value: 'b' }] },
  containers: [
    {
      name: 'c',
      image: 'registry/image:1',
      workingDir: '/w',
      args: ['a'],
      env: [{ name: 'E', value: 'v' }],
      envFrom: [{ prefix: 'P' }],
      ports: [{ name: 'http', containerPort: 80 }],
      volumeMounts: [{ name: 'v', subPathExpr: 'p' }],
      livenessProbe: { httpGet: { path: '/x', httpHeaders: [{ name: 'A', value: 'b' }] } },
    },
  ],
  volumes: [{ name: 'v', nfs: { server: 's', path: '/p' } }],
};
const status = { message: 'm', containerStatuses: [{ lastState: { terminated: { message: 'log' } } }] };
const http = [{ method: 'GET', path: '/x', headers: ['X: t'], headerMatches: [{ name: 'X', value: 't' }] }];

/** Every text of an export, by where it stands, that is kept: each is put to the test in every style in which it may be written. */
function findKeptPlaces(value: object, layer: LayerKind): readonly string[] {
  const styles = [
    (some: object) => JSON.stringify(some),
    (some: object) => JSON.stringify(some, undefined, 2),
    (some: object) => dump(some),
    (some: object) => dump(some, { flowLevel: 3 }),
    (some: object) => dump(some, { flowLevel: 6 }),
    ...(layer === 'pod-policy' ? [(some: object) => dump({ apiVersion: 'v1', kind: 'List', items: [some] })] : []),
  ];
  const kept = new Set<string>();
  for (const path of pathsOfTexts(value)) {
    const marked = structuredClone(value);
    const holder = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as never, marked as never);
    holder[path.at(-1) ?? ''] = canary;
    if (['apiVersion', 'kind'].includes(path.at(-1) ?? '')) continue;
    const isKept = styles.some((write) => keepRuleLines({ file: 'f', text: write(marked) }, [layer]).includes(canary));
    if (isKept) kept.add(path.filter((key) => !/^\d+$/.test(key)).join('.'));
  }
  return [...kept];
}

function pathsOfTexts(value: unknown): readonly (readonly string[])[] {
  if (typeof value === 'string') return [[]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => pathsOfTexts(inner).map((path) => [key, ...path]));
}

describe('of a file, in whatever style, the texts that are kept are those that rules are read from:', () => {
  it.each<[string, LayerKind, object, readonly string[]]>([
    [
      'a Deployment',
      'pod-policy',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { metadata, spec: podSpec } }, status },
      [
        ...['metadata', 'spec.template.metadata'].flatMap((at) => [
          `${at}.name`,
          `${at}.namespace`,
          `${at}.labels.app`,
        ]),
        'spec.template.spec.serviceAccountName',
        ...['name', 'image', 'env.name', 'ports.name'].map((field) => `spec.template.spec.containers.${field}`),
      ],
    ],
    [
      'a Pod',
      'pod-policy',
      { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec, status },
      [
        'metadata.name',
        'metadata.namespace',
        'metadata.labels.app',
        'spec.serviceAccountName',
        ...['name', 'image', 'env.name', 'ports.name'].map((field) => `spec.containers.${field}`),
      ],
    ],
    [
      'a policy of Cilium',
      'pod-policy',
      {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { name: 'a' },
        spec: { description: 'd', endpointSelector: {}, egress: [{ toPorts: [{ rules: { http } }] }] },
        status: { error: 'e' },
      },
      ['metadata.name', 'spec.egress.toPorts.rules.http.method'],
    ],
    [
      'a Service',
      'pod-policy',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's', annotations: { a: 'b' } },
        spec: { selector: { a: 'b' } },
      },
      ['metadata.name', 'spec.selector.a'],
    ],
    ['a Secret', 'pod-policy', { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { a: 'b' } }, []],
    [
      'security groups of Azure',
      'azure-nsg',
      [
        {
          name: 'n',
          tags: { a: 'b' },
          description: 'd',
          securityRules: [{ name: 'r', description: 'd', access: 'Allow' }],
        },
      ],
      ['name', 'securityRules.name', 'securityRules.access'],
    ],
    [
      'security groups of AWS',
      'aws-security-group',
      {
        SecurityGroups: [
          {
            GroupId: 'sg',
            Description: 'd',
            Tags: [{ Key: 'k', Value: 'v' }],
            IpPermissionsEgress: [{ IpRanges: [{ CidrIp: 'c', Description: 'd' }] }],
          },
        ],
      },
      ['SecurityGroups.GroupId', 'SecurityGroups.Tags.Key', 'SecurityGroups.IpPermissionsEgress.IpRanges.CidrIp'],
    ],
    [
      'machines of AWS',
      'aws-security-group',
      {
        Reservations: [
          { Instances: [{ InstanceId: 'i', UserData: 'u', StateReason: { Message: 'm' }, ClientToken: 'c' }] },
        ],
      },
      ['Reservations.Instances.InstanceId'],
    ],
    [
      'machines of Google Cloud',
      'gcp-firewall',
      [
        {
          kind: 'compute#instance',
          name: 'm',
          description: 'd',
          tags: { items: ['web'] },
          metadata: { items: [{ key: 'ssh-keys', value: 'k' }] },
        },
      ],
      ['name', 'tags.items'],
    ],
  ])('%s', (_what, layer, value, places) => {
    expect(findKeptPlaces(value, layer).toSorted()).toEqual([...places].toSorted());
  });

  it('the name of a thing of AWS among them, which a plan can go by', () => {
    const tagged = {
      VpcId: 'v',
      Tags: [
        { Key: 'Name', Value: 'prod' },
        { Key: 'Notes', Value: canary },
      ],
    };
    const kept = keepRuleLines({ file: 'f', text: JSON.stringify({ Vpcs: [tagged] }) }, ['aws-security-group']);
    expect(kept).toContain('"Value":"prod"');
    expect(kept).not.toContain(canary);
  });

  it.each([
    ['in one document', (one: object, other: object) => JSON.stringify({ Vpcs: [one, other] })],
    [
      'in two',
      (one: object, other: object) => `${JSON.stringify({ Vpcs: [one] })}\n${JSON.stringify({ Vpcs: [other] })}`,
    ],
  ])('and no value before its key, whatever tag stood before it %s', (_where, write) => {
    const named = { VpcId: 'v', Tags: [{ Key: 'Name', Value: 'prod' }] };
    const text = write(named, { VpcId: 'w', Tags: [{ Value: canary, Key: 'Notes' }] });
    const kept = keepRuleLines({ file: 'f.json', text }, ['aws-security-group']);
    expect(kept).toContain('"Value":"prod"');
    expect(kept).not.toContain(canary);
  });
});
