/** Plans as `terraform show -json` prints them, made of a few words of a test. */
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';

export interface PlannedResource {
  /** `module.a["x"].aws_security_group.nodes[0]`. */
  readonly address: string;
  readonly values: JsonRecord;
  /** As in `after_unknown`. */
  readonly unknown?: JsonRecord;
  /** As in `sensitive_values`. */
  readonly sensitive?: JsonRecord;
  /** What the configuration says of its block. */
  readonly expressions?: JsonRecord;
  readonly forEach?: JsonRecord;
  readonly actions?: readonly string[];
  readonly before?: JsonRecord;
}

/** The references of an expression, with all that each of them begins with, as Terraform writes them. */
export function refersTo(...references: readonly string[]): { readonly references: readonly string[] } {
  const all = references.flatMap((reference) => {
    const parts = reference.split('.');
    // A type alone, or `module`, is none.
    return parts.slice(1).map((_, index) => parts.slice(0, parts.length - index).join('.'));
  });
  return { references: [...new Set(all)] };
}

interface Module {
  readonly resources: JsonRecord[];
  readonly children: Map<string, Module>;
}

interface ModuleConfiguration {
  readonly resources: Map<string, JsonRecord>;
  readonly children: Map<string, ModuleConfiguration>;
}

/** What modules are called with, for each of what, and what they give back, by their address without keys: `network.inner`. */
export type ModuleWords = Readonly<
  Record<string, { readonly given?: JsonRecord; readonly forEach?: JsonRecord; readonly outputs?: JsonRecord }>
>;

export function planOf(resources: readonly PlannedResource[], modules: ModuleWords = {}): JsonRecord {
  const values: Module = { resources: [], children: new Map() };
  const configuration: ModuleConfiguration = { resources: new Map(), children: new Map() };
  const changes: JsonRecord[] = [];
  for (const resource of resources) {
    const { address, unknown = {}, sensitive = {}, actions = ['create'], before = null, expressions = {} } = resource;
    const parts = [...address.matchAll(/(?:^|\.)module\.((?:\["[^"]*"\]|[^.])+)/g)].map(([, part = '']) => part);
    const own = address.replace(/^.*module\.(?:\["[^"]*"\]|[^.])+\./, '');
    const [, type = '', name = '', key] = /^([^.]+)\.([^[]+)(?:\[(.+)\])?$/.exec(own) ?? [];
    const index = key === undefined ? {} : { index: JSON.parse(key) as unknown };
    const about = { address, mode: 'managed', type, name, ...index };
    const module_address = parts.map((part) => `module.${part}`).join('.');
    const change = { actions, before, before_sensitive: sensitive, after: resource.values, after_unknown: unknown };
    changes.push({ ...about, ...(module_address !== '' && { module_address }), change });
    if (!actions.includes('create') && (actions.includes('delete') || actions.includes('forget'))) continue;
    let module = values;
    let called = configuration;
    for (const part of parts) {
      const child: Module = module.children.get(part) ?? { resources: [], children: new Map() };
      module.children.set(part, child);
      module = child;
      const bare = part.split('[')[0] ?? part;
      const inner: ModuleConfiguration = called.children.get(bare) ?? { resources: new Map(), children: new Map() };
      called.children.set(bare, inner);
      called = inner;
    }
    module.resources.push({ ...about, values: resource.values, sensitive_values: sensitive });
    const each = resource.forEach === undefined ? {} : { for_each_expression: resource.forEach };
    called.resources.set(`${type}.${name}`, { ...about, address: `${type}.${name}`, expressions, ...each });
  }
  return {
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: { root_module: toModule(values, '') },
    resource_changes: changes,
    configuration: { root_module: toConfiguration(configuration, '', modules) },
  };
}

/** The same resources after the apply, as a state. */
export function stateOf(resources: readonly PlannedResource[]): JsonRecord {
  const { planned_values: values, ...plan } = planOf(resources);
  return { format_version: '1.0', terraform_version: plan['terraform_version'], values };
}

function toModule({ resources, children }: Module, address: string): JsonRecord {
  const below = [...children].map(([part, child]) => {
    const own = `${address === '' ? '' : `${address}.`}module.${part}`;
    return { address: own, ...toModule(child, own) };
  });
  return { resources, ...(below.length > 0 && { child_modules: below }) };
}

function toConfiguration({ resources, children }: ModuleConfiguration, path: string, modules: ModuleWords): JsonRecord {
  const calls = [...children].map(([name, child]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const { given = {}, forEach, outputs = {} } = modules[own] ?? {};
    const said = Object.fromEntries(Object.entries(outputs).map(([key, expression]) => [key, { expression }]));
    const module = { ...toConfiguration(child, own, modules), outputs: said };
    return [name, { expressions: given, ...(forEach && { for_each_expression: forEach }), module }] as const;
  });
  return { resources: [...resources.values()], module_calls: Object.fromEntries(calls) };
}
