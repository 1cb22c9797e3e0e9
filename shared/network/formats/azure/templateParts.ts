/**
 * What a template may write as a resource of its own, beside that which it is a part of: rules, routes, subnets and peerings.
 * Bicep compiles `resource rule '…/securityRules@…' = { parent: nsg }` so, and `az group export` writes every part a second time.
 * Of a name that stands in the owner's list as well, the resource of its own is what is made last. Source: Azure Resource
 * Manager, "Set name and type for child resources".
 */
import { describeValue } from '../../describeValue.ts';
import { isRecord, textOf } from '../../jsonFields.ts';
import { endOfId, wordOf } from './azureResource.ts';
import type { ArmTemplate, AzureResource, Path, Trouble } from './azureResource.ts';

interface PartKind {
  /** The list of the owner that it belongs in. */
  readonly list: string;
  readonly what: string;
}

const kindsOfParts: ReadonlyMap<string, PartKind> = new Map([
  ['microsoft.network/networksecuritygroups/securityrules', { list: 'securityRules', what: 'The rule' }],
  ['microsoft.network/routetables/routes', { list: 'routes', what: 'The route' }],
  ['microsoft.network/virtualnetworks/subnets', { list: 'subnets', what: 'The subnet' }],
  ['microsoft.network/virtualnetworks/virtualnetworkpeerings', { list: 'virtualNetworkPeerings', what: 'The peering' }],
]);

/** The type of that which a resource of this type is a part of, or the type itself. */
export function ownerOfType(type: string): string {
  return kindsOfParts.has(type.toLowerCase()) ? type.slice(0, type.lastIndexOf('/')) : type;
}

/** Puts parts into the lists of their owners; of those for which no one owner with a list of its own is told, it tells. */
export function joinParts(resources: readonly AzureResource[]): ArmTemplate {
  const [owners = [], parts = []] = [false, true].map((isPart) =>
    resources.filter((resource) => (kindOfPart(resource) !== undefined) === isPart),
  );
  const ownersByKey = Map.groupBy(owners, keyOf);
  const partsByKey = Map.groupBy(parts, ownerOf);
  const troubles: Trouble[] = [];
  const joined = new Map<AzureResource, AzureResource>();
  for (const [key, own] of partsByKey) {
    // What has no name that is told has no key either.
    const [owner, ...others] = key === '' ? [] : (ownersByKey.get(key) ?? []);
    for (const [list, ofList] of Map.groupBy(own, (part) => kindOfPart(part)?.list ?? '')) {
      const because =
        owner === undefined
          ? 'is not in the template'
          : others.length > 0
            ? 'stands more than once in the template, perhaps in several resource groups'
            : describeUntoldList(owner, list);
      if (owner === undefined || because !== undefined) {
        troubles.push(...ofList.map((part) => describePart(part, because ?? '')));
      } else joined.set(owner, withList(joined.get(owner) ?? owner, list, ofList));
    }
  }
  return { resources: owners.map((owner) => joined.get(owner) ?? owner), troubles };
}

function kindOfPart({ value }: AzureResource): PartKind | undefined {
  return kindsOfParts.get(wordOf(value['type']));
}

/** Empty where the template does not tell the name. */
function keyOf({ value }: AzureResource): string {
  return endOfId(textOf(value['id']) ?? '');
}

/** The key of what a part belongs to: its id, less its own kind and name. */
function ownerOf(part: AzureResource): string {
  return keyOf(part).split('/').slice(0, -2).join('/');
}

/** Why it is not known what the owner's own list holds: a parameter or a loop makes it. */
function describeUntoldList({ value }: AzureResource, field: string): string | undefined {
  // Bicep compiles what has nothing but parts without any properties.
  const { properties = {}, [field]: written } = value;
  const isTold = isRecord(properties) && properties['copy'] === undefined && Array.isArray(written ?? []);
  return isTold ? undefined : `has ${field} that the template does not tell`;
}

function describePart(part: AzureResource, because: string): Trouble {
  const what = kindOfPart(part)?.what ?? '';
  const message = `${what} ${describeValue(part.value['name'])} is a resource of its own, and what it belongs to ${because}.`;
  return { path: part.path, message, type: ownerOfType(textOf(part.value['type']) ?? '') };
}

function withList(owner: AzureResource, field: string, parts: readonly AzureResource[]): AzureResource {
  const written = owner.value[field];
  const items: unknown[] = Array.isArray(written) ? [...(written as readonly unknown[])] : [];
  const indices = new Map(items.map((item, index) => [isRecord(item) ? wordOf(item['name']) : index, index]));
  const paths = new Map<number, Path>();
  for (const { value, path } of parts) {
    const { name, id, properties } = value;
    const index = indices.get(wordOf(name)) ?? items.length;
    indices.set(wordOf(name), index);
    items[index] = { ...(isRecord(properties) ? properties : {}), name, id };
    paths.set(index, path);
  }
  return {
    ...owner,
    value: { ...owner.value, [field]: items },
    partPaths: new Map([...(owner.partPaths ?? []), [field, paths]]),
  };
}
