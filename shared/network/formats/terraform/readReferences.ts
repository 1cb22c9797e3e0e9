/**
 * Which resource a value stands for that is known only after the apply: by the references of the expression that makes it.
 * The configuration names what an expression refers to, not how it puts that together. So an answer is given only where
 * nothing but resources of the wanted kind, by what identifies them, goes into it.
 */
import { entryOf } from '../../../kernel/entryOf.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { isRecord, recordsOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { TerraformPlan, TerraformResource } from './terraformPlan.ts';

/** The resources that may stand behind an attribute; undefined where it may be something else. */
export type FindReferences = (
  resource: TerraformResource,
  attribute: readonly string[],
  types: ReadonlySet<string>,
) => readonly TerraformResource[] | undefined;

/** Whether the configuration says what an attribute is, or may: of some resources nothing of it may be in the file. */
export type IsConfigured = (resource: TerraformResource, attribute: readonly string[]) => boolean;

/** What identifies a resource to others; routes name an appliance by its address, and rules an account by its email. */
const identities: ReadonlySet<string> = new Set([
  'id',
  'arn',
  'self_link',
  'self_link_unique',
  'name',
  'policy_id',
  'email',
  'ip_configuration',
  'virtual_hub',
  'private_ip_address',
]);

/** A value may be handed through so many modules. */
const longestChain = 64;

export interface References {
  readonly findReferences: FindReferences;
  readonly isConfigured: IsConfigured;
}

