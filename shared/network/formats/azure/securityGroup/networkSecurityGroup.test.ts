import { describe, expect, it } from 'vitest';
import { askAzure, readAzureFiles } from '../../../testing/askAzure.ts';
import type { AzureQuestion } from '../../../testing/askAzure.ts';
import type { Verdict } from '../../../judging/verdict.ts';

type Fields = Readonly<Record<string, unknown>>;

const provider = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network';
const subnetId = (name: string, network = 'vnet') => `${provider}/virtualNetworks/${network}/subnets/${name}`;
const groupId = (name: string) => `${provider}/networkSecurityGroups/${name}`;

/** As `az network nsg list -o json` flattens it; denies everything unless it says otherwise. */
function rule(fields: Fields = {}): Fields {
  return {
    name: 'rule',
    direction: 'Outbound',
    access: 'Deny',
    priority: 100,
    protocol: '*',
    sourceAddressPrefix: '*',
    sourceAddressPrefixes: [],
    sourcePortRange: '*',
    sourcePortRanges: [],
    destinationAddressPrefix: '*',
    destinationAddressPrefixes: [],
    destinationPortRange: '*',
    destinationPortRanges: [],
    ...fields,
  };
}

function group(rules: readonly Fields[], fields: Fields = {}): Fields {
  const name = (fields['name'] as string | undefined) ?? 'nsg';
  return {
    name,
    id: groupId(name),
    type: 'Microsoft.Network/networkSecurityGroups',
    securityRules: rules,
    defaultSecurityRules: [],
    subnets: [{ id: subnetId('snet-aks') }],
    networkInterfaces: null,
    ...fields,
  };
}

function virtualNetwork(fields: Fields = {}): Fields {
  return {
    name: 'vnet',
    type: 'Microsoft.Network/virtualNetworks',
    addressSpace: { addressPrefixes: ['10.10.0.0/16'] },
    subnets: [{ name: 'snet-aks', id: subnetId('snet-aks'), networkSecurityGroup: { id: groupId('nsg') } }],
    virtualNetworkPeerings: [],
    ...fields,
  };
}

const serviceTags = {
  changeNumber: '1',
  values: [
    { name: 'AzureMonitor', properties: { addressPrefixes: ['203.0.113.0/28', '2001:db8::/48'] } },
    { name: 'Storage.WestEurope', properties: { addressPrefixes: ['198.51.100.0/24'] } },
  ],
};

function ask(rules: readonly Fields[], question: AzureQuestion = {}, files: Fields = {}): Verdict {
  return askAzure({ 'nsg.json': [group(rules)], ...files }, question).verdict;
}

const open = rule({ name: 'open', priority: 4000, access: 'Allow' });

