import { useEffect, useState } from 'react';
import { useQueryCache } from '../../client/useQuery.ts';
import { TextButton } from '../../ui/Button.tsx';
import { Banner } from '../../ui/states.tsx';
import { followEngine } from './engineNotice.ts';
import type { EngineNotice } from './engineNotice.ts';

/** On the desktop the engine is a process of its own: when it is gone, the window says so and asks again on its return. */
export function EngineBanner() {
  const cache = useQueryCache();
  const [notice, setNotice] = useState<EngineNotice>({ kind: 'none' });
  useEffect(
    () => globalThis.window.pdpHost?.onEngineState((next) => setNotice((before) => followEngine(before, next))),
    [],
  );
  const isBack = notice.kind === 'restarted';
  useEffect(() => {
    if (isBack) cache.refresh([]);
  }, [isBack, cache]);
  return <div aria-live="polite">{describe(notice, () => setNotice({ kind: 'none' }))}</div>;
}

function describe(notice: EngineNotice, dismiss: () => void) {
  switch (notice.kind) {
    case 'restarting':
      return (
        <Banner>
          <b className="font-semibold text-ink">The engine has stopped and is being started again.</b> {whatIsLeft}
        </Banner>
      );
    case 'restarted':
      return (
        <Banner action={<TextButton onPress={dismiss}>Dismiss</TextButton>}>
          <b className="font-semibold text-ink">The engine had stopped and runs again.</b> {whatIsLeft}
        </Banner>
      );
    case 'stopped':
      return (
        <Banner
          action={<TextButton onPress={() => globalThis.window.pdpHost?.restartEngine()}>Start the engine</TextButton>}
        >
          <b className="font-semibold text-ink">The engine has stopped {notice.crashes} times and was left alone.</b>{' '}
          What was saved is kept.
        </Banner>
      );
    case 'none':
      return null;
  }
}

const whatIsLeft = 'What was saved is kept; an audit that was running has to be run again.';
