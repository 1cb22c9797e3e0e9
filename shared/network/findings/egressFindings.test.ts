import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { Plan, PlanNetwork } from '../../plan/plan.ts';
import { deriveRequirements } from '../../requirements/deriveRequirements.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { checkEgress } from '../judging/checkEgress.ts';
import { flowsTo, overlaps } from '../flows/flowSet.ts';
import { planOf, refersTo } from '../formats/terraform/testing/planOf.ts';
import { readRules } from '../reading/readRules.ts';
import { servicesOf } from '../flows/services.ts';
import type { Protocol } from '../flows/services.ts';
import { deployment, fileOf, networkPolicy } from '../testing/rules.ts';
import type { EgressCheck, EgressExamination, EgressFinding, EgressFindingKind, Traffic } from '../judging/verdict.ts';

type Files = Readonly<Record<string, string>>;
type Path = NonNullable<PlanNetwork['path']>;

const away: Path = (['node-firewall', 'azure-nsg', 'azure-firewall', 'proxy'] as const).map((layer) => ({
  layer,
  source: 'none',
}));

interface Choices extends Partial<Omit<Plan, 'network'>> {
  readonly network?: PlanNetwork;
}

function check(files: Files, { network, ...choices }: Choices = {}): EgressCheck {
  const plan: Plan = {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Plan',
    metadata: { name: 'acme' },
    edition: 'integration-platform',
    managementModel: 'self-managed',
    cloud: 'azure',
    securityTier: 'standard',
    network: { path: away, cni: 'cilium', podCidrs: ['10.20.0.0/16'], ...network },
    ...choices,
  };
  return checkEgress({
    plan,
    planFile: 'plan.yaml',
    requirements: deriveRequirements(embeddedCatalog, plan),
    ruleSet: readRules(Object.entries(files).map(([file, text]) => fileOf(file, text))),
  });
}

const findingsOf = (checked: EgressCheck, kind: EgressFindingKind): readonly EgressFinding[] =>
  (checked.findings ?? []).filter((finding) => finding.kind === kind);

function examinationOf({ examinations }: EgressCheck, kind: EgressFindingKind): EgressExamination {
  const found = examinations?.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`${kind} was not examined.`);
  return found;
}

/** Whether traffic holds one flow. */
function holds(traffic: readonly Traffic[], address: string, port: number, protocol: Protocol = 'TCP'): boolean {
  const flow = flowsTo(toRanges([address]), servicesOf(protocol, port));
  return traffic.some(({ ranges, ports }) => {
    const services = (ports[protocol] ?? []).map((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return servicesOf(protocol, first, last);
    });
    return ranges.some((range) => {
      const [first, last] = range.split('-').map((one) => toRanges([one])[0]);
      if (first === undefined || last === undefined || first.family !== last.family) return false;
      const between = { ...first, last: last.last } as typeof first;
      return services.some((open) => overlaps(flowsTo([between], open), flow));
    });
  });
}

const documents = (...texts: readonly string[]): string => texts.map((text) => `--- ${text}\n`).join('');
const agent = deployment('{app: pdp-agent}', { metadata: 'name: agent, namespace: pdp' });
const inPdp = (egress: string, name = 'allow') =>
  networkPolicy(`{podSelector: {}, policyTypes: [Egress], egress: [${egress}]}`, `name: ${name}, namespace: pdp`);
const to = (cidr: string, port = 443) => `{to: [{ipBlock: {cidr: '${cidr}'}}], ports: [{port: ${port}}]}`;
const dns = '{ports: [{port: 53, protocol: UDP}, {port: 53}], to: [{namespaceSelector: {}}]}';
const pods = (...policies: readonly string[]): Files => ({ 'pods.yaml': documents(agent, ...policies) });

/** The agent needs one address of the control plane, and no row but its own is needed. */
const agentAlone: Choices = {
  connections: {
    'pdp-agent--control-plane': { hosts: ['cp.example.com'], cidrs: ['198.51.100.7/32'] },
    'pdp-agent--kubernetes-api': { notNeeded: 'It is.' },
  },
};
const withNetwork = (network: PlanNetwork): Choices => ({ ...agentAlone, network });

