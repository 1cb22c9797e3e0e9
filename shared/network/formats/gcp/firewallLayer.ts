/** Which rules decide about traffic that leaves the machines of a plan or reaches them, and in which order. */
import { onlyPossibly } from '../../flows/addressBounds.ts';
import type { AddressRange } from '../../flows/address.ts';
import { publicRanges } from '../../flows/addressSpaces.ts';
import { platformRangesOf } from '../../flows/platformAddresses.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { flowsTo, NO_FLOWS } from '../../flows/flowSet.ts';
import { isSameJson } from '../../../kernel/jsonFields.ts';
import type { LayerBinding, Origin } from '../../reading/ruleFormat.ts';
import type { Rule, RulePlace, RuleProgram, Section } from '../../machine/ruleProgram.ts';
import { servicesOf } from '../../flows/services.ts';
import { describeDifference } from '../../reading/ruleReading.ts';
import { undecidedRules } from '../../machine/undecidedRules.ts';
import { AddressGroups, compileRule, isForEveryMachine } from './compileRule.ts';
import type { Machines } from './compileRule.ts';
import type { AssociatedPolicy, Direction, FirewallPolicy, GcpNetwork, PolicyKind } from './gcpNetwork.ts';
import { findMachines, knownNetworks } from './findMachines.ts';
import { describeName, isSameResource, toResourceName } from './resourceName.ts';
import type { ResourceName } from './resourceName.ts';

/** Every kind of machines that `attachedTo` names must be let out. */
export function bindVpcFirewalls(network: GcpNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  const found = findMachines(network, attachedTo, origin);
  if (typeof found === 'string') return { kind: 'unbound', because: found };
  const groups = new AddressGroups(network.addressGroups);
  return {
    kind: 'bound',
    programs: found.machines.map((machines) => programFor(network, machines, found.above, origin, groups)),
    waysIn: () => {
      const arriving = { ...network, ...network.arrivals() };
      return found.machines.map((machines) => ({
        programs: [compileProgram(arriving, 'INGRESS', machines, found.above, origin, groups)],
      }));
    },
  };
}

/** Where no rule goes by source, pods and nodes meet the same rules, and these are compiled once. */
function programFor(
  network: GcpNetwork,
  machines: Machines,
  above: readonly string[],
  origin: Origin,
  groups: AddressGroups,
): RuleProgram {
  const known = programs.get(network) ?? {
    isBySource: goesBySource(network),
    programs: new Map<string, RuleProgram>(),
  };
  programs.set(network, known);
  if (known.isBySource) return compileProgram(network, 'EGRESS', machines, above, origin, groups);
  const { tags, serviceAccounts, secureTags } = machines;
  const key = JSON.stringify([machines.network, tags, serviceAccounts, secureTags, above, origin.network.region]);
  let program = known.programs.get(key);
  if (program === undefined) {
    known.programs.set(key, (program = compileProgram(network, 'EGRESS', machines, above, origin, groups)));
  }
  return program;
}

const programs = new WeakMap<
  GcpNetwork,
  { readonly isBySource: boolean; readonly programs: Map<string, RuleProgram> }
>();

function goesBySource({ vpcRules, policies, effectiveFirewalls }: GcpNetwork): boolean {
  const ofPolicies = [...policies, ...effectiveFirewalls.flatMap((effective) => effective.policies)];
  return [vpcRules, ...ofPolicies.map(({ rules }) => rules)].some((rules) =>
    rules.some(({ ownEnd }) => !isForEveryMachine(ownEnd)),
  );
}

/** A policy that is in force, or may be. */
interface PolicyInForce {
  readonly policy: FirewallPolicy;
  /** How far below the organisation a hierarchical policy is attached; undefined where that is not known. */
  readonly depth?: number | undefined;
  /** Why that is not certain. */
  readonly doubt: string | undefined;
}

