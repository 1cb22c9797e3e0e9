import { describe, expect, it } from 'vitest';
import { canonicalise } from './canonicalise.ts';
import { hashOfRecord, sealRun, toRunId, toUnsealed } from './sealRun.ts';
import { exampleFinding, exampleRun } from './testing/exampleRun.ts';
import { sha256 } from './testing/sha256.ts';

describe('sealRun', () => {
  it('hashes the canonical JSON of everything but the hash', () => {
    const record = sealRun(exampleRun(), null, sha256);
    const { hash, ...run } = record.run;
    expect(hash).toBe(sha256(canonicalise({ ...record, run })));
    expect(hash).toBe(hashOfRecord(record, sha256));
    expect(record.run.previous).toBeNull();
  });

  it('names a run after its content, and not after its place in the chain', () => {
    const first = sealRun(exampleRun(), null, sha256);
    const elsewhere = sealRun(exampleRun(), 'f'.repeat(64), sha256);
    const other = sealRun(exampleRun({ run: { asOf: '2026-11-21T00:00:00.000Z' } }), null, sha256);
    expect(first.run.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(elsewhere.run.id).toBe(first.run.id);
    expect(elsewhere.run.hash).not.toBe(first.run.hash);
    expect(other.run.id).not.toBe(first.run.id);
    expect(toRunId(toUnsealed(first))).toBe(first.run.id);
  });

  it('returns what reading the kept text gives back, also where a name holds half a surrogate pair', () => {
    const record = sealRun(
      exampleRun({ findings: [exampleFinding({ subject: 'agent \ud800', owner: undefined })] }),
      null,
      sha256,
    );
    expect(JSON.parse(canonicalise(record))).toStrictEqual(record);
    expect(record.findings[0]?.subject).toBe('agent \ufffd');
  });
});
