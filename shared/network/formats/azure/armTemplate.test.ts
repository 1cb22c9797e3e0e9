import { describe, expect, it } from 'vitest';
import { askAzure, readAzureFiles } from '../../testing/askAzure.ts';
import type { AzureQuestion } from '../../testing/askAzure.ts';
import { collection, firewall, networkRule, policy, policyId, ruleGroup } from '../../testing/azureFirewalls.ts';
import type { Fields } from '../../testing/azureFirewalls.ts';
import type { Verdict } from '../../judging/verdict.ts';

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

function template(resources: unknown, fields: Fields = {}): Fields {
  return { $schema: schema, contentVersion: '1.0.0.0', parameters: {}, variables: {}, resources, ...fields };
}

const policyType = 'Microsoft.Network/firewallPolicies';
const groupType = `${policyType}/ruleCollectionGroups`;
const hub = { type: policyType, apiVersion: '2024-05-01', name: 'hub', location: 'westeurope', properties: {} };

/** A group of `hub` with one rule to `destinations`, as templates nest it. */
function group(destinations: unknown, fields: Fields = {}): Fields {
  const rule = networkRule({ destinationAddresses: destinations });
  return {
    type: groupType,
    apiVersion: '2024-05-01',
    name: 'hub/group',
    properties: { priority: 200, ruleCollections: [collection([rule])] },
    ...fields,
  };
}

function ask(files: Fields, question: AzureQuestion = {}): Verdict {
  return askAzure(files, { layer: 'azure-firewall', ...question }).verdict;
}

const messages = (document: unknown): readonly string[] =>
  readAzureFiles({ 't.json': document }).problems.map(({ message }) => message);

