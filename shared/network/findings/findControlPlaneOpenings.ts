/**
 * Openings between the data plane and the control plane beside the connections that the documents name: components dial out to
 * it on the ports of their rows, nothing else is called there, and nothing is opened from there. Source: Private Data Plane
 * overview, "Connectivity with the control plane".
 */
import { count } from '../../kernel/count.ts';
import type { LayerKind } from '../../plan/plan.ts';
import { toRanges } from '../addressSpaces.ts';
import { findAllowingRules } from '../findDecidingRules.ts';
import { describeFlows, flowsTo, intersect, isEmpty, overlaps, subtract, uniteAll } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
import type { DecisionPart } from '../decideLayer.ts';
import { allOf, certainlyAllowed, unknownReasons } from '../decision.ts';
import { layerTitles } from '../layerTitles.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { WayIn } from '../ruleFormat.ts';
import type { RulePlace, RuleProgram } from '../ruleProgram.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../verdict.ts';
import type { FindingInput } from './findingInput.ts';
import { keyOfPlace } from './keyOfPlace.ts';
import { gatherDoubts } from './missingKeys.ts';
import { findNeededFlows } from './neededFlows.ts';
import type { SubjectGroup } from './subjectGroups.ts';
import { mostRulesNamed, nameGroup, reasonsOf } from './words.ts';

const of = 'what may be reached at the control plane';

export function findControlPlaneOpenings(input: FindingInput): Examined {
  const { plan, requirements, groups, ruleSet } = input;
  if (plan.network?.egress === 'open') {
    const notApplicable = 'The plan leaves egress open (network.egress: open).';
    return { findings: [], examined: 0, of, unknownBecause: [], notApplicable };
  }
  const rows = requirements.connections.filter(({ scope, required }) => scope === 'control-plane' && required);
  const cidrs = rows.flatMap(({ cidrs: own, failover }) => [...own, ...(failover?.cidrs ?? [])]);
  const controlPlane = flowsTo(toRanges([...(plan.network?.controlPlaneCidrs ?? []), ...cidrs]));
  if (isEmpty(controlPlane)) {
    const unknownBecause = ['The addresses of the control plane are not known: set network.controlPlaneCidrs.'];
    return { findings: [], examined: 0, of, unknownBecause };
  }
  const asked = groups.map((group) => {
    const needed = findNeededFlows(group, input);
    const surplus = subtract(intersect(certainlyAllowed(group.decision), controlPlane), needed.possible);
    const mayAllow = intersect(group.decision.mayAllow, controlPlane);
    const doubtful = subtract(subtract(mayAllow, needed.certain), surplus);
    const missing = isEmpty(doubtful) ? [] : needed.missing;
    return { group, surplus, missing, unknownBecause: isEmpty(doubtful) ? [] : doubtsOf(group, doubtful, missing) };
  });
  const findings = asked.flatMap(({ group, surplus }): readonly Omit<EgressFinding, 'kind'>[] => {
    if (isEmpty(surplus)) return [];
    const rules = group.layers
      .flatMap(({ parts }) =>
        findAllowingRules(
          parts.filter(({ program }) => program.judges === undefined),
          surplus,
        ),
      )
      .slice(0, mostRulesNamed);
    return [
      {
        subject: group.names.join(', '),
        title: `The rules let ${nameGroup(group)} reach the control plane where no connection of the plan does`,
        certainty: 'certain',
        unknownBecause: [],
        workloads: group.names,
        connections: rows.map(({ id }) => id),
        rules: rules.map(({ place }) => ruleSet.locate(place)),
        surplus: describeFlows(surplus),
        remedy: 'Open towards the control plane the ports of the rows alone, for the pods that open them.',
      },
    ];
  });
  const arriving = findArrivals(controlPlane, input);
  return {
    findings: [...findings, ...arriving.findings],
    examined: groups.length,
    of: `${of} by ${count(groups.length, 'set of rules', 'sets of rules')}`,
    ...gatherDoubts(
      [
        ...groups.flatMap(reasonsOf),
        ...asked.flatMap(({ unknownBecause }) => unknownBecause),
        ...arriving.unknownBecause,
      ],
      asked.flatMap(({ missing }) => missing),
    ),
  };
}

/** Why it is not known whether what may be open there is needed. */
function doubtsOf({ decision }: SubjectGroup, doubtful: FlowSet, missing: readonly string[]): readonly string[] {
  const open = unknownReasons({ ...decision, mayAllow: intersect(decision.mayAllow, doubtful) });
  return open.length + missing.length === 0 ? ['How much of it is needed is not known.'] : open;
}

