/**
 * Hierarchical, global and regional firewall policies, by themselves and within effective firewalls. Source: Compute Engine
 * API v1, FirewallPolicy, FirewallPolicyRule and the answers of getEffectiveFirewalls; "Firewall policy rule components".
 */
import { describeValue } from '../../../kernel/describeValue.ts';
import {
  findUnknownField,
  hasContent,
  isRecord,
  isSameJson,
  listOf,
  recordsOf,
  textOf,
} from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { below, reportDifference, unknownFieldRemedy } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';
import type { GcpThing } from './gcpDocuments.ts';
import type {
  AssociatedPolicy,
  Direction,
  FirewallPolicy,
  FirewallRule,
  NetworkContext,
  OtherEnd,
  PolicyKind,
  Targets,
} from './gcpNetwork.ts';
import {
  atField,
  Doubts,
  readAccounts,
  readFlag,
  readNumber,
  readRanges,
  readServices,
  readTexts,
} from './readRule.ts';
import { toResourceName, toResourcePath } from './resourceName.ts';

/** Of a policy by itself, and of one within effective firewalls; mirroring copies packets and stops none. */
const policyFields: ReadonlySet<string> = new Set([
  'kind',
  'id',
  'name',
  'shortName',
  'displayName',
  'description',
  'creationTimestamp',
  'selfLink',
  'selfLinkWithId',
  'fingerprint',
  'parent',
  'region',
  'associations',
  'type',
  'policyType',
  'policySource',
  'priority',
  'rules',
  'ruleTupleCount',
  'packetMirroringRules',
]);

const ruleFields: ReadonlySet<string> = new Set([
  'kind',
  'description',
  'ruleName',
  'ruleTupleCount',
  'enableLogging',
  'action',
  'direction',
  'disabled',
  'priority',
  'match',
  'securityProfileGroup',
  'tlsInspect',
  'targetResources',
  'targetSecureTags',
  'targetServiceAccounts',
  'targetType',
  'targetForwardingRules',
]);

/** What a rule says of the other end, by what its fields begin with. */
const otherEnds = { EGRESS: 'dest', INGRESS: 'src' } as const satisfies Record<Direction, string>;

function matchFieldsOf(other: (typeof otherEnds)[Direction]): ReadonlySet<string> {
  return new Set([
    'layer4Configs',
    'destIpRanges',
    'srcIpRanges',
    `${other}Fqdns`,
    `${other}AddressGroups`,
    `${other}RegionCodes`,
    `${other}ThreatIntelligences`,
    `${other}NetworkType`,
    `${other}NetworkContext`,
    // Which networks those of the context VPC_NETWORKS are; whatever they are, that context is known of no address.
    ...(other === 'src' ? ['srcNetworks', 'srcSecureTags'] : []),
  ]);
}

const matchFields: Readonly<Record<Direction, ReadonlySet<string>>> = {
  EGRESS: matchFieldsOf('dest'),
  INGRESS: matchFieldsOf('src'),
};

const actions: ReadonlyMap<unknown, FirewallRule['action']> = new Map([
  ['allow', 'allow'],
  ['deny', 'deny'],
  ['goto_next', 'pass'],
  ['apply_security_profile_group', 'inspect'],
]);

const contexts: ReadonlySet<unknown> = new Set<NetworkContext>([
  'INTERNET',
  'NON_INTERNET',
  'INTRA_VPC',
  'VPC_NETWORKS',
]);

const lastPriority = 2_147_483_647;

/** What the answers of getEffectiveFirewalls call the kinds. */
const kindsByType: ReadonlyMap<unknown, PolicyKind> = new Map([
  ['HIERARCHY', 'hierarchical'],
  ['SYSTEM', 'system'],
  ['SYSTEM_GLOBAL', 'system'],
  ['SYSTEM_REGIONAL', 'regional system'],
  ['NETWORK', 'global'],
  ['NETWORK_REGIONAL', 'regional'],
]);

