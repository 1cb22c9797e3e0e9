import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../../../plan/plan.ts';
import { describeProblems } from '../../testing/rules.ts';
import { askAzure, readAzureFiles } from '../../testing/askAzure.ts';
import { collection, networkRule, policy, ruleGroup } from '../../testing/azureFirewalls.ts';

const provider = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network';
const group = {
  name: 'nsg',
  id: `${provider}/networkSecurityGroups/nsg`,
  type: 'Microsoft.Network/networkSecurityGroups',
  securityRules: [],
};

/** As `ConvertTo-Json` prints it of what `Get-Az…` found. */
const inPowerShell = (type: string): Readonly<Record<string, unknown>> => ({
  Name: 'one',
  ResourceGroupName: 'rg',
  Id: `${provider}/${type}/one`,
  NetworkInterfaces: [],
  Subnets: [],
});
const effectiveRules = {
  networkSecurityGroup: { id: group.id },
  effectiveSecurityRules: [{ name: 'securityRules/a', access: 'Allow', direction: 'Outbound' }],
};
const effectiveRoute = { addressPrefix: ['0.0.0.0/0'], nextHopType: 'Internet', source: 'Default', state: 'Active' };

const closing = {
  name: 'closing',
  properties: { access: 'Deny', direction: 'Outbound', priority: 100, protocol: '*', ...everywhere() },
};

const groups: readonly LayerKind[] = ['azure-nsg'];
const firewalls: readonly LayerKind[] = ['azure-firewall'];
const tables: readonly LayerKind[] = ['azure-firewall', 'route'];

describe('an output of Azure’s tools that is not read', () => {
  it.each<[what: string, value: unknown, layers: readonly LayerKind[], remedy: string]>([
    ['a group of PowerShell', inPowerShell('networkSecurityGroups'), groups, 'Azure CLI'],
    ['a list of PowerShell', [inPowerShell('networkSecurityGroups')], groups, 'Azure CLI'],
    ['an old list of PowerShell', { value: [inPowerShell('azureFirewalls')], Count: 1 }, firewalls, 'Azure CLI'],
    ['effective rules', { value: [effectiveRules] }, groups, 'az network nsg list'],
    ['effective rules, picked out', [effectiveRules], groups, 'az network nsg list'],
    [
      'effective rules, of which there are none',
      { value: [{ effectiveSecurityRules: null }] },
      groups,
      'az network nsg',
    ],
    ['effective routes', { value: [effectiveRoute] }, tables, 'az network route-table list'],
    ['a rule of PowerShell', inPowerShell('networkSecurityGroups/nsg/securityRules'), groups, 'Azure CLI'],
    ['rules of PowerShell', [inPowerShell('firewallPolicies/p/ruleCollectionGroups')], firewalls, 'Azure CLI'],
    [
      'effective rules of PowerShell',
      [{ NetworkSecurityGroup: {}, EffectiveSecurityRules: [] }],
      groups,
      'az network nsg',
    ],
    [
      'effective routes of PowerShell',
      [{ AddressPrefix: ['0.0.0.0/0'], NextHopType: 'Internet', State: 'Active' }],
      tables,
      'az network route-table list',
    ],
    [
      'what Network Watcher sees',
      { networkInterfaces: [{ id: 'x', securityRuleAssociations: { effectiveSecurityRules: [] } }] },
      groups,
      'az network nsg list',
    ],
    [
      'routes that a manager gives',
      { type: 'Microsoft.Network/networkManagers/routingConfigurations' },
      tables,
      'show-effective-route-table',
    ],
    [
      'what joins a network to a virtual hub',
      { type: 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections' },
      tables,
      'show-effective-route-table',
    ],
    [
      'a rule of a group without its type',
      [{ name: 'a', access: 'Deny', direction: 'Outbound', priority: 100, protocol: '*' }],
      groups,
      'az network nsg list',
    ],
    ['collections of a policy', [collection([networkRule()])], firewalls, 'rule-collection-group list'],
    [
      'collections of a firewall',
      { name: 'c', priority: 100, action: { type: 'Deny' }, rules: [] },
      firewalls,
      'az network firewall list',
    ],
    [
      'routes without their type',
      [{ name: 'a', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } }],
      tables,
      'az network route-table list',
    ],
    ['a manager of PowerShell', inPowerShell('networkManagers'), groups, 'Virtual Network Manager'],
  ])('makes its layers unknown, and says what to give: %s', (_what, value, layers, remedy) => {
    const rules = readAzureFiles({ 'nsg.json': group, 'other.json': value });
    expect([...rules.clouded.keys()]).toEqual(layers);
    expect(rules.problems).toMatchObject([{ file: 'other.json', line: 1 }]);
    expect(rules.problems[0]?.remedy).toContain(remedy);
    expect(askAzure({ 'nsg.json': group }).verdict).toBe('allowed');
    expect(askAzure(rules).verdict).toBe(layers === groups ? 'unknown' : 'allowed');
  });

  it.each<[what: string, list: readonly unknown[]]>([
    ['groups of PowerShell', [group, inPowerShell('networkSecurityGroups'), inPowerShell('networkSecurityGroups')]],
    ['rules in force', [group, { value: [effectiveRules, effectiveRules] }]],
  ])('is told once where it stands, and takes nothing from what is read beside it: %s', (_what, list) => {
    const closed = {
      ...group,
      id: `${provider}/networkSecurityGroups/closed`,
      name: 'closed',
      securityRules: [closing],
    };
    const text = JSON.stringify([closed, ...list], undefined, 1);
    const rules = readAzureFiles({ 'list.json': text });
    expect([...rules.layers.keys()]).toEqual(groups);
    expect([...rules.clouded.keys()]).toEqual(groups);
    const line = text.split('\n').findIndex((written) => /"(?:Name|networkSecurityGroup)"/.test(written));
    expect(rules.problems).toMatchObject([{ file: 'list.json', line, severity: 'error' }]);
    expect(askAzure(rules).verdict).toBe('unknown');
    expect(askAzure({ 'list.json': [group, inPowerShell('publicIPAddresses')] }).verdict).toBe('allowed');
  });

  it('is none where it is of another provider, or of no list at all', () => {
    const other = { ...inPowerShell('x'), Id: '/subscriptions/0/providers/Microsoft.Compute/disks/one' };
    const extending = { Id: `${provider}/networkSecurityGroups/nsg/providers/Microsoft.Insights/diagnosticSettings/d` };
    for (const value of [other, extending, [], {}, { value: [] }, { addressPrefix: ['10.0.0.0/8'] }]) {
      expect(readAzureFiles({ 'other.json': value }).clouded.size).toBe(0);
    }
  });
});

