import { useCallback } from 'react';
import type { DesktopBridge } from '#shared/contract/desktopBridge.ts';
import { showOverlay } from './overlays.ts';
import { currentRoute } from './router.ts';
import { addRules } from './ruleSets.ts';

/** Adds rule files to the open plan for this session: with the system's own dialog on the desktop, with ours in a browser. */
export function useAskForRules(): () => void {
  return useCallback(() => {
    const host = globalThis.window.pdpHost;
    const plan = currentRoute()?.plan;
    if (host === undefined || plan === undefined) {
      showOverlay('add-rules');
      return;
    }
    void chooseAndAdd(host, plan);
  }, []);
}

async function chooseAndAdd(host: DesktopBridge, plan: string): Promise<void> {
  const paths = await host.choose('rule-files', plan);
  if (paths.length > 0) addRules(plan, paths);
}