/**
 * What the control plane may open into the data plane, layer by layer where rules for arrivals are read: every connection
 * between the two is opened by the data plane. Clients that the plan expects may have any address.
 */
function findArrivals(controlPlane: FlowSet, input: FindingInput): Pick<Examined, 'findings' | 'unknownBecause'> {
  const { plan, groups, layers, decideLayer } = input;
  const clients = flowsTo(toRanges((plan.network?.clients ?? []).flatMap(({ cidrs }) => cidrs)));
  const flows = subtract(controlPlane, clients);
  if (isEmpty(flows)) return { findings: [], unknownBecause: [] };
  const found = layers.flatMap((layer) => {
    const bindings = new Set(groups.flatMap(({ subject }) => decideLayer.bindingsOf(layer, subject)));
    const ways = [...bindings].flatMap((binding) => (binding.kind === 'bound' ? (binding.waysIn?.() ?? []) : []));
    return findInLayer(layer.layer, ways, flows, input);
  });
  return { findings: found, unknownBecause: found.flatMap(({ unknownBecause }) => unknownBecause) };
}

/** What a layer lets in for certain, and apart from it what it may let in. */
function findInLayer(
  layer: LayerKind,
  ways: readonly WayIn[],
  flows: FlowSet,
  { ruleSet }: FindingInput,
): Examined['findings'] {
  const asked = ways.map(({ programs, perhapsApart }) => {
    const parts = programs.map((program) => askFor(program, flows));
    const decisions = parts.map(({ decision }) => decision);
    const together = allOf(decisions, flows);
    const mayAllow = perhapsApart === undefined ? together.mayAllow : uniteAll(decisions.map((one) => one.mayAllow));
    return { parts, perhapsApart, together, open: certainlyAllowed(together), mayAllow };
  });
  const open = uniteAll(asked.map((way) => way.open));
  const possible = subtract(uniteAll(asked.map(({ mayAllow }) => mayAllow)), open);
  const about = { layer, workloads: [], connections: [] };
  const locate = (places: readonly RulePlace[]) =>
    [...new Map(places.map((place) => [keyOfPlace(place), place])).values()]
      .slice(0, mostRulesNamed)
      .map((place) => ruleSet.locate(place));
  const certain = (): Examined['findings'][number] => ({
    ...about,
    subject: `${layer} inbound`,
    title: `${layerTitles[layer]} lets the control plane open connections into the data plane, which needs none`,
    certainty: 'certain',
    unknownBecause: [],
    rules: locate(asked.flatMap((way) => findAllowingRules(way.parts, way.open).map(({ place }) => place))),
    surplus: describeFlows(open),
    remedy:
      'All connections with the control plane are opened by the data plane: take these inbound rules away, or narrow them to who enters by the API gateway, and name these under network.clients.',
  });
  const notCertain = (): Examined['findings'][number] => {
    const unsettled = asked.filter(({ mayAllow }) => overlaps(mayAllow, possible));
    const parts = unsettled.flatMap((way) => way.parts.map(({ program }) => askFor(program, possible)));
    const reasons = [
      ...parts.flatMap(({ decision }) => unknownReasons(decision)),
      ...unsettled.flatMap(({ perhapsApart, together, mayAllow }) =>
        perhapsApart !== undefined && overlaps(subtract(mayAllow, together.mayAllow), possible) ? [perhapsApart] : [],
      ),
    ];
    const unknownBecause = [...new Set(reasons)].map((reason) => `Inbound: ${reason}`);
    const allowing = parts.flatMap(({ decision }) => decision.steps.filter(({ action }) => action === 'allow'));
    return {
      ...about,
      subject: `${layer} inbound, not certain`,
      title: `${layerTitles[layer]} may let the control plane open connections into the data plane, which needs none`,
      certainty: 'possible',
      unknownBecause,
      rules: locate(allowing.flatMap(({ places }) => places)),
      surplus: describeFlows(possible),
      remedy: unknownBecause.join(' '),
    };
  };
  return [...(isEmpty(open) ? [] : [certain()]), ...(isEmpty(possible) ? [] : [notCertain()])];
}

function askFor(program: RuleProgram, flows: FlowSet): DecisionPart {
  const destination = { flows, outside: true, isNameless: true };
  return { program, destination, decision: runProgram(program, destination) };
}
