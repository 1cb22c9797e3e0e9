import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { succeed } from '#shared/kernel/result.ts';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { sample } from '../../client/testing/sample.ts';
import { PlanProvider } from '../../state/usePlan.ts';
import { GenerateRulesPage } from './GenerateRulesPage.tsx';

afterEach(cleanup);

it('begins each file at its top, however far the one before was scrolled', async () => {
  const files = ['a.yaml', 'b.yaml'].map((name) => ({ name, mediaType: 'text/yaml', text: 'line\n'.repeat(1_000) }));
  const rules = { target: 'azure-nsg', files, notYetPossible: [], surplus: [], remarks: [] };
  const client = { egress: { generate: async () => succeed(rules) } } as unknown as PdpClient;
  render(
    <ClientProvider value={client}>
      <QueryCacheProvider value={makeQueryCache()}>
        <PlanProvider value={sample.view}>
          <GenerateRulesPage />
        </PlanProvider>
      </QueryCacheProvider>
    </ClientProvider>,
  );
  const first = await screen.findByRole('region', { name: 'a.yaml' });
  first.scrollTop = 9_000;
  fireEvent.click(screen.getByText('b.yaml'));
  const second = await screen.findByRole('region', { name: 'b.yaml' });
  expect(second.scrollTop).toBe(0);
});