describe('what gets out without being needed', () => {
  const ofAgent = (checked: EgressCheck) =>
    findingsOf(checked, 'unplanned-egress').find(({ workloads }) => workloads.includes('pdp/agent'));

  it('is nothing where the policy opens what the plan needs, and exactly the rest where it opens more', () => {
    expect(ofAgent(check(pods(inPdp(`${to('198.51.100.7/32')}, ${dns}`)), agentAlone))).toBeUndefined();
    const wider = ofAgent(check(pods(inPdp(to('198.51.100.6/31'))), agentAlone));
    expect(wider).toMatchObject({
      certainty: 'certain',
      surplus: [{ ranges: ['198.51.100.6-198.51.100.6'], ports: { TCP: ['443'] } }],
      rules: [{ file: 'pods.yaml', line: 2, rule: 'NetworkPolicy pdp/allow' }],
    });
    expect(wider?.remedy).toContain('Narrow NetworkPolicy pdp/allow (pods.yaml:2)');
  });

  it('is everything but what is needed where no policy selects the pods', () => {
    const free = ofAgent(
      check(
        pods(networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: other, namespace: other')),
        agentAlone,
      ),
    );
    const surplus = free?.surplus ?? [];
    expect(holds(surplus, '203.0.113.7', 22)).toBe(true);
    expect(holds(surplus, '198.51.100.7', 22)).toBe(true);
    expect(holds(surplus, '10.1.1.1', 5432)).toBe(true);
    expect(holds(surplus, '198.51.100.7', 443)).toBe(false);
    // What stays in the cluster, and what no network carries.
    expect(holds(surplus, '10.20.1.1', 8080)).toBe(false);
    expect(holds(surplus, '127.0.0.1', 8080)).toBe(false);
    expect(free?.remedy).toContain('No policy that was read selects these pods');
  });

  it('tells of protocols without ports where they are open for certain, and of ICMP only beside others', () => {
    const found = (rules: readonly object[], backends: PlanNetwork['backends'] = []) => {
      const files = nsgOf(...rules, securityRule('Rest', 4096, 'Deny', '*'));
      const checked = check(files, withNetwork({ path: nsgPath, nodeCidrs: ['10.10.0.0/20'], backends }));
      return findingsOf(checked, 'unplanned-egress').find(({ certainty }) => certainty === 'certain');
    };
    const told = (...rules: readonly object[]) =>
      found(rules)?.surplus.map(({ ports, withoutPorts }) => [ports, withoutPorts]);
    const allow = (protocol: string, port: string, priority: number) => ({
      ...securityRule('R', priority, 'Allow', '203.0.113.7', port),
      name: `R${priority}`,
      protocol,
    });
    expect(told(allow('*', '*', 100))).toEqual([[expect.anything(), ['all protocols without ports']]]);
    expect(told(allow('Tcp', '8443', 100))).toEqual([[{ TCP: ['8443'] }, undefined]]);
    expect(told(allow('Tcp', '8443', 100), allow('Icmp', '*', 110), allow('Esp', '*', 120))).toEqual([
      [{ TCP: ['8443'] }, ['ICMP', 'protocol 50']],
    ]);
    expect(told(allow('Icmp', '*', 100))).toBeUndefined();
    expect(found([allow('Esp', '*', 100), allow('Icmp', '*', 110)])).toMatchObject({
      surplus: [{ ranges: ['203.0.113.7-203.0.113.7'], ports: {}, withoutPorts: ['ICMP', 'protocol 50'] }],
      rules: [{ file: 'nsg.json', rule: 'NSG nsg: R100 (100)' }],
      remedy: expect.stringMatching(/^Narrow NSG nsg: R100 [(]100[)].* declare it under network.backends[.]$/),
    });
    expect(found([allow('Esp', '*', 100)], [{ name: 'gateway', cidrs: ['203.0.113.7/32'] }])).toBeUndefined();
  });

  it('tells none of what has ports by its number among protocols without, and ICMP by its family alone', () => {
    const rules = (...accept: readonly string[]) =>
      ['*filter', ':INPUT DROP', ':FORWARD DROP', ':OUTPUT DROP', ...accept, 'COMMIT', ''].join('\n');
    const told = (...accept: readonly string[]) => {
      const path = away.map((one) => (one.layer === 'node-firewall' ? { ...one, source: 'node.rules' } : one));
      const network = { path, nodeCidrs: ['10.10.0.0/20'] };
      const checked = check({ ...pods(), 'node.rules': rules(...accept) }, withNetwork(network));
      const surplus = findingsOf(checked, 'unplanned-egress').flatMap((finding) => finding.surplus);
      return new Set(surplus.flatMap(({ withoutPorts = [] }) => withoutPorts));
    };
    const all = '-A OUTPUT -j ACCEPT';
    expect(told('-A OUTPUT -p tcp -j DROP', all)).toEqual(new Set(['all protocols without ports']));
    expect(told('-A OUTPUT -p tcp -j DROP', '-A OUTPUT -p icmp -j DROP', all)).toEqual(
      new Set([
        'protocol 0',
        'protocols 2-5',
        'protocols 7-16',
        'protocols 18-57',
        'protocols 59-131',
        'protocols 133-255',
      ]),
    );
  });

  const openingNames = (names: string, port = '443'): string =>
    `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: names, namespace: pdp}, spec: {endpointSelector: {}, egress: [{toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: kube-system}}], toPorts: [{ports: [{port: '53', protocol: ANY}], rules: {dns: [{matchPattern: '*'}]}}]}, {toFQDNs: [${names}], toPorts: [{ports: [{port: '${port}', protocol: TCP}]}]}]}}`;

  it.each<[string, string, PlanNetwork, string | undefined]>([
    ['the name of a row', openingNames('{matchName: cp.example.com}'), {}, undefined],
    ['the name of a row in other letters', openingNames('{matchName: CP.Example.com}'), {}, undefined],
    [
      'a name of a backend',
      openingNames('{matchName: erp.example.com}'),
      { backends: [{ name: 'erp', hosts: ['erp.example.com'], ports: [443] }] },
      undefined,
    ],
    [
      'a name below a backend’s',
      openingNames('{matchPattern: "*.erp.example.com"}'),
      { backends: [{ name: 'erp', hosts: ['*.example.com'], ports: [443] }] },
      undefined,
    ],
    [
      'another name',
      openingNames('{matchName: cp.example.com}, {matchName: other.example.com}'),
      {},
      'other.example.com (443/tcp)',
    ],
    ['names around that of a row', openingNames('{matchPattern: "*.example.com"}'), {}, '*.example.com (443/tcp)'],
    ['every name', openingNames('{matchPattern: "*"}'), {}, '* (443/tcp)'],
    [
      'the name of a row on another port',
      openingNames('{matchName: cp.example.com}', '8443'),
      {},
      'cp.example.com (8443/tcp)',
    ],
  ])('is told by name as well: %s', (_what, policy, network, names) => {
    const found = findingsOf(check(pods(policy), withNetwork(network)), 'unplanned-egress').filter(
      ({ subject }) => subject === 'pdp/agent by name',
    );
    expect(found.map(({ title }) => title)).toEqual(
      names === undefined ? [] : [`The rules let pdp/agent reach names that the plan does not need: ${names}`],
    );
    expect(found.flatMap(({ rules }) => rules.map(({ rule }) => rule))).toEqual(
      names === undefined ? [] : ['CiliumNetworkPolicy pdp/names'],
    );
  });

  it('is not told of names that another layer keeps back, and is possible where that is not known', () => {
    const nsg = (access: string): Files => ({
      ...pods(openingNames('{matchName: other.example.com}')),
      'nsg.json': JSON.stringify({
        name: 'nsg',
        securityRules: [
          {
            name: 'out',
            priority: 100,
            direction: 'Outbound',
            access,
            protocol: '*',
            sourceAddressPrefix: '*',
            sourcePortRange: '*',
            destinationAddressPrefix: '*',
            destinationPortRange: '*',
          },
        ],
        defaultSecurityRules: [],
      }),
    });
    const path = [
      ...away.filter(({ layer }) => layer !== 'azure-nsg'),
      { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['nsg'] },
    ] satisfies Path;
    const certaintyOf = (files: Files) =>
      findingsOf(check(files, withNetwork({ path })), 'unplanned-egress')
        .filter(({ subject }) => subject.endsWith('by name'))
        .map(({ certainty }) => certainty);
    expect(certaintyOf(nsg('Allow'))).toEqual(['certain']);
    expect(certaintyOf(nsg('Deny'))).toEqual([]);
    expect(certaintyOf(pods(openingNames('{matchName: other.example.com}')))).toEqual(['possible']);
  });

  describe('is told by name of firewalls and proxies', () => {
    const namesOf = (files: Files, choices: Choices): readonly string[] =>
      findingsOf(check(files, choices), 'unplanned-egress')
        .filter(({ subject, certainty }) => subject === 'pdp/agent by name' && certainty === 'certain')
        .map(({ title }) => title.replace('The rules let pdp/agent reach names that the plan does not need: ', ''));
    const everything = { ipBlock: "{to: [{ipBlock: {cidr: '0.0.0.0/0'}}]}", proxyAlone: to('10.80.0.9/32', 3128) };
    const withFile = (file: string, text: string, egress = everything.ipBlock): Files => ({
      ...pods(inPdp(egress)),
      [file]: text,
    });
    const pathWith = (layer: Path[number]['layer'], entry: Partial<Path[number]>): Path => [
      ...away.filter((one) => one.layer !== layer),
      { layer, source: 'rules', ...entry },
    ];

    const allowing = { name: 'collection', priority: 100, action: { type: 'Allow' } };
    const azureFirewall = (collections: object) => ({
      name: 'fw',
      type: 'Microsoft.Network/azureFirewalls',
      threatIntelMode: 'Off',
      ...collections,
    });

    it.each<[names: readonly string[], expected: readonly string[]]>([
      [['cp.example.com'], []],
      [['cp.example.com', 'other.example.com'], ['other.example.com (443/tcp)']],
      [['*.example.com'], ['*.example.com (443/tcp)']],
    ])('Azure Firewall that opens %j', (targetFqdns, expected) => {
      const protocols = [{ protocolType: 'Https', port: 443 }];
      const rules = [{ name: 'r', sourceAddresses: ['*'], targetFqdns, protocols }];
      const firewall = azureFirewall({ applicationRuleCollections: [{ ...allowing, rules }] });
      const path = pathWith('azure-firewall', { source: 'fw.json' });
      expect(namesOf(withFile('fw.json', JSON.stringify([firewall])), withNetwork({ path }))).toEqual(expected);
    });

    it('Azure Firewall on the ports of all rules by that name, and of none by address', () => {
      const rule = { name: 'r', sourceAddresses: ['*'] };
      const ofPort = (port: number) => ({
        ...rule,
        targetFqdns: ['other.example.com'],
        protocols: [{ protocolType: 'Https', port }],
      });
      const byAddress = { ...rule, protocols: ['TCP'], destinationAddresses: ['*'], destinationPorts: ['9000'] };
      const firewall = azureFirewall({
        applicationRuleCollections: [{ ...allowing, rules: [ofPort(443), ofPort(8443)] }],
        networkRuleCollections: [{ ...allowing, rules: [byAddress] }],
      });
      const path = pathWith('azure-firewall', { source: 'fw.json' });
      expect(namesOf(withFile('fw.json', JSON.stringify([firewall])), withNetwork({ path }))).toEqual([
        'other.example.com (443/tcp, 8443/tcp)',
      ]);
    });

    it.each<[rules: readonly string[], expected: readonly string[]]>([
      [['tls.sni; content:"cp.example.com"; startswith; endswith;'], []],
      [['tls.sni; content:"other.example.com"; startswith; endswith;'], ['other.example.com (443/tcp)']],
      [['tls.sni; dotprefix; content:".example.com"; endswith;'], ['*.example.com (443/tcp)']],
      [['tls.sni; content:!"other.example.com"; startswith; endswith;'], []],
    ])('AWS Network Firewall that passes %j', (options, expected) => {
      const passing = options.map((one, at) => `pass tls any any -> any 443 (${one} sid:${at};)`);
      const { files, choices } = networkFirewall(passing);
      expect(namesOf(files, choices)).toEqual(expected);
    });

    it('AWS Network Firewall by what connections are opened to alone', () => {
      const passing = 'pass tls any any -> any 443 (tls.sni; content:"cp.example.com"; startswith; endswith; sid:1;)';
      const dropping = ['tcp any any -> any !443', 'udp any any -> any any', 'sctp any any -> any any'];
      const { files, choices } = networkFirewall([
        passing,
        ...dropping.map((what, at) => `drop ${what} (sid:${at + 2};)`),
      ]);
      const found = findingsOf(check(files, choices), 'unplanned-egress');
      expect(found.map(({ subject }) => subject).filter((subject) => subject.endsWith('by name'))).toEqual([]);
    });

    function networkFirewall(rules: readonly string[]): { readonly files: Files; readonly choices: Choices } {
      const policy = {
        FirewallPolicyResponse: { FirewallPolicyName: 'egress', FirewallPolicyArn: 'arn:policy' },
        FirewallPolicy: {
          StatelessDefaultActions: ['aws:forward_to_sfe'],
          StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          StatefulRuleGroupReferences: [{ ResourceArn: 'arn:group', Priority: 1 }],
          StatefulDefaultActions: ['aws:drop_established'],
          StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
        },
      };
      const group = {
        RuleGroupResponse: { RuleGroupName: 'group', RuleGroupArn: 'arn:group', Type: 'STATEFUL' },
        RuleGroup: {
          RulesSource: { RulesString: rules.join('\n') },
          StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
        },
      };
      const path: Path = [
        ...(['node-firewall', 'aws-security-group', 'aws-network-acl', 'proxy'] as const).map((layer) => ({
          layer,
          source: 'none',
        })),
        { layer: 'aws-network-firewall', source: 'fw.json', attachedTo: ['egress'] },
      ];
      return {
        files: withFile('fw.json', JSON.stringify([policy, group])),
        choices: { ...withNetwork({ path }), cloud: 'aws' },
      };
    }

    const squid = (names: string): string =>
      `http_port 3128\nacl names dstdomain ${names}\nacl SSL_ports port 443\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow names SSL_ports\nhttp_access deny all\n`;
    it.each<[names: string, expected: readonly string[]]>([
      ['cp.example.com', []],
      ['cp.example.com other.example.com', ['other.example.com (443/tcp)']],
      ['.example.com', ['*.example.com (443/tcp)']],
    ])('squid that allows %s, where nothing but the proxy can be reached directly', (names, expected) => {
      const path = pathWith('proxy', { source: 'squid.conf' });
      const behind = (url: string): Choices => withNetwork({ path, proxy: { url } });
      const files = withFile('squid.conf', squid(names), everything.proxyAlone);
      expect(namesOf(files, behind('http://10.80.0.9:3128'))).toEqual(expected);
      // The way to the proxy is closed.
      expect(namesOf(files, behind('http://10.80.0.8:3128'))).toEqual([]);
    });

    it('up to a thousand, and tells that there are more', () => {
      const many = Array.from({ length: 1001 }, (_, at) => `n${at}.example.net`).join('\nacl names dstdomain ');
      const path = pathWith('proxy', { source: 'squid.conf' });
      const choices = withNetwork({ path, proxy: { url: 'http://10.80.0.9:3128' } });
      const files = withFile('squid.conf', squid(many), everything.proxyAlone);
      const checked = check(files, choices);
      expect(examinationOf(checked, 'unplanned-egress').unknownBecause).toContain(
        'Of 1001 names that rules open, the first 1000 were asked about.',
      );
      expect(namesOf(files, choices)[0]).toMatch(/^n0\.example\.net \(443\/tcp\), .*, and 980 more$/);
    });
  });

  it.each<[string, PlanNetwork, boolean]>([
    ['a backend of the plan', { backends: [{ name: 'erp', cidrs: ['10.80.0.0/16'], ports: [443] }] }, false],
    ['a backend on another port', { backends: [{ name: 'erp', cidrs: ['10.80.0.0/16'], ports: [8443] }] }, true],
    ['the proxy', { proxy: { url: 'http://10.80.0.9:443' } }, true],
    ['the nodes', { nodeCidrs: ['10.80.0.0/16'] }, false],
    ['nothing', {}, true],
  ])('leaves out %s', (_what, network, isSurplus) => {
    const checked = check(pods(inPdp(to('10.80.0.0/16'))), withNetwork(network));
    expect(ofAgent(checked) !== undefined).toBe(isSurplus);
  });

  it('leaves out the address of the proxy', () => {
    const opened = pods(inPdp(to('10.80.0.9/32', 3128)));
    const behind = (url: string): Choices => withNetwork({ path: away, proxy: { url } });
    expect(ofAgent(check(opened, behind('http://10.80.0.9:3128')))).toBeUndefined();
    expect(ofAgent(check(opened, behind('http://10.80.0.9:3129')))).toBeDefined();
    expect(ofAgent(check(opened, behind('http://proxy.acme.example:3128')))?.certainty).toBe('possible');
  });

  it('is possible where addresses are not given, and certain on other ports', () => {
    const byName: Choices = { connections: { 'pdp-agent--control-plane': { hosts: ['cp.example.com'] } } };
    const onPort = ofAgent(check(pods(inPdp(to('0.0.0.0/0'))), byName));
    expect(onPort).toMatchObject({ certainty: 'possible' });
    expect(onPort?.unknownBecause.join(' ')).toContain('connections.pdp-agent--control-plane.cidrs');
    const onAnother = ofAgent(check(pods(inPdp(to('0.0.0.0/0', 22))), byName));
    expect(onAnother).toMatchObject({ certainty: 'certain' });
  });

  it('is what every layer lets through, and possible where a layer is not known', () => {
    const nsg = (cidr: string): string =>
      JSON.stringify([
        {
          name: 'nsg',
          securityRules: [securityRule('Out', 100, 'Allow', cidr), securityRule('Rest', 200, 'Deny', '*')],
        },
      ]);
    const path: Path = [
      { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['nsg'] },
      ...away.filter(({ layer }) => layer !== 'azure-nsg'),
    ];
    const opened = pods(inPdp(to('0.0.0.0/0')));
    const choices = withNetwork({ path });
    expect(ofAgent(check({ ...opened, 'nsg.json': nsg('198.51.100.7') }, choices))).toBeUndefined();
    const wide = ofAgent(check({ ...opened, 'nsg.json': nsg('198.51.100.0/24') }, choices));
    expect(wide?.surplus).toEqual([
      { ranges: ['198.51.100.0-198.51.100.6', '198.51.100.8-198.51.100.255'], ports: { TCP: ['443'] } },
    ]);
    expect(wide?.rules.map(({ rule }) => rule)).toEqual(['NetworkPolicy pdp/allow', 'NSG nsg: Out (100)']);
    const missing = check(opened, choices);
    expect(ofAgent(missing)).toMatchObject({ certainty: 'possible' });
    expect(examinationOf(missing, 'unplanned-egress').unknownBecause.join(' ')).toContain('No rules of Azure NSG');
  });

  it.each<[Plan['cloud'], string, boolean]>([
    ['azure', '168.63.129.16', false],
    ['aws', '168.63.129.16', true],
    ['gcp', '168.63.129.16', true],
    ['on-premises', '168.63.129.16', true],
    ['aws', '169.254.169.254', false],
  ])('leaves out what the cloud itself answers at, and on %s counts %s: %s', (cloud, address, isSurplus) => {
    const choices = { ...agentAlone, cloud };
    expect(ofAgent(check(pods(inPdp(to(`${address}/32`))), choices)) !== undefined).toBe(isSurplus);
  });

  it('is not looked for where the plan leaves egress open', () => {
    const open = check(pods(inPdp('{}')), withNetwork({ egress: 'open' }));
    expect(findingsOf(open, 'unplanned-egress')).toEqual([]);
    expect(examinationOf(open, 'unplanned-egress').notApplicable).toContain('network.egress');
  });

  it('is told once for workloads that the same policies select and that open the same connections', () => {
    const app = (name: string) => deployment(`{app: ${name}}`, { metadata: `name: ${name}, namespace: apps` });
    const open = networkPolicy('{podSelector: {}, egress: [{}]}', 'name: open, namespace: apps');
    const own = networkPolicy(
      '{podSelector: {matchLabels: {app: c}}, policyTypes: [Egress]}',
      'name: own, namespace: apps',
    );
    const files = { 'apps.yaml': documents(app('a'), app('b'), app('c'), open, own) };
    const found = findingsOf(check(files, agentAlone), 'unplanned-egress');
    expect(found.map(({ workloads }) => workloads)).toEqual([['apps/a', 'apps/b'], ['apps/c']]);
  });

  it('is not looked for at what belongs to the cluster itself', () => {
    const system = deployment('{k8s-app: kube-dns}', { metadata: 'name: coredns, namespace: kube-system' });
    const found = findingsOf(check({ 'system.yaml': documents(system) }, agentAlone), 'unplanned-egress');
    expect(found.flatMap(({ workloads }) => workloads)).not.toContain('kube-system/coredns');
  });

  it('says how many of the cluster’s own it was not looked for at, and nothing where there are none', () => {
    const own = (name: string, namespace = 'kube-system') =>
      deployment(`{app: ${name}}`, { metadata: `name: ${name}, namespace: ${namespace}` });
    const files = { 'system.yaml': documents(agent, own('coredns'), own('proxy'), own('info', 'kube-public')) };
    const examinations = check(files, agentAlone).examinations ?? [];
    const leftOut = { workloads: 3, namespaces: ['kube-public', 'kube-system'] };
    expect(examinations.find(({ kind }) => kind === 'unplanned-egress')?.leftOut).toEqual(leftOut);
    expect(examinations.find(({ kind }) => kind === 'policies-not-enforced')?.leftOut).toBeUndefined();
    expect(examinationOf(check(pods(inPdp('{}')), agentAlone), 'unplanned-egress')).not.toHaveProperty('leftOut');
  });

  it('is not known of workloads that can’t be read, unless they belong to the cluster itself', () => {
    const brokenIn = (space: string) =>
      deployment('{app: web, version: "${VERSION}"}', { metadata: `name: web, namespace: ${space}` });
    const unknownIn = (space: string, kind: EgressFindingKind) =>
      examinationOf(check(pods(inPdp(''), brokenIn(space)), agentAlone), kind).unknownBecause;
    const because = expect.stringMatching(/^Deployment shop.web can’t be read: /);
    for (const kind of ['unplanned-egress', 'any-any', 'control-plane-opening', 'rule-never-decides'] as const) {
      expect(unknownIn('shop', kind)).toContainEqual(because);
      expect(unknownIn('kube-system', kind).join()).not.toContain('can’t be read');
    }
    expect(unknownIn('shop', 'policies-not-enforced')).not.toContainEqual(because);
  });
});

function securityRule(
  name: string,
  priority: number,
  access: 'Allow' | 'Deny',
  destination: string,
  port = '*',
): object {
  return {
    name,
    priority,
    access,
    direction: 'Outbound',
    protocol: '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: destination,
    destinationPortRange: port,
  };
}

const nsgPath: Path = [
  { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['nsg'] },
  ...away.filter(({ layer }) => layer !== 'azure-nsg'),
];
const nsgOf = (...securityRules: readonly object[]): Files => ({
  'nsg.json': JSON.stringify([{ name: 'nsg', securityRules }], undefined, 1),
});

describe('a rule for every address and port', () => {
  const open = (files: Files, choices: Choices = agentAlone) =>
    findingsOf(check(files, choices), 'any-any').map(({ rules }) => rules[0]);

  it('is found in a policy, and no longer once it names a port', () => {
    expect(open(pods(inPdp('{}')))).toEqual([{ file: 'pods.yaml', line: 2, rule: 'NetworkPolicy pdp/allow' }]);
    expect(open(pods(inPdp('{ports: [{port: 443}]}')))).toEqual([]);
    expect(open(pods(inPdp("{to: [{ipBlock: {cidr: '0.0.0.0/1'}}]}")))).toEqual([]);
  });

  it('is found for one family alone', () => {
    expect(open(pods(inPdp("{to: [{ipBlock: {cidr: '::/0'}}]}")))).toHaveLength(1);
  });

  it('is the default of an NSG, unless a rule before it denies what no rule allows', () => {
    const choices = withNetwork({ path: nsgPath });
    const allow = securityRule('Web', 100, 'Allow', 'Internet', '443');
    expect(open(nsgOf(allow), choices)).toMatchObject([{ rule: expect.stringContaining('AllowInternetOutBound') }]);
    expect(open(nsgOf(allow, securityRule('Rest', 4096, 'Deny', '*')), choices)).toEqual([]);
  });

  it('is not looked for among routes', () => {
    expect(examinationOf(check(pods(inPdp('{}')), agentAlone), 'any-any').examined).toBeGreaterThan(0);
  });
});

describe('a rule that never decides', () => {
  const choices = withNetwork({ path: nsgPath });
  const hidden = (files: Files) => findingsOf(check(files, choices), 'rule-never-decides');

  it('is found behind one that takes all that it matches, with both lines, and not once they change places', () => {
    const deny = (priority: number) => securityRule('DenyPartner', priority, 'Deny', '203.0.113.0/24');
    const allow = (priority: number) => securityRule('AllowHost', priority, 'Allow', '203.0.113.7', '443');
    const [found] = hidden(nsgOf(deny(100), allow(200)));
    expect(found).toMatchObject({
      subject: 'NSG nsg: AllowHost (200)',
      title: 'NSG nsg: AllowHost (200) never decides: NSG nsg: DenyPartner (100) decides before it',
      rules: [
        { file: 'nsg.json', line: 17 },
        { file: 'nsg.json', line: 6, note: 'decides before it' },
      ],
    });
    expect(hidden(nsgOf(deny(200), allow(100)))).toEqual([]);
  });

  it('is found behind several that take all of it together', () => {
    const halves = [securityRule('A', 100, 'Deny', '0.0.0.0/1'), securityRule('B', 200, 'Allow', '128.0.0.0/1')];
    const [found, ...others] = hidden(nsgOf(...halves, securityRule('C', 300, 'Allow', '127.0.0.0/7')));
    expect(others).toEqual([]);
    expect(found?.rules.map(({ rule }) => rule)).toEqual(['NSG nsg: C (300)', 'NSG nsg: A (100)']);
    expect(hidden(nsgOf(halves[0] as object, securityRule('C', 300, 'Allow', '127.0.0.0/7')))).toHaveLength(1);
    expect(hidden(nsgOf(halves[0] as object, securityRule('C', 300, 'Allow', '126.0.0.0/6', '1-65535')))).toHaveLength(
      1,
    );
    expect(hidden(nsgOf(halves[1] as object, securityRule('C', 300, 'Allow', '0.0.0.0/0')))).toEqual([]);
  });

  it('is not one behind a tag without its addresses, nor one for traffic that comes from elsewhere', () => {
    const rest = securityRule('Rest', 300, 'Allow', '203.0.113.7', '443');
    expect(hidden(nsgOf(securityRule('Tag', 100, 'Deny', 'AzureCloud'), rest))).toEqual([]);
    const elsewhere = { ...securityRule('Elsewhere', 100, 'Allow', '*'), sourceAddressPrefix: '10.99.0.0/16' };
    const network = { path: nsgPath, nodeCidrs: ['10.10.0.0/20'] };
    const found = findingsOf(check(nsgOf(elsewhere, rest), withNetwork(network)), 'rule-never-decides');
    expect(found).toEqual([]);
  });

  it('is never one of the defaults, which nobody can take away', () => {
    expect(hidden(nsgOf(securityRule('Rest', 100, 'Deny', '*')))).toEqual([]);
  });

  it('is a rule of a policy that another policy opens whole, and not one that opens pods', () => {
    const wide = inPdp("{to: [{ipBlock: {cidr: '203.0.113.0/24'}}]}", 'a-wide');
    const narrow = inPdp("{to: [{ipBlock: {cidr: '203.0.113.7/32'}}], ports: [{port: 443}]}", 'b-narrow');
    const found = findingsOf(check(pods(wide, narrow), agentAlone), 'rule-never-decides');
    expect(found).toMatchObject([{ subject: 'NetworkPolicy pdp/b-narrow', rules: [{ line: 3 }, { line: 2 }] }]);
    const byLabels = inPdp('{to: [{podSelector: {matchLabels: {app: db}}}]}', 'b-narrow');
    expect(findingsOf(check(pods(wide, byLabels), agentAlone), 'rule-never-decides')).toEqual([]);
  });

  it('decides for one workload, though not for another', () => {
    const other = deployment('{app: other}', { metadata: 'name: other, namespace: pdp' });
    const wide = networkPolicy(
      '{podSelector: {matchLabels: {app: pdp-agent}}, egress: [{}]}',
      'name: a, namespace: pdp',
    );
    const narrow = inPdp("{to: [{ipBlock: {cidr: '203.0.113.7/32'}}]}", 'b');
    expect(findingsOf(check(pods(wide, narrow), agentAlone), 'rule-never-decides')).toHaveLength(1);
    expect(findingsOf(check(pods(other, wide, narrow), agentAlone), 'rule-never-decides')).toEqual([]);
  });

  const hiddenIn = (
    layer: NonNullable<Path>[number],
    text: string,
    more: PlanNetwork = {},
    others: Files = pods(),
  ): readonly string[] => {
    const cloud = (['aws', 'gcp'] as const).find((one) => layer.layer.startsWith(one)) ?? 'azure';
    const path = [layer, ...away.filter((one) => one.layer !== layer.layer)];
    const network = { path, nodeCidrs: ['10.10.0.0/20'], ...more };
    const checked = check({ ...others, [layer.source]: text }, { ...withNetwork(network), cloud });
    expect(examinationOf(checked, 'rule-never-decides').examined).toBeGreaterThan(0);
    return findingsOf(checked, 'rule-never-decides').map(({ subject }) => subject);
  };

  /** Rules of FORWARD, and of other chains where they say so. */
  const dump = (...rules: readonly string[]): string =>
    [
      '*filter',
      ':INPUT ACCEPT',
      ':FORWARD DROP',
      ':OUTPUT ACCEPT',
      ':C -',
      ...rules.map((rule) => (rule.startsWith('-A') ? rule : `-A FORWARD ${rule}`)),
      'COMMIT',
      '',
    ].join('\n');
  const iptables = (...rules: readonly string[]) =>
    hiddenIn({ layer: 'node-firewall', source: 'node.rules' }, dump(...rules));

  const nft = (...rules: readonly (object | readonly object[])[]) => {
    const chain = { family: 'inet', table: 'f' };
    const hooked = { ...chain, name: 'fwd', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' };
    const added = rules.map((matches, index) => {
      const tests = [matches].flat().map((match) => ({ match }));
      return { rule: { ...chain, chain: 'fwd', handle: 10 + index, expr: [...tests, { accept: null }] } };
    });
    return hiddenIn(
      { layer: 'node-firewall', source: 'node.json' },
      JSON.stringify({
        nftables: [
          { metainfo: { json_schema_version: 1 } },
          { table: { family: 'inet', name: 'f' } },
          { chain: hooked },
          ...added,
        ],
      }),
    );
  };

  describe('is none behind a rule that is for some packets alone', () => {
    it.each([
      ['from the pods', '-s 10.20.0.0/16'],
      ['not from elsewhere', '! -s 10.99.0.0/16'],
      ['that begin a connection', '-m conntrack --ctstate NEW'],
      ['of a connection that is not broken', '-m state ! --state INVALID'],
      ['with SYN alone', '-p tcp --syn'],
      ['with these flags', '-p tcp --tcp-flags FIN,SYN,RST,ACK SYN'],
      ['from the client', '-m conntrack --ctdir ORIGINAL'],
      ['from ports of clients', '-p tcp --sport 1024:65535'],
      ['from an address of another host', '-m addrtype --src-type UNICAST'],
      ['for this host', '-m pkttype --pkt-type host'],
      ['in one piece', '! -f'],
    ])('of iptables: %s', (_which, test) => {
      const [behind, some] = ['-p tcp -j ACCEPT', `${test} -j ACCEPT`];
      expect(iptables(some, behind)).toEqual([]);
      const ofTcp = `-p tcp ${test.replace('-p tcp ', '')} -j ACCEPT`;
      expect(iptables(behind, ofTcp)).toEqual([`filter FORWARD: ${ofTcp}`]);
      expect(iptables(ofTcp, ofTcp)).toEqual([`filter FORWARD: ${ofTcp}`]);
    });

    it('of iptables: without a mark that rules give', () => {
      const unmarked = '-p tcp -m mark --mark 0x0/0x10 -j ACCEPT';
      const marked = ['-A FORWARD -d 203.0.113.7/32 -j MARK --set-xmark 0x10/0x10', unmarked];
      expect(iptables(...marked, '-d 198.51.100.7/32 -p tcp -j ACCEPT')).toEqual([]);
    });

    it('of iptables: that leads to a chain, or back from it', () => {
      const first = '-p tcp -m conntrack --ctstate NEW -j';
      expect(iptables(`${first} C`, '-A C -p tcp -j ACCEPT', '-p tcp -j ACCEPT')).toEqual([]);
      expect(iptables('-p tcp -j C', '-A C -p tcp -j ACCEPT', '-p tcp -j ACCEPT')).toHaveLength(1);
      expect(iptables('-j C', `-A C ${first} RETURN`, '-A C -p tcp -j ACCEPT', '-p tcp -j DROP')).toEqual([]);
      expect(iptables('-j C', '-A C -p tcp -j RETURN', '-A C -p tcp -j ACCEPT', '-p tcp -j DROP')).toEqual([
        'filter C: -p tcp -j ACCEPT',
      ]);
    });

    const senders = Array.from({ length: 101 }, (_, at) => `-s 10.20.0.${at}/32`);

    it('of iptables: however many kinds of packets those behind one for all are for', () => {
      const behind = senders.map((sender) => `${sender} -j ACCEPT`);
      expect(iptables('-j ACCEPT', ...behind)).toEqual(behind.slice(0, 100).map((rule) => `filter FORWARD: ${rule}`));
    });

    it('of iptables: for more kinds of packets than are compared, of which the others are told', () => {
      const others = Array.from({ length: 101 }, (_, at) => `! -s 10.99.0.${at}/32`);
      const node = dump(
        ...others.flatMap((other) => [`${other} -p tcp -j ACCEPT`, `${other} -p tcp --dport 443 -j ACCEPT`]),
      );
      const path = away.map((one) => (one.layer === 'node-firewall' ? { ...one, source: 'node.rules' } : one));
      const checked = check({ ...pods(), 'node.rules': node }, withNetwork({ path, nodeCidrs: ['10.10.0.0/20'] }));
      const { found, unknownBecause } = examinationOf(checked, 'rule-never-decides');
      expect([found, unknownBecause]).toEqual([
        100,
        [expect.stringContaining('Node firewall has more rules that are each for some packets alone')],
      ]);
    });

    it('of iptables: one that lets in what answers, and one for more', () => {
      const answers = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
      expect(iptables('-p icmp -j ACCEPT', answers)).toEqual([]);
      expect(iptables('-j ACCEPT', answers)).toEqual([`filter FORWARD: ${answers}`]);
    });

    const equal = (left: object, right: unknown, op = '==') => ({ op, left, right });
    const toTcp = equal({ meta: { key: 'l4proto' } }, 'tcp');
    it.each([
      [
        'from the pods',
        equal({ payload: { protocol: 'ip', field: 'saddr' } }, { prefix: { addr: '10.20.0.0', len: 16 } }),
      ],
      ['that begin a connection', equal({ ct: { key: 'state' } }, 'new', 'in')],
      ['from the client', equal({ ct: { key: 'direction' } }, 'original')],
      ['for this host', equal({ meta: { key: 'pkttype' } }, 'host')],
      ['from ports of clients', equal({ payload: { protocol: 'tcp', field: 'sport' } }, { range: [1024, 65535] })],
      [
        'with SYN alone',
        equal(
          { '&': [{ payload: { protocol: 'tcp', field: 'flags' } }, { '|': ['fin', 'syn', 'rst', 'ack'] }] },
          'syn',
        ),
      ],
    ])('of nftables: %s', (_which, some) => {
      const toHost = equal({ payload: { protocol: 'ip', field: 'daddr' } }, '203.0.113.7');
      expect(nft(some, toTcp)).toEqual([]);
      expect(nft(toTcp, [toTcp, some])).toEqual(['inet f fwd: handle 11']);
      expect(nft([toTcp, some], [toTcp, some])).toEqual(['inet f fwd: handle 11']);
      expect(nft(toHost, toHost)).toEqual(['inet f fwd: handle 11']);
    });

    it('of an NSG, by where it comes from or by which port', () => {
      const told = (first: object, second: object = {}) => {
        const rules = [
          securityRule('A', 100, 'Deny', '203.0.113.0/24'),
          securityRule('B', 200, 'Allow', '203.0.113.7'),
        ];
        const files = nsgOf({ ...rules[0], ...first }, { ...rules[1], ...second });
        return findingsOf(
          check(files, withNetwork({ path: nsgPath, nodeCidrs: ['10.10.0.0/20'] })),
          'rule-never-decides',
        );
      };
      const ours = { sourceAddressPrefix: '10.0.0.0/8' };
      expect(told({})).toHaveLength(1);
      expect(told(ours)).toEqual([]);
      expect(told(ours, ours)).toHaveLength(1);
      expect(told({ sourceAddressPrefix: 'VirtualNetwork' })).toHaveLength(1);
      expect(told({ sourcePortRange: '1024-65535' })).toEqual([]);
    });

    it('of Azure Firewall, by the addresses that it comes from', () => {
      const told = (...sources: readonly string[]) =>
        hiddenIn(
          { layer: 'azure-firewall', source: 'firewall.json', attachedTo: ['fw'] },
          JSON.stringify({
            name: 'fw',
            networkRuleCollections: sources.map((source, index) => ({
              name: `collection-${index}`,
              priority: 100 + index,
              action: { type: 'Deny' },
              rules: [
                {
                  name: `rule-${index}`,
                  protocols: ['TCP'],
                  sourceAddresses: [source],
                  destinationAddresses: ['203.0.113.0/24'],
                  destinationPorts: ['443'],
                },
              ],
            })),
            applicationRuleCollections: [],
            natRuleCollections: [],
          }),
        );
      expect(told('*', '*')).toHaveLength(1);
      expect(told('10.0.0.0/8', '*')).toEqual([]);
      expect(told('10.0.0.0/8', '10.0.0.0/8')).toHaveLength(1);
      expect(told('*', '10.0.0.0/8')).toHaveLength(1);
    });

    it('of Google Cloud, for some machines', () => {
      const told = (first: object, second: object = {}) =>
        hiddenIn(
          {
            layer: 'gcp-firewall',
            source: 'effective.json',
            attachedTo: 'targetTags' in first ? ['vpc', 'nodes'] : ['vpc'],
          },
          JSON.stringify({
            firewalls: [first, second].map((more, index) => ({
              name: `rule-${index}`,
              network: 'projects/p/global/networks/vpc',
              direction: 'EGRESS',
              priority: 1000 + index,
              denied: [{ IPProtocol: 'all' }],
              destinationRanges: ['203.0.113.0/24'],
              ...more,
            })),
          }),
        );
      expect(told({})).toHaveLength(1);
      expect(told({ targetTags: ['nodes'] })).toEqual([]);
      expect(told({ targetTags: ['nodes'] }, { targetTags: ['nodes'] })).toHaveLength(1);
    });

    it('of squid, for some clients', () => {
      const squid = (...lines: readonly string[]) =>
        hiddenIn(
          { layer: 'proxy', source: 'squid.conf' },
          ['acl ours src 10.0.0.0/8', 'acl web port 443', ...lines, ''].join('\n'),
          { proxy: { url: 'http://proxy.example.com:3128', cidrs: ['10.30.0.1/32'] } },
        );
      const [forOurs, forAll, none] = ['http_access allow ours', 'http_access allow web', 'http_access deny all'];
      expect(squid(forOurs, forAll, none)).toEqual([]);
      expect(squid('http_access allow all', forAll, none)).toEqual([forAll]);
      expect(squid(forOurs, 'http_access allow ours web', none)).toEqual(['http_access allow ours web']);
    });
  });

  it('is not the last line of squid, by which everything else is decided, unless the one before does the same', () => {
    const squid = (...lines: readonly string[]) =>
      hiddenIn(
        { layer: 'proxy', source: 'squid.conf' },
        ['acl web port 443', 'acl more port 1-1000', 'acl other port 22', ...lines, ''].join('\n'),
        { proxy: { url: 'http://proxy.example.com:3128', cidrs: ['10.30.0.1/32'] } },
      );
    const [more, other, web] = ['http_access deny more', 'http_access allow other', 'http_access deny web'];
    expect(squid(more, other, web)).toEqual([other]);
    expect(squid(more, web)).toEqual([web]);
  });

  it('is none of Cilium by which the DNS proxy learns names, whatever else opens DNS', () => {
    const policyWith = (rules: string) =>
      `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a, namespace: pdp}, spec: {endpointSelector: {}, egress: [{toPorts: [{ports: [{port: '53'}]}]}, {toPorts: [{ports: [{port: '53'}]${rules}}]}]}}`;
    const told = (rules: string) =>
      findingsOf(check(pods(policyWith(rules)), agentAlone), 'rule-never-decides').map(({ subject }) => subject);
    expect(told('')).toEqual(['CiliumNetworkPolicy pdp/a']);
    expect(told(", rules: {dns: [{matchPattern: '*'}]}")).toEqual([]);
  });

  it('is taken away without its policy, where that alone closes the pods', () => {
    const admin =
      "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: first}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{name: x, action: Accept, to: [{networks: ['203.0.113.0/24']}]}]}}";
    const remedies = (...policies: readonly string[]) =>
      findingsOf(check(pods(admin, ...policies), withNetwork({ cni: 'generic' })), 'rule-never-decides').map(
        ({ remedy }) => remedy,
      );
    const hiddenRule = inPdp(to('203.0.113.7/32'));
    expect(remedies(hiddenRule)).toEqual([expect.stringContaining('keep its policy')]);
    expect(remedies(hiddenRule, inPdp(dns, 'dns'))).toEqual([expect.not.stringContaining('keep its policy')]);
  });

  it('is none of a chain that also holds for what comes to the node', () => {
    const chain = ['-j ACCEPT', '-j C', '-A C -p tcp --dport 22 -j ACCEPT'];
    const [call, within] = ['filter FORWARD: -j C', 'filter C: -p tcp --dport 22 -j ACCEPT'];
    expect(iptables(...chain)).toEqual([call, within]);
    expect(iptables(...chain, '-A INPUT -j C')).toEqual([call]);
  });

  describe('is no rule for what is no connection, of', () => {
    const replies = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
    const icmp = '-p icmp -j ACCEPT';

    it('iptables, unless one before takes it', () => {
      expect(iptables(replies, icmp, '-p esp -j ACCEPT', '-p tcp --dport 443 -j ACCEPT')).toEqual([]);
      expect(iptables(icmp, replies, icmp)).toEqual([`filter FORWARD: ${icmp}`]);
      expect(iptables('-j ACCEPT', icmp)).toEqual([`filter FORWARD: ${icmp}`]);
      expect(iptables('-p tcp -j ACCEPT', icmp)).toEqual([]);
      expect(iptables(icmp, '! -p tcp -m conntrack ! --ctstate NEW -j ACCEPT')).toEqual([]);
    });

    it('nftables, unless one before takes it', () => {
      const states = { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] };
      const l4proto = (right: string) => ({ op: '==', left: { meta: { key: 'l4proto' } }, right });
      expect(nft(states, l4proto('icmp'), l4proto('esp'))).toEqual([]);
      expect(nft(l4proto('icmp'), l4proto('ipv6-icmp'), states, l4proto('icmp'))).toEqual(['inet f fwd: handle 13']);
    });

    const hierarchical = (...denied: readonly string[]) =>
      hiddenIn(
        { layer: 'gcp-firewall', source: 'effective.json', attachedTo: ['vpc'] },
        JSON.stringify({
          firewalls: [
            {
              name: 'web',
              network: 'projects/p/global/networks/vpc',
              direction: 'EGRESS',
              priority: 1000,
              allowed: [{ IPProtocol: 'tcp', ports: ['443'] }],
              destinationRanges: ['203.0.113.0/24'],
            },
          ],
          firewallPolicys: [
            {
              name: 'pol',
              type: 'HIERARCHY',
              rules: denied.map((ipProtocol, index) => ({
                priority: 10 + index,
                direction: 'EGRESS',
                action: 'deny',
                match: { destIpRanges: ['0.0.0.0/0'], layer4Configs: [{ ipProtocol }] },
              })),
            },
          ],
        }),
      );

    it('Google Cloud, unless one before takes it', () => {
      expect(hierarchical('icmp', 'esp')).toEqual([]);
      expect(hierarchical('icmp', 'icmp')).toEqual([expect.stringContaining('11')]);
      expect(hierarchical('udp', 'icmp', 'esp')).toEqual([]);
    });

    it('AWS Network Firewall, behind what forwards all to it', () => {
      const firewall = (...rules: readonly string[]) =>
        hiddenIn(
          { layer: 'aws-network-firewall', source: 'stack.json', attachedTo: ['egress'] },
          JSON.stringify({
            Resources: {
              Group: {
                Type: 'AWS::NetworkFirewall::RuleGroup',
                Properties: {
                  RuleGroupName: 'rules',
                  Type: 'STATEFUL',
                  RuleGroup: {
                    RulesSource: { RulesString: rules.join('\n') },
                    StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
                  },
                },
              },
              Policy: {
                Type: 'AWS::NetworkFirewall::FirewallPolicy',
                Properties: {
                  FirewallPolicyName: 'egress',
                  FirewallPolicy: {
                    StatelessDefaultActions: ['aws:forward_to_sfe'],
                    StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
                    StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
                    StatefulRuleGroupReferences: [
                      { ResourceArn: { 'Fn::GetAtt': ['Group', 'RuleGroupArn'] }, Priority: 1 },
                    ],
                  },
                },
              },
            },
          }),
        );
      const dropIcmp = (sid: number) => `drop icmp any any -> any any (sid:${sid};)`;
      expect(firewall('drop udp any any -> any any (flow:to_server; sid:1;)', dropIcmp(2))).toEqual([]);
      expect(firewall(dropIcmp(1), dropIcmp(2))).toEqual([expect.stringContaining('sid:2')]);
      const drop = (from: string, sid: number, flow = '') => `drop tcp ${from} any -> any 443 (${flow} sid:${sid};)`;
      expect(firewall(drop('any', 1), drop('any', 2))).toEqual([expect.stringContaining('sid:2')]);
      expect(firewall(drop('10.0.0.0/8', 1), drop('any', 2))).toEqual([]);
      expect(firewall(drop('10.0.0.0/8', 1), drop('10.0.0.0/8', 2))).toEqual([expect.stringContaining('sid:2')]);
      expect(firewall(drop('any', 1, 'flow:to_server;'), drop('any', 2))).toEqual([]);
    });
  });

  it('is found among many, of which the first hundred are told and all are counted', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      securityRule(`R${index}`, 100 + index, 'Allow', `10.1.${index % 256}.0/${index < 256 ? 24 : 25}`),
    );
    const checked = check(nsgOf(...many), choices);
    expect(findingsOf(checked, 'rule-never-decides')).toHaveLength(100);
    expect(examinationOf(checked, 'rule-never-decides').found).toBe(1000 - 256);
  });
});

