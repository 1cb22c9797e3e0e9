import * as fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { LineCounter, isCollection, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Node } from 'yaml';
import { describeEditFailure, editPlan } from './editPlan.ts';
import type { PlanEdit } from './editPlan.ts';
import type { PlanPath } from './planPath.ts';

const commented = `# The plan of acme-prod
apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme-prod, description: "for orders"}   # names
edition: integration-platform        # devant | developer-platform | choreo
managementModel: self-managed
cloud: azure
securityTier: standard               # basic | premium
addOns: [siem]                       # soc

network:
  egress: restricted                 # open
  podCidrs: [10.20.0.0/16]
  # serviceCidrs: [10.30.0.0/16]
  path:                              # layers from the pod outward
    - {layer: pod-policy, source: cluster}
    # the network security group
    - {layer: azure-nsg, source: rules/nsg.json, attachedTo: [snet-aks]}
    - layer: proxy                   # in a block
      source: none
connections:
  pdp-agent--control-plane: {hosts: [cp.example.com], ports: [443]}
  certificate-manager--azure-dns:
    notNeeded: certificates come from our own CA
owners:
  network-management:
    responsible:
      who: net-team@acme.example     # the network team
    split:
      WSO2: their part
# The end.
`;

const fourSpaces = `kind: 'Plan'
metadata:
    name: 'it''s acme'
network:
    podCidrs:
    - 10.20.0.0/16   # first
    # between
    - 10.21.0.0/16

    backends:
    - name: erp
      ports:
      - 443

      # about hosts
      hosts: [erp.acme.example]
waivers:
-   requirement: control.sast
    reason: >
        folded
        text
    owner: a
answers: { holdsSubscription: customer, 'number of users': 12 }`;

const flowOverLines = `{
  kind: Plan,
  # a comment in braces
  metadata: { name: acme },
  addOns: [
    siem, # one
    soc   # two
  ],
  network: {podCidrs: [], path: [{layer: proxy,
    source: none}], },
}
`;

const texts = {
  'blocks with comments': commented,
  'four spaces, lists at the key, no final line break': fourSpaces,
  'Windows line breaks': commented.replaceAll('\n', '\r\n'),
  'braces over several lines': flowOverLines,
  JSON: JSON.stringify(load(commented, { schema: CORE_SCHEMA }), null, 2),
  'JSON on one line': JSON.stringify(load(fourSpaces, { schema: CORE_SCHEMA })),
} as const;