function compileProgram(
  network: GcpNetwork,
  direction: Direction,
  machines: Machines,
  above: readonly string[],
  origin: Origin,
  groups: AddressGroups,
): RuleProgram {
  const beside = placeOf(network, machines.network);
  const inForce = findPolicies(network, machines.network, above, origin);
  const toSections = (policies: readonly PolicyInForce[]): readonly Section[] =>
    policies.map((one) => policySection(one, machines, groups));
  const sectionsOf = (kind: PolicyKind): readonly Section[] =>
    toSections(
      inForce
        .filter(({ policy }) => policy.kind === kind)
        .toSorted((one, other) => (one.policy.priority ?? 0) - (other.policy.priority ?? 0)),
    );
  const vpc: Section = {
    rules: network.vpcRules
      .filter((rule) => isSameResource(rule.network, machines.network) !== false)
      .toSorted((one, other) => one.priority - other.priority || denyFirst(one.action) - denyFirst(other.action))
      .flatMap((rule) => compileRule(rule, machines, groups)),
    otherwise: 'next',
    otherwiseBy: [],
    // Only rules of policies have names.
    goesByFlowsAlone: true,
  };
  const policies = [
    ...unseenPolicies(network, machines.network, inForce),
    ...sectionsOf('global'),
    ...sectionsOf('regional'),
  ];
  const beforeNetwork = (hierarchical: readonly PolicyInForce[]): readonly Section[] => [
    ...(direction === 'EGRESS' ? [platformSection(beside)] : []),
    ...sectionsOf('unknown'),
    ...toSections(hierarchical),
    ...sectionsOf('system'),
    ...sectionsOf('regional system'),
  ];
  const implied: Section = {
    rules: [],
    otherwise: direction === 'EGRESS' ? 'allow' : 'deny',
    otherwiseBy: [{ ...beside, rule: impliedRules[direction], isBuiltIn: true }],
  };
  const described = network.networks.find(({ name }) => isSameResource(name, machines.network) === true);
  const arePoliciesFirst = policies.length === 0 || vpc.rules.length === 0 ? false : described?.arePoliciesFirst;
  const orders = arePoliciesFirst === undefined ? [false, true] : [arePoliciesFirst];
  const hierarchies = orderHierarchical(inForce.filter(({ policy }) => policy.kind === 'hierarchical'));
  const [first = [], ...others] = hierarchies.flatMap((hierarchical) =>
    orders.map((isReversed) => [
      ...beforeNetwork(hierarchical),
      ...(isReversed ? [...policies, vpc] : [vpc, ...policies]),
      implied,
    ]),
  );
  if (others.length === 0) return { sections: first };
  const because =
    hierarchies.length > 1
      ? orderNotKnown
      : `Whether the policies of the network come before its VPC rules is not known: add the output of \`gcloud compute networks describe ${machines.network.name} --format json\`.`;
  return { sections: first, otherReadings: others.map((sections) => ({ sections, because })) };
}

const impliedRules: Readonly<Record<Direction, string>> = {
  EGRESS: 'what leaves is allowed where no rule of Google Cloud decides (65535)',
  INGRESS: 'what arrives is denied where no rule of Google Cloud decides (65535)',
};

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
const metadataServer = flowsTo(platformRangesOf.gcp);
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
      : rules.map((rule): Rule => {
          const { action, place, reach } = rule;
          return { action, place, reach, match: (destination) => onlyPossibly(rule.match(destination), doubt) };
        });
  return { rules: perhaps, otherwise: 'next', otherwiseBy: [] };
}

/**
 * The policies of effective firewalls where there are such, which say all but what is of a region; else those that stand by
 * themselves. Effective firewalls without VPC rules do not say of which network they are.
 */
function findPolicies(
  network: GcpNetwork,
  name: ResourceName,
  above: readonly string[],
  origin: Origin,
): readonly PolicyInForce[] {
  const alone = network.policies.flatMap((policy): readonly PolicyInForce[] => {
    if (policy.kind === 'hierarchical') return findAbove(policy, name, above, network);
    const doubt = isAttached(policy, name, origin);
    return doubt === false ? [] : [{ policy, doubt: doubt === true ? undefined : doubt }];
  });
  const own = network.effectiveFirewalls.filter(({ networks }) =>
    networks.some((one) => isSameResource(one, name) !== false),
  );
  const nameless = network.effectiveFirewalls.filter(({ networks }) => networks.length === 0);
  const answers = [...own, ...nameless];
  if (answers.length === 0) return alone;
  const told = mergeEffective(answers.map(({ policies }) => policies));
  const keys = new Set(told.map(({ policy }) => keyOf(policy)));
  const untold = alone.filter(({ policy }) => !keys.has(keyOf(policy)));
  const others = knownNetworks(network).filter((one) => isSameResource(one, name) !== true);
  const [strange] = nameless;
  if (strange !== undefined && (others.length > 0 || (own.length === 0 && untold.length > 0))) {
    const doubt = `Of which network the effective firewalls in ${strange.place.file} are is not known, since they have no VPC rules: give those of ${describeName(name)} alone.`;
    return [...told, ...untold].map((one) => ({ ...one, depth: undefined, doubt: one.doubt ?? doubt }));
  }
  // Those of a network lack the policies of its regions.
  const tellsOfRegion = told.some(({ policy }) => policy.kind === 'regional');
  return tellsOfRegion ? told : [...told, ...untold.filter(({ policy }) => policy.kind === 'regional')];
}

const orderNotKnown =
  'Which of several folders with a policy is above the other is not known: add the output of `gcloud projects get-ancestors PROJECT --format json`.';

/** Folders lie in each other ten deep, so that not all of more can be above one project. Source: Resource Manager, "Create folders". */
const mostLevels = 10;

/**
 * The orders in which hierarchical policies may be tried, from the organisation down. Where it is not known which of several
 * folders is above the other, each of them is first in one order: whatever any of them decides first is thus found. Those that may
 * not be in force come before all of these, since whatever such a one may decide is left to the others as well.
 */
