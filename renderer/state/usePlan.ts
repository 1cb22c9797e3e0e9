import { createContext, use, useMemo } from 'react';
import type { PlanView } from '#shared/contract/views.ts';
import type { PlanEdit } from '#shared/plan/editPlan.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';
import { useClient } from '../client/client.ts';
import { useQuery, useQueryCache } from '../client/useQuery.ts';
import type { Loaded } from '../client/queryCache.ts';
import { planKey, savePlanEdits, undoPlanEdit } from './planEdits.ts';
import type { PlanDesk } from './planEdits.ts';
import { useCatalog } from './useCatalog.ts';

/** The plan file that the address names, as it is on disk. */
export function useOpenedPlan(file: string | undefined): Loaded<PlanView> {
  const client = useClient();
  return useQuery(file === undefined ? undefined : planKey(file), (signal) =>
    client.plans.open({ file: file ?? '' }, { signal }),
  );
}

const PlanContext = createContext<PlanView | undefined>(undefined);
export const PlanProvider = PlanContext.Provider;

/** The plan that the pages are about. Only below a page that needs one. */
export function usePlan(): PlanView {
  const view = use(PlanContext);
  if (view === undefined) throw new Error('No plan: this component stands outside of PlanProvider.');
  return view;
}

export function useMaybePlan(): PlanView | undefined {
  return use(PlanContext);
}

/** Everything that follows from the plan's choices. */
export function useRequirements(): Requirements {
  const catalog = useCatalog();
  const { plan } = usePlan();
  return useMemo(() => deriveRequirements(catalog, plan), [catalog, plan]);
}

export interface PlanEditing {
  /** Saves at once. `label` names what is changed, for the undo. */
  readonly save: (label: string, edits: readonly PlanEdit[]) => void;
  readonly undo: () => void;
  readonly desk: PlanDesk;
}

export function usePlanEditing(): PlanEditing {
  const client = useClient();
  const cache = useQueryCache();
  const { file } = usePlan();
  return useMemo(() => {
    const desk: PlanDesk = { client, cache, file };
    return {
      desk,
      save: (label, edits) => void savePlanEdits(desk, label, edits),
      undo: () => void undoPlanEdit(desk),
    };
  }, [client, cache, file]);
}
