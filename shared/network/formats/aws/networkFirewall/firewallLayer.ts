/** What Network Firewall makes of traffic: the stateless engine, and what that forwards to the stateful one. */
import type { AddressRange } from '../../../flows/address.ts';
import { privateRanges } from '../../../flows/addressSpaces.ts';
import { spend, standAt } from '../../../flows/effort.ts';
import { ALL_FLOWS, flowsTo, NO_FLOWS } from '../../../flows/flowSet.ts';
import type { HostOpening } from '../../../machine/hostOpening.ts';
import type { LayerBinding, Origin } from '../../../reading/ruleFormat.ts';
import type { RuleProgram, Section } from '../../../machine/ruleProgram.ts';
import { ALL_SERVICES } from '../../../flows/services.ts';
import { exactly, NOWHERE, somewhereIn } from '../../../flows/addressBounds.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import type { AwsNetwork, Firewall } from '../awsNetwork.ts';
import { findNamed } from '../lookUp.ts';
import { boundsOfPrefixList } from '../prefixListBounds.ts';
import { toDomainRules } from './domainRules.ts';
import { readDefinition, readOnce, readPortDefinition, settleAddresses } from './expressions.ts';
import type { Listed, Names } from './expressions.ts';
import type { FirewallPolicy, GroupReference, RuleGroup, StatelessRule, Variables } from './firewallPolicy.ts';
import { opaqueRule } from './parseSuricataRules.ts';
import { compileStateful } from './statefulProgram.ts';
import type { StatefulRule } from './matchRule.ts';
import { stepsToKeepRule } from './suricataRule.ts';
import type { SuricataRule } from './suricataRule.ts';
import { compileOtherPackets, compileStateless } from './statelessProgram.ts';

/** `attachedTo` names firewalls, their policies, their endpoints or the subnets that these are in. */
export function bindNetworkFirewalls(network: AwsNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  if (attachedTo.length === 0) {
    return unbound('The plan does not say which firewall the traffic passes: set attachedTo of the layer.');
  }
  const programs: RuleProgram[] = [];
  const stateful: StatefulRule[] = [];
  for (const target of attachedTo) {
    const meant = findPolicies(network, target);
    if (meant.length === 0) {
      return unbound(
        `No firewall or firewall policy in the files is called ${target}: add the output of \`aws network-firewall describe-firewall\` and \`aws network-firewall describe-firewall-policy\`.`,
      );
    }
    for (const { policy, firewall } of meant) {
      if (policy === undefined) {
        return unbound(
          firewall?.notUnderstood ??
            `The policy of ${firewall?.place.rule ?? target} is not in the files: add the output of \`aws network-firewall describe-firewall-policy\`.`,
        );
      }
      const unclear = policy.unreliable ?? firewall?.notUnderstood ?? findUnclearGroup(policy, network);
      if (unclear !== undefined) return unbound(unclear);
      const compiled = compilePolicy(policy, firewall, network, origin.addresses);
      programs.push(...compiled.programs);
      for (const rule of compiled.stateful) stateful.push(rule);
    }
  }
  let hosts: readonly HostOpening[] | undefined;
  return {
    kind: 'bound',
    programs,
    /** Only searches for findings ask for them, and lists of domains are long. */
    get hosts() {
      return (hosts ??= stateful.flatMap(({ rule }) => namesOpened(rule)));
    },
  };
}

/** The name that a rule passes by SNI or Host, whole or by its end; on which ports, the rules themselves are asked. */
function namesOpened({ action, conditions: { contents } }: SuricataRule): readonly HostOpening[] {
  const [only, ...others] = contents;
  if (action !== 'pass' || only === undefined || others.length > 0 || only.isNegated) return [];
  const before = only.atStart ? '' : '*';
  const behind = only.atEnd ? '' : '*';
  return [{ pattern: `${before}${only.content.toLowerCase()}${behind}`, services: ALL_SERVICES }];
}

function unbound(because: string): LayerBinding {
  return { kind: 'unbound', because };
}

