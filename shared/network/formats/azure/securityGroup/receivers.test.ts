import { describe, expect, it } from 'vitest';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { makeDecideLayer } from '../../../judging/decideLayer.ts';
import { askAzure, readAzureFiles } from '../../../testing/askAzure.ts';
import type { AzureQuestion } from '../../../testing/askAzure.ts';
import type { Verdict } from '../../../judging/verdict.ts';

type Fields = Readonly<Record<string, unknown>>;

const provider = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network';
const groupId = (name: string): string => `${provider}/networkSecurityGroups/${name}`;
const interfaceId = (name: string): string => `${provider}/networkInterfaces/${name}`;
const subnetId = (name: string, network = 'vnet'): string => `${provider}/virtualNetworks/${network}/subnets/${name}`;

function inbound(access: 'Allow' | 'Deny', fields: Fields = {}): Fields {
  return {
    name: access.toLowerCase(),
    direction: 'Inbound',
    access,
    priority: 100,
    protocol: 'Tcp',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '443',
    ...fields,
  };
}

const group = (name: string, ...securityRules: readonly Fields[]): Fields => ({
  name,
  id: groupId(name),
  type: 'Microsoft.Network/networkSecurityGroups',
  securityRules,
});

const subnet = (name: string, addressPrefix: string, fields: Fields = {}): Fields => ({
  name,
  id: subnetId(name),
  addressPrefix,
  ...fields,
});

const machine = (name: string, privateIPAddress: string, inSubnet: string, fields: Fields = {}): Fields => ({
  name,
  id: interfaceId(name),
  type: 'Microsoft.Network/networkInterfaces',
  ipConfigurations: [{ privateIPAddress, subnet: { id: inSubnet } }],
  ...fields,
});

const behind = (groupName: string): Fields => ({ networkSecurityGroup: { id: groupId(groupName) } });

const scaleSet = (name: string, inSubnet: string, fields: Fields = {}): Fields => ({
  name,
  id: `${provider}/virtualMachineScaleSets/${name}`,
  type: 'Microsoft.Compute/virtualMachineScaleSets',
  virtualMachineProfile: {
    networkProfile: {
      networkInterfaceConfigurations: [
        { name: 'nic', ipConfigurations: [{ name: 'one', subnet: { id: inSubnet } }], ...fields },
      ],
    },
  },
});

interface Network {
  readonly ofSubnet?: readonly Fields[];
  readonly ofInterface?: readonly Fields[];
  readonly subnetFields?: Fields;
  readonly others?: readonly Fields[];
}

/** Nodes in 10.10.1.0/24; the machine 10.10.2.5 in a subnet beside theirs. Groups stand where they have rules. */
function filesOf({
  ofSubnet,
  ofInterface,
  subnetFields = {},
  others = [],
}: Network): Readonly<Record<string, unknown>> {
  const link = (name: string, rules: unknown): Fields => (rules === undefined ? {} : behind(name));
  return {
    'network.json': [
      group('nodes'),
      ...(ofSubnet === undefined ? [] : [group('data', ...ofSubnet)]),
      ...(ofInterface === undefined ? [] : [group('machine', ...ofInterface)]),
      {
        name: 'vnet',
        id: `${provider}/virtualNetworks/vnet`,
        type: 'Microsoft.Network/virtualNetworks',
        addressSpace: { addressPrefixes: ['10.10.0.0/16'] },
        virtualNetworkPeerings: [],
        subnets: [
          subnet('nodes', '10.10.1.0/24', { networkSecurityGroup: { id: groupId('nodes') } }),
          subnet('data', '10.10.2.0/24', { ...link('data', ofSubnet), ...subnetFields }),
        ],
      },
      machine('database', '10.10.2.5', subnetId('data'), link('machine', ofInterface)),
      ...others,
    ],
  };
}

const ask = (files: Fields, question: AzureQuestion = {}): Verdict =>
  askAzure(files, { attachedTo: ['nodes'], nodes: ['10.10.1.0/24'], to: ['10.10.2.5'], ...question }).verdict;

