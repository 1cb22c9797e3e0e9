import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { succeed } from '#shared/kernel/result.ts';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { currentRoute, go } from '../../state/router.ts';
import { addedRules } from '../../state/ruleSets.ts';
import { DropZone } from './DropZone.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** An engine that is sent files, and says when it has them. */
function renderZone() {
  const ends: (() => void)[] = [];
  const upload = () =>
    new Promise((resolve) => ends.push(() => resolve(succeed({ folder: '/kept', files: ['/kept/rules.json'] }))));
  const client = { files: { upload } } as unknown as PdpClient;
  render(
    <ClientProvider value={client}>
      <QueryCacheProvider value={makeQueryCache()}>
        <DropZone />
      </QueryCacheProvider>
    </ClientProvider>,
  );
  return ends;
}

/** So many bytes, as a browser hands them over. */
function drop(size: number): void {
  const beginning = { arrayBuffer: async () => new ArrayBuffer(1) };
  const file = { name: `${size}.json`, size, slice: () => beginning };
  const item = { webkitGetAsEntry: () => null, getAsFile: () => file };
  fireEvent.drop(globalThis.window, { dataTransfer: { types: ['Files'], items: [item] } });
}

describe('two drops at once', () => {
  it('are each shown until they are done, and cancelled each by itself', async () => {
    const ends = renderZone();
    drop(1_000);
    await screen.findByText(/Taking 1 file, 1.0 kB/);
    await expect.poll(() => ends.length).toBe(1);
    drop(2_000);
    await screen.findByText(/Taking 1 file, 2.0 kB/);
    await expect.poll(() => ends.length).toBe(2);
    expect(screen.getAllByRole('button', { name: 'Cancel' })).toHaveLength(2);
    await act(async () => ends[0]?.());
    await expect.poll(() => screen.queryByText(/1.0 kB/)).toBeNull();
    expect(screen.getByText(/2.0 kB/)).toBeTruthy();
    await act(async () => ends[1]?.());
    await expect.poll(() => screen.queryByText(/Taking/)).toBeNull();
  });
});

describe('a folder that takes its time', () => {
  it('is told of at once, and can be cancelled before it is known what it holds', async () => {
    const ends = renderZone();
    const file = {
      isFile: true,
      fullPath: '/rules/a.json',
      file: (take: (file: File) => void) => take(new File([], 'a')),
    };
    let list: ((entries: readonly unknown[]) => void) | undefined;
    const createReader = () => ({ readEntries: (take: typeof list) => (list = take) });
    const folder = { isFile: false, name: 'rules', createReader };
    const item = { webkitGetAsEntry: () => folder, getAsFile: () => null };
    fireEvent.drop(globalThis.window, { dataTransfer: { types: ['Files'], items: [item] } });
    await screen.findByText('Reading what was dropped');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByText('Reading what was dropped')).toBeNull();
    await act(async () => list?.([file]));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(ends).toEqual([]);
  });
});

describe('files that are still looked into', () => {
  it.each(['rules', 'apiVersion: pdp-workbench/v1'])('are not taken once they are cancelled: %s', async (text) => {
    const plan = '/plans/plan.yaml';
    go({ page: 'evidence', plan });
    vi.stubGlobal('pdpHost', { pathOf: () => '/dropped/file.yaml' });
    renderZone();
    const looked = Promise.withResolvers<ArrayBuffer>();
    const file = { name: 'file.yaml', size: 1, slice: () => ({ arrayBuffer: () => looked.promise }) };
    const item = { webkitGetAsEntry: () => null, getAsFile: () => file };
    fireEvent.drop(globalThis.window, { dataTransfer: { types: ['Files'], items: [item] } });
    await screen.findByText(/Taking 1 file/);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await act(async () => looked.resolve(new TextEncoder().encode(text).buffer));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(addedRules(plan)).toEqual([]);
    expect(currentRoute()?.plan).toBe(plan);
  });
});