describe('editPlan', () => {
  it.each<[what: string, edits: readonly PlanEdit[], removed: readonly string[], added: readonly string[]]>([
    ['replaces a value and leaves its comment', [{ path: ['cloud'], value: 'aws' }], ['cloud: azure'], ['cloud: aws']],
    [
      'keeps the quotes of a text',
      [{ path: ['metadata', 'description'], value: 'for all' }],
      ['metadata: {name: acme-prod, description: "for orders"}   # names'],
      ['metadata: {name: acme-prod, description: "for all"}   # names'],
    ],
    [
      'adds an item to a list',
      [{ path: ['addOns'], value: ['siem', 'soc'] }],
      ['addOns: [siem]                       # soc'],
      ['addOns: [siem, soc]                       # soc'],
    ],
    ['adds a key where the schema has it', [{ path: ['region'], value: 'westeurope' }], [], ['region: westeurope']],
    [
      'makes the keys above it',
      [{ path: ['network', 'proxy', 'url'], value: 'http://proxy.acme.example:3128' }],
      [],
      ['  proxy: {url: http://proxy.acme.example:3128}'],
    ],
    [
      'quotes a text that needs it',
      [{ path: ['owners', 'network-management', 'split', 'Customer'], value: 'ours: #1\nand more' }],
      [],
      [String.raw`      Customer: "ours: #1\nand more"`],
    ],
    [
      'removes a line of a list and leaves the comment above it',
      [{ path: ['network', 'path', 1] }],
      ['    - {layer: azure-nsg, source: rules/nsg.json, attachedTo: [snet-aks]}'],
      [],
    ],
    [
      'adds a section as a block with one line an entry',
      [
        {
          path: ['waivers', 0],
          value: { requirement: 'control.sast', reason: 'late', owner: 'ciso', expires: '2027-01-01' },
        },
      ],
      [],
      ['waivers:', '  - {requirement: control.sast, reason: late, owner: ciso, expires: 2027-01-01}'],
    ],
    [
      'leaves braces behind when nothing is left',
      [{ path: ['connections', 'certificate-manager--azure-dns', 'notNeeded'] }],
      ['  certificate-manager--azure-dns:', '    notNeeded: certificates come from our own CA'],
      ['  certificate-manager--azure-dns: {}'],
    ],
    ['does nothing when the value is the same', [{ path: ['addOns'], value: ['siem'] }], [], []],
    ['does nothing when what is to be removed is not there', [{ path: ['network', 'proxy', 'url'] }], [], []],
    [
      'makes several edits in order',
      [
        { path: ['cloud'], value: 'aws' },
        { path: ['region'], value: 'eu-central-1' },
      ],
      ['cloud: azure'],
      ['cloud: aws', 'region: eu-central-1'],
    ],
  ])('%s', (_, edits, removed, added) => {
    expect(differenceOf(commented, edit(commented, edits))).toEqual({ removed, added });
  });

  it('writes a plan in JSON as JSON', () => {
    const edited = edit(texts['JSON'], [
      { path: ['region'], value: 'westeurope' },
      { path: ['network', 'proxy'], value: { url: 'http://proxy.acme.example:3128', noProxy: ['.svc'] } },
      { path: ['addOns'] },
    ]);
    expect(JSON.parse(edited)).toMatchObject({ region: 'westeurope', network: { proxy: { noProxy: ['.svc'] } } });
    expect(differenceOf(texts['JSON'], edited).added).toContain('  "region": "westeurope",');
  });

  it.each(['?\n', '~: 1\n', 'null: {a: b}\n', ': x\n'])(
    'leaves %j as it is where there is nothing to remove',
    (text) => {
      expect(edit(text, [{ path: ['network'] }])).toBe(text);
    },
  );

  it('keeps a byte order mark', () => {
    expect(edit(`\uFEFF${commented}`, [{ path: ['cloud'], value: 'gcp' }])).toBe(
      `\uFEFF${commented.replace('cloud: azure', 'cloud: gcp')}`,
    );
  });

  it('writes out an alias whose value is changed, and leaves the anchor’s', () => {
    const text = 'network:\n  podCidrs: &ranges [10.20.0.0/16]\n  nodeCidrs: *ranges\n';
    expect(edit(text, [{ path: ['network', 'nodeCidrs', 0], value: '10.21.0.0/16' }])).toBe(
      text.replace('*ranges', '[10.21.0.0/16]'),
    );
    expect(edit(text, [{ path: ['network', 'podCidrs', 0], value: '10.21.0.0/16' }])).toBe(
      'network:\n  podCidrs: &ranges [10.21.0.0/16]\n  nodeCidrs: [10.20.0.0/16]\n',
    );
    expect(edit(text, [{ path: ['network', 'podCidrs'] }])).toBe('network:\n  nodeCidrs: [10.20.0.0/16]\n');
  });

  it.each<[what: string, text: string, edits: readonly PlanEdit[], message: string]>([
    [
      'a path through a text',
      commented,
      [{ path: ['cloud', 'name'], value: 'x' }],
      'The plan has no place cloud.name.',
    ],
    [
      'a position behind the end',
      commented,
      [{ path: ['addOns', 3], value: 'soc' }],
      'The plan has no place addOns[3].',
    ],
    ['a text that is not YAML', 'a: [1', [{ path: ['a'], value: 1 }], 'This is not YAML'],
    [
      'a key that is given twice',
      'cloud: azure\ncloud: aws\n',
      [{ path: ['cloud'], value: 'gcp' }],
      'cloud can’t be changed alone, as the file is written; change line 1 by hand.',
    ],
    ['a value that no text file holds', commented, [{ path: ['region'], value: '\uFFFD' }], 'not a text file in UTF-8'],
    ['aliases that explode', bomb(), [{ path: ['j'], value: 1 }], 'The aliases in this file can’t be followed'],
  ])('refuses %s', (_, text, edits, message) => {
    const edited = editPlan(text, edits);
    expect(edited.ok ? edited.value : describeEditFailure(edited.failure)).toContain(message);
  });

  describe.each(Object.entries(texts))('%s', (_, text) => {
    const places = placesIn(text);
    const anyEdit = fc.oneof(replacement(places), removal(places), addition(places));

    it('reads as the plan with that one change, and differs in the lines of the change only', () => {
      fc.assert(
        fc.property(anyEdit, ({ path, value, place }) => {
          const edited = edit(text, [{ path, value }]);
          expect(load(edited, { schema: CORE_SCHEMA })).toEqual(
            changed(load(text, { schema: CORE_SCHEMA }), path, value),
          );
          expectOnlyTouched(text, edited, place);
        }),
        { numRuns: 120 },
      );
    });

    it('is the same text again after an addition is undone', () => {
      fc.assert(
        fc.property(addition(places), ({ path, value }) => {
          expect(edit(edit(text, [{ path, value }]), [{ path }])).toBe(text);
        }),
        { numRuns: 80 },
      );
    });

    it('is the same text again after a plain word was replaced and put back', () => {
      const words = places.filter(
        ({ node }) => isScalar(node) && typeof node.value === 'string' && !node.type?.startsWith('BLOCK'),
      );
      fc.assert(
        fc.property(fc.constantFrom(...words), fc.stringMatching(/^[a-z]{3,12}x$/), ({ path, node }, word) => {
          const there = edit(text, [{ path, value: word }]);
          expect(edit(there, [{ path, value: isScalar(node) ? node.value : undefined }])).toBe(text);
        }),
        { numRuns: 60 },
      );
    });

    it('keeps every comment but those of what is removed', () => {
      fc.assert(
        fc.property(addition(places), ({ path, value }) => {
          expect(commentsIn(edit(text, [{ path, value }]))).toEqual(commentsIn(text));
        }),
        { numRuns: 60 },
      );
    });
  });
});

