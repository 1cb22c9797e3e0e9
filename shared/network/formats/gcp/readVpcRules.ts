/** Firewall rules of VPC networks. Source: Compute Engine API v1, Firewall; "VPC firewall rules". */
import { none } from '../../../kernel/none.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { findUnknownField, hasContent, isSameJson, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { PlacedWhenAsked, reportDifference, unknownFieldRemedy } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';
import type { GcpThing } from './gcpDocuments.ts';
import type { Direction, OtherEnd, OwnEnd, Targets, VpcRule } from './gcpNetwork.ts';
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

class PlacedVpcRule extends PlacedWhenAsked {
  readonly #thing: GcpThing;

  constructor(thing: GcpThing) {
    super();
    this.#thing = thing;
  }

  get written(): JsonRecord {
    return this.#thing.value;
  }

  protected override toPlace(): RulePlace {
    const { value, place } = this.#thing;
    const rule = `VPC firewall rule ${describeValue(nameOf(value))} (${describeValue(priorityOf(value))})`;
    return atField(place, value, 'name', rule);
  }
}

interface WrittenRule extends VpcRule {
  readonly placed: PlacedVpcRule;
}

/** Rules of a direction that are in force. A rule may stand in several lists. */
export function readVpcRules(things: readonly GcpThing[], direction: Direction, report: Report): readonly VpcRule[] {
  const byNetwork = new Map<string, Map<string, WrittenRule>>();
  const networks = new Map<unknown, ResourceName>();
  /** Those of which there is another description. */
  const contested = new Set<WrittenRule>();
  for (const thing of things) {
    const { value } = thing;
    if (isOf(opposite[direction], value) && !mayBeOfAny(value)) continue;
    const network = networks.get(value['network']) ?? networkOf(value);
    networks.set(value['network'], network);
    // What is wrong with a rule that is not in force is nobody's concern.
    const rule = readVpcRule(thing, direction, network, value['disabled'] === true ? unheard : report);
    const found = byNetwork.get(network.path) ?? new Map<string, WrittenRule>();
    byNetwork.set(network.path, found);
    const known = found.get(rule.name);
    if (known === undefined) {
      found.set(rule.name, rule);
    } else if (!isSameJson(sayings(known.placed.written), sayings(value))) {
      const notUnderstood = reportDifference(known.placed.place, rule.placed.place, report);
      const both = { ...rule, priority: Math.min(rule.priority, known.priority), notUnderstood };
      found.set(rule.name, both);
      contested.add(both);
    }
  }
  return [...byNetwork.values()]
    .flatMap((found) => [...found.values()])
    .filter((rule) => contested.has(rule) || rule.placed.written['disabled'] !== true);
}

export const unheard: Report = () => undefined;

export function networkOf(value: JsonRecord): ResourceName {
  // The API takes a missing network for that of the name `default`.
  return toResourceName(textOf(value['network']) ?? 'global/networks/default');
}

const opposite: Readonly<Record<Direction, Direction>> = { EGRESS: 'INGRESS', INGRESS: 'EGRESS' };

/** A missing direction is INGRESS. */
function isOf(wanted: Direction, { direction }: JsonRecord): boolean {
  return (direction ?? 'INGRESS') === wanted;
}

/** What says no direction may say it in a field that is not known. */
function mayBeOfAny(value: JsonRecord): boolean {
  return value['direction'] === undefined && findUnknownField(value, knownFields) !== undefined;
}

function sayings(value: JsonRecord): unknown {
  return matchFields.map((field) => (hasContent(value[field]) ? value[field] : null));
}

function nameOf(value: JsonRecord): string {
  return textOf(value['name']) ?? 'unnamed';
}

function priorityOf(value: JsonRecord): unknown {
  return value['priority'] ?? defaultPriority;
}

