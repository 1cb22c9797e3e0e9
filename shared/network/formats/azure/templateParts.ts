/**
 * What may be written as a resource of its own, beside that which it is a part of: rules, routes, subnets and peerings. Bicep
 * compiles `resource rule '…/securityRules@…' = { parent: nsg }` so, `az group export` writes every part a second time, and
 * `az network vnet subnet list` prints parts alone.
 * Of a name that stands in the owner's list as well, the resource of its own is what is made last. Source: Azure Resource
 * Manager, "Set name and type for child resources".
 */
import { describeValue } from '../../../kernel/describeValue.ts';
import { isRecord, textOf } from '../../../kernel/jsonFields.ts';
import { endOfId, isSameId, nameInId, wordOf } from './azureResource.ts';
import type { AzureResource, Path } from './azureResource.ts';

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

/** A part of something, and why what it belongs to can't be told. */
interface PartApart {
  readonly part: AzureResource;
  readonly because: string;
}

export interface JoinedParts {
  readonly resources: readonly AzureResource[];
  readonly apart: readonly PartApart[];
}

/**
 * Puts parts into the lists of their owners. A network of another file stays as that tells it, and stands beside it once more
 * with its parts, since nobody knows which of the two was told first; of one that no file has, its parts are all that is known.
 */
export function joinParts(all: readonly AzureResource[]): JoinedParts {
  const parts = all.filter(isPart);
  if (parts.length === 0) return { resources: all, apart: [] };
  const owners = all.filter((resource) => !isPart(resource));
  const ownersByEnd = Map.groupBy(owners, ({ value }) => endOfId(textOf(value['id']) ?? ''));
  const joined = new Map<AzureResource, AzureResource>();
  const beside = new Map<AzureResource | string, AzureResource>();
  const apart: PartApart[] = [];
  const together = Map.groupBy(parts, (part) =>
    JSON.stringify([part.file, part.document, ownerOf(part), listOf(part)]),
  );
  for (const some of together.values()) {
    const [first] = some as [AzureResource, ...AzureResource[]];
    // What has no name that is told has no key either.
    const key = ownerOf(first);
    const sameEnd = key === '' ? [] : (ownersByEnd.get(endOfId(key)) ?? []);
    const named = sameEnd.filter(({ value }) => isSameId(textOf(value['id']), key));
    const near = named.filter((owner) => isSameDocument(owner, first));
    const [owner, ...others] = near.length > 0 ? near : named;
    const because = owner === undefined ? 'is not in the files' : whyNotJoined(owner, others, first);
    if (owner !== undefined && because === undefined) {
      const versions = near.length > 0 ? joined : beside;
      versions.set(owner, withList(versions.get(owner) ?? owner, listOf(first), some));
    } else if (owner === undefined && key !== '' && isOfNetwork(first)) {
      beside.set(key, withList(beside.get(key) ?? networkOf(key, first), listOf(first), some));
    } else apart.push(...some.map((part) => ({ part, because: because ?? '' })));
  }
  return { resources: [...owners.map((owner) => joined.get(owner) ?? owner), ...beside.values()], apart };
}

function whyNotJoined(owner: AzureResource, others: readonly AzureResource[], part: AzureResource): string | undefined {
  if (others.length > 0) return 'stands more than once in the files, perhaps in several resource groups';
  if (!isSameDocument(owner, part) && !isOfNetwork(part)) return 'is in another file';
  return describeUntoldList(owner, listOf(part));
}

function isPart(resource: AzureResource): boolean {
  return kindOfPart(resource) !== undefined;
}

function isSameDocument(one: AzureResource, other: AzureResource): boolean {
  return one.file === other.file && one.document === other.document;
}

const networkType = 'Microsoft.Network/virtualNetworks';

function isOfNetwork({ value }: AzureResource): boolean {
  return wordOf(value['type']).startsWith(`${networkType.toLowerCase()}/`);
}

/** A network of which nothing is told but its parts; it stands where the first of them does. */
function networkOf(key: string, { file, document, path }: AzureResource): AzureResource {
  return { file, document, path, fieldsPath: path, value: { type: networkType, id: key, name: nameInId(key) } };
}

function listOf(part: AzureResource): string {
  return kindOfPart(part)?.list ?? '';
}

function kindOfPart({ value }: AzureResource): PartKind | undefined {
  return kindsOfParts.get(wordOf(value['type']));
}

/** The id of what a part belongs to: its own, less its kind and name; empty where the template does not tell the name. */
function ownerOf({ value }: AzureResource): string {
  const id = textOf(value['id']) ?? '';
  return id.toLowerCase().split('/').slice(0, -2).join('/');
}

/** Why it is not known what the owner's own list holds: a parameter or a loop makes it. */
function describeUntoldList({ value }: AzureResource, field: string): string | undefined {
  // Bicep compiles what has nothing but parts without any properties.
  const { properties = {}, [field]: written } = value;
  const isTold = isRecord(properties) && properties['copy'] === undefined && Array.isArray(written ?? []);
  return isTold ? undefined : `has ${field} that the template does not tell`;
}

export function describePart({ part, because }: PartApart): string {
  const what = kindOfPart(part)?.what ?? '';
  return `${what} ${describeValue(part.value['name'])} is a resource of its own, and what it belongs to ${because}.`;
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
    items[index] = { ...(isRecord(properties) ? properties : value), name, id };
    paths.set(index, path);
  }
  return {
    ...owner,
    value: { ...owner.value, [field]: items },
    partPaths: new Map([...(owner.partPaths ?? []), [field, paths]]),
  };
}