export function readReferences({ resources, configuration }: TerraformPlan): References {
  const keyOf = makeKeyOf();
  const instancesOf = Map.groupBy(resources, keyOf);
  const moduleAddresses = [...new Set(resources.map(({ module }) => module))];
  const modules = new Map<string, JsonRecord | undefined>();
  const moduleAt = (address: string): JsonRecord | undefined => {
    if (!modules.has(address)) modules.set(address, findModule(configuration, address));
    return modules.get(address);
  };
  const blocks = new Map<string, ReadonlyMap<string, JsonRecord>>();
  const blockOf = ({ module, type, name }: TerraformResource): JsonRecord | undefined => {
    const known = blocks.get(module) ?? blocksIn(moduleAt(module));
    blocks.set(module, known);
    return known.get(`${type}.${name}`);
  };

  const findExpression = (resource: TerraformResource, attribute: readonly string[]): unknown =>
    expressionAt(blockOf(resource)?.['expressions'], attribute);

  /** What stands behind an expression; undefined where something else may go into it. */
  const followExpression = (expression: unknown, at: Place, types: ReadonlySet<string>): Behind => {
    const references = referencesOf(expression);
    if (references === undefined || at.steps === 0) return undefined;
    const found: (readonly TerraformResource[])[] = [];
    for (const reference of references) {
      const some = followOnce(reference, { ...at, steps: at.steps - 1 }, types);
      if (some === undefined) return undefined;
      if (some.length > 0) found.push(some);
    }
    const [first = [], ...others] = found;
    return others.length === 0 ? first : [...new Map(found.flat().map((one) => [one.address, one])).values()];
  };

  const followed = new Map<ReadonlySet<string>, Map<string, Behind>>();
  /** Modules hand values on to each other, each maybe several times: what stands behind a reference is found once. */
  const followOnce = (reference: readonly string[], at: Place, types: ReadonlySet<string>): Behind => {
    if (reference[0] === 'each') return followOne(reference, at, types);
    const known = entryOf(followed, types, () => new Map<string, Behind>());
    const key = JSON.stringify([at.module, at.isPart, ...reference]);
    if (!known.has(key)) {
      // One that leads back to itself says nothing.
      known.set(key, undefined);
      known.set(key, followOne(reference, at, types));
    }
    return known.get(key);
  };
  const followOne = (reference: readonly string[], at: Place, types: ReadonlySet<string>): Behind => {
    const [head = '', name = '', ...rest] = reference;
    const inside = { ...at, isPart: at.isPart || !rest.every(isIdentity) };
    switch (head) {
      case 'count':
      case 'path':
      case 'terraform':
        return [];
      case 'each':
        return name === 'key' ? [] : followExpression(at.forEach, inside, types);
      case 'var':
        return followVariable(withoutIndex(name), inside, types);
      case 'module':
        return followOutput(name, rest, at, types);
      case 'local':
      case 'data':
      case 'self':
        return undefined;
      default:
        return findInstances(head, name, rest, at, types);
    }
  };
  const followVariable = (name: string, at: Place, types: ReadonlySet<string>): Behind => {
    // What is given to the root module was known when it was planned.
    if (at.module === '') return [];
    const module = parentOf(at.module);
    const call = callOf(moduleAt(module), moduleNames(at.module).at(-1) ?? '');
    const expressions = call?.['expressions'];
    const given = isRecord(expressions) && Object.hasOwn(expressions, name) ? expressions[name] : undefined;
    return given === undefined
      ? []
      : followExpression(given, { ...at, module, forEach: call?.['for_each_expression'] }, types);
  };
  const followOutput = (
    name: string,
    [output, ...rest]: readonly string[],
    at: Place,
    types: ReadonlySet<string>,
  ): Behind => {
    const child = callOf(moduleAt(at.module), withoutIndex(name))?.['module'];
    const outputs = isRecord(child) ? child['outputs'] : undefined;
    const key = withoutIndex(output ?? '');
    const said = isRecord(outputs) && Object.hasOwn(outputs, key) ? outputs[key] : undefined;
    if (!isRecord(said)) return undefined;
    // Without a key it may be any instance of the module.
    const instances = new Set(moduleAddresses.flatMap((address) => instanceOf(address, at.module, name) ?? []));
    const inside = { ...at, isPart: at.isPart || !rest.every(isIdentity), forEach: undefined };
    const found = new Set<TerraformResource>();
    for (const module of instances) {
      const some = followExpression(said['expression'], { ...inside, module }, types);
      if (some === undefined) return undefined;
      for (const one of some) found.add(one);
    }
    return [...found];
  };
  const findInstances = (
    type: string,
    name: string,
    rest: readonly string[],
    at: Place,
    types: ReadonlySet<string>,
  ): Behind => {
    const instances = instancesOf.get(blockKey(at.module, type, withoutIndex(name))) ?? [];
    // What is made no times gives nothing.
    if (instances.length === 0) return [];
    if (!types.has(type) || !rest.every(isIdentity) || (at.isPart && rest.every(isIndex))) return undefined;
    const index = indexIn(name);
    return index === undefined ? instances : instances.filter((one) => String(one.index) === index);
  };

  const follow = (resource: TerraformResource, attribute: readonly string[], types: ReadonlySet<string>): Found => {
    const expression = findExpression(resource, attribute);
    const { module } = resource;
    const forEach = blockOf(resource)?.['for_each_expression'];
    const start = { module, steps: longestChain, isPart: false, forEach };
    const all = expression === undefined ? undefined : followExpression(expression, start, types);
    return { all, goesByKey: goesByKey(expression) };
  };

  const byIndex = new WeakMap<readonly TerraformResource[], ReadonlyMap<unknown, readonly TerraformResource[]>>();
  const answers = new Map<ReadonlySet<string>, Map<string, Map<string, Found>>>();
  const findReferences: FindReferences = (resource, attribute, types) => {
    const ofTypes = entryOf(answers, types, () => new Map<string, Map<string, Found>>());
    const ofBlock = entryOf(ofTypes, keyOf(resource), () => new Map<string, Found>());
    const answer = entryOf(ofBlock, attribute.join('.'), () => follow(resource, attribute, types));
    const { all } = answer;
    const { index } = resource;
    if (all === undefined || all.length < 2 || index === undefined || !answer.goesByKey) return all;
    return entryOf(byIndex, all, () => Map.groupBy(all, (one) => one.index)).get(index) ?? all;
  };
  return {
    findReferences,
    isConfigured: (resource, attribute) =>
      blockOf(resource) === undefined || findExpression(resource, attribute) !== undefined,
  };
}

/** The resources behind a value; undefined where it may be something else. */
type Behind = readonly TerraformResource[] | undefined;

/** What an expression stands for in one module, whichever instance asks. */
interface Found {
  readonly all: Behind;
  readonly goesByKey: boolean;
}

/** Where an expression stands, and how it is used. */
interface Place {
  readonly module: string;
  /** How many more times a value may be handed on. */
  readonly steps: number;
  /** Only a part of what the expression gives is taken, which must then say itself that it identifies something. */
  readonly isPart: boolean;
  /** What is gone through where it stands: `each` is a part of that. */
  readonly forEach: unknown;
}

function blockKey(module: string, type: string, name: string): string {
  return JSON.stringify([module, type, name]);
}

/** The key of a resource's block. The instances of one, which may be a hundred thousand, mostly follow each other. */
function makeKeyOf(): (resource: TerraformResource) => string {
  let [last, key]: [TerraformResource | undefined, string] = [undefined, ''];
  return (resource) => {
    const { module, type, name } = resource;
    if (last?.name !== name || last.type !== type || last.module !== module) key = blockKey(module, type, name);
    last = resource;
    return key;
  };
}

