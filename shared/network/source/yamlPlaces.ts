import type { State } from 'js-yaml';
import { loadYaml } from './yamlText.ts';

/** A node of a document: where it begins, and what stands directly in it. */
export interface YamlPlace {
  readonly offset: number;
  /** What a step of a path leads to: the place of the key or item, and the node that it holds. */
  childAt(step: string | number): { readonly offset: number; readonly value: YamlPlace } | undefined;
}

/** Where the nodes of a document begin, as the parser tells while it reads. Undefined where the document can't be read. */
export function findYamlPlaces(text: string): YamlPlace | undefined {
  let root: Node | undefined;
  const open: Node[] = [];
  /** Collections that an alias may stand for. */
  const anchored = new Map<unknown, Node>();
  const listener = (event: 'open' | 'close', state: ParserState): void => {
    if (event === 'open') {
      open.push(new Node(state.position));
      return;
    }
    const node = open.pop();
    if (node === undefined) return;
    node.close(text, state, anchored);
    const parent = open.at(-1);
    if (parent === undefined) root = node;
    else parent.add(node);
  };
  try {
    loadYaml(text, { maxDepth: Infinity, listener });
  } catch {
    return undefined;
  }
  return root;
}

type ParserState = State & { readonly anchor: string | null };

class Node implements YamlPlace {
  offset: number;
  #kind: 'mapping' | 'sequence' | 'scalar' = 'scalar';
  /** Of a scalar; of a collection only until what it stands in is closed. */
  #value: unknown;
  /** Items of a sequence; keys and values of a mapping, by turns. */
  #children: readonly Node[] = [];
  /** Of a mapping, where each key stands among the children; made when it is first asked for. */
  #keys: ReadonlyMap<string, number> | undefined;
  readonly #read: Node[] = [];

  constructor(offset: number) {
    this.offset = offset;
  }

  add(child: Node): void {
    this.#read.push(child);
  }

  close(text: string, state: ParserState, anchored: Map<unknown, Node>): void {
    const { kind, result, anchor } = state as { kind: string | null; result: unknown; anchor: string | null };
    // A node is opened where the parser stands, before the blanks that lead to it.
    while (text[this.offset] === ' ') this.offset++;
    this.#value = result;
    const [first] = this.#read;
    // What might be the key of a mapping is read as a node of its own first: it is this one. An alias is what it names.
    const isFirst = first !== undefined && typeof result === 'object' && first.#value === result;
    const same = isFirst ? first : anchored.get(result);
    if (same !== undefined) {
      [this.#kind, this.#children] = [same.#kind, same.#children];
    } else if (kind === 'mapping' || kind === 'sequence') {
      [this.#kind, this.#children] = [kind, this.#read];
      this.offset = first?.offset ?? this.offset;
      for (const child of this.#read) child.forgetCollection();
    }
    if (anchor !== null && typeof result === 'object') anchored.set(result, this);
  }

  /** The parsed values need not be kept alive. */
  forgetCollection(): void {
    if (this.#kind !== 'scalar') this.#value = undefined;
  }

  childAt(step: string | number): { readonly offset: number; readonly value: YamlPlace } | undefined {
    const children = this.#children;
    if (this.#kind === 'sequence') {
      const item = children[Number(step)];
      return item && { offset: item.offset, value: item };
    }
    this.#keys ??= new Map(children.flatMap((key, index) => (index % 2 === 0 ? key.#asKey(index) : [])));
    const at = this.#keys.get(String(step)) ?? children.length;
    const [key, value] = [children[at], children[at + 1]];
    return key && value && { offset: key.offset, value };
  }

  #asKey(index: number): readonly (readonly [name: string, index: number])[] {
    return typeof this.#value === 'object' ? [] : [[String(this.#value), index]];
  }
}
