import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { FilePicker } from './FilePicker.tsx';

/** Of two folders, one is listed at once and the other never. */
const list = ({ folder = '/home' }: { readonly folder?: string }): Promise<unknown> =>
  folder === '/home' ? Promise.resolve(home) : new Promise(() => {});

const home = {
  ok: true,
  value: { folder: '/home', entries: [{ name: 'old.yaml', path: '/home/old.yaml', kind: 'file' }] },
};

function renderPicker(newName?: string, answer: typeof list = list): string[] {
  const picked: string[] = [];
  render(
    <ClientProvider value={{ files: { list: answer } } as unknown as PdpClient}>
      <QueryCacheProvider value={makeQueryCache()}>
        <FilePicker
          title="Which?"
          verb="Take it"
          isShown={() => true}
          several={newName === undefined}
          {...(newName === undefined ? {} : { newName })}
          onPick={(paths) => picked.push(...paths)}
          onClose={() => undefined}
        />
      </QueryCacheProvider>
    </ClientProvider>,
  );
  return picked;
}

async function goTo(folder: string): Promise<void> {
  await screen.findByText('old.yaml');
  const field = screen.getByRole('textbox', { name: 'Folder' });
  fireEvent.change(field, { target: { value: folder } });
  fireEvent.keyDown(field, { key: 'Enter' });
}

describe('the dialog for files', () => {
  afterEach(cleanup);

  it('takes a new file to the folder that was typed, even while that is still being listed', async () => {
    const picked = renderPicker('plan.yaml');
    await goTo('/work');
    fireEvent.click(screen.getByRole('button', { name: 'Take it' }));
    expect(picked).toEqual(['/work/plan.yaml']);
  });

  it.each([
    ['acme', '/home/acme.yaml'],
    ['acme.yml', '/home/acme.yml'],
    ['acme.txt', '/home/acme.txt'],
  ])('takes a name as soon as it is typed, with Enter, and with the ending that it lacks: %s', async (name, file) => {
    const picked = renderPicker('plan.yaml');
    await screen.findByText('old.yaml');
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'File name' });
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: name } });
    // What Enter does in a form.
    act(() => field.form?.requestSubmit());
    expect(picked).toEqual([file]);
  });

  it('lets a folder be typed once one is listed, so that the two are not mixed', async () => {
    const first = Promise.withResolvers<unknown>();
    renderPicker('plan.yaml', () => first.promise);
    const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Folder' });
    expect(field().readOnly).toBe(true);
    first.resolve(home);
    await screen.findByText('old.yaml');
    expect(field().readOnly).toBe(false);
    expect(field().value).toBe('/home');
  });

  it('lets a folder be typed where the first one can’t be listed', async () => {
    renderPicker('plan.yaml', async () => ({ ok: false, failure: { message: 'Not to be read', problems: [] } }));
    await screen.findByText('Not to be read');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Folder' }).readOnly).toBe(false);
  });

  it('takes nothing of a folder that was left', async () => {
    const picked = renderPicker();
    const file = await screen.findByRole('option', { name: 'old.yaml' });
    act(() => file.focus());
    fireEvent.keyDown(file, { key: ' ' });
    fireEvent.keyUp(file, { key: ' ' });
    expect(screen.queryByText('Nothing chosen')).toBeNull();
    await goTo('/work');
    expect(screen.getByText('Nothing chosen')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Take it' }));
    expect(picked).toEqual([]);
  });
});
