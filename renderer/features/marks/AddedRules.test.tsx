import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SystemInformation } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { sample } from '../../client/testing/sample.ts';
import { go } from '../../state/router.ts';
import { addedRules, addRules, removeRules } from '../../state/ruleSets.ts';
import { useToastStore } from '../../state/toasts.ts';
import { SystemProvider } from '../../state/useCatalog.ts';
import { PlanProvider } from '../../state/usePlan.ts';
import { useTakeFiles } from '../files/useTakeFiles.ts';
import { AddedRules } from './AddedRules.tsx';

const plan = sample.view.file;
const kept = `/home/user/.pdp/uploads/417-f67b1902-581a-4561-840c-12242bfab9ec/${'a1'.repeat(32)}`;

beforeEach(() => go({ page: 'evidence', plan }));

afterEach(() => {
  cleanup();
  for (const path of addedRules(plan)) removeRules(plan, path);
});

/** An engine that keeps what is dropped, and never comes to judge it. */
const client = {
  files: { upload: async () => succeed({ folder: kept, files: [`${kept}/rules/nsg.json`, `${kept}/good.yaml`] }) },
  egress: { check: () => new Promise(() => {}) },
} as unknown as PdpClient;
const system = { dataFolder: '/home/user/.pdp', host: 'browser' } as unknown as SystemInformation;

function Drop({ names }: { readonly names: readonly string[] }) {
  const take = useTakeFiles();
  const drop = async (): Promise<void> => {
    // The test's own window has files that can't be read; what comes with an answer can be.
    const file = (await new Response('x').blob()) as File;
    await take(
      names.map((name) => ({ name, file })),
      new AbortController().signal,
    );
  };
  return <button onClick={() => void drop()}>Drop</button>;
}

function renderRules(names: readonly string[] = []) {
  render(
    <ClientProvider value={client}>
      <QueryCacheProvider value={makeQueryCache()}>
        <SystemProvider value={system}>
          <PlanProvider value={sample.view}>
            <Drop names={names} />
            <AddedRules />
          </PlanProvider>
        </SystemProvider>
      </QueryCacheProvider>
    </ClientProvider>,
  );
}

describe('rules that were added', () => {
  it('have their own names where they were dropped, whether or not they are judged, and come back by Undo', async () => {
    renderRules(['rules/nsg.json', 'rules/inner/open.yaml', 'good.yaml']);
    fireEvent.click(screen.getByRole('button', { name: 'Drop' }));
    const away = await screen.findByRole('button', { name: 'Take rules and good.yaml away' });
    expect(screen.getByText('rules and good.yaml')).toBeTruthy();
    fireEvent.click(away);
    expect(addedRules(plan)).toEqual([]);
    const toast = useToastStore.getState().toasts.at(-1);
    expect(toast?.title).toBe('Taken away: rules and good.yaml');
    act(() => toast?.action?.run());
    expect(addedRules(plan)).toEqual([kept]);
    expect(screen.getByRole('button', { name: 'Take rules and good.yaml away' })).toBeTruthy();
  });

  it('are called by their path where they are read in place', () => {
    addRules(plan, ['/srv/rules/nsg.json']);
    renderRules();
    expect(screen.getByRole('button', { name: 'Take /srv/rules/nsg.json away' })).toBeTruthy();
  });
});
