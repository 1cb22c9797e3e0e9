/** What a network security group stands before, by its own export or by those of subnets and interfaces. */
import type { AzureNetwork, NetworkInterface, Subnet } from '../azureNetwork.ts';
import { finderById } from '../azureResource.ts';
import type { NetworkSecurityGroup } from './networkSecurityGroup.ts';

/** Those of the given list. */
export function findSubnetsBehind(
  { id, attachedTo }: NetworkSecurityGroup,
  subnets: readonly Subnet[],
): readonly Subnet[] {
  const listed = attachedTo.flatMap((one) => subnetsCalled(subnets, one));
  return [...new Set([...subnetsNaming(subnets, id), ...listed])];
}

export function findInterfacesBehind(
  { id, attachedTo }: NetworkSecurityGroup,
  { interfaces }: AzureNetwork,
): readonly NetworkInterface[] {
  const listed = attachedTo.flatMap((one) => interfacesCalled(interfaces, one));
  return [...new Set([...interfacesNaming(interfaces, id), ...listed])];
}

/** Subnets that it is attached to, and those of the interfaces that it is. */
export function findSubnetsOf(
  group: NetworkSecurityGroup,
  network: AzureNetwork,
  subnets: readonly Subnet[],
): readonly Subnet[] {
  const ofInterfaces = findInterfacesBehind(group, network).flatMap(({ configurations }) =>
    configurations.flatMap(({ subnetId }) => subnetsCalled(subnets, subnetId)),
  );
  return [...new Set([...findSubnetsBehind(group, subnets), ...ofInterfaces])];
}

export const subnetsCalled = finderById(({ id }: Subnet) => id);
const subnetsNaming = finderById(({ networkSecurityGroupId }: Subnet) => networkSecurityGroupId);
const interfacesCalled = finderById(({ id }: NetworkInterface) => id);
const interfacesNaming = finderById(({ networkSecurityGroupId }: NetworkInterface) => networkSecurityGroupId);
