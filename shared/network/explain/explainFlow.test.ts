import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { readRules } from '../reading/readRules.ts';
import type { RuleSet } from '../reading/readRules.ts';
import { readAzureFiles } from '../testing/askAzure.ts';
import { deployment, fileOf, namespace, networkPolicy, readDocuments } from '../testing/rules.ts';
import { explainFlow, findUnknownTargets } from './explainFlow.ts';
import type { FlowQuestion } from './explainFlow.ts';
import type { EgressExplanation, RuleTrail } from './explanation.ts';
import { findOrigins } from './findOrigins.ts';
import { parseFlowTarget } from './flowTarget.ts';

type Question = Partial<Pick<FlowQuestion, 'cni' | 'attachedTo'>> & {
  readonly from?: string;
  readonly to: string;
  readonly addresses?: readonly string[];
};

function ask(ruleSet: RuleSet, { from = 'default/web', to, addresses = [], ...more }: Question): EgressExplanation {
  const [origins, target] = [findOrigins(from, ruleSet.manifests), parseFlowTarget(to)];
  if (!origins.ok) throw new Error(origins.failure.message);
  if (!target.ok) throw new Error(target.failure);
  const receivers = ruleSet.manifests.workloads.filter(({ namespace: where, name }) =>
    to.startsWith(`${where}/${name}:`),
  );
  const question = { ruleSet, from: origins.value, to: target.value, receivers, addresses: toRanges(addresses) };
  return explainFlow({ ...question, ...more });
}

/** The only trail of the only layer of the only flow. */
function trailIn({ flows }: EgressExplanation): RuleTrail {
  const trails = flows.flatMap(({ layers }) => layers.flatMap((layer) => layer.trails));
  expect(trails).toHaveLength(1);
  return trails[0] as RuleTrail;
}

const policy = (rules: string, metadata?: string): string =>
  networkPolicy(`{podSelector: {}, policyTypes: [Egress], egress: [${rules}]}`, metadata);

describe('a message of ICMP', () => {
  const allowing = '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: ping}, spec: ';
  const rules = readDocuments(
    deployment(),
    `${allowing}{endpointSelector: {}, egress: [{icmps: [{fields: [{type: 8}, {type: EchoRequest, family: IPv6}]}]}]}}`,
  );

  it.each([
    ['203.0.113.7:8/icmp', 'allowed', { ICMP: ['8/0'] }],
    ['203.0.113.7:3/4/icmp', 'denied', { ICMP: ['3/4'] }],
    ['[2001:db8::7]:128/0/icmpv6', 'allowed', { ICMPv6: ['128/0'] }],
    ['203.0.113.7:443', 'denied', { TCP: ['443'] }],
    // A name whose addresses are not known: those of its own family.
    ['cp.example.com:8/icmp', 'allowed', { ICMP: ['8/0'] }],
  ])('is asked about as %s', (to, verdict, ports) => {
    expect(ask(rules, { to })).toMatchObject({ verdict, to: { text: expect.stringContaining('/') as string, ports } });
  });

  it('is told apart from what a rule is for', () => {
    const { steps } = trailIn(ask(rules, { to: '203.0.113.7:3/4/icmp' }));
    expect(steps[0]?.because).toBe('It is for 8/icmp, 128/icmpv6 there, not for 3/4/icmp.');
  });
});

describe('a flow to a name', () => {
  const web = '{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 443}]}';
  const remarksOf = (egress: string, to = 'api.example.com:443', addresses = ['203.0.113.7']) =>
    ask(readDocuments(deployment(), policy(egress)), { to, addresses }).flows.map(({ verdict, remarks }) => [
      verdict,
      remarks,
    ]);
  const dnsOn = (...protocols: readonly string[]) =>
    `{to: [{namespaceSelector: {}}], ports: [${protocols.map((protocol) => `{port: 53, protocol: ${protocol}}`).join()}]}`;

  it('tells that the name can’t be resolved, where DNS is closed to the pods, and no longer once it is open', () => {
    expect(remarksOf(web)).toEqual([['allowed', [expect.stringContaining('Its name can’t be resolved')]]]);
    expect(remarksOf(`${web}, ${dnsOn('UDP')}`)).toEqual([['allowed', [expect.stringContaining('only in part')]]]);
    expect(remarksOf(`${web}, ${dnsOn('UDP', 'TCP')}`)).toEqual([['allowed', []]]);
  });

  it('tells nothing of DNS where an address is asked about', () => {
    expect(remarksOf(web, '203.0.113.7:443', [])).toEqual([['allowed', []]]);
  });
});