// Source: Azure virtual network documentation, "How network security groups filter network traffic".
describe('what arrives at a machine of the files', () => {
  it('is let in by the default rules from the virtual network, and from nowhere else [Z1]', () => {
    expect(ask(filesOf({ ofSubnet: [], ofInterface: [] }))).toBe('allowed');
    expect(ask(filesOf({ ofSubnet: [] }), { to: ['203.0.113.7'] })).toBe('allowed');
  });

  it('is denied by the group of its subnet or by that of its interface [Z2]', () => {
    expect(ask(filesOf({}))).toBe('allowed');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')] }))).toBe('denied');
    expect(ask(filesOf({ ofInterface: [inbound('Deny')] }))).toBe('denied');
    expect(ask(filesOf({ ofSubnet: [inbound('Allow')], ofInterface: [inbound('Deny')] }))).toBe('denied');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')], ofInterface: [inbound('Allow')] }))).toBe('denied');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')] }), { port: 8443 })).toBe('allowed');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')] }), { protocol: 'UDP' })).toBe('allowed');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny', { direction: 'Outbound' })] }))).toBe('allowed');
  });

  it('names the rule that denies', () => {
    const answer = askAzure(filesOf({ ofSubnet: [inbound('Deny')] }), {
      attachedTo: ['nodes'],
      nodes: ['10.10.1.0/24'],
      to: ['10.10.2.5'],
    });
    expect(answer.decidedBy).toContain('NSG data: deny (100)');
  });

  it('is judged within one subnet too [Z2]', () => {
    const files = filesOf({ ofSubnet: [inbound('Deny')] });
    expect(ask(files, { attachedTo: ['data'], nodes: ['10.10.2.6'] })).toBe('denied');
  });

  it('goes by the source and destination of its rules', () => {
    const denies = (fields: Fields): Verdict => ask(filesOf({ ofSubnet: [inbound('Deny', fields)] }));
    expect(denies({ sourceAddressPrefix: '10.10.1.0/24' })).toBe('denied');
    expect(denies({ sourceAddressPrefix: '10.10.3.0/24' })).toBe('allowed');
    expect(denies({ sourceAddressPrefix: '10.10.1.8/29' })).toBe('unknown');
    expect(denies({ sourceAddressPrefix: 'VirtualNetwork' })).toBe('denied');
    expect(denies({ sourceAddressPrefix: 'Internet' })).toBe('allowed');
    expect(denies({ destinationAddressPrefix: '10.10.2.5' })).toBe('denied');
    expect(denies({ destinationAddressPrefix: '10.10.2.6' })).toBe('allowed');
    expect(denies({ sourcePortRange: '443' })).toBe('allowed');
  });

  it('comes from the interface that the plan names, where it names no addresses of nodes', () => {
    const own = machine('node', '10.10.1.8', subnetId('nodes'));
    const files = filesOf({ ofSubnet: [inbound('Deny', { sourceAddressPrefix: '10.10.1.8' })], others: [own] });
    expect(ask(files, { attachedTo: ['node'], nodes: [] })).toBe('denied');
    expect(ask(files, { attachedTo: ['nodes'], nodes: [] })).toBe('unknown');
    const other = filesOf({ ofSubnet: [inbound('Deny', { sourceAddressPrefix: '10.10.1.9' })], others: [own] });
    expect(ask(other, { attachedTo: ['node'], nodes: [] })).toBe('allowed');
  });

  it.each([groupId('nodes'), subnetId('nodes')])(
    'comes from the network in which what the plan names stands: %s',
    (name) => {
      const own = { attachedTo: [name], nodes: [] };
      expect(ask(filesOf({ ofSubnet: [] }), own)).toBe('allowed');
      expect(ask(filesOf({ ofSubnet: [inbound('Deny')] }), own)).toBe('denied');
      expect(ask(filesOf({ ofSubnet: [inbound('Deny', { sourceAddressPrefix: '10.10.1.0/24' })] }), own)).toBe(
        'denied',
      );
    },
  );

  it('is not known at an address that no file says the machine of: a load balancer may hand it on', () => {
    const to = ['10.10.2.99'];
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')] }), { to })).toBe('unknown');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')] }), { to, port: 8443 })).toBe('allowed');
  });

  it('is not known where a group is not in the files', () => {
    const subnetFields = behind('elsewhere');
    expect(ask(filesOf({ subnetFields }))).toBe('unknown');
    expect(ask(filesOf({ subnetFields }), { to: ['10.10.3.5'] })).toBe('allowed');
    const set = filesOf({ others: [scaleSet('pool', subnetId('data'), behind('elsewhere'))] });
    expect(ask(set, { to: ['10.10.2.99'] })).toBe('unknown');
    expect(ask(set)).toBe('allowed');
    const other = machine('other', '10.10.2.6', subnetId('data'), behind('elsewhere'));
    const answer = askAzure(filesOf({ others: [other] }), {
      attachedTo: ['nodes'],
      nodes: ['10.10.1.0/24'],
      to: ['10.10.2.6'],
    });
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons).toContain(
      'It is not in the files: add the NSG of the interface other with `az network nsg list -o json`.',
    );
  });

  it('goes by the group for private endpoints where the subnet says so alone [Z10]', () => {
    const endpoint = machine('endpoint', '10.10.2.7', subnetId('data'), {
      privateEndpoint: { id: `${provider}/privateEndpoints/bus` },
    });
    const verdict = (privateEndpointNetworkPolicies: string): Verdict => {
      const subnetFields = { privateEndpointNetworkPolicies };
      return ask(filesOf({ ofSubnet: [inbound('Deny')], subnetFields, others: [endpoint] }), { to: ['10.10.2.7'] });
    };
    expect(verdict('Enabled')).toBe('denied');
    expect(verdict('NetworkSecurityGroupEnabled')).toBe('denied');
    expect(verdict('RouteTableEnabled')).toBe('allowed');
    expect(verdict('Disabled')).toBe('allowed');
  });

  it('is perhaps any address of the subnet for the machines of a scale set', () => {
    const set = scaleSet('pool', subnetId('data'), behind('machine'));
    const files = filesOf({ others: [group('machine', inbound('Deny')), set] });
    expect(ask(files, { to: ['10.10.2.99'] })).toBe('unknown');
    expect(ask(files, { to: ['10.10.3.5'] })).toBe('allowed');
  });
});

