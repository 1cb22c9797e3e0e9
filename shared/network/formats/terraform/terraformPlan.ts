/**
 * The resources that Terraform says will be there after a plan, or are there by a state, and where each stands. Source:
 * Terraform documentation, "JSON Output Format", format_version 1.x and the 0.x before it, which differ in nothing read here.
 */
import { isRecord, listOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';

export type JsonPath = readonly (string | number)[];

export interface TerraformResource {
  /** `module.network["a"].aws_security_group.nodes[0]`. */
  readonly address: string;
  /** That of the module which it stands in; empty for the root. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** Its key among the instances that `count` or `for_each` makes. */
  readonly index: string | number | undefined;
  readonly values: JsonRecord;
  /** `true` in the place of each value that is known only after the apply. */
  readonly unknown: unknown;
  /** `true` in the place of each value that nobody is to see. */
  readonly sensitive: unknown;
  /** Where its values stand in the document. */
  readonly path: JsonPath;
  /** It stays as it is, and what Terraform makes may take its place. */
  readonly isForgotten: boolean;
  /** The plan says that it stays as it is. */
  readonly isUnchanged: boolean;
}

/** A resource as it was before the plan, where the plan changes it or takes it away. */
export interface FormerResource {
  readonly type: string;
  readonly values: JsonRecord;
}

export interface TerraformPlan {
  /** Those that will be there: what is taken away is not among them. */
  readonly resources: readonly TerraformResource[];
  /** Those that stay as they are, while Terraform looks after them no more: the configuration no longer means them. */
  readonly forgotten: readonly TerraformResource[];
  readonly former: readonly FormerResource[];
  /** The root module of the configuration; a state has none. */
  readonly configuration: JsonRecord;
}

/** Deeper modules are read by nobody, and a chain of them could be made as long as a file. */
const deepestModule = 32;

export function isTerraformDocument(value: unknown): value is JsonRecord {
  if (!isRecord(value) || textOf(value['format_version']) === undefined) return false;
  return (
    isRecord(rootOf(value)) || (textOf(value['terraform_version']) !== undefined && !('provider_schemas' in value))
  );
}

/**
 * A state as Terraform keeps it for itself, whose form it may change with any release: the resources of version 4 stand in a
 * list, those of the versions before it by module, and the oldest name no release.
 */
export function isStoredState(value: unknown): boolean {
  if (!isRecord(value) || typeof value['version'] !== 'number' || typeof value['serial'] !== 'number') return false;
  if (Array.isArray(value['modules'])) return true;
  return textOf(value['terraform_version']) !== undefined && Array.isArray(value['resources']);
}

export function readTerraformPlan(document: JsonRecord): TerraformPlan {
  const unknownOf = new Map<unknown, unknown>();
  const leaving = new Set<unknown>();
  const unchanged = new Set<unknown>();
  const former: FormerResource[] = [];
  const forgotten: TerraformResource[] = [];
  for (const [index, change] of listOf(document['resource_changes']).entries()) {
    if (!isRecord(change) || !isRecord(change['change'])) continue;
    const { address, type, deposed, module_address: module } = change;
    const { before, before_sensitive: sensitive, after_unknown: unknown, actions: told } = change['change'];
    const actions = textsOf(told);
    if (deposed === undefined) unknownOf.set(address, unknown);
    if (deposed === undefined && actions.length === 1 && actions[0] === 'no-op') unchanged.add(address);
    if (!isRecord(before)) continue;
    if (typeof type === 'string' && (actions.includes('update') || actions.includes('delete'))) {
      former.push({ type, values: before });
    }
    if (!actions.includes('forget')) continue;
    // A deposed object goes beside the current one, which has the same address.
    if (deposed === undefined && !actions.includes('create')) leaving.add(address);
    addResource(forgotten, change, {
      module: textOf(module) ?? '',
      values: before,
      unknown: undefined,
      sensitive,
      list: ['resource_changes'],
      position: index,
      isForgotten: true,
      isUnchanged: true,
    });
  }
  const resources: TerraformResource[] = [];
  const read = (module: unknown, path: JsonPath, address: string, depth: number): void => {
    if (!isRecord(module) || depth === 0) return;
    const list = [...path, 'resources'];
    for (const [index, resource] of listOf(module['resources']).entries()) {
      // What is forgotten may stand here as well, without its values.
      if (!isRecord(resource) || leaving.has(resource['address'])) continue;
      const { address: own, values, sensitive_values: sensitive } = resource;
      addResource(resources, resource, {
        module: address,
        values: isRecord(values) ? values : {},
        unknown: unknownOf.get(own),
        sensitive,
        list,
        position: index,
        isForgotten: false,
        isUnchanged: unchanged.has(own),
      });
    }
    for (const [index, child] of listOf(module['child_modules']).entries()) {
      const childAddress = isRecord(child) ? (textOf(child['address']) ?? '') : '';
      read(child, [...path, 'child_modules', index], childAddress, depth - 1);
    }
  };
  const field = isRecord(document['planned_values']) ? 'planned_values' : 'values';
  read(rootOf(document), [field, 'root_module'], '', deepestModule);
  const { configuration } = document;
  const root = isRecord(configuration) ? configuration['root_module'] : undefined;
  return { resources, forgotten, former, configuration: isRecord(root) ? root : {} };
}

/** What is known of a resource beside its name: its values, and the list that it stands in. */
interface Told extends Omit<TerraformResource, 'address' | 'type' | 'name' | 'index' | 'path'> {
  readonly list: JsonPath;
  readonly position: number;
}

class ListedResource implements TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  readonly module: string;
  readonly values: JsonRecord;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly isForgotten: boolean;
  readonly isUnchanged: boolean;
  readonly #list: JsonPath;
  readonly #position: number;

  constructor(named: Pick<TerraformResource, 'address' | 'type' | 'name' | 'index'>, told: Told) {
    this.address = named.address;
    this.type = named.type;
    this.name = named.name;
    this.index = named.index;
    this.module = told.module;
    this.values = told.values;
    this.unknown = told.unknown;
    this.sensitive = told.sensitive;
    this.isForgotten = told.isForgotten;
    this.isUnchanged = told.isUnchanged;
    this.#list = told.list;
    this.#position = told.position;
  }

  get path(): JsonPath {
    return this.#list.concat(this.#position, ...(this.isForgotten ? ['change', 'before'] : ['values']));
  }
}

/** None of data, which are of others. */
function addResource(
  resources: TerraformResource[],
  { mode, address, type, name, index: key }: JsonRecord,
  told: Told,
): void {
  if (mode !== 'managed') return;
  if (typeof address !== 'string' || typeof type !== 'string' || typeof name !== 'string') return;
  const index = typeof key === 'string' || typeof key === 'number' ? key : undefined;
  resources.push(new ListedResource({ address, type, name, index }, told));
}

function rootOf(document: JsonRecord): unknown {
  const values = isRecord(document['planned_values']) ? document['planned_values'] : document['values'];
  return isRecord(values) ? values['root_module'] : undefined;
}
