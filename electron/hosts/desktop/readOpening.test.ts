import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOpening, readOpening } from './readOpening.ts';

const folder = path.resolve('/home/architect');

describe('readOpening', () => {
  it.each([
    ['nothing', [], undefined],
    ['the folder of the program', ['.'], undefined],
    ['a plan', ['.', 'plan.yaml'], { kind: 'open-plan', file: path.join(folder, 'plan.yaml') }],
    ['a plan with an absolute path', [path.resolve('/p/a.YML')], { kind: 'open-plan', file: path.resolve('/p/a.YML') }],
    [
      'a plan in JSON after foreign switches',
      ['--inspect=0', '--no-sandbox', 'plan.json'],
      { kind: 'open-plan', file: path.join(folder, 'plan.json') },
    ],
    ['a module that a test preloads', ['-r', '/tests/shim.cjs', '.'], undefined],
    ['a sample', ['.', '--sample', 'azure-standard'], { kind: 'open-sample', name: 'azure-standard' }],
    [
      'a sample and a plan: the plan',
      ['--sample=azure-standard', 'plan.yaml'],
      { kind: 'open-plan', file: path.join(folder, 'plan.yaml') },
    ],
    ['a sample without its name', ['.', '--sample'], undefined],
  ])('reads %s', (_name, words, expected) => {
    expect(readOpening(words, folder)).toEqual(expected);
  });
});

describe('parseOpening', () => {
  it.each([
    ['a plan', { kind: 'open-plan', file: '/a.yaml' }, { kind: 'open-plan', file: '/a.yaml' }],
    ['a sample', { kind: 'open-sample', name: 'azure-standard' }, { kind: 'open-sample', name: 'azure-standard' }],
    ['nothing', undefined, undefined],
    ['text', 'open-plan', undefined],
    ['a plan without its file', { kind: 'open-plan' }, undefined],
    ['another kind', { kind: 'create-plan', file: '/a.yaml' }, undefined],
    ['a sample that is no text', { kind: 'open-sample', name: 1 }, undefined],
  ])('takes over %s', (_name, value, expected) => {
    expect(parseOpening(value)).toEqual(expected);
  });
});