describe('of groups that may stand before the same address', () => {
  const inEitherOrder = (groups: readonly Fields[], others: readonly Fields[], question: AzureQuestion = {}) =>
    [groups, groups.toReversed()].map((some) => ask(filesOf({ others: [...some, ...others] }), question));

  it('each must let it in, whichever the files have first', () => {
    const interfaces = [
      scaleSet('pool', subnetId('data'), behind('pool')),
      machine('other', '10.10.2.6', subnetId('data'), behind('own')),
    ];
    const verdicts = (ofPool: readonly Fields[], ofOther: readonly Fields[], to: string) =>
      inEitherOrder([group('pool', ...ofPool), group('own', ...ofOther)], interfaces, { to: [to] });
    expect(verdicts([], [inbound('Deny')], '10.10.2.6')).toEqual(['denied', 'denied']);
    expect(verdicts([inbound('Deny')], [inbound('Allow')], '10.10.2.6')).toEqual(['allowed', 'allowed']);
    expect(verdicts([inbound('Deny')], [inbound('Allow')], '10.10.2.5')).toEqual(['allowed', 'allowed']);
    expect(verdicts([inbound('Deny')], [], '10.10.2.99')).toEqual(['unknown', 'unknown']);
  });

  it('those of two scale sets in a subnet may each be the one', () => {
    const sets = ['one', 'two'].map((name) => scaleSet(name, subnetId('data'), behind(name)));
    const verdicts = (...ofTwo: readonly Fields[]) =>
      inEitherOrder([group('one'), group('two', ...ofTwo)], sets, { to: ['10.10.2.99'] });
    expect(verdicts(inbound('Deny'))).toEqual(['unknown', 'unknown']);
    expect(verdicts()).toEqual(['allowed', 'allowed']);
  });

  it('those that files tell of one subnet may each be the one', () => {
    const verdicts = (...ofTwo: readonly Fields[]) =>
      inEitherOrder(
        [
          { ...group('one'), subnets: [{ id: subnetId('data') }] },
          { ...group('two', ...ofTwo), subnets: [{ id: subnetId('data') }] },
        ],
        [],
      );
    expect(verdicts(inbound('Deny'))).toEqual(['unknown', 'unknown']);
    expect(verdicts()).toEqual(['allowed', 'allowed']);
  });

  it('stands once for all subnets that it has in a network', () => {
    const files = filesOf({ ofSubnet: [], subnetFields: behind('nodes') });
    const network = { cni: undefined, podRanges: [], nodeRanges: toRanges(['10.10.1.0/24']), serviceRanges: [] };
    const { bindingsOf } = makeDecideLayer({ ruleSet: readAzureFiles(files), network });
    const bindings = bindingsOf(
      { layer: 'azure-nsg', state: 'supplied', attachedTo: ['nodes'], clouds: [] },
      { kind: 'node' },
    );
    const programs = bindings.flatMap((binding) => (binding.kind === 'bound' ? binding.programs : []));
    const receiving = programs.filter(({ judges }) => judges === 'further-on');
    expect(receiving.map(({ sections }) => sections.length)).toEqual([1]);
  });
});