describe('the rules that a flow meets', () => {
  const rules = readDocuments(
    deployment(),
    policy(
      '{to: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: 443}]}, {to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 5671}]}, {to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}, {to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 443}]}, {}',
    ),
    policy('', 'name: other, namespace: elsewhere'),
    networkPolicy('{podSelector: {matchLabels: {app: db}}, policyTypes: [Egress]}', 'name: for-db'),
  );

  it('are told in their order, each with its line and why it does not match, up to the one that decides', () => {
    const explained = ask(rules, { to: '203.0.113.7:443' });
    const { steps, notReached, leftOut } = trailIn(explained);
    expect(explained).toMatchObject({ verdict: 'allowed', blockedBy: undefined });
    expect(steps.map(({ outcome, because, decides }) => [outcome, because, decides])).toEqual([
      ['does-not-match', 'It is for 443/tcp, but to 198.51.100.0/24.', false],
      ['does-not-match', 'It is for 5671/tcp there, not for 443/tcp.', false],
      ['does-not-match', expect.stringContaining('It selects pods by their labels, on 5432/tcp'), false],
      ['matches', 'It matches.', true],
    ]);
    expect(steps.map(({ rules: [rule] }) => rule?.line)).toEqual([2, 2, 2, 2]);
    expect([notReached, leftOut]).toEqual([1, 0]);
  });

  it('are not said to select pods where they are for replies and messages alone', () => {
    const text =
      '*filter\n:OUTPUT DROP [0:0]\n-A OUTPUT -m state --state RELATED -j ACCEPT\n-A OUTPUT -p icmp -j ACCEPT\nCOMMIT\n';
    const { verdict, flows } = ask(readRules([fileOf('node.txt', text)]), { from: 'node', to: '203.0.113.7:443' });
    const told = flows.flatMap(({ layers }) => layers.flatMap(({ trails }) => trails.flatMap(({ steps }) => steps)));
    expect(verdict).toBe('denied');
    expect(told.map(({ because }) => because)).toContain('It is for 0-255/icmp to 0.0.0.0/0 and ::/0.');
    expect(told.filter(({ because }) => because.includes('labels'))).toEqual([]);
  });

  it('are said to be for what is outside, where a pod is asked about', () => {
    const rule = 'egress: [{toEntities: [world]}, {toCIDR: [10.0.0.0/8]}]';
    const outward = readDocuments(
      deployment(),
      deployment('{app: db}', { metadata: 'name: db' }),
      `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: out}, spec: {endpointSelector: {}, ${rule}}}`,
    );
    const { verdict, flows } = ask(outward, { to: 'default/db:5432', cni: 'cilium' });
    const told = flows.flatMap(({ layers }) => layers.flatMap(({ trails }) => trails.flatMap(({ steps }) => steps)));
    expect(verdict).toBe('denied');
    expect(told.filter(({ outcome }) => outcome === 'does-not-match').map(({ because }) => because)).toEqual([
      'It is for what is outside of the cluster.',
      'It is for what is outside of the cluster.',
    ]);
  });

  it('are told by the addresses that they are for, where the proxy looks them up for a name', () => {
    const text = 'acl inside dst 10.0.0.0/8\nhttp_access deny inside\nhttp_access allow all\n';
    const asked = { from: 'node', to: 'api.example.com:443', addresses: ['203.0.113.7'] };
    const { flows } = ask(readRules([fileOf('squid.conf', text)]), asked);
    const told = flows.flatMap(({ layers }) => layers.flatMap(({ trails }) => trails.flatMap(({ steps }) => steps)));
    const [because] = told.flatMap((step) => (step.rules[0]?.line === 2 ? [step.because] : []));
    expect(because).toBe('It is for all of TCP, all of UDP, all of SCTP to 10.0.0.0/8.');
  });

  it('do not include policies that select other pods, which are named apart, nor those of other namespaces', () => {
    const [flow] = ask(rules, { to: '203.0.113.7:443' }).flows;
    expect(flow?.layers.flatMap(({ notSelecting }) => notSelecting)).toEqual([
      { file: 'rules.yaml', line: 4, rule: 'NetworkPolicy default/for-db' },
    ]);
  });

  it('are not said to select other pods where they select these for what comes in, or may select them and open nothing', () => {
    const selecting = readDocuments(
      deployment(),
      policy('{ports: [{port: 443}]}'),
      networkPolicy('{podSelector: {}, policyTypes: [Ingress]}', 'name: comes-in'),
      networkPolicy('{podSelector: {matchLabels: {pod-template-hash: a}}, policyTypes: [Egress]}', 'name: perhaps'),
    );
    const [flow] = ask(selecting, { to: '203.0.113.7:80' }).flows;
    expect(flow?.verdict).toBe('denied');
    expect(flow?.layers.flatMap(({ notSelecting }) => notSelecting)).toEqual([]);
  });

  it.each([
    [
      'of Calico, without rules',
      'projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: p}, spec: {types: [Egress]}',
      'denied',
    ],
    [
      'of Calico, for what comes in',
      'projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: p}, spec: {types: [Ingress]}',
      'allowed',
    ],
    [
      'of Cilium, for what comes in',
      'cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, ingress: [{}]}',
      'allowed',
    ],
    [
      'of Cilium, for no pods of these',
      'cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {matchLabels: {a: b}}, egress: [{}]}',
      'allowed',
      'CiliumNetworkPolicy default/p',
    ],
    [
      'of the cluster, with a field that is not known',
      'policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p}, spec: {priority: 1, x: 1, subject: {namespaces: {}}, egress: []}',
      'unknown',
    ],
    [
      'of the cluster, for what comes in',
      'policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
      'allowed',
    ],
  ])(
    'are said to select other pods only where they have a part in what goes out: a policy %s',
    (_what, rest, verdict, other?: string) => {
      const judged = readDocuments(namespace('default'), deployment(), `{apiVersion: ${rest}}`);
      const [flow] = ask(judged, { to: '203.0.113.7:443' }).flows;
      expect(flow?.verdict).toBe(verdict);
      const named = flow?.layers.flatMap(({ notSelecting }) => notSelecting.map(({ rule }) => rule));
      expect(named).toEqual(other === undefined ? [] : [other]);
    },
  );

  it.each([
    [
      'one that is not judged is in force as well',
      '{apiVersion: networking.k8s.aws/v1alpha1, kind: ClusterNetworkPolicy, metadata: {name: eks}, spec: {}}',
      'unknown',
    ],
    [
      'those of another plug-in are in force as well',
      '{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: other}, spec: {types: [Egress]}}',
      'unknown',
    ],
    [
      'the plug-in enforces none',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: {enable-policy: never}}',
      'allowed',
    ],
  ])('are not said to select other pods where it was not asked whom they select: %s', (_why, beside, verdict) => {
    const judged = readDocuments(
      namespace('default'),
      deployment(),
      '{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: all}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{namespaces: {}}]}]}}',
      '{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: all}, spec: {endpointSelector: {}, egress: [{}]}}',
      networkPolicy('{podSelector: {matchLabels: {app: db}}, policyTypes: [Egress]}', 'name: for-db'),
      beside,
    );
    const [flow] = ask(judged, { to: '203.0.113.7:443', cni: 'cilium' }).flows;
    expect(flow?.verdict).toBe(verdict);
    const named = flow?.layers.flatMap(({ notSelecting }) => notSelecting.map(({ rule }) => rule));
    expect(named).toEqual(['NetworkPolicy default/for-db']);
  });

  it('are not said to select other pods where the plug-in may see these without a label', () => {
    const judged = readDocuments(
      deployment(),
      policy('{ports: [{port: 443}]}', 'name: certain'),
      networkPolicy(
        '{podSelector: {matchExpressions: [{key: pod-template-hash, operator: DoesNotExist}]}, policyTypes: [Egress]}',
      ),
    );
    const named = (cni: 'cilium' | 'generic') =>
      ask(judged, { to: '203.0.113.7:443', cni }).flows.flatMap(({ layers }) =>
        layers.flatMap(({ notSelecting }) => notSelecting),
      );
    expect([named('cilium').length, named('generic').length]).toEqual([0, 1]);
  });

  it.each([
    [
      'refuses the name',
      'dns: [{matchPattern: "*.example.com"}]',
      'as rules.dns of CiliumNetworkPolicy default/p does not list it: list it there.',
    ],
    ['sees no query', undefined, 'no rule lets the DNS proxy see the query'],
  ])('tell that a rule names the host, where the DNS proxy of Cilium %s [C13]', (_what, dns, because) => {
    const rulesOf = dns === undefined ? '' : `, rules: {${dns}}`;
    const toDns = `{toEndpoints: [{}], toPorts: [{ports: [{port: "53", protocol: ANY}]${rulesOf}}]}`;
    const byName = readDocuments(
      deployment(),
      `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [${toDns}, {toFQDNs: [{matchName: api.acme.org}], toPorts: [{ports: [{port: "443"}]}]}]}}`,
    );
    const reasonFor = (to: string) => trailIn(ask(byName, { to, cni: 'cilium' })).steps[1]?.because;
    expect(reasonFor('api.acme.org:443')).toContain('It names the host, but');
    expect(reasonFor('api.acme.org:443')).toContain(because);
    expect(reasonFor('api.acme.org:80')).not.toContain('It names the host');
    expect(reasonFor('www.acme.org:443')).toBe('It goes by name, and not by www.acme.org.');
  });

  it('tell the range of a route that leads nowhere, once', () => {
    const routes = [
      { DestinationCidrBlock: '203.0.113.0/24', NatGatewayId: 'nat-1', State: 'blackhole' },
      { DestinationCidrBlock: '198.51.100.0/24', GatewayId: 'local', State: 'active' },
    ];
    const tables = { RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [], Routes: routes }] };
    const ruleSet = readRules([fileOf('routes.json', JSON.stringify(tables))]);
    const stepsTo = (to: string) => trailIn(ask(ruleSet, { from: 'node', to, attachedTo: ['rtb-1'] })).steps;
    expect(stepsTo('198.51.100.1:443').map(({ because }) => because)).toEqual([
      'It is for 443/tcp, but to 203.0.113.0/24.',
      'It matches.',
    ]);
    expect(stepsTo('203.0.113.1:443').map(({ because }) => because)).toEqual(['It matches.']);
  });

  it('end with what closes everything, where no rule allows it', () => {
    const closed = readDocuments(deployment(), policy('{ports: [{port: 443}]}'));
    const explained = ask(closed, { to: '203.0.113.7:53/udp' });
    expect(explained).toMatchObject({ verdict: 'denied', blockedBy: 'pod-policy' });
    const last = trailIn(explained).steps.at(-1);
    expect(last).toMatchObject({ outcome: 'no-rule-left', action: 'deny', decides: true });
    expect(last?.rules).toEqual([{ file: 'rules.yaml', line: 2, rule: 'NetworkPolicy default/policy' }]);
  });

  it('are none for a workload that no policy selects, and the trail says so', () => {
    const open = readDocuments(deployment(), policy('', 'name: p, namespace: elsewhere'));
    const explained = ask(open, { to: '203.0.113.7:443' });
    expect(explained.verdict).toBe('allowed');
    expect(trailIn(explained).steps).toEqual([expect.objectContaining({ because: 'No rule forbids it.', rules: [] })]);
  });

  it('are told of a part where there are very many, and the others are counted', () => {
    const blocks = Array.from({ length: 300 }, (_, index) => `{to: [{ipBlock: {cidr: 198.51.100.${index % 250}/32}}]}`);
    const explained = ask(readDocuments(deployment(), policy([...blocks, '{}'].join(', '))), { to: '203.0.113.7:443' });
    const { steps, leftOut } = trailIn(explained);
    expect(steps.length + leftOut).toBe(301);
    expect(steps.length).toBeLessThan(150);
    expect(steps.at(-1)).toMatchObject({ outcome: 'matches', decides: true });
  });
});

