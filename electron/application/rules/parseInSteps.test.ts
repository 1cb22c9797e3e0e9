import { describe, expect, it } from 'vitest';
import { parseInSteps } from './parseInSteps.ts';

const files = ['a', 'b', 'c', 'd'].map((name) => ({
  file: `${name}.yaml`,
  text: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n',
  bytes: 52,
  hash: '',
}));

describe('rule files in steps', () => {
  it('give way after each file', async () => {
    let turns = 0;
    const parsed = await parseInSteps({ giveWay: async () => void (turns += 1) }, files, undefined);
    expect(parsed).toEqual({ ok: true, value: null });
    expect(turns).toBe(4);
  });

  it('stop at the file at which they are cancelled', async () => {
    const cancel = new AbortController();
    let turns = 0;
    const giveWay = async (): Promise<void> => {
      turns += 1;
      if (turns === 2) cancel.abort();
    };
    const parsed = await parseInSteps({ giveWay }, files, cancel.signal);
    expect(parsed).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(turns).toBe(2);
  });
});
