import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Failure } from '#shared/contract/failure.ts';
import { describeProblem } from '#shared/kernel/problem.ts';
import { openSamplePlan } from '../testing/openSamplePlan.ts';

async function failureOf(name: string, make: (file: string) => void): Promise<{ failure: Failure; words: string }> {
  const { operations, folder } = await openSamplePlan();
  const file = path.join(folder, name);
  make(file);
  const check = await operations.plans.check({ file });
  if (check.ok) throw new Error('This can’t be read as a plan.');
  const { failure } = check;
  const words = [...failure.problems.map(describeProblem), failure.message, failure.remedy ?? ''].join('\n');
  return { failure, words: words.replaceAll(file, name) };
}

describe('what is named as a plan and is none', () => {
  it('that is not there is told with how to make one', async () => {
    const { failure, words } = await failureOf('absent.yaml', () => {});
    expect(failure.kind).toBe('not-found');
    expect(words).toContain('absent.yaml is not there.');
    expect(words).toContain('run `pdp init FILE` for a plan to start from');
  });

  it.each<[what: string, make: (file: string) => void, says: string]>([
    ['a folder', (file) => mkdirSync(file), 'plan.bin is a folder.\nName a plan file in it.'],
    [
      'a program',
      (file) => writeFileSync(file, Buffer.from('\u007FELF\n\u0002\u0001\0\0\0rest', 'latin1')),
      'plan.bin:2:3: This is not text: there is a zero at byte 7. Name a plan file, as `pdp init` writes it.',
    ],
    [
      'UTF-16 with its mark',
      (file) => writeFileSync(file, Buffer.from('\uFEFFkind: Plan\n', 'utf16le')),
      'plan.bin:1:1: This is UTF-16, not UTF-8. Save it as UTF-8.',
    ],
    [
      'UTF-16 without a mark',
      (file) => writeFileSync(file, Buffer.from('kind: Plan\n', 'utf16le')),
      'plan.bin:1:1: This is UTF-16, not UTF-8. Save it as UTF-8.',
    ],
    [
      'Latin-1',
      (file) => writeFileSync(file, Buffer.from('kind: Plan\nregion: Zürich\n', 'latin1')),
      'plan.bin:2:10: This is not UTF-8: byte 20 is 0xfc. Save it as UTF-8.',
    ],
  ])('that is %s is told so, with a place', async (_, make, says) => {
    const { failure, words } = await failureOf('plan.bin', make);
    expect(failure.kind).toBe('bad-input');
    expect(words).toContain(says);
  });
});