describe('who opens the connection', () => {
  it('may be several workloads of a name, of which each is explained and all must get through', () => {
    const rules = readDocuments(
      deployment('{app: web}'),
      '{apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {template: {metadata: {labels: {app: job}}}}}',
      networkPolicy('{podSelector: {matchLabels: {app: job}}, policyTypes: [Egress]}'),
    );
    const { flows, verdict, blockedBy } = ask(rules, { to: '203.0.113.7:443' });
    expect(flows.map((flow) => flow.verdict)).toEqual(['allowed', 'denied']);
    expect([verdict, blockedBy]).toEqual(['partly-allowed', 'pod-policy']);
  });

  it('may be a node, or a pod on its network, on which pod policies do not bear', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const rules = readDocuments(onNode, policy(''));
    for (const from of ['node', 'default/web']) {
      const [flow] = ask(rules, { from, to: '203.0.113.7:443', cni: 'calico' }).flows;
      expect(flow?.layers).toMatchObject([{ layer: 'pod-policy', verdict: 'not-applicable', trails: [] }]);
    }
  });

  it.each([
    ['default/wbe', 'Did you mean default/web?'],
    ['shop/web', 'Did you mean default/web?'],
    ['default/completely-different', 'pdp egress reach'],
  ])('is refused as %s, with what was likely meant', (from, remedy) => {
    const found = findOrigins(from, readDocuments(deployment()).manifests);
    expect(found.ok ? 'found' : found.failure.remedy).toContain(remedy);
  });

  it('that can’t be read is told to be so, with what is wrong with it', () => {
    const { manifests } = readDocuments(
      deployment(),
      deployment('{app: "${APP}"}', { metadata: 'name: x, namespace: shop' }),
    );
    const failureOf = (from: string) => {
      const found = findOrigins(from, manifests);
      return found.ok ? 'found' : found.failure.message;
    };
    expect(failureOf('shop/x')).toMatch(/^Deployment shop.x can’t be read: .*[$][{]APP[}]/);
    expect(failureOf('shop/y')).toBe('No workload shop/y is in what was read.');
    expect(failureOf('default/web')).toBe('found');
    const nowhere = readDocuments(deployment('{app: x}', { metadata: 'name: x, namespace: "${NS}"' })).manifests;
    const found = findOrigins('shop/x', nowhere);
    expect(found.ok ? 'found' : found.failure.message).toMatch(/^Deployment .*x can’t be read: /);
  });

  it('is asked for where the files show nobody', () => {
    const found = findOrigins('default/web', readDocuments(namespace('default')).manifests);
    expect(found.ok ? 'found' : found.failure.remedy).toContain('add their manifests');
  });
});

