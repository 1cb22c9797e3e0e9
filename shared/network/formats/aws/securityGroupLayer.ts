/**
 * What security groups make of traffic that leaves an interface, and of its arrival at another interface of the files.
 * Groups only allow; those of one interface are united; replies need no rule. Source: Amazon VPC User Guide, "Control
 * traffic to your AWS resources using security groups".
 */
import type { AddressRange } from '../../flows/address.ts';
import { privateRanges } from '../../flows/addressSpaces.ts';
import { countRanges, ALL_FLOWS, flowsTo, NO_FLOWS, shareAddresses, subtract, unite } from '../../flows/flowSet.ts';
import { Effort, mostOfList, tooMuch } from '../../flows/effort.ts';
import type { LayerBinding, Origin } from '../../reading/ruleFormat.ts';
import { FixedRule } from '../../machine/ruleOf.ts';
import type { Rule, RuleMatch, RulePlace, RuleProgram } from '../../machine/ruleProgram.ts';
import { ALL_SERVICES } from '../../flows/services.ts';
import { comesFrom, EVERYWHERE, exactly, onlyPossibly, somewhereIn, toMatch } from '../../flows/addressBounds.ts';
import { both, never } from '../../machine/condition.ts';
import type { AddressBounds } from '../../flows/addressBounds.ts';
import type { AwsNetwork, NetworkInterface, Peer, PermissionRule, SecurityGroup } from './awsNetwork.ts';
import { boundsOfPrefixList } from './prefixListBounds.ts';
import { unfilteredSection } from './unfiltered.ts';
import { findInterfaces, findNamed, findSubnets } from './lookUp.ts';

/** The groups of one interface, or of several that have the same ones. */
interface Attachment {
  readonly groupIds: readonly string[];
  /** Where its traffic comes from. */
  readonly origin: readonly AddressRange[];
  /** Undefined where it is not known in which subnets they are. */
  readonly subnetIds?: readonly string[] | undefined;
  /** Where it is said which groups these are. */
  readonly place: RulePlace;
}

/**
 * `attachedTo` names security groups, which then are those of one interface, or interfaces, instances and subnets, whose
 * interfaces must all allow.
 */
export function bindSecurityGroups(network: AwsNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  if (attachedTo.length === 0) {
    return unbound('The plan does not say which security groups the nodes have: set attachedTo of the layer.');
  }
  const named: SecurityGroup[] = [];
  let interfaces: readonly NetworkInterface[] = [];
  for (const target of attachedTo) {
    const groups = findNamed(network.securityGroups.values(), target);
    if (groups.length > 1) {
      return unbound(`${groups.length} security groups are called ${target}: write the id of the one that is meant.`);
    }
    const [group] = groups;
    if (group !== undefined) {
      named.push(group);
      continue;
    }
    const meant = interfacesAt(network, target);
    if (meant.length === 0) {
      return unbound(
        `No security group in the files is called ${target}, nor is an interface known there: add the output of \`aws ec2 describe-security-groups\` and \`aws ec2 describe-network-interfaces\`.`,
      );
    }
    const bare = meant.find(({ groupIds }) => groupIds.length === 0);
    if (bare !== undefined) {
      return unbound(
        `Which security groups ${bare.place.rule} has is not in the files: add the output of \`aws ec2 describe-network-interfaces\`.`,
      );
    }
    interfaces = interfaces.concat(meant);
  }
  const attachments: readonly Attachment[] = [
    ...splitByPods(named, network).map((groups) => ({
      groupIds: groups.map(({ id }) => id),
      origin: origin.addresses,
      place: groups[0].place,
    })),
    ...attachmentsOf(interfaces),
  ];
  const used = new Set(attachments.flatMap(({ groupIds }) => groupIds));
  for (const id of used) {
    const unreliable = network.securityGroups.get(id)?.unreliable;
    if (unreliable !== undefined) return unbound(unreliable);
  }
  const policy = network.securityGroupPolicies.find(({ groupIds }) => !groupIds.every((id) => used.has(id)));
  if (policy !== undefined) {
    return unbound(
      `${policy.place.rule} gives the pods that it selects the groups ${policy.groupIds.join(', ')}: attach the layer to these for such pods.`,
    );
  }
  const context = makeContext(network);
  return {
    kind: 'bound',
    programs: attachments.flatMap((attachment) => [
      outboundProgram(attachment, context),
      ...arrivalPrograms(attachment, context),
    ]),
    waysIn: () =>
      attachments.map((attachment) => ({
        programs: [inboundProgram(attachment, context)],
        subnetIds: attachment.subnetIds,
      })),
  };
}

export function findsSecurityGroups(network: AwsNetwork, target: string): boolean {
  return findNamed(network.securityGroups.values(), target).length + interfacesAt(network, target).length > 0;
}

/**
 * Groups that are named together are those of one interface, except that a SecurityGroupPolicy gives its groups to
 * interfaces of pods, beside those of the nodes.
 */
