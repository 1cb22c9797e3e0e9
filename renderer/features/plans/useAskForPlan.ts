import { useMemo } from 'react';
import { currentRoute, go } from '../../state/router.ts';
import { showOverlay } from '../../state/overlays.ts';
import { useCreatePlan } from './useCreatePlan.ts';

/** Opening and making a plan: with the system's own dialogs on the desktop, with ours in a browser. */
export function useAskForPlan(): { readonly askToOpen: () => void; readonly askToCreate: () => void } {
  const createPlan = useCreatePlan();
  return useMemo(() => {
    const host = globalThis.window.pdpHost;
    if (host === undefined) {
      return { askToOpen: () => showOverlay('open-plan'), askToCreate: () => showOverlay('new-plan') };
    }
    return {
      askToOpen: async () => {
        const [file] = await host.choose('plan', currentRoute()?.plan);
        if (file !== undefined) go({ page: 'plan', plan: file });
      },
      askToCreate: async () => {
        const [file] = await host.choose('new-plan', currentRoute()?.plan);
        if (file !== undefined) await createPlan({ file });
      },
    };
  }, [createPlan]);
}
