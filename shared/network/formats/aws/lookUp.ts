/** What a plan's `attachedTo` names, and what the files say of where things lie. */
import type { AwsNetwork, NetworkInterface, RouteTable, Subnet } from './awsNetwork.ts';
import type { Named } from './named.ts';

/** Things that a name fits: by id, or by name where no id fits. */
export function findNamed<Thing extends Named>(things: Iterable<Thing>, name: string): readonly Thing[] {
  const byName: Thing[] = [];
  for (const thing of things) {
    if (thing.id === name) return [thing];
    if (thing.names.includes(name)) byName.push(thing);
  }
  return byName;
}

/** Interfaces by their own id or name, or by those of their instance. */
export function findInterfaces(network: AwsNetwork, name: string): readonly NetworkInterface[] {
  return network.interfaces.filter(
    ({ id, names, instanceId }) => id === name || instanceId === name || names.includes(name),
  );
}

/**
 * Subnets that a name means: their own, or those of the interfaces or instances that it names. A subnet that other things
 * refer to is known by its id alone, without its addresses.
 */
export function findSubnets(network: AwsNetwork, name: string): readonly Subnet[] {
  const described = findNamed(network.subnets.values(), name);
  if (described.length > 0) return described;
  const mentions: readonly { readonly id: string; readonly by: Mention }[] = [
    ...findInterfaces(network, name).flatMap((by) => (by.subnetId === undefined ? [] : [{ id: by.subnetId, by }])),
    ...[...network.networkAcls, ...network.routeTables]
      .filter(({ subnetIds }) => subnetIds.includes(name))
      .map((by) => ({ id: name, by })),
  ];
  return [...new Map(mentions.toReversed().map(({ id, by }) => [id, by]))].toReversed().map(([id, by]) => {
    const place = { ...by.place, rule: `subnet ${id}` };
    const vpcId = network.interfaces.find(({ subnetId }) => subnetId === id)?.vpcId ?? by.vpcId;
    return network.subnets.get(id) ?? { id, names: [], place, vpcId, ranges: [], publicAccess: undefined };
  });
}

/** What refers to a subnet. */
type Mention = Named & { readonly vpcId: string | undefined };

/**
 * A subnet's own table, or the main one of its VPC, which a subnet has that is associated with no other. That no table is
 * associated with it is taken from files only that show all tables: one that was left out may be the subnet's own.
 */
export function routeTableOf(network: AwsNetwork, subnet: Subnet): RouteTable | MissingTable {
  const own = network.routeTables.find(({ subnetIds }) => subnetIds.includes(subnet.id));
  if (own !== undefined) return own;
  const main = network.routeTables.find(({ isMain, vpcId }) => isMain && vpcId !== undefined && vpcId === subnet.vpcId);
  const remedy = 'add the whole output of `aws ec2 describe-route-tables` and `aws ec2 describe-subnets`';
  if (main === undefined) return { because: `The route table of ${subnet.place.rule} is not in the files: ${remedy}.` };
  return main.isAmongAll
    ? main
    : {
        because: `Whether ${subnet.place.rule} has a route table of its own or ${main.place.rule}, the main one, is not known, since the files do not show that they hold all tables: ${remedy}, or name its table in attachedTo.`,
      };
}

export interface MissingTable {
  readonly because: string;
}
