import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FormField, ListField, TextField, toEntries } from './fields.tsx';

afterEach(cleanup);

function renderText(value = 'westeurope') {
  const committed: string[] = [];
  const view = render(<TextField label="Region" value={value} onCommit={(text) => committed.push(text)} />);
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Region' });
  return { committed, field, ...view };
}

describe('a text field', () => {
  it('hands over what was typed when it is left, and only then', () => {
    const { committed, field } = renderText();
    fireEvent.change(field, { target: { value: 'northeurope' } });
    expect(committed).toEqual([]);
    fireEvent.blur(field);
    expect(committed).toEqual(['northeurope']);
  });

  it('hands it over with Enter', () => {
    const { committed, field } = renderText();
    fireEvent.change(field, { target: { value: 'northeurope' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(committed).toEqual(['northeurope']);
  });

  it('hands it over once when it is left before the answer to Enter has come', async () => {
    const answer = Promise.withResolvers<undefined>();
    const committed: string[] = [];
    render(
      <TextField
        label="Name"
        value=""
        onCommit={(text) => {
          committed.push(text);
          return answer.promise;
        }}
      />,
    );
    const field = screen.getByRole('textbox', { name: 'Name' });
    fireEvent.change(field, { target: { value: 'erp' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    fireEvent.blur(field);
    expect(committed).toEqual(['erp']);
    await act(async () => answer.resolve(undefined));
    fireEvent.blur(field);
    expect(committed).toEqual(['erp', 'erp']);
  });

  it('says nothing when nothing was changed', () => {
    const { committed, field } = renderText();
    fireEvent.focus(field);
    fireEvent.blur(field);
    expect(committed).toEqual([]);
  });

  it('takes back what was typed with Escape', () => {
    const { committed, field } = renderText();
    fireEvent.change(field, { target: { value: 'north' } });
    fireEvent.keyDown(field, { key: 'Escape' });
    fireEvent.blur(field);
    expect(field.value).toBe('westeurope');
    expect(committed).toEqual([]);
  });

  it('shows a value that came from elsewhere', () => {
    const { field, rerender } = renderText();
    rerender(<TextField label="Region" value="eu-central-1" onCommit={() => undefined} />);
    expect(field.value).toBe('eu-central-1');
  });

  it('keeps what is being typed when a value comes from elsewhere, and hands it over', () => {
    const { committed, field, rerender } = renderText('');
    fireEvent.change(field, { target: { value: 'northeurope' } });
    rerender(<TextField label="Region" value="eu-central-1" onCommit={(text) => committed.push(text)} />);
    expect(field.value).toBe('northeurope');
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(committed).toEqual(['northeurope']);
    rerender(<TextField label="Region" value="North Europe" onCommit={(text) => committed.push(text)} />);
    expect(field.value).toBe('North Europe');
  });
});

describe('keys in a field', () => {
  it('reach the window, but for an Escape that takes something back', () => {
    const reached: string[] = [];
    const listen = (event: KeyboardEvent): void => void reached.push(event.key);
    globalThis.addEventListener('keydown', listen);
    const { field } = renderText();
    fireEvent.keyDown(field, { key: 'z', ctrlKey: true });
    fireEvent.keyDown(field, { key: 'Escape' });
    fireEvent.change(field, { target: { value: 'north' } });
    fireEvent.keyDown(field, { key: 'Escape' });
    fireEvent.keyDown(field, { key: 'F5' });
    globalThis.removeEventListener('keydown', listen);
    expect(reached).toEqual(['z', 'Escape', 'F5']);
  });
});

describe('a value that is refused', () => {
  function renderRefusing() {
    const answers: string[] = [];
    render(
      <TextField
        label="Region"
        value="westeurope"
        onCommit={(text) => {
          answers.push(text);
          return Promise.resolve(text === 'moon' ? 'There is no such region.' : undefined);
        }}
      />,
    );
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Region' });
    return { answers, field };
  }

  it('stays in the field, which is marked and says why, until it is corrected', async () => {
    const { answers, field } = renderRefusing();
    fireEvent.change(field, { target: { value: 'moon' } });
    fireEvent.blur(field);
    expect((await screen.findByRole('alert')).textContent).toBe('There is no such region.');
    expect(field.value).toBe('moon');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(field, { target: { value: 'northeurope' } });
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.blur(field);
    expect(answers).toEqual(['moon', 'northeurope']);
  });

  it('is forgotten with Escape', async () => {
    const { field } = renderRefusing();
    fireEvent.change(field, { target: { value: 'moon' } });
    fireEvent.blur(field);
    await screen.findByRole('alert');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(field.value).toBe('westeurope');
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('a field of a form', () => {
  it('tells every letter, and takes a day as the browser’s own field does', () => {
    const typed: string[] = [];
    render(<FormField label="Last day" type="date" value="" onChange={(text) => typed.push(text)} error="Over" />);
    const field = screen.getByLabelText<HTMLInputElement>('Last day');
    expect(field.type).toBe('date');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(field, { target: { value: '2027-02-30' } });
    fireEvent.change(field, { target: { value: '2027-02-28' } });
    expect(typed).toEqual(['2027-02-28']);
  });
});

describe('a list field', () => {
  it('hands over one entry a line, without blanks', () => {
    const committed: (readonly string[])[] = [];
    render(<ListField label="Pods" values={['10.20.0.0/16']} onCommit={(values) => committed.push(values)} />);
    const field = screen.getByRole('textbox', { name: 'Pods' });
    fireEvent.change(field, { target: { value: '10.20.0.0/16\n\n 10.21.0.0/16 , 10.22.0.0/16\n' } });
    fireEvent.blur(field);
    expect(committed).toEqual([['10.20.0.0/16', '10.21.0.0/16', '10.22.0.0/16']]);
  });

  it('reads nothing as no entries', () => {
    expect(toEntries(' \n,\n')).toEqual([]);
  });
});
