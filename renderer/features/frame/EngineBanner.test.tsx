import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge, EngineState } from '#shared/contract/desktopBridge.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { EngineBanner } from './EngineBanner.tsx';

/** Shows the banner beside an engine that goes from state to state. */
function follow(...states: readonly EngineState[]) {
  let tell: (state: EngineState) => void = () => undefined;
  const host: Pick<DesktopBridge, 'onEngineState'> = {
    onEngineState(listener) {
      tell = listener;
      return () => undefined;
    },
  };
  vi.stubGlobal('pdpHost', host);
  const cache = makeQueryCache();
  let asked = 0;
  cache.use('["runs"]', () => {
    asked += 1;
    return Promise.resolve({ ok: true, value: asked });
  });
  const { container } = render(
    <QueryCacheProvider value={cache}>
      <EngineBanner />
    </QueryCacheProvider>,
  );
  act(() => states.forEach(tell));
  return { asked: () => asked, said: () => container.textContent };
}

const crash: readonly EngineState[] = [{ kind: 'running' }, { kind: 'restarting', crashes: 1, inMs: 250 }];

describe('the banner of the engine', () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('is silent while the engine starts for the first time and runs', () => {
    expect(follow({ kind: 'starting' }, { kind: 'running' }).said()).toBe('');
  });

  it.each([
    ['waits', crash],
    ['starts', [...crash, { kind: 'starting' }] as const],
  ])('says that it has stopped while the next one %s', (_, states) => {
    expect(follow(...states).said()).toMatch(/^The engine has stopped and is being started again\./);
  });

  it('says after its return that it had stopped, until that is dismissed, and asks again what the page shows', () => {
    const { said, asked } = follow(...crash, { kind: 'starting' }, { kind: 'running' });
    expect(said()).toMatch(/^The engine had stopped and runs again\./);
    expect(asked()).toBe(2);
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(said()).toBe('');
  });

  it('offers to start one that was left alone', () => {
    expect(follow(...crash, { kind: 'stopped', crashes: 5 }).said()).toMatch(/^The engine has stopped 5 times/);
    expect(screen.getByRole('button', { name: 'Start the engine' })).toBeDefined();
  });
});
