/** Rules that open every address on every port, and that come to bear. */
import { count } from '../../kernel/count.ts';
import { publicRanges } from '../flows/addressSpaces.ts';
import { covers, flowsTo, subtract } from '../flows/flowSet.ts';
import { platformRangesIn } from '../flows/platformAddresses.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import type { Decision, DecisionStep } from '../machine/decision.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import { CONNECTION_SERVICES, intersectServices, servicesOf } from '../flows/services.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import type { FindingInput } from './findingInput.ts';
import { keyOfPlace } from './keyOfPlace.ts';
import type { GroupLayer, SubjectGroup } from './subjectGroups.ts';
import { nameSome } from './words.ts';

interface OpenRule {
  readonly place: RulePlace;
  readonly layer: GroupLayer['state']['layer'];
  readonly groups: SubjectGroup[];
}

/** A route leads the way and opens nothing. */
export function findAnyAnyRules({ groups, ruleSet }: FindingInput): Examined {
  const open = new Map<string, OpenRule>();
  const asked = new Set<RulePlace>();
  /** Groups share what stands before several of them, which is looked through once. */
  const openIn = new Map<Decision, readonly RulePlace[]>();
  for (const group of groups) {
    for (const { state, parts } of group.layers) {
      if (state.layer === 'route') continue;
      for (const { program, decision } of parts) {
        if (program.judges !== undefined) continue;
        let places = openIn.get(decision);
        if (places === undefined) openIn.set(decision, (places = findOpenPlaces(decision, asked)));
        for (const place of places) {
          const known = open.get(keyOfPlace(place)) ?? { place, layer: state.layer, groups: [] };
          if (!known.groups.includes(group)) known.groups.push(group);
          open.set(keyOfPlace(place), known);
        }
      }
    }
  }
  return {
    findings: [...open.values()].map(({ place, layer, groups: some }): Omit<EgressFinding, 'kind'> => {
      const names = [...new Set(some.flatMap((group) => group.names))];
      return {
        subject: place.rule,
        title: `${place.rule} opens every address on every port`,
        certainty: 'certain',
        unknownBecause: [],
        layer,
        workloads: names,
        connections: [],
        rules: [ruleSet.locate(place)],
        surplus: [],
        remedy: place.isBuiltIn
          ? `It is the default of ${layerTitles[layer]} and can’t be taken away: put a rule before it that denies what no rule allows. It bears on ${nameSome(names)}.`
          : `Put rules in its place that name addresses and ports. It bears on ${nameSome(names)}.`,
      };
    }),
    examined: asked.size,
    of: count(asked.size, 'rule that decides', 'rules that decide'),
    unknownBecause: [],
  };
}

/** Of rules that open everything; all that decide are added to `asked`. */
function findOpenPlaces({ steps }: Decision, asked: Set<RulePlace>): readonly RulePlace[] {
  return steps.flatMap((step) => {
    const place = step.places[0];
    if (place === undefined || step.matched === undefined) return [];
    asked.add(place);
    return opensEverything(step) ? [place] : [];
  });
}

const tcp = intersectServices(servicesOf('TCP'), CONNECTION_SERVICES);
const everythingPublic = ([4, 6] as const).map((family) =>
  subtract(
    flowsTo(
      publicRanges.filter((range) => range.family === family),
      tcp,
    ),
    flowsTo(platformRangesIn(undefined)),
  ),
);

/** Every public address of a family on every port of TCP: platforms keep addresses of their own from some rules. */
function opensEverything({ action, matched }: DecisionStep): boolean {
  return action === 'allow' && matched !== undefined && everythingPublic.some((family) => covers(matched, family));
}
