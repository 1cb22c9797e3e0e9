/**
 * Openings between the data plane and the control plane beside the connections that the documents name: components dial out to
 * it on the ports of their rows, nothing else is called there, and nothing is opened from there. Source: Private Data Plane
 * overview, "Connectivity with the control plane".
 */
import { count } from '../../kernel/count.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { findAllowingRules } from '../judging/findDecidingRules.ts';
import { describeFlows, flowsTo, intersect, isEmpty, subtract } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { certainlyAllowed, unknownReasons } from '../machine/decision.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import { findArrivals } from './findArrivals.ts';
import type { FindingInput } from './findingInput.ts';
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
      [...asked.flatMap(({ missing }) => missing), ...arriving.missing],
    ),
  };
}

/** Why it is not known whether what may be open there is needed. */
function doubtsOf({ decision }: SubjectGroup, doubtful: FlowSet, missing: readonly string[]): readonly string[] {
  const open = unknownReasons([{ ...decision, mayAllow: intersect(decision.mayAllow, doubtful) }]);
  return open.length + missing.length === 0 ? ['How much of it is needed is not known.'] : open;
}
