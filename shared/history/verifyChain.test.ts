import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from './canonicalise.ts';
import { hashOfRecord, sealRun } from './sealRun.ts';
import { exampleRun } from './testing/exampleRun.ts';
import { sha256 } from './testing/sha256.ts';
import { describeChainBreak, verifyChain } from './verifyChain.ts';
import type { KeptRecord } from './verifyChain.ts';
import type { RunRecord } from './runRecord.ts';

function chainOf(length: number): KeptRecord[] {
  const records: KeptRecord[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const run = { startedAt: new Date(Date.UTC(2026, 10, sequence)).toISOString() };
    records.push(toKept(sealRun(exampleRun({ run }), records.at(-1)?.hash ?? null, sha256), sequence));
  }
  return records;
}

function toKept(record: RunRecord, sequence: number): KeptRecord {
  return { sequence, id: record.run.id, hash: record.run.hash, canonical: canonicalise(record) };
}

const chain = chainOf(4);

/** The chain with one record replaced. */
function withRecord(
  position: number,
  change: (record: RunRecord) => RunRecord,
  at: Partial<KeptRecord> = {},
): KeptRecord[] {
  return chain.map((kept, index) => {
    if (index !== position) return kept;
    const changed = change(JSON.parse(kept.canonical) as RunRecord);
    return { ...kept, canonical: canonicalise(changed), ...at };
  });
}

describe('verifyChain', () => {
  it('holds for records as they were sealed, and names the head', () => {
    expect(verifyChain(chain, sha256)).toStrictEqual({ ok: true, checked: 4, head: chain[3]?.hash });
  });

  it('holds for an empty history, without a head', () => {
    expect(verifyChain([], sha256)).toStrictEqual({ ok: true, checked: 0, head: null });
  });

  it('finds any change of any byte of any record', () => {
    const place = fc.nat(chain.length - 1).chain((position) =>
      fc.record({
        position: fc.constant(position),
        offset: fc.nat((chain[position]?.canonical.length ?? 1) - 1),
        replacement: fc.string({ minLength: 0, maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(place, ({ position, offset, replacement }) => {
        const before = chain[position]?.canonical ?? '';
        const canonical = before.slice(0, offset) + replacement + before.slice(offset + 1);
        fc.pre(canonical !== before);
        const tampered = chain.map((kept, index) => (index === position ? { ...kept, canonical } : kept));
        const verification = verifyChain(tampered, sha256);
        expect(verification.ok).toBe(false);
        expect(verification.brokenAt?.sequence).toBe(position + 1);
        expect(verification.checked).toBe(position);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a record taken out', chain.toSpliced(1, 1), 3, 'out-of-sequence'],
    ['the first record taken out', chain.slice(1), 2, 'out-of-sequence'],
    [
      'two records exchanged',
      [chain[1], chain[0], chain[2], chain[3]].filter((kept) => kept !== undefined),
      2,
      'out-of-sequence',
    ],
    [
      'a record that was left out and the others numbered anew',
      chain.toSpliced(1, 1).map((kept, index) => ({ ...kept, sequence: index + 1 })),
      2,
      'not-linked',
    ],
    ['text that is no JSON', chain.with(2, { ...(chain[2] as KeptRecord), canonical: '{' }), 3, 'not-readable'],
    [
      'JSON that is no record',
      chain.with(2, { ...(chain[2] as KeptRecord), canonical: '{"run":1}' }),
      3,
      'not-readable',
    ],
    [
      'the same record, spread over lines',
      chain.with(2, {
        ...(chain[2] as KeptRecord),
        canonical: JSON.stringify(JSON.parse(chain[2]?.canonical ?? ''), undefined, 2),
      }),
      3,
      'not-canonical',
    ],
    [
      'a changed count',
      withRecord(0, (record) => ({ ...record, coverage: { ...record.coverage, fail: 0 } })),
      1,
      'altered',
    ],
    ['a record kept under a foreign id', withRecord(0, (record) => record, { id: 'other' }), 1, 'wrong-id'],
  ] as const)('finds %s', (_what, records, sequence, what) => {
    const verification = verifyChain(records, sha256);
    expect(verification.ok).toBe(false);
    expect(verification.brokenAt).toMatchObject({ sequence, what });
  });

  it('finds a record that was changed and hashed anew, by the one after it', () => {
    const records = withRecord(1, (record) => record);
    const changed = JSON.parse(chain[1]?.canonical ?? '') as RunRecord;
    const forged = sealRun(
      exampleRun({ run: { startedAt: changed.run.startedAt }, findings: [] }),
      chain[0]?.hash ?? null,
      sha256,
    );
    expect(hashOfRecord(forged, sha256)).toBe(forged.run.hash);
    expect(verifyChain(records.with(1, toKept(forged, 2)), sha256)).toMatchObject({
      ok: false,
      checked: 2,
      brokenAt: { sequence: 3, what: 'not-linked' },
    });
  });

  it('says in words what is wrong, and with which run', () => {
    expect(describeChainBreak({ sequence: 3, id: 'abc', what: 'altered' })).toBe(
      'Run 3 (abc) was altered after it was sealed: its content does not have its hash.',
    );
  });
});
