import { useEffect, useEffectEvent } from 'react';
import type { DesktopCommand } from '#shared/contract/desktopBridge.ts';
import { go } from '../../state/router.ts';
import { useCreatePlan } from '../plans/useCreatePlan.ts';
import { useOpenSample } from '../plans/useOpenSample.ts';

/** What the desktop's menu, its command line or a file that was opened with it ask for. */
export function useDesktopCommands(): void {
  const createPlan = useCreatePlan();
  const openSample = useOpenSample();
  const follow = useEffectEvent((command: DesktopCommand) => {
    switch (command.kind) {
      case 'open-plan':
        go({ page: 'plan', plan: command.file });
        break;
      case 'create-plan':
        void createPlan({ file: command.file });
        break;
      case 'open-sample':
        void openSample(command.name);
        break;
    }
  });
  useEffect(() => globalThis.window.pdpHost?.onCommand((command) => follow(command)), []);
}
