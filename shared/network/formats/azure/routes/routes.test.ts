import { describe, expect, it } from 'vitest';
import { workOut } from '../../../flows/effort.ts';
import { askAzure, readAzureFiles } from '../../../testing/askAzure.ts';
import type { AzureAnswer, AzureQuestion } from '../../../testing/askAzure.ts';
import { firewall, routeTableId } from '../../../testing/azureFirewalls.ts';
import type { Fields } from '../../../testing/azureFirewalls.ts';
import type { Verdict } from '../../../judging/verdict.ts';

const route = (addressPrefix: string, nextHopType: string, nextHopIpAddress?: string): Fields => ({
  name: `to ${addressPrefix}`,
  addressPrefix,
  nextHopType,
  nextHopIpAddress,
});
const table = (routes: readonly Fields[], fields: Fields = {}): Fields => ({
  name: 'rt',
  id: routeTableId('rt'),
  type: 'Microsoft.Network/routeTables',
  routes,
  ...fields,
});
const subnet = (fields: Fields = {}): Fields => ({
  name: 'snet-aks',
  addressPrefix: '10.10.0.0/20',
  routeTable: { id: routeTableId('rt') },
  ...fields,
});
const networkId = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet';
const network = (fields: Fields = {}): Fields => ({
  name: 'vnet',
  type: 'Microsoft.Network/virtualNetworks',
  addressSpace: { addressPrefixes: ['10.10.0.0/16'] },
  subnets: [subnet()],
  ...fields,
});
const peering = (fields: Fields = {}): Fields => ({
  peeringState: 'Connected',
  allowVirtualNetworkAccess: true,
  remoteVirtualNetworkAddressSpace: { addressPrefixes: ['10.20.0.0/16'] },
  ...fields,
});

interface Around {
  readonly vnet?: Fields;
  readonly ofTable?: Fields;
  readonly more?: Fields;
}

function ask(routes: readonly Fields[], question: AzureQuestion = {}, around: Around = {}): AzureAnswer {
  const { vnet = {}, ofTable = {}, more = {} } = around;
  const files = { 'rt.json': [table(routes, ofTable)], 'vnet.json': network(vnet), ...more };
  return askAzure(files, {
    layer: 'route',
    nodes: ['10.10.0.0/20'],
    ...question,
    attachedTo: question.attachedTo ?? [],
  });
}

const toFirewall = route('0.0.0.0/0', 'VirtualAppliance', '10.0.1.4');
const inside = (address: string): AzureQuestion => ({ to: [address] });

describe('a route that is not understood', () => {
  it.each<[string, unknown, string]>([
    ['an address range that is none', route('203.0.113.0/33', 'Internet'), '“203.0.113.0/33” is neither an address'],
    ['no address range', { name: 'to', nextHopType: 'Internet' }, '“” is neither an address range nor a tag.'],
    ['a next hop that is none', route('203.0.113.0/24', 'Carrier'), 'The next hop “carrier” is not known.'],
    ['no next hop', { name: 'to', addressPrefix: '203.0.113.0/24' }, 'The next hop “nothing” is not known.'],
  ])('leaves open where traffic goes, and is told where it stands: %s', (_what, wrong, message) => {
    const text = `[${JSON.stringify(table([])).replace('[]', `[\n${JSON.stringify(toFirewall)},\n${JSON.stringify(wrong)}]`)}]`;
    const rules = readAzureFiles({ 'rt.json': text, 'vnet.json': network() });
    expect(rules.problems).toMatchObject([{ file: 'rt.json', line: 3, severity: 'error' }]);
    expect(rules.problems[0]?.message).toContain(message);
    expect(askAzure(rules, { layer: 'route', nodes: ['10.10.0.0/20'], attachedTo: [] }).verdict).toBe('unknown');
  });

  it.each(['203.0.113.0/33', ''])(
    'may be for any address where its own is “%s”, those of the network as well',
    (prefix) => {
      const verdictTo = (to: string, range: string) => ask([route(range, 'None')], inside(to)).verdict;
      expect(['10.10.0.9', '203.0.113.9'].map((to) => verdictTo(to, prefix))).toEqual(['unknown', 'unknown']);
      expect(verdictTo('10.10.0.9', '198.51.100.0/24')).toBe('allowed');
    },
  );

  it('leaves the table unknown where it is no object', () => {
    const files = {
      'rt.json': [table([null as unknown as Fields, route('0.0.0.0/0', 'Internet')])],
      'vnet.json': network(),
    };
    const rules = readAzureFiles(files);
    expect(rules.problems.map(({ message }) => message)).toEqual(['Route table rt: It has no list of routes alone.']);
    expect(askAzure(rules, { layer: 'route', nodes: ['10.10.0.0/20'], attachedTo: [] }).verdict).toBe('unknown');
  });
});

