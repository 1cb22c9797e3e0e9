import { Toasts } from '../../ui/Toasts.tsx';
import { useAnnouncement } from '../../state/announcer.ts';
import { useRoute } from '../../state/router.ts';
import { dismissToast, useToastStore } from '../../state/toasts.ts';
import { PlanProvider, useOpenedPlan } from '../../state/usePlan.ts';
import { ChangedOnDiskDialog } from '../plan/ChangedOnDiskDialog.tsx';
import { EditFailure } from '../plan/EditFailure.tsx';
import { PlanDialogs } from '../plans/PlanDialogs.tsx';
import { AddedRulesReport } from '../evidence/AddedRulesReport.tsx';
import { AddRulesDialog } from '../evidence/AddRulesDialog.tsx';
import { DropZone } from '../files/DropZone.tsx';
import { CurrentPage } from './CurrentPage.tsx';
import { EngineBanner } from './EngineBanner.tsx';
import { KeyList } from './KeyList.tsx';
import { Palette } from './Palette.tsx';
import { PlanCommands } from './PlanCommands.tsx';
import { Brand } from './Brand.tsx';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';
import { useGlobalKeys } from './useGlobalKeys.ts';
import { useDesktopCommands } from './useDesktopCommands.ts';
import { useFirstSample } from './useFirstSample.ts';
import { useWindowTitle } from './useWindowTitle.ts';
import { useRereadOnChange } from './useRereadOnChange.ts';
import { useRereadOnReturn } from './useRereadOnReturn.ts';

/** Rail, top bar, and the panel that holds the page. */
export function Frame() {
  const route = useRoute();
  const opened = useOpenedPlan(route?.plan);
  const view = route?.plan !== undefined && opened.phase === 'ready' ? opened.value : undefined;
  return (
    <PlanProvider value={view}>
      <WindowHabits />
      {view !== undefined && <PlanCommands />}
      <div className="frame">
        <Brand />
        <TopBar />
        <Rail />
        <main className="frame-panel flex flex-col">
          <EngineBanner />
          <div className="min-h-0 flex-1">
            <CurrentPage opened={opened} />
          </div>
          {view !== undefined && <EditFailure />}
        </main>
      </div>
      <Overlays />
    </PlanProvider>
  );
}

/** What the window does by itself, whichever page is shown. */
function WindowHabits() {
  useGlobalKeys();
  useDesktopCommands();
  useFirstSample();
  useRereadOnReturn();
  useRereadOnChange();
  useWindowTitle();
  return null;
}

function Overlays() {
  const toasts = useToastStore((state) => state.toasts);
  const announcement = useAnnouncement((state) => state.text);
  return (
    <>
      <Palette />
      <KeyList />
      <PlanDialogs />
      <AddRulesDialog />
      <AddedRulesReport />
      <ChangedOnDiskDialog />
      <DropZone />
      <Toasts toasts={toasts} onDismiss={dismissToast} />
      <div aria-live="polite" className="sr-only">
        {announcement}
      </div>
    </>
  );
}