// Source: AKS documentation, "Azure CNI Overlay networking": what leaves the cluster has the address of the node.
describe('what pods of an overlay open', () => {
  const pods: AzureQuestion = { from: 'pod', pods: ['10.244.0.0/16'] };

  it('arrives from the virtual network of their nodes', () => {
    expect(ask(filesOf({ ofSubnet: [], ofInterface: [] }), pods)).toBe('allowed');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny', { sourceAddressPrefix: 'VirtualNetwork' })] }), pods)).toBe(
      'denied',
    );
    expect(ask(filesOf({ ofSubnet: [inbound('Deny', { sourceAddressPrefix: 'Internet' })] }), pods)).toBe('allowed');
  });

  it('is not known to come from addresses that the nodes have and the pods have not', () => {
    const denied = inbound('Deny', { sourceAddressPrefix: '10.10.1.0/24' });
    expect(ask(filesOf({ ofSubnet: [denied] }), pods)).toBe('unknown');
  });
});

describe('what arrives at an interface of a network that is not in the files', () => {
  it('is perhaps judged by its group', () => {
    const far = machine('far', '10.40.0.4', subnetId('far', 'elsewhere'), behind('far'));
    const open = inbound('Allow', { direction: 'Outbound', destinationAddressPrefix: '10.40.0.0/16' });
    const files = (...rules: readonly Fields[]): Fields => {
      const { 'network.json': things } = filesOf({ others: [group('far', ...rules), far] }) as {
        'network.json': readonly Fields[];
      };
      return { 'network.json': things.map((one) => (one['name'] === 'nodes' ? group('nodes', open) : one)) };
    };
    const question = { attachedTo: ['nodes'], nodes: ['10.10.1.0/24'], to: ['10.40.0.4'] };
    expect(askAzure(files(inbound('Allow')), question).verdict).toBe('allowed');
    const answer = askAzure(files(inbound('Deny')), question);
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons).toContain(
      'In which virtual network this address is, is not in the files: add the output of `az network vnet list -o json`.',
    );
  });
});

