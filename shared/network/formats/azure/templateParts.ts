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
  /** Whether the owner is known without its list, so that a part of another one says nothing of what is read. */
  readonly isDispensable?: boolean;
}

const kindsOfParts: ReadonlyMap<string, PartKind> = new Map([
  ['microsoft.network/networksecuritygroups/securityrules', { list: 'securityRules', what: 'The rule' }],
  ['microsoft.network/routetables/routes', { list: 'routes', what: 'The route' }],
  ['microsoft.network/virtualnetworks/subnets', { list: 'subnets', what: 'The subnet', isDispensable: true }],
  [
    'microsoft.network/virtualnetworks/virtualnetworkpeerings',
    { list: 'virtualNetworkPeerings', what: 'The peering', isDispensable: true },
  ],
]);

/** The type of that which a resource of this type is a part of, or the type itself. */
export function ownerOfType(type: string): string {
  return kindsOfParts.has(type.toLowerCase()) ? type.slice(0, type.lastIndexOf('/')) : type;
}

/** Puts parts into the lists of their owners; a rule or route of an owner that the template does not have is told of. */
export function joinParts(resources: readonly AzureResource[]): ArmTemplate {
  const parts = Map.groupBy(
    resources.filter((resource) => kindOfPart(resource) !== undefined),
    ownerOf,
  );
  if (parts.size === 0) return { resources, troubles: [] };
  const owners = resources.filter((resource) => kindOfPart(resource) === undefined);
  const known = new Set(owners.map(keyOf));
  const orphans = [...parts].flatMap(([owner, own]) => (known.has(owner) ? [] : own));
  return {
    resources: owners.map((owner) => withParts(owner, parts.get(keyOf(owner)) ?? [])),
    troubles: orphans.flatMap(describeOrphan),
  };
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

function describeOrphan(part: AzureResource): readonly Trouble[] {
  const kind = kindOfPart(part);
  if (kind === undefined || kind.isDispensable === true) return [];
  const message = `${kind.what} ${describeValue(part.value['name'])} is a resource of its own, and what it belongs to is not in the template.`;
  return [{ path: part.path, message, type: ownerOfType(textOf(part.value['type']) ?? '') }];
}

function withParts(owner: AzureResource, parts: readonly AzureResource[]): AzureResource {
  const byList = Map.groupBy(parts, (part) => kindOfPart(part)?.list ?? '');
  return [...byList].reduce((joined, [list, own]) => withList(joined, list, own), owner);
}

function withList(owner: AzureResource, field: string, parts: readonly AzureResource[]): AzureResource {
  const written = owner.value[field] ?? [];
  // What is no list is told of by whoever reads the owner.
  if (!Array.isArray(written)) return owner;
  const items: unknown[] = [...(written as readonly unknown[])];
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