function edit(text: string, edits: readonly PlanEdit[]): string {
  const edited = editPlan(text, edits);
  if (!edited.ok) throw new Error(`${describeEditFailure(edited.failure)}\n${JSON.stringify(edits)}`);
  return edited.value;
}

/** Nine levels of nine aliases each: some hundred bytes that stand for 387 million values. */
function bomb(): string {
  const levels = 'abcdefghi'.split('');
  return levels
    .map((name, index) => {
      const inside = Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${levels[index - 1] ?? ''}`));
      return `${name}: &${name} [${inside.join(', ')}]\n`;
    })
    .join('');
}

interface Place {
  readonly path: PlanPath;
  readonly node: Node;
  /** From 0. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Whether new entries can stand on lines of their own. */
  readonly isBlock: boolean;
  readonly parent: Place | undefined;
  readonly siblings: number;
}

/** Every key and item with the lines that it takes, found by the library and not by the code under test. */
function placesIn(text: string): Place[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const line = (offset: number): number => lineCounter.linePos(offset).line - 1;
  const places: Place[] = [];
  const walk = (path: PlanPath, key: unknown, node: Node, parent: Place | undefined, siblings: number): void => {
    const [start = 0, end = 0] = node.range ?? [];
    const from = isScalar(key) ? (key.range?.[0] ?? start) : start;
    const place: Place = {
      path,
      node,
      firstLine: line(from),
      lastLine: line(start + text.slice(start, end).trimEnd().length),
      isBlock: isCollection(node) && node.flow !== true,
      parent,
      siblings,
    };
    if (path.length > 0) places.push(place);
    if (isMap(node)) {
      for (const pair of node.items) {
        if (isScalar(pair.key) && isNode(pair.value))
          walk([...path, String(pair.key.value)], pair.key, pair.value, place, node.items.length);
      }
    } else if (isCollection(node)) {
      for (const [index, item] of node.items.entries())
        if (isNode(item)) walk([...path, index], undefined, item, place, node.items.length);
    }
  };
  if (document.contents !== null) walk([], undefined, document.contents, undefined, 1);
  return places;
}

interface TestEdit {
  readonly path: PlanPath;
  readonly value: unknown;
  /** What may change; absent where lines may only be added. */
  readonly place: Place | undefined;
}

const text = fc.oneof(
  // U+FFFD stands for what could not be decoded, and is refused.
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((string) => !string.includes('\uFFFD')),
  fc.constantFrom(
    '',
    ' ',
    '~',
    'null',
    'true',
    '12',
    '0x1f',
    '- a',
    'a: b',
    'a #b',
    '#',
    'a,b',
    '[x]',
    '{',
    '&a',
    '*a',
    '!t',
    '%',
    '@',
    '`',
    '\n',
    'a\nb',
    '"',
    "'",
    'it’s',
    '2026-01-01',
    '---',
    '...',
    'x:',
    '? y',
    '|',
    '>',
  ),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
);
const anyKey = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z-]{0,8}$/),
  fc.constantFrom('a b', 'a: b', '1', 'yes', '#x', 'é', ''),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(anyKey, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

function replacement(places: readonly Place[]): fc.Arbitrary<TestEdit> {
  return fc.tuple(fc.constantFrom(...places), json).map(([place, value]) => ({ path: place.path, value, place }));
}

/** Beside its own lines, a removal touches those that its parent shares with it: braces, a dash, the comma before. */
function removal(places: readonly Place[]): fc.Arbitrary<TestEdit> {
  return fc.constantFrom(...places).map((place) => {
    const { path, parent, siblings } = place;
    const isShared =
      parent !== undefined && (siblings === 1 || !parent.isBlock || parent.firstLine === place.firstLine);
    return { path, value: undefined, place: isShared ? parent : place };
  });
}

function addition(places: readonly Place[]): fc.Arbitrary<TestEdit> {
  const containers = places.filter(({ node }) => isCollection(node));
  return fc
    .tuple(fc.constantFrom(...containers), fc.stringMatching(/^new[A-Za-z-]{0,8}$/), json)
    .map(([place, key, value]) => {
      const step = isMap(place.node) ? key : isCollection(place.node) ? place.node.items.length : 0;
      return { path: [...place.path, step], value, place: place.isBlock ? undefined : place };
    });
}

function changed(whole: unknown, [step, ...rest]: PlanPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(whole)) {
    const items: readonly unknown[] = whole;
    const at = Number(step);
    return value === undefined && rest.length === 0
      ? items.toSpliced(at, 1)
      : items.toSpliced(at, 1, changed(items[at], rest, value));
  }
  const entries = Object.entries(whole as object).filter(
    ([key]) => key !== step || value !== undefined || rest.length > 0,
  );
  const inside = (whole as Record<string, unknown>)[step];
  if (value === undefined && rest.length === 0) return Object.fromEntries(entries);
  return Object.fromEntries([...entries.filter(([key]) => key !== step), [step, changed(inside, rest, value)]]);
}

