/** Connections that a stateless layer lets out, and whose replies it does not let back. */
import { placeOf } from '../source/placeOf.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import type { DecisionPart } from '../judging/decideLayer.ts';
import { findDenyingRules } from '../judging/findDecidingRules.ts';
import { describeFlows, intersect, isEmpty, NO_FLOWS, subtract, unite } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { allOf, certainlyAllowed, unknownReasons } from '../machine/decision.ts';
import type { Decision } from '../machine/decision.ts';
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
  const asked = input.rows.flatMap((row) => stateless.map((layer) => findIn(row, layer, input)));
  return {
    findings: asked.flatMap(({ findings }) => findings),
    examined: input.rows.length,
    of: count(input.rows.length, 'connection'),
    unknownBecause: [...new Set(asked.flatMap(({ unknownBecause }) => unknownBecause))],
  };
}

/**
 * What certainly gets out, and whose replies certainly don’t come back. Of a destination without addresses that is said where no
 * reply comes back from any that it could have; where some do, it depends on which it has.
 */
function findIn(
  { id, requirement, flows, subjects }: OutboundRow,
  layer: FindingInput['layers'][number],
  { decideLayer, ruleSet }: FindingInput,
): Pick<Examined, 'findings' | 'unknownBecause'> {
  const rules = new Map<string, RuleReference>();
  const doubts: Decision[] = [];
  let blocked = NO_FLOWS;
  let perhaps = NO_FLOWS;
  let dependsOnAddress = false;
  for (const subject of subjects) {
    for (const flow of flows) {
      const { parts } = decideLayer(layer, subject, flow);
      const wanted = flow.destination.flows;
      const back = allOf(decisionsOf(parts, true), wanted);
      const out = allOf(decisionsOf(parts, false), wanted);
      const stopped = intersect(subtract(wanted, back.mayAllow), out.mayAllow);
      if (isEmpty(stopped)) continue;
      if (!flow.addressesKnown && !isEmpty(intersect(out.mayAllow, back.mayAllow))) {
        dependsOnAddress = true;
        continue;
      }
      const certain = intersect(stopped, certainlyAllowed(out));
      blocked = unite(blocked, certain);
      perhaps = unite(perhaps, subtract(stopped, certain));
      doubts.push(out);
      const replies = parts.filter(({ program }) => program.judges === 'replies');
      for (const { place } of findDenyingRules(replies, stopped)) rules.set(keyOfPlace(place), ruleSet.locate(place));
    }
  }
  const title = layerTitles[layer.layer];
  const address = `From which addresses ${title} lets the replies of ${id} back is known, and not which it has: enter connections.${id}.cidrs.`;
  const unknownBecause = dependsOnAddress ? [address] : [];
  const isCertain = !isEmpty(blocked);
  const told = isCertain ? blocked : perhaps;
  if (isEmpty(told)) return { findings: [], unknownBecause };
  const [first] = rules.values();
  const finding: Omit<EgressFinding, 'kind'> = {
    subject: `${id} ${layer.layer}`,
    title: `${title} ${isCertain ? 'lets' : 'may let'} ${requirement.component} out to ${requirement.endpoint}, and the replies not back`,
    certainty: isCertain ? 'certain' : 'possible',
    unknownBecause: isCertain ? [] : unknownReasons(doubts),
    layer: layer.layer,
    workloads: [],
    connections: [id],
    rules: [...rules.values()].slice(0, mostRulesNamed),
    surplus: [],
    remedy: `${title} knows no connections: allow inbound ${enumerate(protocolsOf(told))} from there to the ports that connections are opened from (1024-65535)${first === undefined ? '' : `, before ${first.rule} (${placeOf(first)})`}.`,
  };
  return { findings: [finding], unknownBecause };
}

/** Those of the parts that are about replies, or of the others. */
function decisionsOf(parts: readonly DecisionPart[], areReplies: boolean): readonly Decision[] {
  return parts.filter(({ program }) => (program.judges === 'replies') === areReplies).map(({ decision }) => decision);
}

function protocolsOf(flows: FlowSet): readonly string[] {
  return [...new Set(describeFlows(flows).flatMap(({ ports }) => Object.keys(ports)))];
}