describe('an ARM template', () => {
  it('holds resources as the tools print them, each with the policy that its name begins with', () => {
    const other = group(['203.0.113.7'], { name: 'other/group' });
    expect(ask({ 't.json': template([hub, group(['203.0.113.7'])]) })).toBe('allowed');
    expect(ask({ 't.json': template([hub, group(['198.51.100.1']), other]) })).toBe('denied');
    expect(ask({ 't.json': template([hub, other]) })).toBe('unknown');
  });

  it('holds resources within resources, and in maps', () => {
    const { type: _type, name: _name, ...rest } = group(['203.0.113.7']);
    const nested = { ...hub, resources: [{ ...rest, type: 'ruleCollectionGroups', name: 'group' }] };
    expect(ask({ 't.json': template([nested]) })).toBe('allowed');
    const existing = { ...hub, existing: true };
    expect(ask({ 't.json': template({ hub, group: group(['203.0.113.7']) }, { languageVersion: '2.0' }) })).toBe(
      'allowed',
    );
    expect(ask({ 't.json': template({ existing, group: group(['203.0.113.7']) }) })).toBe('unknown');
  });

  it('belongs with what the CLI printed of the same resources', () => {
    const exported = {
      'p.json': policy({ ruleCollectionGroups: [{ id: `${policyId('hub')}/ruleCollectionGroups/group` }] }),
    };
    expect(ask({ ...exported, 't.json': template([group(['203.0.113.7'])]) })).toBe('allowed');
    const fw = firewall({ firewallPolicy: { id: policyId('hub') } });
    expect(ask({ 'fw.json': fw, 't.json': template([hub, group(['203.0.113.7'])]) })).toBe('allowed');
    const same = [ruleGroup([collection([networkRule({ destinationAddresses: ['203.0.113.7'] })])])];
    expect(ask({ ...exported, 'g.json': same, 't.json': template([group(['203.0.113.7'])]) })).toBe('allowed');
    expect(ask({ ...exported, 'g.json': same, 't.json': template([group(['203.0.113.9'])]) })).toBe('unknown');
  });

  it('holds network security groups as well', () => {
    const securityRules = [
      {
        name: 'closed',
        properties: {
          priority: 100,
          direction: 'Outbound',
          access: 'Deny',
          protocol: '*',
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: '*',
          destinationPortRange: '443',
        },
      },
    ];
    const nsg = { type: 'Microsoft.Network/networkSecurityGroups', name: 'nsg', properties: { securityRules } };
    expect(askAzure({ 't.json': template([nsg]) }).verdict).toBe('denied');
    expect(askAzure({ 't.json': template([nsg]) }, { port: 80 }).verdict).toBe('allowed');
    expect(messages(template([nsg]))).toEqual([]);
  });

  const outboundRule = (access: string, port: string): Fields => ({
    priority: 100,
    direction: 'Outbound',
    access,
    protocol: '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: port,
  });
  const nsgType = 'Microsoft.Network/networkSecurityGroups';
  const ruleApart = (name: string, properties: Fields): Fields => ({
    type: `${nsgType}/securityRules`,
    apiVersion: '2024-05-01',
    name,
    dependsOn: ['nsg'],
    properties,
  });
  const nsgWith = (...securityRules: readonly Fields[]): Fields => ({
    type: nsgType,
    name: 'nsg',
    properties: { securityRules },
  });

  it('may write the rules of a group as resources of their own', () => {
    const closed = ruleApart('nsg/closed', outboundRule('Deny', '443'));
    for (const nsg of [nsgWith(), { type: nsgType, name: 'nsg', properties: {} }, { type: nsgType, name: 'nsg' }]) {
      const text = JSON.stringify(template([nsg, closed]), null, 1);
      expect(askAzure({ 't.json': text })).toMatchObject({ verdict: 'denied', decidedBy: ['NSG nsg: closed (100)'] });
      expect(askAzure({ 't.json': text }, { port: 80 }).verdict).toBe('allowed');
      expect(readAzureFiles({ 't.json': text }).problems).toEqual([]);
    }
    const inner = { ...closed, type: 'securityRules', name: 'closed' };
    expect(askAzure({ 't.json': template([{ ...nsgWith(), resources: [inner] }]) }).verdict).toBe('denied');
    // One that stands in the group as well, as in what is exported, is made last.
    const both = (access: string): Fields =>
      template([
        nsgWith({ name: 'Closed', properties: outboundRule('Allow', '443') }),
        ruleApart('nsg/closed', outboundRule(access, '443')),
      ]);
    expect(askAzure({ 't.json': both('Deny') }).verdict).toBe('denied');
    expect(askAzure({ 't.json': both('Allow') }).verdict).toBe('allowed');
  });

  it('names the line of a rule that stands by itself', () => {
    const broken = ruleApart('nsg/broken', outboundRule('Perhaps', '443'));
    const text = JSON.stringify(template([broken, nsgWith()]), null, 1);
    const line = text.split('\n').findIndex((candidate) => candidate.includes('"nsg/broken"'));
    expect(readAzureFiles({ 't.json': text }).problems).toMatchObject([{ line: line + 1 }]);
  });

  it('leaves open what a rule by itself does, where its group is in no template or it is not known whether it is made', () => {
    const apart = ruleApart('other/closed', outboundRule('Deny', '443'));
    const exported = { 'nsg.json': [{ name: 'nsg', securityRules: [] }] };
    expect(askAzure({ ...exported, 't.json': template([apart]) })).toMatchObject({ verdict: 'unknown' });
    expect(messages(template([apart]))).toEqual([
      'The rule closed is a resource of its own, and what it belongs to is not in the files.',
    ]);
    const maybe = { ...ruleApart('nsg/closed', outboundRule('Deny', '443')), condition: "[parameters('x')]" };
    expect(askAzure({ 't.json': template([nsgWith(), maybe]) }).verdict).toBe('unknown');
    const nameless = ruleApart("[parameters('x')]", outboundRule('Deny', '443'));
    expect(askAzure({ 't.json': template([nsgWith(), nameless]) }).verdict).toBe('unknown');
  });

  const loop = { name: 'made', count: 2, input: {} };
  const vnetType = 'Microsoft.Network/virtualNetworks';
  const tableType = 'Microsoft.Network/routeTables';

  it.each<[string, unknown]>([
    ['a parameter', "[parameters('p')]"],
    ['a list of a parameter', { securityRules: "[parameters('p')]" }],
    ['a loop', { copy: [{ ...loop, name: 'securityRules' }] }],
    ['a loop beside a list', { securityRules: [], copy: [loop] }],
  ])('leaves open what a rule by itself does to a group that is made by %s', (_what, properties) => {
    const nsg = { type: nsgType, name: 'nsg', properties };
    const text = template([nsg, ruleApart('nsg/open', outboundRule('Allow', '443'))]);
    expect(askAzure({ 't.json': text }).verdict).toBe('unknown');
    expect(messages(text)).toContain(
      'The rule open is a resource of its own, and what it belongs to has securityRules that the template does not tell.',
    );
  });

  it('leaves open what a route by itself does to a table that is made in a loop', () => {
    const table = { type: tableType, name: 'rt', properties: { copy: [{ ...loop, name: 'routes' }] } };
    const properties = { addressPrefix: '198.51.100.0/24', nextHopType: 'None' };
    const route = { type: `${tableType}/routes`, name: 'rt/some', properties };
    const network = {
      type: vnetType,
      name: 'net',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [
          {
            name: 'nodes',
            properties: {
              addressPrefix: '10.0.0.0/24',
              defaultOutboundAccess: true,
              routeTable: { id: `[resourceId('${tableType}', 'rt')]` },
            },
          },
        ],
      },
    };
    const asked = { layer: 'route', attachedTo: ['nodes'], nodes: ['10.0.0.4'] } as const;
    expect(askAzure({ 't.json': template([network, table, route]) }, asked).verdict).toBe('unknown');
    const written = { ...table, properties: { routes: [] } };
    expect(askAzure({ 't.json': template([network, written, route]) }, asked).verdict).toBe('allowed');
  });

  it('leaves open what a rule by itself does where two groups have its group’s name, or none is told', () => {
    const inGroup = (resourceGroup: string, access: string): Fields => ({
      type: 'Microsoft.Resources/deployments',
      name: resourceGroup,
      resourceGroup,
      properties: {
        mode: 'Incremental',
        template: template([nsgWith(), ruleApart('nsg/x', outboundRule(access, '443'))]),
      },
    });
    const text = template([inGroup('one', 'Deny'), inGroup('other', 'Allow')]);
    expect(askAzure({ 't.json': text }).verdict).toBe('unknown');
    expect(messages(text)[0]).toContain('stands more than once in the files');
    expect(askAzure({ 't.json': template([inGroup('one', 'Allow')]) }).verdict).toBe('allowed');
    const nameless = ruleApart("[parameters('x')[0]]", outboundRule('Deny', '443'));
    const network = { type: vnetType, name: "[parameters('x')[copyIndex()]]", properties: {} };
    expect(askAzure({ 't.json': template([nsgWith(), network, nameless]) }).verdict).toBe('unknown');
  });

  it('leaves open what a subnet by itself does to a network that another file tells of', () => {
    const id = (type: string, name: string): Fields => ({
      id: `/subscriptions/s/resourceGroups/g/providers/${type}/${name}`,
    });
    const exported = {
      'net.json': [
        {
          name: 'net',
          ...id(vnetType, 'net'),
          addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
          subnets: [{ name: 'nodes', addressPrefix: '10.0.0.0/24', networkSecurityGroup: id(nsgType, 'open') }],
        },
      ],
      'nsg.json': [{ name: 'open', ...id(nsgType, 'open'), securityRules: [] }],
    };
    const closed = { ...nsgWith({ name: 'no', properties: outboundRule('Deny', '443') }), name: 'closed' };
    const subnet = {
      type: `${vnetType}/subnets`,
      name: 'net/nodes',
      properties: {
        addressPrefix: '10.0.0.0/24',
        networkSecurityGroup: { id: `[resourceId('${nsgType}', 'closed')]` },
      },
    };
    const asked = { attachedTo: ['nodes'], nodes: ['10.0.0.4'] };
    expect(askAzure(exported, asked).verdict).toBe('allowed');
    expect(askAzure({ ...exported, 't.json': template([closed, subnet]) }, asked).verdict).toBe('unknown');
  });

  const partOf = (kind: 'subnets' | 'virtualNetworkPeerings', name: string, properties: Fields): Fields => ({
    type: `${vnetType}/${kind}`,
    name,
    properties,
  });
  const idIn = (type: string, name: string): Fields => ({
    id: `/subscriptions/s/resourceGroups/g/providers/${type}/${name}`,
  });
  const nodes = {
    addressPrefix: '10.0.0.0/24',
    networkSecurityGroup: { id: `[resourceId('${nsgType}', 'nsg')]` },
    routeTable: { id: `[resourceId('${tableType}', 'rt')]` },
  };
  const space = { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } };
  const around = {
    'nsg.json': [
      {
        name: 'nsg',
        ...idIn(nsgType, 'nsg'),
        securityRules: [{ name: 'no', ...outboundRule('Deny', '443'), destinationAddressPrefix: 'VirtualNetwork' }],
      },
    ],
    'rt.json': [
      {
        name: 'rt',
        ...idIn(tableType, 'rt'),
        type: tableType,
        routes: [{ name: 'none', addressPrefix: '198.51.100.0/24', nextHopType: 'None' }],
      },
    ],
  };
  /** The network of the nodes, as the CLI prints it. */
  const printed = {
    ...around,
    'net.json': [
      {
        name: 'net',
        ...idIn(vnetType, 'net'),
        ...space,
        subnets: [
          { ...nodes, name: 'nodes', networkSecurityGroup: idIn(nsgType, 'nsg'), routeTable: idIn(tableType, 'rt') },
        ],
      },
    ],
  };
  /** By the group of the nodes’ subnet to the internet and within, then by its routes to the internet, nowhere, and within. */
  const ways = (files: Fields): readonly Verdict[] => {
    const asked = { attachedTo: ['nodes'], nodes: ['10.0.0.4'] };
    const byRoutes = { layer: 'route', nodes: ['10.0.0.4'], attachedTo: [] } as const;
    return [
      askAzure(files, asked).verdict,
      askAzure(files, { ...asked, to: ['10.0.9.9'] }).verdict,
      askAzure(files, byRoutes).verdict,
      askAzure(files, { ...byRoutes, to: ['198.51.100.7'] }).verdict,
      askAzure(files, { ...byRoutes, to: ['10.8.0.4'] }).verdict,
    ];
  };
  const known: readonly Verdict[] = ['allowed', 'denied', 'allowed', 'denied', 'denied'];

  it.each<[string, Fields]>([
    ['another’s subnet', partOf('subnets', 'other/nodes-2', { addressPrefix: '10.9.0.0/24' })],
    ['another’s peering', partOf('virtualNetworkPeerings', 'other/to-hub', { useRemoteGateways: true })],
    ['a subnet that it has in the same words', partOf('subnets', 'net/nodes', nodes)],
  ])('says nothing new of the network of the nodes, which another file tells: %s', (_what, part) => {
    expect(ways(printed)).toEqual(known);
    expect(ways({ ...printed, 't.json': template([part]) })).toEqual(known);
  });

  const noTable = { routeTable: { id: `[resourceId('${tableType}', 'gone')]` } };
  const noGroup = { networkSecurityGroup: { id: `[resourceId('${nsgType}', 'gone')]` } };

  it.each<[string, Fields, readonly Verdict[]]>([
    [
      'a subnet with another table',
      partOf('subnets', 'net/nodes', { ...nodes, ...noTable }),
      ['unknown', 'denied', 'unknown', 'denied', 'denied'],
    ],
    [
      'a subnet with another group',
      partOf('subnets', 'net/nodes', { ...nodes, ...noGroup }),
      ['unknown', 'unknown', 'allowed', 'denied', 'denied'],
    ],
    [
      'a further subnet of the nodes',
      partOf('subnets', 'net/more', { ...nodes, ...noTable, addressPrefix: '10.0.0.0/20' }),
      ['unknown', 'denied', 'unknown', 'denied', 'denied'],
    ],
    [
      'a peering',
      partOf('virtualNetworkPeerings', 'net/to-hub', {}),
      ['allowed', 'denied', 'allowed', 'denied', 'denied'],
    ],
    [
      'a peering with gateways',
      partOf('virtualNetworkPeerings', 'net/to-hub', { useRemoteGateways: true }),
      ['allowed', 'denied', 'allowed', 'denied', 'denied'],
    ],
  ])('stands beside what another file says of the same network, and both count: %s', (_what, part, verdicts) => {
    expect(ways({ ...printed, 't.json': template([part]) })).toEqual(verdicts);
  });

  it('tells of a subnet by itself what it says: its group and its table, and not what else its network holds', () => {
    const files = { ...around, 't.json': template([partOf('subnets', 'net/nodes', nodes)]) };
    expect(ways(files)).toEqual(['allowed', 'unknown', 'allowed', 'denied', 'unknown']);
    expect(readAzureFiles(files).problems.map(({ file, message }) => [file, message])).toEqual([
      ['t.json', 'Virtual network net: The file does not tell its address space.'],
    ]);
  });

  it('prints subnets and rules alone, as the CLI lists them', () => {
    const id = (kind: string): string => `${String(idIn(vnetType, 'net')['id'])}/${kind}`;
    const subnet = { ...printed['net.json'][0]?.subnets[0], id: id('subnets/nodes'), type: `${vnetType}/subnets` };
    const files = { ...around, 'subnets.json': [subnet] };
    expect(ways(files)).toEqual(['allowed', 'unknown', 'allowed', 'denied', 'unknown']);
    const network = { name: 'net', ...idIn(vnetType, 'net'), ...space, subnets: [] };
    expect(ways({ ...files, 'net.json': [network] })).toEqual(known);
    const rule = {
      ...outboundRule('Deny', '443'),
      name: 'x',
      id: `${String(idIn(nsgType, 'nsg')['id'])}/securityRules/x`,
      type: `${nsgType}/securityRules`,
    };
    expect(ways({ ...printed, 'rules.json': [rule] }).slice(0, 2)).toEqual(['unknown', 'unknown']);
    expect(messages([rule])).toEqual([
      'The rule x is a resource of its own, and what it belongs to is not in the files.',
    ]);
  });

  it('prints subnets of a network alone, which are none of one of the same name in another resource group', () => {
    const idOf = (resourceGroup: string): string =>
      `/subscriptions/s/resourceGroups/${resourceGroup}/providers/${vnetType}/net`;
    const vnet = (resourceGroup: string, prefix: string): Fields => ({
      name: 'net',
      id: idOf(resourceGroup),
      addressSpace: { addressPrefixes: [prefix] },
      subnets: [],
    });
    const [nodesNet, other] = [vnet('G1', '10.1.0.0/16'), vnet('g2', '10.2.0.0/16')];
    const subnet = {
      name: 'nodes',
      id: `${idOf('g1')}/subnets/nodes`,
      type: `${vnetType}/subnets`,
      addressPrefix: '10.1.0.0/24',
      networkSecurityGroup: idIn(nsgType, 'nsg'),
    };
    const nsg = {
      name: 'nsg',
      ...idIn(nsgType, 'nsg'),
      securityRules: [
        { name: 'within', ...outboundRule('Allow', '443'), destinationAddressPrefix: 'VirtualNetwork' },
        { name: 'no', ...outboundRule('Deny', '443'), priority: 200 },
      ],
    };
    const verdicts = (...networks: readonly Fields[]): readonly Verdict[] => {
      const files = { ...around, 'nsg.json': [nsg], 'subnets.json': [subnet], 'net.json': networks };
      const asked = { nodes: ['10.1.0.0/24'], to: ['10.2.0.9'] };
      const within = { ...asked, layer: 'route', attachedTo: [], to: ['10.1.0.9'] } as const;
      return [
        askAzure(files, { ...within, to: asked.to }).verdict,
        askAzure(files, { ...asked, attachedTo: ['nodes'] }).verdict,
        askAzure(files, within).verdict,
      ];
    };
    expect(verdicts(other)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(verdicts(nodesNet)).toEqual(['denied', 'unknown', 'allowed']);
    expect(verdicts(nodesNet, other)).toEqual(['denied', 'unknown', 'allowed']);
  });

  const fromParameter = "[parameters('given')]";
  const unit = { ...nodes, name: 'nodes' };

  const one = { name: 'a', properties: { addressPrefix: '10.0.0.0/24' } };
  const toNowhere = { routes: [{ name: 'none', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } }] };
  const rt = { type: tableType, name: 'rt', properties: toNowhere };
  const routed = { routeTable: { id: `[resourceId('${tableType}', 'rt')]` } };

  it.each<[string, Fields]>([
    ['it tells of one subnet alone', partOf('subnets', 'net/a', one.properties)],
    [
      'nothing is told of its address space, nor where a subnet lies',
      {
        type: vnetType,
        name: 'net',
        properties: {
          addressSpace: fromParameter,
          subnets: [one, { name: 'b', properties: { ...routed, addressPrefix: fromParameter } }],
        },
      },
    ],
    [
      'a part of its address space is told',
      {
        type: vnetType,
        name: 'net',
        properties: { addressSpace: { addressPrefixes: ['10.0.0.0/24', fromParameter] }, subnets: [one] },
      },
    ],
    [
      'a pool gives a subnet its addresses',
      {
        type: vnetType,
        name: 'net',
        properties: {
          ...space,
          subnets: [one, { name: 'b', properties: { ...routed, ipamPoolPrefixAllocations: [{ pool: { id: '/p' } }] } }],
        },
      },
    ],
  ])('leaves open by which routes nodes leave that no told subnet of a network holds: %s', (_what, net) => {
    const document = template([net, rt], { parameters: { given: {} } });
    const verdictFrom = (...nodeRanges: readonly string[]): Verdict =>
      askAzure({ 't.json': document }, { layer: 'route', attachedTo: [], nodes: nodeRanges }).verdict;
    expect([verdictFrom('10.0.0.0/24'), verdictFrom('10.0.0.0/24', '10.0.1.0/24')]).toEqual(['allowed', 'unknown']);
    expect(messages(document)).toEqual([expect.stringContaining('Virtual network net: The file does not tell its')]);
  });

  it.each<[string, unknown, readonly Verdict[]]>([
    ['all of it', { ...space, subnets: [unit] }, known],
    ['nothing', fromParameter, ['unknown', 'unknown', 'unknown', 'unknown', 'unknown']],
    [
      'subnets of a parameter',
      { ...space, subnets: fromParameter },
      ['unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'subnets of a loop',
      { ...space, copy: [{ ...loop, name: 'subnets' }] },
      ['unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'a subnet of a parameter',
      { ...space, subnets: [fromParameter] },
      ['unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'the properties of a subnet',
      { ...space, subnets: [{ name: 'nodes', properties: fromParameter }] },
      ['unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'addresses of a subnet',
      { ...space, subnets: [{ ...unit, addressPrefix: fromParameter }] },
      ['allowed', 'denied', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'a further subnet',
      { ...space, subnets: [unit, fromParameter] },
      ['allowed', 'denied', 'allowed', 'unknown', 'unknown'],
    ],
    [
      'the group of a subnet',
      { ...space, subnets: [{ ...unit, networkSecurityGroup: fromParameter }] },
      ['unknown', 'unknown', 'allowed', 'denied', 'denied'],
    ],
    [
      'the table of a subnet',
      { ...space, subnets: [{ ...unit, routeTable: fromParameter }] },
      ['unknown', 'denied', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'its addresses',
      { addressSpace: { addressPrefixes: fromParameter }, subnets: [unit] },
      ['allowed', 'unknown', 'allowed', 'denied', 'unknown'],
    ],
    [
      'one of its addresses',
      { addressSpace: { addressPrefixes: ['10.0.0.0/16', fromParameter] }, subnets: [unit] },
      ['allowed', 'denied', 'allowed', 'denied', 'unknown'],
    ],
    [
      'peerings of a parameter',
      { ...space, subnets: [unit], virtualNetworkPeerings: fromParameter },
      ['allowed', 'denied', 'allowed', 'unknown', 'unknown'],
    ],
    [
      'where a peering leads',
      { ...space, subnets: [unit], virtualNetworkPeerings: [{ name: 'to-hub', properties: {} }] },
      ['allowed', 'denied', 'allowed', 'denied', 'unknown'],
    ],
    [
      'where a peering leads that is not up yet',
      { ...space, subnets: [unit], virtualNetworkPeerings: [{ properties: { peeringState: 'Initiated' } }] },
      known,
    ],
    [
      'whether a peering has gateways',
      { ...space, subnets: [unit], virtualNetworkPeerings: [{ properties: { useRemoteGateways: fromParameter } }] },
      ['allowed', 'denied', 'allowed', 'unknown', 'unknown'],
    ],
    [
      'whether a subnet has a way out',
      { ...space, subnets: [{ ...unit, defaultOutboundAccess: fromParameter }] },
      ['allowed', 'denied', 'unknown', 'denied', 'denied'],
    ],
    [
      'whether a private subnet has a NAT gateway',
      { ...space, subnets: [{ ...unit, defaultOutboundAccess: false, natGateway: fromParameter }] },
      ['allowed', 'denied', 'unknown', 'denied', 'denied'],
    ],
    [
      'which service endpoints a subnet has',
      { ...space, subnets: [{ ...unit, serviceEndpoints: fromParameter }] },
      ['allowed', 'denied', 'allowed', 'unknown', 'denied'],
    ],
  ])('leaves open what it does not tell of a network: %s', (_what, properties, verdicts) => {
    const network = template([{ type: vnetType, name: 'net', properties }], { parameters: { given: {} } });
    expect(ways({ ...around, 't.json': network })).toEqual(verdicts);
  });

  it('leaves open what VirtualNetwork stands for, where it is not told which routes the subnets of the network have', () => {
    const verdictOf = (subnets: unknown): Verdict => {
      const network = { type: vnetType, name: 'net', properties: { ...space, subnets } };
      const files = { ...around, 't.json': template([network], { parameters: { given: {} } }) };
      return askAzure(files, { attachedTo: ['nsg'], nodes: ['10.0.0.4'] }).verdict;
    };
    expect([[unit], [], fromParameter].map(verdictOf)).toEqual(['allowed', 'allowed', 'unknown']);
  });

  it('may write subnets, peerings and routes as resources of their own', () => {
    const vnet = 'Microsoft.Network/virtualNetworks';
    const table = { type: 'Microsoft.Network/routeTables', name: 'rt', properties: { routes: [] } };
    const route = {
      type: `${table.type}/routes`,
      name: 'rt/none',
      properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' },
    };
    const subnet = {
      type: `${vnet}/subnets`,
      name: 'net/nodes',
      properties: {
        addressPrefix: '10.0.0.0/24',
        routeTable: { id: "[resourceId('Microsoft.Network/routeTables', 'rt')]" },
      },
    };
    const asked = { layer: 'route', attachedTo: ['nodes'], nodes: ['10.0.0.4'] } as const;
    const network = { type: vnet, name: 'net', properties: space };
    expect(askAzure({ 't.json': template([network, subnet, table, route]) }, asked).verdict).toBe('denied');
    expect(askAzure({ 't.json': template([network, subnet, table]) }, asked).verdict).not.toBe('denied');
    expect(askAzure({ 't.json': template([network, subnet, route]) }, asked).verdict).toBe('unknown');
  });

  it('without any such resource is no rule file', () => {
    expect(
      readAzureFiles({ 't.json': template([{ type: 'Microsoft.Storage/storageAccounts', name: 's' }]) }).sources,
    ).toMatchObject([{ format: 'not recognised' }]);
  });

  it('has its rules at their lines', () => {
    const broken = group([], {
      properties: { priority: 200, ruleCollections: [collection([networkRule({ sourceAddresses: [] })])] },
    });
    const text = JSON.stringify(template([hub, broken]), null, 1);
    const line = text.split('\n').findIndex((candidate) => candidate.includes('"name": "by-address"'));
    expect(readAzureFiles({ 't.json': text }).problems[0]?.line).toBe(line + 1);
  });
});

describe('an expression of a template that alone turns the verdict', () => {
  const parameters = {
    address: { type: 'string', defaultValue: '203.0.113.7' },
    list: { defaultValue: ['203.0.113.7'] },
    small: { defaultvalue: '203.0.113.7' },
  };
  const variables = {
    first: "[parameters('address')]",
    nested: { deep: ['198.51.100.1', '203.0.113.7'] },
    quoted: "it's",
    on: true,
  };

  it.each<[string, unknown, Verdict]>([
    ['a parameter by its default', ["[parameters('address')]"], 'allowed'],
    ['a parameter that is a list', "[parameters('list')]", 'allowed'],
    ['a parameter in other letters', ["[PARAMETERS('Address')]"], 'allowed'],
    ['a parameter by its default in other letters', ["[parameters('small')]"], 'allowed'],
    ['a parameter that is not there', ["[parameters('none')]"], 'unknown'],
    ['a variable of a parameter', ["[variables('first')]"], 'allowed'],
    ['a member of a variable', "[variables('nested').deep]", 'allowed'],
    ['an item of a list', ["[variables('nested').deep[1]]"], 'allowed'],
    ['another item of a list', ["[variables('nested').deep[0]]"], 'denied'],
    ['an item that is not there', ["[variables('nested').deep[9]]"], 'unknown'],
    ['texts joined', ["[concat('203.0.113.', '7')]"], 'allowed'],
    ['a text and a number joined', ["[concat('203.0.113.', 8)]"], 'denied'],
    ['lists joined', "[concat(parameters('list'), createArray('10.0.0.0/8'))]", 'allowed'],
    ['a list and a text joined', "[concat(parameters('list'), 'x')]", 'unknown'],
    ['lists united', "[union(parameters('list'), parameters('list'))]", 'allowed'],
    ['a text with places', ["[format('{0}.113.{1}', '203.0', 7)]"], 'allowed'],
    ['a choice', "[if(variables('on'), parameters('list'), createArray('10.0.0.0/8'))]", 'allowed'],
    [
      'a choice that is not',
      "[if(not(equals(parameters('address'), 'x')), createArray('10.0.0.0/8'), parameters('list'))]",
      'denied',
    ],
    ['a text made a list', "[array('203.0.113.7')]", 'allowed'],
    ['a list made a list', "[array(parameters('list'))]", 'allowed'],
    ['a number made a text', ["[concat('203.0.113.', string(7))]"], 'allowed'],
    ['a text made a number', ["[if(equals(int('7'), 7), '203.0.113.7', '10.0.0.1')]"], 'allowed'],
    ['a negative number', ["[if(equals(int('-7'), -7), '203.0.113.7', '10.0.0.1')]"], 'allowed'],
    ['a number of a text that is none', ["[if(equals(int('7x'), 7), '203.0.113.7', '203.0.113.7')]"], 'unknown'],
    ['small letters', ["[if(equals(toLower('HUB'), 'hub'), '203.0.113.7', '10.0.0.1')]"], 'allowed'],
    ['capitals', ["[if(equals(toUpper('hub'), 'HUB'), '203.0.113.7', '10.0.0.1')]"], 'allowed'],
    ['letters of a number', ["[concat('203.0.113.7', toLower(7))]"], 'unknown'],
    ['what is true', ["[if(true(), '203.0.113.7', '10.0.0.1')]"], 'allowed'],
    ['what is false', ["[if(false(), '10.0.0.1', '203.0.113.7')]"], 'allowed'],
    ['a choice by what is neither', ["[if('true', '203.0.113.7', '203.0.113.7')]"], 'unknown'],
    ['what a deployment alone can tell', ["[reference('fw').ip]"], 'unknown'],
    ['a block within another', ["[cidrSubnet('203.0.112.0/20', 29, 32)]"], 'allowed'],
    ['another block within it', ["[cidrSubnet('203.0.112.0/20', 29, 33)]"], 'denied'],
    ['a block of no such number', ["[cidrSubnet('203.0.113.0/24', 29, 32)]"], 'unknown'],
    ['a block that is larger', ["[cidrSubnet('203.0.113.0/24', 20, 0)]"], 'unknown'],
    ['a block that is none', ["[cidrSubnet('203.0.113.0/24', 33, 0)]"], 'unknown'],
    ['a block within a text', ["[cidrSubnet('hub', 24, 0)]"], 'unknown'],
    ['a block within what a parameter says', ["[cidrSubnet(parameters('given'), 24, 0)]"], 'unknown'],
    ['a host of a block', ["[cidrHost('203.0.113.0/24', 6)]"], 'allowed'],
    ['another host of it', ["[cidrHost('203.0.113.0/24', 7)]"], 'denied'],
    ['the last host of a block', ["[cidrHost('203.0.113.4/30', 1)]"], 'denied'],
    ['no host of a block', ["[cidrHost('203.0.113.4/30', 2)]"], 'unknown'],
    ['a function that is not known', ["[parseCidr('203.0.113.0/24').firstUsable]"], 'unknown'],
    ['brackets that are no expression', ['[[x]'], 'unknown'],
    ['an expression without its end', ["[concat('a', ]"], 'unknown'],
    ['text after an expression', ["[parameters('address') x]"], 'unknown'],
  ])('is %s', (_what, destinations, verdict) => {
    expect(ask({ 't.json': template([hub, group(destinations)], { parameters, variables }) })).toBe(verdict);
  });

  it('is a name: of the group, of the policy, of an IP group', () => {
    const named = { parameters: { policyName: { defaultValue: 'hub' } } };
    const byName = group(['203.0.113.7'], { name: "[concat(parameters('policyName'), '/group')]" });
    const byFormat = group(['203.0.113.7'], { name: "[format('{0}/{1}', parameters('policyName'), 'group')]" });
    const namedHub = { ...hub, name: "[parameters('policyName')]" };
    expect(ask({ 't.json': template([namedHub, byName], named) }, { attachedTo: ['hub'] })).toBe('allowed');
    expect(ask({ 't.json': template([namedHub, byFormat], named) }, { attachedTo: ['hub'] })).toBe('allowed');
    const ipGroup = {
      type: 'Microsoft.Network/ipGroups',
      name: 'some',
      properties: { ipAddresses: "[parameters('list')]" },
    };
    const byGroup = group([], {
      properties: {
        priority: 200,
        ruleCollections: [
          collection([
            networkRule({
              destinationAddresses: [],
              destinationIpGroups: ["[resourceId('Microsoft.Network/ipGroups', 'some')]"],
            }),
          ]),
        ],
      },
    });
    expect(ask({ 't.json': template([hub, byGroup, ipGroup], { parameters }) })).toBe('allowed');
    const child = { ...hub, name: 'spoke', properties: { basePolicy: { id: `[resourceId('${policyType}', 'hub')]` } } };
    const none = group([], { name: 'spoke/none', properties: { priority: 100, ruleCollections: [] } });
    expect(ask({ 't.json': template([hub, child, none, group(['203.0.113.7'])]) }, { attachedTo: ['spoke'] })).toBe(
      'allowed',
    );
  });

  it('is whether a resource is only referred to, since it exists already', () => {
    const rules = (existing: unknown): Fields => template([hub, group(['203.0.113.7'], { existing })]);
    const none = template([group([], { name: 'hub/none', properties: { priority: 100, ruleCollections: [] } })]);
    expect(ask({ 't.json': rules(false) })).toBe('allowed');
    expect(ask({ 't.json': rules(true), 'n.json': none })).toBe('denied');
  });

  it('is whether a resource is made at all', () => {
    const rules = (condition: unknown): Fields =>
      template([hub, group(['203.0.113.7'], { condition })], { parameters: { on: { defaultValue: false } } });
    const none = group([], { name: 'hub/none', properties: { priority: 100, ruleCollections: [] } });
    expect(ask({ 't.json': rules(true) })).toBe('allowed');
    expect(ask({ 't.json': rules("[not(parameters('on'))]") })).toBe('allowed');
    expect(ask({ 't.json': rules("[parameters('on')]"), 'n.json': template([none]) })).toBe('denied');
    expect(ask({ 't.json': rules('False'), 'n.json': template([none]) })).toBe('denied');
    expect(ask({ 't.json': rules("[reference('x').on]") })).toBe('unknown');
    expect(messages(rules("[reference('x').on]")).join()).toContain(
      'Whether ruleCollectionGroups hub/group is made depends on',
    );
  });
});

describe('a name that only a deployment knows', () => {
  const ipGroupType = 'Microsoft.Network/ipGroups';
  const ipGroup = (name: string, addresses: readonly string[]): Fields => ({
    type: ipGroupType,
    name,
    properties: { ipAddresses: addresses },
  });
  const toGroup = (name: string): Fields =>
    group([], {
      properties: {
        priority: 200,
        ruleCollections: [
          collection([
            networkRule({ destinationAddresses: [], destinationIpGroups: [`[resourceId('${ipGroupType}', ${name})]`] }),
          ]),
        ],
      },
    });
  const unique = 'uniqueString(resourceGroup().id)';

  it.each([
    ['of a function', unique],
    ['of a parameter that is given later', "parameters('name')"],
    ['of a parameter that is made of both', "parameters('made')"],
    ['of a variable', "variables('made')"],
    ['joined', `concat('a-', ${unique})`],
    ['formatted, with capitals', `toLower(format('A-{0}', parameters('name')))`],
    ['as a text', "string(parameters('name'))"],
    ['in capitals', "toUpper(parameters('name'))"],
    ['chosen by what is known', "if(equals('a', 'a'), parameters('name'), 'b')"],
    ['of a part of what is unknown', "parameters('names')[0].text"],
  ])('is the same by the same expression: %s', (_what, name) => {
    const scope = {
      parameters: {
        name: { type: 'string' },
        names: { type: 'array' },
        made: { defaultValue: `[concat(${unique}, '-x')]` },
      },
      variables: { made: "[concat(parameters('name'), '-x')]" },
    };
    const meant = ipGroup(`[${name}]`, ['203.0.113.7']);
    const other = ipGroup("[concat('other-', parameters('name'))]", ['198.51.100.1']);
    const text = template([hub, meant, other, toGroup(name)], scope);
    expect(messages(text)).toEqual([]);
    expect(ask({ 't.json': text })).toBe('allowed');
  });

  it.each([
    ['what loops count', "concat('a', copyIndex())"],
    ['what is new each time', "parameters('fresh')"],
    ['what decides by it', "if(equals(parameters('name'), 'a'), 'a', 'b')"],
  ])('is none that goes by %s', (_what, name) => {
    const scope = { parameters: { name: { type: 'string' }, fresh: { defaultValue: '[newGuid()]' } } };
    const text = template([hub, ipGroup(`[${name}]`, ['203.0.113.7']), toGroup(name)], scope);
    expect(ask({ 't.json': text })).toBe('unknown');
  });

  it('is no value: what a rule goes by stays unknown', () => {
    const scope = { parameters: { to: { type: 'string' } } };
    expect(ask({ 't.json': template([hub, group(["[parameters('to')]"])], scope) })).toBe('unknown');
    expect(ask({ 't.json': template([hub, group(["[concat('203.0.113.', parameters('to'))]"])], scope) })).toBe(
      'unknown',
    );
  });

  it('is that of the template around, where it is given to one within', () => {
    const within = {
      type: 'Microsoft.Resources/deployments',
      name: 'module',
      properties: {
        mode: 'Incremental',
        expressionEvaluationOptions: { scope: 'inner' },
        parameters: { group: { value: "[parameters('name')]" }, name: { value: 'another' } },
        template: template([toGroup("parameters('group')")], { parameters: { group: {}, name: {} } }),
      },
    };
    const text = template([hub, ipGroup("[parameters('name')]", ['203.0.113.7']), within], {
      parameters: { name: { type: 'string' } },
    });
    expect(ask({ 't.json': text })).toBe('allowed');
  });
});

describe('a deployment within a template', () => {
  const deployment = (inner: Fields, properties: Fields = {}): Fields => ({
    type: 'Microsoft.Resources/deployments',
    name: 'module',
    properties: { mode: 'Incremental', template: inner, ...properties },
  });
  const inner = template([group(["[parameters('to')]"])], { parameters: { to: { type: 'string' } } });

  it('is evaluated with what it is given, or with what stands around it', () => {
    const given = {
      expressionEvaluationOptions: { scope: 'inner' },
      parameters: { to: { value: "[parameters('outer')]" } },
    };
    const outer = { parameters: { outer: { defaultValue: '203.0.113.7' } } };
    expect(ask({ 't.json': template([hub, deployment(inner, given)], outer) })).toBe('allowed');
    expect(
      ask({ 't.json': template([hub, deployment(inner)], { parameters: { to: { defaultValue: '203.0.113.7' } } }) }),
    ).toBe('allowed');
    expect(ask({ 't.json': template([hub, deployment(inner)], outer) })).toBe('unknown');
  });

  it('may be somewhere else, which leaves the layer open', () => {
    const linked = {
      type: 'Microsoft.Resources/deployments',
      name: 'linked',
      properties: { templateLink: { uri: 'x' } },
    };
    expect(ask({ 't.json': template([hub, group(['203.0.113.7']), linked]) })).toBe('unknown');
    expect(messages(template([hub, linked])).join()).toContain('a template that is not in the file');
  });
});

/** A resource of Microsoft.Resources, which makes others. */
const making = (kind: string, properties: Fields): Fields => ({
  type: `Microsoft.Resources/${kind}`,
  name: 'making',
  properties,
});
const secret = { type: 'Microsoft.KeyVault/vaults', name: 'v', properties: {} };

describe('what a template does not tell of its resources', () => {
  const untold: readonly [string, unknown][] = [
    ['a list by an expression', "[parameters('resources')]"],
    ['a resource by an expression', [hub, group(['203.0.113.7']), "[parameters('one')]"]],
    ['a type that is no text', [hub, group(['203.0.113.7']), { type: ['x'], name: 'x' }]],
    ['a type by an expression', [hub, group(['203.0.113.7']), { type: "[parameters('type')]", name: 'x' }]],
    ['a script', [hub, group(['203.0.113.7']), making('deploymentScripts', { scriptContent: 'az network nsg …' })]],
    ['a stack elsewhere', [hub, group(['203.0.113.7']), making('deploymentStacks', { templateLink: { id: 'x' } })]],
    ['a stack', [hub, group(['203.0.113.7']), making('deploymentStacks', { template: template([hub]) })]],
    [
      'parts of what has no name',
      [
        hub,
        group(['203.0.113.7']),
        {
          type: policyType,
          name: "[parameters('x')[copyIndex()]]",
          resources: [{ ...group([]), type: 'ruleCollectionGroups', name: 'g' }],
        },
      ],
    ],
  ];

  it.each(untold)('leaves open what Azure’s layers decide, and is listed with its line: %s', (_what, resources) => {
    const text = JSON.stringify(template(resources), null, 1);
    const { problems, clouded } = readAzureFiles({ 't.json': text });
    expect([...clouded.keys()]).toEqual(['azure-nsg', 'azure-firewall', 'route']);
    expect(problems).toMatchObject([{ severity: 'error' }]);
    const lines = text.split('\n');
    const from = lines.findIndex((line) => line.includes('"resources"'));
    expect(problems[0]?.line).toBeGreaterThan(Array.isArray(resources) ? from + 1 : from);
    expect(ask({ 't.json': template([hub, group(['203.0.113.7'])]), 'u.json': text })).toBe('unknown');
  });

  it.each<[string, unknown]>([
    ['a deployment elsewhere', making('deployments', { templateLink: { uri: 'x' } })],
    ['a script', making('deploymentScripts', { scriptContent: 'az network nsg …' })],
    ['a stack elsewhere', making('deploymentStacks', { templateLink: { id: 'x' } })],
    ['an expression', "[parameters('one')]"],
  ])('makes it one of Azure’s by itself: %s', (_what, resource) => {
    const { clouded, sources } = readAzureFiles({ 't.json': template([resource]) });
    expect(sources).toMatchObject([{ format: 'Azure network' }]);
    expect([...clouded.keys()]).toEqual(['azure-nsg', 'azure-firewall', 'route']);
  });

  it.each<[string, unknown]>([
    ['a stack of other things', making('deploymentStacks', { template: template([secret]) })],
    ['a script that is not run', { ...making('deploymentScripts', {}), condition: false }],
    ['a script that ran before', { ...making('deploymentScripts', {}), existing: true }],
    [
      'parts of other things',
      { ...secret, name: "[parameters('x')[copyIndex()]]", resources: [{ ...secret, type: 'x' }] },
    ],
  ])('is no matter where it bears on nothing: %s', (_what, resource) => {
    expect(ask({ 't.json': template([hub, group(['203.0.113.7']), resource]) })).toBe('allowed');
    expect(messages(template([hub, group(['203.0.113.7']), resource]))).toEqual([]);
  });
});

describe('a template that can’t be told', () => {
  it('makes groups in a loop', () => {
    const looped = group(['203.0.113.7'], { copy: { name: 'loop', count: 2 } });
    expect(ask({ 't.json': template([hub, looped]) })).toBe('unknown');
    expect(messages(template([hub, looped])).join()).toContain('is made in a loop (copy)');
    // A loop of anything else is no matter.
    const others = { type: 'Microsoft.Storage/storageAccounts', name: 's', copy: { name: 'loop', count: 2 } };
    expect(ask({ 't.json': template([hub, group(['203.0.113.7']), others]) })).toBe('allowed');
  });

  const doubling = (join: (name: string) => string): Fields =>
    Object.fromEntries([
      ['v0', "[createArray('10.0.0.0/8')]"],
      ...Array.from({ length: 60 }, (_, index) => [`v${index + 1}`, join(`v${index}`)]),
    ]);

  it.each<[string, Fields]>([
    ['lists joined with themselves', doubling((name) => `[concat(variables('${name}'), variables('${name}'))]`)],
    ['lists of lists of lists', doubling((name) => `[createArray(variables('${name}'), variables('${name}'))]`)],
    [
      'texts joined with themselves',
      { ...doubling((name) => `[concat(variables('${name}'), variables('${name}'))]`), v0: 'x'.repeat(100) },
    ],
  ])('grows by doubling: %s', (_what, variables) => {
    const document = template([hub, group("[variables('v60')]")], { variables });
    expect(ask({ 't.json': document })).toBe('unknown');
    expect(messages(document)).toEqual(['Its expressions stand for more than it could hold.']);
  });

  const words = (count: number, word: string): string => Array.from({ length: count }, () => word).join();
  const long = "variables('long')";

  it.each<[what: string, expression: string]>([
    ['a text', `[concat(${words(2000, long)})]`],
    ['a text by a pattern', `[format('${'{0}'.repeat(2000)}', ${long})]`],
    ['a list', `[concat(${words(100_000, "variables('list')")})]`],
    ['a list of what differs', `[union(${words(100_000, "variables('list')")})]`],
    ['the id of a resource', `[resourceId('a/b', ${words(2000, long)})]`],
    ['a call that only a deployment can answer', `[uniqueString(${words(2000, long)})]`],
    ['a member of such a call', `[uniqueString('x')${`[${long}]`.repeat(2000)}]`],
    ['texts on the way to a word', `[if(equals(${words(2, `concat(${words(200, `toUpper(${long})`)})`)}), 'a', 'b')]`],
  ])('would put together more than a text may hold: %s', (_what, expression) => {
    const list = Array.from({ length: 10_000 }, (_, index) => `10.0.${index >> 8}.${index % 256}`);
    const document = template([hub, group(expression)], { variables: { long: 'x'.repeat(500_000), list } });
    expect(messages(document)).toEqual(['Its expressions stand for more than it could hold.']);
  });

  it('names a long list in thousands of rules', () => {
    const list = Array.from({ length: 2000 }, (_, index) => `10.0.${index % 256}.1`);
    const rules = Array.from({ length: 2000 }, () => networkRule({ destinationAddresses: "[variables('list')]" }));
    const document = template([hub, group([], { properties: { priority: 1, ruleCollections: [collection(rules)] } })], {
      variables: { list },
    });
    expect(messages(document)).toEqual(['Its expressions stand for more than it could hold.']);
  });

  it.each<[string, string]>([
    ['variables that stand for each other', "[variables('v')]"],
    ['brackets without an end', `[${'concat('.repeat(50_000)}`],
    ['brackets with an end', `[${'concat('.repeat(50_000)}'x'${')'.repeat(50_000)}]`],
    ['members of members', `[variables('w')${'.x'.repeat(100_000)}]`],
    ['quotes', `[concat('${"'".repeat(100_000)})]`],
    ['a prototype', "[variables('__proto__').constructor]"],
  ])('is hostile: %s', (_what, text) => {
    const document = template([hub, group([text])], { variables: { v: "[variables('v')]", w: { x: 1 } } });
    expect(ask({ 't.json': document })).toBe('unknown');
  });

  it.each(['__proto__', 'constructor', 'toString'])('is hostile: all is called %s', (name) => {
    const text = JSON.stringify(template([{ ...hub, name }, group([name], { name: `${name}/${name}` })])).replace(
      '"parameters":{}',
      `"parameters":{"${name}":{"defaultValue":{"toString":1}}}`,
    );
    expect(ask({ 't.json': text })).toBe('unknown');
  });

  describe('with private endpoints', () => {
    const prefix = '/subscriptions/0/resourceGroups/rg';
    const endpoint = (fields: Fields): Fields => ({
      type: 'Microsoft.Network/privateEndpoints',
      apiVersion: '2024-05-01',
      name: 'pe',
      ...fields,
    });
    const inSubnet = {
      properties: { subnet: { id: "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'pe')]" } },
    };
    const resources = [
      {
        type: 'Microsoft.Network/virtualNetworks',
        name: 'vnet',
        properties: {
          addressSpace: { addressPrefixes: ['10.10.0.0/16'] },
          subnets: [
            {
              name: 'snet-aks',
              properties: {
                addressPrefix: '10.10.0.0/20',
                routeTable: { id: "[resourceId('Microsoft.Network/routeTables', 'rt')]" },
              },
            },
            { name: 'pe', properties: { addressPrefix: '10.10.200.0/24' } },
          ],
        },
      },
      {
        type: 'Microsoft.Network/routeTables',
        name: 'rt',
        properties: { routes: [{ name: 'a', properties: { addressPrefix: '10.10.0.0/16', nextHopType: 'None' } }] },
      },
    ];
    const verdictWith = (...more: readonly Fields[]): Verdict =>
      ask(
        { 't.json': template([...resources, ...more]) },
        { layer: 'route', nodes: ['10.10.0.0/20'], attachedTo: [], to: ['10.10.200.4'] },
      );

    it.each([
      ['in a subnet of its network', inSubnet],
      ['in a subnet that a parameter names', { properties: { subnet: { id: "[parameters('subnet')]" } } }],
      ['in a loop', { ...inSubnet, copy: { name: 'c', count: 2 } }],
      ['on a condition', { ...inSubnet, condition: "[parameters('private')]" }],
    ])('leaves unknown the way to where they may be: %s', (_what, fields) => {
      expect(verdictWith()).toBe('denied');
      expect(verdictWith(endpoint(fields))).toBe('unknown');
    });

    it.each([
      ['made in a loop', { ...inSubnet, copy: { name: 'c', count: 2 } }, /is made in a loop/],
      ['on a condition', { ...inSubnet, condition: "[parameters('private')]" }, /^Whether .* depends on/],
      ['in no known subnet', { properties: { subnet: { id: "[parameters('s')]" } } }, /in which subnet it is/],
    ])('says what is not known of them, and what would tell: %s', (_what, fields, message) => {
      const { problems } = readAzureFiles({ 't.json': template([...resources, endpoint(fields)]) });
      const remedy = 'Give the output of `az network private-endpoint list -o json` in place of this file.';
      expect(problems).toMatchObject([{ severity: 'warning', message: expect.stringMatching(message), remedy }]);
    });

    it('leaves the way to other subnets as it is', () => {
      expect(verdictWith(endpoint({ properties: { subnet: { id: `${prefix}/x` } } }))).toBe('denied');
    });
  });
});
