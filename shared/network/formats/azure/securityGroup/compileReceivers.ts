/**
 * What the groups of subnets and interfaces of the files make of traffic that arrives there: both must let it in, of one subnet to
 * itself too. Source: Azure virtual network documentation, "How network security groups filter network traffic".
 */
import { exactly, somewhereIn, uniteBounds } from '../../../flows/addressBounds.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { covers, flowsTo, intersect, isEmpty, subtract } from '../../../flows/flowSet.ts';
import { perhaps } from '../../../machine/condition.ts';
import { ruleOf } from '../../../machine/ruleOf.ts';
import type { Rule, RulePlace, RuleProgram, Section } from '../../../machine/ruleProgram.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import type { Origin } from '../../../reading/ruleFormat.ts';
import type { AzureNetwork, NetworkInterface, Subnet, VirtualNetwork } from '../azureNetwork.ts';
import { finderById } from '../azureResource.ts';
import { findInterfacesBehind, findSubnetsBehind, subnetsCalled } from './attachments.ts';
import { compileReceipt } from './compileSecurityGroup.ts';
import type { NetworkSecurityGroup } from './networkSecurityGroup.ts';

/** `named`: addresses of what the plan attaches the layer to, for where it names none of the nodes. */
export function compileReceivers(
  network: AzureNetwork,
  origin: Origin,
  named: readonly AddressRange[],
): readonly RuleProgram[] {
  const sender: Origin = { ...origin, addresses: origin.addresses.length > 0 ? origin.addresses : named };
  const nodes = flowsTo(origin.network.nodeRanges.length > 0 ? origin.network.nodeRanges : named);
  const isNear = ({ addressPrefixes, peeredPrefixes }: VirtualNetwork): boolean =>
    !isEmpty(nodes) && covers(flowsTo(toRanges([...addressPrefixes, ...peeredPrefixes])), nodes);
  return [findSubnetReceivers(network), findInterfaceReceivers(network)].flatMap((receivers) =>
    [...Map.groupBy(receivers, ({ within }) => within)].map(([within, some]) => {
      const reached = isNear(within) ? some : some.map((receiver) => ({ ...receiver, at: perhapsThere(receiver) }));
      return toProgram(reached, network, sender);
    }),
  );
}

/** A group, and the addresses before which it stands. */
interface Receiver {
  /** Undefined where it is not in the files. */
  readonly group: NetworkSecurityGroup | undefined;
  readonly at: AddressBounds;
  readonly within: VirtualNetwork;
  readonly place: RulePlace;
}

/** Networks that are not known to be connected may have the same addresses. */
function perhapsThere({ at, within: { name } }: Receiver): AddressBounds {
  return somewhereIn(
    at.possible,
    `Whether the nodes reach the virtual network ${name} by this address is not known: set network.nodeCidrs, and add the output of \`az network vnet list -o json\` with its peerings.`,
  );
}

function findSubnetReceivers(network: AzureNetwork): readonly Receiver[] {
  const { subnets, networkOf } = listSubnets(network);
  const configurations = network.interfaces.flatMap((one) =>
    one.configurations.map((configuration) => ({ ...configuration, of: one })),
  );
  const receiver = (group: NetworkSecurityGroup | undefined, subnet: Subnet): readonly Receiver[] => {
    const within = networkOf.get(subnet);
    if (within === undefined) return [];
    const place = group?.place ?? { ...within.place, rule: `the NSG of the subnet ${subnet.name}` };
    return [{ group, within, place, at: boundsOfSubnet(subnet, configurationsIn(configurations, subnet.id)) }];
  };
  const told = network.networkSecurityGroups.map((group) => ({ group, behind: findSubnetsBehind(group, subnets) }));
  const haveGroup = new Set(told.flatMap(({ behind }) => behind));
  const missing = subnets.filter((one) => one.networkSecurityGroupId !== undefined && !haveGroup.has(one));
  return [
    ...told.flatMap(({ group, behind }) => behind.flatMap((subnet) => receiver(group, subnet))),
    ...missing.flatMap((subnet) => receiver(undefined, subnet)),
  ];
}

