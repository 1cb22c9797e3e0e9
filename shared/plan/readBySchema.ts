import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Node, Pair, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import type { Position, Problem } from '../kernel/problem.ts';
import { definitionOf, expectedAt, fits, isOfType } from './jsonSchema.ts';
import type { Definition, JsonSchema, TextRules } from './jsonSchema.ts';
import { nearestWord } from './nearestWord.ts';
import { describePath } from './planPath.ts';
import type { PlanPath } from './planPath.ts';
import { mostAliases } from './planText.ts';
import type { PlanText } from './planText.ts';

export interface SchemaReading {
  /** As the schema describes it when there are no errors among the problems. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where each key and list item stands, by its path joined with `/`. */
  readonly places: ReadonlyMap<string, Position>;
}

/** Reads YAML against a schema and tells everything that is wrong at once, each thing with its place and a remedy. */
export function readBySchema(text: PlanText, schema: JsonSchema, rules: TextRules, file: string): SchemaReading {
  const reader = new SchemaReader(text, schema, rules, file);
  const value = reader.read(text.root, schema, []);
  return { value, problems: reader.problems, places: reader.places };
}

class SchemaReader {
  readonly problems: Problem[] = [];
  private readonly told = new Set<string>();
  readonly places = new Map<string, Position>();
  private readonly text: PlanText;
  private readonly root: JsonSchema;
  private readonly rules: TextRules;
  private readonly file: string;
  private aliases = 0;

  constructor(text: PlanText, root: JsonSchema, rules: TextRules, file: string) {
    this.text = text;
    this.root = root;
    this.rules = rules;
    this.file = file;
  }

  read(written: Node, schema: JsonSchema, path: PlanPath): unknown {
    const node = isAlias(written) ? this.follow(written) : written;
    if (node === undefined) return undefined;
    const definition = this.definitionOf(schema);
    const { anyOf, type } = definition.schema;
    if (anyOf !== undefined) return this.readAnyOf(node, anyOf, definition.schema, path);
    switch (type) {
      case 'object':
        return isMap(node)
          ? this.readMap(node, definition.schema, path)
          : this.refuseType(node, definition.schema, path);
      case 'array':
        return isSeq(node)
          ? this.readList(node, definition.schema, path)
          : this.refuseType(node, definition.schema, path);
      default:
        return this.readScalar(node, definition, path);
    }
  }

  private follow(alias: Alias): ParsedNode | undefined {
    this.aliases += 1;
    if (this.aliases > mostAliases) {
      if (this.aliases === mostAliases + 1) {
        this.report(alias, `Aliases stand for more than ${mostAliases} values here.`, 'Write the values themselves.');
      }
      return undefined;
    }
    const node = alias.resolve(this.text.document) as ParsedNode | undefined;
    if (node === undefined) {
      this.report(alias, `There is no anchor “${alias.source}” above this alias.`, 'Write the value itself.');
    }
    return node;
  }

  private definitionOf(schema: JsonSchema): Definition {
    return definitionOf(this.root, schema);
  }

  /** The plan's alternatives are scalars of different types, so the first that fits the value's type is the one meant. */
  private readAnyOf(node: Node, choices: readonly JsonSchema[], schema: JsonSchema, path: PlanPath): unknown {
    const value = isScalar(node) ? node.value : undefined;
    if (choices.some((choice) => fits(value, choice))) return value;
    if (!choices.some((choice) => isOfType(value, choice))) return this.refuseType(node, schema, path);
    this.report(node, notAValue(value, path), remedyByDescription(schema));
    return undefined;
  }

