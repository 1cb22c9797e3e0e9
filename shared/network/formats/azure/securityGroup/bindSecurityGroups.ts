import { enumerate } from '../../../../kernel/enumerate.ts';
import type { LayerBinding, Origin, WayIn } from '../../../reading/ruleFormat.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { findSubnetsOf, subnetsCalled } from './attachments.ts';
import { compileReceivers } from './compileReceivers.ts';
import { compileArrivals, compileSecurityGroup } from './compileSecurityGroup.ts';
import type { AzureNetwork } from '../azureNetwork.ts';
import { isSameId } from '../azureResource.ts';
import type { NetworkSecurityGroup } from './networkSecurityGroup.ts';

/**
 * The groups that the plan says the traffic passes. Every one of them must allow it: those of an interface and of its
 * subnet because both are tested, those of several subnets because the workload may run in any of them.
 */
export function bindSecurityGroups(network: AzureNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  if (attachedTo.length === 0) {
    const because =
      'The plan does not say which groups the nodes are behind: set attachedTo of the layer azure-nsg in network.path.';
    return { kind: 'unbound', because };
  }
  const groups = new Set<NetworkSecurityGroup>();
  for (const target of attachedTo) {
    const found = findGroups(network, target);
    if (typeof found === 'string') return { kind: 'unbound', because: found };
    for (const group of found) groups.add(group);
  }
  const leaving = [...groups].map((group) => compileSecurityGroup(group, network, origin));
  const programs = [...leaving, ...compileReceivers(network, origin, [...groups], addressesNamed(network, attachedTo))];
  const reason = leaving.length === 0 ? `No NSG is attached to ${attachedTo.join(', ')}.` : undefined;
  return { kind: 'bound', programs, reason, waysIn: () => waysInThrough([...groups], network, origin) };
}

/** Where the nodes are by the names of interfaces, subnets and groups; none where one of the names tells no address. */
function addressesNamed(network: AzureNetwork, attachedTo: readonly string[]): readonly AddressRange[] {
  const { networkSecurityGroups, virtualNetworks, interfaces } = network;
  const subnets = virtualNetworks.flatMap((one) => one.subnets);
  const found = attachedTo.map((target) => {
    const isMeant = isCalled(target);
    const areMeant = <Thing extends { readonly name: string; readonly id: string | undefined }>(
      things: readonly Thing[],
    ): readonly Thing[] => things.filter(({ name, id }) => isMeant(name) || isMeant(id));
    const own = areMeant(interfaces).flatMap(({ configurations }) =>
      configurations.flatMap(({ address, subnetId }) =>
        address === undefined ? subnetsCalled(subnets, subnetId).flatMap((one) => one.addressPrefixes) : [address],
      ),
    );
    const behind = areMeant(networkSecurityGroups).flatMap((group) => findSubnetsOf(group, network, subnets));
    const ofSubnets = [...areMeant(subnets), ...behind].flatMap((one) => one.addressPrefixes);
    return toRanges(own.length > 0 ? own : ofSubnets);
  });
  return found.every((ranges) => ranges.length > 0) ? found.flat() : [];
}

/**
 * Groups of several subnets are as many ways in. One that may be an interface's stands behind that of its subnet, and which
 * these are, lists of scale sets do not say.
 */
