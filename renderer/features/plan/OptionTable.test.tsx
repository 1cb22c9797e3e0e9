import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { OptionTable } from './OptionTable.tsx';

afterEach(cleanup);

const options = [
  { id: 'azure', title: 'Azure' },
  { id: 'aws', title: 'AWS' },
] as const;

function renderOptions(isReadOnly = false) {
  const chosen: string[] = [];
  render(
    <OptionTable
      label="Cloud"
      options={options}
      chosen="azure"
      onChoose={(id) => chosen.push(id)}
      rows={[{ title: 'Cluster', cell: (id) => (id === 'azure' ? 'AKS' : 'EKS') }]}
      isReadOnly={isReadOnly}
    />,
  );
  return chosen;
}

describe('options side by side', () => {
  it('are one group of radios with the chosen one checked', () => {
    renderOptions();
    expect(screen.getByRole('group', { name: 'Cloud' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Azure' }).checked).toBe(true);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'AWS' }).checked).toBe(false);
  });

  it('have their differences in rows', () => {
    renderOptions();
    expect(screen.getByRole('row', { name: 'Cluster AKS EKS' })).toBeTruthy();
  });

  it('tell what was chosen', () => {
    const chosen = renderOptions();
    fireEvent.click(screen.getByRole('radio', { name: 'AWS' }));
    expect(chosen).toEqual(['aws']);
  });

  it('can be read and not changed in the sample', () => {
    renderOptions(true);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'AWS' }).disabled).toBe(true);
  });
});
