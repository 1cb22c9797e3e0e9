import { Suspense, lazy } from 'react';
import type { ComponentType } from 'react';
import type { PlanView } from '#shared/contract/views.ts';
import type { Loaded } from '../../client/queryCache.ts';
import { ErrorBoundary } from '../../ui/ErrorBoundary.tsx';
import { Page as PageFrame } from '../../ui/Page.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { formatRoute, needsPlan } from '../../state/route.ts';
import type { Page } from '../../state/route.ts';
import { useRoute } from '../../state/router.ts';
import { Fault } from './Fault.tsx';
import { pageList } from './pageList.ts';
import { NoPlan, NoSuchPage, PlanNotOpened } from './pageFallbacks.tsx';

const components: Readonly<Record<Page, ComponentType>> = {
  plans: lazy(async () => ({ default: (await import('../plans/PlansPage.tsx')).PlansPage })),
  plan: lazy(async () => ({ default: (await import('../plan/ChoicesPage.tsx')).ChoicesPage })),
  raci: lazy(async () => ({ default: (await import('../raci/RaciPage.tsx')).RaciPage })),
  connections: lazy(async () => ({ default: (await import('../connectivity/ConnectionsPage.tsx')).ConnectionsPage })),
  components: lazy(async () => ({ default: (await import('../cluster/ComponentsPage.tsx')).ComponentsPage })),
  infrastructure: lazy(async () => ({
    default: (await import('../cluster/InfrastructurePage.tsx')).InfrastructurePage,
  })),
  evidence: lazy(async () => ({ default: (await import('../evidence/SourcesPage.tsx')).SourcesPage })),
  cluster: lazy(async () => ({ default: (await import('../cluster/ClusterPage.tsx')).ClusterPage })),
  findings: lazy(async () => ({ default: (await import('../audit/FindingsPage.tsx')).FindingsPage })),
  tier: lazy(async () => ({ default: (await import('../tier/TierPage.tsx')).TierPage })),
  waivers: lazy(async () => ({ default: (await import('../audit/WaiversPage.tsx')).WaiversPage })),
  report: lazy(async () => ({ default: (await import('../report/ReportPage.tsx')).ReportPage })),
  runs: lazy(async () => ({ default: (await import('../history/RunsPage.tsx')).RunsPage })),
  catalogue: lazy(async () => ({ default: (await import('../catalog/CataloguePage.tsx')).CataloguePage })),
  settings: lazy(async () => ({ default: (await import('../settings/SettingsPage.tsx')).SettingsPage })),
};

/** The page that the address names, once it has the plan that it needs. */
export function CurrentPage({ opened }: { readonly opened: Loaded<PlanView> }) {
  const route = useRoute();
  if (route === undefined) return <NoSuchPage />;
  if (needsPlan(route.page)) {
    if (route.plan === undefined) return <NoPlan />;
    if (opened.phase === 'failed') return <PlanNotOpened file={route.plan} failure={opened.failure} />;
    if (opened.phase === 'loading') return <SkeletonRows rows={12} height={44} label="Opening the plan" />;
  }
  const PageComponent = components[route.page];
  return (
    <ErrorBoundary
      of={formatRoute(route)}
      instead={(caught, again) => (
        <PageFrame title={pageList.find(({ page }) => page === route.page)?.title ?? ''}>
          <Fault what="This page" caught={caught} onAgain={again} />
        </PageFrame>
      )}
    >
      <Suspense fallback={<SkeletonRows rows={12} height={44} label="Opening the page" />}>
        <PageComponent key={`${route.page} ${route.plan ?? ''}`} />
      </Suspense>
    </ErrorBoundary>
  );
}
