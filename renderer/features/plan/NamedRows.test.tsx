import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { sample } from '../../client/testing/sample.ts';
import { PlanProvider } from '../../state/usePlan.ts';
import { NamedRows } from './NamedRows.tsx';

afterEach(cleanup);

function renderSystems(count: number): void {
  const items = Array.from({ length: count }, (_, index) => ({
    name: `system-${index}`,
    hosts: [`${index}.acme.example`],
    cidrs: [`10.0.${index}.0/24`, `10.1.${index}.0/24`],
  }));
  render(
    <PlanProvider value={sample.view}>
      <NamedRows
        items={items}
        noun="system"
        hint="Such as erp"
        row={({ name }) => <input aria-label={`Name of ${name}`} />}
        onAdd={() => Promise.resolve(undefined)}
      />
    </PlanProvider>,
  );
}

describe('things of a plan that have a name', () => {
  it('have their fields open where they are few', () => {
    renderSystems(12);
    expect(screen.getAllByRole('textbox')).toHaveLength(12);
  });

  it('are a line each where they are many, with where they are, and are opened for their fields', () => {
    renderSystems(400);
    expect(screen.queryAllByRole('textbox')).toEqual([]);
    const line = screen.getByText('system-399').closest('summary');
    expect(line?.textContent).toBe('system-399 399.acme.example, 10.0.399.0/24 and 1 more');
    const details = line?.parentElement as HTMLDetailsElement;
    details.open = true;
    fireEvent(details, new Event('toggle'));
    expect(screen.getByRole('textbox', { name: 'Name of system-399' })).toBeTruthy();
    expect(screen.getAllByRole('textbox')).toHaveLength(1);
  });
});
