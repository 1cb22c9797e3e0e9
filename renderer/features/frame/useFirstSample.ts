import { useEffect, useEffectEvent } from 'react';
import { useSystem } from '../../state/useCatalog.ts';
import { useOpenSample } from '../plans/useOpenSample.ts';

/** Opens the sample that the host was started for, when the page was opened without an address of its own. */
export function useFirstSample(): void {
  const { opensSample } = useSystem();
  const openSample = useOpenSample();
  const openFirst = useEffectEvent(() => {
    if (opensSample !== undefined && globalThis.location.hash === '') void openSample(opensSample);
  });
  useEffect(() => openFirst(), []);
}
