/**
 * Resources of the provider hashicorp/azurerm, as the Azure CLI would print what they make. Source: the provider's
 * documentation of each type, releases 3 and 4.
 */
import type { LayerKind } from '../../../plan/plan.ts';
import { listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { translateAzureFirewalls } from './azureFirewall.ts';
import { aboutResource, azureId, azureTarget, firewallAddresses, refusedUnlessSeparate } from './azureNames.ts';
import { notYetKnown } from './notYetKnown.ts';
import { partsById } from './partsById.ts';
import { keyOf, partsByName } from './partsByName.ts';
import { addTo } from './addTo.ts';
import type { Fields } from './fields.ts';
import { unplaced } from './translation.ts';
import type { CloudTranslator, PlannedResources, Trouble } from './translation.ts';

/** Routes say what gets to a firewall, and whether there is a way at all. */
const layersOfRoutes: readonly LayerKind[] = ['azure-firewall', 'route'];

export const azureTranslator: CloudTranslator = {
  knownTypes: new Set([
    'azurerm_network_security_group',
    'azurerm_network_security_rule',
    'azurerm_subnet_network_security_group_association',
    'azurerm_network_interface_security_group_association',
    'azurerm_application_security_group',
    'azurerm_network_interface_application_security_group_association',
    'azurerm_firewall',
    'azurerm_firewall_network_rule_collection',
    'azurerm_firewall_application_rule_collection',
    'azurerm_firewall_nat_rule_collection',
    'azurerm_firewall_policy',
    'azurerm_firewall_policy_rule_collection_group',
    'azurerm_ip_group',
    'azurerm_ip_group_cidr',
    'azurerm_route_table',
    'azurerm_route',
    'azurerm_subnet_route_table_association',
    'azurerm_virtual_network_peering',
    'azurerm_virtual_network_dns_servers',
  ]),
  bearing: [
    {
      form: /^azurerm_(?:network_security_(?!perimeter)|application_security_group)/,
      layers: ['azure-nsg'],
    },
    // What a manager has beside its rules: groups of networks, pools of addresses and whom it looks after.
    {
      form: /^azurerm_network_manager_(?!ipam_|network_group$|static_member$|scope_connection$|verifier_|routing_)/,
      layers: ['azure-nsg'],
    },
    { form: /^azurerm_network_manager_(?:connectivity|routing)_/, layers: layersOfRoutes },
    { form: /^azurerm_(?:subnet|network_interface)_.*security_group/, layers: ['azure-nsg'] },
    { form: /^azurerm_(?:firewall|ip_group)/, layers: ['azure-firewall'] },
    { form: /^azurerm_(?:route|subnet_route|virtual_hub_)/, layers: layersOfRoutes },
    { form: /^azurerm_virtual_network_peering$/, layers: ['azure-nsg', ...layersOfRoutes] },
  ],
  translate: (planned) => {
    const troubles: Trouble[] = [];
    const tables = translateRouteTables(planned, troubles);
    const groups = translateGroups(planned, troubles);
    return {
      documents: [
        ...groups.resources,
        ...tables,
        ...translateNetworks(planned, groups.ofSubnets, troubles),
        ...translateInterfaces(planned, troubles),
        ...translateScaleSets(planned, troubles),
        ...translateAzureFirewalls(planned, troubles),
      ].map((resource) => [resource]),
      troubles,
    };
  },
};

const securityGroups = azureTarget('azurerm_network_security_group');
const subnets = azureTarget('azurerm_subnet');
const virtualNetworks = azureTarget('azurerm_virtual_network');
const routeTables = azureTarget('azurerm_route_table');
const applicationGroups = azureTarget('azurerm_application_security_group');
const interfaces = azureTarget('azurerm_network_interface');

// Network security groups

interface TranslatedGroups {
  readonly resources: readonly JsonRecord[];
  /** Groups by the ids of the subnets that they stand before. */
  readonly ofSubnets: ReadonlyMap<string, string>;
}

function translateGroups(planned: PlannedResources, troubles: Trouble[]): TranslatedGroups {
  const groups = planned.of('azurerm_network_security_group');
  const rules = partsByName(
    planned.of('azurerm_network_security_rule'),
    'network_security_group_name',
    groups,
    (rule) => troubles.push(unplaced(rule, 'network_security_group_name', ['azure-nsg'])),
  );
  const ofSubnets = new Map<string, string>();
  const attached = new Map<string, string[]>();
  const attach = (type: string, attribute: string, target: typeof subnets): void => {
    for (const association of planned.of(type)) {
      const thing = association.reference(attribute, target);
      const group = association.reference('network_security_group_id', securityGroups);
      if (thing === undefined || group === undefined) {
        const open = thing === undefined ? attribute : 'network_security_group_id';
        troubles.push(unplaced(association, open, ['azure-nsg']));
        continue;
      }
      addTo(attached, group, thing);
      if (target === subnets) ofSubnets.set(thing, group);
    }
  };
  attach('azurerm_subnet_network_security_group_association', 'subnet_id', subnets);
  attach('azurerm_network_interface_security_group_association', 'network_interface_id', interfaces);
  const own = groups.map((fields) => {
    const id = azureId(fields.resource);
    const separate = rules.of(fields);
    const replaced = namesReplaced(
      planned,
      fields,
      separate,
      'azurerm_network_security_rule',
      'network_security_group_name',
    );
    const inline = fields.blocks('security_rule').filter((rule) => !replaced.has(rule.text('name')));
    const refused = refusedUnlessSeparate(fields, 'security_rule', separate.length > 0);
    const subnetIds = (attached.get(id) ?? []).filter((thing) => thing.includes('/subnets/'));
    const interfaceIds = (attached.get(id) ?? []).filter((thing) => !subnetIds.includes(thing));
    return fields.made({
      type: 'Microsoft.Network/networkSecurityGroups',
      name: fields.text('name') ?? fields.resource.address,
      id,
      // What can't be told is no list, which the reader refuses.
      securityRules: refused ?? [...inline, ...separate].map(toSecurityRule),
      subnets: subnetIds.map((subnet) => ({ id: subnet })),
      networkInterfaces: interfaceIds.map((one) => ({ id: one })),
    });
  });
  const others = rules.others.map(([first]) =>
    first.made({
      type: 'Microsoft.Network/networkSecurityGroups',
      name: first.text('network_security_group_name'),
      securityRules: `${first.resource.address}, and the rules beyond this plan`,
    }),
  );
  return { resources: [...own, ...others], ofSubnets };
}

/** A thing that is there already tells of its parts as they are before the plan: these are told by themselves, or gone. */
function namesReplaced(
  { former }: PlannedResources,
  { resource }: Fields,
  separate: readonly Fields[],
  type: string,
  attribute: string,
): ReadonlySet<string | undefined> {
  const key = keyOf(resource.values, 'name');
  const gone = former.filter((one) => one.type === type && keyOf(one.values, attribute) === key);
  return new Set([...separate.map((part) => part.text('name')), ...gone.map(({ values }) => textOf(values['name']))]);
}

const plainRuleFields = {
  access: 'access',
  direction: 'direction',
  priority: 'priority',
  protocol: 'protocol',
  sourcePortRange: 'source_port_range',
  sourcePortRanges: 'source_port_ranges',
  destinationPortRange: 'destination_port_range',
  destinationPortRanges: 'destination_port_ranges',
  sourceAddressPrefix: 'source_address_prefix',
  sourceAddressPrefixes: 'source_address_prefixes',
  destinationAddressPrefix: 'destination_address_prefix',
  destinationAddressPrefixes: 'destination_address_prefixes',
} as const;

function toSecurityRule(rule: Fields): JsonRecord {
  const groups = (attribute: string): readonly JsonRecord[] =>
    rule.references(attribute, applicationGroups, (id) => ({ id }));
  return rule.made({
    name: rule.text('name') ?? rule.resource.address,
    ...Object.fromEntries(Object.entries(plainRuleFields).map(([field, attribute]) => [field, rule.get(attribute)])),
    sourceApplicationSecurityGroups: groups('source_application_security_group_ids'),
    destinationApplicationSecurityGroups: groups('destination_application_security_group_ids'),
    ...rule.refusals(
      [
        ...Object.values(plainRuleFields),
        'source_application_security_group_ids',
        'destination_application_security_group_ids',
      ],
      [...aboutResource, 'resource_group_name', 'network_security_group_name'],
    ),
  });
}

// Route tables, networks and interfaces

function translateRouteTables(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const tables = planned.of('azurerm_route_table');
  const routesByName = partsByName(planned.of('azurerm_route'), 'route_table_name', tables, (route) =>
    troubles.push(unplaced(route, 'route_table_name', layersOfRoutes)),
  );
  return tables.map((fields) => {
    const separate = routesByName.of(fields);
    const replaced = namesReplaced(planned, fields, separate, 'azurerm_route', 'route_table_name');
    const inline = fields.blocks('route').filter((route) => !replaced.has(route.text('name')));
    return fields.made({
      type: 'Microsoft.Network/routeTables',
      name: fields.text('name') ?? fields.resource.address,
      id: azureId(fields.resource),
      routes: refusedUnlessSeparate(fields, 'route', separate.length > 0) ?? [...inline, ...separate].map(toRoute),
      disableBgpRoutePropagation:
        fields.get('disable_bgp_route_propagation') === true || fields.get('bgp_route_propagation_enabled') === false,
    });
  });
}

function toRoute(route: Fields): JsonRecord {
  return route.made({
    name: route.text('name') ?? route.resource.address,
    addressPrefix: route.get('address_prefix'),
    nextHopType: route.get('next_hop_type'),
    nextHopIpAddress: route.reference('next_hop_in_ip_address', firewallAddresses),
  });
}

/** Whether a peering is of the whole of both networks. */
const completeness = 'peer_complete_virtual_networks_enabled';

function translateNetworks(
  planned: PlannedResources,
  groupsOfSubnets: ReadonlyMap<string, string>,
  troubles: Trouble[],
): readonly JsonRecord[] {
  const tablesOfSubnets = new Map<string, string>();
  for (const association of planned.of('azurerm_subnet_route_table_association')) {
    const subnet = association.reference('subnet_id', subnets);
    const table = association.reference('route_table_id', routeTables);
    if (subnet === undefined || table === undefined) {
      const open = subnet === undefined ? 'subnet_id' : 'route_table_id';
      troubles.push(unplaced(association, open, layersOfRoutes));
    } else tablesOfSubnets.set(subnet, table);
  }
  const translating = new Set<string>();
  for (const association of planned.of('azurerm_subnet_nat_gateway_association')) {
    const subnet = association.reference('subnet_id', subnets);
    if (subnet !== undefined) translating.add(subnet);
  }
  const endpointsOf = new Map<string, string[]>();
  for (const endpoint of planned.of('azurerm_private_endpoint')) {
    const subnet = endpoint.reference('subnet_id', subnets);
    if (subnet === undefined) troubles.push(unplaced(endpoint, 'subnet_id', layersOfRoutes));
    else addTo(endpointsOf, subnet, azureId(endpoint.resource));
  }
  const endpointsIn = (subnet: string): readonly JsonRecord[] =>
    (endpointsOf.get(subnet) ?? []).map((endpoint) => ({ id: endpoint }));
  const idField = (id: string | undefined): JsonRecord | undefined => (id === undefined ? undefined : { id });
  const networks = planned.of('azurerm_virtual_network');
  const subnetsByName = partsByName(planned.of('azurerm_subnet'), 'virtual_network_name', networks, (subnet) =>
    troubles.push(unplaced(subnet, 'virtual_network_name', ['azure-nsg', ...layersOfRoutes])),
  );
  const peeringsByName = partsByName(
    planned.of('azurerm_virtual_network_peering'),
    'virtual_network_name',
    networks,
    (peering) => troubles.push(unplaced(peering, 'virtual_network_name', ['azure-nsg', ...layersOfRoutes])),
  );
  const serversOf = partsById(
    planned.of('azurerm_virtual_network_dns_servers'),
    'virtual_network_id',
    virtualNetworks,
    (servers) => troubles.push(unplaced(servers, 'virtual_network_id', ['azure-firewall'])),
  );
  const spaces = new Map(networks.map((one) => [azureId(one.resource).toLowerCase(), one]));
  /** Up, as it is once both sides are made; with the space of the other side, where that is in the plan. */
  const toPeering = (peering: Fields): JsonRecord => {
    const remote = spaces.get(peering.reference('remote_virtual_network_id', virtualNetworks)?.toLowerCase() ?? '');
    if (remote === undefined || remote.isUndecided('address_space')) {
      const message = `${peering.resource.address} leads to a network whose address_space is not in the plan.`;
      troubles.push({ path: peering.resource.path, message, layers: ['azure-nsg', ...layersOfRoutes] });
    }
    return peering.made({
      peeringState: 'Connected',
      // What is known only after the apply may be some subnets alone.
      peerCompleteVnets:
        peering.isUndecided(completeness) && peering.filledIn(completeness).length === 0
          ? false
          : peering.get(completeness),
      allowVirtualNetworkAccess: peering.get('allow_virtual_network_access') ?? true,
      useRemoteGateways: peering.get('use_remote_gateways') ?? false,
      remoteVirtualNetworkAddressSpace: { addressPrefixes: listOf(remote?.get('address_space')) },
    });
  };
  const toSubnet = (subnet: Fields): JsonRecord => {
    const id = azureId(subnet.resource);
    return subnet.made({
      name: subnet.text('name') ?? subnet.resource.address,
      id,
      addressPrefixes: prefixesOf(subnet),
      networkSecurityGroup: idField(groupsOfSubnets.get(id)),
      routeTable: idField(tablesOfSubnets.get(id)),
      ...wayOutOf(subnet, translating.has(id)),
      privateEndpoints: endpointsIn(id),
    });
  };
  const own = networks.map((fields) => {
    const separate = subnetsByName.of(fields);
    const names = new Set(separate.map((subnet) => subnet.text('name')));
    const inline = fields.blocks('subnet').filter((subnet) => !names.has(subnet.text('name')));
    for (const subnet of inline) {
      for (const [attribute, layers] of attachments) {
        if (subnet.isUndecided(attribute)) troubles.push(unplaced(subnet, attribute, layers));
      }
    }
    return fields.made({
      type: 'Microsoft.Network/virtualNetworks',
      name: fields.text('name') ?? fields.resource.address,
      addressSpace: { addressPrefixes: listOf(fields.get('address_space')) },
      dhcpOptions: { dnsServers: dnsServersOf(serversOf.get(azureId(fields.resource))?.at(-1) ?? fields) },
      virtualNetworkPeerings: peeringsByName.of(fields).map(toPeering),
      subnets: [
        ...inline.map((subnet) => {
          const id = subnet.text('id') ?? '';
          const group = groupsOfSubnets.get(id) ?? subnet.reference('security_group', securityGroups);
          const table = tablesOfSubnets.get(id) ?? subnet.reference('route_table_id', routeTables);
          return subnet.made({
            name: subnet.text('name') ?? 'unnamed',
            id,
            addressPrefixes: prefixesOf(subnet),
            networkSecurityGroup: idField(group),
            routeTable: idField(table),
            ...wayOutOf(subnet, translating.has(id)),
            privateEndpoints: endpointsIn(id),
          });
        }),
        ...separate.map(toSubnet),
      ],
    });
  });
  const others = subnetsByName.others.map((some) =>
    some[0].made({
      type: 'Microsoft.Network/virtualNetworks',
      name: some[0].text('virtual_network_name') ?? 'unnamed',
      addressSpace: { addressPrefixes: [] },
      subnets: some.map(toSubnet),
    }),
  );
  for (const [peering] of peeringsByName.others) {
    troubles.push(unplaced(peering, 'virtual_network_name', ['azure-nsg', ...layersOfRoutes]));
  }
  return [...own, ...others];
}

/**
 * Of a network, of an interface, or of the resource by itself that says them of a network. Undefined ones that nobody gave
 * are Azure's own; the firewall of a plan has its address after the apply.
 */
function dnsServersOf(holder: Fields): readonly unknown[] {
  const servers = holder.references('dns_servers', firewallAddresses, (server) => ({ server }));
  const isOpen = holder.isOpen('dns_servers') && holder.isConfigured('dns_servers');
  return isOpen ? [`servers that are ${notYetKnown}`] : servers.map(({ server }) => server);
}

/** What a subnet says of routes that no table tells: a private one has no way to the internet of its own. */
function wayOutOf(subnet: Fields, hasNatGateway: boolean): JsonRecord {
  return {
    // What is known only after the apply may close it.
    defaultOutboundAccess: subnet.isUndecided('default_outbound_access_enabled')
      ? false
      : subnet.get('default_outbound_access_enabled'),
    natGateway: hasNatGateway ? { id: 'of this subnet' } : undefined,
    serviceEndpoints: listOf(subnet.get('service_endpoints')).map((service) => ({ service })),
    serviceEndpointPolicies: subnet.has('service_endpoint_policy_ids') ? [{ id: 'of this subnet' }] : [],
    privateEndpointNetworkPolicies: subnet.get('private_endpoint_network_policies'),
  };
}

const attachments = [
  ['security_group', ['azure-nsg']],
  ['route_table_id', layersOfRoutes],
] as const;

function prefixesOf(subnet: Fields): readonly unknown[] {
  const single = subnet.text('address_prefix');
  return single === undefined ? listOf(subnet.get('address_prefixes')) : [single];
}

function translateInterfaces(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const groupsOf = new Map<string, string[]>();
  for (const association of planned.of('azurerm_network_interface_application_security_group_association')) {
    const one = association.reference('network_interface_id', interfaces);
    const group = association.reference('application_security_group_id', applicationGroups);
    if (one === undefined || group === undefined) {
      const open = one === undefined ? 'network_interface_id' : 'application_security_group_id';
      troubles.push(unplaced(association, open, ['azure-nsg']));
    } else addTo(groupsOf, one, group);
  }
  const securityGroupOf = new Map<string, string>();
  for (const association of planned.of('azurerm_network_interface_security_group_association')) {
    const one = association.reference('network_interface_id', interfaces);
    const group = association.reference('network_security_group_id', securityGroups);
    if (one !== undefined && group !== undefined) securityGroupOf.set(one, group);
  }
  return planned.of('azurerm_network_interface').map((fields) => {
    const id = azureId(fields.resource);
    const group = securityGroupOf.get(id);
    return fields.made({
      type: 'Microsoft.Network/networkInterfaces',
      name: fields.text('name') ?? fields.resource.address,
      id,
      networkSecurityGroup: group === undefined ? undefined : { id: group },
      dnsSettings: { dnsServers: dnsServersOf(fields) },
      ipConfigurations: fields.blocks('ip_configuration').map((configuration) => ({
        privateIPAddress: configuration.text('private_ip_address'),
        subnet: { id: configuration.reference('subnet_id', subnets) },
        applicationSecurityGroups: (groupsOf.get(id) ?? []).map((one) => ({ id: one })),
      })),
    });
  });
}

/** The interfaces of each machine; what was of one type before has them as profiles. */
function translateScaleSets(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const toInterface = (one: Fields): JsonRecord => {
    const group = one.reference('network_security_group_id', securityGroups);
    if (one.isOpen('network_security_group_id')) {
      troubles.push(unplaced(one, 'network_security_group_id', ['azure-nsg']));
    }
    const [settings = one] = one.blocks('dns_settings');
    return one.made({
      networkSecurityGroup: group === undefined ? undefined : { id: group },
      dnsSettings: { dnsServers: dnsServersOf(settings) },
      ipConfigurations: one.blocks('ip_configuration').map((configuration) => ({
        subnet: { id: configuration.reference('subnet_id', subnets) },
        applicationSecurityGroups: configuration.references(
          'application_security_group_ids',
          applicationGroups,
          (id) => ({
            id,
          }),
        ),
      })),
    });
  };
  return planned.of(...scaleSetTypes).map((fields) =>
    fields.made({
      type: 'Microsoft.Compute/virtualMachineScaleSets',
      name: fields.text('name') ?? fields.resource.address,
      id: azureId(fields.resource),
      virtualMachineProfile: {
        networkProfile: {
          networkInterfaceConfigurations: ['network_interface', 'network_profile'].flatMap((block) =>
            fields.blocks(block).map(toInterface),
          ),
        },
      },
    }),
  );
}

const scaleSetTypes = [
  'azurerm_linux_virtual_machine_scale_set',
  'azurerm_windows_virtual_machine_scale_set',
  'azurerm_orchestrated_virtual_machine_scale_set',
  'azurerm_virtual_machine_scale_set',
];
