import { recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';

/** The value of the tag `Name`, which is what people call a thing on AWS. */
export function nameTagOf(thing: JsonRecord): string | undefined {
  return namesInTags(thing)[0];
}

/** AWS has each tag once; what a plan of Terraform makes is called by its address as well. */
export function namesInTags(thing: JsonRecord): readonly string[] {
  return recordsOf(thing['Tags']).flatMap(({ Key, Value }) => (Key === 'Name' ? (textOf(Value) ?? []) : []));
}