interface Meant {
  readonly policy: FirewallPolicy | undefined;
  readonly firewall: Firewall | undefined;
}

/** The policies that a word of `attachedTo` means; one that is not in the files is undefined. */
export function findPolicies(network: AwsNetwork, target: string): readonly Meant[] {
  const named = findNamed(network.firewalls, target);
  const subnetIds = new Set(findNamed(network.subnets.values(), target).map(({ id }) => id));
  const firewalls =
    named.length > 0
      ? named
      : network.firewalls.filter(
          ({ endpoints, subnetIds: own }) =>
            endpoints.some(({ id }) => id === target) || own.some((id) => id === target || subnetIds.has(id)),
        );
  if (firewalls.length > 0) {
    return firewalls.map((firewall) => ({
      firewall,
      policy: network.firewallPolicies.find(
        ({ id, names }) => id === firewall.policyArn || names.includes(firewall.policyArn),
      ),
    }));
  }
  return findNamed(network.firewallPolicies, target).map((policy) => ({
    policy,
    firewall: network.firewalls.find(({ policyArn }) => policyArn === policy.id),
  }));
}

/** A group that is not as the policy needs it. */
function findUnclearGroup(policy: FirewallPolicy, network: AwsNetwork): string | undefined {
  for (const reference of [...policy.statelessGroups, ...policy.statefulGroups]) {
    const group = groupOf(reference, network);
    if (group?.unreliable !== undefined) return group.unreliable;
    if (group !== undefined && group.rules.kind !== 'stateless' && group.order !== policy.order) {
      return `${group.place.rule} is for another rule order than ${policy.place.rule}, which then can’t have it.`;
    }
  }
  return undefined;
}

function groupOf({ id }: GroupReference, { ruleGroups }: AwsNetwork): RuleGroup | undefined {
  return ruleGroups.find((group) => group.id === id);
}

function compilePolicy(
  policy: FirewallPolicy,
  firewall: Firewall | undefined,
  network: AwsNetwork,
  origin: readonly AddressRange[],
): { readonly programs: readonly RuleProgram[]; readonly stateful: readonly StatefulRule[] } {
  const { place } = policy;
  const home = homeNetOf(policy, firewall, network);
  const stateless = {
    rules: policy.statelessGroups.flatMap((reference) => statelessRulesOf(reference, network)),
    otherwise: policy.statelessDefault,
    place,
    origin,
  };
  const rules = policy.statefulGroups.flatMap((reference) => statefulRulesOf(reference, policy, home, network));
  const stateful = compileStateful({
    rules,
    order: policy.order,
    otherwise: policy.statefulDefault,
    place,
    origin,
  });
  const { mayDropMore } = policy;
  const resolved: Section = {
    rules:
      mayDropMore === undefined
        ? []
        : [
            {
              action: 'deny',
              place,
              match: ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: mayDropMore }),
            },
          ],
    otherwise: 'next',
    otherwiseBy: [],
  };
  return {
    stateful: rules,
    programs: [
      { sections: [compileStateless(stateless), ...stateful] },
      { sections: [resolved], judges: 'further-on' },
      ...compileOtherPackets(stateless),
    ],
  };
}

function missing(reference: GroupReference): string {
  return `${reference.place.rule} is not in the files: add the output of \`aws network-firewall describe-rule-group\`.`;
}

function statelessRulesOf(reference: GroupReference, network: AwsNetwork): readonly StatelessRule[] {
  const group = groupOf(reference, network);
  if (group?.rules.kind === 'stateless') return group.rules.rules;
  return [
    {
      priority: reference.priority,
      action: 'forward',
      sources: undefined,
      destinations: undefined,
      protocols: ALL_SERVICES,
      sourcePorts: [],
      destinationPorts: [],
      flags: [],
      place: reference.place,
      notUnderstood: missing(reference),
    },
  ];
}

