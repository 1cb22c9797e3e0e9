import * as fc from 'fast-check';
import { dump, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../../plan/plan.ts';
import { generateCluster } from '../../../tests/bench/generateCluster.ts';
import { reachEgress } from '../judging/reachEgress.ts';
import { ruleFormats } from './ruleFormats.ts';
import { readRules } from './readRules.ts';
import type { RuleSet } from './readRules.ts';
import { askReach, deployment, fileOf, namespace, networkPolicy, readDocuments } from '../testing/rules.ts';

const read = (files: Readonly<Record<string, string>>, declared?: LayerKind): RuleSet =>
  readRules(
    Object.entries(files).map(([file, text]) => fileOf(file, text)),
    () => declared,
  );

const describeSources = ({ sources }: RuleSet): readonly string[] =>
  sources.map(({ file, format, layers, holds }) => `${file}: ${format}, ${layers.join()}: ${holds}`);

/** Which the tools of AWS take, and do not print: what is in force is another thing. */
const cloudFormation = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Network
      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
`;

describe('every file', () => {
  it('is listed with what it was taken for and what it holds', () => {
    const rules = read({
      'pods.yaml': `--- ${deployment()}\n--- ${deployment('{}', { metadata: 'name: b' })}\n--- ${networkPolicy('{}')}\n`,
      'facts.yaml': `--- ${namespace('a')}\n--- ${deployment('{}', { metadata: 'name: d' })}\n--- ${namespace('b')}\n--- {apiVersion: v1, kind: Service, metadata: {name: s}}\n--- {apiVersion: crd.projectcalico.org/v1, kind: NetworkSet, metadata: {name: nets}, spec: {nets: []}}\n`,
      'secret.yaml': '{apiVersion: v1, kind: Secret, metadata: {name: s}}',
      'antrea.yaml': '{apiVersion: crd.antrea.io/v1beta1, kind: NetworkPolicy, metadata: {name: p}}',
      'services.yaml': '{apiVersion: v1, kind: Service, metadata: {name: web}}',
      'values.yaml': 'image: {tag: 1.2.3}',
      'notes.txt': 'Rules of March',
      'empty.yaml': '',
      'comment.yaml': '# nothing yet\n',
      'none.json': '[]\n',
      'both.yaml': `--- ${deployment('{}', { metadata: 'name: c' })}\n--- {securityRules: [], name: nsg}\n`,
    });
    expect(describeSources(rules)).toEqual([
      'pods.yaml: Kubernetes manifests, pod-policy: 1 NetworkPolicy, 2 workloads',
      'facts.yaml: Kubernetes manifests, pod-policy: 1 workload, 2 namespaces, 1 Service, 1 NetworkSet; no rules',
      'secret.yaml: Kubernetes manifests, pod-policy: nothing that decides about egress',
      'antrea.yaml: Kubernetes manifests, pod-policy: 1 policy not judged yet',
      'services.yaml: Kubernetes manifests, pod-policy: 1 Service; no rules',
      'values.yaml: not recognised, : nothing that decides about egress',
      'notes.txt: not recognised, : nothing that decides about egress',
      'empty.yaml: not recognised, : nothing that decides about egress',
      'comment.yaml: not recognised, : nothing that decides about egress',
      'none.json: not recognised, : nothing that decides about egress',
      'both.yaml: Kubernetes manifests, Azure network, pod-policy,azure-nsg: 1 workload, 1 network security group',
    ]);
    const facts = rules.sources.filter(({ isFacts }) => isFacts).map(({ file }) => file);
    expect(facts).toEqual(['facts.yaml', 'services.yaml']);
    expect(rules.problems.map(({ file, severity, message }) => `${file} ${severity}: ${message}`)).toEqual([
      'antrea.yaml warning: NetworkPolicy default/p of crd.antrea.io/v1beta1 is not judged yet; what it may select stays unknown.',
      'comment.yaml warning: Nothing that can be read is in it, so it decides nothing.',
      'empty.yaml warning: Nothing that can be read is in it, so it decides nothing.',
      'none.json warning: Nothing that can be read is in it, so it decides nothing.',
      'notes.txt warning: Not a rule format that is judged yet, so it decides nothing.',
      'values.yaml warning: Not a rule format that is judged yet, so it decides nothing.',
    ]);
  });

  it.each<[string, LayerKind, string, readonly LayerKind[]]>([
    ['rules.json', 'azure-nsg', '{"resources": []}', ['azure-nsg']],
    ['rules.yaml', 'node-firewall', '*filter', ['node-firewall']],
    ['values.yaml', 'pod-policy', 'image: {tag: 1.2.3}', []],
    ['rules.json', 'azure-nsg', '', []],
    ['rules.json', 'azure-nsg', '[]', []],
    ['rules.json', 'azure-nsg', '[[]]', ['azure-nsg']],
    ['template.yaml', 'aws-security-group', cloudFormation, ['aws-security-group']],
    ['template.json', 'aws-network-acl', JSON.stringify({ Resources: {} }), ['aws-network-acl']],
    // What a script does is in force where it was run, and then the tools print it.
    ['apply.sh', 'node-firewall', '#!/bin/sh\nkey: value\n', []],
  ])(
    'that is not recognised clouds the layer that the plan names it for, if it can hold rules of it: %s',
    (file, layer, text, clouded) => {
      expect([...read({ [file]: text }, layer).clouded.keys()]).toEqual(clouded);
    },
  );

  it('of CloudFormation is told to be no rule format, with what to give in its place', () => {
    const { problems, layers } = read({ 'template.yaml': cloudFormation }, 'aws-security-group');
    expect(layers.size).toBe(0);
    expect(problems).toMatchObject([
      {
        severity: 'error',
        line: 1,
        message: 'Not a rule format that is judged yet, so AWS security group is unknown.',
        remedy: expect.stringContaining('`aws ec2 describe-security-groups`') as string,
      },
    ]);
  });

  it('may hold one document that is not recognised among others, which is told by its line', () => {
    const rules = read({ 'x.yaml': `# all\n--- ${deployment()}\n---\n# settings\nimage: {tag: 1}\n--- [1]\n` });
    expect(rules.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '5 This document is not of a rule format that is judged yet, so it decides nothing.',
    ]);
    expect(rules.manifests.workloads).toHaveLength(1);
  });

  it('named as no YAML or JSON is not expected to be that', () => {
    const rules = read({ 'firewall.rules': 'pass out quick on em0\nblock: [ "' });
    expect(rules.problems).toMatchObject([{ file: 'firewall.rules', severity: 'warning' }]);
    expect(rules.clouded.size).toBe(0);
  });

  it('may hold documents of JSON one after the other, of which a broken one is told by its line', () => {
    const [one, broken, other] = ['{}', '{', '{}'].map((spec) =>
      spec === '{' ? '{"kind": "NetworkPolicy"' : JSON.stringify(loadAll(networkPolicy(spec))[0]),
    );
    for (const file of ['policies.jsonl', 'policies.ndjson', 'policies.json']) {
      const whole = read({ [file]: `${one}\n${other}\n` }, 'pod-policy');
      expect([whole.problems, [...whole.clouded.keys()]]).toEqual([[], []]);
      expect(whole.layers.get('pod-policy')).toHaveLength(1);
      const rules = read({ [file]: `${one}\n${broken}\n${other}\n` }, 'pod-policy');
      expect(rules.problems).toMatchObject([{ file, line: 2, severity: 'error' }]);
      expect([...rules.clouded.keys()]).toEqual(['pod-policy']);
    }
  });

  it('with a policy in it is a rule file whatever its name, so that what is broken in it is told and clouds', () => {
    const policy = JSON.stringify(loadAll(networkPolicy('{}'))[0]);
    for (const [text, line] of [
      [`${policy}\n${policy}\n{"a": [1,\n${policy}\n`, 3],
      [`--- ${policy}\n---\na: [\n---\n`, 4],
    ] as const) {
      for (const file of ['policies.txt', 'policies', 'policies.json', 'policies.yaml']) {
        const rules = read({ [file]: text });
        expect(rules.problems).toMatchObject([{ file, line, severity: 'error' }]);
        expect([...rules.clouded.keys()]).toEqual(['pod-policy']);
        expect(rules.layers.get('pod-policy')).toHaveLength(1);
      }
    }
    expect(read({ 'app.log': '{"level": "info"}\n{"level": "info"}\npanic\n' }).clouded.size).toBe(0);
  });

  it('of documents of JSON and of a text that a format knows is told, and clouds all that it may be for', () => {
    const policy = JSON.stringify(loadAll(networkPolicy('{}'))[0]);
    const text = `${policy}\n${policy}\n*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j DROP\nCOMMIT\n`;
    for (const file of ['policies.json', 'policies.jsonl', 'policies.txt']) {
      const rules = read({ [file]: text });
      expect(rules.problems).toMatchObject([{ file, line: 3, severity: 'error' }]);
      expect([...rules.clouded.keys()]).toEqual(expect.arrayContaining(['pod-policy', 'node-firewall']));
    }
  });

  it.each([
    ['before it', (policy: string, text: string) => `${policy}---\n${text}`, 1],
    ['before it, with nothing in between', (policy: string, text: string) => `${policy}${text}`, 1],
    ['behind it', (policy: string, text: string) => `${text}${policy}`, 5],
    ['behind it as another document', (policy: string, text: string) => `${text}---\n${policy}`, 5],
    ['behind it as a list', (_policy: string, text: string) => `${text}- kind: NetworkPolicy\n`, 5],
  ])('of a text that a format knows, and YAML %s, is told and clouds all that it may be for', (_what, join, line) => {
    const text = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -j ACCEPT\nCOMMIT\n';
    const joined = join('apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {}\n', text);
    for (const file of ['node.yaml', 'node.txt']) {
      const rules = read({ [file]: joined });
      expect(rules.problems).toMatchObject([{ file, line, severity: 'error' }]);
      expect([...rules.clouded.keys()]).toEqual(expect.arrayContaining(['pod-policy', 'node-firewall']));
      expect(rules.layers.size).toBe(0);
    }
  });

  it.each([
    ['a template with a dump in it', 'Resources:\n  Node:\n    UserData: |\n      DUMP', 1],
    ['a list with a dump in it', '# ours\n- GroupId: sg-1\n  Tag: |\n    DUMP', 2],
    ['a key in quotes with a dump below it', `"apiVersion": v1\n'data':\n  rules: |\n    DUMP`, 1],
    ['a name of a file with a dump below it', 'rules.v4: |\n  DUMP', 1],
    ['a flow map behind a dump', 'DUMP{apiVersion: v1, kind: NetworkPolicy}\n', 5],
    ['keys in quotes behind a dump', 'DUMP"kind": NetworkPolicy\n', 5],
    ['JSON behind a dump', 'DUMP[\n  {\n    "GroupId": "sg-1"\n  }\n]\n', 5],
    ['another map behind a dump', 'DUMPSecurityGroups:\n- GroupId: sg-1\n', 5],
    ['another map behind a dump, with a comment', 'DUMPSecurityGroups: # ours\n- GroupId: sg-1\n', 5],
    ['another map behind a dump, with an anchor', 'DUMPSecurityGroups: &all\n- GroupId: sg-1\n', 5],
    ['a text of YAML behind a dump', 'DUMPpolicy: |-\n  []\n', 5],
    ['a template of Azure behind a dump', 'DUMP{\n  "$schema": "https://x/deploymentTemplate.json#"\n}\n', 5],
    ['an object with blanks in its keys behind a dump', 'DUMP{\n  "a key": 1\n}\n', 5],
  ])('that looks to a format like its own text, and is %s, is told and clouds all', (_what, text, line) => {
    const indent = /^ *(?=DUMP)/m.exec(text)?.[0] ?? '';
    const lines = ['*filter', ':FORWARD DROP [0:0]', '-A FORWARD -j ACCEPT', 'COMMIT'];
    for (const file of ['node.yaml', 'node.txt']) {
      const rules = read({ [file]: text.replace('DUMP', `${lines.join(`\n${indent}`)}\n`) });
      expect(rules.problems).toMatchObject([{ file, line, severity: 'error' }]);
      expect([...rules.clouded.keys()]).toEqual(
        expect.arrayContaining(['pod-policy', 'node-firewall', 'aws-network-firewall', 'proxy']),
      );
      expect(rules.layers.size).toBe(0);
    }
  });

  it.each(['README.md', 'docs/README', 'rules.zip!/readme.txt', 'how-to.markdown', 'nodes.rst', 'nodes.adoc'])(
    'for people holds examples, and clouds nothing: %s',
    (file) => {
      const example = '# Rules\n\nNode:\n\n  as it is\n\n```\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n```\n';
      const rules = read({ [file]: example });
      expect(rules.problems).toMatchObject([{ file, severity: 'warning' }]);
      expect([rules.clouded.size, rules.layers.size]).toEqual([0, 0]);
      expect(read({ 'node.txt': example }).clouded.size).toBeGreaterThan(0);
      expect(read({ [file]: networkPolicy('{}') }).layers.has('pod-policy')).toBe(true);
    },
  );

  it.each(['node.md', 'README', 'nodes.adoc'])(
    'is what it begins with, though it is called like a page: %s',
    (file) => {
      const saved = '# Generated by iptables-save v1.8.9\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n';
      const nft = `table inet filter {\n\tset a {\n\t}\n\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n`;
      expect([...read({ [file]: saved }).layers.keys()]).toEqual(['node-firewall']);
      for (const text of [nft, `#!/usr/sbin/nft -f\n${nft}`, '-A FORWARD -j DROP\n']) {
        expect(read({ [file]: text }).clouded.has('node-firewall')).toBe(true);
      }
      expect(read({ [file]: `http_access deny all\n` }).layers.has('proxy')).toBe(true);
    },
  );

  it.each([
    ['open.md', '```\n-A FORWARD -j DROP\n', 'node-firewall'],
    ['nft.md', '~~~ nft\nadd rule inet filter forward drop\n~~~\n', 'node-firewall'],
    [
      'plan.md',
      'Terraform used the selected providers to generate the following execution plan.\n\nTerraform will perform the following actions:\n',
      'azure-nsg',
    ],
    [
      'pr.md',
      '```\naws_vpc.a: Refreshing state... [id=1]\n\nTerraform will perform the following actions:\n```\n',
      'azure-nsg',
    ],
  ])('that is what a tool printed, pasted into a page, clouds what it may be for: %s', (file, text, layer) => {
    const { clouded, problems, layers } = read({ [file]: text });
    expect(problems).toContainEqual(expect.objectContaining({ file, severity: 'error' }));
    expect([clouded.has(layer as LayerKind), layers.has('pod-policy')]).toEqual([true, false]);
  });

  it('that is pasted into a page as a whole is read as it is', () => {
    const saved = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -x\nCOMMIT\n';
    const [plain, pasted] = [read({ 'node.md': `\n${saved}` }), read({ 'node.md': `\`\`\`text\n${saved}\`\`\`\n\n` })];
    expect(plain.problems).toMatchObject([{ line: 4 }]);
    expect(pasted.problems).toEqual(plain.problems);
    expect([...pasted.layers.keys()]).toEqual(['node-firewall']);
  });

  it.each([
    ['and goes on in prose', '```\nDUMP```\n\nThese are the rules of our nodes.\n'],
    ['and goes on with another', '```\nDUMP```\nand\n```\nDUMP```\n'],
    ['of YAML', '```yaml\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n```\n'],
  ])('for people, that begins with an example %s, clouds nothing and says what to give', (_what, page) => {
    const text = page.replaceAll('DUMP', '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n');
    const rules = read({ 'README.md': text });
    expect(rules.problems).toMatchObject([
      { severity: 'warning', remedy: expect.stringContaining('give rules that are in force as files of their own') },
    ]);
    expect([rules.clouded.size, rules.layers.size]).toEqual([0, 0]);
  });

  it('for people is no list of squid’s, of however few words its lines are', () => {
    const words = 'shop.example\nerp.example\n';
    expect(read({ 'allowed.txt': words }).problems[0]?.message).toContain('list of values for an acl');
    expect(
      read({ 'README.md': words })
        .problems.map(({ message }) => message)
        .join(),
    ).not.toContain('acl');
  });

  it.each([
    ['a dump', '# Generated by iptables-save v1.8.9\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n', 'node-firewall'],
    ['a squid.conf', 'acl x: dst 10.0.0.1\nlogformat j \\\n{"a":"%a"}\nhttp_access allow all\n', 'proxy'],
    ['rules of Suricata', 'pass tls any any -> any any ( \\\nmsg:"x: y"; \\\ncontent: \\\n"a"; sid:1;)\n', undefined],
    ['a list of addresses', 'a.example:443\n2001:db8::/32 # x: y\nhttp://b.example/\n', undefined],
    [
      'a log of Terraform',
      'aws_vpc.a: Refreshing state... [id=1]\nTerraform will perform the following actions:\n\nOutputs:\n\nx = 1\n',
      undefined,
    ],
    [
      'a plan of Terraform after a change by others',
      'Note: Objects have changed outside of Terraform\n\nTerraform will perform the following actions:\n',
      undefined,
    ],
    ['a note beside rules', '# Generated by iptables-save v1.8.9\n*filter\nCOMMIT\nNote:\n\nas given', undefined],
  ])('of a tool is no document: %s', (_what, text, layer) => {
    const rules = read({ 'given.txt': text });
    expect(rules.clouded.has('pod-policy')).toBe(false);
    expect(rules.problems.map(({ message }) => message).join()).not.toContain('YAML');
    expect([...rules.layers.keys()]).toEqual(expect.arrayContaining(layer === undefined ? [] : [layer]));
  });

  it('of too many broken documents clouds all that it may be for, whatever its name', () => {
    const policy = JSON.stringify(loadAll(networkPolicy('{}'))[0]);
    for (const file of ['policies.json', 'policies.txt']) {
      const rules = read({ [file]: `${policy}\n${'[\n'.repeat(1001)}` });
      expect(rules.problems).toHaveLength(101);
      expect(rules.problems[0]?.message).toMatch(/none of it is read/);
      expect([...rules.clouded.keys()]).toEqual(expect.arrayContaining(['pod-policy', 'node-firewall']));
    }
  });

  it('that is broken clouds every layer that is read from files, where nothing says what it is for', () => {
    const layers = new Set(ruleFormats.flatMap((format) => format.layers));
    expect(layers.size).toBeGreaterThan(5);
    expect([...read({ 'x.yaml': 'a: [' }).clouded]).toEqual([...layers].map((layer) => [layer, ['x.yaml']]));
    expect([...read({ 'x.yaml': 'a: [' }, 'proxy').clouded]).toEqual([['proxy', ['x.yaml']]]);
  });

  it.each<[string, string, LayerKind | undefined]>([
    ['workloads', deployment(), undefined],
    ['a policy', networkPolicy('{}'), 'pod-policy'],
    ['a policy not judged yet', '{apiVersion: crd.antrea.io/v1beta1, kind: ClusterNetworkPolicy}', 'pod-policy'],
    ['a virtual network', '{name: v, addressSpace: {addressPrefixes: []}, subnets: [{name: s}]}', undefined],
    ['service tags', '{values: [{name: Sql, properties: {addressPrefixes: []}}]}', undefined],
    ['a security group of Azure', '{name: nsg, securityRules: []}', 'azure-nsg'],
    ['subnets', '{Subnets: [{SubnetId: s, CidrBlock: 10.0.0.0/24}]}', undefined],
    ['a security group of AWS', '{SecurityGroups: [{GroupId: sg-1, IpPermissionsEgress: []}]}', 'aws-security-group'],
    ['a network ACL', '{NetworkAcls: [{NetworkAclId: acl-1, Entries: []}]}', 'aws-network-acl'],
    ['a VPC rule of Google Cloud', '{kind: compute#firewall, name: a, network: n}', 'gcp-firewall'],
    ['machines of Google Cloud', '{kind: compute#instance, name: a}', undefined],
    ['a route table', '{RouteTables: [{RouteTableId: rtb-1, Routes: []}]}', 'route'],
  ])('speaks for a layer by its rules, and for none by facts: %s', (_what, text, layer) => {
    expect([...read({ 'x.yaml': text }).layers.keys()]).toEqual(layer === undefined ? [] : [layer]);
  });

  it('has its problems in the order of files and lines', () => {
    const bad = networkPolicy('{egress: [to, from]}');
    const rules = read({ 'b.yaml': `a: [\n---\n${bad}`, 'a.yaml': `\n\n${bad}` });
    expect(rules.problems.map(({ file, line, column }) => [file, line, column ?? 0])).toEqual(
      rules.problems
        .map(({ file, line, column }) => [file, line, column ?? 0] as const)
        .toSorted(([a, b, c], [d, e, f]) => (a < d ? -1 : a > d ? 1 : b - e || c - f)),
    );
    expect(rules.problems).toHaveLength(5);
  });
});

