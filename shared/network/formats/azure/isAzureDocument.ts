import { isRecord, textOf } from '../../../kernel/jsonFields.ts';
import { isTemplate, typesIn, untoldType } from './armTemplate.ts';
import { isOfNetwork, kindOf, kindOfType } from './azureKinds.ts';
import type { AzureKind } from './azureKinds.ts';
import { isEmptyPageOfGraph, isPageOfNetwork } from './azurePages.ts';
import { fieldsOf, listFieldOf } from './azureResource.ts';
import { isServiceTags } from './serviceTags.ts';
import { ownerOfType } from './templateParts.ts';
import { findUnreadOutput } from './unreadOutputs.ts';

/** Whether a document is Azure’s, and a part of it is of kinds that are read here, or may be. */
export function isAzureDocument(value: unknown): boolean {
  if (isServiceTags(value) || isPageOfNetwork(value) || isEmptyPageOfGraph(value)) return true;
  if (isTemplate(value)) return [...typesIn(value)].some((type) => type === untoldType || isOfNetwork(type));
  const kinds = new Set<AzureKind | undefined>();
  addKinds(value, kinds);
  return kinds.has('security admin rule') || (kinds.size > 0 && !kinds.has(undefined));
}

/** Of all that `resourcesOf` would find, without finding it: other clouds print a hundred thousand objects in a list. */
function addKinds(value: unknown, kinds: Set<AzureKind | undefined>): void {
  if (Array.isArray(value)) for (const item of value) addKinds(item, kinds);
  else if (isRecord(value)) {
    const list = listFieldOf(value);
    if (list !== undefined) addKinds(value[list], kinds);
    else {
      const fields = fieldsOf(value);
      const type = textOf(fields['type']) ?? findUnreadOutput(fields)?.type ?? '';
      const kind = kindOfType(ownerOfType(type)) ?? kindOf({ value: fields });
      if (kind !== undefined || !isAzureType.test(type)) kinds.add(kind);
    }
  }
}

/** Of any of its services: what is listed beside what is read here. */
const isAzureType = /^microsoft\.\w+\//i;