function listSubnets({ virtualNetworks }: AzureNetwork): {
  readonly subnets: readonly Subnet[];
  readonly networkOf: ReadonlyMap<Subnet, VirtualNetwork>;
} {
  const networkOf = new Map(virtualNetworks.flatMap((one) => one.subnets.map((subnet) => [subnet, one] as const)));
  return { subnets: [...networkOf.keys()], networkOf };
}

type Configuration = NetworkInterface['configurations'][number];

const configurationsIn = finderById(({ subnetId }: Configuration & { readonly of: NetworkInterface }) => subnetId);

/** Its machines, and whatever else is there: load balancers hand on, and private endpoints may be let off. */
function boundsOfSubnet(
  { name, addressPrefixes, groupsBearOnEndpoints }: Subnet,
  configurations: readonly (Configuration & { readonly of: NetworkInterface })[],
): AddressBounds {
  const isExempt = ({ of }: (typeof configurations)[number]): boolean =>
    of.isOfPrivateEndpoint && !groupsBearOnEndpoints;
  const addressesOf = (some: typeof configurations) => flowsTo(toRanges(some.flatMap(({ address }) => address ?? [])));
  const all = flowsTo(toRanges(addressPrefixes));
  return {
    certain: intersect(all, addressesOf(configurations.filter((one) => !isExempt(one)))),
    possible: subtract(all, addressesOf(configurations.filter(isExempt))),
    because: `What has this address in the subnet ${name} is not in the files, and its NSG may not stand before it: add the output of \`az network nic list -o json\`.`,
  };
}

/** Machines of a scale set may have any address of their subnet. */
function findInterfaceReceivers(network: AzureNetwork): readonly Receiver[] {
  const { subnets, networkOf } = listSubnets(network);
  return network.networkSecurityGroups.flatMap((group) => {
    const parts = findInterfacesBehind(group, network).flatMap(({ name, configurations }) =>
      configurations.flatMap(({ address, subnetId }) =>
        subnetsCalled(subnets, subnetId).flatMap((subnet) => {
          const because = `Which addresses the machines of ${name} have is not in the files.`;
          const at =
            address === undefined
              ? somewhereIn(flowsTo(toRanges(subnet.addressPrefixes)), because)
              : exactly(toRanges([address]));
          const within = networkOf.get(subnet);
          return within === undefined ? [] : [{ within, at }];
        }),
      ),
    );
    return [...Map.groupBy(parts, ({ within }) => within)].map(([within, some]): Receiver => {
      const at = some.map((part) => part.at).reduce(uniteBounds);
      return { group, within, place: group.place, at };
    });
  });
}

function toProgram(receivers: readonly Receiver[], network: AzureNetwork, sender: Origin): RuleProgram {
  return { sections: receivers.map((receiver) => toSection(receiver, network, sender)), judges: 'further-on' };
}

/** Its rules are made where something gets there: most traffic is for other places. */
function toSection(receiver: Receiver, network: AzureNetwork, sender: Origin): Section {
  let rules: readonly Rule[] | undefined;
  return {
    get rules() {
      return (rules ??= compileReceiver(receiver, network, sender));
    },
    bearsOn: receiver.at.possible,
    otherwise: 'next',
    otherwiseBy: [],
    goesByFlowsAlone: true,
  };
}

function compileReceiver({ group, at, place }: Receiver, network: AzureNetwork, sender: Origin): readonly Rule[] {
  const { certain, possible, because = '' } = at;
  if (group === undefined) {
    const missing = `It is not in the files: add ${place.rule} with \`az network nsg list -o json\`.`;
    return undecidedRules(place, missing, perhaps(missing, possible));
  }
  const others = subtract(possible, certain);
  const apart = { ...place, rule: `${place.rule}, which may not stand before it` };
  return [
    ...(isEmpty(others) ? [] : [ruleOf('allow', apart, perhaps(because, others))]),
    ...compileReceipt(group, network, sender).map((rule) => restrict(rule, at)),
    ruleOf('deny', { ...place, rule: `${place.rule}: nothing else inbound` }, { certain: possible, possible }),
  ];
}

function restrict(rule: Rule, { possible: there }: AddressBounds): Rule {
  return {
    action: rule.action,
    get place() {
      return rule.place;
    },
    reach: rule.reach,
    match: (destination) => {
      const { certain, possible, ...match } = rule.match(destination);
      return { ...match, certain: intersect(certain, there), possible: intersect(possible, there) };
    },
  };
}
