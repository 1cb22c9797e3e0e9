import { useEffect, useState } from 'react';
import type { EngineState } from '#shared/contract/desktopBridge.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { TextButton } from '../../ui/Button.tsx';
import { Banner } from '../../ui/states.tsx';

/** On the desktop the engine is a process of its own: when it is gone, the window says so and asks again on its return. */
export function EngineBanner() {
  const cache = useQueryCache();
  const [state, setState] = useState<EngineState>({ kind: 'running' });
  useEffect(() => {
    const host = globalThis.window.pdpHost;
    if (host === undefined) return undefined;
    let wasGone = false;
    return host.onEngineState((next) => {
      setState(next);
      if (next.kind === 'running' && wasGone) cache.refresh([]);
      wasGone = next.kind === 'restarting' || next.kind === 'stopped' || (wasGone && next.kind === 'starting');
    });
  }, [cache]);
  switch (state.kind) {
    case 'restarting':
      return (
        <Banner>
          <b className="font-semibold text-ink">The engine has stopped and is being started again.</b> What was saved is
          kept; an audit that was running has to be run again.
        </Banner>
      );
    case 'stopped':
      return (
        <Banner
          action={<TextButton onPress={() => globalThis.window.pdpHost?.restartEngine()}>Start the engine</TextButton>}
        >
          <b className="font-semibold text-ink">The engine has stopped {state.crashes} times and was left alone.</b>{' '}
          What was saved is kept.
        </Banner>
      );
    case 'starting':
    case 'running':
      return null;
  }
}