function statefulRulesOf(
  reference: GroupReference,
  policy: FirewallPolicy,
  home: AddressBounds,
  network: AwsNetwork,
): readonly StatefulRule[] {
  const group = groupOf(reference, network);
  const names = namesOf(group?.variables, policy.variables, home, network);
  standAt(reference);
  const own = rulesOf(group, reference, policy.order);
  const dropping = reference.dropsOnlyAlert ? own.filter(({ action }) => action === 'pass' || action === 'alert') : own;
  return dropping.map((rule) => ({ rule, names }));
}

function rulesOf(
  group: RuleGroup | undefined,
  reference: GroupReference,
  order: FirewallPolicy['order'],
): readonly SuricataRule[] {
  if (group?.rules.kind === 'domains') return toDomainRules(group.rules.list, order);
  const own =
    group === undefined || group.rules.kind === 'stateless'
      ? (['pass', 'drop'] as const).map((action) => opaqueRule(action, reference.place, missing(reference)))
      : group.rules.rules;
  spend(stepsToKeepRule * own.length);
  return own;
}

/** HOME_NET of the policy: its own, or the range of the VPC that the firewall is in. */
function homeNetOf(policy: FirewallPolicy, firewall: Firewall | undefined, network: AwsNetwork): AddressBounds {
  const own = policy.variables.addresses.get('HOME_NET');
  if (own !== undefined) {
    const defined = readDefinition(own, noNames, 0);
    return defined === undefined ? somewhereIn(ALL_FLOWS, 'HOME_NET is not understood.') : settleAddresses(defined);
  }
  const vpc = firewall?.vpcId === undefined ? undefined : network.vpcs.get(firewall.vpcId);
  if (vpc?.primary === undefined) {
    return somewhereIn(
      flowsTo(privateRanges),
      'HOME_NET is the range of the firewall’s VPC, which is not known: add the output of `aws network-firewall describe-firewall` and `aws ec2 describe-vpcs`.',
    );
  }
  const primary = exactly([vpc.primary]);
  return vpc.ranges.length === 1
    ? primary
    : {
        certain: primary.certain,
        possible: flowsTo(vpc.ranges),
        because: `Whether HOME_NET holds all ranges of ${vpc.place.rule} is not documented.`,
      };
}

const noNames: Names = { addresses: () => undefined, ports: () => undefined };

/**
 * Names of a group. It may define HOME_NET for itself; EXTERNAL_NET then still is what lies outside of the policy’s
 * HOME_NET, unless the group defines that too. Source: Developer Guide, "Limitations and caveats for stateful rules".
 */
function namesOf(group: Variables | undefined, policy: Variables, home: AddressBounds, network: AwsNetwork): Names {
  const find = (name: string, depth: number): Listed<AddressBounds> | undefined => {
    const bare = name.slice(1);
    if (name.startsWith('@')) {
      const arn = group?.references.get(bare);
      return arn === undefined ? undefined : { included: boundsOfReference(arn, network), excluded: NOWHERE };
    }
    const defined = group?.addresses.get(bare) ?? policy.addresses.get(bare);
    if (defined !== undefined) return readDefinition(defined, names, depth);
    if (bare === 'HOME_NET') return { included: home, excluded: NOWHERE };
    return bare === 'EXTERNAL_NET' ? { included: NOWHERE, excluded: home } : undefined;
  };
  const names: Names = readOnce({
    addresses: find,
    ports: (name, depth) => readPortDefinition(group?.ports.get(name.slice(1)), names, depth),
  });
  return names;
}

/** A prefix list, or a resource group whose members are not known. */
function boundsOfReference(arn: string, network: AwsNetwork): AddressBounds {
  const id = /pl-[0-9a-f]+$/.exec(arn)?.[0];
  if (id !== undefined) return boundsOfPrefixList(network, id);
  const named = [...network.prefixLists.values()].find(({ names }) => names.includes(arn));
  return named === undefined
    ? somewhereIn(ALL_FLOWS, `The addresses of ${arn} are not known.`)
    : boundsOfPrefixList(network, named.id);
}