function expectOnlyTouched(before: string, after: string, place: Place | undefined): void {
  const [old, edited] = [before.split('\n'), after.split('\n')];
  const least = Math.min(old.length, edited.length);
  let top = 0;
  while (top < least && old[top] === edited[top]) top += 1;
  let bottom = 0;
  while (bottom < least - top && old.at(-1 - bottom) === edited.at(-1 - bottom)) bottom += 1;
  // Where only lines are added, none is lost; without a final line break, the last one gets one.
  const untouched = place === undefined ? old.length - (before.endsWith('\n') ? 0 : 1) : undefined;
  const isUnchanged = top === old.length && old.length === edited.length;
  expect(isUnchanged || top >= (place?.firstLine ?? 0)).toBe(true);
  expect(isUnchanged || bottom >= old.length - 1 - Math.max(place?.lastLine ?? old.length, place?.firstLine ?? 0)).toBe(
    true,
  );
  expect(top + bottom).toBeGreaterThanOrEqual(untouched ?? 0);
}

function differenceOf(before: string, after: string): { removed: string[]; added: string[] } {
  const [old, edited] = [before.split('\n'), after.split('\n')];
  return { removed: old.filter((line) => !edited.includes(line)), added: edited.filter((line) => !old.includes(line)) };
}

function commentsIn(yaml: string): string[] {
  return yaml
    .split(/\r?\n/)
    .map((line) => /(?:^|\s)(# (?:[A-Za-z][A-Za-z |-]*|serviceCidrs.*)\.?)$/.exec(line)?.[1])
    .filter((comment) => comment !== undefined);
}
