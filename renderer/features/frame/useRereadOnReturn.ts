import { useEffect, useEffectEvent } from 'react';
import { useReadAgain } from '../../state/useReadAgain.ts';

/** Plans and rules are files that others edit as well: coming back to the window reads them again. */
export function useRereadOnReturn(): void {
  const readAgain = useReadAgain();
  const reread = useEffectEvent(() => {
    if (globalThis.document.visibilityState === 'visible') readAgain();
  });
  useEffect(() => {
    const listener = (): void => reread();
    globalThis.addEventListener('focus', listener);
    return () => globalThis.removeEventListener('focus', listener);
  }, []);
}
