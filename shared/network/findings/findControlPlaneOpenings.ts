/**
 * Openings towards the control plane beside the connections that the documents name: components dial out to it on the ports of
 * their rows, and nothing else is called there. Source: Private Data Plane overview, "Connectivity with the control plane".
 */
import { count } from '../../kernel/count.ts';
import { toRanges } from '../addressSpaces.ts';
import { findAllowingRules } from '../findDecidingRules.ts';
import { describeFlows, flowsTo, intersect, isEmpty, subtract, uniteAll } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
import { certainlyAllowed, unknownReasons } from '../decision.ts';
import { layerTitles } from '../layerTitles.ts';
import { runProgram } from '../machine/runProgram.ts';
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
function findArrivals(
  controlPlane: FlowSet,
  { plan, groups, layers, decideLayer, ruleSet }: FindingInput,
): Pick<Examined, 'findings' | 'unknownBecause'> {
  const clients = flowsTo(toRanges((plan.network?.clients ?? []).flatMap(({ cidrs }) => cidrs)));
  const flows = subtract(controlPlane, clients);
  if (isEmpty(flows)) return { findings: [], unknownBecause: [] };
  const destination = { flows, outside: true, isNameless: true };
  const asked = layers.map((layer) => {
    const bindings = groups.flatMap(({ subject }) => decideLayer.bindingsOf(layer, subject));
    const programs = bindings.flatMap((binding) => (binding.kind === 'bound' ? (binding.arrivals ?? []) : []));
    const parts = [...new Set(programs)].map((program) => ({
      program,
      destination,
      decision: runProgram(program, destination),
    }));
    return { layer: layer.layer, parts, open: uniteAll(parts.map(({ decision }) => certainlyAllowed(decision))) };
  });
  const findings = asked.flatMap(({ layer, parts, open }): Examined['findings'] => {
    if (isEmpty(open)) return [];
    const places = new Map(findAllowingRules(parts, open).map(({ place }) => [keyOfPlace(place), place]));
    return [
      {
        subject: `${layer} inbound`,
        title: `${layerTitles[layer]} lets the control plane open connections into the data plane, which needs none`,
        certainty: 'certain',
        unknownBecause: [],
        layer,
        workloads: [],
        connections: [],
        rules: [...places.values()].slice(0, mostRulesNamed).map((place) => ruleSet.locate(place)),
        surplus: describeFlows(open),
        remedy:
          'All connections with the control plane are opened by the data plane: take these inbound rules away, or narrow them to who enters by the API gateway, and name these under network.clients.',
      },
    ];
  });
  const doubts = asked.flatMap(({ parts }) =>
    parts.flatMap(({ decision }) => unknownReasons(decision).map((reason) => `Inbound: ${reason}`)),
  );
  return { findings, unknownBecause: doubts };
}
