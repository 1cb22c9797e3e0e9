/**
 * What the groups of subnets and interfaces of the files make of traffic that arrives there: both must let it in, of one subnet to
 * itself too. Source: Azure virtual network documentation, "How network security groups filter network traffic".
 */
import { exactly, somewhereIn } from '../../../flows/addressBounds.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { covers, flowsTo, intersect, isEmpty, overlaps, subtract, unite } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import { perhaps } from '../../../machine/condition.ts';
import { ruleOf } from '../../../machine/ruleOf.ts';
import type { Rule, RulePlace, RuleProgram, Section } from '../../../machine/ruleProgram.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import type { Origin } from '../../../reading/ruleFormat.ts';
import type { AzureNetwork, NetworkInterface, Subnet, VirtualNetwork } from '../azureNetwork.ts';
import { finderById } from '../azureResource.ts';
import { uniteBounds } from '../bounds.ts';
import { findInterfacesBehind, findSubnetsBehind, findSubnetsOf, subnetsCalled } from './attachments.ts';
import { compileReceipt } from './compileSecurityGroup.ts';
import type { NetworkSecurityGroup } from './networkSecurityGroup.ts';

/**
 * `own` are the groups that the nodes' traffic leaves through; `named`: addresses of what the plan attaches the layer to, for
 * where it names none of the nodes.
 */
export function compileReceivers(
  network: AzureNetwork,
  origin: Origin,
  own: readonly NetworkSecurityGroup[],
  named: readonly AddressRange[],
): readonly RuleProgram[] {
  const sender: Origin = { ...origin, addresses: origin.addresses.length > 0 ? origin.addresses : named };
  const nodes = flowsTo(origin.network.nodeRanges.length > 0 ? origin.network.nodeRanges : named);
  const near = isEmpty(nodes) ? [] : findNear(nodes, network, own);
  const spacesNear = flowsTo(toRanges(near.flatMap(({ addressPrefixes }) => addressPrefixes)));
  const receivers = [...findSubnetReceivers(network), ...findInterfaceReceivers(network)].map((receiver) => {
    const isNear = receiver.within !== undefined && near.includes(receiver.within);
    return { ...receiver, isNear, at: isNear ? receiver.at : perhapsThere(receiver, spacesNear) };
  });
  return programsOf(receivers).map((some) => ({
    sections: some.map((receiver) => toSection(receiver, network, sender)),
    judges: 'further-on',
  }));
}

/** The network of the nodes, and those that are peered with it. Of several that have their addresses their own groups tell. */
function findNear(
  nodes: FlowSet,
  network: AzureNetwork,
  own: readonly NetworkSecurityGroup[],
): readonly VirtualNetwork[] {
  const { virtualNetworks } = network;
  const areIn = (prefixes: readonly string[]): boolean => covers(flowsTo(toRanges(prefixes)), nodes);
  const isOwn = ({ subnets }: VirtualNetwork): boolean =>
    own.some((group) => findSubnetsOf(group, network, subnets).length > 0);
  const areOne = (some: readonly VirtualNetwork[]): boolean =>
    new Set(some.map(({ name }) => name.toLowerCase())).size === 1;
  const all = virtualNetworks.filter(({ addressPrefixes }) => areIn(addressPrefixes));
  const homes = all.length === 0 || areOne(all) ? all : all.filter(isOwn);
  if (all.length > 0 && !areOne(homes)) return [];
  const isPeered = ({ addressPrefixes, peeredPrefixes }: VirtualNetwork): boolean =>
    !areIn(addressPrefixes) && areIn([...addressPrefixes, ...peeredPrefixes]);
  return [...homes, ...virtualNetworks.filter(isPeered)];
}

/** What a group may stand before. */
interface Site {
  /** Undefined where no file has its subnet. */
  readonly within: VirtualNetwork | undefined;
  readonly at: AddressBounds;
}

/** A group, and all that it stands before in one network. */
interface Receiver extends Site {
  /** Undefined where it is not in the files. */
  readonly group: NetworkSecurityGroup | undefined;
  readonly place: RulePlace;
}