describe('what arrives in another virtual network of the files', () => {
  const other = (peered: boolean): readonly Fields[] => [
    group('hub', inbound('Deny')),
    {
      name: 'hub',
      id: `${provider}/virtualNetworks/hub`,
      type: 'Microsoft.Network/virtualNetworks',
      addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
      virtualNetworkPeerings: peered
        ? [
            {
              name: 'spoke',
              peeringState: 'Connected',
              allowVirtualNetworkAccess: true,
              remoteVirtualNetworkAddressSpace: { addressPrefixes: ['10.10.0.0/16'] },
            },
          ]
        : [],
      subnets: [
        {
          name: 'shared',
          id: subnetId('shared', 'hub'),
          addressPrefix: '10.20.1.0/24',
          networkSecurityGroup: { id: groupId('hub') },
        },
      ],
    },
    machine('registry', '10.20.1.5', subnetId('shared', 'hub')),
  ];
  // Out of the nodes' own subnet any address is open.
  const open = { direction: 'Outbound', name: 'out', protocol: '*', destinationPortRange: '*' };
  const files = (peered: boolean): Fields => {
    const { 'network.json': things } = filesOf({ others: other(peered) }) as { 'network.json': readonly Fields[] };
    return {
      'network.json': things.map((one) => (one['name'] === 'nodes' ? group('nodes', inbound('Allow', open)) : one)),
    };
  };

  it('is judged by the groups there where that is peered with the network of the nodes', () => {
    expect(ask(files(true), { to: ['10.20.1.5'] })).toBe('denied');
    expect(ask(files(true), { to: ['10.20.1.5'], port: 8443 })).toBe('allowed');
  });

  it('is perhaps judged by them where no file tells whether the nodes reach it', () => {
    expect(ask(files(false), { to: ['10.20.1.5'] })).toBe('unknown');
    expect(ask(files(false), { to: ['10.30.1.5'] })).toBe('allowed');
  });
});

describe('what has the same address in a network that is not connected', () => {
  it('is not what the nodes reach', () => {
    const twin = {
      name: 'twin',
      id: `${provider}/virtualNetworks/twin`,
      type: 'Microsoft.Network/virtualNetworks',
      addressSpace: { addressPrefixes: ['10.10.2.0/24'] },
      virtualNetworkPeerings: [],
      subnets: [{ ...subnet('data', '10.10.2.0/24', behind('twin')), id: subnetId('data', 'twin') }],
    };
    const own = machine('other', '10.10.2.5', subnetId('data', 'twin'));
    expect(ask(filesOf({ ofSubnet: [], others: [group('twin', inbound('Deny')), twin, own] }))).toBe('allowed');
  });
});

describe('of networks that all have the addresses of the nodes', () => {
  /** As the networks of clusters that Azure makes, which have one space. */
  const twin = (groupOfNodes: string): readonly Fields[] => [
    group('twin', inbound('Deny')),
    {
      name: 'twin',
      id: `${provider}/virtualNetworks/twin`,
      type: 'Microsoft.Network/virtualNetworks',
      addressSpace: { addressPrefixes: ['10.10.0.0/16'] },
      virtualNetworkPeerings: [],
      subnets: [
        { ...subnet('pool', '10.10.1.0/24', behind(groupOfNodes)), id: subnetId('pool', 'twin') },
        { ...subnet('data', '10.10.2.0/24', behind('twin')), id: subnetId('data', 'twin') },
      ],
    },
    machine('other', '10.10.2.5', subnetId('data', 'twin')),
  ];

  it('is theirs that the group of the nodes stands in', () => {
    expect(ask(filesOf({ ofSubnet: [], others: twin('twin') }))).toBe('allowed');
    expect(ask(filesOf({ ofSubnet: [inbound('Deny')], others: twin('twin') }))).toBe('denied');
  });

  it('is none for certain where it stands in several', () => {
    expect(ask(filesOf({ ofSubnet: [], others: twin('nodes') }))).toBe('unknown');
  });
});

describe('a group of interfaces alone', () => {
  it('stands in the virtual network of the interfaces that name it', () => {
    const own = machine('node', '10.10.1.8', subnetId('nodes'), { networkSecurityGroup: { id: groupId('own') } });
    const files = filesOf({ others: [group('own'), own] });
    expect(ask(files, { attachedTo: ['node'], nodes: [] })).toBe('allowed');
  });

  it('of a scale set stands where its subnet does', () => {
    const own = scaleSet('pool', subnetId('nodes'), behind('own'));
    const files = (...rules: readonly Fields[]) => filesOf({ ofSubnet: rules, others: [group('own'), own] });
    expect(ask(files(), { attachedTo: ['pool'], nodes: [] })).toBe('allowed');
    expect(ask(files(inbound('Deny')), { attachedTo: ['pool'], nodes: [] })).toBe('denied');
  });
});