/** Policies as they stand by themselves; one may be in several files. */
export function readAssociatedPolicies(
  things: readonly GcpThing[],
  direction: Direction,
  report: Report,
): readonly AssociatedPolicy[] {
  const found = new Map<string, { readonly policy: AssociatedPolicy; readonly value: JsonRecord }>();
  for (const { value, place } of things) {
    const policy = readAssociatedPolicy(value, place, direction, report);
    const key = textOf(value['selfLink']) ?? `${policy.kind} ${policy.id} ${policy.region}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { policy, value });
    else if (!isSameJson(sayings(known.value), sayings(value))) {
      const notUnderstood = reportDifference(known.policy.place, policy.place, report);
      found.set(key, { value, policy: { ...policy, notUnderstood } });
    }
  }
  return [...found.values()].map(({ policy }) => policy);
}

function sayings({ rules, associations }: JsonRecord): unknown {
  return [rules ?? [], associations ?? []];
}

function readAssociatedPolicy(
  value: JsonRecord,
  at: RulePlace,
  direction: Direction,
  report: Report,
): AssociatedPolicy {
  const region = textOf(value['region']) ?? /\/regions\/([^/]+)\//.exec(textOf(value['selfLink']) ?? '')?.[1];
  const kind: PolicyKind = hasContent(value['parent']) ? 'hierarchical' : region === undefined ? 'global' : 'regional';
  const attachments = recordsOf(value['associations']).flatMap(
    ({ attachmentTarget }) => textOf(attachmentTarget) ?? [],
  );
  return {
    ...readPolicy(value, at, kind, direction, report),
    attachedAbove: attachments.filter((attachment) => !attachment.includes('/networks/')),
    attachedNetworks: attachments.filter((attachment) => attachment.includes('/networks/')).map(toResourceName),
    region: region === undefined ? undefined : toResourceName(region).name,
  };
}

/** The policies of one answer of getEffectiveFirewalls, in its order. */
export function readEffectivePolicies(
  { value, place }: GcpThing,
  direction: Direction,
  report: Report,
): readonly FirewallPolicy[] {
  const organisations = listOf(value['organizationFirewalls']).map((_item, index): FirewallPolicy => {
    const at = below(place, ['organizationFirewalls', index], 'firewall rules of an organisation');
    const what = 'Firewall rules of organisations in their former form are not judged.';
    report(at, what, 'Export the effective firewalls with a newer release of gcloud.');
    return {
      kind: 'unknown',
      id: `organisation ${index}`,
      rules: [],
      priority: undefined,
      place: at,
      notUnderstood: what,
    };
  });
  const policies = listOf(value['firewallPolicys']).map((item, index) => {
    const at = below(place, ['firewallPolicys', index]);
    const policy = isRecord(item) ? item : {};
    return readPolicy(policy, at, kindsByType.get(policy['type']) ?? 'unknown', direction, report);
  });
  return [...organisations, ...policies];
}

function readPolicy(
  value: JsonRecord,
  at: RulePlace,
  kind: PolicyKind,
  direction: Direction,
  report: Report,
): FirewallPolicy {
  const name = textOf(value['shortName']) ?? textOf(value['displayName']) ?? textOf(value['name']) ?? 'unnamed';
  const place = { ...at, rule: `${kind === 'unknown' ? 'firewall' : kind} policy ${describeValue(name)}` };
  const doubts = new Doubts({ place }, report);
  const unknown = findUnknownField(value, policyFields);
  if (unknown !== undefined) doubts.refuse(`the field “${describeValue(unknown)}” is not known.`, unknownFieldRemedy);
  if (kind === 'unknown' && (value['type'] ?? undefined) === undefined) {
    doubts.refuse('it has no type, which says when it is looked at.');
  } else if (kind === 'unknown') {
    doubts.refuse(`its type ${describeValue(value['type'])} is not known.`, unknownFieldRemedy);
  }
  if (value['rules'] === undefined || value['rules'] === null) {
    // Every policy has rules, if only those that hand on what nothing else decides; gcloud leaves them out of its lists.
    doubts.refuse('its rules are not in the file.', `Add the output of \`${describeCommands[kind]} ${name}\`.`);
  } else if (!Array.isArray(value['rules'])) {
    doubts.refuse('rules must be a list.');
  }
  const rules = listOf(value['rules']).flatMap((rule, index) => {
    if (isRecord(rule)) return readPolicyRule(rule, below(place, ['rules', index]), direction, report) ?? [];
    doubts.refuse(`rule ${index + 1} is no object.`);
    return [];
  });
  return {
    kind,
    id: textOf(value['name']) ?? name,
    rules: withoutSharedPriorities(rules, report),
    priority: kind === 'hierarchical' ? undefined : readNumber(value['priority'], lastPriority),
    place,
    notUnderstood: doubts.notUnderstood,
  };
}

