/** Resources in the forms in which Azure's tools write them. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { entryOf } from '../../../kernel/entryOf.ts';
import { isRecord, recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { none } from '../../../kernel/none.ts';

export type Path = readonly (string | number)[];

export interface AzureResource {
  readonly file: string;
  readonly document: number;
  readonly path: Path;
  /** With the fields of `properties` beside its own: the REST API nests what `az` flattens. */
  readonly value: JsonRecord;
  /** Where the fields stand that may be nested. */
  readonly fieldsPath: Path;
  /** Of lists in `value`, by their field: where those items stand, by their index, that a template writes elsewhere. */
  readonly partPaths?: ReadonlyMap<string, ReadonlyMap<number, Path>>;
}

/** Where an item of a list of the resource stands. */
export function pathOfItem({ fieldsPath, partPaths }: AzureResource, field: string, index: number): Path {
  return partPaths?.get(field)?.get(index) ?? [...fieldsPath, field, index];
}

export interface ArmTemplate {
  readonly resources: readonly AzureResource[];
  /** What keeps it from being known whole. */
  readonly troubles: readonly Trouble[];
}

export interface Trouble {
  readonly path: Path;
  readonly message: string;
  /** Of what it is about, where that is known. */
  readonly type?: string | undefined;
}

/** A document with Azure's output. */
export interface AzureDocument {
  readonly file: string;
  readonly document: number;
  readonly value: unknown;
}

/** The field in which the REST API answers with a list, or the Resource Graph does: `az graph query`. */
export function listFieldOf(value: JsonRecord): 'value' | 'data' | undefined {
  return (['value', 'data'] as const).find((field) => Array.isArray(value[field]));
}

/** One resource, a list of them, the REST API's `{ value: [...] }` and its like, or several of these joined in a list. */
export function resourcesOf({ file, document, value }: AzureDocument): readonly AzureResource[] {
  const within = (item: unknown, path: Path): readonly AzureResource[] => {
    if (Array.isArray(item)) return item.flatMap((one, index) => within(one, [...path, index]));
    if (!isRecord(item)) return [];
    const list = listFieldOf(item);
    if (list !== undefined) return within(item[list], [...path, list]);
    const fieldsPath = isRecord(item['properties']) ? [...path, 'properties'] : path;
    return [{ file, document, path, fieldsPath, value: fieldsOf(item) }];
  };
  return within(value, []);
}

export function fieldsOf(item: JsonRecord): JsonRecord {
  return isRecord(item['properties']) ? { ...item, ...item['properties'] } : item;
}

export function idsOf(value: unknown): readonly string[] {
  return recordsOf(value).flatMap(({ id }) => textOf(id) ?? []);
}

export function idOf(value: unknown): string | undefined {
  return isRecord(value) ? textOf(value['id']) : undefined;
}

/** A word that Azure takes in any case. */
export function wordOf(value: unknown): string {
  return describeValue(value).toLowerCase();
}

/** The last part of an id is the name. */
export function nameInId(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** Templates know no subscription, and write the end of an id alone. */
export function isOfTemplate(id: string): boolean {
  return /^\/providers\//i.test(id);
}

/** What stands behind the resource group, in lower case. */
export function endOfId(id: string): string {
  const lower = id.toLowerCase();
  return lower.slice(Math.max(lower.lastIndexOf('/providers/'), 0));
}

export function isSameId(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (isOfTemplate(one) || isOfTemplate(other)) return endOfId(one) === endOfId(other);
  return one.toLowerCase() === other.toLowerCase();
}

/** Finds the things of a list that have an id, as `isSameId` has it: a list is put in order once, since thousands name each other. */
export function finderById<Thing>(
  toId: (thing: Thing) => string | undefined,
): (things: readonly Thing[], id: string | undefined) => readonly Thing[] {
  const ordered = new WeakMap<readonly Thing[], ReadonlyMap<string, readonly Thing[]>>();
  return (things, id) => {
    if (id === undefined) return none;
    const byKey = entryOf(ordered, things, () => orderById(things, toId));
    const keys = isOfTemplate(id) ? [keyOfEnd(id)] : [keyOfId(id), keyOfTemplate(id)];
    return keys.flatMap((key) => byKey.get(key) ?? none);
  };
}

function orderById<Thing>(
  things: readonly Thing[],
  toId: (thing: Thing) => string | undefined,
): ReadonlyMap<string, readonly Thing[]> {
  const byKey = new Map<string, Thing[]>();
  for (const thing of things) {
    const id = toId(thing);
    if (id === undefined) continue;
    const keys = [keyOfEnd(id), isOfTemplate(id) ? keyOfTemplate(id) : keyOfId(id)];
    for (const key of keys) entryOf(byKey, key, (): Thing[] => []).push(thing);
  }
  return byKey;
}

const keyOfId = (id: string): string => `whole ${id.toLowerCase()}`;
const keyOfEnd = (id: string): string => `end ${endOfId(id)}`;
const keyOfTemplate = (id: string): string => `template ${endOfId(id)}`;

/** The id of what it names; of what a template names by an expression, that: it is something, and nothing that the files have. */
export function targetOf(value: unknown): string | undefined {
  return idOf(value) ?? textOf(value);
}