function waysInThrough(
  groups: readonly NetworkSecurityGroup[],
  network: AzureNetwork,
  origin: Origin,
): readonly WayIn[] {
  const programs = groups.map((group) => compileArrivals(group, network, origin));
  const areOfSubnets = groups.every(
    ({ attachedTo }) => attachedTo.length > 0 && attachedTo.every((id) => /\/subnets\//i.test(id)),
  );
  if (programs.length <= 1 || areOfSubnets) return programs.map((program) => ({ programs: [program] }));
  const perhapsApart = `Whether ${enumerate(groups.map(({ name }) => name))} stand before the same nodes is not known: name the subnets of the nodes, or the one group that all of them have, in attachedTo of the layer azure-nsg.`;
  return [{ programs, perhapsApart }];
}

/** Groups that stand before something; a text says why they are not known. */
type Groups = readonly NetworkSecurityGroup[] | string;

/** Something in Azure that the plan's word may mean, and the groups that stand before it. */
interface Meaning {
  readonly id: string;
  readonly groups: Groups;
  /** Of an interface, those of the subnets that it is in, which its traffic passes as well. */
  readonly ofSubnets: Groups;
  readonly isOfScaleSet: boolean;
}

/**
 * Groups by their own name or id, or by the subnet or interface that they are attached to; none where a subnet is known to
 * have none. A text says why it is not known which are meant.
 */
function findGroups(network: AzureNetwork, target: string): Groups {
  const meanings = findMeanings(network, target);
  const [first] = meanings;
  if (first === undefined) {
    return `No NSG, subnet or interface in the files is called ${target}: correct attachedTo of the layer azure-nsg, or add the output of \`az network nsg list -o json\`.`;
  }
  const all: NetworkSecurityGroup[] = [];
  for (const { groups, ofSubnets } of meanings) {
    if (typeof groups === 'string') return groups;
    if (typeof ofSubnets === 'string') return ofSubnets;
    all.push(...groups, ...ofSubnets);
  }
  if (meanings.some(({ groups }) => !areSame(groups, first.groups))) return describeChoice(meanings, target);
  return [...new Set(all)];
}

/** Why it is not known which of several meanings holds, where they have not the same groups. */
function describeChoice(meanings: readonly Meaning[], target: string): string {
  const ids = [...new Set(meanings.map(({ id }) => id))];
  if (ids.length > 1) return `${target} may be ${ids.join(' or ')}: write the id in attachedTo of the layer azure-nsg.`;
  return meanings.every(({ isOfScaleSet }) => isOfScaleSet)
    ? `The interfaces of ${target} do not have the same NSG: name the NSG that the traffic passes in attachedTo of the layer azure-nsg.`
    : `The files disagree about which NSG ${target} has: export groups and virtual networks again.`;
}

function areSame(one: Groups, other: Groups): boolean {
  return one.length === other.length && [...one].every((group, index) => group === other[index]);
}

/** Everything in the files that may be meant by a word of `attachedTo`. */
export function findMeanings(network: AzureNetwork, target: string): readonly Meaning[] {
  const { networkSecurityGroups, virtualNetworks, interfaces } = network;
  const isMeant = isCalled(target);
  const byGroup = networkSecurityGroups.flatMap((group): readonly Meaning[] => {
    const meaning = (id: string): Meaning => ({ id, groups: [group], ofSubnets: [], isOfScaleSet: false });
    const own = isMeant(group.name) || isMeant(group.id) ? [meaning(group.id ?? group.name)] : [];
    return [...own, ...group.attachedTo.filter(isMeant).map(meaning)];
  });
  const missing = `The NSG of ${target} is not in the files: add the output of \`az network nsg list -o json\`.`;
  const groupOf = (id: string | undefined): Groups => {
    if (id === undefined) return [];
    const group = networkSecurityGroups.find((one) => isSameId(one.id, id));
    return group === undefined ? missing : [group];
  };
  const bySubnet = virtualNetworks.flatMap(({ name: networkName, subnets }) =>
    subnets
      .filter(({ name, id }) => isMeant(name) || isMeant(id))
      .map(({ name, id, networkSecurityGroupId }): Meaning => {
        const groups = groupOf(networkSecurityGroupId);
        return { id: id ?? `${networkName}/${name}`, groups, ofSubnets: [], isOfScaleSet: false };
      }),
  );
  const byInterface = interfaces
    .filter(({ name, id }) => isMeant(name) || isMeant(id))
    .map(({ name, id, networkSecurityGroupId, configurations, isOfScaleSet }): Meaning => {
      const groups = groupOf(networkSecurityGroupId);
      const ofSubnets = findGroupsOfSubnets(
        network,
        configurations.map(({ subnetId }) => subnetId),
      );
      const unknown = `The NSG of a subnet of ${target} is not in the files: add the output of \`az network vnet list -o json\` and of \`az network nsg list -o json\`.`;
      return { id: id ?? name, groups, ofSubnets: ofSubnets ?? unknown, isOfScaleSet };
    });
  return [...byGroup, ...bySubnet, ...byInterface];
}

/** By a name or an id, or by the name that an id ends in. */
function isCalled(target: string): (nameOrId: string | undefined) => boolean {
  const wanted = target.toLowerCase();
  return (nameOrId) => {
    const found = nameOrId?.toLowerCase() ?? '';
    return found === wanted || found.split('/').at(-1) === wanted;
  };
}

/** Undefined where it is not known in which subnets an interface is, or which groups these have. */
function findGroupsOfSubnets(
  { networkSecurityGroups, virtualNetworks }: AzureNetwork,
  subnetIds: readonly (string | undefined)[],
): readonly NetworkSecurityGroup[] | undefined {
  const found: NetworkSecurityGroup[] = [];
  for (const wanted of subnetIds.length === 0 ? [undefined] : subnetIds) {
    const subnets = virtualNetworks.flatMap((one) => one.subnets.filter(({ id }) => isSameId(id, wanted)));
    const listing = networkSecurityGroups.filter((group) => group.attachedTo.some((id) => isSameId(id, wanted)));
    const named = subnets.flatMap(({ networkSecurityGroupId }) => networkSecurityGroupId ?? []);
    const ofNetworks = named.map((id) => networkSecurityGroups.find((group) => isSameId(id, group.id)));
    if (subnets.length + listing.length === 0 || ofNetworks.includes(undefined)) return undefined;
    found.push(...listing, ...ofNetworks.filter((group) => group !== undefined));
  }
  return found;
}
