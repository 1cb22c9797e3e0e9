import { recordsOf, textOf } from '../../jsonFields.ts';
import type { JsonRecord } from '../../jsonFields.ts';

/** The value of the tag `Name`, which is what people call a thing on AWS. */
export function nameTagOf(thing: JsonRecord): string | undefined {
  return textOf(recordsOf(thing['Tags']).find((tag) => tag['Key'] === 'Name')?.['Value']);
}
