import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { PlanView } from '#shared/contract/views.ts';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { sample } from '../../client/testing/sample.ts';
import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { PlanProvider } from '../../state/usePlan.ts';
import { AddRulesDialog } from './AddRulesDialog.tsx';

afterEach(() => {
  act(closeOverlay);
  cleanup();
});

const list = async ({ folder = '/home' }: { readonly folder?: string }) => ({
  ok: true,
  value: { folder, entries: [] },
});

describe('the dialog for rule files', () => {
  it.each<[string, Partial<PlanView>, string]>([
    ['the folder of the plan', { file: '/plans/acme/plan.yaml' }, '/plans/acme'],
    ['the user’s own folder for a sample', { file: '/data/samples/plan.yaml', sample: true }, '/home'],
  ])('begins in %s', async (_what, view, folder) => {
    useOverlay.setState({ shown: 'add-rules' });
    render(
      <ClientProvider value={{ files: { list } } as unknown as PdpClient}>
        <QueryCacheProvider value={makeQueryCache()}>
          <PlanProvider value={{ ...sample.view, ...view }}>
            <AddRulesDialog />
          </PlanProvider>
        </QueryCacheProvider>
      </ClientProvider>,
    );
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Folder' });
    await expect.poll(() => field.value).toBe(folder);
  });
});