const describeCommands: Readonly<Record<PolicyKind, string>> = {
  hierarchical: 'gcloud compute firewall-policies describe --format json',
  global: 'gcloud compute network-firewall-policies describe --global --format json',
  regional: 'gcloud compute network-firewall-policies describe --region R --format json',
  system: 'gcloud compute networks get-effective-firewalls --format json',
  'regional system': 'gcloud compute network-firewall-policies get-effective-firewalls --region R --format json',
  unknown: 'gcloud compute network-firewall-policies describe --format json',
};

/** A policy takes a priority once; which of two with different actions comes first can't be known. */
function withoutSharedPriorities(rules: readonly FirewallRule[], report: Report): readonly FirewallRule[] {
  const first = new Map<number, FirewallRule>();
  const contested = new Set<number>();
  for (const rule of rules) {
    const other = first.get(rule.priority);
    if (other === undefined) first.set(rule.priority, rule);
    else if (other.action !== rule.action) {
      contested.add(rule.priority);
      report(rule.placed.place, contest(rule), 'Export the policy again.');
    }
  }
  if (contested.size === 0) return rules;
  return rules.map((rule) =>
    contested.has(rule.priority) ? { ...rule, notUnderstood: rule.notUnderstood ?? contest(rule) } : rule,
  );
}

function contest({ placed }: FirewallRule): string {
  return `${placed.place.rule}: another rule of the same priority has another action.`;
}

/** A rule of the direction for a machine; nothing for any other, and for one that is not in force. */
function readPolicyRule(
  value: JsonRecord,
  at: RulePlace,
  direction: Direction,
  report: Report,
): FirewallRule | undefined {
  const { direction: written, priority } = value;
  if (written === (direction === 'EGRESS' ? 'INGRESS' : 'EGRESS')) return undefined;
  const title = textOf(value['ruleName']);
  const named = title === undefined ? '' : ` (${describeValue(title)})`;
  const place = atField(at, value, 'priority', `${at.rule}: rule ${describeValue(priority)}${named}`);
  const placed = { place };
  const doubts = new Doubts(placed, report);
  if (readFlag(value['disabled'], 'disabled', doubts)) return undefined;
  // Rules for load balancers' proxies do not apply to machines.
  if (value['targetType'] === 'INTERNAL_MANAGED_LB') return undefined;
  if (hasContent(value['targetType']) && value['targetType'] !== 'INSTANCES') {
    doubts.refuse(`the type of target ${describeValue(value['targetType'])} is not known.`, unknownFieldRemedy);
  }
  const targets = readTargets(value, doubts);
  if (targets === undefined) return undefined;
  const unknown = findUnknownField(value, ruleFields);
  if (unknown !== undefined) doubts.refuse(`the field “${describeValue(unknown)}” is not known.`, unknownFieldRemedy);
  if (written !== direction) doubts.refuse(`the direction “${describeValue(written)}” is neither EGRESS nor INGRESS.`);
  const action = actions.get(value['action']);
  if (action === undefined)
    doubts.refuse(`the action “${describeValue(value['action'])}” is not known.`, unknownFieldRemedy);
  const number = readNumber(priority, lastPriority);
  if (number === undefined) doubts.refuse(`the priority must be a number from 0 to ${lastPriority}.`);
  const match = isRecord(value['match']) ? value['match'] : {};
  const unknownMatch = findUnknownField(match, matchFields[direction]);
  if (unknownMatch !== undefined) {
    doubts.refuse(
      `the field “${describeValue(unknownMatch)}” of match is not known for ${direction}.`,
      unknownFieldRemedy,
    );
  }
  const ownRanges = direction === 'EGRESS' ? 'srcIpRanges' : 'destIpRanges';
  return {
    direction,
    action: action ?? 'inspect',
    priority: number ?? 0,
    targets,
    otherEnd: readOtherEnd(match, otherEnds[direction], doubts),
    ownEnd: { ranges: readRanges(match[ownRanges], ownRanges, doubts), tags: [], serviceAccounts: [] },
    services: readServices(match['layer4Configs'], 'layer4Configs', 'ipProtocol', doubts),
    placed,
    notUnderstood: doubts.notUnderstood,
  };
}

