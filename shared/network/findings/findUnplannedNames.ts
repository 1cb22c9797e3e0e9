/**
 * Names that rules open without any connection of the plan going there: each name and pattern of which more is open than is
 * needed, on the ports that are too many, as far as every other layer lets it through.
 */
import type { Plan } from '../../plan/plan.ts';
import { publicRanges } from '../flows/addressSpaces.ts';
import type { AskedFlow, LayerDecision } from '../judging/decideLayer.ts';
import { allOf, certainlyAllowed, unknownReasons } from '../machine/decision.ts';
import { decisionOn } from '../machine/decisionOn.ts';
import { findAllowingRules } from '../judging/findDecidingRules.ts';
import type { DecidingRule } from '../judging/findDecidingRules.ts';
import { describePorts } from '../judging/findMiss.ts';
import { flowsTo, isEmpty, servicesIn, subtract, uniteAll, withServices } from '../flows/flowSet.ts';
import type { HostOpening } from '../machine/hostOpening.ts';
import { platformRangesIn } from '../flows/platformAddresses.ts';
import {
  ALL_SERVICES,
  CONNECTION_SERVICES,
  intersectServices,
  isNoServices,
  servicesOf,
  subtractServices,
  uniteAllServices,
  uniteServices,
} from '../flows/services.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import { nameWithin } from '../machine/nameWithin.ts';
import type { Examined } from './examined.ts';
import type { FindingInput } from './findingInput.ts';
import type { SubjectGroup } from './subjectGroups.ts';
import { mostRulesNamed, nameGroup } from './words.ts';

/** Lists of names are long, and a finding that names a thousand says enough; fewer where many rules are to be asked about each. */
const mostNamesAsked = 1000;
const mostRulesAsked = 200_000;
const mostNamesTold = 20;

export function findUnplannedNames(
  group: SubjectGroup,
  input: FindingInput,
): Pick<Examined, 'findings' | 'unknownBecause'> {
  const needed = listNeeded(group, input);
  const beyond = listOpened(group, input).flatMap((opening): readonly HostOpening[] => {
    // Nobody calls by name what is no connection.
    const callable = intersectServices(opening.services, CONNECTION_SERVICES);
    const services = subtractServices(callable, servicesNeeded(opening.pattern, needed));
    return isNoServices(services) ? [] : [{ ...opening, services }];
  });
  const asked = beyond.slice(0, Math.min(mostNamesAsked, Math.ceil(mostRulesAsked / (countRules(group) + 1))));
  const open = asked.flatMap((opening) => askForName(opening, group, input));
  const findings = (['certain', 'possible'] as const).flatMap((certainty) => {
    const some = open.filter((one) => one.certainty === certainty);
    return some.length === 0 ? [] : [toFinding(certainty, some, group, input)];
  });
  const unknownBecause =
    beyond.length > asked.length
      ? [`Of ${beyond.length} names that rules open, the first ${asked.length} were asked about.`]
      : [];
  return { findings, unknownBecause };
}

/** Those that stand before what the group opens. */
function countRules({ layers }: SubjectGroup): number {
  const sections = layers.flatMap(({ parts }) => parts.flatMap(({ program }) => program.sections));
  return sections.reduce((sum, { rules }) => sum + rules.length, 0);
}

/** What the rules of the group's layers open by name, each pattern once. */
function listOpened({ layers, subject }: SubjectGroup, { decideLayer }: FindingInput): readonly HostOpening[] {
  const opened = new Map<string, HostOpening>();
  for (const { state } of layers) {
    for (const binding of decideLayer.bindingsOf(state, subject)) {
      for (const opening of binding.kind === 'bound' ? (binding.hosts ?? []) : []) {
        const { pattern } = opening;
        const known = opened.get(pattern);
        if (known === undefined) opened.set(pattern, opening);
        else opened.set(pattern, { pattern, services: uniteServices(known.services, opening.services) });
      }
    }
  }
  return [...opened.values()];
}

function listNeeded({ rows }: SubjectGroup, { requirements, proxy }: FindingInput): readonly HostOpening[] {
  const flows = [...rows.flatMap((row) => row.flows), ...(proxy === undefined ? [] : [proxy.toProxy])];
  return [
    ...flows.flatMap(({ host, services }) => (host === undefined ? [] : { pattern: host.toLowerCase(), services })),
    ...requirements.backends.flatMap(({ hosts, ports }) => {
      const services =
        ports.length === 0 ? ALL_SERVICES : uniteAllServices(ports.map((port) => servicesOf('TCP', port)));
      return hosts.map((host) => ({ pattern: host.toLowerCase(), services }));
    }),
  ];
}

/** The services that are needed of all that the pattern holds: `*.` of the plan covers what is below it. */
function servicesNeeded(pattern: string, needed: readonly HostOpening[]): HostOpening['services'] {
  const covering = needed.filter(
    (one) => one.pattern === pattern || (one.pattern.startsWith('*.') && pattern.endsWith(one.pattern.slice(1))),
  );
  return uniteAllServices(covering.map(({ services }) => services));
}

