import { describe, expect, it } from 'vitest';
import { writeNumber } from '../kernel/writeNumber.ts';
import { reachEgress } from './judging/reachEgress.ts';
import { readRules } from './reading/readRules.ts';
import type { RuleSet } from './reading/readRules.ts';
import { tooMuch, workOut } from './flows/effort.ts';
import { ALL_CONNECTIONS } from './flows/flowSet.ts';
import { makeDecideLayer } from './judging/decideLayer.ts';
import { readAzureNetwork } from './formats/azure/readAzureNetwork.ts';
import { nftFormat } from './formats/nodeFirewall/nft/nftFormat.ts';
import { askSquid } from './formats/squid/testing/askSquid.ts';
import { askTerraform } from './formats/terraform/testing/askTerraform.ts';
import { planOf } from './formats/terraform/testing/planOf.ts';
import { parseSource } from './source/parseSource.ts';
import { askAzure } from './testing/askAzure.ts';
import { collection, networkRule, policyId, policy as firewallPolicy, ruleGroup } from './testing/azureFirewalls.ts';
import { askLayer, readDocumentsOf } from './testing/askLayer.ts';
import {
  askReach,
  deployment,
  describeProblems,
  fileOf,
  namespace,
  networkPolicy,
  readDocuments,
} from './testing/rules.ts';

const read = (file: string, text: string): RuleSet => readRules([fileOf(file, text)]);
const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

const listOf = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Every other address, so that no two are next to each other. */
const addresses = listOf(10_000, (at) => `20.${at >> 15}.${(at >> 7) % 256}.${(at % 128) * 2}/32`);

const nftTable = { family: 'inet', table: 'filter' };
const daddr = { payload: { protocol: 'ip', field: 'daddr' } };
const nftRule = (chain: string, ...expr: readonly unknown[]) => ({
  rule: { ...nftTable, chain, handle: 9, expr },
});
/** Asks a node whose chain `forward` drops what none of its rules accepts. */
function askNft(objects: readonly unknown[]) {
  const chain = { ...nftTable, name: 'forward', handle: 1, type: 'filter', hook: 'forward', prio: 0, policy: 'drop' };
  const nftables = [{ table: { family: 'inet', name: 'filter', handle: 1 } }, { chain }, ...objects];
  const question = { layer: 'node-firewall', attachedTo: [], to: '20.0.1.4 20.0.1.5' } as const;
  return askLayer(readDocumentsOf(nftFormat, { 'ruleset.json': { nftables } }), question);
}

