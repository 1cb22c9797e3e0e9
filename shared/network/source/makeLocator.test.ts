import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { makeLocator } from './makeLocator.ts';
import { parseSource } from './parseSource.ts';

type Path = readonly (string | number)[];

/** `line:column text from there on` of a place in a file. */
function locate(text: string, path: Path, document = 0, file = 'rules.yaml'): string {
  const { syntax } = parseSource({ file, text });
  const { line, column } = makeLocator([{ source: { file, text }, syntax }])({ file, document, path });
  return `${line}:${column} ${(text.split(/\r?\n/)[line - 1] ?? '').slice(column - 1)}`;
}

const policies = `# two policies
---
apiVersion: v1
kind: List
items:
- kind: A
  spec:
    egress:
    - to:
      - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}
      ports:
        - port: 443
        -
          port: 80   # by itself
    -   to: []
- "kind": B
  ? metadata
  : name: b
    text: |
      spec:
        egress: none
  spec: {}
---
&c
kind: C
base: &base
  x: 1
again: *base
`;

describe('a place in YAML', () => {
  it.each<[Path, number, string]>([
    [[], 0, '3:1 apiVersion: v1'],
    [['kind'], 0, '4:1 kind: List'],
    [['items'], 0, '5:1 items:'],
    [['items', 0], 0, '6:3 kind: A'],
    [['items', 0, 'spec', 'egress'], 0, '8:5 egress:'],
    [['items', 0, 'spec', 'egress', 0], 0, '9:7 to:'],
    [
      ['items', 0, 'spec', 'egress', 0, 'to', 0],
      0,
      '10:9 ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}',
    ],
    [['items', 0, 'spec', 'egress', 0, 'to', 0, 'ipBlock', 'except', 1], 0, '10:59 10.2.0.0/16]}'],
    [['items', 0, 'spec', 'egress', 0, 'ports', 0, 'port'], 0, '12:11 port: 443'],
    [['items', 0, 'spec', 'egress', 0, 'ports', 1, 'port'], 0, '14:11 port: 80   # by itself'],
    [['items', 0, 'spec', 'egress', 1], 0, '15:9 to: []'],
    [['items', 1, 'kind'], 0, '16:3 "kind": B'],
    [['items', 1, 'metadata', 'name'], 0, '18:5 name: b'],
    [['items', 1, 'spec'], 0, '22:3 spec: {}'],
    [['kind'], 1, '25:1 kind: C'],
    [['again', 'x'], 1, '27:3 x: 1'],
  ])('%j of document %i stands where it is written', (path, index, found) => {
    expect(locate(policies, path, index + 1)).toBe(found);
  });

  it.each<[string, Path, string]>([
    ['a key that is missing', ['items', 0, 'spec', 'podSelector'], '7:3 spec:'],
    ['an item that is missing', ['items', 7], '5:1 items:'],
    ['a step into a text', ['kind', 'x'], '4:1 kind: List'],
  ])('that is not there is shown at the nearest above it: %s', (_what, path, found) => {
    expect(locate(policies, path, 1)).toBe(found);
  });

  it('is the same with Windows line ends and after a byte order mark', () => {
    const text = `\uFEFF${policies.replaceAll('\n', '\r\n')}`;
    const path = ['items', 0, 'spec', 'egress', 0, 'ports', 0, 'port'];
    expect(locate(text, path, 1)).toBe('12:11 port: 443');
  });

  it('is line 1 in a file that is not known, or that is broken', () => {
    expect(makeLocator([])({ file: 'x', document: 0, path: [] })).toEqual({ line: 1, column: 1 });
    expect(locate('a: [', ['a'])).toBe('1:1 a: [');
    expect(locate('a: 1', ['a'], 5)).toBe('1:1 a: 1');
  });
});

const groups = `{
  "value": [
    { "name": "one", "securityRules": [ {"priority": 100,
        "note": "a \\"brace\\" }, and ]"}, {"priority" : 200 } ] },
    [], {},
    { "name": "two\\\\", "x": null }
  ]
}
`;

describe('a place in JSON', () => {
  it.each<[Path, string]>([
    [[], '1:1 {'],
    [['value'], '2:3 "value": ['],
    [['value', 0], '3:5 { "name": "one", "securityRules": [ {"priority": 100,'],
    [['value', 0, 'securityRules', 0], '3:41 {"priority": 100,'],
    [['value', 0, 'securityRules', 0, 'note'], '4:9 "note": "a \\"brace\\" }, and ]"}, {"priority" : 200 } ] },'],
    [['value', 0, 'securityRules', 1, 'priority'], '4:43 "priority" : 200 } ] },'],
    [['value', 2], '5:9 {},'],
    [['value', 3, 'x'], '6:24 "x": null }'],
    [['value', 3, 'missing'], '6:5 { "name": "two\\\\", "x": null }'],
    [['value', 9], '2:3 "value": ['],
    [['value', 0, 'name', 'x'], '3:7 "name": "one", "securityRules": [ {"priority": 100,'],
  ])('%j stands where it is written', (path, found) => {
    expect(locate(groups, path, 0, 'rules.json')).toBe(found);
  });
});

describe('a place in one of several documents of JSON', () => {
  it('is found in that one', () => {
    const text = '\n {"a": [1, 2]} {"a": [3,\n  {"b": 4}]}\n{"a": \n{"a": 5}\n';
    const { documents } = parseSource({ file: 'rules.json', text });
    const places = documents.map(({ index }) => locate(text, ['a', 1, 'b'], index, 'rules.json'));
    expect(places).toEqual(['2:12 2]} {"a": [3,', '3:4 "b": 4}]}', '5:2 "a": 5}']);
  });
});

const arbitraryDocument = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.integer(), fc.stringMatching(/^[a-z ]{0,9}$/), fc.boolean(), fc.constant(null)),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('node'), { maxKeys: 4 }),
    ),
  })).node,
);

/** Every way to a member of a map, and how the text begins there. */
function findMembers(value: unknown, path: Path = []): readonly { readonly path: Path; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return [...(Array.isArray(value) ? [] : [{ path: here, key }]), ...findMembers(child, here)];
  });
}

describe('a place', () => {
  it.each<[string, (value: unknown) => string]>([
    ['JSON on one line', (value) => JSON.stringify(value)],
    ['JSON that is indented', (value) => JSON.stringify(value, undefined, 2)],
    ['YAML', (value) => dump(value, { noRefs: true })],
    ['YAML with less indent', (value) => `# first\n---\n${dump(value, { noRefs: true, noArrayIndent: true })}`],
    ['YAML that turns to flow style', (value) => dump(value, { noRefs: true, flowLevel: 2, lineWidth: -1 })],
  ])('is found for every member of any map in %s', (_what, write) => {
    fc.assert(
      fc.property(arbitraryDocument, (value) => {
        const text = write(value);
        const { syntax, documents } = parseSource({ file: 'rules', text });
        expect(documents.map((document) => document.value)).toEqual([value]);
        const locator = makeLocator([{ source: { file: 'rules', text }, syntax }]);
        const lines = text.split('\n');
        const lost = findMembers(value).filter(({ path, key }) => {
          const { line, column } = locator({ file: 'rules', document: documents[0]?.index ?? 0, path });
          return !new RegExp(`^["']?${key}["']?:`).test((lines[line - 1] ?? '').slice(column - 1));
        });
        expect(lost).toEqual([]);
      }),
    );
  });
});