describe('an answer of the Resource Graph', () => {
  const row = {
    id: group.id,
    name: 'nsg',
    type: 'microsoft.network/networksecuritygroups',
    properties: { securityRules: [closing], defaultSecurityRules: [] },
  };

  it('is read like a list of the REST API', () => {
    const answer = { count: 1, data: [row], skip_token: null, total_records: 1, resultTruncated: 'false' };
    const rules = readAzureFiles({ 'graph.json': answer });
    expect(describeProblems(rules)).toEqual([]);
    expect(askAzure(rules).verdict).toBe('denied');
    const open = { ...row, properties: { securityRules: [], defaultSecurityRules: [] } };
    expect(askAzure({ 'graph.json': { ...answer, data: [open] } }).verdict).toBe('allowed');
  });

  it.each<[field: string, value: unknown]>([
    ['skip_token', 'more'],
    ['$skipToken', 'more'],
    // The last page of `--skip`, and rows without an id.
    ['total_records', 2],
    ['totalRecords', 2],
    ['resultTruncated', 'true'],
    ['result_truncated', true],
  ])('is cut short by its %s: %s', (field, value) => {
    const open = { ...row, properties: { securityRules: [], defaultSecurityRules: [] } };
    const rules = readAzureFiles({ 'graph.json': { data: [open], [field]: value } });
    expect(rules.problems.map(({ message }) => message)).toEqual([
      'The list was cut short, and what it leaves out is not known.',
    ]);
    expect(rules.clouded.has('azure-nsg')).toBe(true);
    expect(askAzure(rules).verdict).toBe('unknown');
  });

  it('says of firewalls and policies to whom they belong, which decides nothing', () => {
    const about = { tenantId: 't', subscriptionId: '0', kind: 'k', managedBy: 'm', plan: { name: 'p' }, zones: ['1'] };
    const rows = [policy(), ruleGroup([collection([networkRule()])])].map((one) => ({ ...one, ...about }));
    const rules = readAzureFiles({ 'graph.json': { count: 2, data: rows, total_records: 2 } });
    expect(describeProblems(rules)).toEqual([]);
    expect(askAzure(rules, { layer: 'azure-firewall' }).verdict).toBe('allowed');
  });

  it('makes all layers unknown where it has no row of what there is', () => {
    const rules = readAzureFiles({ 'nsg.json': group, 'graph.json': { count: 0, data: [], total_records: 12 } });
    expect([...rules.clouded.keys()]).toEqual(['azure-nsg', 'azure-firewall', 'route']);
    expect(rules.problems).toMatchObject([{ file: 'graph.json', line: 1, severity: 'error' }]);
    for (const other of [
      { count: 0, data: [], total_records: 0 },
      { data: [], total_records: 12 },
      { count: 0, data: [] },
    ]) {
      expect(readAzureFiles({ 'nsg.json': group, 'graph.json': other }).clouded.size).toBe(0);
    }
  });

  it('may hold resources of other kinds as well', () => {
    const disk = { id: 'x', type: 'microsoft.compute/disks' };
    expect(askAzure({ 'graph.json': { data: [disk, row] } }).verdict).toBe('denied');
    expect(askAzure({ 'list.json': [row, disk] }).verdict).toBe('denied');
    expect(readAzureFiles({ 'graph.json': { data: [disk] } }).layers.size).toBe(0);
    expect(readAzureFiles({ 'graph.json': [row, { id: 'x' }] }).layers.size).toBe(0);
  });
});

function everywhere() {
  return {
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  };
}