describe('openings towards the control plane', () => {
  const openings = (files: Files, choices: Choices = withNetwork({ controlPlaneCidrs: ['198.51.100.0/24'] })) =>
    findingsOf(check(files, choices), 'control-plane-opening').filter(({ workloads }) =>
      workloads.includes('pdp/agent'),
    );

  it('are those on ports and addresses that no row names', () => {
    expect(openings(pods(inPdp(to('198.51.100.7/32'))))).toEqual([]);
    expect(openings(pods(inPdp(`${to('198.51.100.7/32')}, ${to('198.51.100.9/32', 22)}`)))).toMatchObject([
      {
        surplus: [{ ranges: ['198.51.100.9-198.51.100.9'], ports: { TCP: ['22'] } }],
        rules: [{ file: 'pods.yaml', line: 2 }],
      },
    ]);
    expect(openings(pods(inPdp(to('203.0.113.0/24', 22))))).toEqual([]);
  });

  it('are not known where a row of the same pods may mean them, its addresses not being given', () => {
    const files = pods(inPdp(`${to('198.51.100.7/32')}, ${to('198.51.100.9/32')}`));
    const withGithub = (cidrs: readonly string[]) =>
      check(files, {
        ...withNetwork({ controlPlaneCidrs: ['198.51.100.0/24'] }),
        connections: {
          ...agentAlone.connections,
          'flux-source-controller--github': { hosts: ['github.com'], cidrs: [...cidrs], selector: 'app=pdp-agent' },
        },
      });
    const unknown = withGithub([]);
    expect(
      findingsOf(unknown, 'control-plane-opening').filter(({ workloads }) => workloads.includes('pdp/agent')),
    ).toEqual([]);
    expect(examinationOf(unknown, 'control-plane-opening').unknownBecause.join(' ')).toContain(
      'connections.flux-source-controller--github.cidrs',
    );
    expect(examinationOf(withGithub(['192.0.2.1/32']), 'control-plane-opening').unknownBecause.join(' ')).not.toContain(
      'flux-source-controller--github',
    );
  });

  describe('that it may open itself, by a security group', () => {
    const path: Path = [
      ...(['pod-policy', 'node-firewall', 'aws-network-acl', 'aws-network-firewall', 'proxy'] as const).map(
        (layer) => ({ layer, source: 'none' }) as const,
      ),
      { layer: 'aws-security-group', source: 'groups.json', attachedTo: ['sg-1'] },
    ];
    const inbound = (peer: object, clients?: string, port = 443) => {
      const files = {
        ...pods(),
        'groups.json': JSON.stringify({
          SecurityGroups: [
            {
              GroupId: 'sg-1',
              VpcId: 'vpc-1',
              IpPermissionsEgress: [],
              IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer }],
            },
          ],
        }),
      };
      const network: PlanNetwork = {
        path,
        controlPlaneCidrs: ['198.51.100.0/24'],
        ...(clients === undefined ? {} : { clients: [{ name: 'partners', cidrs: [clients] }] }),
      };
      return check(files, { ...withNetwork(network), cloud: 'aws' });
    };
    const range = (CidrIp: string) => ({ IpRanges: [{ CidrIp }] });
    const found = (checked: EgressCheck) =>
      findingsOf(checked, 'control-plane-opening').filter(({ layer }) => layer === 'aws-security-group');

    it('are found with the rule, the ports and the addresses, and not without that rule', () => {
      expect(found(inbound(range('198.51.100.0/25'), undefined, 22))).toMatchObject([
        {
          title: 'AWS security group lets the control plane open connections into the data plane, which needs none',
          rules: [{ file: 'groups.json', rule: 'security group sg-1: inbound TCP 22 from 198.51.100.0/25' }],
          surplus: [{ ranges: ['198.51.100.0-198.51.100.127'], ports: { TCP: ['22'] } }],
        },
      ]);
      expect(found(inbound(range('203.0.113.0/24')))).toEqual([]);
    });

    it('are none where everybody is expected as a client', () => {
      expect(found(inbound(range('0.0.0.0/0')))).toHaveLength(1);
      expect(found(inbound(range('0.0.0.0/0'), '0.0.0.0/0'))).toEqual([]);
      expect(found(inbound(range('0.0.0.0/0'), '203.0.113.0/24'))).toHaveLength(1);
    });

    it('are not known where a list of prefixes is', () => {
      const checked = inbound({ PrefixListIds: [{ PrefixListId: 'pl-11111111' }] });
      const because = 'Inbound: The entries of the prefix list pl-11111111 are not given';
      expect(found(checked)).toMatchObject([
        {
          certainty: 'possible',
          unknownBecause: [expect.stringContaining(because)],
          rules: [{ rule: 'security group sg-1: inbound TCP 443 from pl-11111111' }],
          surplus: [{ ranges: ['198.51.100.0-198.51.100.255'], ports: { TCP: ['443'] } }],
        },
      ]);
      expect(examinationOf(checked, 'control-plane-opening').unknownBecause.join(' ')).toContain(because);
    });
  });

  describe('that it may open itself, by a network ACL', () => {
    type Entry = readonly [cidr: string, ports: string, action?: 'allow' | 'deny', protocol?: string];
    const toEntries = (entries: readonly Entry[], isOutbound: boolean) =>
      entries.map(([CidrBlock, ports, RuleAction = 'allow', Protocol = '6'], index) => {
        const [From = '0', To = From] = ports.split('-');
        return {
          RuleNumber: (index + 1) * 100,
          Egress: isOutbound,
          RuleAction,
          Protocol,
          CidrBlock,
          PortRange: { From: Number(From), To: Number(To) },
        };
      });
    const aclOf = (subnet: string, inbound: readonly Entry[], outbound: readonly Entry[] = anywhere) => ({
      NetworkAclId: `acl-${subnet}`,
      VpcId: 'vpc-1',
      Associations: [{ SubnetId: subnet }],
      Entries: [...toEntries(inbound, false), ...toEntries(outbound, true)],
    });
    const anywhere: readonly Entry[] = [['0.0.0.0/0', '0', 'allow', '-1']];
    const groupOf = (...inbound: readonly (readonly [cidr: string, port: number])[]) => ({
      GroupId: 'sg-1',
      VpcId: 'vpc-1',
      IpPermissionsEgress: [],
      IpPermissions: inbound.map(([CidrIp, port]) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        IpRanges: [{ CidrIp }],
      })),
    });
    interface Given {
      readonly acls: readonly object[];
      readonly groups?: readonly object[];
      readonly subnets?: readonly string[];
      readonly attached?: readonly string[];
      readonly areGroupsAway?: boolean;
      readonly interfaces?: readonly object[];
    }
    const asked = (given: Given) => {
      const { acls, groups = [], subnets = ['subnet-a'], attached = ['sg-1'], interfaces = [] } = given;
      const path: Path = [
        ...(['pod-policy', 'node-firewall', 'aws-network-firewall', 'proxy'] as const).map(
          (layer) => ({ layer, source: 'none' }) as const,
        ),
        { layer: 'aws-network-acl', source: 'acls.json', attachedTo: [...subnets] },
        given.areGroupsAway === true
          ? { layer: 'aws-security-group', source: 'none' }
          : { layer: 'aws-security-group', source: 'groups.json', attachedTo: [...attached] },
      ];
      const files = {
        ...pods(),
        'acls.json': JSON.stringify({ NetworkAcls: acls }),
        ...(groups.length === 0 ? {} : { 'groups.json': JSON.stringify({ SecurityGroups: groups }) }),
        ...(interfaces.length === 0 ? {} : { 'cards.json': JSON.stringify({ NetworkInterfaces: interfaces }) }),
      };
      const network = { path, controlPlaneCidrs: ['198.51.100.0/24'], nodeCidrs: ['10.10.0.0/24'] };
      return findingsOf(check(files, { ...withNetwork(network), cloud: 'aws' }), 'control-plane-opening').filter(
        ({ layer }) => layer?.startsWith('aws-') === true,
      );
    };
    const all = '198.51.100.0-198.51.100.255';

    it('are certain where the plan says that there are no groups, but for ports that replies come back to', () => {
      const alone = (...entries: readonly Entry[]) =>
        asked({ acls: [aclOf('subnet-a', entries)], areGroupsAway: true });
      expect(alone(['0.0.0.0/0', '0-65535'])).toMatchObject([
        {
          subject: 'aws-network-acl inbound',
          certainty: 'certain',
          title: 'AWS network ACL lets the control plane open connections into the data plane, which needs none',
          rules: [{ file: 'acls.json', rule: expect.stringContaining('inbound 100 allow') as unknown }],
          surplus: [{ ranges: [all], ports: { TCP: ['1-1023'] } }],
        },
      ]);
      expect(alone(['0.0.0.0/0', '1024-65535'])).toEqual([]);
      expect(alone(['203.0.113.0/24', '443'])).toEqual([]);
      expect(alone(['198.51.100.0/24', '443', 'deny'], ['0.0.0.0/0', '443'])).toEqual([]);
    });

    it('are none where the replies don’t get out, and not certain where some do', () => {
      const leaving = (...outbound: readonly Entry[]) =>
        asked({ acls: [aclOf('subnet-a', [['0.0.0.0/0', '443']], outbound)], areGroupsAway: true });
      expect(leaving(['0.0.0.0/0', '1024-65535'])).toMatchObject([{ certainty: 'certain' }]);
      expect(leaving(['0.0.0.0/0', '443'])).toEqual([]);
      expect(leaving(['198.51.100.0/24', '32768-60999'])).toMatchObject([{ certainty: 'possible' }]);
    });

    it('are not known where no groups are given', () => {
      expect(asked({ acls: [aclOf('subnet-a', anywhere)] })).toMatchObject([
        {
          subject: 'aws-network-acl inbound, not certain',
          certainty: 'possible',
          unknownBecause: [expect.stringContaining('aws-security-group')],
        },
      ]);
    });

    it('are what group and ACL both let in, replies or not, and the rules of both are named', () => {
      const both = (acl: readonly Entry[], ...group: readonly (readonly [string, number])[]) =>
        asked({ acls: [aclOf('subnet-a', acl)], groups: [groupOf(...group)] });
      expect(both(anywhere, ['198.51.100.0/25', 8443])).toMatchObject([
        {
          subject: 'aws-security-group and aws-network-acl inbound',
          title:
            'AWS security group and AWS network ACL let the control plane open connections into the data plane, which needs none',
          rules: [
            { file: 'groups.json', rule: 'security group sg-1: inbound TCP 8443 from 198.51.100.0/25' },
            { file: 'acls.json', rule: expect.stringContaining('inbound 100 allow') as unknown },
          ],
          surplus: [{ ranges: ['198.51.100.0-198.51.100.127'], ports: { TCP: ['8443'] } }],
        },
      ]);
      expect(both(anywhere)).toEqual([]);
      expect(both([['10.0.0.0/8', '0', 'allow', '-1']], ['0.0.0.0/0', 8443])).toEqual([]);
    });

    it('go by the subnet of an interface where the files tell it', () => {
      const card = {
        NetworkInterfaceId: 'eni-1',
        SubnetId: 'subnet-a',
        VpcId: 'vpc-1',
        Groups: [{ GroupId: 'sg-1' }],
        Attachment: { InstanceId: 'i-1' },
        PrivateIpAddresses: [{ PrivateIpAddress: '10.10.0.4' }],
      };
      const given = (open: string, closed: string) =>
        asked({
          acls: [aclOf(open, anywhere), aclOf(closed, [])],
          groups: [groupOf(['0.0.0.0/0', 443])],
          subnets: ['subnet-a', 'subnet-b'],
          attached: ['eni-1'],
          interfaces: [card],
        });
      expect(given('subnet-a', 'subnet-b')).toMatchObject([
        { subject: 'aws-security-group and aws-network-acl inbound', certainty: 'certain' },
      ]);
      expect(given('subnet-b', 'subnet-a')).toMatchObject([
        { subject: 'aws-network-acl inbound, not certain', certainty: 'possible' },
      ]);
    });
  });

  describe('that it may open itself, by pod policies', () => {
    const found = (files: Files, network: PlanNetwork = {}) =>
      findingsOf(
        check(files, withNetwork({ controlPlaneCidrs: ['198.51.100.0/24'], ...network })),
        'control-plane-opening',
      ).filter(({ layer }) => layer === 'pod-policy');
    const ingress = (rules: string, selector = '{}') =>
      pods(
        networkPolicy(
          `{podSelector: ${selector}, policyTypes: [Ingress, Egress], ingress: [${rules}]}`,
          'name: in, namespace: pdp',
        ),
      );
    const from = (cidr: string, more = '') => `{from: [{ipBlock: {cidr: '${cidr}'${more}}}], ports: [{port: 8443}]}`;

    it('are found with the pods, the rule, the ports and the addresses', () => {
      expect(found(ingress(from('198.51.100.0/25')))).toMatchObject([
        {
          subject: 'pod-policy inbound',
          certainty: 'certain',
          workloads: ['pdp/agent'],
          rules: [{ file: 'pods.yaml', rule: 'NetworkPolicy pdp/in' }],
          surplus: [{ ranges: ['198.51.100.0-198.51.100.127'], ports: { TCP: ['8443'] } }],
        },
      ]);
    });

    it.each<readonly [what: string, rules: string, certainties: readonly string[]]>([
      ['without any peer', '{ports: [{port: 8443}]}', ['certain']],
      ['from addresses elsewhere', from('203.0.113.0/24'), []],
      ['from everywhere but there', from('0.0.0.0/0', ", except: ['198.51.100.0/24']"), []],
      ['from pods of every namespace', '{from: [{namespaceSelector: {}}]}', []],
      ['by a port that no container has', '{ports: [{port: web}]}', []],
      ['from nobody', '', []],
    ])('%s', (_what, rules, certainties) => {
      expect(found(ingress(rules)).map(({ certainty }) => certainty)).toEqual(certainties);
    });

    it('are named by the port that a container calls so', () => {
      const named = deployment('{app: pdp-agent}', {
        metadata: 'name: agent, namespace: pdp',
        podSpec: '{containers: [{name: a, image: a, ports: [{name: web, containerPort: 8443}]}]}',
      });
      const policy = networkPolicy(
        '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: web}]}]}',
        'name: in, namespace: pdp',
      );
      expect(found({ 'pods.yaml': documents(named, policy) })).toMatchObject([
        { surplus: [{ ports: { TCP: ['8443'] } }] },
      ]);
    });

    it('are none of pods that no policy selects for what comes in, or that are on the node’s network', () => {
      expect(found(ingress(from('0.0.0.0/0'), '{matchLabels: {app: other}}'))).toEqual([]);
      expect(found(pods(inPdp(to('0.0.0.0/0'))))).toEqual([]);
      const onNode = deployment('{}', { metadata: 'name: agent, namespace: pdp', podSpec: '{hostNetwork: true}' });
      const policy = networkPolicy('{podSelector: {}, ingress: [{}]}', 'name: in, namespace: pdp');
      expect(found({ 'pods.yaml': documents(onNode, policy) })).toEqual([]);
    });

    it('are found of Cilium’s rules for the world as well, and not of those for the cluster', () => {
      const entity = (name: string) =>
        pods(
          `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: in, namespace: pdp}, spec: {endpointSelector: {}, ingress: [{fromEntities: [${name}]}]}}`,
        );
      expect(found(entity('world'))).toMatchObject([{ certainty: 'certain', workloads: ['pdp/agent'] }]);
      expect(found(entity('cluster'))).toEqual([]);
    });

    describe('beside clients', () => {
      const clients = (ports?: readonly number[], cidr = '0.0.0.0/0'): PlanNetwork => ({
        clients: [{ name: 'partners', cidrs: [cidr], ...(ports === undefined ? {} : { ports: [...ports] }) }],
      });

      it('are none on the ports by which these come in, and found on others', () => {
        expect(found(ingress(from('0.0.0.0/0')), clients([443, 8443]))).toEqual([]);
        expect(found(ingress(from('0.0.0.0/0')), clients([443]))).toMatchObject([
          { certainty: 'certain', surplus: [{ ports: { TCP: ['8443'] } }] },
        ]);
        expect(found(ingress('{ports: [{port: 443}]}'), clients())).toEqual([]);
        expect(found(ingress(from('0.0.0.0/0')), clients([8443], '198.51.100.0/25'))).toMatchObject([
          { certainty: 'certain', surplus: [{ ranges: ['198.51.100.128-198.51.100.255'] }] },
        ]);
      });

      it('are not known on other ports while the plan does not say which these are, but for protocols that no client speaks', () => {
        const because = 'How much of it is needed is not known: enter the ports of the client partners in the plan.';
        expect(found(ingress(from('0.0.0.0/0')), clients())).toMatchObject([
          {
            certainty: 'possible',
            unknownBecause: [because],
            missing: ['the ports of the client partners'],
            surplus: [{ ports: { TCP: ['8443'] } }],
            remedy: because,
          },
        ]);
        expect(found(ingress('{ports: [{port: 8443, protocol: UDP}]}'), clients())).toMatchObject([
          { certainty: 'certain', surplus: [{ ports: { UDP: ['8443'] } }] },
        ]);
      });
    });
  });

  describe('that it may open itself, by an NSG', () => {
    const node = '10.10.1.0/24';
    const controlPlane = '198.51.100.0-198.51.100.255';
    const network: PlanNetwork = {
      path: nsgPath,
      nodeCidrs: [node],
      podCidrs: [],
      controlPlaneCidrs: ['198.51.100.0/24'],
    };
    const inbound = (source: string, priority = 200, fields: object = {}) => ({
      ...securityRule(`in-${priority}`, priority, 'Allow', '*', '443'),
      direction: 'Inbound',
      protocol: 'Tcp',
      sourceAddressPrefix: source,
      ...fields,
    });
    const asked = (files: Files, more: PlanNetwork = {}) =>
      check({ ...pods(), ...files }, withNetwork({ ...network, ...more }));
    const found = (files: Files, more: PlanNetwork = {}) =>
      findingsOf(asked(files, more), 'control-plane-opening').filter(({ layer }) => layer === 'azure-nsg');
    const certaintyOf = (...rules: readonly object[]) => found(nsgOf(...rules)).map(({ certainty }) => certainty);

    it('are found with the rule, the ports and the addresses, and not without that rule', () => {
      expect(found(nsgOf(inbound('198.51.100.0/25')))).toMatchObject([
        {
          subject: 'azure-nsg inbound',
          title: 'Azure NSG lets the control plane open connections into the data plane, which needs none',
          certainty: 'certain',
          rules: [{ file: 'nsg.json', rule: 'NSG nsg: in-200 (200)' }],
          surplus: [{ ranges: ['198.51.100.0-198.51.100.127'], ports: { TCP: ['443'] } }],
        },
      ]);
      expect(found(nsgOf())).toEqual([]);
    });

    it('are no doubt where the defaults alone decide: they let in the virtual network and its load balancer', () => {
      expect(examinationOf(asked(nsgOf()), 'control-plane-opening').unknownBecause.join(' ')).not.toContain('Inbound');
    });

    it.each<[string, readonly object[], readonly EgressFinding['certainty'][]]>([
      ['from everywhere', [inbound('*')], ['certain']],
      ['from the internet', [inbound('Internet')], ['certain']],
      ['from elsewhere', [inbound('203.0.113.0/24')], []],
      ['from the load balancer', [inbound('AzureLoadBalancer')], []],
      ['from the virtual network', [inbound('VirtualNetwork')], []],
      ['from a tag whose addresses are not given', [inbound('AzureCloud')], ['possible']],
      ['behind a rule that denies', [inbound('*', 100, { access: 'Deny' }), inbound('*')], []],
      ['before a rule that denies', [inbound('*'), inbound('*', 300, { access: 'Deny' })], ['certain']],
      ['to the nodes', [inbound('*', 200, { destinationAddressPrefix: '10.10.0.0/16' })], ['certain']],
      ['to another subnet', [inbound('*', 200, { destinationAddressPrefix: '10.10.2.0/24' })], []],
      ['to one node', [inbound('*', 200, { destinationAddressPrefix: '10.10.1.4' })], ['possible']],
      ['to a public address', [inbound('*', 200, { destinationAddressPrefix: '203.0.113.9' })], ['possible']],
      ['from ports that no client uses', [inbound('*', 200, { sourcePortRange: '22' })], []],
      ['that is not understood', [inbound('*', 200, { protocol: 'Ggp' })], ['possible']],
      ['with the priority of another', [inbound('*'), inbound('*', 200, { access: 'Deny' })], ['possible']],
      ['in the outbound direction', [inbound('*', 200, { direction: 'Outbound' })], []],
    ])('depend on what a rule lets in: %s', (_, rules, expected) => {
      expect(certaintyOf(...rules)).toEqual(expected);
    });

    it('are told apart where some are certain and others are not', () => {
      const both = found(nsgOf(inbound('198.51.100.0/25', 200), inbound('AzureCloud', 300)));
      expect(both).toMatchObject([
        { certainty: 'certain', surplus: [{ ranges: ['198.51.100.0-198.51.100.127'] }] },
        {
          certainty: 'possible',
          unknownBecause: [expect.stringContaining('Inbound: The addresses of the service tag AzureCloud')],
          rules: [{ rule: 'NSG nsg: in-300 (300)' }],
          surplus: [{ ranges: ['198.51.100.128-198.51.100.255'], ports: { TCP: ['443'] } }],
        },
      ]);
    });

    it('are not certain where a default route may count as the virtual network, unless a rule denies before that', () => {
      const routes = {
        'routes.json': JSON.stringify([
          {
            name: 'rt',
            type: 'Microsoft.Network/routeTables',
            routes: [
              {
                name: 'all',
                addressPrefix: '0.0.0.0/0',
                nextHopType: 'VirtualAppliance',
                nextHopIpAddress: '10.10.2.4',
              },
            ],
          },
        ]),
      };
      expect(found({ ...nsgOf(), ...routes })).toMatchObject([
        {
          certainty: 'possible',
          unknownBecause: [expect.stringContaining('VirtualNetwork')],
          rules: [{ rule: 'NSG nsg: AllowVnetInBound (65000, Azure’s default)' }],
          surplus: [{ ranges: [controlPlane] }],
        },
      ]);
      const deny = inbound('Internet', 4096, { access: 'Deny', protocol: '*', destinationPortRange: '*' });
      expect(found({ ...nsgOf(deny), ...routes })).toEqual([]);
    });

    it('are none where all of it is expected as a client', () => {
      const clients = (cidr: string) => ({ clients: [{ name: 'partners', cidrs: [cidr] }] });
      expect(found(nsgOf(inbound('*')), clients('0.0.0.0/0'))).toEqual([]);
      expect(found(nsgOf(inbound('*')), clients('198.51.100.0/25'))).toMatchObject([
        { surplus: [{ ranges: ['198.51.100.128-198.51.100.255'] }] },
      ]);
    });

    it('by one of two groups are certain where each is a subnet’s, and not where the other may stand before the same nodes', () => {
      const group = (name: string, attached: object, ...securityRules: readonly object[]) => ({
        name,
        securityRules,
        ...attached,
      });
      const subnet = (name: string) => ({ subnets: [{ id: `/x/virtualNetworks/vnet/subnets/${name}` }] });
      const card = { networkInterfaces: [{ id: '/x/networkInterfaces/nic' }] };
      const two = (other: object) =>
        found(
          { 'nsg.json': JSON.stringify([group('a', subnet('one'), inbound('*')), group('b', other)]) },
          { path: [...nsgPath.slice(1), { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['a', 'b'] }] },
        );
      expect(two(subnet('two'))).toMatchObject([{ certainty: 'certain', rules: [{ rule: 'NSG a: in-200 (200)' }] }]);
      expect(two(card)).toMatchObject([
        {
          certainty: 'possible',
          unknownBecause: [expect.stringContaining('Whether a and b stand before the same nodes is not known')],
        },
      ]);
    });
  });

  describe('that it may open itself, by the firewall of Google Cloud', () => {
    const network = 'https://www.googleapis.com/compute/v1/projects/acme/global/networks/vpc';
    const vpcRule = (fields: object = {}) => ({
      kind: 'compute#firewall',
      name: 'in',
      network,
      direction: 'INGRESS',
      priority: 1000,
      sourceRanges: ['0.0.0.0/0'],
      allowed: [{ IPProtocol: 'tcp', ports: ['443'] }],
      ...fields,
    });
    const deny = (fields: object = {}) =>
      vpcRule({ name: 'deny', allowed: undefined, denied: [{ IPProtocol: 'all' }], ...fields });
    const egress = vpcRule({ name: 'out', direction: 'EGRESS', sourceRanges: undefined });
    const policyRule = (action: string, match: object, fields: object = {}) => ({
      priority: 100,
      direction: 'INGRESS',
      action,
      match: { layer4Configs: [{ ipProtocol: 'tcp', ports: ['22'] }], ...match },
      ...fields,
    });
    const policy = (type: string, ...rules: readonly object[]) => ({ type, name: '1', shortName: 'p', rules });
    const effective = (firewalls: readonly object[], ...firewallPolicys: readonly object[]): Files => ({
      'gcp.json': JSON.stringify({ firewalls: [egress, ...firewalls], firewallPolicys }),
    });
    const asked = (files: Files, more: PlanNetwork = {}, attachedTo: readonly string[] = ['vpc']) => {
      const path: Path = [...away, { layer: 'gcp-firewall', source: 'gcp.json', attachedTo: [...attachedTo] }];
      const addresses = { nodeCidrs: ['10.10.1.0/24'], podCidrs: [], controlPlaneCidrs: ['198.51.100.0/24'] };
      return check({ ...pods(), ...files }, { ...withNetwork({ path, ...addresses, ...more }), cloud: 'gcp' });
    };
    const found = (...given: Parameters<typeof asked>) =>
      findingsOf(asked(...given), 'control-plane-opening').filter(({ layer }) => layer === 'gcp-firewall');
    const all = ['198.51.100.0-198.51.100.255'];

    it('are found with the rule, the ports and the addresses, and not without that rule', () => {
      expect(found(effective([vpcRule({ sourceRanges: ['198.51.100.0/25'] })]))).toMatchObject([
        {
          subject: 'gcp-firewall inbound',
          certainty: 'certain',
          rules: [{ file: 'gcp.json', rule: 'VPC firewall rule in (1000)' }],
          surplus: [{ ranges: ['198.51.100.0-198.51.100.127'], ports: { TCP: ['443'] } }],
        },
      ]);
      expect(found(effective([]))).toEqual([]);
      expect(examinationOf(asked(effective([])), 'control-plane-opening').unknownBecause.join(' ')).not.toContain(
        'Inbound',
      );
    });

    it.each<[string, readonly object[], readonly EgressFinding['certainty'][]]>([
      ['from everywhere', [vpcRule()], ['certain']],
      ['without a direction', [vpcRule({ direction: undefined })], ['certain']],
      ['in the other direction', [vpcRule({ direction: 'EGRESS', sourceRanges: undefined })], []],
      ['from elsewhere', [vpcRule({ sourceRanges: ['203.0.113.0/24'] })], []],
      ['that is switched off', [vpcRule({ disabled: true })], []],
      ['behind a rule that denies', [deny({ priority: 900 }), vpcRule()], []],
      ['beside a rule that denies', [vpcRule(), deny()], []],
      ['before a rule that denies', [vpcRule(), deny({ priority: 1100 })], ['certain']],
      ['from machines of the network', [vpcRule({ sourceRanges: undefined, sourceTags: ['web'] })], []],
      ['from machines or ranges', [vpcRule({ sourceTags: ['web'] })], ['certain']],
      ['to machines of which nothing is known', [vpcRule({ targetTags: ['node'] })], ['possible']],
      ['to the nodes', [vpcRule({ destinationRanges: ['10.10.0.0/16'] })], ['certain']],
      ['to others', [vpcRule({ destinationRanges: ['10.10.2.0/24'] })], []],
      ['to what may be a load balancer', [vpcRule({ destinationRanges: ['203.0.113.9/32'] })], ['possible']],
      ['that is not understood', [vpcRule({ strange: 'field' })], ['possible']],
    ])('depend on what a VPC rule lets in: %s', (_, rules, expected) => {
      expect(found(effective(rules)).map(({ certainty }) => certainty)).toEqual(expected);
    });

    it('depend on the tags of the nodes, where the plan names these', () => {
      const files = effective([vpcRule({ targetTags: ['node'] }), vpcRule({ name: 'x', targetTags: ['other'] })]);
      expect(found(files, {}, ['vpc', 'node'])).toMatchObject([{ certainty: 'certain' }]);
      expect(found(effective([vpcRule({ targetTags: ['other'] })]), {}, ['vpc', 'node'])).toEqual([]);
    });

    it.each<[string, object, readonly EgressFinding['certainty'][]]>([
      ['from everywhere', policyRule('allow', { srcIpRanges: ['0.0.0.0/0'] }), ['certain']],
      ['from elsewhere', policyRule('allow', { srcIpRanges: ['203.0.113.0/24'] }), []],
      ['in the other direction', policyRule('allow', { destIpRanges: ['0.0.0.0/0'] }, { direction: 'EGRESS' }), []],
      ['handed on', policyRule('goto_next', { srcIpRanges: ['0.0.0.0/0'] }), []],
      ['denied', policyRule('deny', { srcIpRanges: ['0.0.0.0/0'] }), []],
      [
        'inspected',
        policyRule('apply_security_profile_group', { srcIpRanges: ['0.0.0.0/0'] }, { securityProfileGroup: 'g' }),
        ['possible'],
      ],
      ['from a region', policyRule('allow', { srcRegionCodes: ['US'] }), ['possible']],
      ['from a name', policyRule('allow', { srcFqdns: ['cp.example.com'] }), ['possible']],
      ['from a list', policyRule('allow', { srcThreatIntelligences: ['iplist-vpn-providers'] }), ['possible']],
      ['from an address group that is missing', policyRule('allow', { srcAddressGroups: ['a/b'] }), ['possible']],
      [
        'from the internet',
        policyRule('allow', { srcIpRanges: ['0.0.0.0/0'], srcNetworkContext: 'INTERNET' }),
        ['possible'],
      ],
      ['from machines by secure tag', policyRule('allow', { srcSecureTags: [{ name: 'tagValues/1' }] }), []],
      ['to others', policyRule('allow', { srcIpRanges: ['0.0.0.0/0'], destIpRanges: ['10.10.2.0/24'] }), []],
      ['by a field that is not known', policyRule('allow', { srcIpRanges: ['0.0.0.0/0'], srcX: 'y' }), ['possible']],
    ])('depend on what the rule of a policy lets in: %s', (_, rule, expected) => {
      expect(found(effective([], policy('NETWORK', rule))).map(({ certainty }) => certainty)).toEqual(expected);
    });

    it.each<[string, object, readonly EgressFinding['certainty'][]]>([
      ['from ranges', { src_ip_ranges: ['0.0.0.0/0'] }, ['certain']],
      ['from elsewhere', { src_ip_ranges: ['203.0.113.0/24'] }, []],
      ['by what is not taken over', { src_ip_ranges: ['0.0.0.0/0'], src_network_context: 'INTERNET' }, ['possible']],
    ])('depend on what a planned rule lets in: %s', (_, match, expected) => {
      const layer4_configs = [{ ip_protocol: 'tcp', ports: ['22'] }];
      const rule = { priority: 100, action: 'allow', direction: 'INGRESS', match: [{ ...match, layer4_configs }] };
      const policyOf = 'google_compute_network_firewall_policy';
      const planned = planOf([
        { address: 'google_compute_network.main', values: { name: 'vpc' }, unknown: { id: true } },
        { address: `${policyOf}_with_rules.p`, values: { name: 'p', rule: [rule] } },
        {
          address: `${policyOf}_association.p`,
          values: { name: 'a', firewall_policy: 'p' },
          unknown: { attachment_target: true },
          expressions: { attachment_target: refersTo('google_compute_network.main.id') },
        },
      ]);
      const files = { 'gcp.json': JSON.stringify(planned) };
      expect(found(files).map(({ certainty }) => certainty)).toEqual(expected);
    });

    it('may be from machines of the network, where the control plane has private addresses', () => {
      const within = { controlPlaneCidrs: ['10.99.0.0/24'] };
      const byTag = policy('NETWORK', policyRule('allow', { srcSecureTags: [{ name: 'tagValues/1' }] }));
      for (const files of [
        effective([], byTag),
        effective([vpcRule({ sourceRanges: undefined, sourceTags: ['web'] })]),
        effective([vpcRule({ sourceRanges: undefined, sourceServiceAccounts: ['a@b'] })]),
      ]) {
        expect(found(files, within)).toMatchObject([{ certainty: 'possible' }]);
      }
    });

    it('are decided by a hierarchical policy before the VPC rules, and by a global one behind them', () => {
      const every = { srcIpRanges: ['0.0.0.0/0'], layer4Configs: [{ ipProtocol: 'all' }] };
      const described = {
        'network.json': JSON.stringify([{ kind: 'compute#network', name: 'vpc', selfLink: network }]),
      };
      expect(found(effective([vpcRule()], policy('HIERARCHY', policyRule('deny', every))))).toEqual([]);
      expect(
        found({ ...effective([vpcRule()], policy('NETWORK', policyRule('deny', every))), ...described }),
      ).toMatchObject([{ certainty: 'certain', surplus: [{ ranges: all, ports: { TCP: ['443'] } }] }]);
    });

    it('are none where all of it is expected as a client', () => {
      expect(found(effective([vpcRule()]), { clients: [{ name: 'partners', cidrs: ['198.51.100.0/24'] }] })).toEqual(
        [],
      );
    });
  });

  it('can’t be looked for without any address of it', () => {
    const nowhere = check(pods(inPdp('{}')), {
      connections: { 'pdp-agent--control-plane': { hosts: ['cp.example.com'] } },
    });
    expect(findingsOf(nowhere, 'control-plane-opening')).toEqual([]);
    expect(examinationOf(nowhere, 'control-plane-opening').unknownBecause).toEqual([
      'The addresses of the control plane are not known: set network.controlPlaneCidrs.',
    ]);
  });
});

