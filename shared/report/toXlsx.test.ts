import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { toXlsx } from './toXlsx.ts';

describe('a workbook', () => {
  it('keeps every cell as text, whatever it begins with, and drops what XML can’t hold', async () => {
    const bytes = await toXlsx('Title', [
      {
        name: 'First',
        rows: [
          ['Task', 'Owner'],
          ['=1+1', '@ana'],
          ['-\u0001x', '007'],
        ],
      },
    ]);
    const workbook = await readXlsx(bytes);
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['First']);
    expect(workbook.sheets[0]?.rows).toEqual([
      ['Task', 'Owner'],
      ['=1+1', '@ana'],
      ['-x', '007'],
    ]);
  });
});