describe('a name', () => {
  const rules = readDocuments(deployment(), policy('{to: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: 443}]}'));

  it('without addresses is unknown where the rules go by address, and its addresses are asked for', () => {
    const { verdict, flows, to } = ask(rules, { to: 'cp.example.com:443' });
    expect([verdict, to.addressesKnown]).toEqual(['unknown', false]);
    expect(flows[0]?.missing[0]).toContain('--address');
    expect(trailIn(ask(rules, { to: 'cp.example.com:443' })).steps[0]).toMatchObject({ outcome: 'matches-in-part' });
  });

  it.each([
    ['198.51.100.7', 'allowed'],
    ['203.0.113.7', 'denied'],
  ])('with the address %s that is given with it is %s', (address, verdict) => {
    expect(ask(rules, { to: 'cp.example.com:443', addresses: [address] }).verdict).toBe(verdict);
  });

  it('decides in a policy that goes by name, and an address without a name leaves it open', () => {
    const byName = readDocuments(
      deployment(),
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: default}, spec: {endpointSelector: {}, egress: [{toFQDNs: [{matchName: cp.example.com}], toPorts: [{ports: [{port: "443", protocol: TCP}]}]}, {toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}], toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]}]}}',
    );
    expect(ask(byName, { to: 'cp.example.com:443' }).verdict).toBe('allowed');
    const other = ask(byName, { to: 'other.example.com:443' });
    expect(other.verdict).toBe('denied');
    expect(trailIn(other).steps[0]?.because).toBe('It goes by name, and not by other.example.com.');
    expect(ask(byName, { to: '203.0.113.7:443' })).toMatchObject({ verdict: 'unknown' });
  });

  it('of the cluster is never denied by a rule that goes by labels', () => {
    const byLabels = readDocuments(deployment(), policy('{to: [{podSelector: {matchLabels: {app: db}}}]}'));
    expect(ask(byLabels, { to: 'db.default.svc.cluster.local:5432' }).verdict).toBe('unknown');
    expect(ask(byLabels, { to: 'db.example.com:5432' }).verdict).toBe('denied');
  });
});

