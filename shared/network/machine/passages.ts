import type { DecisionStep, Unknown } from '../decision.ts';
import type { Destination } from '../destination.ts';
import { ALL_FLOWS, intersect, isEmpty, uniteAll } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
import type { Section } from '../ruleProgram.ts';
import { findTouched, indexReaches, mostUnindexed } from './reachIndex.ts';
import type { ReachNode } from './reachIndex.ts';
import { walk } from './walkSections.ts';

/** What sections make of all flows of a domain: what enters them is a part of it. */
interface Passage {
  readonly allowed: FlowSet;
  readonly denied: FlowSet;
  readonly steps: readonly DecisionStep[];
  readonly unknowns: readonly Unknown[];
  /** What their rules run other sections on. */
  readonly runs: readonly { readonly into: readonly Section[]; readonly flows: FlowSet }[];
  /** What they may leave undecided. */
  readonly back: FlowSet;
}

/** Each list of sections is walked once, however many rules run it. */
export class Passages {
  readonly domain: FlowSet;
  readonly #destination: Destination;
  readonly #known = new Map<readonly Section[], Passage>();

  constructor(destination: Destination) {
    this.domain = destination.flows;
    this.#destination = destination;
  }

  of(sections: readonly Section[]): Passage {
    let passage = this.#known.get(sections);
    if (passage === undefined) this.#known.set(sections, (passage = this.#walk(sections)));
    return passage;
  }

  #walk(sections: readonly Section[]): Passage {
    const allowed: FlowSet[] = [];
    const denied: FlowSet[] = [];
    const steps: DecisionStep[] = [];
    const unknowns: Unknown[] = [];
    const runs: Passage['runs'][number][] = [];
    const back = walk(sections, this.#destination, this.domain, {
      decide: (decided) => {
        allowed.push(decided.allowed);
        denied.push(decided.denied);
        for (const step of decided.steps) steps.push(step);
      },
      doubt: (unknown) => unknowns.push(unknown),
      run: ({ sections: into }, flows) => {
        runs.push({ into, flows });
        return intersect(flows, this.of(into).back);
      },
    });
    return { allowed: uniteAll(allowed), denied: uniteAll(denied), steps, unknowns, runs, back };
  }
}

const knownPassages = new WeakMap<readonly Section[], Passages>();

/** For sections that go by flows alone, what they make of all flows is worked out once. */
export function passagesOf(
  sections: readonly Section[],
  destination: Destination,
  goesByFlowsAlone: boolean,
): Passages {
  if (!goesByFlowsAlone) return new Passages(destination);
  let passages = knownPassages.get(sections);
  if (passages === undefined) {
    knownPassages.set(sections, (passages = new Passages({ flows: ALL_FLOWS, outside: false })));
  }
  return passages;
}

/** The items that bear on some of the flows, with no more than those. */
export function restrict<Item extends { readonly flows: FlowSet }>(
  items: readonly Item[],
  flows: FlowSet,
  domain: FlowSet,
): readonly Item[] {
  if (flows === domain) return items;
  const found: Item[] = [];
  const add = (first: number, end: number): void => {
    for (const item of items.slice(first, end)) {
      const hit = intersect(item.flows, flows);
      if (hit === item.flows) found.push(item);
      else if (!isEmpty(hit)) found.push({ ...item, flows: hit });
    }
  };
  if (items.length <= mostUnindexed) add(0, items.length);
  else findTouched(indexItems(items), flows, add);
  return found;
}

const itemIndices = new WeakMap<readonly unknown[], ReachNode>();

function indexItems(items: readonly { readonly flows: FlowSet }[]): ReachNode {
  let root = itemIndices.get(items);
  if (root === undefined) {
    ({ root } = indexReaches(items.map(({ flows }) => ({ reach: flows }))));
    itemIndices.set(items, root);
  }
  return root;
}
