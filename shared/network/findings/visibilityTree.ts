import { spend, stepsToMake } from '../flows/effort.ts';
import { Heap } from './heap.ts';

const NOTHING = Number.POSITIVE_INFINITY;

/**
 * Layers over a line, of which those with a lower number lie on top: a segment tree that tells which layer is to be seen
 * somewhere and was not yet. A layer covers what lies below it, or is seen through.
 */
export class VisibilityTree {
  readonly #indexOf: ReadonlyMap<number, number>;
  readonly #leaves: number;
  /** Layers that lie over all of a node and not over all of its parent, by whether they cover. */
  readonly #covering: (Heap | undefined)[] = [];
  readonly #seenThrough: (Heap | undefined)[] = [];
  /** Of each node: the layer with the highest number that is on top somewhere in it; nothing where a gap is. */
  readonly #lowestCover: Float64Array;
  /** Of each node: the lowest unseen layer that is to be seen there, whatever lies over all of the node's parents. */
  readonly #unseen: Float64Array;
  readonly #isSeen: Uint8Array;
  /** Where the layers lie now: pairs of leaves as one number, twice that, and one more where the layer covers. */
  readonly #spans: (Set<number> | undefined)[] = [];

  /** `boundaries` are all the places, in order, where a layer may begin or end. */
  constructor(boundaries: readonly number[], layers: number) {
    this.#indexOf = new Map(boundaries.map((boundary, index) => [boundary, index]));
    this.#leaves = Math.max(boundaries.length - 1, 1);
    this.#lowestCover = new Float64Array(4 * this.#leaves).fill(NOTHING);
    this.#unseen = new Float64Array(4 * this.#leaves).fill(NOTHING);
    this.#isSeen = new Uint8Array(layers);
  }

  /** Lays a layer over the line from a boundary up to another, or takes it away. */
  change(first: number, end: number, layer: number, covers: boolean, isLaid: boolean): void {
    const from = this.#indexOf.get(first) as number;
    const to = (this.#indexOf.get(end) as number) - 1;
    const spans = (this.#spans[layer] ??= new Set());
    const span = 2 * (from * this.#leaves + to) + (covers ? 1 : 0);
    if (isLaid) spans.add(span);
    else spans.delete(span);
    const heaps = covers ? this.#covering : this.#seenThrough;
    this.#visit(1, 0, this.#leaves - 1, from, to, (node) => {
      const heap = (heaps[node] ??= new Heap());
      if (isLaid) heap.add(layer);
      else heap.remove(layer);
    });
  }

  /** A layer that is to be seen somewhere and was not marked. */
  findUnseen(): number | undefined {
    const layer = this.#unseen[1] as number;
    return layer === NOTHING ? undefined : layer;
  }

  markSeen(layer: number): void {
    this.#isSeen[layer] = 1;
    for (const span of this.#spans[layer] ?? []) {
      const pair = Math.floor(span / 2);
      const from = Math.floor(pair / this.#leaves);
      this.#visit(1, 0, this.#leaves - 1, from, pair % this.#leaves, () => undefined);
    }
  }

  #visit(node: number, low: number, high: number, from: number, to: number, act: (node: number) => void): void {
    if (to < low || from > high) return;
    spend(stepsToMake);
    if (from <= low && high <= to) {
      act(node);
    } else {
      const middle = (low + high) >> 1;
      this.#visit(2 * node, low, middle, from, to, act);
      this.#visit(2 * node + 1, middle + 1, high, from, to, act);
    }
    this.#renew(node, low === high);
  }

  #renew(node: number, isLeaf: boolean): void {
    const left = 2 * node;
    const right = left + 1;
    const coverBelow = isLeaf
      ? NOTHING
      : Math.max(this.#lowestCover[left] as number, this.#lowestCover[right] as number);
    const unseenBelow = isLeaf ? NOTHING : Math.min(this.#unseen[left] as number, this.#unseen[right] as number);
    const top = this.#covering[node]?.lowest() ?? NOTHING;
    const cover = Math.min(top, coverBelow);
    this.#lowestCover[node] = cover;
    const isTopUnseen = top !== NOTHING && this.#isSeen[top] === 0 && top < coverBelow;
    const through = this.#lowestUnseenThrough(node);
    this.#unseen[node] = Math.min(
      unseenBelow < top ? unseenBelow : NOTHING,
      isTopUnseen ? top : NOTHING,
      through < cover ? through : NOTHING,
    );
  }

  /** What was seen once need not be looked at again. */
  #lowestUnseenThrough(node: number): number {
    const heap = this.#seenThrough[node];
    if (heap === undefined) return NOTHING;
    return heap.lowest((layer) => this.#isSeen[layer] === 0) ?? NOTHING;
  }
}
