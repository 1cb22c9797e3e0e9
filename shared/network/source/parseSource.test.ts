import { describe, expect, it, vi } from 'vitest';
import { parseSource, textsOfDocuments } from './parseSource.ts';

const parse = (text: string, file = 'rules.yaml') => parseSource({ file, text });
const valuesOf = (text: string, file?: string): readonly unknown[] =>
  parse(text, file).documents.map(({ value }) => value);
const problemsOf = (text: string, file?: string): readonly string[] =>
  parse(text, file).problems.map(({ line, column, message }) => `${line}:${column ?? ''} ${message}`);

describe('the documents of a YAML stream', () => {
  it.each([
    ['one without markers', 'a: 1\n', [{ a: 1 }]],
    ['one after a marker', '---\na: 1\n', [{ a: 1 }]],
    ['two', 'a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['two with Windows line ends', 'a: 1\r\n---\r\nb: 2\r\n', [{ a: 1 }, { b: 2 }]],
    ['two with old line ends', 'a: 1\r---\rb: 2\r', [{ a: 1 }, { b: 2 }]],
    ['after a byte order mark', '\uFEFFa: 1\n', [{ a: 1 }]],
    ['the content on the line of the marker', '--- {a: 1}\n--- [2]\n', [{ a: 1 }, [2]]],
    ['empty ones left out', '---\n---\n\n---\n# nothing\n---\na: 1\n---\n', [{ a: 1 }]],
    ['ended by dots', 'a: 1\n...\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['after directives', '%YAML 1.2\n---\na: 1\n', [{ a: 1 }]],
    ['after a comment and directives', '# made by a tool\n%YAML 1.2\n---\na: 1\n', [{ a: 1 }]],
    ['between directives', 'a: 1\n...\n%YAML 1.2\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['a marker within a line is text', 'a: b --- c\n', [{ a: 'b --- c' }]],
    ['more than three dashes are text', 'a: |\n  x\n  ----\n', [{ a: 'x\n----\n' }]],
    ['an indented marker is text', 'a: |\n  ---\n  x\n', [{ a: '---\nx\n' }]],
    ['dots at the end of a text are text', 'a: wait...', [{ a: 'wait...' }]],
    ['a line separator of Unicode ends no line', 'a: "x\u2028--- y"\n', [{ a: 'x\u2028--- y' }]],
    ['nothing at all', '', []],
    ['comments alone', '# nothing\n', []],
  ])('are found: %s', (_what, text, values) => {
    expect(problemsOf(text)).toEqual([]);
    expect(valuesOf(text)).toEqual(values);
  });

  it('are numbered as they stand, so that a place can be found again', () => {
    expect(parse('---\n# nothing\n---\na: 1\n---\n---\nb: 2\n').documents).toEqual([
      { index: 2, value: { a: 1 } },
      { index: 4, value: { b: 2 } },
    ]);
  });

  it('are read as the tools of Kubernetes read them', () => {
    const text =
      'on: yes\nday: 2026-11-02\ntruth: [true, No, "yes", oN]\nref: !own vpc\nbase: &b {x: 1}\nmore: {<<: *b, z: 2}\n';
    expect(valuesOf(text)).toEqual([
      {
        true: true,
        day: '2026-11-02',
        truth: [true, false, 'yes', 'oN'],
        ref: 'vpc',
        base: { x: 1 },
        more: { x: 1, z: 2 },
      },
    ]);
  });

  it('have functions of CloudFormation in their short form', () => {
    const text = 'a: !Ref vpc\nb: !GetAtt vpc.Cidr\nc: !Join [".", [!Sub "${x}", b]]\nd: !If [c, {x: 1}, !Ref y]\n';
    expect(valuesOf(text)).toEqual([
      {
        a: { Ref: 'vpc' },
        b: { 'Fn::GetAtt': 'vpc.Cidr' },
        c: { 'Fn::Join': ['.', [{ 'Fn::Sub': '${x}' }, 'b']] },
        d: { 'Fn::If': ['c', { x: 1 }, { Ref: 'y' }] },
      },
    ]);
  });
});

describe('a tag', () => {
  it.each([
    ['!own vpc', 'vpc'],
    ['!own ""', ''],
    ['!own {x: 1}', { x: 1 }],
    ['!has(app)', { '!has(app)': null }],
    ['!has(app) && tier', { '!has(app)': 'tier' }],
    ['!(app', { '!(app': null }],
  ])('says nothing of its value, unless it was meant as text itself: %s', (text, value) => {
    expect(problemsOf(`a: ${text}\n`)).toEqual([]);
    expect(valuesOf(`a: ${text}\n`)).toEqual([{ a: value }]);
  });
});

// What `kubectl label --local -o json` 1.32 makes of each.
describe('a plain word', () => {
  it.each<[string, unknown]>([
    ['y', true],
    ['N', false],
    ['OFF', false],
    ['yEs', 'yEs'],
    ['017', 15],
    ['-017', -15],
    ['0o17', 15],
    ['0O1_7', 15],
    ['08', 8],
    ['099', 99],
    ['0x50', 80],
    ['0X5_0', 80],
    ['0b11', 3],
    ['0B1_1', 3],
    ['65_535', 65535],
    ['+443', 443],
    ['0', 0],
    ['443.0', 443],
    ['1e3', 1000],
    ['0x', '0x'],
    ['0o8', '0o8'],
    ['_443', '_443'],
    ['1:30', '1:30'],
    ['443/tcp', '443/tcp'],
  ])('%s is %j to the tools of Kubernetes', (text, value) => {
    expect(valuesOf(`a: ${text}\n`)).toEqual([{ a: value }]);
    expect(valuesOf(`a: "${text}"\n`)).toEqual([{ a: text }]);
  });
});

describe('a broken document', () => {
  it.each([
    ['a tab for an indent', 'a:\n\tb: 1\n', '2:1 Not valid YAML: tab characters must not be used in indentation.'],
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', '3:1 Not valid YAML: duplicated mapping key.'],
    [
      'an open quote',
      'a: 1\nb: "x\n',
      '3:1 Not valid YAML: unexpected end of the stream within a double quoted scalar.',
    ],
    ['an unknown alias', 'a: *b\n', '1:6 Not valid YAML: unidentified alias.'],
    [
      'one of several, by its own line',
      'a: 1\n---\nb: [1\n---\nc: 3\n',
      '4:1 Not valid YAML: unexpected end of the stream within a flow collection.',
    ],
  ])('is told with its place: %s', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('leaves the others of its file as they are', () => {
    expect(valuesOf('a: 1\n---\nb: [1\n---\nc: 3\n')).toEqual([{ a: 1 }, { c: 3 }]);
  });

  it.each([
    ['{{- if .Values.on }}\na: 1\n{{- end }}\n', true],
    ['a: {{ .Values.one }}-{{ .Values.two }}\n', true],
    ['a: {b: {c: 1}\n', false],
    ['a: "{{"\nb: [\n', false],
  ])('says of a template that it must be rendered: %j', (text, isTemplate) => {
    const [problem] = parse(text).problems;
    expect(problem?.severity).toBe('error');
    expect(problem?.remedy?.includes('helm template')).toBe(isTemplate);
  });

  it('says what to do', () => {
    expect(parse('a: [').problems[0]).toMatchObject({
      file: 'rules.yaml',
      severity: 'error',
      remedy: 'Correct it there, or export the file again.',
    });
  });
});

describe('JSON', () => {
  it.each([
    ['an object', '{"a": 1}', [{ a: 1 }]],
    ['a list', '\n [1, {"a": [2]}]\n', [[1, { a: [2] }]]],
    ['after a byte order mark', '\uFEFF{"a": 1}', [{ a: 1 }]],
    ['with colons and brackets in its texts', '{"a:{[": "b:}\\":,", "c": "\\\\"}', [{ 'a:{[': 'b:}":,', c: '\\' }]],
  ])('is read: %s', (_what, text, values) => {
    expect(parse(text, 'rules.json')).toMatchObject({ syntax: 'json', problems: [] });
    expect(valuesOf(text, 'rules.json')).toEqual(values);
  });

  it('is not what YAML in flow style is, which begins the same', () => {
    expect(parse('{a: [b, "c"]}')).toMatchObject({
      syntax: 'yaml',
      problems: [],
      documents: [{ value: { a: ['b', 'c'] } }],
    });
    expect(valuesOf('{"a": 1}\n---\n{"b": 2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it.each([
    ['cut off', '{\n  "a": [1,\n    2', '3:6 Not valid JSON: close bracket expected.'],
    ['a comma missing', '{"a": 1\n "b": 2}', '2:2 Not valid JSON: comma expected.'],
    ['something behind it', '{"a": 1}\n, {"b": 2}\n', '2:1 Not valid JSON: end of file expected.'],
    ['a key twice', '{"a": 1, "b": {"x": 1,\n "x": 2}}', '2:2 The key “x” stands twice in one object.'],
    ['a key twice in one of many', '[{"a": 1}, {"a": 1, "a": 1}]', '1:21 The key “a” stands twice in one object.'],
    ['a key twice, once with a blank behind it', '{"a": 1, "a" : 1}', '1:10 The key “a” stands twice in one object.'],
    [
      'a key twice, beside texts with colons',
      '{"a": "::/0", "b": "\\":", "b"\n: 1}',
      '1:27 The key “b” stands twice in one object.',
    ],
  ])('that is broken is told with its place: %s', (_what, text, problem) => {
    expect(problemsOf(text, 'rules.json')).toEqual([problem]);
    expect(valuesOf(text, 'rules.json')).toEqual([]);
  });

  it.each([
    '{"a" : 1, "b"\n:\t2, "c":{"d":[]}}',
    '{"a": "::/0", "b": [":", " :", "\\":", "\\\\"]}',
    '{"a\\":": 1, ":": ":", "": {"": ""}}',
  ])('has colons in its texts, and blanks before others: %s', (text) => {
    expect(problemsOf(text, 'rules.json')).toEqual([]);
    expect(valuesOf(text, 'rules.json')).toEqual([JSON.parse(text)]);
  });

  it('that is broken in a file named as YAML is told in YAML’s words', () => {
    expect(problemsOf('{"a": 1\n "b": 2}', 'rules.yml')[0]).toMatch(/^2:\d+ Not valid YAML/);
  });
});

describe('documents of JSON one after the other', () => {
  it.each([
    ['one a line', '{"a": 1}\n[2]\n\n{"b": {"c": []}}\n', [{ a: 1 }, [2], { b: { c: [] } }]],
    ['over several lines each', '{\n  "a": [\n    1\n  ]\n}\n{\n  "b": 2\n}\n', [{ a: [1] }, { b: 2 }]],
    [
      'over several lines that nothing indents',
      '[\n{\n"a": 1\n},\n[\n2]\n]\n{\n"b": 2\n}',
      [[{ a: 1 }, [2]], { b: 2 }],
    ],
    ['on one line', '{"a": "}{\\""} {"b": 2}[3]', [{ a: '}{"' }, { b: 2 }, [3]]],
    ['after a byte order mark, with Windows line ends', '\uFEFF\r\n{"a": 1}\r\n{"b": 2}\r\n', [{ a: 1 }, { b: 2 }]],
    ['with empty ones among them', '{"a": 1}\n[2]\nnull\n{"b": 3}\n', [{ a: 1 }, [2], { b: 3 }]],
  ])('are read: %s', (_what, text, values) => {
    for (const file of ['rules.json', 'rules.jsonl', 'rules.yaml', 'rules.txt']) {
      expect(parse(text, file)).toMatchObject({ syntax: 'json', problems: [] });
      expect(valuesOf(text, file)).toEqual(values);
    }
  });

  it.each([
    ['cut off', '{"a": 1}\n{"b": [1,\n{"c": 3}\n', '2:10 Not valid JSON: value expected.'],
    ['cut off within a text', '{"a": 1}\n{"b": "x}\n{"c": 3}\n', '2:7 Not valid JSON: unexpected end of string.'],
    ['a comma missing', '{"a": 1}\n{"b": 1 "x": 2}\n{"c": 3}\n', '2:9 Not valid JSON: comma expected.'],
    ['a key twice', '{"a": 1}\n{"b": 1,\n "b": 2}\n{"c": 3}\n', '3:2 The key “b” stands twice in one object.'],
    ['no JSON at all', '{"a": 1}\n{"x": 2}\nerror: timed out\n{"c": 3}\n', '3:1 Not valid JSON: invalid symbol.'],
  ])('leave the others as they are where one is broken, told with its place: %s', (_what, text, problem) => {
    expect(problemsOf(text, 'rules.json')).toEqual([problem]);
    expect(valuesOf(text, 'rules.json')).toEqual(expect.arrayContaining([{ a: 1 }, { c: 3 }]));
  });

  it('are what a file named so holds, though the first is broken', () => {
    const text = '{"a": \n{"b": 2}\n';
    expect(problemsOf(text, 'rules.ndjson')).toEqual(['1:6 Not valid JSON: value expected.']);
    expect(valuesOf(text, 'rules.ndjson')).toEqual([{ b: 2 }]);
  });

  it.each(['rules.jsonl', 'rules.ndjson', 'RULES.JSONL'])('are what %s holds, though it begins with none', (file) => {
    const text = 'null\n{"a": 1}\n{"b" 2}\n{"c": 3}\n';
    expect(problemsOf(text, file)).toEqual(['3:6 Not valid JSON: colon expected.']);
    expect(valuesOf(text, file)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(parse('null\n', file)).toMatchObject({ syntax: 'json', documents: [], problems: [] });
  });

  it('have their own texts, by which each is found again', () => {
    const text = ' {"a": 1} {"b": 2}\n{"c": \n\n{"d": 4}\n{"e": 5}';
    const texts = textsOfDocuments(text, 'json');
    const found = parse(text, 'rules.json').documents.map(({ index }) => texts.get(index)?.text.trim());
    expect(found).toEqual(['{"a": 1}', '{"b": 2}', '{"d": 4}', '{"e": 5}']);
  });

  it('are read in time that grows with their number, broken ones too', () => {
    const many = '{"a": [1\n'.repeat(1000);
    const { problems, documents } = parse(`{"a": 1}\n${many}${'{"b": 2}\n'.repeat(100_000)}`, 'rules.json');
    expect([problems.length, documents.length]).toEqual([1000, 100_001]);
  });
});

describe('a file of a million broken documents', () => {
  it.each([
    ['JSON', `{"a": 1}\n${'[\n'.repeat(1_000_000)}{"b": 2}\n`, 'rules.json'],
    ['brackets that open nowhere', `[]${'}'.repeat(1_000_000)}`, 'rules.jsonl'],
    ['YAML', `a: 1\n${'---\n[\n'.repeat(1_000_000)}`, 'rules.yaml'],
  ])('is looked at as far as the first thousand, and nothing of it is read: %s', (_what, text, file) => {
    const spy = vi.spyOn(JSON, 'parse');
    const { documents, problems } = parse(text, file);
    const parsed = spy.mock.calls.length;
    spy.mockRestore();
    expect(parsed).toBeLessThan(1010);
    expect([documents, problems.length]).toEqual([[], 1001]);
    expect(problems[0]).toMatchObject({
      line: 1,
      severity: 'error',
      message: 'More than 1000 documents of this file are broken, so none of it is read.',
    });
  });
});

describe('a hostile file', () => {
  const bomb = [
    'a0: &a0 [x, x]',
    ...Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`),
  ].join('\n');

  it.each([
    ['more and more', bomb],
    ['without an end', 'a: &a [*a]'],
    ['without an end, by the way of another', 'a: &a {b: &b [{c: *a}], d: *b}'],
  ])('that expands by its aliases, %s, is refused at once', (_what, text) => {
    expect(problemsOf(text)).toEqual([
      '1:1 The aliases of this document expand to more than it could hold without them.',
    ]);
  });

  it.each([
    ['lists that a second key hides', `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "a": 1}`, 'deep.json'],
    ['lists of YAML', '['.repeat(100_000) + ']'.repeat(100_000), 'deep.yaml'],
    [
      'lists of YAML, one a line',
      Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}-`).join('\n'),
      'deep.yaml',
    ],
    ['objects of JSON', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'deep.json'],
    ['lists of JSON that are cut off', '['.repeat(100_000), 'deep.json'],
  ])('that nests without an end is refused: %s', (_what, text, file) => {
    const [problem] = problemsOf(text, file);
    expect(problem).toMatch(/^\d+:\d+ (Nested too deeply to be read\.|Not valid JSON)/);
    expect(valuesOf(text, file)).toEqual([]);
  });

  it('that names a prototype changes none', () => {
    const [fromYaml] = valuesOf('__proto__:\n  polluted: yes\nconstructor: {prototype: {polluted: yes}}\n');
    const [fromJson] = valuesOf('{"__proto__": {"polluted": true}}', 'x.json');
    expect(Object.hasOwn(fromYaml as object, '__proto__')).toBe(true);
    expect(Object.hasOwn(fromJson as object, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('with a line of a megabyte is read', () => {
    const long = 'x'.repeat(1_000_000);
    expect(valuesOf(`a: ${long}\nb: "${long}"\nc: [${'1, '.repeat(100_000)}2]\n`)).toMatchObject([
      { a: long, b: long },
    ]);
    expect(valuesOf(`{"a": "${long}\\"${long}"}`, 'x.json')).toEqual([{ a: `${long}"${long}` }]);
  });
});
