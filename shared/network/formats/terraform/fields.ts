/** The values of a resource or of a block in it, with what is not known of them. */
import { none } from '../../../kernel/none.ts';
import { hasContent, isRecord, listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { notYetKnown } from './notYetKnown.ts';
import type { FindReferences, IsConfigured } from './readReferences.ts';
import type { JsonPath, TerraformResource } from './terraformPlan.ts';
import { LocatedItem, traced } from './traces.ts';
import type { Located, Traced } from './traces.ts';

export interface Reading {
  readonly findReferences: FindReferences;
  readonly isConfigured: IsConfigured;
  /** What attributes were asked for: all others may be anything. */
  readonly attributes: Set<string>;
}

/** What resources of some types are called in the documents that are made of a plan. */
export interface Target {
  readonly types: ReadonlySet<string>;
  readonly nameOf: (resource: TerraformResource) => string;
}

const nothingRefused: JsonRecord = {};

export class Fields {
  readonly resource: TerraformResource;
  readonly #located: Located;
  readonly #values: JsonRecord;
  readonly #unknown: unknown;
  readonly #sensitive: unknown;
  readonly #reading: Reading;
  /** How it is called within its resource: `egress[0].`. */
  readonly #label: string;
  /** The way to it from the resource, without indices. */
  readonly #attribute: readonly string[];
  /** Attributes whose unknown values were found in another way. */
  #resolved: readonly string[] = none;

  private constructor(
    reading: Reading,
    resource: TerraformResource,
    at: {
      located: Located;
      values: unknown;
      unknown: unknown;
      sensitive: unknown;
      label: string;
      attribute: readonly string[];
    },
  ) {
    this.#reading = reading;
    this.resource = resource;
    this.#located = at.located;
    this.#values = isRecord(at.values) ? at.values : {};
    this.#unknown = at.unknown;
    this.#sensitive = at.sensitive;
    this.#label = at.label;
    this.#attribute = at.attribute;
  }

  static of(resource: TerraformResource, reading: Reading): Fields {
    const { values, unknown, sensitive } = resource;
    const at = { located: resource, values, unknown, sensitive, label: '', attribute: none };
    return new Fields(reading, resource, at);
  }

  get path(): JsonPath {
    return this.#located.path;
  }

  /** What is known of an attribute and may be seen. */
  get(attribute: string): unknown {
    return this.isUndecided(attribute) ? undefined : (this.#values[attribute] ?? undefined);
  }

  text(attribute: string): string | undefined {
    return textOf(this.get(attribute));
  }

  has(attribute: string): boolean {
    return this.isUndecided(attribute) || hasContent(this.#values[attribute]);
  }

  /** Whether all or a part of it is known only after the apply, or is not to be seen. */
  isUndecided(attribute: string): boolean {
    this.#reading.attributes.add(attribute);
    return isTrueSomewhere(partOf(this.#unknown, attribute)) || isTrueSomewhere(partOf(this.#sensitive, attribute));
  }

  /** Whether not even the number of its items is known, or whether it has any. */
  isWhollyUnknown(attribute: string): boolean {
    return partOf(this.#unknown, attribute) === true;
  }

  /** The blocks of a kind, or the objects of a list. */
  blocks(attribute: string): readonly Fields[] {
    const list = listOf(this.#valueOf(attribute));
    const count = Math.max(list.length, listOf(partOf(this.#unknown, attribute)).length);
    const steps = [...this.#attribute, attribute];
    return Array.from(
      { length: count },
      (_, index) =>
        new Fields(this.#reading, this.resource, {
          located: new LocatedItem(this.#located, attribute, index),
          values: list[index],
          unknown: partOf(partOf(this.#unknown, attribute), index),
          sensitive: partOf(partOf(this.#sensitive, attribute), index),
          label: `${this.#label}${attribute}[${index}].`,
          attribute: steps,
        }),
    );
  }

  /** Of a block that may stand only once. */
  block(attribute: string): Fields | undefined {
    return this.blocks(attribute)[0];
  }

  /** Each item of a list as the object that is made of it, at its own place. */
  items(attribute: string, make: (item: unknown, located: Located) => Traced): readonly JsonRecord[] {
    if (this.isUndecided(attribute)) return none;
    const list = listOf(this.#values[attribute]);
    return list.length === 0 ? none : list.map((item, index) => make(item, this.#itemAt(attribute, index)));
  }

  /** The name of what an attribute refers to, also where the plan knows it only after the apply. */
  reference(attribute: string, { types, nameOf }: Target): string | undefined {
    if (!this.isUndecided(attribute)) return this.text(attribute);
    if (isTrueSomewhere(partOf(this.#sensitive, attribute))) return undefined;
    const found = this.#find(attribute, types);
    const [only] = found ?? [];
    if (only === undefined || found?.length !== 1) return undefined;
    this.#resolved = this.#resolved.concat(attribute);
    return nameOf(only);
  }

  /** An object for each name of a list; where one is not found out, `refusals` speaks of the attribute. */
  references(attribute: string, { types, nameOf }: Target, make: (name: string) => JsonRecord): readonly JsonRecord[] {
    const list = listOf(this.#valueOf(attribute));
    const unknown = partOf(this.#unknown, attribute);
    if (list.length === 0 && unknown === undefined) return none;
    const sensitive = partOf(this.#sensitive, attribute);
    const known: { readonly name: string; readonly located: Located }[] = list.flatMap((item, index) => {
      const name = isTrueSomewhere(partOf(sensitive, index)) ? undefined : textOf(item);
      return name === undefined ? [] : [{ name, located: this.#itemAt(attribute, index) }];
    });
    const missing = listOf(unknown).filter((flag) => flag === true).length;
    if (missing > 0 && !isTrueSomewhere(sensitive)) {
      const names = (this.#find(attribute, types) ?? []).map(nameOf);
      const found = names.filter((name) => !known.some((one) => one.name === name));
      if (found.length === missing) {
        this.#resolved = this.#resolved.concat(attribute);
        for (const name of found) known.push({ name, located: { path: this.path.concat(attribute) } });
      }
    }
    return known.map(({ name, located }) => traced(make(name), located));
  }

  /** Whether it is undecided, and `reference` or `references` have not found out what it stands for. */
  isOpen(attribute: string): boolean {
    return this.isUndecided(attribute) && !this.#resolved.includes(attribute);
  }

  /** Whether the configuration says anything of an attribute; dynamic blocks are not told of there. */
  isConfigured(attribute: string): boolean {
    return this.#reading.isConfigured(this.resource, [...this.#attribute, attribute]);
  }

  /** Of a resource's own attributes those that nobody gave, so that the provider fills them in after the apply. */
  filledIn(...attributes: readonly string[]): readonly string[] {
    if (this.#attribute.length > 0) return [];
    return attributes.filter((attribute) => this.isWhollyUnknown(attribute) && !this.isConfigured(attribute));
  }

  /**
   * What can't be taken into account, as fields that no reader knows, so that it refuses what they stand in: attributes that
   * are undecided, and those that are not among the known. `ignored` decide nothing; `blocks` tell themselves what can't be
   * taken of them, unless not even their number is known.
   */
  refusals(known: readonly string[], ignored: readonly string[] = [], blocks: readonly string[] = []): JsonRecord {
    let refused: Record<string, true> | undefined;
    const look = (attribute: string): void => {
      const isBlock = blocks.includes(attribute);
      if (isBlock && !this.isWhollyUnknown(attribute)) return;
      const reason = this.#refusalOf(attribute, isBlock || known.includes(attribute));
      if (reason === undefined || ignored.includes(attribute) || this.#resolved.includes(attribute)) return;
      // A file may call an attribute anything, as `__proto__`.
      refused ??= Object.create(null) as Record<string, true>;
      refused[`${this.#label}${attribute}${reason}`] = true;
    };
    for (const attribute in this.#values) look(attribute);
    const unknown = isRecord(this.#unknown) ? this.#unknown : {};
    for (const attribute in unknown) if (!Object.hasOwn(this.#values, attribute)) look(attribute);
    return refused ?? nothingRefused;
  }

  /** Why an attribute can't be taken into account, as it is said behind its name; undefined where it can. */
  #refusalOf(attribute: string, isKnown: boolean): string | undefined {
    const isGiven = hasContent(this.#values[attribute]);
    if (isTrueSomewhere(partOf(this.#sensitive, attribute))) {
      return isKnown || isGiven ? ', a sensitive value' : undefined;
    }
    if (isTrueSomewhere(partOf(this.#unknown, attribute))) return isKnown ? `, ${notYetKnown}` : undefined;
    return isKnown || !isGiven ? undefined : '';
  }

  /** An object that is made of these fields. */
  made(value: JsonRecord): JsonRecord {
    return traced(value, this.#located);
  }

  #itemAt(list: string, index: number): Located {
    return new LocatedItem(this.#located, list, index);
  }

  #valueOf(attribute: string): unknown {
    this.#reading.attributes.add(attribute);
    return this.#values[attribute] ?? undefined;
  }

  #find(attribute: string, types: ReadonlySet<string>): readonly TerraformResource[] | undefined {
    return this.#reading.findReferences(this.resource, [...this.#attribute, attribute], types);
  }
}

function partOf(marks: unknown, step: string | number): unknown {
  if (marks === true) return true;
  if (typeof step === 'number') return listOf(marks)[step];
  return isRecord(marks) && Object.hasOwn(marks, step) ? marks[step] : undefined;
}

/** Of the marks of a value, and of all in it. */
export function isTrueSomewhere(marks: unknown): boolean {
  if (typeof marks !== 'object' || marks === null) return marks === true;
  for (const step in marks) if (isTrueSomewhere((marks as JsonRecord)[step])) return true;
  return false;
}
