import { useEffect, useState } from 'react';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider, useQuery } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { loadPreferences } from '../../state/preferences.ts';
import { CatalogProvider, SystemProvider } from '../../state/useCatalog.ts';
import { EngineBanner } from './EngineBanner.tsx';
import { Fault } from './Fault.tsx';
import { Frame } from './Frame.tsx';

/** The whole window: everything below it has an engine, a catalogue and preferences. */
export function App({ client }: { readonly client: PdpClient }) {
  const [cache] = useState(makeQueryCache);
  useEffect(() => {
    loadPreferences(client).catch(() => {
      // Without an engine the frame says so itself; the look stays as it was kept in the page.
    });
  }, [client]);
  return (
    <ClientProvider value={client}>
      <QueryCacheProvider value={cache}>
        <Start client={client} />
      </QueryCacheProvider>
    </ClientProvider>
  );
}

function Start({ client }: { readonly client: PdpClient }) {
  const [attempt, setAttempt] = useState(0);
  const loaded = useQuery(['start', attempt], async (signal) => {
    const [catalog, system] = await Promise.all([
      client.catalog.get(undefined, { signal }),
      client.system.information(undefined, { signal }),
    ]);
    return { ok: true, value: { catalog, system } };
  });
  if (loaded.phase !== 'ready') {
    return (
      <main className="mx-auto mt-20 max-w-160">
        {/* An engine that is gone before its first answer is started again as well, and then asked again. */}
        <EngineBanner />
        {loaded.phase === 'loading' ? (
          <output className="sr-only">Starting</output>
        ) : (
          <>
            <h1 className="mx-6 mt-4 mb-4 text-title font-semibold">PDP Workbench</h1>
            <ErrorState
              title={loaded.failure.message}
              actions={
                <Button look="primary" onPress={() => setAttempt(attempt + 1)}>
                  Try again
                </Button>
              }
            >
              {loaded.failure.remedy}
            </ErrorState>
          </>
        )}
      </main>
    );
  }
  return (
    <CatalogProvider value={loaded.value.catalog}>
      <SystemProvider value={loaded.value.system}>
        <ErrorBoundary
          of="the window"
          instead={(caught, again) => (
            <main className="mx-auto mt-20 max-w-160">
              <h1 className="mx-6 mb-4 text-title font-semibold">PDP Workbench</h1>
              <Fault what="The window" caught={caught} onAgain={again} />
            </main>
          )}
        >
          <Frame />
        </ErrorBoundary>
      </SystemProvider>
    </CatalogProvider>
  );
}
