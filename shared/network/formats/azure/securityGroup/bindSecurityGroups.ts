import { enumerate } from '../../../../kernel/enumerate.ts';
import type { LayerBinding, Origin, WayIn } from '../../../reading/ruleFormat.ts';
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
  const programs = [...groups].map((group) => compileSecurityGroup(group, network, origin));
  const reason = programs.length === 0 ? `No NSG is attached to ${attachedTo.join(', ')}.` : undefined;
  return { kind: 'bound', programs, reason, waysIn: () => waysInThrough([...groups], network, origin) };
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

/** Something in Azure that the plan's word may mean, and the groups that stand before it. */
interface Meaning {
  readonly id: string;
  readonly groups: readonly NetworkSecurityGroup[] | 'not in the files';
}

/**
 * Groups by their own name or id, or by the subnet or interface that they are attached to; none where a subnet is known to
 * have none. A text says why it is not known which are meant.
 */
function findGroups(network: AzureNetwork, target: string): readonly NetworkSecurityGroup[] | string {
  const meanings = findMeanings(network, target);
  const [first] = meanings;
  if (first === undefined) {
    return `No NSG, subnet or interface in the files is called ${target}: correct attachedTo of the layer azure-nsg, or add the output of \`az network nsg list -o json\`.`;
  }
  const missing = meanings.find(({ groups }) => groups === 'not in the files');
  if (missing !== undefined) {
    return `The NSG of ${target} is not in the files: add the output of \`az network nsg list -o json\`.`;
  }
  if (meanings.some(({ groups }) => !areSame(groups, first.groups))) {
    const ids = [...new Set(meanings.map(({ id }) => id))];
    return ids.length === 1
      ? `The files disagree about which NSG ${target} has: export groups and virtual networks again.`
      : `${target} may be ${ids.join(' or ')}: write the id in attachedTo of the layer azure-nsg.`;
  }
  return first.groups === 'not in the files' ? [] : first.groups;
}

function areSame(one: Meaning['groups'], other: Meaning['groups']): boolean {
  return one.length === other.length && [...one].every((group, index) => group === other[index]);
}

/** Everything in the files that may be meant by a word of `attachedTo`. */
export function findMeanings(
  { networkSecurityGroups, virtualNetworks, interfaces }: AzureNetwork,
  target: string,
): readonly Meaning[] {
  const wanted = target.toLowerCase();
  const isMeant = (nameOrId: string | undefined): boolean => {
    const found = nameOrId?.toLowerCase() ?? '';
    return found === wanted || found.split('/').at(-1) === wanted;
  };
  const byGroup = networkSecurityGroups.flatMap((group): readonly Meaning[] => {
    const own = isMeant(group.name) || isMeant(group.id) ? [{ id: group.id ?? group.name, groups: [group] }] : [];
    return [...own, ...group.attachedTo.filter(isMeant).map((id) => ({ id, groups: [group] }))];
  });
  const withGroup = (id: string, networkSecurityGroupId: string | undefined): Meaning => {
    if (networkSecurityGroupId === undefined) return { id, groups: [] };
    const group = networkSecurityGroups.find((one) => isSameId(one.id, networkSecurityGroupId));
    return { id, groups: group === undefined ? 'not in the files' : [group] };
  };
  const bySubnet = virtualNetworks.flatMap(({ name: networkName, subnets }) =>
    subnets
      .filter(({ name, id }) => isMeant(name) || isMeant(id))
      .map(({ name, id, networkSecurityGroupId }) => withGroup(id ?? `${networkName}/${name}`, networkSecurityGroupId)),
  );
  const byInterface = interfaces
    .filter(({ name, id }) => isMeant(name) || isMeant(id))
    .map(({ name, id, networkSecurityGroupId }) => withGroup(id ?? name, networkSecurityGroupId));
  return [...byGroup, ...bySubnet, ...byInterface];
}
