import { useMemo } from 'react';
import type { Page } from '../../state/route.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { useRuns } from '../../state/useRuns.ts';
import { useVerdicts } from '../../state/useVerdicts.ts';
import { judgeProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import type { Station } from './pageList.ts';

export interface RailCount {
  readonly number: number;
  /** What is counted, for a screen reader. */
  readonly of: string;
  /** Failing checks, and nothing else, are red. */
  readonly failing?: boolean;
}

export interface RailState {
  readonly counts: Partial<Record<Page, RailCount>>;
  readonly progress: Readonly<Record<Station, Progress>>;
}

/** What the rail says beside each page, for the open plan. */
export function useRailState(): RailState {
  const catalog = useCatalog();
  const view = useMaybePlan();
  const plan = view?.plan;
  const requirements = useMemo(() => plan && deriveRequirements(catalog, plan), [catalog, plan]);
  const verdicts = useVerdicts();
  const loadedRuns = useRuns();
  return useMemo(() => {
    const egress = verdicts.phase === 'ready' ? verdicts.value : undefined;
    const runs = loadedRuns.phase === 'ready' ? loadedRuns.value : [];
    const progress = judgeProgress({ view, requirements, egress, runs });
    if (view === undefined || requirements === undefined) return { counts: {}, progress };
    const fail = runs[0]?.coverage.fail ?? 0;
    const counts: RailState['counts'] = {
      raci: { number: requirements.raci.tasks.length, of: 'tasks' },
      connections: { number: requirements.connections.length, of: 'connections' },
      components: { number: requirements.components.length, of: 'components' },
      infrastructure: { number: requirements.infrastructure.length, of: 'parts' },
      ...(egress === undefined ? {} : { evidence: { number: egress.sources.length, of: 'sources' } }),
      ...(fail === 0 ? {} : { findings: { number: fail, of: 'failing checks', failing: true } }),
      waivers: { number: view.plan.waivers?.length ?? 0, of: 'waivers' },
      runs: { number: runs.length, of: 'runs' },
    };
    return { counts, progress };
  }, [view, requirements, verdicts, loadedRuns]);
}