describe('policies without a plug-in that enforces them', () => {
  const daemonSet = (name: string) =>
    `{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: ${name}, namespace: kube-system}, spec: {template: {metadata: {labels: {app: ${name}}}}}}`;
  const withPlugIns = (cni: PlanNetwork['cni'], ...names: readonly string[]) =>
    check(pods(inPdp(to('198.51.100.7/32')), ...names.map(daemonSet)), withNetwork({ cni }));
  const unenforced = (checked: EgressCheck) => findingsOf(checked, 'policies-not-enforced');
  const doubts = (checked: EgressCheck) => examinationOf(checked, 'policies-not-enforced').unknownBecause;

  it('are found beside Flannel, and not once a plug-in that enforces is there too', () => {
    const [found] = unenforced(withPlugIns('cilium', 'kube-flannel-ds'));
    expect(found).toMatchObject({
      title: 'Nothing enforces NetworkPolicy pdp/allow: Flannel connects the pods, and enforces no policies',
      rules: [
        { file: 'pods.yaml', line: 3, note: 'Flannel connects the pods, and enforces no policies' },
        { file: 'pods.yaml', line: 2 },
      ],
    });
    expect(unenforced(withPlugIns('cilium', 'kube-flannel-ds', 'calico-node'))).toEqual([]);
    const withItsOwn =
      '{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: kube-flannel-ds, namespace: kube-flannel}, spec: {template: {metadata: {labels: {app: flannel}}, spec: {containers: [{name: kube-flannel}, {name: kube-network-policies}]}}}}';
    expect(unenforced(check(pods(inPdp(to('198.51.100.7/32')), withItsOwn), withNetwork({ cni: 'generic' })))).toEqual(
      [],
    );
    expect(unenforced(withPlugIns('cilium'))).toEqual([]);
  });

  it.each<[PlanNetwork['cni'], string[], string[]]>([
    ['cilium', [], ['The plan says that cilium enforces them, and no file shows it']],
    ['cilium', ['cilium'], []],
    ['calico', ['cilium'], ['the files show Cilium']],
    ['calico', ['rke2-canal'], []],
    ['generic', ['cilium'], []],
    ['generic', [], ['Which plug-in enforces pod policies is not known']],
    ['generic', ['aws-node'], ['Amazon VPC CNI enforces policies only where its network policy agent is switched on']],
    ['cilium', ['aws-node'], []],
  ])('are not known to be enforced by %s with %j in the files: %j', (cni, names, because) => {
    const { unknownBecause } = examinationOf(withPlugIns(cni, ...names), 'policies-not-enforced');
    expect(unknownBecause).toEqual(because.map((text) => expect.stringContaining(text) as unknown));
  });

  describe('by Amazon VPC CNI [K18, K19]', () => {
    const awsNode = (option: string, mode = 'standard') =>
      `{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: aws-node, namespace: kube-system}, spec: {template: {metadata: {labels: {k8s-app: aws-node}}, spec: {containers: [{name: aws-node, env: [{name: NETWORK_POLICY_ENFORCING_MODE, value: ${mode}}]}, {name: aws-eks-nodeagent, args: [--enable-ipv6=false${option}]}]}}}}`;
    const under = (cni: PlanNetwork['cni'], ...documentsOf: readonly string[]) =>
      check(pods(inPdp(to('198.51.100.7/32')), ...documentsOf), withNetwork({ cni }));
    const off = awsNode(', --enable-network-policy=false');

    it('are found without its agent, unless the plan names another plug-in beside it', () => {
      expect(unenforced(under('amazon-vpc-cni', off))).toMatchObject([
        {
          title:
            'Nothing enforces NetworkPolicy pdp/allow: Amazon VPC CNI is told --enable-network-policy=false, and enforces no policies',
          rules: [
            { file: 'pods.yaml', line: 3 },
            { file: 'pods.yaml', line: 2 },
          ],
        },
      ]);
      expect(unenforced(under('generic', off))).toHaveLength(1);
      expect(unenforced(under('cilium', off))).toEqual([]);
    });

    it('are enforced with its agent, and from the start in its mode strict', () => {
      const on = under('amazon-vpc-cni', awsNode(', --enable-network-policy=true', 'strict'));
      expect([unenforced(on), doubts(on)]).toEqual([[], []]);
      const standard = under('amazon-vpc-cni', awsNode(', --enable-network-policy=true'));
      expect(doubts(standard)).toEqual([
        expect.stringMatching(/in its mode standard .* until its policies are in force \(pods\.yaml:3\)/) as unknown,
      ]);
    });

    it('are not known to be enforced where the files don’t say', () => {
      expect(doubts(under('amazon-vpc-cni'))).toEqual([
        'The plan says that amazon-vpc-cni enforces them, and no file shows it: add the manifest of its DaemonSet.',
      ]);
      expect(doubts(under(undefined, awsNode(''))).join(' ')).toContain(
        'only where its network policy agent is switched on',
      );
      const withoutEnvironment = awsNode(', --enable-network-policy=true').replace(/, env: \[.*?\]/, '');
      expect(doubts(under('amazon-vpc-cni', withoutEnvironment))).toEqual([
        expect.stringMatching(
          /^Whether a new pod may open everything .* is not seen of Amazon VPC CNI \(pods\.yaml:3\)/,
        ),
      ]);
    });
  });

  it('are found where Cilium is told to enforce none, with the line that says so', () => {
    const config =
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: {enable-policy: never}}';
    const under = (cni: PlanNetwork['cni']) => check(pods(inPdp(to('198.51.100.7/32')), config), withNetwork({ cni }));
    expect([unenforced(under('calico')), unenforced(under('generic'))]).toEqual([[], []]);
    expect(doubts(under('calico')).join()).toContain('the cluster’s plug-in is said to be calico');
    const [found] = unenforced(under('cilium'));
    expect(found).toMatchObject({
      certainty: 'certain',
      title:
        'Nothing enforces NetworkPolicy pdp/allow: Cilium is configured with enable-policy: never, which turns policies off',
      rules: [
        { file: 'pods.yaml', line: 3 },
        { file: 'pods.yaml', line: 2 },
      ],
    });
  });

  it('are those of another plug-in than the cluster’s', () => {
    const ofCilium =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: own, namespace: pdp}, spec: {endpointSelector: {}, egress: [{toEntities: [world]}]}}';
    const under = (cni: PlanNetwork['cni']) => unenforced(check(pods(ofCilium), withNetwork({ cni })));
    expect(under('calico')).toMatchObject([{ rules: [{ rule: 'CiliumNetworkPolicy pdp/own' }] }]);
    expect(under('cilium')).toEqual([]);
  });
});