  private readMap(map: YAMLMap, schema: JsonSchema, path: PlanPath): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const known = Object.keys(schema.properties ?? {});
    const seen = new Map<string, Position>();
    const meant = new Set<string>();
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = this.keyOf(pair);
      if (key === undefined) continue;
      const place = this.positionOf(pair.key);
      const first = seen.get(key);
      if (first !== undefined) {
        this.report(pair.key, `“${key}” is given twice; the first is in line ${first.line}.`, 'Keep one of them.');
        continue;
      }
      seen.set(key, place);
      const inside = [...path, key];
      this.places.set(inside.join('/'), place);
      const expected = expectedAt(key, schema);
      if (expected === undefined) {
        const near = nearestWord(key, known);
        if (near !== undefined) meant.add(near);
        this.report(pair.key, `“${key}” is not a key of ${describePath(path)}.`, this.remedyForKey(key, near, known));
      } else if (pair.value === null || (isScalar(pair.value) && pair.value.value === null)) {
        this.report(pair.key, `“${key}” has no value.`, remedyForNothing(this.definitionOf(expected).schema));
      } else {
        // A key such as __proto__ would otherwise change the object instead of being held by it.
        Object.defineProperty(value, key, {
          value: this.read(pair.value, expected, inside),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
    }
    for (const key of schema.required ?? []) {
      if (!seen.has(key) && !meant.has(key)) this.reportMissing(map, key, schema, path);
    }
    return value;
  }

  private keyOf(pair: Pair<Node, Node | null>): string | undefined {
    const key = isAlias(pair.key) ? this.follow(pair.key) : pair.key;
    if (key === undefined) return undefined;
    if (isScalar(key)) return String(key.value);
    this.report(pair.key, 'A key must be plain text.', 'Write `key: value`.');
    return undefined;
  }

  private readList(list: YAMLSeq, schema: JsonSchema, path: PlanPath): unknown[] {
    return (list.items as (Node | null)[]).map((item, index) => {
      const inside = [...path, index];
      if (item !== null) this.places.set(inside.join('/'), this.positionOf(item));
      return item === null || schema.items === undefined ? undefined : this.read(item, schema.items, inside);
    });
  }

  private readScalar(node: Node, { schema, name }: Definition, path: PlanPath): unknown {
    const value = isScalar(node) ? node.value : undefined;
    if (!isOfType(value, schema)) return this.refuseType(node, schema, path);
    if (typeof value === 'string') return this.readText(node, value, schema, name, path);
    if (typeof value === 'number' && !fits(value, schema)) {
      this.report(node, notAValue(value, path), remedyByDescription(schema));
    }
    return value;
  }

  private readText(node: Node, value: string, schema: JsonSchema, name: string | undefined, path: PlanPath): unknown {
    const choices = schema.const === undefined ? schema.enum : [schema.const];
    if (choices !== undefined && !choices.includes(value)) {
      const near = nearestWord(value, choices);
      const list = knownHere(choices);
      this.report(node, notAValue(value, path), near === undefined ? list : `Did you mean ${near}? ${list}`);
      return value;
    }
    // The rule of our own comes first: it can say more than that a pattern does not fit.
    const judged = name === undefined ? undefined : this.rules[name]?.(value);
    if (judged?.kind === 'normalised') {
      this.report(node, judged.message, judged.remedy, 'warning');
      return judged.value;
    }
    if (judged?.kind === 'wrong') {
      this.report(node, judged.message, judged.remedy);
    } else if (!fits(value, schema)) {
      this.report(node, notAValue(value, path), remedyByDescription(schema));
    }
    return value;
  }

  private refuseType(node: Node, schema: JsonSchema, path: PlanPath): undefined {
    const written = isScalar(node) ? this.text.text.slice(...rangeOf(node)) : '';
    const found = describeFound(node);
    this.report(
      node,
      `${describePath(path)} must be ${withArticle(schema)}, but this is ${found}.`,
      remedyForType(schema, node, written),
    );
    return undefined;
  }

  private reportMissing(map: YAMLMap, key: string, schema: JsonSchema, path: PlanPath): void {
    const expected = this.definitionOf(schema.properties?.[key] ?? {}).schema;
    const hint =
      expected.enum?.join(' | ') ??
      expected.const ??
      expected.examples?.[0] ??
      (expected.type === 'object' ? '{…}' : '…');
    const place = this.places.get(path.join('/')) ?? this.positionOf(map);
    const message = `“${key}” is missing in ${describePath(path)}.`;
    this.problems.push({ file: this.file, ...place, message, remedy: `Add \`${key}: ${hint}\`.`, severity: 'error' });
  }

  private remedyForKey(key: string, near: string | undefined, known: readonly string[]): string {
    if (near !== undefined) return `Did you mean “${near}”?`;
    const elsewhere = Object.entries(this.root.properties ?? {}).find(([, schema]) =>
      Object.hasOwn(this.definitionOf(schema).schema.properties ?? {}, key),
    );
    if (elsewhere !== undefined && known.includes(elsewhere[0])) return `It belongs under “${elsewhere[0]}”.`;
    return known.length === 0 ? 'Remove it.' : knownHere(known);
  }

  private positionOf(node: Node): Position {
    return this.text.position(rangeOf(node)[0]);
  }

  /** Through aliases one place can be read more than once; it is told once. */
  private report(node: Node, message: string, remedy: string, severity: Problem['severity'] = 'error'): void {
    const position = this.positionOf(node);
    const told = `${position.line}:${position.column} ${message}`;
    if (this.told.has(told)) return;
    this.told.add(told);
    this.problems.push({ file: this.file, ...position, message, remedy, severity });
  }
}

function notAValue(value: unknown, path: PlanPath): string {
  if (value === '') return `${describePath(path)} is empty.`;
  return `${typeof value === 'string' ? `“${value}”` : String(value)} is not a value of ${describePath(path)}.`;
}

function rangeOf(node: Node): [start: number, end: number] {
  const [start = 0, end = 0] = node.range ?? [];
  return [start, end];
}

const typeWords = {
  object: 'a set of keys',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
} as const satisfies Record<NonNullable<JsonSchema['type']>, string>;

function withArticle(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(withArticle).filter(isFirst).join(' or ');
  return typeWords[schema.type ?? 'string'];
}

function isFirst(word: string, index: number, words: readonly string[]): boolean {
  return words.indexOf(word) === index;
}

function describeFound(node: Node): string {
  if (isMap(node)) return typeWords.object;
  if (isSeq(node)) return typeWords.array;
  if (!isScalar(node) || node.value === null) return 'nothing';
  return typeof node.value === 'string' ? typeWords.string : String(node.value);
}

function knownHere(words: readonly string[]): string {
  return `Known here: ${words.join(', ')}.`;
}

/** What can be given where a key or a list item stands without a value. */
function remedyForNothing(schema: JsonSchema): string {
  return schema.enum === undefined
    ? `Give it ${withArticle(schema)}, or remove it.`
    : `Give it one of ${schema.enum.join(', ')}, or remove it.`;
}

function remedyForType(schema: JsonSchema, node: Node, written: string): string {
  if (isScalar(node) && node.value === null) return remedyForNothing(schema);
  if (schema.enum !== undefined) return knownHere(schema.enum);
  if (schema.type === 'array' && isScalar(node)) return `Write a list: [${written}].`;
  if (schema.type === 'string' && isScalar(node) && written !== '') return `Put it in quotes: "${written}".`;
  if (schema.type === 'integer' && isScalar(node) && /^\d+$/.test(String(node.value)))
    return `Write ${String(node.value)} without quotes.`;
  if (schema.type === 'object') return 'Write `key: value` lines, indented below it.';
  return remedyByDescription(schema);
}

function remedyByDescription({ description = 'Correct or remove it.', examples = [] }: JsonSchema): string {
  const [example] = examples;
  return example === undefined || description.includes(example) ? description : `${description} Such as ${example}.`;
}