function orderHierarchical(policies: readonly PolicyInForce[]): readonly (readonly PolicyInForce[])[] {
  const known = policies
    .filter(({ depth }) => depth !== undefined)
    .toSorted((one, other) => (one.depth ?? 0) - (other.depth ?? 0));
  const tied = policies.filter(({ depth }) => depth === undefined);
  const first = [...known, ...tied.filter(({ doubt }) => doubt !== undefined)];
  const certain = tied.filter(({ doubt }) => doubt === undefined);
  if (certain.length < 2) return [[...first, ...certain]];
  if (certain.length > mostLevels) return [[...first, ...certain.map((one) => ({ ...one, doubt: orderNotKnown }))]];
  return certain.map((highest) => [...first, highest, ...certain.filter((one) => one !== highest)]);
}

/**
 * Answers about one network may differ: that about a region and that about a machine have policies that the one about the
 * network lacks. Regional policies that only some of those that have any tell of may be of another region. Hierarchical ones
 * are listed from the organisation down.
 */
function mergeEffective(answers: readonly (readonly FirewallPolicy[])[]): readonly PolicyInForce[] {
  const merged = new Map<string, { readonly policy: FirewallPolicy; readonly depth: number }>();
  for (const [depth, policy] of answers.flatMap((policies) => [...policies.entries()])) {
    const key = keyOf(policy);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { policy, depth });
    else if (!isSameJson(sayings(known.policy), sayings(policy))) {
      const notUnderstood = `${describeDifference(known.policy.place, policy.place)} Keep the newer export alone.`;
      merged.set(key, { depth, policy: { ...known.policy, notUnderstood } });
    }
  }
  const regional = answers
    .map((policies) => policies.filter(({ kind }) => kind === 'regional' || kind === 'regional system'))
    .filter(({ length }) => length > 0)
    .map((policies) => new Set(policies.map(keyOf)));
  return [...merged].map(([key, { policy, depth }]) => {
    const isShared = regional.every((keys) => keys.has(key)) || !regional.some((keys) => keys.has(key));
    const doubt = isShared
      ? undefined
      : `${policy.place.rule} is in force in one region and not in another: keep the effective firewalls of the cluster’s region alone.`;
    return { policy, depth, doubt };
  });
}

function keyOf({ kind, id }: FirewallPolicy): string {
  return `${kind} ${id}`;
}

/** What a policy says, in a form that is compared: addresses are no JSON. */
function sayings({ rules }: FirewallPolicy): unknown {
  return rules.map(({ placed: _placed, ownEnd, otherEnd, ...rule }) => ({
    ...rule,
    ownEnd: { ...ownEnd, ranges: ownEnd.ranges.map(describeRange) },
    otherEnd: { ...otherEnd, ranges: otherEnd.ranges?.map(describeRange) },
  }));
}

function describeRange({ first, last }: AddressRange): string {
  return `${first}-${last}`;
}

/** Whether a policy of an organisation or a folder is above the project of the nodes, by the plan or by the project's ancestors. */
function findAbove(
  policy: AssociatedPolicy,
  name: ResourceName,
  above: readonly string[],
  { ancestries }: GcpNetwork,
): readonly PolicyInForce[] {
  const { attachedAbove, place } = policy;
  const [first] = attachedAbove;
  if (first === undefined) return [];
  const ancestry = ancestries.find(({ project }) => project === name.project);
  const depths = attachedAbove.map((one) => ancestry?.above.indexOf(one) ?? -1).filter((depth) => depth >= 0);
  if (depths.length > 0) return [{ policy, depth: Math.min(...depths), doubt: undefined }];
  const depth = attachedAbove.some((one) => one.startsWith('organizations/')) ? 0 : undefined;
  if (attachedAbove.some((one) => above.includes(one))) return [{ policy, depth, doubt: undefined }];
  if (ancestry !== undefined) return [];
  const doubt = `Whether ${describeValue(first)}, to which ${place.rule} is attached, is above the nodes’ project is not known: add the effective firewalls or the output of \`gcloud projects get-ancestors PROJECT --format json\`, or name what is above in attachedTo of the layer gcp-firewall.`;
  return [{ policy, depth, doubt }];
}

/** A text says why it is not known. */
function isAttached(policy: AssociatedPolicy, name: ResourceName, origin: Origin): boolean | string {
  const { attachedNetworks, region, place } = policy;
  const attached = new Set(attachedNetworks.map((one) => isSameResource(one, name)));
  if (!attached.has(true)) {
    return (
      attached.has(undefined) &&
      `Whether ${place.rule} is attached to ${describeName(name)} is not known: it is named by the number of a project in one place and by its name in another.`
    );
  }
  if (region === undefined) return true;
  const planned = origin.network.region;
  if (planned === undefined) {
    return `${place.rule} is in force in ${region}, and the plan does not say where the nodes are: set region.`;
  }
  const [one, other] = [toRegion(region), toRegion(planned)];
  if (one !== undefined && other !== undefined) return one === other;
  return `${place.rule} is in force in ${describeValue(region)}, and whether that is ${describeValue(planned)} is not known: write region as Google Cloud does, such as europe-west1.`;
}

/** `europe-west1` by itself, at the end of a URL or path, or of one of its zones; undefined for what is no name of a region. */
function toRegion(text: string): string | undefined {
  const { name } = toResourceName(text);
  return /^([a-z]+-[a-z]+\d+)(?:-[a-z])?$/.exec(name.toLowerCase())?.[1];
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
