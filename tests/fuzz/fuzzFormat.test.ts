import { describe, expect, it } from 'vitest';
import { ruleFormats } from '#shared/network/ruleFormats.ts';
import type { RuleFormat } from '#shared/network/ruleFormat.ts';
import { fuzzFormat } from './fuzzFormat.ts';

const seed = Number(process.env['PDP_SEED'] ?? 20_261_121);

describe('broken and hostile files (npm run fuzz reads ten thousand of each format)', () => {
  it.each(ruleFormats)('of $title are read and judged without an exception', (format) => {
    const { documents, cases, failure } = fuzzFormat(format, 150, seed);
    expect(failure).toBeUndefined();
    expect({ cases, hasDocuments: documents > 0 }).toEqual({ cases: 150, hasDocuments: true });
  });
});

describe('fuzzing', () => {
  it('begins with no document where a format knows none, and reads those of others', () => {
    const [first] = ruleFormats as readonly [RuleFormat];
    const stranger: RuleFormat = { ...first, title: 'Strange', recognise: () => false };
    expect(fuzzFormat(stranger, 20, seed)).toMatchObject({
      format: 'Strange',
      documents: 0,
      cases: 20,
      failure: undefined,
    });
  });
});
