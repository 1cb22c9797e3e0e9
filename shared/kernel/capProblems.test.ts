import { describe, expect, it } from 'vitest';
import type { Problem } from './problem.ts';
import { capProblems } from './capProblems.ts';

const problemsIn = (file: string, count: number, severity: Problem['severity'] = 'error'): readonly Problem[] =>
  Array.from({ length: count }, (_, index) => ({ file, line: index + 1, severity, message: `Fault ${index}.` }));

describe('problems of a file', () => {
  it('are all told up to a hundred of a kind', () => {
    const few = [...problemsIn('a.yaml', 100), ...problemsIn('a.yaml', 100, 'warning'), ...problemsIn('b.yaml', 100)];
    expect(capProblems(few)).toEqual(few);
  });

  it('beyond that are told by their number, with their severity and where the first of them stands', () => {
    const capped = capProblems(problemsIn('a.yaml', 600_000));
    expect(capped).toHaveLength(101);
    expect(capped.at(-1)).toMatchObject({
      file: 'a.yaml',
      line: 101,
      severity: 'error',
      message: 'And 599,900 more errors in this file from here on.',
    });
    expect(capProblems(problemsIn('a.yaml', 101, 'warning')).at(-1)?.message).toBe(
      'And 1 more warning in this file from here on.',
    );
  });

  it('take no place from other files, nor warnings from errors', () => {
    const capped = capProblems([
      ...problemsIn('a.yaml', 200, 'warning'),
      ...problemsIn('a.yaml', 1),
      ...problemsIn('b.yaml', 2),
    ]);
    expect(capped).toHaveLength(101 + 1 + 2);
    expect(capped.slice(101)).toEqual([...problemsIn('a.yaml', 1), ...problemsIn('b.yaml', 2)]);
  });
});