function blocksIn(module: JsonRecord | undefined): ReadonlyMap<string, JsonRecord> {
  return new Map(
    recordsOf(module?.['resources'])
      .filter(({ mode }) => mode !== 'data')
      .map((block) => [`${describeValue(block['type'])}.${describeValue(block['name'])}`, block]),
  );
}

function isIndex(part: string): boolean {
  return part === '*' || /^\d+$/.test(part);
}

function isIdentity(part: string): boolean {
  return isIndex(part) || identities.has(withoutIndex(part));
}

function withoutIndex(name: string): string {
  return name.split('[', 1)[0] ?? name;
}

/** `x` in `a["x"]`, `0` in `a[0]`; nothing in `a[*]`. */
function indexIn(name: string): string | undefined {
  const inside = /\[([^\]]*)\]/.exec(name)?.[1];
  return inside === '*' ? undefined : inside?.replaceAll('"', '');
}

/** `aws_subnet.a[count.index].id` is said as `count.index` beside `aws_subnet.a`. */
function goesByKey(expression: unknown): boolean {
  const references = referencesOf(expression) ?? [];
  return references.some(
    ([head, name]) => head === 'count' || (head === 'each' && (name === 'key' || name === 'value')),
  );
}

/** The references of an expression, without those that another one begins with; undefined for what is no expression. */
function referencesOf(expression: unknown): readonly (readonly string[])[] | undefined {
  if (Array.isArray(expression)) {
    const parts = expression.map(referencesOf);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (!isRecord(expression)) return undefined;
  if ('constant_value' in expression) return [];
  if (!('references' in expression)) {
    const parts = Object.values(expression).map(referencesOf);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const texts = textsOf(expression['references']);
  const sorted = texts.toSorted();
  const isBegun = (beginning: string): boolean => sorted[firstFrom(sorted, beginning)]?.startsWith(beginning) === true;
  return texts.filter((text) => !isBegun(`${text}.`) && !isBegun(`${text}[`)).map(splitReference);
}

/** Where the first of these stands that does not come before `text`. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** At dots that stand outside of brackets. One that is not closed takes the rest: else each would be looked through to the end. */
function splitReference(reference: string): readonly string[] {
  return reference.match(/(?:\[[^\]]*(?:\]|$)|[^.[]+)+/g) ?? [];
}

/**
 * Blocks that stand several times may be in another order than what is planned, so the expressions of all of them count: one
 * that stands behind any of them is found, and of several it is not known which.
 */
function expressionAt(expressions: unknown, [step, ...steps]: readonly string[]): unknown {
  if (step === undefined) return expressions;
  if (Array.isArray(expressions)) {
    const parts = expressions.flatMap((block) => expressionAt(block, [step, ...steps]) ?? []);
    return parts.length === 0 ? undefined : parts;
  }
  if (!isRecord(expressions)) return undefined;
  if ('references' in expressions) return expressions;
  return Object.hasOwn(expressions, step) ? expressionAt(expressions[step], steps) : undefined;
}

function findModule(root: JsonRecord, address: string): JsonRecord | undefined {
  let module: JsonRecord | undefined = root;
  for (const name of moduleNames(address)) {
    const child: unknown = callOf(module, name)?.['module'];
    module = isRecord(child) ? child : undefined;
  }
  return module;
}

function callOf(module: JsonRecord | undefined, name: string): JsonRecord | undefined {
  const calls = module?.['module_calls'];
  const call = isRecord(calls) && Object.hasOwn(calls, name) ? calls[name] : undefined;
  return isRecord(call) ? call : undefined;
}

/** The names of the modules on the way, without keys. */
function moduleNames(address: string): readonly string[] {
  return moduleParts(address).map((part) => part.split('[')[0] ?? part);
}

/** `module.a["x.y"].module.b` as `a["x.y"]` and `b`. */
function moduleParts(address: string): readonly string[] {
  return [...address.matchAll(/(?:^|\.)module\.((?:\["[^"]*"\]|[^.])+)/g)].map(([, part = '']) => part);
}

function parentOf(address: string): string {
  return moduleParts(address)
    .slice(0, -1)
    .map((part) => `module.${part}`)
    .join('.');
}

/** The address of the instance of the child module `name` (with or without a key) of `parent` in which a module lies, or which it is. */
function instanceOf(module: string, parent: string, name: string): string | undefined {
  const parts = moduleParts(module);
  const depth = moduleParts(parent).length;
  const part = parts[depth];
  const above = parts
    .slice(0, depth)
    .map((one) => `module.${one}`)
    .join('.');
  if (part === undefined || above !== parent) return undefined;
  const isMeant = indexIn(name) === undefined ? withoutIndex(part) === withoutIndex(name) : part === name;
  return isMeant ? [...(parent === '' ? [] : [parent]), `module.${part}`].join('.') : undefined;
}
