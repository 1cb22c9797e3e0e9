import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { sample } from '../../client/testing/sample.ts';
import { layersOf } from './layers.ts';
import { ConnectionTable } from './ConnectionTable.tsx';

afterEach(cleanup);

const { egress } = sample;

function renderTable() {
  const opened: string[] = [];
  const rows = {
    open: (id: string) => opened.push(id),
    close: () => undefined,
    onKeyDown: () => undefined,
    previous: undefined,
    next: undefined,
    position: 0,
    nearest: undefined,
    wanted: undefined,
    onDrawn: () => undefined,
  };
  render(
    <ConnectionTable
      egress={egress}
      layers={layersOf(egress)}
      shown={egress.connections}
      preconditions={egress.preconditions}
      openId="apim-enforcer--event-hub"
      rows={rows}
    />,
  );
  const rowOf = (name: RegExp): HTMLElement => screen.getByRole('row', { name });
  return { opened, rowOf };
}

describe('the table of connections', () => {
  it('has a row for each connection, and DNS under a head of its own', () => {
    renderTable();
    expect(screen.getAllByRole('row').filter((row) => row.hasAttribute('data-row'))).toHaveLength(13);
    expect(screen.getByText('Before every row by name')).toBeTruthy();
  });

  it('says every layer in words, in the order of its columns', () => {
    const { rowOf } = renderTable();
    const heads = screen.getAllByRole('columnheader').map((head) => head.textContent);
    expect(heads).toEqual([
      'Component and endpoint',
      'Protocol',
      'Pod policy',
      'Node firewall',
      'Azure NSG',
      'Azure Firewall',
      'Proxy',
      'Verdict',
    ]);
    const cells = within(rowOf(/APIM \/ enforcer/)).getAllByRole('cell');
    expect(cells.map((cell) => cell.textContent).slice(1, 6)).toEqual([
      'Denied',
      'Not applicable',
      'Unknown',
      'Not applicable',
      'Not applicable',
    ]);
    expect(cells.at(-1)?.textContent).toMatch(/^Denied/);
  });

  it('marks the row that is open, and the layers that its packets never meet', () => {
    const { rowOf } = renderTable();
    const row = rowOf(/APIM \/ enforcer/);
    expect(row.getAttribute('aria-selected')).toBe('true');
    expect([...row.querySelectorAll('[data-beyond]')]).toHaveLength(4);
    expect(rowOf(/Secret resolver/).querySelectorAll('[data-beyond]')).toHaveLength(0);
  });

  it('opens a row by its button and by a click anywhere in it, once', () => {
    const { opened, rowOf } = renderTable();
    fireEvent.click(screen.getByRole('button', { name: /Secret resolver/ }));
    fireEvent.click(within(rowOf(/Let's Encrypt/)).getAllByRole('cell')[0] ?? document.body);
    expect(opened).toEqual(['secret-resolver--secret-store', 'certificate-manager--lets-encrypt']);
  });
});
