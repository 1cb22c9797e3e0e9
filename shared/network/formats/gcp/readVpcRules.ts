/** Firewall rules of VPC networks. Source: Compute Engine API v1, Firewall; "VPC firewall rules". */
import { describeValue } from '../../describeValue.ts';
import { findUnknownField, hasContent, isSameJson, textOf } from '../../jsonFields.ts';
import type { JsonRecord } from '../../jsonFields.ts';
import type { RulePlace } from '../../ruleProgram.ts';
import { reportDifference, unknownFieldRemedy } from '../../ruleReading.ts';
import type { Report } from '../../ruleReading.ts';
import type { GcpThing } from './gcpDocuments.ts';
import type { VpcRule } from './gcpNetwork.ts';
import { atField, Doubts, readFlag, readNumber, readRanges, readServices, readTexts } from './readRule.ts';
import { toResourceName } from './resourceName.ts';
import type { ResourceName } from './resourceName.ts';

/** Fields that say what a rule matches. Those of `aboutTheRule` say nothing of it. */
const matchFields = [
  'direction',
  'priority',
  'disabled',
  'allowed',
  'denied',
  'destinationRanges',
  'sourceRanges',
  'sourceTags',
  'sourceServiceAccounts',
  'targetTags',
  'targetServiceAccounts',
] as const;

const aboutTheRule = [
  'kind',
  'id',
  'name',
  'network',
  'description',
  'creationTimestamp',
  'selfLink',
  'selfLinkWithId',
];

const knownFields: ReadonlySet<string> = new Set([
  ...matchFields,
  ...aboutTheRule,
  'logConfig',
  'enableLogging',
  'params',
]);

/** What the API takes a missing priority for. */
const defaultPriority = 1000;
const lastPriority = 65535;

/** Rules for traffic that leaves and that are in force. A rule may stand in several lists. */
export function readVpcRules(things: readonly GcpThing[], report: Report): readonly VpcRule[] {
  const found = new Map<string, { readonly rule: VpcRule; readonly value: JsonRecord; readonly differs: boolean }>();
  const networks = new Map<unknown, ResourceName>();
  for (const { value, place } of things) {
    if (isForArrivals(value)) continue;
    const network = networks.get(value['network']) ?? networkOf(value);
    networks.set(value['network'], network);
    // What is wrong with a rule that is not in force is nobody's concern.
    const rule = readVpcRule(value, network, place, value['disabled'] === true ? unheard : report);
    const key = `${rule.network.path} ${rule.name}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { rule, value, differs: false });
    } else if (!isSameJson(sayings(known.value), sayings(value))) {
      const notUnderstood = reportDifference(known.rule.place, rule.place, report);
      const priority = Math.min(rule.priority, known.rule.priority);
      found.set(key, { value, rule: { ...rule, priority, notUnderstood }, differs: true });
    }
  }
  return [...found.values()]
    .filter(({ value, differs }) => differs || value['disabled'] !== true)
    .map(({ rule }) => rule);
}

const unheard: Report = () => undefined;

export function networkOf(value: JsonRecord): ResourceName {
  // The API takes a missing network for that of the name `default`.
  return toResourceName(textOf(value['network']) ?? 'global/networks/default');
}

/** A missing direction is INGRESS. */
function isForArrivals({ direction }: JsonRecord): boolean {
  return direction === 'INGRESS' || direction === null || direction === undefined;
}

function sayings(value: JsonRecord): unknown {
  return matchFields.map((field) => (hasContent(value[field]) ? value[field] : null));
}

function readVpcRule(value: JsonRecord, network: ResourceName, at: RulePlace, report: Report): VpcRule {
  const name = textOf(value['name']) ?? 'unnamed';
  const priority = value['priority'] ?? defaultPriority;
  const place = atField(at, value, 'name', `VPC firewall rule ${describeValue(name)} (${describeValue(priority)})`);
  const doubts = new Doubts(place, report);
  const unknown = findUnknownField(value, knownFields);
  if (unknown !== undefined) doubts.refuse(`the field “${describeValue(unknown)}” is not known.`, unknownFieldRemedy);
  if (value['direction'] !== 'EGRESS') {
    doubts.refuse(`the direction “${describeValue(value['direction'])}” is neither EGRESS nor INGRESS.`);
  }
  const isDeny = hasContent(value['denied']);
  if (isDeny === hasContent(value['allowed'])) doubts.refuse('it must have either allowed or denied.');
  const number = readNumber(priority, lastPriority);
  if (number === undefined) doubts.refuse(`the priority must be a number from 0 to ${lastPriority}.`);
  const field = isDeny ? 'denied' : 'allowed';
  readFlag(value['disabled'], 'disabled', doubts);
  const ranges = readRanges(value['destinationRanges'], 'destinationRanges', doubts);
  return {
    name,
    network,
    action: isDeny ? 'deny' : 'allow',
    priority: number ?? 0,
    targets: {
      tags: readTexts(value['targetTags'], 'targetTags', doubts),
      serviceAccounts: readTexts(value['targetServiceAccounts'], 'targetServiceAccounts', doubts),
      secureTags: [],
      networks: [],
    },
    destination: {
      ranges: ranges.length > 0 || hasContent(value['destinationRanges']) ? ranges : undefined,
      names: [],
      addressGroups: [],
      lists: [],
      context: undefined,
    },
    // The API takes neither tags nor accounts of sources for traffic that leaves; they could mean the sender alone.
    sources: {
      ranges: readRanges(value['sourceRanges'], 'sourceRanges', doubts),
      tags: readTexts(value['sourceTags'], 'sourceTags', doubts),
      serviceAccounts: readTexts(value['sourceServiceAccounts'], 'sourceServiceAccounts', doubts),
    },
    services: readServices(value[field], field, 'IPProtocol', doubts),
    place,
    notUnderstood: doubts.notUnderstood,
  };
}
