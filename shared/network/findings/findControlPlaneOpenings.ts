/**
 * Openings towards the control plane beside the connections that the documents name: components dial out to it on the ports of
 * their rows, and nothing else is called there. Source: Private Data Plane overview, "Connectivity with the control plane".
 */
import { count } from '../../kernel/count.ts';
import { toRanges } from '../addressSpaces.ts';
import { findAllowingRules } from '../findDecidingRules.ts';
import { describeFlows, flowsTo, intersect, isEmpty, subtract } from '../flowSet.ts';
import { certainlyAllowed } from '../ruleProgram.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../verdict.ts';
import type { FindingInput } from './findingInput.ts';
import { findNeededFlows } from './neededFlows.ts';
import { nameGroup, reasonsOf } from './words.ts';

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
  const findings = groups.flatMap((group): readonly Omit<EgressFinding, 'kind'>[] => {
    const open = intersect(certainlyAllowed(group.decision), controlPlane);
    const surplus = subtract(open, findNeededFlows(group, input).possible);
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
  return {
    findings,
    examined: groups.length,
    of: `${of} by ${count(groups.length, 'set of rules', 'sets of rules')}`,
    unknownBecause: [...new Set(groups.flatMap(reasonsOf))],
  };
}

const mostRulesNamed = 8;
