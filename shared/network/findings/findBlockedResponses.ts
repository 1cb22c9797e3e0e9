/** Connections that a stateless layer lets out, and whose replies it does not let back. */
import { placeOf } from '../source/placeOf.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import type { DecisionPart } from '../judging/decideLayer.ts';
import { findDenyingRules } from '../judging/findDecidingRules.ts';
import { describeFlows, intersect, isEmpty, NO_FLOWS, subtract, unite } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import type { EgressFinding, RuleReference } from '../judging/verdict.ts';
import type { Examined } from './examined.ts';
import type { FindingInput } from './findingInput.ts';
import { keyOfPlace } from './keyOfPlace.ts';
import type { OutboundRow } from './subjectGroups.ts';
import { mostRulesNamed } from './words.ts';

export function findBlockedResponses(input: FindingInput): Examined {
  const stateless = input.layers.filter((layer) =>
    input.groups.some(({ layers }) =>
      layers.some(({ state, parts }) => state === layer && parts.some(({ program }) => program.judges === 'replies')),
    ),
  );
  if (stateless.length === 0) {
    const notApplicable = 'No layer that was read asks for rules of their own for replies.';
    return { findings: [], examined: 0, of: 'connections', unknownBecause: [], notApplicable };
  }
  const { rows } = input;
  return {
    findings: rows.flatMap((row) => stateless.flatMap((layer) => findIn(row, layer, input))),
    examined: rows.length,
    of: count(rows.length, 'connection'),
    unknownBecause: [],
  };
}

function findIn(
  { id, requirement, flows, subjects }: OutboundRow,
  layer: FindingInput['layers'][number],
  { decideLayer, ruleSet }: FindingInput,
): readonly Omit<EgressFinding, 'kind'>[] {
  const rules = new Map<string, RuleReference>();
  let blocked = NO_FLOWS;
  for (const subject of subjects) {
    for (const flow of flows) {
      const { parts } = decideLayer(layer, subject, flow);
      const wanted = flow.destination.flows;
      const back = parts.filter(({ program }) => program.judges === 'replies');
      const out = parts.filter((part) => !back.includes(part));
      const stopped = intersect(subtract(wanted, mayPass(back, wanted)), mayPass(out, wanted));
      if (isEmpty(stopped)) continue;
      blocked = unite(blocked, stopped);
      for (const { place } of findDenyingRules(back, stopped)) rules.set(keyOfPlace(place), ruleSet.locate(place));
    }
  }
  if (isEmpty(blocked)) return [];
  const [first] = rules.values();
  const title = layerTitles[layer.layer];
  return [
    {
      subject: `${id} ${layer.layer}`,
      title: `${title} lets ${requirement.component} out to ${requirement.endpoint}, and the replies not back`,
      certainty: 'certain',
      unknownBecause: [],
      layer: layer.layer,
      workloads: [],
      connections: [id],
      rules: [...rules.values()].slice(0, mostRulesNamed),
      surplus: [],
      remedy: `${title} knows no connections: allow inbound ${enumerate(protocolsOf(blocked))} from there to the ports that connections are opened from (1024-65535)${first === undefined ? '' : `, before ${first.rule} (${placeOf(first)})`}.`,
    },
  ];
}

/** What all of them may let through. */
function mayPass(parts: readonly DecisionPart[], wanted: FlowSet): FlowSet {
  return parts.reduce((passing, { decision }) => intersect(passing, decision.mayAllow), wanted);
}

function protocolsOf(flows: FlowSet): readonly string[] {
  return [...new Set(describeFlows(flows).flatMap(({ ports }) => Object.keys(ports)))];
}
