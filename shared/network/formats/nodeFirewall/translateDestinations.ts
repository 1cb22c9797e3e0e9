import type { AddressRange } from '../../flows/address.ts';
import {
  addressRanges,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  servicesIn,
  subtract,
  unite,
  uniteAll,
  withServices,
} from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Decision } from '../../machine/decision.ts';
import { originalsOf } from '../../machine/originalsOf.ts';
import { runProgram } from '../../machine/runProgram.ts';
import type { MovedFlows, RulePlace, RuleProgram, Section, Translation } from '../../machine/ruleProgram.ts';
import { NO_SERVICES, protocols, servicesOf, uniteServices } from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { beginsNoConnection } from './packet.ts';
import type { Packet } from './packet.ts';

/** Where a rule sends what it matches: to one of these addresses, and to one of these ports if they are named. */
export interface NewDestination {
  readonly ranges: readonly AddressRange[];
  readonly ports: readonly [first: number, last: number] | undefined;
}

/** It is not known where they are sent. */
export const ANYWHERE: NewDestination = {
  ranges: [...addressRanges(ALL_IPV4_FLOWS), ...addressRanges(ALL_IPV6_FLOWS)],
  ports: [1, 65535],
};

type Translate = NonNullable<RuleProgram['translate']>;

/**
 * What becomes of destinations in sections of which some rules translate: those that are met by such a rule move, all
 * others stay. Where a rule only may match, a flow may move or stay, and so may what may belong to no connection that is tracked.
 */
export function makeTranslate(
  sections: readonly Section[],
  translations: ReadonlyMap<RulePlace, NewDestination>,
  { untracked }: Packet,
): Translate {
  const mayStay = unite(untracked.possible, beginsNoConnection);
  const program: RuleProgram = { sections, goesByFlowsAlone: true };
  const known = new WeakMap<Decision, Translation>();
  const translate = ({ steps }: Decision): Translation => {
    const unchanged: FlowSet[] = [];
    const moved: MovedFlows[] = [];
    for (const { action, flows: from, places } of steps) {
      const target = places[0] === undefined ? undefined : translations.get(places[0]);
      if (target !== undefined) moved.push(move(from, target));
      else if (action === 'allow') unchanged.push(from);
    }
    return { unchanged: uniteAll(unchanged), moved };
  };
  return (flows) => {
    // The same flows are decided about once.
    const decision = runProgram(program, { flows: subtract(flows, untracked.certain), outside: true });
    let translation = known.get(decision);
    if (translation === undefined) known.set(decision, (translation = translate(decision)));
    const { unchanged, moved } = translation;
    return { unchanged: unite(unchanged, intersect(flows, mayStay)), moved };
  };
}

/** What one translation leaves where it was or moves comes to the next one. */
export function translateInTurn(first: Translate, next: Translate): Translate {
  return (flows) => {
    const before = first(flows);
    const after = next(uniteAll([before.unchanged, ...before.moved.map(({ to }) => to)]));
    const toOriginal = originalsOf(before);
    const onlyByFirst = before.moved.map(({ to, origin }): MovedFlows => {
      const left = intersect(to, after.unchanged);
      return { from: origin(left), to: left, origin: (some) => origin(intersect(some, left)) };
    });
    const byNext = after.moved.map(({ from, to, origin }): MovedFlows => ({
      from: toOriginal(from),
      to,
      origin: (some) => toOriginal(origin(some)),
    }));
    return { unchanged: intersect(before.unchanged, after.unchanged), moved: [...onlyByFirst, ...byNext] };
  };
}

function move(from: FlowSet, { ranges, ports }: NewDestination): MovedFlows {
  const open = servicesIn(from);
  const to = flowsTo(ranges, ports === undefined ? open : onPorts(open, ports));
  const origin = (decided: FlowSet): FlowSet => {
    const hit = intersect(decided, to);
    if (isEmpty(hit)) return NO_FLOWS;
    const services = servicesIn(hit);
    return withServices(from, ports === undefined ? services : onPorts(services, [1, 65535]));
  };
  return { from, to, origin };
}

/** The ports, over each protocol of which something is open. */
function onPorts(open: Services, [first, last]: readonly [number, number]): Services {
  return protocols.reduce(
    (all, protocol) => (open[protocol].length === 0 ? all : uniteServices(all, servicesOf(protocol, first, last))),
    NO_SERVICES,
  );
}