describe('a field of a security rule that alone turns the verdict', () => {
  it.each<[field: string, value: unknown]>([
    ['id', `${groupId('nsg')}/securityRules/rule`],
    ['etag', 'W/"1"'],
    ['type', 'Microsoft.Network/networkSecurityGroups/securityRules'],
    ['provisioningState', 'Succeeded'],
    ['description', 'words'],
    ['resourceGroup', 'rg'],
    ['systemData', { createdBy: 'somebody' }],
  ])('is not %s, which says nothing of what it matches', (field, value) => {
    expect(ask([rule({ access: 'Allow', [field]: value }), rule({ priority: 4096 })])).toBe('allowed');
    expect(ask([rule({ access: 'Allow', [`${field}Other`]: value }), rule({ priority: 4096 })])).toBe('unknown');
  });

  it.each<[string, Fields, AzureQuestion, Verdict]>([
    ['access that denies', {}, {}, 'denied'],
    ['access that allows', { access: 'Allow' }, {}, 'allowed'],
    ['access in other letters', { access: 'deny' }, {}, 'denied'],
    ['direction of the other way', { direction: 'Inbound' }, {}, 'allowed'],
    ['direction in other letters', { direction: 'outbound' }, {}, 'denied'],
    ['priority behind the other', { priority: 4096 }, {}, 'allowed'],
    ['protocol that is asked for', { protocol: 'Tcp' }, {}, 'denied'],
    ['protocol in capitals', { protocol: 'TCP' }, {}, 'denied'],
    ['protocol that is not asked for', { protocol: 'Udp' }, {}, 'allowed'],
    ['protocol UDP, asked for', { protocol: 'Udp' }, { protocol: 'UDP' }, 'denied'],
    ['protocol ICMP', { protocol: 'Icmp' }, {}, 'allowed'],
    ['protocol ESP', { protocol: 'Esp' }, {}, 'allowed'],
    ['protocol AH', { protocol: 'Ah' }, {}, 'allowed'],
    ['destination range', { destinationAddressPrefix: '203.0.113.0/24' }, {}, 'denied'],
    ['destination of one address', { destinationAddressPrefix: '203.0.113.7' }, {}, 'denied'],
    ['destination of others', { destinationAddressPrefix: '203.0.112.0/24' }, {}, 'allowed'],
    ['destination of IPv6', { destinationAddressPrefix: '2001:db8::/32' }, { to: ['2001:db8::7'] }, 'denied'],
    [
      'destinations',
      { destinationAddressPrefix: '', destinationAddressPrefixes: ['10.0.0.0/8', '203.0.113.7/32'] },
      {},
      'denied',
    ],
    [
      'destinations of others',
      { destinationAddressPrefix: null, destinationAddressPrefixes: ['10.0.0.0/8'] },
      {},
      'allowed',
    ],
    [
      'destination and destinations',
      { destinationAddressPrefix: '10.0.0.1', destinationAddressPrefixes: ['203.0.113.7'] },
      {},
      'denied',
    ],
    ['port that is asked for', { destinationPortRange: '443' }, {}, 'denied'],
    ['port that is not', { destinationPortRange: '444' }, {}, 'allowed'],
    ['range of ports', { destinationPortRange: '400-500' }, {}, 'denied'],
    ['range of other ports', { destinationPortRange: '400-442' }, {}, 'allowed'],
    ['range of all ports', { destinationPortRange: '0-65535' }, {}, 'denied'],
    ['ports', { destinationPortRange: '', destinationPortRanges: ['80', '443'] }, {}, 'denied'],
    ['ports with ranges', { destinationPortRange: null, destinationPortRanges: ['80', '440-450'] }, {}, 'denied'],
    ['other ports', { destinationPortRange: '', destinationPortRanges: ['80', '8080-9090'] }, {}, 'allowed'],
    ['source that is the nodes’', { sourceAddressPrefix: '10.10.0.0/16' }, { nodes: ['10.10.0.0/20'] }, 'denied'],
    ['source that is not', { sourceAddressPrefix: '10.99.0.0/16' }, { nodes: ['10.10.0.0/20'] }, 'allowed'],
    [
      'sources',
      { sourceAddressPrefix: '', sourceAddressPrefixes: ['10.99.0.0/16', '10.10.0.0/16'] },
      { nodes: ['10.10.0.0/20'] },
      'denied',
    ],
    [
      'source that is a part of the nodes’',
      { sourceAddressPrefix: '10.10.0.0/24' },
      { nodes: ['10.10.0.0/20'] },
      'unknown',
    ],
    ['source while the nodes are not known', { sourceAddressPrefix: '10.10.0.0/16' }, {}, 'unknown'],
    ['source of everything while the nodes are not known', { sourceAddressPrefix: '0.0.0.0/0' }, {}, 'denied'],
    ['source of the virtual network', { sourceAddressPrefix: 'VirtualNetwork' }, {}, 'denied'],
    [
      'source of the load balancer',
      { sourceAddressPrefix: 'AzureLoadBalancer' },
      { nodes: ['10.10.0.0/20'] },
      'allowed',
    ],
    ['source of the load balancer, the nodes not known', { sourceAddressPrefix: 'AzureLoadBalancer' }, {}, 'allowed'],
    ['source port that any client may have', { sourcePortRange: '1024-65535' }, {}, 'denied'],
    ['source port that no client has', { sourcePortRange: '443' }, {}, 'allowed'],
    ['source port that some clients have', { sourcePortRange: '32768-60999' }, {}, 'unknown'],
    ['source ports', { sourcePortRange: '', sourcePortRanges: ['22', '0-65535'] }, {}, 'denied'],
  ])('is the %s', (_field, fields, question, verdict) => {
    expect(ask([open, rule(fields)], question)).toBe(verdict);
  });

  it('is the source by family: a source of IPv4 says nothing of traffic over IPv6', () => {
    const fromNodes = rule({ sourceAddressPrefix: '10.10.0.0/16' });
    const nodes = ['10.10.0.0/20', 'fd00::/64'];
    expect(ask([open, fromNodes], { nodes })).toBe('denied');
    expect(ask([open, fromNodes], { nodes, to: ['2001:db8::7'] })).toBe('allowed');
  });

  it('is the source by what opens it: a pod may show its own address or its node’s, a node its own alone', () => {
    const fromPods = rule({ sourceAddressPrefix: '10.20.0.0/16' });
    const question = { nodes: ['10.10.0.0/20'], pods: ['10.20.0.0/16'] };
    expect(ask([open, fromPods], { ...question, from: 'node' })).toBe('allowed');
    expect(ask([open, fromPods], { ...question, from: 'pod' })).toBe('unknown');
  });
});

