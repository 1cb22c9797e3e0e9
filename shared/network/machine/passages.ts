import type { DecisionStep, Unknown } from './decision.ts';
import type { Destination } from './destination.ts';
import { areEqual, intersect, isEmpty, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { Section } from './ruleProgram.ts';
import { Effort } from '../flows/effort.ts';
import { walk } from './walkSections.ts';

/** What sections make of all flows that are asked about: what enters them is a part of it. */
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
  readonly #effort = new Effort();

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
      run: ({ sections: into }, flows) => runs.push({ into, flows }),
      back: ({ sections: into }) => this.of(into).back,
      effort: this.#effort,
    });
    return { allowed: uniteAll(allowed), denied: uniteAll(denied), steps, unknowns, runs, back };
  }
}

/** The items that bear on some of the flows, with no more than those. */
export function restrict<Item extends { readonly flows: FlowSet }>(
  items: readonly Item[],
  flows: FlowSet,
  domain: FlowSet,
): readonly Item[] {
  if (areEqual(flows, domain)) return items;
  const found: Item[] = [];
  for (const item of items) {
    const hit = intersect(item.flows, flows);
    if (!isEmpty(hit)) found.push({ ...item, flows: hit });
  }
  return found;
}