const cidrGroup = () => ({
  apiVersion: 'cilium.io/v2alpha1',
  kind: 'CiliumCIDRGroup',
  metadata: { name: 'listed' },
  spec: { externalCIDRs: addresses },
});
const ciliumPolicy = (at: number, egress: readonly unknown[]) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: `p${at}`, namespace: 'shop' },
  spec: { endpointSelector: {}, egress },
});
const networkSet = () => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkSet',
  metadata: { name: 'listed', labels: { role: 'listed' } },
  spec: { nets: addresses },
});
const calicoPolicy = (at: number, egress: readonly unknown[], selector = 'all()') => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: { name: `p${at}` },
  spec: { order: 100, selector, types: ['Egress'], egress },
});
const networkPolicyOf = (at: number) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `p${at}`, namespace: 'shop' },
  spec: {
    podSelector: { matchExpressions: [{ key: 'number', operator: 'NotIn', values: [`n${at}`] }] },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: addresses[at] } }] }],
  },
});
const podWith = (labels: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${labels['number'] ?? 'first'}`, namespace: 'shop', labels },
  spec: { containers: [{ name: 'only', image: 'any' }] },
});
const serviceWithAddresses = () => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'outside', namespace: 'shop' },
    spec: { ports: [{ port: 443 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'outside-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'outside' } },
    addressType: 'IPv4',
    ports: [{ port: 443, protocol: 'TCP' }],
    endpoints: [{ addresses: addresses.map((address) => address.slice(0, -3)) }],
  },
];

/** So much of each that a quadratic reader takes minutes, more than any test has; a linear one takes a second or two. */
describe('a rule file made to end or to stall the reader', () => {
  it.each([
    ['bad documents', 'a.yaml', '---\n]\n'.repeat(60_000), 1001],
    ['items that are no objects', 'a.yaml', `apiVersion: v1\nkind: List\nitems:\n${'- 1\n'.repeat(150_000)}`, 150_000],
    [
      'security groups',
      'a.json',
      JSON.stringify(Array.from({ length: 150_000 }, () => ({ defaultSecurityRules: [] }))),
      150_000,
    ],
    ['policies, each wrong', 'a.yaml', repeat(4000, (at) => `--- ${networkPolicy('{x: 1}', `name: p${at}`)}\n`), 4000],
    [
      'labels, each wrong',
      'a.yaml',
      `apiVersion: v1\nkind: Pod\nmetadata:\n labels:\n${repeat(150_000, (at) => `  k${at}: 1\n`)}`,
      150_000,
    ],
    [
      'labels of JSON, each wrong',
      'a.json',
      `{"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {${repeat(300_000, (at) => `"k${at}": 1, `)}"z": ""}}}`,
      300_000,
    ],
    [
      'domains of squid, a line each',
      'squid.conf',
      `http_access allow all\n${repeat(99_000, (at) => `acl a dstdomain b.a${at}.x .a${at}.x\n`)}`,
      99_000,
    ],
  ])('is read to its end: %s', (_what, file, text, count) => {
    const { problems } = read(file, text);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toMatch(new RegExp(`^And ${writeNumber(count - 100)} more (?:errors|warnings) `));
  });

  it.each([
    ['a key with blanks alone below it', `*filter\n:FORWARD DROP [0:0]\nCOMMIT\na:\n${' '.repeat(400_000)}`],
    ['a key with lines of blanks below it', `*filter\n:FORWARD DROP [0:0]\nCOMMIT\na:\n${' \n'.repeat(400_000)}`],
  ])('is told for what it is: %s', (_what, text) => {
    expect(read('a.txt', text).problems).toHaveLength(1);
  });

  it.each([
    ['addresses to go to', (at: number) => `dst 20.${at >> 16}.${(at >> 8) % 256}.${at % 256}`],
    ['addresses to come from', (at: number) => `src 10.${at >> 16}.${(at >> 8) % 256}.${at % 256}`],
    ['ports', (at: number) => `port ${((at * 7) % 65_000) + 1}`],
  ])('is judged to its end: %s of squid, a line each', (_what, valueOf) => {
    const text = `${repeat(99_000, (at) => `acl listed ${valueOf(at)}\n`)}http_access deny listed\nhttp_access allow all\n`;
    expect(askSquid(text, { to: ['20.0.1.7'], from: ['10.0.1.7'], port: 443 }).verdict).toBe('denied');
  });

  it.each([
    ['brackets that nothing closes', [`aws_security_group.a${'['.repeat(300_000)}`]],
    ['references', Array.from({ length: 60_000 }, (_, at) => `aws_security_group.a${at}.id`)],
  ])('is judged to its end: %s of an expression of Terraform', (_what, references) => {
    const rule = {
      address: 'aws_security_group_rule.any',
      values: { type: 'egress', protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] },
      unknown: { security_group_id: true },
      expressions: { security_group_id: { references } },
    };
    const group = { address: 'aws_security_group.nodes', values: { id: 'sg-1', name: 'nodes', egress: [] } };
    const question = { layer: 'aws-security-group', attachedTo: ['sg-1'] } as const;
    expect(askTerraform({ 'plan.json': planOf([group]) }, question).verdict).toBe('denied');
    expect(askTerraform({ 'plan.json': planOf([group, rule]) }, question).verdict).toBe('unknown');
  });

  it.each([
    ['set', { type: 'ipv4_addr' }, daddr, (address: string) => address, 100_000],
    [
      'set of addresses and ports',
      { type: ['ipv4_addr', 'inet_service'] },
      { concat: [daddr, { payload: { protocol: 'tcp', field: 'dport' } }] },
      (address: string) => ({ concat: [address, 443] }),
      50_000,
    ],
  ] as const)(
    'is judged to its end, and unknown from the millionth range on: rules of nft that all name one large %s',
    (_what, ofSet, left, elementOf, count) => {
      const isListed = { match: { op: '==', left, right: '@listed' } };
      const elem = listOf(count, (at) => elementOf(`20.${at >> 15}.${(at >> 7) % 256}.${(at % 128) * 2}`));
      const set = { set: { ...nftTable, name: 'listed', handle: 4, ...ofSet, elem } };
      const rule = nftRule('forward', isListed, { accept: null });
      const { verdict, reasons } = askNft([set, ...Array.from({ length: 300 }, () => rule)]);
      expect(verdict).toBe('unknown');
      expect(reasons).toEqual([tooMuch]);
    },
  );

  it('is judged to its end, and unknown from where it is too much: rules of nft that all name one large map', () => {
    const elem = listOf(2000, (at) => [`20.0.${at >> 7}.${(at % 128) * 2}`, { jump: { target: `c${at}` } }]);
    const map = { map: { ...nftTable, name: 'listed', handle: 4, type: 'ipv4_addr', map: 'verdict', elem } };
    const chains = listOf(2000, (at) => ({ chain: { ...nftTable, name: `c${at}`, handle: 5 } }));
    const rule = nftRule('forward', { vmap: { key: daddr, data: '@listed' } });
    const ruleset = (count: number) => [...chains, map, ...Array.from({ length: count }, () => rule)];
    expect(askNft(ruleset(10)).verdict).toBe('denied');
    const { verdict, reasons } = askNft(ruleset(1000));
    expect(verdict).toBe('unknown');
    expect(reasons).toEqual([tooMuch]);
  });

  it('is judged to its end: policies of Azure Firewall, each with a parent and with groups', () => {
    const nameOf = (at: number): string => `p${at}`;
    const parentOf = (at: number) => (at === 9999 ? null : { id: policyId(nameOf(at + 1)) });
    const policies = listOf(10_000, (at) => firewallPolicy({ name: nameOf(at), basePolicy: parentOf(at) }));
    const groups = listOf(9999, (at) => ruleGroup([], { name: 'group' }, nameOf(at)));
    const topmost = ruleGroup([collection([networkRule()])], { name: 'group' }, nameOf(9999));
    const question = { layer: 'azure-firewall', to: ['20.0.0.7'] } as const;
    const files = { 'policies.json': policies, 'groups.json': [...groups, topmost] };
    expect(askAzure(files, question).verdict).toBe('allowed');
    expect(askAzure({ ...files, 'groups.json': groups }, question).verdict).toBe('unknown');
  });

  /** Each with more than a thousand million ranges, or pairs, in all; what is asked about is judged as far as there is room. */
  it.each([
    [
      'a group of Cilium that rules name again and again',
      'cilium',
      [
        cidrGroup(),
        ...listOf(100, (at) => ciliumPolicy(at, [{ toCIDRSet: listOf(1000, () => ({ cidrGroupRef: 'listed' })) }])),
      ],
    ],
    [
      'a Service with ten thousand addresses',
      'cilium',
      [
        ...serviceWithAddresses(),
        ciliumPolicy(
          0,
          listOf(100_000, () => ({ toServices: [{ k8sService: { serviceName: 'outside', namespace: 'shop' } }] })),
        ),
      ],
    ],
    [
      'ports towards all but a set of Calico',
      'calico',
      [
        networkSet(),
        ...listOf(1000, (at) =>
          calicoPolicy(
            at,
            listOf(100, (port) => ({
              action: 'Allow',
              protocol: 'TCP',
              destination: { notSelector: "role == 'listed'", ports: [1 + ((at * 100 + port) % 65_000)] },
            })),
          ),
        ),
      ],
    ],
    [
      'policies of Calico that each select one of thousands of pods',
      'calico',
      [
        ...listOf(10_000, (at) => podWith({ number: `n${at}` })),
        ...listOf(10_000, (at) => calicoPolicy(at, [{ action: 'Allow' }], `number == 'n${at}'`)),
      ],
    ],
    [
      'policies for all of thousands of pods that are told apart',
      'cilium',
      [...listOf(10_000, (at) => podWith({ number: `n${at}` })), ...listOf(5000, (at) => networkPolicyOf(at))],
    ],
    [
      'ranges without thousands of others, again and again',
      'calico',
      [
        calicoPolicy(
          0,
          Array.from({ length: 100 }, () => ({ action: 'Allow', destination: { notNets: addresses } })),
        ),
      ],
    ],
  ] as const)('is judged to its end, and unknown from where it is too much: %s', (_what, cni, items) => {
    const rules = read('a.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [podWith({}), ...items] }));
    expect(describeProblems(rules)).toEqual([]);
    const { workloads } = reachEgress(rules, { cni });
    expect(workloads.length).toBeGreaterThan(0);
    expect(workloads.at(-1)?.unknown).toContainEqual(expect.objectContaining({ reason: tooMuch }));
  });

  it.each([
    ['NetworkPolicies', 'cilium', listOf(3000, networkPolicyOf), /^NetworkPolicy shop\/p\d+$/],
    [
      'policies of Calico',
      'calico',
      listOf(3000, (at) => calicoPolicy(at, [{ action: 'Allow' }], `number == 'n${at}'`)),
      /^GlobalNetworkPolicy p\d+/,
    ],
  ] as const)('has a policy at which it was given up: %s for thousands of pods', (_what, cni, policies, rule) => {
    const items = [...listOf(3000, (at) => podWith({ number: `n${at}` })), ...policies];
    const rules = read('a.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const network = { cni, podRanges: [], nodeRanges: [], serviceRanges: [] };
    const layer = { layer: 'pod-policy', state: 'supplied', attachedTo: [], clouds: [] } as const;
    const destination = { flows: ALL_CONNECTIONS, outside: true };
    const places = workOut(() => {
      const decide = makeDecideLayer({ ruleSet: rules, network });
      return rules.manifests.workloads.map(
        (workload) => decide(layer, { kind: 'workload', workload }, { destination, mayStayInside: false }).places,
      );
    });
    expect(places.at(-1)).toMatchObject([{ rule: expect.stringMatching(rule) as string }]);
  });

  it('is judged to its end: rules of an NSG that contradict each other', () => {
    const rule = (at: number) => ({
      name: `r${at}`,
      priority: 101 + (at % 3900),
      direction: 'Outbound',
      access: at % 2 === 0 ? 'Allow' : 'Deny',
      protocol: 'Tcp',
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: '20.0.0.0/8',
      destinationPortRange: '443',
    });
    const securityRules = Array.from({ length: 110_000 }, (_, at) => rule(at));
    const group = { name: 'nsg', securityRules, defaultSecurityRules: [] };
    expect(askAzure({ 'nsg.json': group }, { to: ['20.0.0.7'] }).verdict).toBe('unknown');
    // One that all of them come after decides for certain.
    const first = { ...rule(0), name: 'first', priority: 100, access: 'Deny' };
    const files = { 'nsg.json': { ...group, securityRules: [first, ...securityRules] } };
    expect(askAzure(files, { to: ['20.0.0.7'] }).verdict).toBe('denied');
  });

  it('is judged to its end: rules of an NSG for anywhere before as many for single addresses', () => {
    const rule = (priority: number, destinationAddressPrefix: string, port: number) => ({
      name: `r${priority}`,
      priority,
      direction: 'Outbound',
      access: 'Deny',
      protocol: 'Tcp',
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix,
      destinationPortRange: String(port),
    });
    const securityRules = Array.from({ length: 10_000 }, (_, at) => [
      rule(at, '*', 10_000 + at),
      rule(20_000 + at, `20.${at >> 8}.${at % 256}.7`, 443),
    ]).flat();
    const group = { name: 'nsg', securityRules, defaultSecurityRules: [] };
    const { verdict } = askAzure({ 'nsg.json': group }, { to: ['20.0.0.0/8'] });
    expect(verdict).toBe('partly-allowed');
  });

  it('is judged to its end: cluster-wide policies of one priority', () => {
    const rule = (at: number, port: number) =>
      `{action: ${at % 2 === 0 ? 'Allow' : 'Deny'}, to: [{networks: [20.${at >> 8}.${at % 256}.0/24]}], ports: [{portNumber: {protocol: TCP, port: ${port + 1}}}]}`;
    const policies = Array.from({ length: 1000 }, (_, at) => {
      const rules = Array.from({ length: 50 }, (__, port) => rule(at, port)).join(', ');
      return `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p${at}}, spec: {priority: 1, subject: {namespaces: {}}, egress: [${rules}]}}`;
    });
    const rules = readDocuments(deployment(), namespace('default'), ...policies);
    expect(askReach(rules, { to: '20.0.1.7', port: 7 })).toBe('denied');
    expect(askReach(rules, { to: '20.0.2.7', port: 7 })).toBe('allowed');
  });

  it('is judged to its end: ports of Calico', () => {
    const ports = repeat(100_000, (at) => `${((at * 7) % 65_000) + 1}, `);
    const policy = `{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: p}, spec: {selector: all(), types: [Egress], egress: [{action: Allow, protocol: TCP, destination: {ports: [${ports}65001]}}]}}`;
    const workload = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {}}}';
    const [reach] = reachEgress(readDocuments(policy, workload), { cni: 'calico' }).workloads;
    expect(reach?.allowed.map(({ ports: open }) => open)).toEqual([{ TCP: ['1-65001'] }]);
  });

  it.each(['constructor', '__proto__', 'toString'])('is read where the kind or the API is called %s', (name) => {
    const rules = readDocuments(`{apiVersion: v1, kind: ${name}}`, `{apiVersion: ${name}/v1, kind: ${name}}`);
    expect(describeProblems(rules)).toEqual([]);
    expect(reachEgress(rules).workloads).toEqual([]);
  });

  it('is read where words of a security rule or service tag are maps without a text', () => {
    const map = { toString: 1, valueOf: 1 };
    const rule = { name: map, direction: map, access: map, protocol: map, priority: map, sourceAddressPrefix: map };
    const groups = [{ name: map, securityRules: [rule] }];
    const { problems } = read('a.json', JSON.stringify(groups));
    expect(problems[0]?.message).toBe(
      'NSG unnamed: unnamed (a map): The direction “a map” is neither Inbound nor Outbound.',
    );
    const { network } = readAzureNetwork([{ file: 'a.json', document: 0, value: groups }]);
    expect(network.networkSecurityGroups[0]?.outbound[0]?.notUnderstood).toBe(problems[0]?.message);
    const tags = read('a.json', JSON.stringify({ values: [{ name: map, properties: { addressPrefixes: [] } }] }));
    expect(tags.problems).toMatchObject([{ line: 1, severity: 'warning' }]);
  });

  it.each([
    ['JSON', 'a.json', ''],
    ['YAML', 'a.yaml', 'x: '],
  ])('has a problem with a line where lists nest without an end: %s', (_syntax, file, start) => {
    const depth = 20_000;
    const text = `${start}${'{"apiVersion":"v1","kind":"List","items":['.repeat(depth)}${']}'.repeat(depth)}`;
    expect(read(file, text).problems).toMatchObject([{ file, line: 1, message: 'Nested too deeply to be read.' }]);
  });

  it.each(['.inf', '-.inf', '.nan', '-3', '1.5', '1e300', 'many'])(
    'counts replicas of %s as one pod, and says so',
    (replicas) => {
      const rules = readDocuments(
        `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: ${replicas}}}`,
      );
      expect(reachEgress(rules).workloads).toMatchObject([{ name: 'web', pods: 1 }]);
      expect(describeProblems(rules)).toEqual([expect.stringMatching(/^1 \(warning\) .* is not a number of pods/)]);
    },
  );

  it('can’t spread by aliases what one document may not hold over several', () => {
    const document = `---\nx: &x [${'1, '.repeat(1000)}1]\ny: [${'*x, '.repeat(300)}*x]\n`;
    const { documents, problems } = parseSource({ file: 'a.yaml', text: document.repeat(6) });
    expect(documents).toHaveLength(3);
    expect(problems.map(({ line }) => line)).toEqual([10, 13, 16]);
  });
});