function splitByPods(
  named: readonly SecurityGroup[],
  { securityGroupPolicies }: AwsNetwork,
): readonly (readonly [SecurityGroup, ...SecurityGroup[]])[] {
  const ids = new Set(named.map(({ id }) => id));
  const ofPods = securityGroupPolicies
    .map(({ groupIds }) => groupIds)
    .filter((groupIds) => groupIds.length > 0 && groupIds.every((id) => ids.has(id)));
  const ofNodes = named.filter(({ id }) => !ofPods.some((groupIds) => groupIds.includes(id)));
  const groups = ofPods.map((groupIds) => named.filter(({ id }) => groupIds.includes(id)));
  return [...groups, ofNodes].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others]]));
}

function unbound(because: string): LayerBinding {
  return { kind: 'unbound', because };
}

function interfacesAt(network: AwsNetwork, target: string): readonly NetworkInterface[] {
  const own = findInterfaces(network, target);
  if (own.length > 0) return own;
  const subnetIds = new Set(findSubnets(network, target).map(({ id }) => id));
  // Those of load balancers, endpoints and gateways in the subnet are not where workloads run.
  return network.interfaces.filter(
    ({ subnetId, instanceId }) => subnetId !== undefined && subnetIds.has(subnetId) && instanceId !== undefined,
  );
}

function attachmentsOf(interfaces: readonly NetworkInterface[]): readonly Attachment[] {
  const byGroups = Map.groupBy(new Set(interfaces), ({ groupIds }) => groupIds.toSorted().join());
  return [...byGroups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const isPlaced = same.every(({ subnetId }) => subnetId !== undefined);
    return [
      {
        groupIds: first.groupIds,
        origin: same.flatMap(({ addresses }) => addresses),
        subnetIds: isPlaced ? same.flatMap(({ subnetId }) => subnetId ?? []) : undefined,
        place: first.place,
      },
    ];
  });
}

/** What rules are compiled with; the addresses of lists and groups are put together once. */
interface Context {
  readonly network: AwsNetwork;
  readonly boundsOf: (peer: Peer) => AddressBounds;
  readonly effort: Effort;
}

function makeContext(network: AwsNetwork): Context {
  const shared = new Map<string, AddressBounds>();
  const once = (key: string, make: () => AddressBounds): AddressBounds => {
    const known = shared.get(key) ?? make();
    shared.set(key, known);
    return known;
  };
  return {
    network,
    effort: new Effort(mostOfList),
    boundsOf: (peer) => {
      switch (peer.kind) {
        case 'range':
          return exactly([peer.range]);
        case 'prefix list':
          return once(peer.id, () => boundsOfPrefixList(network, peer.id));
        case 'group':
          return once(`${peer.id} ${peer.foreign}`, () => boundsOfGroup(network, peer.id, peer.foreign));
        case 'not understood':
          return somewhereIn(ALL_FLOWS, 'Its peer is not understood.');
      }
    },
  };
}

/**
 * A group as a peer means the private addresses of the interfaces that have it, never public ones. Interfaces that the
 * files do not show may have it too.
 */
function boundsOfGroup(network: AwsNetwork, id: string, foreign: boolean): AddressBounds {
  const members = flowsTo(
    network.interfaces.filter(({ groupIds }) => groupIds.includes(id)).flatMap(({ addresses }) => addresses),
  );
  const others = flowsTo(
    network.interfaces.filter(({ groupIds }) => !groupIds.includes(id)).flatMap(({ addresses }) => addresses),
  );
  const inside = flowsTo([...privateRanges, ...[...network.vpcs.values()].flatMap(({ ranges }) => ranges)]);
  return {
    certain: foreign ? NO_FLOWS : members,
    possible: unite(subtract(inside, others), members),
    because: foreign
      ? `${id} is a group of another VPC, whose interfaces are not known.`
      : `Which interfaces have the group ${id} is not known: add the output of \`aws ec2 describe-network-interfaces\`.`,
  };
}

function outboundProgram({ groupIds, place }: Attachment, context: Context): RuleProgram {
  const rules: Rule[] = [];
  const places: RulePlace[] = [];
  const vpcId = groupIds.flatMap((id) => context.network.securityGroups.get(id)?.vpcId ?? [])[0];
  for (const id of groupIds) {
    const group = context.network.securityGroups.get(id);
    if (group === undefined) {
      rules.push(missingGroup(id, place));
      continue;
    }
    places.push(group.place);
    for (const rule of group.outbound) rules.push(compilePermission(rule, context));
  }
  return {
    sections: [
      unfilteredSection(places[0] ?? place, vpcId, context.network),
      { rules, otherwise: 'deny', otherwiseBy: places, goesByFlowsAlone: true },
    ],
  };
}

