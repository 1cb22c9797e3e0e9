/** Resources in the forms in which Azure's tools write them. */
import { isRecord } from '../kubernetes/labelSelector.ts';

export interface AzureResource {
  readonly file: string;
  readonly document: number;
  readonly path: readonly (string | number)[];
  /** With the fields of `properties` beside its own: the REST API nests what `az` flattens. */
  readonly value: Record<string, unknown>;
  /** Where the fields stand that may be nested. */
  readonly fieldsPath: readonly (string | number)[];
}

/** A document with Azure's output. */
export interface AzureDocument {
  readonly file: string;
  readonly document: number;
  readonly value: unknown;
}

/** One resource, a list of them, or the REST API's `{ value: [...] }`. */
export function resourcesOf({ file, document, value }: AzureDocument): readonly AzureResource[] {
  const at = (item: unknown, path: readonly (string | number)[]): readonly AzureResource[] => {
    if (!isRecord(item)) return [];
    const fieldsPath = isRecord(item['properties']) ? [...path, 'properties'] : path;
    return [{ file, document, path, fieldsPath, value: fieldsOf(item) }];
  };
  if (Array.isArray(value)) return value.flatMap((item, index) => at(item, [index]));
  if (!isRecord(value)) return [];
  const list = value['value'];
  return Array.isArray(list) ? list.flatMap((item, index) => at(item, ['value', index])) : at(value, []);
}

export function fieldsOf(item: Record<string, unknown>): Record<string, unknown> {
  return isRecord(item['properties']) ? { ...item, ...item['properties'] } : item;
}

/** Whether the resource is of the type, in whatever case. */
export function isOfType({ value }: AzureResource, type: string): boolean | undefined {
  const written = value['type'];
  return typeof written === 'string' ? written.toLowerCase() === type : undefined;
}

/** Empty texts stand for what is not used. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : [];
}

export function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isRecord).flatMap(({ id }) => textOf(id) ?? []) : [];
}