describe('what network security groups are usually got wrong by', () => {
  it('has default rules after its own, left out of the export or not [Z1]', () => {
    const defaults = [
      rule({
        name: 'AllowVnetOutBound',
        priority: 65000,
        access: 'Allow',
        sourceAddressPrefix: 'VirtualNetwork',
        destinationAddressPrefix: 'VirtualNetwork',
      }),
      rule({ name: 'AllowInternetOutBound', priority: 65001, access: 'Allow', destinationAddressPrefix: 'Internet' }),
      rule({ name: 'DenyAllOutBound', priority: 65500 }),
    ];
    for (const defaultSecurityRules of [defaults, [], undefined, null]) {
      const files = { 'nsg.json': [group([], { defaultSecurityRules })] };
      expect(askAzure(files).verdict).toBe('allowed');
      expect(askAzure(files).decidedBy.join()).toContain('AllowInternetOutBound (65001');
      expect(askAzure(files, { to: ['10.10.0.9'], nodes: ['10.10.0.0/20'] }).verdict).toBe('allowed');
      expect(askAzure(files, { to: ['224.0.0.1'] }).verdict).toBe('denied');
    }
  });

  it('tests the lowest number first, wherever it stands, and the first match ends it [Z1]', () => {
    const allow = rule({ name: 'allow', access: 'Allow', priority: 200, destinationPortRange: '443' });
    expect(ask([rule({ priority: 300 }), allow])).toBe('allowed');
    expect(ask([allow, rule({ priority: 150 })])).toBe('denied');
    expect(askAzure({ 'nsg.json': group([allow, rule({ priority: 300 })]) }).decidedBy).toEqual([
      'NSG nsg: allow (200)',
    ]);
  });

  const ipConfigurations = [{ name: 'ip', subnet: { id: subnetId('snet-aks') } }];
  const scaleSet = (...groups: readonly unknown[]): Fields => ({
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    name: 'aks-pool',
    virtualMachineProfile: {
      networkProfile: {
        networkInterfaceConfigurations: groups.map((networkSecurityGroup, index) => ({
          name: `nic-${index}`,
          networkSecurityGroup,
          ipConfigurations,
        })),
      },
    },
  });
  const oneInterface = (networkSecurityGroup: unknown): Fields => ({
    type: 'Microsoft.Network/networkInterfaces',
    name: 'aks-pool',
    networkSecurityGroup,
    ipConfigurations,
  });
  const bare = virtualNetwork({
    subnets: [{ name: 'snet-aks', id: subnetId('snet-aks'), networkSecurityGroup: null }],
  });

  it.each<[string, (networkSecurityGroup: unknown) => Fields]>([
    ['a scale set', scaleSet],
    ['an interface', oneInterface],
  ])('may stand before %s, by whose name it is asked [Z2]', (_what, toHolder) => {
    const ofHolder = (networkSecurityGroup: unknown): string => {
      const files = {
        'nsg.json': group([rule({})], { subnets: [] }),
        'holder.json': [toHolder(networkSecurityGroup)],
        'vnet.json': [bare],
      };
      return askAzure(files, { attachedTo: ['aks-pool'] }).verdict;
    };
    expect([ofHolder({ id: groupId('nsg') }), ofHolder(null), ofHolder({ id: groupId('gone') })]).toEqual([
      'denied',
      'allowed',
      'unknown',
    ]);
  });

  it.each<[string, Fields]>([
    ['a scale set', scaleSet(null)],
    ['an interface', oneInterface(null)],
  ])('of its subnet stands before %s as well, and may not be known [Z2]', (_what, holder) => {
    const asked = (groupFields: Fields, ...networks: readonly Fields[]): ReturnType<typeof askAzure> =>
      askAzure(
        { 'nsg.json': group([rule({})], groupFields), 'holder.json': [holder], 'vnet.json': networks },
        { attachedTo: ['aks-pool'] },
      );
    expect(asked({ subnets: [] }, virtualNetwork()).verdict).toBe('denied');
    expect(asked({}).verdict).toBe('denied');
    expect(asked({ subnets: [] }, bare).verdict).toBe('allowed');
    expect(asked({ subnets: [], name: 'other' }, virtualNetwork()).verdict).toBe('unknown');
    expect(asked({ subnets: [] }).reasons.join()).toContain('The NSG of a subnet of aks-pool is not in the files');
  });

  it('is not known of a scale set whose interfaces differ in it, about which no files disagree [Z2]', () => {
    const files = { 'nsg.json': group([], { subnets: [] }), 'vmss.json': [scaleSet({ id: groupId('nsg') }, null)] };
    const { verdict, reasons } = askAzure({ ...files, 'vnet.json': [bare] }, { attachedTo: ['aks-pool'] });
    expect([verdict, reasons.join()]).toEqual([
      'unknown',
      expect.stringContaining('The interfaces of aks-pool do not have the same NSG'),
    ]);
    expect(
      readAzureFiles(files)
        .sources.map(({ holds }) => holds)
        .join(),
    ).toContain('1 scale set');
  });

  it('must allow on the interface and on the subnet [Z2]', () => {
    const files = {
      'nsg.json': [
        group([], { name: 'on-nic', subnets: [], networkInterfaces: [{ id: `${provider}/networkInterfaces/nic-1` }] }),
        group([rule({ destinationPortRange: '23' })], { name: 'on-subnet' }),
      ],
    };
    const attachedTo = ['nic-1', 'snet-aks'];
    expect(askAzure(files, { attachedTo }).verdict).toBe('allowed');
    expect(askAzure(files, { attachedTo, port: 23 }).verdict).toBe('denied');
    expect(askAzure(files, { attachedTo: ['nic-1'], port: 23 }).verdict).toBe('allowed');
  });

  it('allows where a subnet is known to have no group [Z2]', () => {
    const files = {
      'nsg.json': [group([rule()])],
      'vnet.json': [virtualNetwork({ subnets: [{ name: 'bare', id: subnetId('bare'), networkSecurityGroup: null }] })],
    };
    expect(askAzure(files, { attachedTo: ['bare'] }).verdict).toBe('allowed');
    expect(askAzure(files, { attachedTo: ['bare', 'snet-aks'] }).verdict).toBe('denied');
  });

  it.each([
    'Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules',
    'Microsoft.Network/networkManagers',
    'Microsoft.Network/networkManagers/connectivityConfigurations',
    'Microsoft.Network/networkManagers/somethingElse',
    'Microsoft.Network/networkManagerConnections',
  ])('is not the last word where security admin rules, or what has them, were given: %s [Z3]', (type) => {
    const foreign = { name: 'deny', type, access: 'Deny' };
    const others = [{ id: 'y', type: 'Microsoft.Network/publicIPAddresses' }];
    expect(askAzure({ 'nsg.json': [group([]), ...others] }).verdict).toBe('allowed');
    for (const files of [
      { 'nsg.json': [group([])], 'admin.json': [foreign] },
      { 'admin.json': [group([]), ...others, foreign] },
    ]) {
      const rules = readAzureFiles(files);
      expect(askAzure(rules).verdict).toBe('unknown');
      expect(rules.problems).toMatchObject([{ file: 'admin.json', severity: 'warning' }]);
    }
  });

  it.each<[what: string, other: Fields]>([
    ['pools of addresses', { type: 'Microsoft.Network/networkManagers/ipamPools' }],
    ['groups of networks', { type: 'Microsoft.Network/networkManagers/networkGroups/staticMembers' }],
    ['connections to scopes', { type: 'Microsoft.Network/networkManagers/scopeConnections' }],
    ['verifiers', { type: 'Microsoft.Network/networkManagers/verifierWorkspaces' }],
    ['routes', { type: 'Microsoft.Network/networkManagers/routingConfigurations/ruleCollections/rules' }],
    [
      'itself, which may give no rules',
      { type: 'Microsoft.Network/networkManagers', networkManagerScopeAccesses: ['Connectivity', 'Routing'] },
    ],
  ])('is the last word where a Virtual Network Manager has %s', (_what, other) => {
    expect(askAzure({ 'nsg.json': [group([]), { name: 'a', ...other }] }).verdict).toBe('allowed');
    const accesses = { networkManagerScopeAccesses: ['Connectivity', 'SecurityAdmin'] };
    const manager = { name: 'a', type: 'Microsoft.Network/networkManagers', properties: accesses };
    expect(askAzure({ 'nsg.json': [group([]), { name: 'a', ...other }, manager] }).verdict).toBe('unknown');
  });

  it('is read flattened by az, nested by the REST API, as a list, in `value`, or alone [Z4]', () => {
    const nested = ({ name, id, type, ...properties }: Fields): Fields => ({ name, id, type, properties });
    const { securityRules, ...rest } = group([rule({ destinationPortRange: '443' })]);
    const rest2 = { ...rest, securityRules: (securityRules as readonly Fields[]).map(nested) };
    for (const document of [
      [group([rule()])],
      { value: [nested(rest2)] },
      [nested(rest2)],
      nested(rest2),
      group([rule()]),
    ]) {
      expect(askAzure({ 'nsg.json': document }).verdict).toBe('denied');
      expect(askAzure({ 'nsg.json': document }).decidedBy).toEqual(['NSG nsg: rule (100)']);
    }
  });

  it('has its rules at the lines of their names, nested or not [Z4]', () => {
    const text = JSON.stringify(
      {
        value: [{ name: 'nsg', properties: { securityRules: [{ name: 'x', properties: rule({ protocol: 'Gre' }) }] } }],
      },
      null,
      1,
    );
    const line = text.split('\n').findIndex((candidate) => candidate.includes('"name": "x"'));
    expect(readAzureFiles({ 'nsg.json': text }).problems).toMatchObject([{ file: 'nsg.json', line: line + 1 }]);
  });

  it('takes VirtualNetwork for its own network, for what it is peered with, and for nothing else with certainty [Z5]', () => {
    const onlyNetwork = [
      rule(),
      rule({ name: 'vnet', access: 'Allow', priority: 99, destinationAddressPrefix: 'virtualnetwork' }),
    ];
    const peering = {
      peeringState: 'Connected',
      allowVirtualNetworkAccess: true,
      remoteAddressSpace: { addressPrefixes: ['10.50.0.0/16'] },
    };
    const files = (fields: Fields = {}) => ({ 'vnet.json': [virtualNetwork(fields)] });
    expect(ask(onlyNetwork, { to: ['10.10.5.5'] }, files())).toBe('allowed');
    expect(ask(onlyNetwork, { to: ['10.50.5.5'] }, files({ virtualNetworkPeerings: [peering] }))).toBe('allowed');
    expect(
      ask(
        onlyNetwork,
        { to: ['10.50.5.5'] },
        files({ virtualNetworkPeerings: [{ ...peering, peeringState: 'Disconnected' }] }),
      ),
    ).toBe('unknown');
    expect(
      ask(
        onlyNetwork,
        { to: ['10.50.5.5'] },
        files({ virtualNetworkPeerings: [{ ...peering, allowVirtualNetworkAccess: false }] }),
      ),
    ).toBe('unknown');
    expect(ask(onlyNetwork, { to: ['10.50.5.5'] }, files())).toBe('unknown');
    expect(ask(onlyNetwork, { to: ['10.10.5.5'] })).toBe('unknown');
    expect(ask(onlyNetwork, { to: ['10.10.5.5'], nodes: ['10.10.0.0/16'] })).toBe('allowed');
    expect(ask(onlyNetwork, {}, files())).toBe('denied');
  });

  it.each<[string, readonly string[], readonly string[], Verdict]>([
    ['no route', [], ['203.0.113.7'], 'denied'],
    ['a default route', ['0.0.0.0/0'], ['203.0.113.7'], 'unknown'],
    ['a route to it', ['203.0.113.0/24'], ['203.0.113.7'], 'unknown'],
    ['a route elsewhere', ['198.51.100.0/24'], ['203.0.113.7'], 'denied'],
    ['a route to a service whose addresses are not known', ['AzureMonitor'], ['203.0.113.7'], 'unknown'],
    ['a default route of the other family', ['::/0'], ['203.0.113.7'], 'denied'],
    ['a default route, for its own space', ['0.0.0.0/0'], ['10.10.5.5'], 'allowed'],
  ])(
    'takes VirtualNetwork for what users’ routes lead to as well, perhaps: %s [Z5]',
    (_what, prefixes, to, verdict) => {
      const id = `${provider}/routeTables/rt`;
      const table = {
        name: 'rt',
        id,
        type: 'Microsoft.Network/routeTables',
        routes: prefixes.map((addressPrefix, index) => ({
          name: `r${index}`,
          addressPrefix,
          nextHopType: 'VirtualAppliance',
          nextHopIpAddress: '10.10.0.4',
        })),
      };
      const routed = virtualNetwork({
        subnets: [
          {
            name: 'snet-aks',
            id: subnetId('snet-aks'),
            networkSecurityGroup: { id: groupId('nsg') },
            routeTable: { id },
          },
        ],
      });
      const onlyNetwork = [
        rule(),
        rule({ name: 'vnet', access: 'Allow', priority: 99, destinationAddressPrefix: 'VirtualNetwork' }),
      ];
      const files = { 'rt.json': [table], 'vnet.json': [routed] };
      expect(ask(onlyNetwork, { to }, files)).toBe(verdict);
      expect(ask(onlyNetwork, { to }, { 'vnet.json': [routed] })).toBe(verdict === 'allowed' ? 'allowed' : 'unknown');
      const notNetwork = [rule({ destinationAddressPrefix: 'VirtualNetwork' })];
      const opposite = {
        allowed: 'denied',
        denied: 'allowed',
        unknown: 'unknown',
        'partly-allowed': 'unknown',
        'not-applicable': 'unknown',
      } as const;
      expect(ask(notNetwork, { to }, files)).toBe(opposite[verdict]);
    },
  );

  it('perhaps stands in any network of the files where none is known to be its own, with the routes of that [Z5]', () => {
    const notNetwork = [rule({ destinationAddressPrefix: 'VirtualNetwork' })];
    const verdictIn = (fields: Fields): Verdict => {
      const net = virtualNetwork({ subnets: [{ name: 'a', addressPrefix: '10.10.0.0/24' }], ...fields });
      return askAzure(
        { 'nsg.json': [group(notNetwork, { subnets: [] })], 'vnet.json': [net] },
        { attachedTo: ['nsg'], nodes: ['10.10.0.0/24'] },
      ).verdict;
    };
    const missing = { subnets: [{ name: 'a', addressPrefix: '10.10.0.0/24', routeTable: { id: '/gone' } }] };
    const elsewhere = { addressSpace: { addressPrefixes: ['10.99.0.0/16'] } };
    expect([{}, missing, elsewhere].map(verdictIn)).toEqual(['allowed', 'unknown', 'allowed']);
    const untold = { addressSpace: null };
    expect([untold, { ...untold, ...missing }, { ...elsewhere, ...missing }].map(verdictIn)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('does not take another network of the files for its own [Z5]', () => {
    const onlyNetwork = [
      rule(),
      rule({ name: 'vnet', access: 'Allow', priority: 99, destinationAddressPrefix: 'VirtualNetwork' }),
    ];
    const other = virtualNetwork({
      name: 'other',
      addressSpace: { addressPrefixes: ['10.99.0.0/16'] },
      subnets: [{ name: 'a', id: subnetId('a', 'other') }],
    });
    expect(ask(onlyNetwork, { to: ['10.99.0.1'] }, { 'vnet.json': [virtualNetwork(), other] })).toBe('unknown');
    const publicOther = { ...other, addressSpace: { addressPrefixes: ['198.51.100.0/24'] } };
    expect(ask(onlyNetwork, { to: ['198.51.100.1'] }, { 'vnet.json': [virtualNetwork(), publicOther] })).toBe(
      'unknown',
    );
  });

  it('knows its own network by the subnet that names it, or that it names [Z5]', () => {
    const onlyNetwork = [
      rule(),
      rule({ name: 'vnet', access: 'Allow', priority: 99, destinationAddressPrefix: 'VirtualNetwork' }),
    ];
    const question = { to: ['10.10.5.5'] };
    const unlinked = virtualNetwork({ subnets: [{ name: 'snet-aks', id: subnetId('snet-aks') }] });
    const vnet = (value: Fields, subnets: unknown) =>
      askAzure({ 'nsg.json': group(onlyNetwork, { subnets }), 'vnet.json': value }, question).verdict;
    expect(vnet(virtualNetwork(), null)).toBe('allowed');
    expect(vnet(unlinked, [{ id: subnetId('snet-aks').toUpperCase() }])).toBe('allowed');
    expect(vnet(unlinked, null)).toBe('unknown');
  });

  it('says what would tell what VirtualNetwork stands for [Z5]', () => {
    const onlyNetwork = [
      rule(),
      rule({ name: 'vnet', access: 'Allow', priority: 99, destinationAddressPrefix: 'VirtualNetwork' }),
    ];
    const reasons = (files: Fields) =>
      askAzure({ 'nsg.json': [group(onlyNetwork)], ...files }, { to: ['10.50.5.5'] }).reasons;
    expect(reasons({})[0]).toContain('add the output of `az network vnet list -o json`');
    expect(reasons({ 'vnet.json': [virtualNetwork()] })[0]).toContain('write such addresses into a rule of their own');
  });

  it('takes Internet for public addresses outside of the virtual network [Z6]', () => {
    const onlyInternet = [
      rule(),
      rule({ name: 'internet', access: 'Allow', priority: 99, destinationAddressPrefix: 'Internet' }),
    ];
    expect(ask(onlyInternet)).toBe('allowed');
    expect(ask(onlyInternet, { to: ['10.80.0.1'] })).toBe('denied');
    expect(ask(onlyInternet, { to: ['2001:db8::7'] })).toBe('allowed');
    const publicSpace = virtualNetwork({ addressSpace: { addressPrefixes: ['203.0.113.0/24'] } });
    expect(ask(onlyInternet, {}, { 'vnet.json': publicSpace })).toBe('denied');
  });

  it('knows a service tag by the addresses that are given for it, and not without [Z7]', () => {
    const noMonitor = [open, rule({ destinationAddressPrefix: 'AzureMonitor' })];
    const tags = { 'tags.json': serviceTags };
    expect(ask(noMonitor)).toBe('unknown');
    expect(ask(noMonitor, {}, tags)).toBe('denied');
    expect(ask(noMonitor, { to: ['203.0.113.99'] }, tags)).toBe('allowed');
    expect(ask(noMonitor, { to: ['2001:db8::1'] }, tags)).toBe('denied');
    expect(ask([open, rule({ destinationAddressPrefix: 'storage.westeurope' })], { to: ['198.51.100.1'] }, tags)).toBe(
      'denied',
    );
    expect(ask([open, rule({ destinationAddressPrefix: 'Storage' })], { to: ['198.51.100.1'] }, tags)).toBe('unknown');
    expect(ask(noMonitor, { to: ['10.0.0.1'] })).toBe('allowed');
  });

  it('names the tag and the command that gives its addresses [Z7]', () => {
    const { reasons } = askAzure({ 'nsg.json': group([open, rule({ destinationAddressPrefix: 'AzureMonitor' })]) });
    expect(reasons).toEqual([
      'The addresses of the service tag AzureMonitor (NSG nsg: rule (100)) are not in the files: add the output of `az network list-service-tags --location REGION -o json`.',
    ]);
  });

  it('knows members of application security groups by their interfaces, and those that are none [Z8]', () => {
    const toGroup = rule({
      access: 'Allow',
      destinationAddressPrefix: '',
      destinationApplicationSecurityGroups: [{ id: `${provider}/applicationSecurityGroups/asg-db` }],
    });
    const nic = (name: string, privateIPAddress: string, groups: readonly string[], nsg?: string): Fields => ({
      name,
      id: `${provider}/networkInterfaces/${name}`,
      type: 'Microsoft.Network/networkInterfaces',
      networkSecurityGroup: nsg === undefined ? null : { id: groupId(nsg) },
      ipConfigurations: [
        {
          privateIPAddress,
          subnet: { id: subnetId('snet-aks') },
          applicationSecurityGroups: groups.map((one) => ({ id: `${provider}/applicationSecurityGroups/${one}` })),
        },
      ],
    });
    const nics = [
      nic('db', '10.10.5.5', ['ASG-DB', 'x']),
      nic('web', '10.10.5.6', ['asg-web']),
      nic('bare', '10.10.5.7', []),
    ];
    const files = { 'nic.json': nics, 'vnet.json': virtualNetwork() };
    const inOtherCase = JSON.parse(JSON.stringify(nics).replaceAll('privateIPAddress', 'privateIpAddress')) as unknown;
    const rules = [toGroup, rule({ priority: 200 })];
    expect(ask(rules, { to: ['10.10.5.5'] }, files)).toBe('allowed');
    expect(ask(rules, { to: ['10.10.5.5'] }, { ...files, 'nic.json': inOtherCase })).toBe('allowed');
    expect(ask(rules, { to: ['10.10.5.6'] }, files)).toBe('denied');
    expect(ask(rules, { to: ['10.10.5.7'] }, files)).toBe('denied');
    // A machine of a scale set, which no list of interfaces shows.
    expect(ask(rules, { to: ['10.10.5.8'] }, files)).toBe('unknown');
    expect(ask(rules, { to: ['203.0.113.7'] }, files)).toBe('denied');

    const guarded = {
      'nsg.json': [group([rule()], { subnets: [] })],
      'vnet.json': bare,
      'nic.json': [nic('guarded', '10.10.5.5', [], 'nsg'), nic('open', '10.10.5.6', [])],
    };
    expect(askAzure(guarded, { attachedTo: ['guarded'] }).verdict).toBe('denied');
    expect(askAzure(guarded, { attachedTo: ['open'] }).verdict).toBe('allowed');
  });

  it('does not know the members of application security groups [Z8]', () => {
    const asg = [{ id: `${provider}/applicationSecurityGroups/asg-db` }];
    const toGroup = rule({ destinationAddressPrefix: '', destinationApplicationSecurityGroups: asg });
    expect(ask([open, toGroup], { to: ['10.10.0.9'] })).toBe('unknown');
    expect(ask([open, toGroup])).toBe('allowed');
    const fromGroup = rule({ sourceAddressPrefix: '', sourceApplicationSecurityGroups: asg });
    expect(ask([open, fromGroup], { nodes: ['10.10.0.0/20'] })).toBe('unknown');
    const { reasons } = askAzure({ 'nsg.json': group([open, toGroup]) }, { to: ['10.10.0.9'] });
    expect(reasons[0]).toContain('application security group (asg-db), whose members are not all in the files');
  });

  it('does not bear on the platform’s own addresses but by their own tags [Z9]', () => {
    const denyAll = [rule()];
    expect(ask(denyAll, { to: ['168.63.129.16'], port: 53, protocol: 'UDP' })).toBe('allowed');
    expect(ask(denyAll, { to: ['169.254.169.254'], port: 80 })).toBe('allowed');
    const byTag = (tag: string) => [rule({ destinationAddressPrefix: tag })];
    expect(ask(byTag('AzurePlatformDNS'), { to: ['168.63.129.16'], port: 53, protocol: 'UDP' })).toBe('denied');
    expect(ask(byTag('azureplatformimds'), { to: ['169.254.169.254'], port: 80 })).toBe('denied');
    expect(ask(byTag('AzurePlatformLKM'), { to: ['168.63.129.16'], port: 1688 })).toBe('denied');
    expect(ask(byTag('168.63.129.16'), { to: ['168.63.129.16'], port: 53 })).toBe('allowed');
  });

  it('is not the last word on mail to the internet, which Azure blocks for most subscriptions [Z13]', () => {
    const mail = { port: 25 } as const;
    expect(ask([open], mail)).toBe('unknown');
    expect(ask([rule()], mail)).toBe('denied');
    expect(ask([open], { ...mail, protocol: 'UDP' })).toBe('allowed');
    expect(ask([open], { ...mail, to: ['10.10.0.9'] })).toBe('allowed');
    expect(ask([open], { port: 587 })).toBe('allowed');
    expect(askAzure({ 'nsg.json': [group([open])] }, mail).reasons).toEqual([
      'Azure blocks mail (TCP 25) to the internet, except for some subscriptions: ask whether yours is one.',
    ]);
  });
});

describe('what a group is attached to', () => {
  const files = {
    'nsg.json': [group([rule()], { networkInterfaces: [{ id: `${provider}/networkInterfaces/aks-nic` }] })],
    'vnet.json': virtualNetwork(),
  };

  it.each([
    ['its name', 'nsg'],
    ['its name in other letters', 'NSG'],
    ['its id', groupId('nsg')],
    ['the name of its subnet', 'snet-aks'],
    ['the id of its subnet', subnetId('snet-aks').toLowerCase()],
    ['the name of its interface', 'aks-nic'],
  ])('is found by %s', (_what, target) => {
    expect(askAzure(files, { attachedTo: [target] }).verdict).toBe('denied');
  });

  it('is found through the virtual network alone', () => {
    const bare = { 'nsg.json': [group([rule()], { subnets: null })], 'vnet.json': [virtualNetwork()] };
    expect(askAzure(bare, { attachedTo: ['snet-aks'] }).verdict).toBe('denied');
  });

  it('is several subnets: all must allow, since the workload may run in any', () => {
    const two = {
      'nsg.json': [
        group([], { name: 'one', subnets: [{ id: subnetId('a') }] }),
        group([rule()], { name: 'two', subnets: [{ id: subnetId('b') }] }),
      ],
    };
    expect(askAzure(two, { attachedTo: ['a'] }).verdict).toBe('allowed');
    expect(askAzure(two, { attachedTo: ['a', 'b'] }).verdict).toBe('denied');
  });

  it.each<[string, Fields, readonly string[], string]>([
    ['is not said', files, [], 'set attachedTo of the layer azure-nsg'],
    ['is not in the files', files, ['snet-other'], 'is called snet-other: correct attachedTo'],
    ['is one of two not in the files', files, ['nsg', 'snet-other'], 'is called snet-other'],
    [
      'has a group that is not in the files',
      { 'nsg.json': [group([], { name: 'x', subnets: [] })], 'vnet.json': virtualNetwork() },
      ['snet-aks'],
      'The NSG of snet-aks is not in the files: add the output of `az network nsg list',
    ],
    [
      'is a name that several have',
      {
        'nsg.json': [
          group([], { name: 'one', subnets: [{ id: subnetId('default', 'vnet-a') }] }),
          group([rule()], { name: 'two', subnets: [{ id: subnetId('default', 'vnet-b') }] }),
        ],
      },
      ['default'],
      'default may be /subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/default or ',
    ],
    [
      'is told in two ways',
      {
        'nsg.json': [group([])],
        'vnet.json': virtualNetwork({ subnets: [{ name: 'snet-aks', id: subnetId('snet-aks') }] }),
      },
      ['snet-aks'],
      'The files disagree about which NSG snet-aks has',
    ],
  ])('leaves everything unknown where it %s', (_what, given, attachedTo, reason) => {
    const answer = askAzure(given, { attachedTo });
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons[0]).toContain(reason);
  });

  it('is not in doubt where several of a name lead to the same group, or the id is given', () => {
    const named = { 'nsg.json': [group([rule()], { name: 'aks', subnets: [{ id: subnetId('aks') }] })] };
    expect(askAzure(named, { attachedTo: ['aks'] }).verdict).toBe('denied');
    const two = {
      'nsg.json': [
        group([], { name: 'one', subnets: [{ id: subnetId('default', 'vnet-a') }] }),
        group([rule()], { name: 'two', subnets: [{ id: subnetId('default', 'vnet-b') }] }),
      ],
    };
    expect(askAzure(two, { attachedTo: [subnetId('default', 'vnet-b')] }).verdict).toBe('denied');
  });
});

describe('a group that is not understood', () => {
  const messages = (document: unknown): readonly string[] =>
    readAzureFiles({ 'nsg.json': document }).problems.map(({ message }) => message);

  it.each<[string, Fields, string]>([
    [
      'a direction that is none',
      { direction: 'Sideways' },
      'The direction “sideways” is neither Inbound nor Outbound.',
    ],
    ['no direction', { direction: undefined }, 'The direction “nothing” is neither'],
    ['an access that is none', { access: 'Audit' }, 'The access “audit” is neither Allow nor Deny.'],
    ['no priority', { priority: undefined }, 'It has no priority.'],
    ['a priority in quotes', { priority: '100' }, 'It has no priority.'],
    ['a protocol that is not known', { protocol: 'Gre' }, 'The protocol “gre” is not known.'],
    ['a field that is not known', { destinationFqdns: ['x'] }, 'The field “destinationFqdns” is not known.'],
    ['no destination', { destinationAddressPrefix: '' }, 'It has no destination.'],
    ['no source', { sourceAddressPrefix: null }, 'It has no source.'],
    ['no destination port', { destinationPortRange: '' }, 'It has no destination port.'],
    ['no source port', { sourcePortRange: '' }, 'It has no source port.'],
    ['a port that is none', { destinationPortRange: '443-80' }, '“443-80” is not a port range.'],
    ['a port that is too high', { destinationPortRange: '65536' }, '“65536” is not a port range.'],
    ['a port that is a number', { destinationPortRange: 443 }, 'destinationPortRange must be a text, not 443.'],
    ['ports that are no list', { destinationPortRanges: '443' }, 'destinationPortRanges must be a list of texts.'],
    ['a range that is none', { destinationAddressPrefix: '10.0.0.0/33' }, 'is neither an address range nor a tag.'],
    [
      'addresses that are numbers',
      { destinationAddressPrefixes: [10] },
      'destinationAddressPrefixes must be a list of texts.',
    ],
  ])('may allow or deny, and is told: %s', (_what, fields, message) => {
    const document = [group([rule({ name: 'strange', access: 'Allow', ...fields }), rule({ priority: 4096 })])];
    expect(askAzure({ 'nsg.json': document }).verdict).toBe('unknown');
    expect(messages(document)[0]).toContain(`NSG nsg: strange (`);
    expect(messages(document).join()).toContain(message);
  });

  it('may let through what all others deny, where it does not say whether it allows', () => {
    const document = [group([rule({ access: 'Perhaps' }), rule({ priority: 4096 })])];
    expect(askAzure({ 'nsg.json': document }).verdict).toBe('unknown');
  });

  it('is no matter where what is strange does not reach', () => {
    const document = [group([rule({ priority: 90, access: 'Allow' }), rule({ access: 'Perhaps' })])];
    expect(askAzure({ 'nsg.json': document }).verdict).toBe('allowed');
  });

  it.each<[string, Fields, string]>([
    [
      'a list of resources without their rules',
      { securityRules: undefined, defaultSecurityRules: undefined },
      'It has no list securityRules.',
    ],
    ['rules that are no list', { securityRules: { value: [] } }, 'It has no list securityRules.'],
    ['default rules that are no list', { defaultSecurityRules: 'x' }, 'It has no list defaultSecurityRules.'],
    ['a rule that is no object', { securityRules: ['x'] }, 'Rule 1 of securityRules is no object.'],
  ])('is one without all of its rules: %s', (_what, fields, message) => {
    const document = [group([], fields)];
    expect(askAzure({ 'nsg.json': document }).verdict).toBe('unknown');
    expect(messages(document)).toEqual([`NSG nsg: ${message}`]);
  });

  it('is one with a priority that two rules have', () => {
    const document = [group([rule({ name: 'a', access: 'Allow' }), rule({ name: 'b' })])];
    expect(askAzure({ 'nsg.json': document }).verdict).toBe('unknown');
    expect(messages(document)).toEqual([
      'NSG nsg: a (100): It has the priority of b.',
      'NSG nsg: b (100): It has the priority of a.',
    ]);
    const without = [group([rule({ name: 'a', priority: undefined }), rule({ name: 'b', priority: undefined })])];
    expect(messages(without)).toHaveLength(2);
    const otherWay = [group([rule({ name: 'a' }), rule({ name: 'b', direction: 'Inbound' })])];
    expect(messages(otherWay)).toEqual([]);
  });

  it('is one that stands twice with other rules; with the same it is one', () => {
    const same = { 'a.json': [group([rule()])], 'b.json': [group([rule()])] };
    expect(askAzure(same).verdict).toBe('denied');
    const other = readAzureFiles({ 'a.json': [group([rule()])], 'b.json': [group([])] });
    expect(askAzure(other).verdict).toBe('unknown');
    expect(other.problems).toMatchObject([
      { file: 'b.json', message: 'NSG nsg: It stands twice, with other rules in a.json.' },
    ]);
    const otherDefaults = [group([rule()], { defaultSecurityRules: [rule({ name: 'DenyAll', priority: 65500 })] })];
    expect(askAzure({ ...same, 'b.json': otherDefaults }).verdict).toBe('unknown');
  });
});

describe('files of Azure', () => {
  it('are listed with what they hold', () => {
    const { sources } = readAzureFiles({
      'nsg.json': [group([]), group([], { name: 'b' })],
      'vnet.json': virtualNetwork(),
      'tags.json': serviceTags,
      'vm.json': { type: 'Microsoft.Compute/virtualMachines' },
    });
    expect(sources.map(({ file, format, holds }) => [file, format, holds])).toEqual([
      ['nsg.json', 'Azure network', '2 network security groups'],
      ['vnet.json', 'Azure network', '1 virtual network'],
      ['tags.json', 'Azure network', '1 list of service tags'],
      ['vm.json', 'not recognised', 'nothing that decides about egress'],
    ]);
  });

  it.each([
    ['tags called as a part of every object', 'constructor'],
    ['tags called as every prototype', '__proto__'],
    ['a tag of a megabyte', 'x'.repeat(1_000_000)],
  ])('may be hostile: %s', (_what, destinationAddressPrefix) => {
    expect(ask([open, rule({ destinationAddressPrefix })])).toBe('unknown');
  });

  it('may be hostile: values of other kinds in every field', () => {
    const strange = Object.fromEntries(Object.keys(rule()).map((field) => [field, { toString: 1 }]));
    const document = [
      group([{ ...strange, direction: 'Outbound' }]),
      { ...group([]), name: [], id: {}, subnets: [1, { id: 2 }] },
    ];
    expect(readAzureFiles({ 'nsg.json': document }).problems.length).toBeGreaterThan(3);
    expect(askAzure({ 'nsg.json': document }).verdict).toBe('unknown');
  });
});
