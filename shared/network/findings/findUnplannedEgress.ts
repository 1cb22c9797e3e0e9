/** What gets out without any connection, backend or implied flow of the plan being in need of it. */
import { placeOf } from '../source/placeOf.ts';
import { count } from '../../kernel/count.ts';
import { Effort, tooMuchToLookThrough } from '../flows/effort.ts';
import { findAllowingRules } from '../judging/findDecidingRules.ts';
import {
  ALL_FLOWS,
  describeFlows,
  intersect,
  isEmpty,
  overlaps,
  subtract,
  unite,
  withServices,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import { allOf, certainlyAllowed, unknownReasons } from '../machine/decision.ts';
import { messagesOf, PORTLESS_SERVICES, SENT_SERVICES, uniteServices } from '../flows/services.ts';
import type { EgressFinding, RuleReference } from '../judging/verdict.ts';
import type { Examined } from './examined.ts';
import type { FindingInput } from './findingInput.ts';
import { findUnplannedNames } from './findUnplannedNames.ts';
import { gatherDoubts } from './missingKeys.ts';
import { findNeededFlows, flowsSpoken } from './neededFlows.ts';
import type { GroupLayer, SubjectGroup } from './subjectGroups.ts';
import { mostRulesNamed, nameGroup, reasonsOf } from './words.ts';

/**
 * By address, through the whole path: what every layer lets through, without what is needed. Where addresses are not given,
 * any that the destination could have is taken to be needed, and what that leaves is certainly too much.
 */
export function findUnplannedEgress(input: FindingInput): Examined {
  const { plan, groups } = input;
  const of = 'what workloads and nodes may reach';
  if (plan.network?.egress === 'open') {
    const notApplicable = 'The plan leaves egress open (network.egress: open).';
    return { findings: [], examined: 0, of, unknownBecause: [], notApplicable };
  }
  // What is too much may be a hundred thousand addresses for each group: it is told before the next group is looked at, which half
  // of the room is left for.
  const asked = groups.map((group, done) =>
    Effort.shareOf(Math.min(groups.length - done, 2)).attempt(
      () => askGroup(group, input),
      () => ({ findings: [], unknownBecause: [tooMuchToLookThrough], missing: [] }),
    ),
  );
  return {
    findings: asked.flatMap(({ findings }) => findings),
    examined: groups.length,
    of: describeExamined(groups),
    ...gatherDoubts(
      asked.flatMap(({ unknownBecause }) => unknownBecause),
      asked.flatMap(({ missing }) => missing),
    ),
  };
}

function askGroup(
  group: SubjectGroup,
  input: FindingInput,
): Pick<Examined, 'findings' | 'unknownBecause'> & Pick<Surplus, 'missing'> {
  const surplus = findSurplus(group, input);
  const names = findUnplannedNames(group, input);
  return {
    findings: [...toFindings(group, surplus, input), ...names.findings],
    unknownBecause: [...surplus.unknownBecause, ...names.unknownBecause],
    missing: surplus.missing,
  };
}

function describeExamined(groups: readonly SubjectGroup[]): string {
  const workloads = groups.reduce((sum, { names, workloads: own }) => sum + (own.length === 0 ? 0 : names.length), 0);
  return `what ${count(workloads, 'workload')} and the nodes may reach`;
}

interface Surplus {
  readonly certain: FlowSet;
  /** What may be too much besides. */
  readonly possible: FlowSet;
  readonly unknownBecause: readonly string[];
  /** Keys of the plan that would say how much of it is needed. */
  readonly missing: readonly string[];
}

function findSurplus(group: SubjectGroup, input: FindingInput): Surplus {
  const spoken = flowsSpoken(input.network);
  const needed = findNeededFlows(group, input);
  const allowed = certainlyAllowed(group.decision);
  const certain = subtract(intersect(allowed, spoken), needed.possible);
  const isAsked = group.layers.some(({ parts }) => parts.length > 0);
  const mayAllow = isAsked ? intersect(group.decision.mayAllow, spoken) : intersect(spoken, certain);
  const possible = subtract(subtract(mayAllow, needed.certain), certain);
  const open = unknownReasons([{ ...group.decision, mayAllow: intersect(group.decision.mayAllow, possible) }]);
  const areMissing = overlaps(intersect(possible, needed.possible), allowed);
  const isSettled = isAsked && isEmpty(possible);
  return {
    certain,
    possible,
    unknownBecause: isSettled ? [] : [...new Set([...reasonsOf(group), ...open])],
    missing: areMissing && !isSettled ? needed.missing : [],
  };
}

const anythingWithoutPorts = {
  flows: withServices(ALL_FLOWS, PORTLESS_SERVICES),
  outside: true,
  isNameless: true,
} as const;

/** Allowed by most rules for anything else, and wanted: without these messages large packets are lost in silence. */
const messages = withServices(ALL_FLOWS, uniteServices(messagesOf('ICMP'), messagesOf('ICMPv6')));

interface PortlessSurplus {
  readonly open: FlowSet;
  readonly layers: readonly GroupLayer[];
}

/** What has no ports and is open for certain: whole networks travel within ESP, GRE or IP itself. */
function findPortless({ subject, rows }: SubjectGroup, input: FindingInput): PortlessSurplus {
  const { network, decideLayer } = input;
  const layers = input.layers.map((state): GroupLayer => ({
    state,
    ...decideLayer(state, subject, { destination: anythingWithoutPorts, mayStayInside: true }),
  }));
  const decision = allOf(
    layers.map((layer) => layer.decision),
    anythingWithoutPorts.flows,
  );
  const open = intersect(certainlyAllowed(decision), flowsSpoken(network));
  return { open: subtract(open, findNeededFlows({ rows }, input).possible), layers };
}

function toFindings(group: SubjectGroup, surplus: Surplus, input: FindingInput): Examined['findings'] {
  const { certain, possible } = surplus;
  const doubts = gatherDoubts(surplus.unknownBecause, surplus.missing);
  const name = nameGroup(group);
  const about = {
    subject: group.names.join(', '),
    workloads: group.names,
    connections: group.rows.map(({ id }) => id),
  };
  const portless = findPortless(group, input);
  const carriers = subtract(portless.open, messages);
  if (!isEmpty(certain) || !isEmpty(carriers)) {
    const rules = isEmpty(certain)
      ? findOpeningRules(portless, carriers, input)
      : findOpeningRules(group, certain, input);
    return [
      {
        ...about,
        title: `The rules let ${name} reach more than the plan needs`,
        certainty: 'certain',
        unknownBecause: [],
        rules,
        surplus: describeFlows(unite(certain, portless.open), SENT_SERVICES),
        remedy: describeRemedy(group, rules),
      },
    ];
  }
  if (isEmpty(possible)) return [];
  const rules = findOpeningRules(group, possible, input);
  return [
    {
      ...about,
      title: `The rules may let ${name} reach more than the plan needs`,
      certainty: 'possible',
      ...doubts,
      rules,
      surplus: describeFlows(possible),
      remedy: doubts.unknownBecause.join(' ') || describeRemedy(group, rules),
    },
  ];
}

/** Of every layer that was read, what lets it through; where none stands against it, that is the reason. */
function findOpeningRules(
  { layers }: Pick<SubjectGroup, 'layers'>,
  flows: FlowSet,
  { ruleSet }: FindingInput,
): readonly RuleReference[] {
  return layers
    .flatMap(({ state, parts }) =>
      findAllowingRules(
        parts.filter(({ program }) => program.judges === undefined),
        flows,
      ).map(({ place }) => ({ ...ruleSet.locate(place), note: `lets it through: ${layerTitles[state.layer]}` })),
    )
    .slice(0, mostRulesNamed);
}

function describeRemedy({ layers, workloads }: SubjectGroup, rules: EgressFinding['rules']): string {
  const declare = 'If it is needed, declare it under network.backends.';
  const isFree = layers.some(
    ({ state, parts }) =>
      state.layer === 'pod-policy' && parts.length > 0 && parts.every(({ program }) => program.sections.length === 0),
  );
  if (isFree && workloads.length > 0) {
    return `No policy that was read selects these pods for egress: add one that opens what the plan needs, and nothing else. ${declare}`;
  }
  const [first] = rules;
  const narrow =
    first === undefined
      ? 'Close it in one of the layers.'
      : `Narrow ${first.rule} (${placeOf(first)}), or one of the layers behind it.`;
  return `${narrow} ${declare}`;
}
