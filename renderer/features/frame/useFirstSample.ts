import { useEffect, useEffectEvent } from 'react';
import { useSystem } from '../../state/useCatalog.ts';
import { useOpenSample } from '../plans/useOpenSample.ts';

/** Shows the sample that the program was started with, unless the address already names what to show. */
export function useFirstSample(): void {
  const { opensSample } = useSystem();
  const openSample = useOpenSample();
  const openFirst = useEffectEvent(() => {
    if (opensSample !== undefined && globalThis.location.hash === '') void openSample(opensSample);
  });
  useEffect(() => openFirst(), []);
}