describe('rules', () => {
  it('are judged the same in their own text and written anew, as a stream, as a list, and as JSON', () => {
    const text = generateCluster({ workloads: 40, policies: 30, namespaces: 4 });
    const objects: unknown[] = [];
    loadAll(text, (value) => objects.push(value));
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    const forms = [
      { 'a.yaml': text },
      { 'a.yaml': objects.map((value) => dump(value)).join('---\n') },
      { 'a.yaml': dump(list) },
      { 'a.yaml': dump(list, { flowLevel: 3, lineWidth: -1 }) },
      { 'a.json': JSON.stringify(list) },
      { 'a.json': JSON.stringify(list, undefined, 4) },
      Object.fromEntries(objects.map((value, index) => [`${index}.json`, JSON.stringify(value)])),
    ];
    const [first, ...others] = forms.map((files) => {
      const rules = read(files);
      expect(rules.problems).toEqual([]);
      return reachEgress(rules, { cni: 'cilium' }).workloads;
    });
    expect(first?.length).toBe(40);
    expect(new Set(first?.map(({ isolated }) => isolated))).toEqual(new Set([true, false]));
    for (const other of others) expect(other).toEqual(first);
  });

  it('are judged the same in whatever order their documents and files stand', () => {
    const documents = [
      deployment(),
      networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: deny'),
      networkPolicy('{podSelector: {matchLabels: {app: web}}, egress: [{ports: [{port: 443}]}]}', 'name: https'),
      networkPolicy('{podSelector: {matchLabels: {app: api}}, egress: [{}]}', 'name: api'),
    ];
    const expected = reachEgress(readDocuments(...documents)).workloads;
    fc.assert(
      fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (shuffled) => {
        expect(reachEgress(readDocuments(...shuffled)).workloads).toEqual(expected);
        const files = Object.fromEntries(shuffled.map((text, index) => [`${index}.yaml`, text]));
        expect(reachEgress(read(files)).workloads).toEqual(expected);
      }),
    );
  });

  it('are judged the same where a block is written as its two halves', () => {
    const open = (...cidrs: readonly string[]) =>
      readDocuments(
        deployment(),
        networkPolicy(`{egress: [{to: [${cidrs.map((cidr) => `{ipBlock: {cidr: ${cidr}}}`).join()}]}]}`),
      );
    const whole = reachEgress(open('203.0.113.0/24')).workloads;
    expect(reachEgress(open('203.0.113.0/25', '203.0.113.128/25')).workloads).toEqual(whole);
    expect(reachEgress(open('203.0.113.0/24', '203.0.113.0/26')).workloads).toEqual(whole);
  });

  it('of any shape are read without a crash', () => {
    const word = fc.constantFrom(
      'spec',
      'egress',
      'to',
      'ports',
      'ipBlock',
      'cidr',
      'podSelector',
      'matchLabels',
      'metadata',
      'labels',
      'items',
      'securityRules',
      'properties',
      'template',
      'name',
      'toString',
      '__proto__',
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(null, true, 0, -1, 1.5, '', 'Egress', '10.0.0.0/8', 'x'.repeat(300)),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node'), { maxKeys: 4 }),
      ),
    }));
    const kind = fc.constantFrom(
      'NetworkPolicy',
      'Deployment',
      'Pod',
      'CronJob',
      'Namespace',
      'List',
      'PodList',
      'constructor',
      'CiliumNetworkPolicy',
    );
    const apiVersion = fc.constantFrom('networking.k8s.io/v1', 'apps/v1', 'v1', 'batch/v1', 'cilium.io/v2');
    const object = fc
      .tuple(apiVersion, kind, fc.dictionary(word, node))
      .map(([version, name, rest]) => ({ ...rest, apiVersion: version, kind: name }));
    const group = fc
      .dictionary(word, node)
      .map((rest) => ({ type: 'Microsoft.Network/networkSecurityGroups', ...rest }));
    fc.assert(
      fc.property(fc.array(fc.oneof(object, group, node), { maxLength: 4 }), (values) => {
        const files = Object.fromEntries(values.map((value, index) => [`${index}.json`, JSON.stringify(value)]));
        const rules = read(files);
        expect(rules.sources).toHaveLength(values.length);
        expect(reachEgress(rules).workloads.length).toBeLessThanOrEqual(rules.manifests.workloads.length);
        for (const { line, message } of rules.problems) expect(line > 0 && message.length < 600).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('of a hostile file say nothing of a flow that others open', () => {
    const open = networkPolicy('{egress: [{}]}');
    expect(askReach(readDocuments(deployment('{constructor: x, toString: z, app: web}'), open))).toBe('allowed');
    // A label that the API refuses.
    const refused = readDocuments(deployment('{__proto__: x, app: web}'), open);
    expect(refused.problems).toMatchObject([{ severity: 'error', message: expect.stringContaining('“__proto__”') }]);
    expect(refused.manifests.workloads).toEqual([]);
  });
});
