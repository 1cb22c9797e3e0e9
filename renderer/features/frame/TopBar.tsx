import { Button } from 'react-aria-components';
import { ChevronDown, Layers, Moon, Search, Sun } from 'lucide-react';
import { useClient } from '../../client/client.ts';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { resolveTheme, setPreferences, usePreferences } from '../../state/preferences.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { openPalette } from '../../state/overlays.ts';
import { describeChoices, tierTitles } from '../words/choices.ts';
import { modifierKey } from '../words/platform.ts';
import { ClusterOnTop } from './ClusterOnTop.tsx';
import { NetworkBadge } from './NetworkBadge.tsx';
import { PlanSwitcher } from './PlanSwitcher.tsx';
import { RunStatus } from './RunStatus.tsx';

/** Which plan, what it wants, what it was judged on; and the few things that are always at hand. */
export function TopBar() {
  return (
    <section aria-label="Plan and status" className="top-bar" data-moves-focus>
      <PlanOnTop />
      <span className="min-w-0 flex-1" />
      <RunStatus />
      <NetworkBadge />
      <SearchButton />
      <ThemeButton />
    </section>
  );
}

function PlanOnTop() {
  const catalog = useCatalog();
  const view = useMaybePlan();
  if (view === undefined) return null;
  const { plan } = view;
  return (
    <>
      <PlanSwitcher view={view} icon={ChevronDown} />
      <span className="top-item min-w-0 flex-initial max-rail:hidden" title={describeChoices(catalog, plan)}>
        <span className="truncate">{describeChoices(catalog, plan)}</span>
      </span>
      <span aria-hidden className="top-divider mx-1 h-4 w-px flex-none bg-line-strong" />
      <span className="top-item">
        <Icon of={Layers} size={14} />
        <span className="top-word">Wants</span> <b>{tierTitles[plan.securityTier]}</b>
      </span>
      <ClusterOnTop plan={view.file} />
    </>
  );
}

function SearchButton() {
  return (
    <Button onPress={openPalette} className="top-item w-42 border border-line bg-surface text-ink-3 max-rail:w-auto">
      <Icon of={Search} size={14} />
      <span className="max-rail:sr-only">Search or run</span>
      <span className="top-word ml-auto">
        <Keys>{`${modifierKey()} K`}</Keys>
      </span>
    </Button>
  );
}

function ThemeButton() {
  const client = useClient();
  const { theme } = usePreferences();
  const shown = resolveTheme(theme, globalThis.matchMedia('(prefers-color-scheme: dark)').matches);
  const other = shown === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      label={`Switch to ${other}`}
      icon={shown === 'dark' ? Moon : Sun}
      onPress={() => void setPreferences(client, { theme: other })}
    />
  );
}