/** `isNear`: the nodes are in its network, or in one that is peered with it. */
type ReachedReceiver = Receiver & { readonly isNear: boolean };

/** Networks that are not known to be connected may have the same addresses; those near the nodes come first. */
function perhapsThere({ at, within }: Receiver, spacesNear: FlowSet): AddressBounds {
  return somewhereIn(
    subtract(at.possible, spacesNear),
    within === undefined
      ? 'In which virtual network this address is, is not in the files: add the output of `az network vnet list -o json`.'
      : `Whether the nodes reach the virtual network ${within.name} by this address is not known: set network.nodeCidrs, and add the output of \`az network vnet list -o json\` with its peerings.`,
  );
}

/** Each must let in what is for it, and the first that decides ends a program: no two in one are for the same address. */
function programsOf(receivers: readonly ReachedReceiver[]): readonly (readonly ReachedReceiver[])[] {
  const programs: { readonly receivers: ReachedReceiver[]; taken: FlowSet }[] = [];
  for (const receiver of receivers) {
    const { possible } = receiver.at;
    const free = programs.find(({ taken }) => !overlaps(taken, possible));
    if (free === undefined) {
      programs.push({ receivers: [receiver], taken: possible });
    } else {
      free.receivers.push(receiver);
      free.taken = unite(free.taken, possible);
    }
  }
  return programs.map((program) => program.receivers);
}

/** A subnet or an interface. */
interface Guarded {
  readonly networkSecurityGroupId: string | undefined;
  /** Where a group that is not in the files would be named. */
  readonly placeOfMissing: RulePlace;
  readonly sites: () => readonly Site[];
}

function findSubnetReceivers(network: AzureNetwork): readonly Receiver[] {
  const configurations = listConfigurations(network);
  const guarded = new Map(
    network.virtualNetworks.flatMap((within) =>
      within.subnets.map((subnet): [Subnet, Guarded] => {
        const sites = (): readonly Site[] => [
          { within, at: boundsOfSubnet(subnet, configurationsIn(configurations, subnet.id)) },
        ];
        const placeOfMissing = { ...within.place, rule: `the NSG of the subnet ${subnet.name}` };
        return [subnet, { networkSecurityGroupId: subnet.networkSecurityGroupId, placeOfMissing, sites }];
      }),
    ),
  );
  const subnets = [...guarded.keys()];
  return findReceivers(network, guarded, (group) => findSubnetsBehind(group, subnets));
}

function findInterfaceReceivers(network: AzureNetwork): readonly Receiver[] {
  const configurations = listConfigurations(network);
  const networkOf = new Map(
    network.virtualNetworks.flatMap((one) => one.subnets.map((subnet) => [subnet, one] as const)),
  );
  const subnets = [...networkOf.keys()];
  const guarded = new Map(
    network.interfaces.map((one): [NetworkInterface, Guarded] => {
      const sites = (): readonly Site[] =>
        one.configurations.flatMap(({ address, subnetId }): readonly Site[] => {
          const own = subnetsCalled(subnets, subnetId);
          const addresses = address === undefined ? undefined : exactly(toRanges([address]));
          if (own.length === 0) return addresses === undefined ? [] : [{ within: undefined, at: addresses }];
          return own.map((subnet) => ({
            within: networkOf.get(subnet),
            at: addresses ?? somewhereFree(subnet, configurationsIn(configurations, subnet.id)),
          }));
        });
      const rule = `the NSG of the ${one.isOfScaleSet ? 'scale set' : 'interface'} ${one.name}`;
      const placeOfMissing = { ...one.place, rule };
      return [one, { networkSecurityGroupId: one.networkSecurityGroupId, placeOfMissing, sites }];
    }),
  );
  return findReceivers(network, guarded, (group) => findInterfacesBehind(group, network));
}