interface OpenName {
  readonly opening: HostOpening;
  readonly answers: readonly NameAnswer[];
  /** What of it is let through. */
  readonly services: HostOpening['services'];
  readonly certainty: EgressFinding['certainty'];
  readonly unknownBecause: readonly string[];
}

/** The clouds' own, on which no rule bears. */
const platformAddresses = flowsTo(platformRangesIn(undefined));

/** Nothing where a layer keeps it back whichever way it is called. */
function askForName(opening: HostOpening, group: SubjectGroup, input: FindingInput): readonly OpenName[] {
  const answers = waysTo(opening, input).map((flow) => askByWay(flow, group, input));
  const certain = uniteAll(answers.map(({ decision }) => certainlyAllowed(decision)));
  const allowed = isEmpty(certain) ? uniteAll(answers.map(({ decision }) => decision.mayAllow)) : certain;
  if (isEmpty(allowed)) return [];
  return [
    {
      opening,
      answers,
      services: servicesIn(allowed),
      certainty: isEmpty(certain) ? 'possible' : 'certain',
      unknownBecause: isEmpty(certain) ? unknownReasons(answers.map(({ decision }) => decision)) : [],
    },
  ];
}

/** The rules that let a name through, looked for where they are shown. */
function findRulesFor({ answers }: OpenName): readonly DecidingRule[] {
  return answers.flatMap(({ flow, decision, parts }) =>
    isEmpty(decision.mayAllow) ? [] : findAllowingRules(parts, flow.destination.flows),
  );
}

/**
 * A pattern is asked about by a name that it holds and nobody has planned, called directly and, where the plan has a proxy, by
 * that.
 */
function waysTo(opening: HostOpening, { plan }: FindingInput): readonly AskedFlow[] {
  const ways = knownWays.get(plan) ?? new Map<string, readonly AskedFlow[]>();
  knownWays.set(plan, ways);
  const key = JSON.stringify(opening);
  let known = ways.get(key);
  if (known === undefined) ways.set(key, (known = findWays(opening, plan)));
  return known;
}

/** Groups ask for the same names, and what stands before several of them answers once. */
const knownWays = new WeakMap<Plan, Map<string, readonly AskedFlow[]>>();

function findWays({ pattern, services }: HostOpening, plan: Plan): readonly AskedFlow[] {
  const host = nameWithin(pattern);
  const flows = subtract(flowsTo(publicRanges, services), platformAddresses);
  const directly: AskedFlow = { destination: { flows, host, outside: true }, mayStayInside: true };
  if (plan.network?.proxy === undefined) return [directly];
  const carried = withServices(flows, servicesOf('TCP'));
  return [directly, { destination: { flows: carried, host, outside: true }, mayStayInside: false, speaksHttp: true }];
}

interface NameAnswer extends Pick<LayerDecision, 'decision' | 'parts'> {
  readonly flow: AskedFlow;
}

function askByWay(flow: AskedFlow, group: SubjectGroup, { decideLayer }: FindingInput): NameAnswer {
  const asked = group.layers.map(({ state }) => decideLayer(state, group.subject, flow));
  return {
    flow,
    decision: allOf(
      asked.map((layer) => decisionOn(flow, layer)),
      flow.destination.flows,
    ),
    // What lets it get to the proxy is no rule for the name.
    parts: asked
      .filter((layer) => layer.asked === undefined)
      .flatMap((layer) => layer.parts)
      .filter(({ program }) => program.judges === undefined),
  };
}

function toFinding(
  certainty: EgressFinding['certainty'],
  names: readonly OpenName[],
  group: SubjectGroup,
  input: FindingInput,
): Examined['findings'][number] {
  const told = names
    .slice(0, mostNamesTold)
    .map(({ opening, services }) => `${opening.pattern} (${describePorts(services)})`);
  const listed = names.length > told.length ? [...told, `and ${names.length - told.length} more`] : told;
  const places = new Set<RulePlace>();
  for (const name of names) {
    if (places.size >= mostRulesNamed) break;
    for (const { place } of findRulesFor(name)) places.add(place);
  }
  const unknownBecause = [...new Set(names.flatMap((one) => one.unknownBecause))];
  return {
    subject: `${group.names.join(', ')} by name`,
    title: `The rules ${certainty === 'certain' ? 'let' : 'may let'} ${nameGroup(group)} reach names that the plan does not need: ${listed.join(', ')}`,
    certainty,
    unknownBecause,
    workloads: group.names,
    connections: group.rows.map(({ id }) => id),
    rules: [...places].slice(0, mostRulesNamed).map((place) => input.ruleSet.locate(place)),
    surplus: [],
    remedy:
      'Name in the rules the hosts of the plan alone. If others are needed, declare them under connections or network.backends.',
  };
}
