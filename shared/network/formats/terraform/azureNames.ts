/** How resources of Azure are called in the documents that are made of a plan. */
import { describeValue } from '../../../kernel/describeValue.ts';
import type { Fields, Target } from './fields.ts';
import { notYetKnown } from './notYetKnown.ts';
import type { TerraformResource } from './terraformPlan.ts';

/** The types by which Azure's ids tell what they are of. */
const kindsInIds: Readonly<Record<string, string>> = {
  azurerm_network_security_group: 'networkSecurityGroups',
  azurerm_application_security_group: 'applicationSecurityGroups',
  azurerm_network_interface: 'networkInterfaces',
  azurerm_route_table: 'routeTables',
  azurerm_firewall: 'azureFirewalls',
  azurerm_firewall_policy: 'firewallPolicies',
  azurerm_ip_group: 'ipGroups',
};

/**
 * The id that Azure gave; before the apply one that ends alike and begins with the address, since two resource groups may
 * have things of one name.
 */
export function azureId({ type, values, address }: TerraformResource): string {
  const { id, name, virtual_network_name: network } = values;
  if (typeof id === 'string' && id !== '') return id;
  const called = typeof name === 'string' && name !== '' ? name : address;
  const kind =
    type === 'azurerm_subnet' ? `virtualNetworks/${describeValue(network)}/subnets` : (kindsInIds[type] ?? type);
  return `/terraform/${address}/providers/Microsoft.Network/${kind}/${called}`;
}

export function azureTarget(...types: readonly string[]): Target {
  return { types: new Set(types), nameOf: azureId };
}

/** What stands for the address of a firewall that Azure gives it when the plan is applied. */
export const firewallAddresses: Target = {
  types: new Set(['azurerm_firewall']),
  nameOf: ({ address }) => `the address of ${address}`,
};

/** What every resource says of itself, and none of it decides. */
export const aboutResource = ['id', 'name', 'description', 'location', 'tags', 'timeouts'];

/**
 * What stands in the place of a list that is known only after the apply, unless the plan has its items as resources by
 * themselves: a dynamic block looks the same as none.
 */
export function refusedUnlessSeparate(fields: Fields, list: string, isSeparate: boolean): string | undefined {
  if (!fields.isWhollyUnknown(list)) return undefined;
  return isSeparate && !fields.isConfigured(list) ? undefined : `${list} of ${fields.resource.address}, ${notYetKnown}`;
}
