import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GridTable } from '../ui/GridTable.tsx';
import { RowButton } from '../ui/RowButton.tsx';
import { pressPageKey } from './pageKeys.ts';
import { currentRoute, go, useRoute } from './router.ts';
import { useRows } from './useRows.ts';

const ids = ['one', 'two', 'three'];

function Table() {
  const openId = useRoute()?.detail;
  const rows = useRows(ids, openId);
  return (
    <GridTable caption="Rows" className="" onKeyDown={rows.onKeyDown}>
      <tbody>
        {ids.map((id) => (
          <tr key={id}>
            <td>
              <RowButton id={id} onOpen={rows.open}>
                {id}
              </RowButton>
            </td>
          </tr>
        ))}
      </tbody>
    </GridTable>
  );
}

/** Draws only what is in sight: so many rows around the one that is wanted. */
function LongTable() {
  const all = Array.from({ length: 100 }, (_, index) => `row ${index}`);
  const rows = useRows(all, undefined);
  const { wanted, onDrawn } = rows;
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const timer = setTimeout(() => setTop(Number(wanted.replace('row ', ''))));
    return () => clearTimeout(timer);
  }, [wanted]);
  useEffect(() => onDrawn());
  return (
    <GridTable caption="Rows" className="" onKeyDown={rows.onKeyDown}>
      <tbody>
        {all.slice(top, top + 5).map((id) => (
          <tr key={id}>
            <td>
              <RowButton id={id} onOpen={rows.open}>
                {id}
              </RowButton>
            </td>
          </tr>
        ))}
      </tbody>
    </GridTable>
  );
}

const focused = (): string | null => document.activeElement?.textContent ?? null;

describe('keys of a table', () => {
  beforeEach(() => {
    go({ page: 'settings' });
    go({ page: 'connections', plan: '/a.yaml' });
    render(<Table />);
  });
  afterEach(cleanup);

  it('move the focus from row to row, and stop at either end', () => {
    pressPageKey('j');
    expect(focused()).toBe('one');
    pressPageKey('j');
    pressPageKey('j');
    pressPageKey('j');
    expect(focused()).toBe('three');
    pressPageKey('k');
    expect(focused()).toBe('two');
  });

  it('lead to rows that are not drawn yet, however fast they come', async () => {
    cleanup();
    render(<LongTable />);
    act(() => {
      for (let pressed = 0; pressed < 60; pressed += 1) pressPageKey('j');
    });
    await expect.poll(focused).toBe('row 59');
    act(() => {
      pressPageKey('k');
      pressPageKey('k');
    });
    await expect.poll(focused).toBe('row 57');
  });

  it('begin at the last row when the first key goes up', () => {
    pressPageKey('k');
    expect(focused()).toBe('three');
  });

  it('are the arrows as well, while a row has the focus', () => {
    const one = screen.getByRole('button', { name: 'one' });
    one.focus();
    fireEvent.keyDown(one, { key: 'ArrowDown' });
    expect(focused()).toBe('two');
  });

  it('go by ten rows and to either end, while a row has the focus', async () => {
    cleanup();
    render(<LongTable />);
    const press = (key: string, more: object = {}): void => {
      act(() => void fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more }));
    };
    screen.getByRole('button', { name: 'row 0' }).focus();
    for (const [key, row] of [
      ['PageDown', 10],
      ['PageDown', 20],
      ['PageUp', 10],
      ['End', 99],
      ['PageDown', 99],
      ['Home', 0],
      ['PageUp', 0],
    ] as const) {
      press(key);
      await expect.poll(focused).toBe(`row ${row}`);
    }
    press('End', { altKey: true });
    expect(focused()).toBe('row 0');
  });

  it('move what is open, and give the focus back to it when it is closed', async () => {
    fireEvent.click(screen.getByRole('button', { name: 'one' }));
    await expect.poll(() => currentRoute()?.detail).toBe('one');
    pressPageKey(']');
    await expect.poll(() => currentRoute()?.detail).toBe('two');
    pressPageKey('Escape');
    await expect.poll(() => currentRoute()?.detail).toBeUndefined();
    await expect.poll(focused).toBe('two');
  });
});
