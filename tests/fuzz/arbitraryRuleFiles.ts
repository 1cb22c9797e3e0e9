/** Rule files that began as real ones: cut off, with other values, of another tool, made to harm. */
import * as fc from 'fast-check';
import { load } from 'js-yaml';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import { toRuleFile } from './documents.ts';

type Json = unknown;

/** Values that readers trip over: of another type, out of range, names that objects have, patterns without an end. */
const hostileValues: readonly Json[] = [
  null,
  true,
  '',
  ' ',
  '*',
  0,
  -1,
  65_536,
  1.5,
  1e308,
  '443',
  '0443',
  '443-',
  '-443',
  '9999-1',
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  '0.0.0.0/0',
  '0.0.0.0/33',
  '10.0.0.0/8',
  '::/0',
  '::ffff:10.0.0.1',
  '256.1.1.1',
  '10.0.0.1-10.0.0.0',
  '(a+)+$',
  `${'('.repeat(60)}a`,
  'a'.repeat(4000),
  '*.'.repeat(200),
  '\u0000\u202E\u{1F4A9}',
  '__proto__',
  'constructor',
  '${x}',
  '<script>',
  'all() && (has(x) || !(y in {"z"}))',
  '=cmd()',
  JSON.parse('{"__proto__": {"polluted": true}}'),
];
const hostileKeys = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  '',
  'kind',
  'name',
  'rules',
  'items',
  'priority',
];

type Mutation = (value: Json) => Json;

/** One change somewhere in the value: which place, and what is done there. */
const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat({ max: 400 }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...hostileValues).map((value) => () => value) },
      { weight: 2, arbitrary: fc.constant((value: Json) => [value, value]) },
      { weight: 1, arbitrary: fc.constant((value: Json) => ({ value })) },
      { weight: 1, arbitrary: fc.constant((value: Json) => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.constant((value: Json) => nest(value, 300)) },
      { weight: 2, arbitrary: fc.constant(() => REMOVED) },
      { weight: 2, arbitrary: fc.constantFrom(...hostileKeys).map((key) => (value: Json) => withKey(value, key)) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => () => value) },
    ),
  )
  .map(
    ([at, change]) =>
      (value) =>
        changeAt(value, at, change),
  );

const REMOVED = Symbol('removed');

function nest(value: Json, depth: number): Json {
  let nested = value;
  for (let level = 0; level < depth; level += 1) nested = [nested];
  return nested;
}

function withKey(value: Json, key: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [key]: value };
  const entries = Object.entries(value);
  return Object.fromEntries([...entries, [key, entries[0]?.[1] ?? 1]]);
}

/** Counts the places of the value in depth, and changes the one with the number, modulo how many there are. */
function changeAt(root: Json, at: number, change: Mutation): Json {
  const wanted = at % Math.max(countPlaces(root), 1);
  let number = -1;
  const visit = (value: Json): Json => {
    number += 1;
    if (number === wanted) return change(value);
    if (Array.isArray(value)) return value.map(visit).filter((item) => item !== REMOVED);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, visit(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== REMOVED));
  };
  const changed = visit(root);
  return changed === REMOVED ? null : changed;
}

function countPlaces(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + countPlaces(item), 1);
}

/** A change of the text, whatever it holds. */
const textChange: fc.Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom('cut', 'remove', 'repeat', 'insert', 'replace'),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '\u0000',
        '\uFEFF',
        '\r\n',
        '\t',
        '---\n',
        '...\n',
        '&a [*a]',
        '<<: *a',
        '#',
        '{',
        ']',
        '"',
        "'",
        '! ',
        '\\',
        '-',
      ),
    ),
  )
  .map(([from, to, how, junk]) => (text) => {
    const [first, last] = [from, to]
      .map((part) => Math.floor(part * text.length))
      .toSorted((one, other) => one - other);
    const [before, part, after] = [text.slice(0, first), text.slice(first, last), text.slice(last)];
    switch (how) {
      case 'cut':
        return before;
      case 'remove':
        return before + after;
      case 'repeat':
        return before + part.repeat(3) + after;
      case 'insert':
        return before + junk + part + after;
      default:
        return before + junk + after;
    }
  });

/** The documents of a file as values; nothing where it is a text of its own kind. */
function valuesOf({ text, file }: RuleFile): readonly Json[] {
  if (!/\.(?:json|ya?ml)$/.test(file)) return [];
  return text.split(/^---.*$/m).flatMap((part): readonly Json[] => {
    try {
      const value = load(part);
      return typeof value === 'object' && value !== null ? [value] : [];
    } catch {
      return [];
    }
  });
}

/** One to three files: most are of the format, some of another tool. */
export function arbitraryRuleFiles(
  own: readonly RuleFile[],
  others: readonly RuleFile[],
): fc.Arbitrary<readonly RuleFile[]> {
  const seed = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...own) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
  const file = fc
    .tuple(seed, fc.array(mutation, { maxLength: 4 }), fc.array(textChange, { maxLength: 2 }), fc.boolean())
    .map(([original, changes, textChanges, changesText]) => {
      const values = valuesOf(original);
      const isStructured = values.length > 0 && !(changesText && textChanges.length > 0);
      const text = isStructured
        ? values
            .map((value) => JSON.stringify(changes.reduce((changed, change) => change(changed), value)) ?? 'null')
            .join('\n---\n')
        : textChanges.reduce((changed, change) => change(changed), original.text);
      const name = isStructured && values.length > 1 ? original.file.replace(/\.json$/, '.yaml') : original.file;
      return { name, text };
    });
  return fc
    .array(file, { minLength: 1, maxLength: 3 })
    .map((files) => files.map(({ name, text }, index) => toRuleFile(`${index}-${name}`, text)));
}