describe('the way out of a subnet of Azure', () => {
  it.each<[string, readonly Fields[], AzureQuestion, Verdict]>([
    ['the internet, by Azure’s own route', [], {}, 'allowed'],
    ['the internet, by a route of the user', [route('0.0.0.0/0', 'Internet')], {}, 'allowed'],
    ['nowhere', [route('0.0.0.0/0', 'None')], {}, 'denied'],
    ['nowhere by a longer prefix', [route('203.0.113.0/24', 'None')], {}, 'denied'],
    ['nowhere for others', [route('198.51.100.0/24', 'None')], {}, 'allowed'],
    ['an appliance that no file knows', [toFirewall], {}, 'unknown'],
    ['a gateway', [route('0.0.0.0/0', 'VirtualNetworkGateway')], {}, 'allowed'],
    ['the virtual network, as a route of the user calls it', [route('0.0.0.0/0', 'VnetLocal')], {}, 'allowed'],
    ['a next hop that is none', [route('0.0.0.0/0', 'Carrier')], {}, 'unknown'],
    ['a tag without addresses', [route('AzureMonitor', 'None')], {}, 'unknown'],
    // Azure's own routes
    ['its own network', [], inside('10.10.200.4'), 'allowed'],
    [
      'its own network, whatever a shorter prefix says',
      [route('10.0.0.0/8', 'None')],
      inside('10.10.200.4'),
      'allowed',
    ],
    ['its own network by the same prefix', [route('10.10.0.0/16', 'None')], inside('10.10.200.4'), 'denied'],
    ['a reserved range', [], inside('10.99.0.4'), 'denied'],
    ['a second reserved range', [], inside('172.31.255.4'), 'denied'],
    ['a third reserved range', [], inside('192.168.9.4'), 'denied'],
    ['a range reserved for carriers', [], inside('100.64.0.4'), 'denied'],
    [
      'a reserved range where a default route takes it',
      [route('0.0.0.0/0', 'Internet')],
      inside('10.99.0.4'),
      'allowed',
    ],
    [
      'a reserved range by a route of its own',
      [route('10.99.0.0/16', 'VirtualNetworkGateway')],
      inside('10.99.0.4'),
      'allowed',
    ],
    ['IPv6', [], inside('2001:db8::7'), 'allowed'],
  ])('leads to %s', (_where, routes, question, verdict) => {
    expect(ask(routes, question).verdict).toBe(verdict);
  });

  it('leads to a firewall of the files, which is another layer’s to judge', () => {
    expect(ask([toFirewall], {}, { more: { 'fw.json': firewall() } }).verdict).toBe('allowed');
  });

  it('of one prefix is by the route that names it, then by a tag of a region, another tag, and those for all of Azure', () => {
    const values = ['AzureCloud', 'AzureCloud.westeurope', 'Storage', 'Storage.westeurope'].map((name) => ({
      name,
      properties: { addressPrefixes: ['203.0.113.0/24'] },
    }));
    const more = { 'tags.json': { values } };
    const first = (...routes: readonly Fields[]): Verdict => ask(routes, {}, { more }).verdict;
    const ranked = ['AzureCloud', 'AzureCloud.westeurope', 'Storage', 'Storage.westeurope', '203.0.113.0/24'];
    for (const [at, prefix] of ranked.entries()) {
      const others = ranked.slice(0, at).map((one) => route(one, 'None'));
      expect([prefix, first(route(prefix, 'Internet'), ...others)]).toEqual([prefix, 'allowed']);
      const open = ranked.slice(0, at).map((one) => route(one, 'Internet'));
      expect([prefix, first(...open, route(prefix, 'None'))]).toEqual([prefix, 'denied']);
    }
  });

  it.each<[string, Fields, Verdict]>([
    ['without a word of it', {}, 'allowed'],
    ['with outbound access by default', { defaultOutboundAccess: true }, 'allowed'],
    ['that is private', { defaultOutboundAccess: false }, 'unknown'],
    ['that is private and has a NAT gateway', { defaultOutboundAccess: false, natGateway: { id: '/nat' } }, 'allowed'],
  ])('needs a public address: a subnet %s [Z12, Z13]', (_what, fields, verdict) => {
    expect(ask([], {}, { vnet: { subnets: [subnet(fields)] } }).verdict).toBe(verdict);
  });

  const dropped = [route('10.20.0.0/16', 'None'), route('203.0.113.0/24', 'None')];

  it('takes a peering for as long as it is up, and not where a route drops it', () => {
    const peered = { vnet: { virtualNetworkPeerings: [peering()] } };
    const described = { 'other.json': network({ name: 'other', addressSpace: { addressPrefixes: ['10.20.0.0/16'] } }) };
    expect(ask([], inside('10.20.0.4'), peered).verdict).toBe('allowed');
    expect(
      ask([], inside('10.20.0.4'), { vnet: { virtualNetworkPeerings: [peering({ peeringState: 'Disconnected' })] } })
        .verdict,
    ).toBe('denied');
    // A private endpoint there has a route of its own.
    expect(ask(dropped, inside('10.20.0.4'), peered).verdict).toBe('unknown');
    expect(ask(dropped, inside('10.20.0.4'), { ...peered, more: described }).verdict).toBe('denied');
  });

  it('knows of a peering of some subnets alone that it leads somewhere', () => {
    const asked = (fields: Fields): Verdict =>
      ask([], inside('10.20.0.4'), { vnet: { virtualNetworkPeerings: [peering(fields)] } }).verdict;
    expect(asked({ peerCompleteVnets: true })).toBe('allowed');
    expect(asked({ peerCompleteVnets: null })).toBe('allowed');
    expect(asked({ peerCompleteVnets: false, remoteSubnetNames: ['other'] })).toBe('unknown');
    expect(asked({ peerCompleteVnets: false, peeringState: 'Disconnected' })).toBe('denied');
  });

  it.each<[string, Fields, Verdict]>([
    ['has none', {}, 'denied'],
    ['has some', { privateEndpoints: [{ id: '/pe' }] }, 'unknown'],
    [
      'has some that routes bear on',
      { privateEndpoints: [{ id: '/pe' }], privateEndpointNetworkPolicies: 'RouteTableEnabled' },
      'denied',
    ],
    [
      'has some that security groups alone bear on',
      { privateEndpoints: [{ id: '/pe' }], privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled' },
      'unknown',
    ],
  ])('leads to private endpoints by routes of their own, where a subnet %s [Z10, Z11]', (_what, fields, verdict) => {
    const subnets = [subnet(), { name: 'pe', addressPrefix: '10.10.200.0/24', ...fields }];
    expect(ask([route('10.10.0.0/16', 'None')], inside('10.10.200.4'), { vnet: { subnets } }).verdict).toBe(verdict);
  });

  it.each<[where: string, endpoint: Fields, verdict: Verdict]>([
    ['in the subnet', { subnet: { id: `${networkId}/subnets/pe` } }, 'unknown'],
    ['in another subnet', { subnet: { id: `${networkId}/subnets/snet-aks` } }, 'denied'],
    ['in a subnet that the template does not tell', { subnet: { id: "[parameters('subnet')]" } }, 'unknown'],
    ['in no subnet that is told', {}, 'unknown'],
    ['in a subnet on which routes bear', { subnet: { id: `${networkId}/subnets/open` } }, 'denied'],
  ])(
    'leads to a private endpoint that stands by itself by a route of its own, %s [Z11]',
    (_where, endpoint, verdict) => {
      const open = { name: 'open', addressPrefix: '10.10.100.0/24', privateEndpointNetworkPolicies: 'Enabled' };
      const one = { name: 'one', type: 'Microsoft.Network/privateEndpoints', properties: endpoint };
      const vnet = { id: networkId, subnets: [subnet(), open, { name: 'pe', addressPrefix: '10.10.200.0/24' }] };
      const dropping = [route('10.10.0.0/16', 'None')];
      expect(ask(dropping, inside('10.10.200.4'), { vnet }).verdict).toBe('denied');
      const more = { 'pe.json': [one] };
      expect(ask(dropping, inside('10.10.200.4'), { vnet, more }).verdict).toBe(verdict);
      expect(ask(dropping, inside('10.10.100.4'), { vnet, more }).verdict).toBe('denied');
    },
  );

  it('may lead to a private endpoint in any subnet whose id was left out of the export', () => {
    const one = {
      name: 'one',
      type: 'Microsoft.Network/privateEndpoints',
      subnet: { id: `${networkId}/subnets/pe` },
    };
    const vnet = { subnets: [subnet(), { name: 'pe', addressPrefix: '10.10.200.0/24' }] };
    const asked = (more: Fields): Verdict =>
      ask([route('10.10.0.0/16', 'None')], inside('10.10.200.4'), { vnet, more }).verdict;
    expect([asked({}), asked({ 'pe.json': [one] })]).toEqual(['denied', 'unknown']);
  });

  it.each<[string, Around, Verdict]>([
    ['there is no gateway', {}, 'denied'],
    ['there is a gateway', { vnet: { subnets: [subnet(), { name: 'GatewaySubnet' }] } }, 'unknown'],
    [
      'a peered network has one',
      { vnet: { virtualNetworkPeerings: [peering({ useRemoteGateways: true })] } },
      'unknown',
    ],
    [
      'the table takes none of them',
      { vnet: { subnets: [subnet(), { name: 'GatewaySubnet' }] }, ofTable: { disableBgpRoutePropagation: true } },
      'denied',
    ],
  ])('may be learnt from a gateway: %s', (_what, around, verdict) => {
    expect(ask(dropped, {}, around).verdict).toBe(verdict);
  });

  it('may be one of a service endpoint, whose addresses Azure manages [Z11]', () => {
    const subnets = [subnet({ serviceEndpoints: [{ service: 'Microsoft.Storage' }] })];
    expect(ask(dropped, {}, { vnet: { subnets } }).verdict).toBe('unknown');
    expect(ask(dropped, inside('10.20.0.4'), { vnet: { subnets } }).verdict).toBe('denied');
  });

  it('is not known where a service endpoint has policies, which say what is reached over it', () => {
    const endpoints = { serviceEndpoints: [{ service: 'Microsoft.Storage', locations: ['westeurope'] }] };
    const verdictWith = (fields: Fields): Verdict => ask([], {}, { vnet: { subnets: [subnet(fields)] } }).verdict;
    expect(verdictWith({ ...endpoints, serviceEndpointPolicies: [] })).toBe('allowed');
    expect(verdictWith({ ...endpoints, serviceEndpointPolicies: [{ id: '/policy' }] })).toBe('unknown');
  });

  it.each<[string, AzureQuestion, Verdict]>([
    ['a subnet', { attachedTo: ['snet-aks'] }, 'denied'],
    ['a route table', { attachedTo: ['RT'] }, 'denied'],
    ['the id of a route table', { attachedTo: [routeTableId('rt')] }, 'denied'],
    ['what no file has', { attachedTo: ['snet-other'] }, 'unknown'],
    ['nothing, and the nodes are not known', { nodes: [] }, 'unknown'],
    ['nothing, and the nodes are elsewhere', { nodes: ['10.77.0.0/20'] }, 'unknown'],
  ])('is that of what the plan names: %s', (_what, question, verdict) => {
    expect(ask(dropped, question).verdict).toBe(verdict);
  });

  it('is judged by a route table alone, but for what may lie in a network that nobody describes', () => {
    const alone = (question: AzureQuestion): Verdict =>
      askAzure(
        { 'rt.json': [table([route('0.0.0.0/0', 'None')])] },
        { layer: 'route', attachedTo: ['rt'], ...question },
      ).verdict;
    expect([alone({}), alone(inside('10.10.200.4'))]).toEqual(['denied', 'unknown']);
  });

  it('takes no longer for many subnets that have the same routes', () => {
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    const subnets = numbers.map((index) => subnet({ name: `s${index}`, addressPrefix: `10.10.0.${index % 256}/32` }));
    const routes = numbers.map((index) => route(`198.51.${index % 256}.${index >> 8}/32`, 'None'));
    const asked = (more: readonly Fields[]) => ask(routes, {}, { vnet: { subnets: [...subnets, ...more] } }).verdict;
    expect(workOut(() => asked([subnet()]), 100 * routes.length)).toBe('allowed');
    expect(asked([subnet({ defaultOutboundAccess: false })])).toBe('unknown');
  });

  it('is unknown where a subnet of the nodes has a route table that no file has, with the command that gives it', () => {
    const subnets = [
      subnet(),
      subnet({ name: 'b', addressPrefix: '10.10.8.0/21', routeTable: { id: routeTableId('gone') } }),
    ];
    const { verdict, reasons } = ask([], {}, { vnet: { subnets } });
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining('az network route-table list')]);
  });
});
