/** The part of JSON Schema (2020-12) that the plan's schema uses; a test holds that it uses no more. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly string[];
}

/** What is judged of a text beyond its schema, by the name of the schema's definition. */
export type TextRules = Readonly<Record<string, (text: string) => JudgedText>>;

export type JudgedText =
  | { readonly kind: 'good' }
  /** Read as `value`, and said so. */
  | { readonly kind: 'normalised'; readonly value: string; readonly message: string; readonly remedy: string }
  | { readonly kind: 'wrong'; readonly message: string; readonly remedy: string };

export interface Definition {
  readonly schema: JsonSchema;
  /** The last name that a `$ref` went through. */
  readonly name: string | undefined;
}

/** What a schema stands for, with its references followed. */
export function definitionOf(root: JsonSchema, schema: JsonSchema, name?: string): Definition {
  if (schema.$ref === undefined) return { schema, name };
  const target = schema.$ref.replace('#/$defs/', '');
  const definition = root.$defs?.[target];
  if (definition === undefined) throw new Error(`The schema has no definition ${schema.$ref}.`);
  return definitionOf(root, definition, target);
}

/** The schema of the value under a key, where the schema has room for the key. */
export function expectedAt(key: string, schema: JsonSchema): JsonSchema | undefined {
  const { properties = {}, additionalProperties, propertyNames } = schema;
  if (Object.hasOwn(properties, key)) return properties[key];
  const isAllowed = propertyNames === undefined || fits(key, propertyNames);
  return isAllowed ? additionalProperties || undefined : undefined;
}

export function isOfType(value: unknown, { type }: JsonSchema): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

/** Whether a scalar is a value of the schema. */
export function fits(value: unknown, schema: JsonSchema): boolean {
  if (!isOfType(value, schema)) return false;
  if (typeof value === 'number') {
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  }
  if (typeof value !== 'string') return true;
  return (
    value.length >= (schema.minLength ?? 0) &&
    (schema.enum?.includes(value) ?? true) &&
    (schema.const === undefined || schema.const === value) &&
    (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))
  );
}

/** Whether a whole value is one of the schema, and no rule has anything to say about its texts. */
export function conforms(value: unknown, schema: JsonSchema, root: JsonSchema, rules: TextRules): boolean {
  const { schema: expected, name } = definitionOf(root, schema);
  if (expected.anyOf !== undefined) return expected.anyOf.some((choice) => fits(value, choice));
  switch (expected.type) {
    case 'object':
      return (
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        (expected.required ?? []).every((key) => Object.hasOwn(value, key)) &&
        Object.entries(value).every(([key, inside]) => {
          const inner = expectedAt(key, expected);
          return inner !== undefined && conforms(inside, inner, root, rules);
        })
      );
    case 'array':
      return Array.isArray(value) && value.every((item) => conforms(item, expected.items ?? {}, root, rules));
    default:
      return fits(value, expected) && (typeof value !== 'string' || isGood(value, name, rules));
  }
}

function isGood(text: string, name: string | undefined, rules: TextRules): boolean {
  const judge = name === undefined ? undefined : rules[name];
  return judge === undefined || judge(text).kind === 'good';
}
