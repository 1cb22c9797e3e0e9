/** Numbers of which the lowest is asked for, and any may be taken away: those are thrown out when they come to the top. */
export class Heap {
  readonly #present = new BinaryHeap();
  readonly #removed = new BinaryHeap();

  add(value: number): void {
    this.#present.push(value);
  }

  /** Takes away one of a value that was added. */
  remove(value: number): void {
    this.#removed.push(value);
  }

  /** Throws away for good what is not to be kept, down to the first that is. */
  lowest(isKept: (value: number) => boolean = () => true): number | undefined {
    for (;;) {
      const value = this.#present.top();
      if (value === undefined) return undefined;
      // What was thrown away before it was removed.
      while ((this.#removed.top() ?? value) < value) this.#removed.pop();
      if (this.#removed.top() === value) this.#removed.pop();
      else if (isKept(value)) return value;
      this.#present.pop();
    }
  }
}

class BinaryHeap {
  readonly #values: number[] = [];

  top(): number | undefined {
    return this.#values[0];
  }

  push(value: number): void {
    const values = this.#values;
    let at = values.length;
    values.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((values[parent] as number) <= value) break;
      values[at] = values[parent] as number;
      at = parent;
    }
    values[at] = value;
  }

  pop(): void {
    const values = this.#values;
    const value = values.pop();
    if (value === undefined || values.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= values.length) break;
      if (child + 1 < values.length && (values[child + 1] as number) < (values[child] as number)) child += 1;
      if ((values[child] as number) >= value) break;
      values[at] = values[child] as number;
      at = child;
    }
    values[at] = value;
  }
}