describe('without a plan', () => {
  const nsg = {
    name: 'nsg',
    id: '/nsg',
    subnets: [{ id: '/vnet/subnets/nodes' }],
    securityRules: [
      securityRule('deny-smtp', 100, 'Deny', '*', '25'),
      securityRule('allow', 200, 'Allow', '198.51.100.0/24', '*'),
    ],
    defaultSecurityRules: [securityRule('rest', 65500, 'Deny', '*', '*')],
  };

  it('rules that are attached to something are followed once it is named, and unknown before', () => {
    const rules = readAzureFiles({ 'nsg.json': nsg });
    const question = { from: 'node', to: '198.51.100.7:443' };
    const unnamed = ask(rules, question);
    expect(unnamed.verdict).toBe('unknown');
    expect(unnamed.flows[0]?.missing.at(-1)).toContain('--attached-to');
    const named = ask(rules, { ...question, attachedTo: ['nodes'] });
    expect(named.verdict).toBe('allowed');
    expect(trailIn(named).steps.map(({ outcome }) => outcome)).toEqual(['does-not-match', 'matches']);
    expect(findUnknownTargets(rules, ['nodes', 'nowhere'])).toEqual(['nowhere']);
  });

  it('files without rules prove nothing', () => {
    expect(ask(readDocuments(deployment()), { to: '203.0.113.7:443' }).verdict).toBe('unknown');
    const { verdict, flows } = ask(readDocuments(namespace('default')), { from: 'node', to: '203.0.113.7:443' });
    expect([verdict, flows[0]?.missing]).toEqual(['unknown', [expect.stringContaining('No rules of any layer')]]);
  });

  it('an address that may be a pod’s is taken for one outside, and it is said', () => {
    const rules = readDocuments(deployment(), policy('{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}'));
    expect(ask(rules, { to: '10.1.2.3:443' })).toMatchObject({
      verdict: 'allowed',
      assumptions: [expect.stringContaining('network.podCidrs')],
    });
    expect(ask(rules, { to: '203.0.113.7:443' }).assumptions).toEqual([]);
  });

  it('the rule that decides is the first of all that match, by any list of rules', () => {
    const port = fc.constantFrom('22', '443', '*', '400-500');
    const destination = fc.constantFrom('*', '198.51.100.0/24', '203.0.113.7', '203.0.113.0/24');
    const some = fc.array(fc.tuple(fc.constantFrom('Allow', 'Deny'), destination, port), { maxLength: 12 });
    fc.assert(
      fc.property(some, (drawn) => {
        const securityRules = drawn.map(([access, to, ports], index) =>
          securityRule(`r${index}`, 100 + index, access, to, ports),
        );
        const rules = readAzureFiles({ 'nsg.json': { ...nsg, securityRules } });
        const explained = ask(rules, { from: 'node', to: '203.0.113.7:443', attachedTo: ['nodes'] });
        const first = drawn.findIndex(([, to, ports]) => to !== '198.51.100.0/24' && ports !== '22');
        const deciding = trailIn(explained).steps.filter(({ decides }) => decides);
        expect(deciding).toHaveLength(1);
        const name = first < 0 ? 'rest' : `r${first}`;
        expect(deciding[0]?.rules[0]?.rule).toContain(`: ${name} (`);
        expect(explained.verdict).toBe(drawn[first]?.[0] === 'Allow' ? 'allowed' : 'denied');
      }),
    );
  });
});

