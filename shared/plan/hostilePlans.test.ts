import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { editPlan } from './editPlan.ts';
import type { PlanEdit } from './editPlan.ts';
import { newPlan } from './newPlan.ts';
import { parsePlan } from './parsePlan.ts';

const sample = readFileSync(path.join(import.meta.dirname, '../../resources/samples/azure-standard/plan.yaml'), 'utf8');
const plans = [sample, newPlan('acme-prod'), sample.replaceAll('\n', '\r\n'), `\uFEFF${sample}`];

const marks = '"\'#:-,[]{}&*!|>%@`~?<=\\\n\r\t \0\u0085\u2028\uFEFF\uFFFD'.split('');
const words = [
  '---\n',
  '...\n',
  '<<: ',
  '&a ',
  '*a',
  '!!str ',
  '!t ',
  '? ',
  ': ',
  '- ',
  '\n  ',
  '\n\t',
  'null',
  '{a: *a}',
];
const pieces = fc.oneof(fc.constantFrom(...marks, ...words), fc.string({ unit: 'binary', maxLength: 8 }));

/** A plan in which somebody has typed, pasted and deleted without looking. */
const spoiltPlan = fc
  .tuple(fc.constantFrom(...plans), fc.array(fc.tuple(fc.nat(), fc.nat(40), pieces), { maxLength: 6 }))
  .map(([plan, typing]) =>
    typing.reduce((text, [place, gone, piece]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + piece + text.slice(at + gone);
    }, plan),
  );
const anyText = fc.oneof(
  { weight: 4, arbitrary: spoiltPlan },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')) },
);

const keys = [
  'network',
  'path',
  'podCidrs',
  'connections',
  'waivers',
  'cloud',
  'metadata',
  'name',
  'owners',
  '__proto__',
  'constructor',
  '',
  'a: b',
  '<<',
];
const step = fc.oneof(fc.constantFrom<string | number>(...keys, 0, 1, 7), fc.string({ maxLength: 4 }));
const anyEdit: fc.Arbitrary<PlanEdit> = fc.record(
  { path: fc.array(step, { minLength: 1, maxLength: 4 }), value: fc.jsonValue({ maxDepth: 2 }) },
  { requiredKeys: ['path'] },
);

describe('whatever a plan file holds', () => {
  it('is read or refused with places that are in the file, never with an exception', () => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parsePlan(text, 'plan.yaml');
        const problems = parsed.ok ? parsed.value.problems : parsed.failure.problems;
        seen[parsed.ok ? 'read' : 'refused'] += 1;
        expect(problems.some(({ severity }) => severity === 'error')).toBe(!parsed.ok);
        const lines = text.split('\n').length;
        for (const { line, column = 1, message, remedy } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe('');
          expect(remedy).not.toBe('');
        }
      }),
      { numRuns: 600 },
    );
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(50);
  });

  it('is edited or left alone, never with an exception, and twice the same edit is once', () => {
    const seen = { edited: 0, refused: 0 };
    fc.assert(
      fc.property(anyText, anyEdit, (text, edit) => {
        const once = editPlan(text, [edit]);
        seen[once.ok ? 'edited' : 'refused'] += 1;
        if (!once.ok) return;
        // Removing an item of a list twice removes two.
        if (edit.value === undefined && typeof edit.path.at(-1) === 'number') return;
        expect(editPlan(once.value, [edit])).toEqual(once);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.edited, seen.refused)).toBeGreaterThan(50);
  });

  it('keeps every byte before and behind the one value that is replaced', () => {
    const scalars = ['region', 'cloud', 'edition', 'managementModel', 'securityTier'];
    let replaced = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...plans),
        fc.constantFrom(...scalars),
        fc.stringMatching(/^[a-z][a-z-]{2,12}[a-z]$/),
        (text, key, word) => {
          const bare = text.replace(/^\uFEFF/, '');
          const node: unknown = parseDocument(bare).getIn([key], true);
          const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[]) : [];
          const [from, to] = range;
          // The fresh plan leaves the region open.
          if (from === undefined || to === undefined) return;
          const mark = text.slice(0, text.length - bare.length);
          expect(editPlan(text, [{ path: [key], value: word }])).toEqual({
            ok: true,
            value: `${mark}${bare.slice(0, from)}${word}${bare.slice(to)}`,
          });
          replaced += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(replaced).toBeGreaterThan(50);
  });
});
