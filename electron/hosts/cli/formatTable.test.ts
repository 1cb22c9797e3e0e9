import { describe, expect, it } from 'vitest';
import { formatTable } from './formatTable.ts';

describe('a table', () => {
  it('puts columns under their heads and keeps each row a line where there is no window', () => {
    expect(
      formatTable(
        ['Task', 'Who'],
        [
          ['Network', 'WSO2'],
          ['A much longer name of a task', 'Customer'],
        ],
        undefined,
      ),
    ).toBe(
      [
        'Task                          Who',
        'Network                       WSO2',
        'A much longer name of a task  Customer',
        '',
      ].join('\n'),
    );
  });

  it('wraps the widest column in a narrow window', () => {
    const text = formatTable(['Task', 'Who'], [['A much longer name of a task', 'Customer']], 24);
    expect(text.split('\n').every((line) => line.length <= 24)).toBe(true);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('A much Customer longer name of a task');
  });

  it('cuts no word, however narrow the window', () => {
    const path = 'rules/a-long-path-that-has-no-blank/policy.yaml:12';
    expect(formatTable(['Where'], [[path]], 10)).toContain(path);
  });

  it('gives characters that take two columns their room', () => {
    expect(formatTable(['名前', 'x'], [['日本語の長い文', 'y']], 12)).toContain('日本語の長い文  y');
  });

  it('shows control characters of a name instead of obeying them', () => {
    const text = formatTable(['Name'], [['a\u001B[31mb\u001B]0;title\u0007c\rd\u202Ee']], undefined);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(text).toContain('ab');
  });

  it('lets no line break of a name begin a row', () => {
    const text = formatTable(
      ['Workload', 'May reach'],
      [['shop/web\nshop/db  nothing', ['one', 'two\nthree']]],
      undefined,
    );
    expect(text.split('\n')).toEqual([
      'Workload                   May reach',
      'shop/web↵shop/db  nothing  one',
      '                           two↵three',
      '',
    ]);
  });

  it('paints a cell after its width is settled', () => {
    const painted = formatTable(
      ['Verdict', 'x'],
      [[{ text: 'denied', paint: (text) => `\u001B[31m${text}\u001B[39m` }, 'y']],
      undefined,
    );
    expect(painted).toContain('\u001B[31mdenied\u001B[39m');
  });
});
