/** Which rules decide about traffic that leaves the machines of a plan, and in which order. */
import { onlyPossibly } from '../../addressBounds.ts';
import type { AddressRange } from '../../address.ts';
import { publicRanges, toRanges } from '../../addressSpaces.ts';
import { describeValue } from '../../describeValue.ts';
import { flowsTo, NO_FLOWS } from '../../flowSet.ts';
import { isSameJson } from '../../jsonFields.ts';
import type { LayerBinding, Origin } from '../../ruleFormat.ts';
import type { Rule, RulePlace, RuleProgram, Section } from '../../ruleProgram.ts';
import { servicesOf } from '../../services.ts';
import { undecidedRules } from '../../undecidedRules.ts';
import { compileRule } from './compileRule.ts';
import type { AddressGroups, Machines } from './compileRule.ts';
import type { AssociatedPolicy, FirewallPolicy, GcpNetwork, PolicyKind } from './gcpNetwork.ts';
import { findMachines } from './findMachines.ts';
import { describeName, isSameResource } from './resourceName.ts';
import type { ResourceName } from './resourceName.ts';

/** Every kind of machines that `attachedTo` names must be let out. */
export function bindVpcFirewalls(network: GcpNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  const found = findMachines(network, attachedTo, origin);
  if (typeof found === 'string') return { kind: 'unbound', because: found };
  const groups = new Map(network.addressGroups.map((group) => [group.path, group]));
  return {
    kind: 'bound',
    programs: found.machines.map((machines) => compileProgram(network, machines, found.above, origin, groups)),
  };
}

/** A policy that is in force, or may be. */
interface PolicyInForce {
  readonly policy: FirewallPolicy;
  /** Why that is not certain. */
  readonly doubt: string | undefined;
}

function compileProgram(
  network: GcpNetwork,
  machines: Machines,
  above: readonly string[],
  origin: Origin,
  groups: AddressGroups,
): RuleProgram {
  const beside = placeOf(network, machines.network);
  const inForce = findPolicies(network, machines.network, above, origin);
  const sectionsOf = (kind: PolicyKind): readonly Section[] =>
    inForce
      .filter(({ policy }) => policy.kind === kind)
      .toSorted((one, other) => (one.policy.priority ?? 0) - (other.policy.priority ?? 0))
      .map((one) => policySection(one, machines, groups));
  const vpc: Section = {
    rules: network.vpcRules
      .filter((rule) => isSameResource(rule.network, machines.network) !== false)
      .toSorted((one, other) => one.priority - other.priority || denyFirst(one.action) - denyFirst(other.action))
      .flatMap((rule) => compileRule(rule, machines, groups)),
    otherwise: 'next',
    otherwiseBy: [],
  };
  const policies = [
    ...unseenPolicies(network, machines.network, inForce),
    ...sectionsOf('global'),
    ...sectionsOf('regional'),
  ];
  const before = [
    platformSection(beside),
    ...sectionsOf('unknown'),
    ...sectionsOf('hierarchical'),
    ...sectionsOf('system'),
    ...sectionsOf('regional system'),
  ];
  const implied: Section = {
    rules: [],
    otherwise: 'allow',
    otherwiseBy: [
      { ...beside, rule: 'what leaves is allowed where no rule of Google Cloud decides (65535)', isBuiltIn: true },
    ],
  };
  const afterVpc: readonly Section[] = [...before, vpc, ...policies, implied];
  const beforeVpc: readonly Section[] = [...before, ...policies, vpc, implied];
  const described = network.networks.find(({ name }) => isSameResource(name, machines.network) === true);
  if (described?.arePoliciesFirst !== undefined) return { sections: described.arePoliciesFirst ? beforeVpc : afterVpc };
  if (policies.length === 0 || vpc.rules.length === 0) return { sections: afterVpc };
  const because = `Whether the policies of the network come before its VPC rules is not known: add the output of \`gcloud compute networks describe ${machines.network.name} --format json\`.`;
  return { sections: afterVpc, otherReadings: [{ sections: beforeVpc, because }] };
}

function denyFirst(action: Rule['action'] | 'inspect'): number {
  return action === 'deny' ? 0 : 1;
}

/** Where a rule without a place of its own is shown to stand. */
function placeOf({ networks, ruledNetworks, effectiveFirewalls, policies }: GcpNetwork, name: ResourceName): RulePlace {
  const described = [...networks, ...ruledNetworks].find((one) => isSameResource(one.name, name) === true);
  const [effective] = effectiveFirewalls;
  const [policy] = policies;
  return (described ?? effective ?? policy)?.place ?? { file: '', document: 0, path: [], rule: '' };
}

/**
 * DHCP, DNS, metadata and time of a machine's host, which no rule bears on, and mail, which Google Cloud keeps from leaving
 * but for some projects. Source: "VPC firewall rules", always allowed and always blocked traffic.
 */
const metadataServer = flowsTo(toRanges(['169.254.169.254/32', 'fd20:ce::254/128']));
const mail = flowsTo(publicRanges, servicesOf('TCP', 25));

function platformSection(beside: RulePlace): Section {
  const because =
    'Google Cloud blocks mail (TCP 25) to the internet, except for some projects: ask whether yours is one.';
  return {
    rules: [
      {
        action: 'allow',
        place: { ...beside, rule: 'the metadata server, which every machine may reach', isBuiltIn: true },
        match: () => ({ certain: metadataServer, possible: metadataServer }),
      },
      {
        action: 'deny',
        place: { ...beside, rule: 'mail to the internet, which Google Cloud blocks', isBuiltIn: true },
        match: () => ({ certain: NO_FLOWS, possible: mail, unknownBecause: because }),
      },
    ],
    otherwise: 'next',
    otherwiseBy: [],
  };
}

