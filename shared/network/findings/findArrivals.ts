/**
 * What the control plane may open into the data plane, where rules for arrivals are read: every connection between the two is
 * opened by the data plane. Source: Private Data Plane overview, "Connectivity with the control plane".
 */
import { enumerate } from '../../kernel/enumerate.ts';
import type { LayerKind } from '../../plan/plan.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { allOf, certainlyAllowed, unknownReasons } from '../machine/decision.ts';
import type { Decision } from '../machine/decision.ts';
import type { DecisionPart } from '../judging/decideLayer.ts';
import type { Destination } from '../machine/destination.ts';
import { findAllowingRules } from '../judging/findDecidingRules.ts';
import {
  describeFlows,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  uniteAll,
  withServices,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { PathLayerState } from '../judging/pathLayers.ts';
import type { Subject, WayIn } from '../reading/ruleFormat.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import { servicesOf } from '../flows/services.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import type { Examined } from './examined.ts';
import type { FindingInput } from './findingInput.ts';
import { keyOfPlace } from './keyOfPlace.ts';
import { gatherDoubts, reasonsBesideKeys } from './missingKeys.ts';
import { onPorts, uniteNeeds } from './neededFlows.ts';
import type { NeededFlows } from './neededFlows.ts';
import { mostRulesNamed } from './words.ts';

interface Arrivals extends Pick<Examined, 'findings' | 'unknownBecause'> {
  /** Keys of the plan that would say how much of what is open is needed. */
  readonly missing: readonly string[];
}

/** A way in through all the layers that stand before the same place, one behind the other. */
interface Way extends WayIn {
  readonly layers: readonly LayerKind[];
  /** Why something of which nothing is known may close it. */
  readonly perhapsClosed?: string | undefined;
}

/** Clients that the plan expects may have any address, those of the control plane among them. */
export function findArrivals(controlPlane: FlowSet, input: FindingInput): Arrivals {
  const clients = findClients(input.plan);
  const flows = subtract(controlPlane, clients.certain);
  if (isEmpty(flows)) return { findings: [], unknownBecause: [], missing: [] };
  const ways = Map.groupBy(findWays(input), ({ layers }) => layers.join());
  const findings = [...ways.values()].flatMap((some) => findThrough(some, flows, clients, input));
  return {
    findings,
    unknownBecause: findings.flatMap(reasonsBesideKeys),
    missing: findings.flatMap(({ missing = [] }) => missing),
  };
}

/** What clients call: HTTPS, and where the plan does not name their ports, perhaps what load balancers make of it. */
function findClients({ network }: FindingInput['plan']): NeededFlows {
  const needs = (network?.clients ?? []).map(({ name, cidrs, ports }): NeededFlows => {
    const ranges = toRanges(cidrs);
    const certain = flowsTo(ranges, onPorts(ports ?? [httpsPort]));
    return ports === undefined
      ? { certain, possible: flowsTo(ranges, servicesOf('TCP')), missing: [`the ports of the client ${name}`] }
      : { certain, possible: certain, missing: [] };
  });
  return uniteNeeds(needs);
}

const httpsPort = 443;

/** All ways in, each once; those that two layers guard together, as one. */
function findWays(input: FindingInput): readonly Way[] {
  const { layers } = input;
  const waysOf = new Map(layers.map((layer) => [layer.layer, findWaysOf(layer, input)]));
  const groups = waysOf.get('aws-security-group') ?? [];
  const acls = waysOf.get('aws-network-acl') ?? [];
  const areGroupsAway = layers.some(({ layer, state }) => layer === 'aws-security-group' && state === 'none');
  const others = [...waysOf].filter(([layer]) => layer !== 'aws-security-group' && layer !== 'aws-network-acl');
  return [
    ...others.flatMap(([, ways]) => ways),
    ...groups.flatMap((group) => {
      const before = acls.filter((acl) => leadToTheSame(group, acl));
      return before.length === 0 ? [group] : before.map((acl) => passBoth(group, acl));
    }),
    ...acls
      .filter((acl) => !groups.some((group) => leadToTheSame(group, acl)))
      .map((acl) => (areGroupsAway ? acl : { ...acl, perhapsClosed: groupsNotKnown })),
  ];
}

const groupsNotKnown =
  'What the security groups behind this network ACL let in is not known: give the layer aws-security-group.';

function findWaysOf(layer: PathLayerState, { groups, decideLayer }: FindingInput): readonly Way[] {
  const subjects = groups.flatMap(({ subject, workloads }): readonly Subject[] =>
    workloads.length === 0 ? [subject] : workloads.map((workload) => ({ kind: 'workload', workload })),
  );
  const bindings = new Set(subjects.flatMap((subject) => decideLayer.bindingsOf(layer, subject)));
  return [...bindings].flatMap((binding) =>
    binding.kind === 'bound' ? (binding.waysIn?.() ?? []).map((way) => ({ ...way, layers: [layer.layer] })) : [],
  );
}

/** Where it is not known to which subnets a way leads, it may be any that the plan names. */
function leadToTheSame({ subnetIds: one }: Way, { subnetIds: other }: Way): boolean {
  return one === undefined || other === undefined || one.some((id) => other.includes(id));
}

/** A layer that knows connections tells replies from them, so that nothing has to be open for these in the other. */
function passBoth(group: Way, acl: Way): Way {
  return { layers: [...group.layers, ...acl.layers], programs: [...group.programs, ...acl.programs] };
}

/** What some ways let in for certain, and apart from it what they may let in. */
function findThrough(
  ways: readonly Way[],
  flows: FlowSet,
  clients: NeededFlows,
  { ruleSet }: FindingInput,
): readonly Omit<EgressFinding, 'kind'>[] {
  const asked = ways.map((way) => askWay(way, flows));
  const certainlyOpen = uniteAll(asked.map(({ certain }) => certain));
  const open = subtract(certainlyOpen, clients.possible);
  const possible = subtract(uniteAll(asked.map(({ mayAllow }) => mayAllow)), open);
  const layers = ways[0]?.layers ?? [];
  const about = { layer: layers[0], connections: [] };
  const who = enumerate(layers.map((layer) => layerTitles[layer]));
  const verb = layers.length === 1 ? 'lets' : 'let';
  const toFinding = (through: FlowSet, some: typeof asked, places: readonly RulePlace[]) => ({
    ...about,
    workloads: [...new Set(some.flatMap(({ way }) => way.pods?.name ?? []))].toSorted(),
    rules: [...new Map(places.map((place) => [keyOfPlace(place), place])).values()]
      .slice(0, mostRulesNamed)
      .map((place) => ruleSet.locate(place)),
    surplus: describeFlows(through),
  });
  const findings: Omit<EgressFinding, 'kind'>[] = [];
  if (!isEmpty(open)) {
    const opening = asked.filter(({ certain }) => overlaps(certain, open));
    const places = opening.flatMap(({ parts, certain }) =>
      findAllowingRules(parts, intersect(certain, open)).map(({ place }) => place),
    );
    findings.push({
      ...toFinding(open, opening, places),
      subject: `${layers.join(' and ')} inbound`,
      title: `${who} ${verb} the control plane open connections into the data plane, which needs none`,
      certainty: 'certain',
      unknownBecause: [],
      remedy:
        'All connections with the control plane are opened by the data plane: take these inbound rules away, or narrow them to who enters by the API gateway, and name these under network.clients.',
    });
  }
  if (!isEmpty(possible)) {
    const unsettled = asked.filter(({ mayAllow }) => overlaps(mayAllow, possible));
    const again = unsettled.map(({ way }) => askWay(way, possible));
    const doubts = gatherDoubts(
      again.flatMap((one) => doubtsOf(one).map((reason) => `Inbound: ${reason}`)),
      overlaps(certainlyOpen, clients.possible) ? clients.missing : [],
    );
    const steps = again.flatMap(({ parts }) => parts.flatMap(({ decision }) => decision.steps));
    const places = steps.filter(({ action }) => action === 'allow').flatMap((step) => step.places);
    findings.push({
      ...toFinding(possible, unsettled, places),
      subject: `${layers.join(' and ')} inbound, not certain`,
      title: `${who} may let the control plane open connections into the data plane, which needs none`,
      certainty: 'possible',
      ...doubts,
      remedy: doubts.unknownBecause.join(' '),
    });
  }
  return findings;
}

interface AskedWay {
  readonly way: Way;
  /** What decides about connections themselves; replies have rules of their own where a layer is stateless. */
  readonly parts: readonly DecisionPart[];
  readonly together: Decision;
  readonly certain: FlowSet;
  readonly mayAllow: FlowSet;
}

function askWay(way: Way, flows: FlowSet): AskedWay {
  const asked = way.replies === undefined ? flows : subtract(flows, withServices(flows, way.replies));
  const namedPorts = way.pods?.namedPorts;
  const destination: Destination = { flows: asked, outside: true, isNameless: true, namedPorts };
  const parts = way.programs.map((program) => ({ program, destination, decision: runProgram(program, destination) }));
  const decisions = parts.map(({ decision }) => decision);
  const together = allOf(decisions, asked);
  return {
    way,
    parts: parts.filter(({ program }) => program.judges === undefined),
    together,
    certain: way.perhapsClosed === undefined ? certainlyAllowed(together) : NO_FLOWS,
    mayAllow: way.perhapsApart === undefined ? together.mayAllow : uniteAll(decisions.map((one) => one.mayAllow)),
  };
}

/** Why it is not certain that the way is open for all that it was asked about. */
function doubtsOf({ way, together, mayAllow }: AskedWay): readonly string[] {
  const isApart = !isEmpty(subtract(mayAllow, together.mayAllow));
  return [
    ...(isApart && way.perhapsApart !== undefined ? [way.perhapsApart] : []),
    ...(way.perhapsClosed === undefined ? [] : [way.perhapsClosed]),
    ...unknownReasons([together]),
  ];
}
