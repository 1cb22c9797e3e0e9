import { describe, expect, it } from 'vitest';
import type { Problem } from '#shared/kernel/problem.ts';
import type { RuleSource } from '#shared/network/judging/verdict.ts';
import { describeAddedRules } from './describeAddedRules.ts';

const problem = (file: string, severity: Problem['severity']): Problem => ({
  file,
  line: 1,
  message: 'It can’t be read.',
  remedy: 'Mend it.',
  severity,
});
const sources: readonly RuleSource[] = ['rules/a.yaml', 'rules/b.yaml', 'rules/c.yaml', 'elsewhere/d.yaml'].map(
  (file) => ({ file, layers: ['pod-policy'], format: 'Kubernetes manifests', bytes: 1, hash: '', holds: '' }),
);
const describeAdded = (...problems: readonly Problem[]) =>
  describeAddedRules(['rules'], '/plans', { sources, problems });

describe('what became of rules that were just added', () => {
  it('says that the connections are judged with them where nothing is wrong in them', () => {
    expect(describeAdded(problem('elsewhere/d.yaml', 'error'))).toEqual({
      title: '3 files added',
      text: 'The connections are judged with them.',
    });
  });

  it('says that none was found, which are judged with nothing', () => {
    expect(describeAddedRules(['nothing'], '/plans', { sources, problems: [] })).toEqual({
      title: '0 files added',
      text: 'No rule file was found there.',
    });
  });

  it('does not say that the connections are judged with the rest where a file could not be read', () => {
    expect(describeAdded(problem('rules/a.yaml', 'warning'), problem('rules/b.yaml', 'error'))).toEqual({
      tone: 'warning',
      title: '3 files added, 2 problems',
      text: 'In a.yaml and b.yaml. Rows that depend on what could not be read are unknown.',
      faulty: 'rules/a.yaml',
    });
  });

  it('names two files, counts the others, and judges with the rest what is only warned of', () => {
    expect(
      describeAdded(...['a', 'b', 'b', 'c'].map((name) => problem(`rules/${name}.yaml`, 'warning'))),
    ).toMatchObject({
      title: '3 files added, 4 problems',
      text: 'In a.yaml, b.yaml and 1 more. The connections are judged with the rest.',
    });
  });
});
