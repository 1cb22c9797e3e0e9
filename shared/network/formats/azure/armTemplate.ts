/**
 * ARM templates, as `az group export` writes them, Bicep compiles them and people keep them: their resources as the tools
 * print them, with a type, an id and a name, and with the expressions in them evaluated.
 */
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { ExpressionReader, isExpression, resourceIdOf, TemplateTooLarge } from './armExpression.ts';
import type { TemplateScope } from './armExpression.ts';
import type { ArmTemplate, AzureDocument, AzureResource, Path, Trouble } from './azureResource.ts';
import { fieldsOf } from './azureResource.ts';

/** The schema tells a template from whatever else has resources; people leave it out of nested ones alone. */
export function isTemplate(value: unknown): value is JsonRecord {
  if (!isRecord(value)) return false;
  const schema = value['$schema'];
  return typeof schema === 'string' && /\/(?:\w*deploymentTemplate)\.json#?$/i.test(schema);
}

/** In place of the types that a template does not tell: of what expressions, scripts and templates elsewhere make. */
export const untoldType = 'not told by the template';

/** The types of its resources, those of deployments within it too; nothing is evaluated. */
export function* typesIn(template: unknown, parent = '', depth = 0): Generator<string> {
  const items = itemsOf(memberOf(template, 'resources'));
  if (depth > deepestTemplate || items === undefined) return yield untoldType;
  for (const [, item] of items) {
    const own = typeOf(item);
    if (own === undefined) {
      yield untoldType;
      continue;
    }
    const type = `${parent}${own}`;
    yield type;
    yield* typesIn(item, `${type}/`, depth + 1);
    if (isScript(type)) yield untoldType;
    if (isDeployment(type) || isStack(type)) {
      const inner = memberOf(memberOf(item, 'properties'), 'template');
      if (isRecord(inner)) yield* typesIn(inner, '', depth + 1);
      else yield untoldType;
    }
  }
}

/** A list or, in newer templates, a map by names that only the template uses. Undefined where an expression stands for it. */
function itemsOf(list: unknown): readonly (readonly [key: string | number, item: unknown])[] | undefined {
  if (Array.isArray(list)) return [...list.entries()];
  if (isRecord(list)) return Object.entries(list);
  return (list ?? undefined) === undefined ? [] : undefined;
}

/** Undefined where an expression stands for it, or for the whole resource. */
function typeOf(item: unknown): string | undefined {
  const type = memberOf(item, 'type');
  return typeof type === 'string' && !isExpression(type) ? type : undefined;
}

/** `bears` says of which types the resources are wanted: what is wrong with others is no matter. */
export function readTemplate(document: AzureDocument, bears: (type: string) => boolean): ArmTemplate {
  const walk = new TemplateWalk(document, bears);
  try {
    walk.template(document.value, [], new ExpressionReader(scopeOf(document.value)), 0);
  } catch (error) {
    if (!(error instanceof TemplateTooLarge)) throw error;
    return { resources: [], troubles: [{ path: [], message: 'Its expressions stand for more than it could hold.' }] };
  }
  return walk;
}

function scopeOf(template: unknown, given: readonly (readonly [name: string, value: unknown])[] = []): TemplateScope {
  const { parameters, variables } = isRecord(template) ? template : {};
  // The members of one are the same in capitals as well: templates of Microsoft write `defaultvalue`.
  const defaults = entriesOf(parameters).map(
    ([name, item]) => [name, new Map(entriesOf(item)).get('defaultvalue')] as const,
  );
  return { parameters: new Map([...defaults, ...given]), variables: new Map(entriesOf(variables)) };
}

/** Names of parameters and variables are the same in capitals. */
function entriesOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return isRecord(value) ? Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]) : [];
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Deployments within deployments. */
const deepestTemplate = 10;

function isDeployment(type: string): boolean {
  return type.toLowerCase() === 'microsoft.resources/deployments';
}

/** A deployment that takes away as well what it made before and makes no more. */
function isStack(type: string): boolean {
  return type.toLowerCase() === 'microsoft.resources/deploymentstacks';
}

/** Commands of the Azure CLI or of PowerShell, which may make or change anything. */
function isScript(type: string): boolean {
  return type.toLowerCase() === 'microsoft.resources/deploymentscripts';
}

interface Parent {
  readonly type: string;
  readonly name: string;
}

class TemplateWalk implements ArmTemplate {
  readonly resources: AzureResource[] = [];
  readonly troubles: Trouble[] = [];
  readonly #document: AzureDocument;
  readonly #bears: (type: string) => boolean;

  constructor(document: AzureDocument, bears: (type: string) => boolean) {
    this.#document = document;
    this.#bears = bears;
  }

