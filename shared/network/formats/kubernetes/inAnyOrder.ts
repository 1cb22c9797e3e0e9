import type { Destination } from '../../machine/destination.ts';
import { intersect, isEmpty, NO_FLOWS, subtract, unite, uniteAll } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Rule } from '../../machine/ruleProgram.ts';

type Action = Rule['action'];

const actions: readonly Action[] = ['allow', 'deny', 'pass'];

/** What one policy, or some, may decide by an action, and what at least two of them may. */
interface Decided {
  readonly once: FlowSet;
  readonly twice: FlowSet;
}

interface DecidedByAll {
  readonly own: readonly Readonly<Record<Action, FlowSet>>[];
  readonly all: Readonly<Record<Action, Decided>>;
}

/**
 * Policies of equal priority, of which any may be asked first. Where they would decide differently about a flow, either may
 * be so; where they agree, or only one says anything, it is certain. Each is walked once for all rules of the others.
 */
export function inAnyOrder(policies: readonly (readonly Rule[])[]): readonly Rule[] {
  if (policies.length === 1) return policies[0] ?? [];
  const known = new WeakMap<Destination, DecidedByAll>();
  const decidedOn = (destination: Destination): DecidedByAll => {
    let decided = known.get(destination);
    if (decided === undefined) known.set(destination, (decided = decideAll(policies, destination)));
    return decided;
  };
  return policies.flatMap((rules, index) =>
    rules.map((rule) => ({
      ...rule,
      match: (destination: Destination) => {
        const match = rule.match(destination);
        const contested = findContested(match.certain, rule.action, index, decidedOn(destination));
        if (isEmpty(contested)) return match;
        const unknownBecause = `${rule.place.rule} and another policy of the same priority decide differently: give them different priorities.`;
        return { certain: subtract(match.certain, contested), possible: match.possible, unknownBecause };
      },
    })),
  );
}

/** What of the flows another policy than this one may decide in another way than by the action. */
function findContested(flows: FlowSet, action: Action, index: number, { own, all }: DecidedByAll): FlowSet {
  return uniteAll(
    actions.flatMap((other) => {
      if (other === action) return [];
      const { once, twice } = all[other];
      const byItself = own[index]?.[other] ?? NO_FLOWS;
      return [intersect(flows, twice), subtract(intersect(flows, once), byItself)];
    }),
  );
}

function decideAll(policies: readonly (readonly Rule[])[], destination: Destination): DecidedByAll {
  const own = policies.map((rules) => decideEach(rules, destination));
  const join = (action: Action): Decided =>
    joinDecided(own.map((decided) => ({ once: decided[action], twice: NO_FLOWS })));
  return { own, all: { allow: join('allow'), deny: join('deny'), pass: join('pass') } };
}

/** What rules may decide, each of what those before it leave open for certain. */
function decideEach(rules: readonly Rule[], destination: Destination): Readonly<Record<Action, FlowSet>> {
  const hits: Record<Action, FlowSet[]> = { allow: [], deny: [], pass: [] };
  let open = destination.flows;
  for (const { action, match } of rules) {
    if (isEmpty(open)) break;
    const { certain, possible } = match(destination);
    hits[action].push(intersect(open, possible));
    open = subtract(open, certain);
  }
  return { allow: uniteAll(hits.allow), deny: uniteAll(hits.deny), pass: uniteAll(hits.pass) };
}

/** Halved, so that many of little cost no more than a few of much. */
function joinDecided(parts: readonly Decided[]): Decided {
  const [only = { once: NO_FLOWS, twice: NO_FLOWS }] = parts;
  if (parts.length < 2) return only;
  const middle = parts.length >> 1;
  const [one, other] = [joinDecided(parts.slice(0, middle)), joinDecided(parts.slice(middle))];
  return {
    once: unite(one.once, other.once),
    twice: uniteAll([one.twice, other.twice, intersect(one.once, other.once)]),
  };
}