/** Nothing where all of the rule's secure tags are gone, so that it is in force for no machine. */
function readTargets(value: JsonRecord, doubts: Doubts): Targets | undefined {
  const listed = listOf(value['targetSecureTags']);
  const tags = recordsOf(listed);
  if (tags.length !== listed.length || tags.some(({ name }) => textOf(name) === undefined)) {
    doubts.refuse('targetSecureTags must be a list of tags with names.');
  }
  const effective = tags.filter(({ state }) => state !== 'INEFFECTIVE');
  if (tags.length > 0 && effective.length === 0) return undefined;
  return {
    tags: [],
    serviceAccounts: readAccounts(value['targetServiceAccounts'], 'targetServiceAccounts', doubts),
    secureTags: effective.flatMap(({ name }) => textOf(name) ?? []),
    networks: readTexts(value['targetResources'], 'targetResources', doubts).map(toResourceName),
  };
}

function readOtherEnd(match: JsonRecord, other: (typeof otherEnds)[Direction], doubts: Doubts): OtherEnd {
  const context = readContext(match, other, doubts);
  const texts = (field: string): readonly string[] => readTexts(match[field], field, doubts);
  const ranges = readRanges(match[`${other}IpRanges`], `${other}IpRanges`, doubts);
  const tags = other === 'src' ? recordsOf(match['srcSecureTags']) : [];
  const terms: OtherEnd = {
    ranges: hasContent(match[`${other}IpRanges`]) ? ranges : undefined,
    names: texts(`${other}Fqdns`).map((name) => name.toLowerCase().replace(/\.$/, '')),
    addressGroups: texts(`${other}AddressGroups`).map(toResourcePath),
    lists: [
      ...texts(`${other}RegionCodes`).map((code) => `the region ${describeValue(code)}`),
      ...texts(`${other}ThreatIntelligences`).map((list) => `the list ${describeValue(list)}`),
    ],
    callers: tags.map(({ name }) => describeValue(name)),
    context,
  };
  if (saysNothing(terms)) doubts.refuse(`it says nothing of the ${other === 'dest' ? 'destination' : 'source'}.`);
  return terms;
}

/** It is written in a field of either name; undefined where neither says anything. */
function readContext(
  match: JsonRecord,
  other: (typeof otherEnds)[Direction],
  doubts: Doubts,
): NetworkContext | undefined {
  const written = [`${other}NetworkContext`, `${other}NetworkType`]
    .map((field) => [field, match[field]] as const)
    .filter(([, value]) => hasContent(value) && value !== 'UNSPECIFIED');
  for (const [field, value] of written) {
    if (!contexts.has(value)) doubts.refuse(`${field} “${describeValue(value)}” is not known.`, unknownFieldRemedy);
  }
  const [context, ...others] = new Set(written.map(([, value]) => value));
  if (others.length > 0) doubts.refuse('it names two contexts of the network.');
  return contexts.has(context) ? (context as NetworkContext) : undefined;
}

function saysNothing({ ranges, names, addressGroups, lists, callers, context }: OtherEnd): boolean {
  const parts = names.length + addressGroups.length + lists.length + callers.length;
  return ranges === undefined && context === undefined && parts === 0;
}