function securityRule(name: string, priority: number, access: string, to: string, ports: string): unknown {
  return {
    name,
    priority,
    access,
    direction: 'Outbound',
    protocol: '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: to,
    destinationPortRange: ports,
  };
}

describe('a flow from pod to pod', () => {
  const api = deployment('{app: api}', {
    metadata: 'name: api, namespace: shop',
    podSpec: '{containers: [{ports: [{name: http, containerPort: 8080}]}]}',
  });
  const ingress = (rules: string): string =>
    networkPolicy(`{podSelector: {}, ingress: [${rules}]}`, 'name: front, namespace: shop');
  const fromDefault =
    '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}], ports: [{port: http}]}';
  const toShop = policy('{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}');
  const to = 'shop/api:8080';

  it.each([
    ['policies for other pods', [policy('', 'name: p, namespace: elsewhere')], 'allowed'],
    ['both ends open', [toShop, ingress(fromDefault)], 'allowed'],
    ['who opens it closed', [policy(''), ingress(fromDefault)], 'denied'],
    ['the pod that takes it closed', [toShop, ingress('')], 'denied'],
    ['another port open there', [toShop, ingress('{ports: [{port: 9090}]}')], 'denied'],
    [
      'the pod that takes it open to addresses alone',
      [ingress('{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}')],
      'denied',
    ],
  ])('needs the rules of both ends: %s', (_what, policies, verdict) => {
    const rules = readDocuments(namespace('default'), namespace('shop'), deployment(), api, ...policies);
    expect(ask(rules, { to, cni: 'generic' })).toMatchObject({ verdict, to: { text: 'shop/api:8080/tcp' } });
  });

  it('tells which rules stand at the pod that takes it', () => {
    const rules = readDocuments(deployment(), api, toShop, ingress(''));
    const [flow] = ask(rules, { to, cni: 'generic' }).flows;
    expect(flow?.layers[0]?.trails.map(({ isReceiving, verdict }) => [isReceiving, verdict])).toEqual([
      [false, 'allowed'],
      [true, 'denied'],
    ]);
    expect(flow?.layers[0]?.reason).toBe('Not let through by NetworkPolicy shop/front (rules.yaml:4).');
  });

  it('is let in from nodes by Cilium’s entities, and by no range of addresses [C19]', () => {
    const open = (peers: string) =>
      readDocuments(
        api,
        `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: shop}, spec: {endpointSelector: {}, ingress: [{${peers}}]}}`,
      );
    const fromNode = (peers: string) => ask(open(peers), { from: 'node', to, cni: 'cilium' });
    expect(fromNode('fromEntities: [cluster]').verdict).toBe('allowed');
    const { verdict, flows } = fromNode('fromCIDR: [0.0.0.0/0]');
    expect([verdict, flows[0]?.missing]).toEqual([
      'unknown',
      [expect.stringContaining('A pod is always reached from its own node')],
    ]);
  });

  it('is one of the node where a pod on the node’s network opens it, and the pod’s own node is always let in [K15]', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const closed = readDocuments(onNode, api, ingress('{from: [{namespaceSelector: {}}]}'));
    for (const from of ['node', 'default/web']) {
      const { verdict, flows } = ask(closed, { from, to, cni: 'calico' });
      expect(verdict).toBe('unknown');
      expect(flows[0]?.missing).toEqual([expect.stringContaining('A pod is always reached from its own node')]);
    }
    // By the API alone a pod on the node’s network is a pod.
    expect(ask(closed, { to, cni: 'generic' }).verdict).toBe('allowed');
    const open = readDocuments(onNode, api, ingress('{}'));
    expect(ask(open, { from: 'node', to, cni: 'calico' }).verdict).toBe('allowed');
  });
});