/** What others may open to the interface. */
function inboundProgram({ groupIds, place }: Attachment, context: Context): RuleProgram {
  const groups = groupIds.map((id) => context.network.securityGroups.get(id));
  const rules = groups.flatMap((group, index) =>
    group === undefined
      ? [missingGroup(groupIds[index] ?? '', place)]
      : group.inbound.map((rule) => compilePermission(rule, context)),
  );
  return { sections: [{ rules, otherwise: 'deny', otherwiseBy: groups.flatMap((group) => group?.place ?? []) }] };
}

function missingGroup(id: string, place: RulePlace): Rule {
  const because = `The security group ${id} is not in the files: add it with \`aws ec2 describe-security-groups\`.`;
  return {
    action: 'allow',
    place: { ...place, rule: `security group ${id}` },
    match: ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: because }),
  };
}

function compilePermission(rule: PermissionRule, context: Context): Rule {
  const { placed, services } = rule;
  const bounds = context.boundsOf(rule.peer);
  const notUnderstood =
    rule.notUnderstood ?? (context.effort.hasRoomFor(countRanges(bounds.possible)) ? undefined : tooMuch);
  if (notUnderstood !== undefined) {
    return {
      action: 'allow',
      place: placed.place,
      match: ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: notUnderstood }),
    };
  }
  return new FixedRule('allow', toMatch(bounds, services), placed);
}

/**
 * At interfaces of the files that are reached by their private address, such as those of interface endpoints, their own
 * groups must let the traffic in. Interfaces that are not in the files are others' to judge.
 */
function arrivalPrograms(attachment: Attachment, context: Context): readonly RuleProgram[] {
  const { network } = context;
  const restricted = new Set(
    [...network.endpoints.values()].flatMap(({ hasFullAccess, interfaceIds }) =>
      hasFullAccess === false ? interfaceIds : [],
    ),
  );
  const guarded = network.interfaces.filter(({ groupIds, addresses }) => groupIds.length > 0 && addresses.length > 0);
  const bySame = Map.groupBy(
    guarded,
    ({ id, groupIds }) => `${groupIds.toSorted().join()} ${restricted.has(id) ? 'restricted' : ''}`,
  );
  if (bySame.size === 0) return [];
  const rules = [...bySame.values()].flatMap((same) => {
    const first = same[0] as NetworkInterface;
    const addresses = exactly(same.flatMap((one) => one.addresses));
    return compileArrival(addresses, first, restricted.has(first.id), attachment, context);
  });
  return [{ sections: [{ rules, otherwise: 'next', otherwiseBy: [] }], judges: 'further-on' }];
}

function compileArrival(
  addresses: AddressBounds,
  { groupIds, place: ofInterface }: NetworkInterface,
  isRestricted: boolean,
  attachment: Attachment,
  context: Context,
): readonly Rule[] {
  const groups = groupIds.map((id) => context.network.securityGroups.get(id));
  const known = groups.filter((group) => group !== undefined);
  const unclear = known.find(({ unreliable }) => unreliable !== undefined)?.unreliable;
  const missing = groupIds.find((id) => !context.network.securityGroups.has(id));
  const because = unclear ?? (missing === undefined ? undefined : `The security group ${missing} is not in the files.`);
  const [first] = known;
  const place: RulePlace = first?.place ?? { ...ofInterface, rule: `security group ${groupIds.join()}` };
  const reliable = known.filter((group) => group.unreliable === undefined);
  const rules = reliable.flatMap(({ inbound }: SecurityGroup) =>
    inbound.map((rule): Rule => {
      let match: RuleMatch | undefined;
      const make = (): RuleMatch => {
        const at = toMatch(addresses, rule.services);
        if (rule.notUnderstood !== undefined) return onlyPossibly(toMatch(addresses, ALL_SERVICES), rule.notUnderstood);
        const arrived = both(at, toMatch(sourceOf(rule, attachment, context), ALL_SERVICES));
        const policy = 'The endpoint has an IAM policy, which may refuse the request.';
        return isRestricted ? onlyPossibly(arrived, policy) : arrived;
      };
      return {
        action: 'allow',
        place: rule.placed.place,
        match: ({ flows }) => (shareAddresses(addresses.certain, flows) ? (match ??= make()) : never),
      };
    }),
  );
  const at = toMatch(addresses, ALL_SERVICES);
  if (because !== undefined) rules.push({ action: 'allow', place, match: () => onlyPossibly(at, because) });
  rules.push({ action: 'deny', place: { ...place, rule: `${place.rule}: nothing else inbound` }, match: () => at });
  return rules;
}

function sourceOf({ peer, placed }: PermissionRule, attachment: Attachment, context: Context): AddressBounds {
  // The traffic's own interface has the group that the rule lets in.
  if (peer.kind === 'group' && attachment.groupIds.includes(peer.id)) return EVERYWHERE;
  return comesFrom(attachment.origin, context.boundsOf(peer), placed.place.rule);
}