function readVpcRule(thing: GcpThing, direction: Direction, network: ResourceName, report: Report): WrittenRule {
  const { value } = thing;
  const placed = new PlacedVpcRule(thing);
  const doubts = new Doubts(placed, report);
  const unknown = findUnknownField(value, knownFields);
  if (unknown !== undefined) doubts.refuse(`the field “${describeValue(unknown)}” is not known.`, unknownFieldRemedy);
  if (!isOf(direction, value)) {
    doubts.refuse(`the direction “${describeValue(value['direction'])}” is neither EGRESS nor INGRESS.`);
  }
  const isDeny = hasContent(value['denied']);
  if (isDeny === hasContent(value['allowed'])) doubts.refuse('it must have either allowed or denied.');
  const number = readNumber(priorityOf(value), lastPriority);
  if (number === undefined) doubts.refuse(`the priority must be a number from 0 to ${lastPriority}.`);
  const field = isDeny ? 'denied' : 'allowed';
  readFlag(value['disabled'], 'disabled', doubts);
  return {
    name: nameOf(value),
    direction,
    network,
    action: isDeny ? 'deny' : 'allow',
    priority: number ?? 0,
    targets: readTargets(value, doubts),
    ...(direction === 'EGRESS' ? readEndsOfLeaving(value, doubts) : readEndsOfArriving(value, doubts)),
    services: readServices(value[field], field, 'IPProtocol', doubts),
    placed,
    notUnderstood: doubts.notUnderstood,
  };
}

/** Most rules of a network are for all of its machines, and a wall of them shares this. */
const everyMachine: Targets = { tags: none, serviceAccounts: none, secureTags: none, networks: none };

function readTargets(value: JsonRecord, doubts: Doubts): Targets {
  const tags = readTexts(value['targetTags'], 'targetTags', doubts);
  const serviceAccounts = readAccounts(value['targetServiceAccounts'], 'targetServiceAccounts', doubts);
  return tags.length + serviceAccounts.length === 0 ? everyMachine : { ...everyMachine, tags, serviceAccounts };
}

interface Ends {
  readonly otherEnd: OtherEnd;
  readonly ownEnd: OwnEnd;
}

const everyOtherEnd: OtherEnd = {
  ranges: undefined,
  names: [],
  addressGroups: [],
  lists: [],
  callers: [],
  context: undefined,
};

const everyOwnEnd: OwnEnd = { ranges: none, tags: none, serviceAccounts: none };

function readEndsOfLeaving(value: JsonRecord, doubts: Doubts): Ends {
  const ranges = readRanges(value['destinationRanges'], 'destinationRanges', doubts);
  return {
    otherEnd: { ...everyOtherEnd, ranges: hasContent(value['destinationRanges']) ? ranges : undefined },
    // The API takes neither tags nor accounts of sources for traffic that leaves; they could mean the sender alone.
    ownEnd: sourceFields.some((field) => hasContent(value[field]))
      ? {
          ranges: readRanges(value['sourceRanges'], 'sourceRanges', doubts),
          tags: readTexts(value['sourceTags'], 'sourceTags', doubts),
          serviceAccounts: readAccounts(value['sourceServiceAccounts'], 'sourceServiceAccounts', doubts),
        }
      : everyOwnEnd,
  };
}

const sourceFields = ['sourceRanges', 'sourceTags', 'sourceServiceAccounts'] as const;

/** Of what arrives, sources are ranges, tags and accounts, any of which is enough. */
function readEndsOfArriving(value: JsonRecord, doubts: Doubts): Ends {
  const ranges = readRanges(value['sourceRanges'], 'sourceRanges', doubts);
  const callers = [
    ...readTexts(value['sourceTags'], 'sourceTags', doubts),
    ...readAccounts(value['sourceServiceAccounts'], 'sourceServiceAccounts', doubts),
  ];
  return {
    otherEnd: { ...everyOtherEnd, ranges: hasContent(value['sourceRanges']) ? ranges : undefined, callers },
    ownEnd: {
      ranges: readRanges(value['destinationRanges'], 'destinationRanges', doubts),
      tags: [],
      serviceAccounts: [],
    },
  };
}
