/**
 * ARM templates, as `az group export` writes them, Bicep compiles them and people keep them: their resources as the tools
 * print them, with a type, an id and a name, and with the expressions in them evaluated.
 */
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { ExpressionReader, resourceIdOf, TemplateTooLarge } from './armExpression.ts';
import type { TemplateScope } from './armExpression.ts';
import type { ArmTemplate, AzureDocument, AzureResource, Path, Trouble } from './azureResource.ts';
import { fieldsOf } from './azureResource.ts';

/** The schema tells a template from whatever else has resources; people leave it out of nested ones alone. */
export function isTemplate(value: unknown): value is JsonRecord {
  if (!isRecord(value)) return false;
  const schema = value['$schema'];
  return typeof schema === 'string' && /\/(?:\w*deploymentTemplate)\.json#?$/i.test(schema);
}

/** In place of the types in a deployment whose template stands elsewhere. */
export const untoldType = 'in a template that is not told';

/** The types of its resources, those of deployments within it too; nothing is evaluated. */
export function* typesIn(template: unknown, parent = '', depth = 0): Generator<string> {
  const list = memberOf(template, 'resources');
  if (depth > deepestTemplate) return yield untoldType;
  for (const item of Array.isArray(list) ? list : isRecord(list) ? Object.values(list) : []) {
    if (!isRecord(item) || typeof item['type'] !== 'string') continue;
    const type = `${parent}${item['type']}`;
    yield type;
    yield* typesIn(item, `${type}/`, depth + 1);
    if (type.toLowerCase() === deploymentType) {
      const inner = memberOf(item['properties'], 'template');
      if (isRecord(inner)) yield* typesIn(inner, '', depth + 1);
      else yield untoldType;
    }
  }
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
  const defaults = entriesOf(parameters).map(([name, item]) => [name, memberOf(item, 'defaultValue')] as const);
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

const deploymentType = 'microsoft.resources/deployments';

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

  /** A list or, in newer templates, a map by names that only the template uses. */
  #list(list: unknown, path: Path, reader: ExpressionReader, parent: Parent | undefined, depth: number): void {
    const items = Array.isArray(list) ? list.entries() : isRecord(list) ? Object.entries(list) : [];
    for (const [key, item] of items) this.#resource(item, [...path, key], reader, parent, depth);
  }

  #resource(item: unknown, path: Path, reader: ExpressionReader, parent: Parent | undefined, depth: number): void {
    // What exists already is only referred to.
    if (!isRecord(item) || typeof item['type'] !== 'string' || item['existing'] === true) return;
    const type = parent === undefined ? item['type'] : `${parent.type}/${item['type']}`;
    const isDeployment = type.toLowerCase() === deploymentType;
    const condition = reader.evaluate(item['condition'] ?? true);
    if (condition === false || (typeof condition === 'string' && condition.toLowerCase() === 'false')) return;
    if (isDeployment || this.#bears(type)) {
      const named = `${type.split('/').at(-1)} ${typeof item['name'] === 'string' ? item['name'].slice(0, 80) : ''}`;
      const ofType = isDeployment ? undefined : type;
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
    if (isDeployment) this.#deployment(item, path, reader, depth);
    const ownName = reader.evaluateName(item['name']);
    const fullName = parent === undefined || ownName === undefined ? ownName : `${parent.name}/${ownName}`;
    if (this.#bears(type)) this.#add(item, path, reader, type, fullName);
    if (item['resources'] !== undefined && depth < deepestTemplate && fullName !== undefined) {
      this.#list(item['resources'], [...path, 'resources'], reader, { type, name: fullName }, depth + 1);
    }
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