  template(template: unknown, path: Path, reader: ExpressionReader, depth: number): void {
    this.#list(memberOf(template, 'resources'), [...path, 'resources'], reader, undefined, depth);
  }

  #list(list: unknown, path: Path, reader: ExpressionReader, parent: Parent | undefined, depth: number): void {
    const items = itemsOf(list);
    if (items === undefined)
      this.troubles.push({ path, message: 'The template does not tell which resources it makes.' });
    for (const [key, item] of items ?? []) this.#resource(item, [...path, key], reader, parent, depth);
  }

  #resource(item: unknown, path: Path, reader: ExpressionReader, parent: Parent | undefined, depth: number): void {
    const own = typeOf(item);
    if (!isRecord(item) || own === undefined) {
      this.troubles.push({ path, message: 'The template does not tell what this resource is.' });
      return;
    }
    // What exists already is only referred to.
    if (item['existing'] === true) return;
    const type = parent === undefined ? own : `${parent.type}/${own}`;
    const condition = reader.evaluate(item['condition'] ?? true);
    if (condition === false || (typeof condition === 'string' && condition.toLowerCase() === 'false')) return;
    const named = `${type.split('/').at(-1)} ${typeof item['name'] === 'string' ? item['name'].slice(0, 80) : ''}`;
    if (isScript(type)) this.troubles.push({ path, message: `${named} runs commands, which may make anything.` });
    if (isStack(type) && this.#mayBear(typesIn({ resources: [item] }))) {
      this.troubles.push({ path, message: `What ${named} makes and takes away is not judged.` });
    }
    if (isDeployment(type) || this.#bears(type)) {
      const ofType = isDeployment(type) ? undefined : type;
      if (item['copy'] !== undefined) {
        this.troubles.push({
          path,
          type: ofType,
          message: `${named} is made in a loop (copy), which is not followed.`,
        });
        return;
      }
      if (condition !== true) {
        this.troubles.push({
          path,
          type: ofType,
          message: `Whether ${named} is made depends on what the template does not tell.`,
        });
        return;
      }
    }
    if (isDeployment(type)) this.#deployment(item, path, reader, depth);
    const ownName = reader.evaluateName(item['name']);
    const fullName = parent === undefined || ownName === undefined ? ownName : `${parent.name}/${ownName}`;
    if (this.#bears(type)) this.#add(item, path, reader, type, fullName);
    if (item['resources'] === undefined) return;
    const within = [...path, 'resources'];
    if (fullName !== undefined && depth < deepestTemplate) {
      this.#list(item['resources'], within, reader, { type, name: fullName }, depth + 1);
    } else if (this.#mayBear(typesIn(item, `${type}/`))) {
      const message = 'What these belong to has a name that the template does not tell.';
      this.troubles.push({ path: within, message });
    }
  }

  /** Whether one of the types is wanted, or isn’t told. */
  #mayBear(types: Iterable<string>): boolean {
    return [...types].some((type) => type === untoldType || this.#bears(type));
  }

  #add(item: JsonRecord, path: Path, reader: ExpressionReader, type: string, name: string | undefined): void {
    const { file, document } = this.#document;
    const evaluated = reader.evaluate({ ...item, resources: undefined });
    if (!isRecord(evaluated)) return;
    const id = name === undefined ? undefined : resourceIdOf(type, name.split('/'));
    const fieldsPath = isRecord(item['properties']) ? [...path, 'properties'] : path;
    const value = { ...fieldsOf(evaluated), type, id, name: name?.split('/').at(-1) };
    this.resources.push({ file, document, path, fieldsPath, value });
  }

  /** Its own parameters where it is evaluated on its own, else those of the template around it. */
  #deployment(item: JsonRecord, path: Path, reader: ExpressionReader, depth: number): void {
    const properties = memberOf(item, 'properties');
    const template = memberOf(properties, 'template');
    if (!isRecord(template) || depth >= deepestTemplate) {
      this.troubles.push({ path, message: 'A deployment refers to a template that is not in the file.' });
      return;
    }
    const scope = reader.evaluate(memberOf(memberOf(properties, 'expressionEvaluationOptions'), 'scope'));
    const isInner = typeof scope === 'string' && scope.toLowerCase() === 'inner';
    const given = entriesOf(memberOf(properties, 'parameters')).map(
      ([name, value]) => [name, reader.evaluateArgument(memberOf(value, 'value'))] as const,
    );
    const inner = isInner ? reader.within(scopeOf(template, given)) : reader;
    this.template(template, [...path, 'properties', 'template'], inner, depth + 1);
  }
}
