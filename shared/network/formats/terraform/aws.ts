/**
 * Resources of the provider hashicorp/aws, as the AWS CLI would print what they make. Source: the provider's documentation
 * of each type, releases 4 to 6.
 */
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { vpcs } from './awsNames.ts';
import { networkAclTypes, translateNetworkAcls } from './awsNetworkAcls.ts';
import { networkFirewallTypes, translateNetworkFirewalls } from './awsNetworkFirewall.ts';
import { endpointPolicyTypes, translatePlaces } from './awsPlaces.ts';
import { prefixListTypes, translatePrefixLists } from './awsPrefixLists.ts';
import { routeTableTypes, translateRouteTables } from './awsRouteTables.ts';
import { securityGroupTypes, translateSecurityGroups } from './awsSecurityGroups.ts';
import { partsById } from './partsById.ts';
import type { Fields } from './fields.ts';
import { giveWhatItMade, unplaced } from './translation.ts';
import type { CloudTranslator, Trouble } from './translation.ts';

/** Further ranges of a VPC. */
const rangeTypes = ['aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association'] as const;

export const awsTranslator: CloudTranslator = {
  knownTypes: new Set([
    ...securityGroupTypes,
    ...networkAclTypes,
    ...prefixListTypes,
    ...routeTableTypes,
    ...rangeTypes,
    ...endpointPolicyTypes,
    ...networkFirewallTypes,
    'aws_vpc_encryption_control',
  ]),
  bearing: [
    {
      form: /^aws_(?:default_|vpc_)?(?:security_group|network_interface_sg_attachment)/,
      layers: ['aws-security-group'],
    },
    { form: /^aws_(?:default_)?network_acl/, layers: ['aws-network-acl'] },
    { form: /^aws_networkfirewall_/, layers: ['aws-network-firewall'] },
    { form: /^aws_(?:default_|main_)?route(?:_table)?(?:_|$)(?!53)/, layers: ['route'] },
    {
      form: /^aws_(?:vpn_gateway_route_propagation|vpc_route_server|vpc_endpoint_route_table_association)/,
      layers: ['route'],
    },
    {
      form: /^aws_(?:ec2_managed_prefix_list|vpc_block_public_access|fms_policy)/,
      layers: ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'],
    },
  ],
  translate: (planned) => {
    const troubles: Trouble[] = [];
    const rangesOfVpcs = partsById(planned.of(...rangeTypes), 'vpc_id', vpcs, (part) =>
      troubles.push(unplaced(part, 'vpc_id', ['route', 'aws-network-firewall'])),
    );
    for (const { path, resource } of planned.of('aws_vpc_encryption_control').filter(mayStopTraffic)) {
      const message = `What ${resource.address} keeps from leaving, since it is not encrypted on its way, is not judged.`;
      troubles.push({ path, message, remedy: giveWhatItMade, layers: ['route'] });
    }
    const lists: Readonly<Record<string, readonly JsonRecord[]>> = {
      SecurityGroups: translateSecurityGroups(planned, troubles),
      NetworkAcls: translateNetworkAcls(planned, troubles),
      PrefixLists: translatePrefixLists(planned, troubles),
      RouteTables: translateRouteTables(planned, rangesOfVpcs, troubles),
      ...translatePlaces(planned, rangesOfVpcs, troubles),
    };
    const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
    const documents = [...filled.map(([field, list]) => ({ [field]: list })), ...translateNetworkFirewalls(planned)];
    return { documents, troubles };
  },
};

/** In the mode `monitor` it looks on. */
function mayStopTraffic(control: Fields): boolean {
  return control.text('mode') !== 'monitor';
}
