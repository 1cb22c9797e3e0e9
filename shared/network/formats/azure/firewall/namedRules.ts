import type { Destination } from '../../../machine/destination.ts';
import type { Rule } from '../../../machine/ruleProgram.ts';
import { isAnyName, toName } from './firewallNames.ts';

/** Rules of application in their order, found by the names that they are for. */
export class NamedRules {
  readonly rules: Rule[] = [];
  /** Positions of rules that go by more than names, and may match any. */
  readonly #others: number[] = [];
  readonly #byName = new Map<string, number[]>();
  /** By what stands behind the star. */
  readonly #byEnding = new Map<string, number[]>();

  /** `names` are those that alone decide whether the rule matches a destination; undefined where more does. */
  add(rule: Rule, names?: readonly string[]): void {
    const at = this.rules.push(rule) - 1;
    if (names === undefined) this.#others.push(at);
    for (const text of names ?? []) {
      const name = toName(text);
      const isEnding = name.startsWith('*');
      const [index, key] = isEnding ? [this.#byEnding, name.slice(1)] : [this.#byName, name];
      const known = index.get(key);
      if (known === undefined) index.set(key, [at]);
      else if (known.at(-1) !== at) known.push(at);
    }
  }

  /** Those that can match. */
  select({ host, isNameless }: Destination): readonly Rule[] {
    const found = new Set(this.#others);
    if (isNameless !== true && host !== undefined) {
      for (const named of this.#findNamed(toName(host))) for (const at of named) found.add(at);
    }
    return [...found].toSorted((one, other) => one - other).map((at) => this.rules[at] as Rule);
  }

  /** Positions of rules that are for the name, or where it stands for many, for any of these. */
  *#findNamed(name: string): Generator<readonly number[], void> {
    if (isAnyName(name)) {
      const end = name.slice(1);
      for (const [one, named] of this.#byName) if (one.endsWith(end)) yield named;
      for (const [one, named] of this.#byEnding) if (one.endsWith(end) || end.endsWith(one)) yield named;
      return;
    }
    yield this.#byName.get(name) ?? [];
    for (let start = 0; start <= name.length; start += 1) yield this.#byEnding.get(name.slice(start)) ?? [];
  }
}