function findReceivers<Thing>(
  { networkSecurityGroups }: AzureNetwork,
  guarded: ReadonlyMap<Thing, Guarded>,
  findBehind: (group: NetworkSecurityGroup) => readonly Thing[],
): readonly Receiver[] {
  const told = networkSecurityGroups.map((group) => ({ group, behind: findBehind(group) }));
  const groupsOf = Map.groupBy(
    told.flatMap(({ behind }) => behind),
    (thing) => thing,
  );
  const sitesOf = (thing: Thing): readonly Site[] => {
    const sites = guarded.get(thing)?.sites() ?? [];
    const isDisputed = (groupsOf.get(thing)?.length ?? 0) > 1;
    return isDisputed ? sites.map((site) => ({ ...site, at: somewhereIn(site.at.possible, filesDisagree) })) : sites;
  };
  const known = told.flatMap(({ group, behind }) =>
    [...Map.groupBy(behind.flatMap(sitesOf), ({ within }) => within)].map(([within, some]): Receiver => {
      return { group, within, place: group.place, at: uniteBounds(some.map(({ at }) => at)) };
    }),
  );
  const missing = [...guarded].flatMap(([thing, { networkSecurityGroupId, placeOfMissing }]) =>
    networkSecurityGroupId === undefined || groupsOf.has(thing)
      ? []
      : sitesOf(thing).map((site): Receiver => ({ ...site, group: undefined, place: placeOfMissing })),
  );
  return [...known, ...missing];
}

const filesDisagree =
  'The files disagree about which NSG stands before this address: export groups, networks and interfaces again.';

type Configuration = NetworkInterface['configurations'][number] & { readonly of: NetworkInterface };

function listConfigurations({ interfaces }: AzureNetwork): readonly Configuration[] {
  return interfaces.flatMap((one) => one.configurations.map((configuration) => ({ ...configuration, of: one })));
}

const configurationsIn = finderById(({ subnetId }: Configuration) => subnetId);

function addressesOf(configurations: readonly Configuration[]): FlowSet {
  return flowsTo(toRanges(configurations.flatMap(({ address }) => address ?? [])));
}

/** Its machines, and whatever else is there: load balancers hand on, and private endpoints may be let off. */
function boundsOfSubnet(
  { addressPrefixes, groupsBearOnEndpoints }: Subnet,
  configurations: readonly Configuration[],
): AddressBounds {
  const isExempt = ({ of }: Configuration): boolean => of.isOfPrivateEndpoint && !groupsBearOnEndpoints;
  const all = flowsTo(toRanges(addressPrefixes));
  return {
    certain: intersect(all, addressesOf(configurations.filter((one) => !isExempt(one)))),
    possible: subtract(all, addressesOf(configurations.filter(isExempt))),
    because:
      'What has this address is not in the files, and the NSG of its subnet may not stand before it: add the output of `az network nic list -o json`.',
  };
}

/** Machines of a scale set have any addresses of their subnet that the files give to nothing else. */
function somewhereFree({ addressPrefixes }: Subnet, configurations: readonly Configuration[]): AddressBounds {
  return somewhereIn(
    subtract(flowsTo(toRanges(addressPrefixes)), addressesOf(configurations)),
    'Which addresses of their subnet the machines of a scale set have is not in the files: its NSG may stand before this one.',
  );
}

/** Its rules are made where something gets there: most traffic is for other places. */
function toSection(receiver: ReachedReceiver, network: AzureNetwork, sender: Origin): Section {
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

function compileReceiver(receiver: ReachedReceiver, network: AzureNetwork, sender: Origin): readonly Rule[] {
  const { group, at, place } = receiver;
  const { certain, possible, because = '' } = at;
  if (group === undefined) {
    const missing = `It is not in the files: add ${place.rule} with \`az network nsg list -o json\`.`;
    return undecidedRules(place, missing, perhaps(missing, possible));
  }
  const others = subtract(possible, certain);
  const apart = { ...place, rule: `${place.rule}, which may not stand before it` };
  return [
    ...(isEmpty(others) ? [] : [ruleOf('allow', apart, perhaps(because, others))]),
    ...compileReceipt(group, receiver, network, sender).map((rule) => restrict(rule, at)),
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
