import { useEffect } from 'react';
import type { Route } from '../../state/route.ts';
import { useRoute } from '../../state/router.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { stepList } from '../plan/steps.ts';
import { pageList } from './pageList.ts';

/** Names the window, its tab and its entry in the history after the page and the plan. */
export function useWindowTitle(): void {
  const route = useRoute();
  const plan = useMaybePlan()?.plan.metadata.name;
  const title = windowTitle(route, plan);
  useEffect(() => {
    globalThis.document.title = title;
  }, [title]);
}

/** `Network, Choices, acme-prod, PDP Workbench`: what tells it from the others comes first. */
export function windowTitle(route: Route | undefined, plan: string | undefined): string {
  const entry = pageList.find(({ page }) => page === route?.page);
  const [head] = route?.detail?.split('/') ?? [];
  const step = route?.page === 'plan' ? stepList.find((known) => known.step === (head ?? 'edition')) : undefined;
  return [step?.title, entry?.title ?? 'Not found', entry?.station && plan, 'PDP Workbench'].filter(Boolean).join(', ');
}
