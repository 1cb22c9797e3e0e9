/** YAML as the tools of Kubernetes read it, cut into its documents. */
import { CORE_SCHEMA, load, Type } from 'js-yaml';
import type { LoadOptions } from 'js-yaml';
import type { DocumentText } from './documentText.ts';

/** `on`, `yes`, `y` and their opposites are booleans for the API server's tools, and no strings: a label can't have them. */
const wordsForTruth = new Map([
  ['yes', true],
  ['y', true],
  ['on', true],
  ['no', false],
  ['n', false],
  ['off', false],
]);

function readWordForTruth(text: string): boolean | undefined {
  const isOfOneCase = text === text.toLowerCase() || text === text.toUpperCase() || /^[A-Z][a-z]+$/.test(text);
  return isOfOneCase ? wordsForTruth.get(text.toLowerCase()) : undefined;
}

const kinds = ['scalar', 'sequence', 'mapping'] as const;

/** Functions that templates of CloudFormation write as tags too: `!Ref X` is `{ Ref: X }`, `!Sub X` is `{ 'Fn::Sub': X }`. */
const functionsOfTemplates: readonly string[] =
  `Ref Condition Fn::And Fn::Base64 Fn::Cidr Fn::Equals Fn::FindInMap Fn::GetAtt Fn::GetAZs Fn::If Fn::ImportValue Fn::Join
  Fn::Length Fn::Not Fn::Or Fn::Select Fn::Split Fn::Sub Fn::ToJsonString Fn::Transform`.split(/\s+/);

const templateTypes = functionsOfTemplates.flatMap((field) =>
  kinds.map(
    (kind) => new Type(`!${field.replace('Fn::', '')}`, { kind, construct: (value: unknown) => ({ [field]: value }) }),
  ),
);

/** `0o17`, and as YAML 1.1 writes them `017`, `0X1F`, `65_535`. With 8 or 9 in it, a leading zero says nothing. */
const integer = /^[-+]?(?:0[xX]_*[0-9a-fA-F][0-9a-fA-F_]*|0[oO]_*[0-7][0-7_]*|0[bB]_*[01][01_]*|[0-9][0-9_]*)$/;

function readInteger(text: string): number {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', '')) ?? [];
  const size = Number(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  return sign === '-' ? -size : size;
}

/** `selector: !has(app)` without quotes is a tag on nothing: the API server gets an empty text, and nobody meant that. */
function isMeantAsText(tag: string | undefined, value: unknown): boolean {
  return value === null || tag?.includes('(') === true;
}

/** Tags of an application's own say nothing; what was meant as text is no text, so that who reads one refuses it. */
const otherTypes = kinds.map(
  (kind) =>
    new Type('!', {
      kind,
      multi: true,
      construct: (value: unknown, tag) => (isMeantAsText(tag, value) ? { [tag ?? '!']: value } : value),
    }),
);

/** YAML 1.2, with what is left of 1.1 in practice. Dates stay text. */
const schema = CORE_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text) => text === '<<' }),
    // In place of the one of the schema.
    new Type('tag:yaml.org,2002:int', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && integer.test(text),
      construct: readInteger,
    }),
    new Type('tag:yaml.org,2002:bool#words', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && text.length < 4 && readWordForTruth(text) !== undefined,
      construct: readWordForTruth,
    }),
  ],
  explicit: [...templateTypes, ...otherTypes],
});

/** One document; throws a YAMLException where it is none. */
export function loadYaml(text: string, options: LoadOptions & { readonly maxDepth: number }): unknown {
  return load(text, { schema, ...options });
}

/**
 * The documents of a stream. A line that begins with `---` or `...` ends a document wherever it stands, even inside of a
 * scalar, so the text can be cut there without parsing it.
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  const parts: DocumentText[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const part = text.slice(start, end);
    if (!isDirectivesOnly(part)) parts.push({ text: part, offset: start });
  };
  for (const { 1: lineEnd = '', 2: marker = '', index } of text.matchAll(/(^|\r\n?|\n)(---|\.\.\.)(?=[ \t\r\n]|$)/g)) {
    const at = index + lineEnd.length;
    cut(at);
    start = marker === '...' ? at + marker.length : at;
  }
  cut(text.length);
  return parts;
}

/** `%YAML` and `%TAG` lines before a document: parsed alone they would be an error. */
function isDirectivesOnly(part: string): boolean {
  return /^%/m.test(part) && part.split('\n').every((line) => /^(?:%|#|\s*$)/.test(line));
}

/** How many nodes a value has when every alias is followed, without following them: shared parts are counted once and added. */
export function countNodes(root: unknown): number {
  const counted = new Map<object, number>();
  const count = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = counted.get(value);
    if (known !== undefined) return known;
    // An alias to what it stands in has no end.
    counted.set(value, Number.POSITIVE_INFINITY);
    let nodes = 1;
    for (const child of Array.isArray(value) ? value : Object.values(value)) nodes += count(child);
    counted.set(value, nodes);
    return nodes;
  };
  return count(root);
}
