/** The list of service tags, as `az network list-service-tags` prints it. */
import { isRecord, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { fieldsOf } from './azureResource.ts';

export function isServiceTags(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value['values']) || value['values'].length === 0) return false;
  return value['values'].every(
    (tag) => isRecord(tag) && typeof tag['name'] === 'string' && Array.isArray(fieldsOf(tag)['addressPrefixes']),
  );
}

export function readServiceTags(value: unknown): readonly (readonly [tag: string, prefixes: readonly string[]])[] {
  const { values } = value as { readonly values: readonly (JsonRecord & { readonly name: string })[] };
  return values.map((tag) => [tag.name.toLowerCase(), textsOf(fieldsOf(tag)['addressPrefixes'])]);
}
