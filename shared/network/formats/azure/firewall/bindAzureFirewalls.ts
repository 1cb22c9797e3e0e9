import type { LayerBinding, Origin } from '../../../reading/ruleFormat.ts';
import type { HostOpening } from '../../../machine/hostOpening.ts';
import { ALL_SERVICES, NO_SERVICES, uniteServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import type { RulePlace, RuleProgram } from '../../../machine/ruleProgram.ts';
import type { AzureNetwork } from '../azureNetwork.ts';
import { finderById, isSameId, nameInId } from '../azureResource.ts';
import { isSameAddress } from '../bounds.ts';
import { findInterfacesOfNodes, findNetworksOfNodes } from '../networksOfNodes.ts';
import { servicesOfApplications } from './applicationPorts.ts';
import type { ApplicationRule, AzureFirewall, FirewallPolicy, NetworkRule, RuleGroup } from './azureFirewall.ts';
import { compileFirewall } from './compileFirewall.ts';
import type { FirewallRules } from './firewallRules.ts';
import { servicesOfPackets } from './servicesOfPackets.ts';
import { compileWayToFirewall } from './compileWayToFirewall.ts';

/** A firewall with its policy, as far as the files have them. */
export interface MeantFirewall {
  readonly firewall: AzureFirewall | undefined;
  readonly policy: FirewallPolicy | undefined;
}

/**
 * `attachedTo` names firewalls or policies, all of which must allow. Where the files have one firewall it is that, whatever
 * the plan says nothing of.
 */
export function bindAzureFirewalls(network: AzureNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  const programs: RuleProgram[] = [];
  const meant = attachedTo.length === 0 ? findOnly(network) : findEach(network, attachedTo);
  if (typeof meant === 'string') return { kind: 'unbound', because: meant };
  const inForce: FirewallRules[] = [];
  for (const one of meant) {
    const rules = rulesOf(one, network, origin);
    if ('because' in rules) return { kind: 'unbound', ...rules };
    inForce.push(rules);
    const program = compileFirewall(rules, { ...network, origin });
    programs.push(...compileWayToFirewall(network, one.firewall, origin).map((routes) => behind(routes, program)));
  }
  let opened: readonly HostOpening[] | undefined;
  return {
    kind: 'bound',
    programs,
    // Asked for by those alone who look for what is open beside the plan.
    get hosts() {
      return (opened ??= inForce.flatMap(namesOpened));
    },
  };
}

/** Names that rules allow, with the services that any of them may open towards each. */
function namesOpened({ levels }: FirewallRules): readonly HostOpening[] {
  const opened = new Map<string, Services>();
  for (const group of levels.flat()) {
    for (const { action, rules } of group.collections) {
      if (action !== 'allow') continue;
      for (const rule of rules) {
        if (rule.kind === 'nat') continue;
        const services = servicesOf(rule);
        for (const name of rule.kind === 'application' ? rule.names : rule.destinationNames) {
          const pattern = name.toLowerCase();
          opened.set(pattern, uniteServices(opened.get(pattern) ?? NO_SERVICES, services));
        }
      }
    }
  }
  return Array.from(opened, ([pattern, services]) => ({ pattern, services }));
}

/** What is not understood of a rule may open more. */
function servicesOf(rule: ApplicationRule | NetworkRule): Services {
  if (rule.notUnderstood !== undefined) return ALL_SERVICES;
  return rule.kind === 'network' ? servicesOfPackets(rule) : servicesOfApplications(rule.protocols);
}

type Sections = RuleProgram['sections'];

function behind(routes: Sections, { sections, otherReadings }: RuleProgram): RuleProgram {
  return {
    sections: [...routes, ...sections],
    otherReadings: otherReadings?.map((other) => ({ ...other, sections: [...routes, ...other.sections] })),
  };
}

const attach = 'set attachedTo of the layer azure-firewall in network.path.';

function findOnly(network: AzureNetwork): readonly MeantFirewall[] | string {
  const { firewalls, firewallPolicies } = network;
  const last = firewallPolicies.filter(({ id }) => childrenOf(firewallPolicies, id).length === 0);
  const candidates =
    firewalls.length > 0
      ? firewalls.map((firewall) => ofFirewall(firewall, network))
      : last.map((policy) => ({ firewall: undefined, policy }));
  if (candidates.length === 1) return candidates;
  if (candidates.length === 0) {
    return 'Neither the firewall nor its policy is in the files: add the output of `az network firewall policy list -o json`.';
  }
  const names = candidates.slice(0, 3).map(({ firewall, policy }) => (firewall ?? policy)?.name);
  return `The files have ${candidates.length} firewalls or policies (${names.join(', ')}${candidates.length > 3 ? ', …' : ''}): ${attach}`;
}

function findEach(network: AzureNetwork, attachedTo: readonly string[]): readonly MeantFirewall[] | string {
  const all: MeantFirewall[] = [];
  for (const target of attachedTo) {
    const found = findFirewalls(network, target);
    const [first, ...others] = found;
    if (first === undefined) {
      return `No firewall or policy in the files is called ${target}: correct attachedTo of the layer azure-firewall, or add the output of \`az network firewall list -o json\` and \`az network firewall policy list -o json\`.`;
    }
    if (others.length > 0) {
      const ids = found.map(({ firewall, policy }) => (firewall ?? policy)?.id ?? target);
      return `${target} may be ${ids.join(' or ')}: write the id in attachedTo of the layer azure-firewall.`;
    }
    all.push(first);
  }
  return all;
}

/** What a word of `attachedTo` may mean: firewalls by name or id, else policies. */
export function findFirewalls(network: AzureNetwork, target: string): readonly MeantFirewall[] {
  const wanted = target.toLowerCase();
  const isMeant = ({ name, id }: { readonly name: string; readonly id: string | undefined }): boolean =>
    name.toLowerCase() === wanted || isSameId(id, target);
  const firewalls = network.firewalls.filter(isMeant);
  if (firewalls.length > 0) return firewalls.map((firewall) => ofFirewall(firewall, network));
  return network.firewallPolicies.filter(isMeant).map((policy) => {
    const own = firewallsOf(network.firewalls, policy.id);
    return { policy, firewall: own.length === 1 ? own[0] : undefined };
  });
}

function ofFirewall(firewall: AzureFirewall, network: AzureNetwork): MeantFirewall {
  return { firewall, policy: findPolicy(network, firewall.policyId) };
}

const policiesCalled = finderById(({ id }: FirewallPolicy) => id);
const childrenOf = finderById(({ parentId }: FirewallPolicy) => parentId);
const firewallsOf = finderById(({ policyId }: AzureFirewall) => policyId);
const groupsIn = finderById(({ policyId }: RuleGroup) => policyId);
const groupsCalled = finderById(({ id }: RuleGroup) => id);

function findPolicy({ firewallPolicies }: AzureNetwork, id: string | undefined): FirewallPolicy | undefined {
  return policiesCalled(firewallPolicies, id)[0];
}

type RulesOrNot = FirewallRules | { readonly because: string; readonly places: readonly RulePlace[] };

/** The rules that are in force, or why that is not known. */
function rulesOf({ firewall, policy }: MeantFirewall, network: AzureNetwork, origin: Origin): RulesOrNot {
  if (firewall?.notUnderstood !== undefined) return { because: firewall.notUnderstood, places: [firewall.place] };
  if (firewall !== undefined && firewall.policyId === undefined) {
    const { place, own } = firewall;
    const group: RuleGroup = { ...firewall, policyId: undefined, priority: 0, collections: own.collections };
    const { dnsProxy } = own.settings;
    return {
      place,
      levels: [[group]],
      settings: own.settings,
      namesDiffer: whyNamesDiffer(dnsProxy, firewall, network, origin),
    };
  }
  const chain = findChain(policy, firewall?.policyId, network);
  if ('because' in chain) return chain;
  const levels: (readonly RuleGroup[])[] = [];
  for (const one of chain.policies) {
    const groups = groupsOf(one, network);
    if ('because' in groups) return groups;
    levels.push(groups.groups);
  }
  const { own } = chain;
  const dnsProxy = chain.policies.findLast(({ settings }) => settings.dnsProxy !== undefined)?.settings.dnsProxy;
  const isBasic = own.settings.tier === 'basic';
  return {
    place: own.place,
    levels,
    settings: settingsOf(chain.policies, own),
    namesDiffer: whyNamesDiffer(isBasic ? false : dnsProxy, firewall, network, origin),
  };
}

interface Chain {
  /** From the topmost parent to the policy itself. */
  readonly policies: readonly FirewallPolicy[];
  readonly own: FirewallPolicy;
}

function findChain(
  policy: FirewallPolicy | undefined,
  id: string | undefined,
  network: AzureNetwork,
): Chain | { readonly because: string; readonly places: readonly RulePlace[] } {
  const policies = new Set<FirewallPolicy>();
  let [next, nextId, below] = [policy, id, undefined as FirewallPolicy | undefined];
  for (;;) {
    if (next === undefined) {
      const name = nextId === undefined ? 'of the firewall' : nameInId(nextId);
      const because = `The policy ${name} is not in the files: add the output of \`az network firewall policy list -o json\` and \`az network firewall policy rule-collection-group list -o json\`.`;
      return { because, places: below === undefined ? [] : [below.place] };
    }
    if (next.notUnderstood !== undefined) return { because: next.notUnderstood, places: [next.place] };
    if (policies.has(next)) {
      return { because: `${next.place.rule} comes before itself.`, places: [next.place] };
    }
    policies.add(next);
    if (next.parentId === undefined) break;
    [below, nextId] = [next, next.parentId];
    next = findPolicy(network, nextId);
  }
  const [own] = policies;
  return { policies: [...policies].toReversed(), own: own as FirewallPolicy };
}

/** All groups of a policy, or which is missing. */
function groupsOf(
  { id, name, groupIds, place }: FirewallPolicy,
  { ruleGroups }: AzureNetwork,
): { readonly groups: readonly RuleGroup[] } | { readonly because: string; readonly places: readonly RulePlace[] } {
  const groups = groupsIn(ruleGroups, id);
  const missing = groupIds?.find((groupId) => groupsCalled(groups, groupId).length === 0);
  if (missing === undefined && (groups.length > 0 || groupIds !== undefined)) return { groups };
  const what =
    missing === undefined
      ? `The rules of ${place.rule}`
      : `The rule collection group ${nameInId(missing)} of ${place.rule}`;
  const because = `${what} ${missing === undefined ? 'are' : 'is'} not in the files: add the output of \`az network firewall policy rule-collection-group list --policy-name ${name} -o json\`.`;
  return { because, places: [place] };
}

/** A policy may be stricter than the one before it, and not laxer. */
function settingsOf(policies: readonly FirewallPolicy[], { settings }: FirewallPolicy): FirewallPolicy['settings'] {
  const drops = policies.some((one) => one.settings.threatIntelligence.drops);
  const detecting = policies.flatMap((one) => one.settings.intrusionDetection ?? []);
  const [first] = detecting;
  // What one of several leaves alone another may look into.
  const intrusionDetection = first && { ...first, bypassed: detecting.length === 1 ? first.bypassed : [] };
  return { ...settings, threatIntelligence: { ...settings.threatIntelligence, drops }, intrusionDetection };
}

/**
 * Rules of network by name hold for the addresses that the firewall was told. Those are the clients' where they ask it for
 * names, which is what its proxy is switched on for; where the files show that they ask others, nobody knows.
 */
function whyNamesDiffer(
  dnsProxy: boolean | undefined,
  firewall: AzureFirewall | undefined,
  network: AzureNetwork,
  origin: Origin,
): string | undefined {
  if (dnsProxy !== true) {
    return 'Rules of network by name need the DNS proxy of the firewall, which is not on: the addresses that it resolves may be others than the clients’.';
  }
  const own = firewall?.privateAddresses ?? [];
  // What an interface says takes the place of what its network does.
  const ofInterfaces = findInterfacesOfNodes(network, origin).filter(({ dnsServers }) => dnsServers.length > 0);
  for (const { dnsServers, place } of [...findNetworksOfNodes(network, origin), ...ofInterfaces]) {
    const others = dnsServers.filter((server) => !own.some((address) => isSameAddress(address, server)));
    if (dnsServers.length > 0 && (others.length === 0 || own.length === 0)) continue;
    const whom = others.length === 0 ? 'Azure’s own servers' : others.join(', ');
    return `${place.rule} asks ${whom} for names, and not the firewall alone: the addresses that rules of network by name stand for may be others than the clients’.`;
  }
  return undefined;
}