describe('names without DNS', () => {
  it('is found where DNS is closed for pods that connect by name, and not once it is open', () => {
    const closed = findingsOf(check(pods(inPdp(to('198.51.100.7/32'))), agentAlone), 'names-without-dns');
    expect(closed).toMatchObject([
      {
        title: 'DNS is closed for pdp/agent, while pdp-agent--control-plane is allowed',
        connections: ['pdp-agent--control-plane'],
        rules: [{ file: 'pods.yaml' }],
      },
    ]);
    expect(closed[0]?.remedy).toContain('53');
    const open = check(pods(inPdp(`${to('198.51.100.7/32')}, ${dns}`)), agentAlone);
    expect(findingsOf(open, 'names-without-dns')).toEqual([]);
  });
});

describe('AMQP behind a proxy for HTTP', () => {
  const adapter = deployment('{app.kubernetes.io/name: adapter}', { metadata: 'name: adapter, namespace: pdp' });
  const suricata = (...rules: readonly string[]): Files => ({
    'adapter.yaml': documents(adapter),
    'firewall.json': JSON.stringify({
      FirewallPolicyResponse: {
        FirewallPolicyName: 'egress',
        FirewallPolicyArn: 'arn:policy',
        FirewallPolicyStatus: 'ACTIVE',
      },
      FirewallPolicy: {
        StatelessDefaultActions: ['aws:forward_to_sfe'],
        StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        StatefulRuleGroupReferences: [{ ResourceArn: 'arn:group', Priority: 1 }],
        StatefulDefaultActions: ['aws:drop_strict'],
        StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
      },
    }),
    'group.json': JSON.stringify({
      RuleGroupResponse: { RuleGroupName: 'group', RuleGroupArn: 'arn:group', Type: 'STATEFUL', Capacity: 10 },
      RuleGroup: { RulesSource: { RulesString: rules.join('\n') }, StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' } },
    }),
  });
  const path: Path = [
    { layer: 'aws-network-firewall', source: 'firewall.json', attachedTo: ['egress'] },
    ...(['pod-policy', 'node-firewall', 'aws-security-group', 'aws-network-acl', 'proxy'] as const).map((layer) => ({
      layer,
      source: 'none',
    })),
  ];
  const amqp = (...rules: readonly string[]) =>
    check(suricata(...rules), {
      cloud: 'aws',
      network: { path, nodeCidrs: ['10.10.0.0/20'] },
      connections: {
        'apim-enforcer--event-hub': { notNeeded: 'No analytics.' },
        'apim-adaptor--service-bus': { hosts: ['acme.servicebus.windows.net'], cidrs: ['203.0.113.7/32'] },
      },
    });
  const https = 'pass tcp any any -> any 443 (sid:1;)';

  it('is found where the firewall lets HTTPS through to it and not AMQP, and not once it opens that port', () => {
    expect(findingsOf(amqp(https), 'amqp-behind-proxy')).toMatchObject([
      { connections: ['apim-adaptor--service-bus'], layer: 'aws-network-firewall' },
    ]);
    expect(findingsOf(amqp(https, 'pass tcp any any -> any 5671 (sid:2;)'), 'amqp-behind-proxy')).toEqual([]);
    expect(findingsOf(amqp('pass tcp any any -> any 22 (sid:1;)'), 'amqp-behind-proxy')).toEqual([]);
  });

  it('is not looked for where the path passes no proxy', () => {
    const { notApplicable } = examinationOf(check(pods(inPdp('{}')), agentAlone), 'amqp-behind-proxy');
    expect(notApplicable).toBe('The path passes no proxy.');
  });
});

describe('replies that a stateless layer blocks', () => {
  const aclOf = (...inbound: readonly object[]): Files => ({
    'acl.json': JSON.stringify({
      NetworkAcls: [
        {
          NetworkAclId: 'acl-1',
          Associations: [{ SubnetId: 'subnet-1' }],
          Entries: [{ ...entry(100, 'allow', '0.0.0.0/0'), Egress: true }, ...inbound],
        },
      ],
    }),
    'subnet.json': JSON.stringify({ Subnets: [{ SubnetId: 'subnet-1', CidrBlock: '10.10.0.0/24', VpcId: 'vpc-1' }] }),
    'vpc.json': JSON.stringify({ Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.10.0.0/16' }] }),
    ...pods(),
  });
  function entry(number: number, action: 'allow' | 'deny', cidr: string): object {
    return { RuleNumber: number, RuleAction: action, Protocol: '-1', CidrBlock: cidr, Egress: false };
  }
  const path: Path = [
    { layer: 'aws-network-acl', source: 'acl.json', attachedTo: ['subnet-1'] },
    ...(['pod-policy', 'node-firewall', 'aws-security-group', 'aws-network-firewall', 'proxy'] as const).map(
      (layer) => ({
        layer,
        source: 'none',
      }),
    ),
  ];
  const blocked = (...inbound: readonly object[]) =>
    findingsOf(
      check(aclOf(...inbound), { ...agentAlone, cloud: 'aws', network: { path, nodeCidrs: ['10.10.0.0/24'] } }),
      'response-blocked',
    ).filter(({ connections }) => connections.includes('pdp-agent--control-plane'));

  it('are found where an inbound entry denies them, with its line, and not where one allows them before', () => {
    expect(blocked(entry(200, 'deny', '0.0.0.0/0'))).toMatchObject([
      {
        title: expect.stringMatching(/^AWS network ACL lets .* out to .*, and the replies not back$/) as unknown,
        rules: [{ file: 'acl.json', rule: expect.stringContaining('inbound 200 deny') as unknown }],
      },
    ]);
    expect(blocked(entry(100, 'allow', '198.51.100.0/24'), entry(200, 'deny', '0.0.0.0/0'))).toEqual([]);
  });

  it('are not known to be of a destination without addresses, where those of some come back', () => {
    const examined = (...inbound: readonly object[]) => {
      const connections = { ...agentAlone.connections, 'pdp-agent--control-plane': { hosts: ['cp.example.com'] } };
      const network = { path, nodeCidrs: ['10.10.0.0/24'], podCidrs: ['10.10.0.0/24'] };
      const checked = check(aclOf(...inbound), { connections, cloud: 'aws', network });
      const found = findingsOf(checked, 'response-blocked').filter(
        ({ connections: [id] }) => id === 'pdp-agent--control-plane',
      );
      return [found.length, examinationOf(checked, 'response-blocked').unknownBecause];
    };
    const because = expect.stringContaining('enter connections.pdp-agent--control-plane.cidrs');
    expect(examined(entry(90, 'deny', '203.0.113.0/24'), entry(100, 'allow', '0.0.0.0/0'))).toEqual([
      0,
      expect.arrayContaining([because]),
    ]);
    expect(examined(entry(100, 'deny', '0.0.0.0/0'))).toEqual([1, []]);
    expect(examined(entry(100, 'allow', '0.0.0.0/0'))).toEqual([0, []]);
  });

  it('are found at the stateless rules of a firewall, with the rule for the way out alone, and not with one for replies', () => {
    const any = [{ AddressDefinition: '0.0.0.0/0' }];
    const rule = (priority: number, ports: object) => ({
      Priority: priority,
      RuleDefinition: {
        Actions: ['aws:pass'],
        MatchAttributes: { Sources: any, Destinations: any, Protocols: [6], ...ports },
      },
    });
    const https = [{ FromPort: 443, ToPort: 443 }];
    const files = (...rules: readonly object[]): Files => ({
      ...pods(),
      'firewall.json': JSON.stringify([
        {
          FirewallPolicyResponse: { FirewallPolicyName: 'egress', FirewallPolicyArn: 'arn:policy' },
          FirewallPolicy: {
            StatelessDefaultActions: ['aws:drop'],
            StatelessFragmentDefaultActions: ['aws:drop'],
            StatelessRuleGroupReferences: [{ ResourceArn: 'arn:group', Priority: 1 }],
          },
        },
        {
          RuleGroupResponse: { RuleGroupName: 'group', RuleGroupArn: 'arn:group', Type: 'STATELESS' },
          RuleGroup: {
            RulesSource: { StatelessRulesAndCustomActions: { StatelessRules: rules } },
          },
        },
      ]),
    });
    const ofFirewall: Path = [
      ...path.filter(({ layer }) => layer !== 'aws-network-acl' && layer !== 'aws-network-firewall'),
      { layer: 'aws-network-acl', source: 'none' },
      { layer: 'aws-network-firewall', source: 'firewall.json', attachedTo: ['egress'] },
    ];
    const found = (...rules: readonly object[]) =>
      findingsOf(
        check(files(...rules), {
          ...agentAlone,
          cloud: 'aws',
          network: { path: ofFirewall, nodeCidrs: ['10.10.0.0/24'] },
        }),
        'response-blocked',
      ).filter(({ connections }) => connections.includes('pdp-agent--control-plane'));
    const out = rule(1, { DestinationPorts: https });
    expect(found(out)).toMatchObject([
      {
        title: expect.stringMatching(/^AWS Network Firewall lets .* out to .*, and the replies not back$/) as unknown,
        rules: [{ file: 'firewall.json', rule: expect.stringContaining('stateless default action') as unknown }],
      },
    ]);
    expect(found(out, rule(2, { SourcePorts: https }))).toEqual([]);
  });

  it('are not looked for where nothing is stateless', () => {
    const { notApplicable } = examinationOf(check(pods(inPdp('{}')), agentAlone), 'response-blocked');
    expect(notApplicable).toContain('replies');
  });
});

describe('what was examined', () => {
  it('is told for every kind, so that none passes for want of anything to look at', () => {
    const { examinations = [], findings = [] } = check({}, agentAlone);
    expect(examinations).toHaveLength(8);
    expect(findings).toEqual([]);
    for (const { examined, notApplicable, unknownBecause } of examinations) {
      expect(examined === 0 || unknownBecause.length > 0 || notApplicable !== undefined).toBe(true);
    }
  });
});
