import { describe, expect, it } from 'vitest';
import { checkStrange } from './checkStrange.ts';
import { fuzzArchives } from './fuzzArchives.ts';
import { fuzzKind } from './fuzzKind.ts';
import { ruleKinds } from './ruleKinds.ts';
import type { RuleKind } from './ruleKinds.ts';
import { textsOf } from './strangeFiles.ts';

const seed = Number(process.env['PDP_SEED'] ?? 20_261_121);

describe('rule files (npm run fuzz reads ten thousand of each kind and sort)', () => {
  it.each(ruleKinds)('of the kind $title, broken or with a part that nobody knows, pass nothing in silence', (kind) => {
    const { documents, broken, strange, failure } = fuzzKind(kind, 50, seed);
    expect(failure).toBeUndefined();
    expect({ broken, strange, hasDocuments: documents > 2 }).toEqual({ broken: 50, strange: 50, hasDocuments: true });
  });

  it('in archives are as they were packed, or something is told of the archive', async () => {
    expect(await fuzzArchives(300, seed)).toMatchObject({ broken: 300, failure: undefined });
  });
});

describe('fuzzing', () => {
  const kind = ruleKinds.find(({ title }) => title === 'squid.conf') as RuleKind;
  const [sample] = kind.samples as RuleKind['samples'] & { readonly 0: RuleKind['samples'][number] };
  const files = (change: (text: string) => string) =>
    textsOf(sample).map(([file, text]) => [file, change(text)] as const);
  const strange = { sample, file: 'squid.conf', withoutLine: undefined };

  it('finds what is let through without being understood', () => {
    const texts = files((text) => text.replace('http_access deny all', 'http_access allow all'));
    expect(() => checkStrange({ ...strange, texts, line: 4 })).toThrow('more is let through');
  });

  it('finds what nobody is told of, and what is told of another line', () => {
    expect(() => checkStrange({ ...strange, texts: files((text) => text), line: 1 })).toThrow('nothing tells of it');
    const texts = files((text) => text.replace('http_access deny all', 'http_access zyx all'));
    expect(() => checkStrange({ ...strange, texts, line: 1 })).toThrow('nothing tells of it');
  });

  it('refuses samples that are not understood, or that allow nothing', () => {
    const first = (text: string) => ({ ...sample, files: { 'squid.conf': text } });
    const check = (text: string) => () => checkStrange({ ...strange, sample: first(text), texts: [], line: 1 });
    expect(check('http_access allow nobody\nhttp_access deny all\n')).toThrow('A sample is not understood');
    expect(check('http_access deny all\n')).toThrow('A sample allows nothing');
  });

  it('refuses a kind of which no sample has a part', () => {
    expect(() => fuzzKind({ ...kind, parts: [{ find: /nowhere/g, strange: ['zyx'] }] }, 1, seed)).toThrow(
      'no sample has',
    );
  });
});