function policySection({ policy, doubt }: PolicyInForce, machines: Machines, groups: AddressGroups): Section {
  const rules =
    policy.notUnderstood === undefined
      ? policy.rules
          .toSorted((one, other) => one.priority - other.priority)
          .flatMap((rule) => compileRule(rule, machines, groups))
      : undecidedRules(policy.place, policy.notUnderstood);
  const perhaps =
    doubt === undefined
      ? rules
      : rules.map((rule): Rule => ({ ...rule, match: (destination) => onlyPossibly(rule.match(destination), doubt) }));
  return { rules: perhaps, otherwise: 'next', otherwiseBy: [] };
}

/** The policies of effective firewalls where there are such, which say all; else those that stand by themselves. */
function findPolicies(
  network: GcpNetwork,
  name: ResourceName,
  above: readonly string[],
  origin: Origin,
): readonly PolicyInForce[] {
  const effective = network.effectiveFirewalls.filter(
    ({ networks }) => networks.length === 0 || networks.some((one) => isSameResource(one, name) !== false),
  );
  if (effective.length > 0) return mergeEffective(effective.map(({ policies }) => policies));
  return network.policies.flatMap((policy) => {
    const doubt = policy.kind === 'hierarchical' ? isAbove(policy, above) : isAttached(policy, name, origin);
    return doubt === false ? [] : [{ policy, doubt: doubt === true ? undefined : doubt }];
  });
}

/**
 * Answers about one network may differ: that about a region and that about a machine have policies that the one about the
 * network lacks. Regional policies that only some of those that have any tell of may be of another region.
 */
function mergeEffective(answers: readonly (readonly FirewallPolicy[])[]): readonly PolicyInForce[] {
  const merged = new Map<string, FirewallPolicy>();
  for (const policy of answers.flat()) {
    const key = keyOf(policy);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, policy);
    else if (!isSameJson(sayings(known), sayings(policy))) {
      const notUnderstood = `${policy.place.rule} is described differently in ${known.place.file} and ${policy.place.file}: keep the newer export alone.`;
      merged.set(key, { ...known, notUnderstood });
    }
  }
  const regional = answers
    .map((policies) => policies.filter(({ kind }) => kind === 'regional' || kind === 'regional system'))
    .filter(({ length }) => length > 0)
    .map((policies) => new Set(policies.map(keyOf)));
  return [...merged].map(([key, policy]) => {
    const isShared = regional.every((keys) => keys.has(key)) || !regional.some((keys) => keys.has(key));
    const doubt = isShared
      ? undefined
      : `${policy.place.rule} is in force in one region and not in another: keep the effective firewalls of the cluster’s region alone.`;
    return { policy, doubt };
  });
}

function keyOf({ kind, id }: FirewallPolicy): string {
  return `${kind} ${id}`;
}

/** What a policy says, in a form that is compared: addresses are no JSON. */
function sayings({ rules }: FirewallPolicy): unknown {
  return rules.map(({ place: _place, sources, destination, ...rule }) => ({
    ...rule,
    sources: { ...sources, ranges: sources.ranges.map(describeRange) },
    destination: { ...destination, ranges: destination.ranges?.map(describeRange) },
  }));
}

function describeRange({ first, last }: AddressRange): string {
  return `${first}-${last}`;
}

/** A text says why it is not known. */
function isAbove({ attachedAbove, place }: AssociatedPolicy, above: readonly string[]): boolean | string {
  if (attachedAbove.length === 0) return false;
  if (attachedAbove.some((one) => above.includes(one))) return true;
  return `Whether ${describeValue(attachedAbove[0])}, to which ${place.rule} is attached, is above the nodes’ project is not known: add the effective firewalls, or name what is above in attachedTo of the layer gcp-firewall.`;
}

function isAttached(policy: AssociatedPolicy, name: ResourceName, origin: Origin): boolean | string {
  const { attachedNetworks, region, place } = policy;
  const attached = new Set(attachedNetworks.map((one) => isSameResource(one, name)));
  if (!attached.has(true)) {
    return (
      attached.has(undefined) &&
      `Whether ${place.rule} is attached to ${describeName(name)} is not known: it is named by the number of a project in one place and by its name in another.`
    );
  }
  if (region === undefined || region === origin.network.region) return true;
  if (origin.network.region !== undefined) return false;
  return `${place.rule} is in force in ${region}, and the plan does not say where the nodes are: set region.`;
}

/** A network that says it has a policy, and none such in the files. */
function unseenPolicies(
  { networks }: GcpNetwork,
  name: ResourceName,
  inForce: readonly PolicyInForce[],
): readonly Section[] {
  const described = networks.find((one) => isSameResource(one.name, name) === true);
  const wanted = described?.firewallPolicy;
  if (described === undefined || wanted === undefined) return [];
  if (inForce.some(({ policy }) => policy.kind === 'global')) return [];
  const because = `${described.place.rule} has the policy ${describeValue(wanted)}, which is not in the files: add the output of \`gcloud compute networks get-effective-firewalls ${describeName(name)} --format=json\`.`;
  return [{ rules: undecidedRules(described.place, because), otherwise: 'next', otherwiseBy: [] }];
}
