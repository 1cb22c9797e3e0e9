import { createContext, use, useMemo } from 'react';
import type { Failure } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import type { PlanEdit } from '#shared/plan/editPlan.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';
import { useClient } from '../client/client.ts';
import { useQuery, useQueryCache } from '../client/useQuery.ts';
import type { Loaded } from '../client/queryCache.ts';
import { planKey, redoPlanEdit, savePlanEdits, submitPlanEdits, undoPlanEdit } from './planEdits.ts';
import type { EditOutcome, PlanDesk } from './planEdits.ts';
import { showToast } from './toasts.ts';
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
  /** Saves at once. `label` names what is changed, for the undo. A refusal is shown under the page. */
  readonly save: (label: string, edits: readonly PlanEdit[]) => void;
  /** The same for a field, which shows a refusal where the value was typed: the sentence for it. */
  readonly saveField: (label: string, edits: readonly PlanEdit[]) => Promise<string | undefined>;
  /** The same for a form, which stays open until it is saved. A toast says where it went and takes it back. */
  readonly submit: (label: string, edits: readonly PlanEdit[]) => Promise<string | undefined>;
  readonly undo: () => void;
  readonly redo: () => void;
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
      saveField: async (label, edits) => refusalOf(await submitPlanEdits(desk, label, edits)),
      submit: (label, edits) => submitForm(desk, label, edits),
      undo: () => void takeBack(desk),
      redo: () => void makeAgain(desk),
    };
  }, [client, cache, file]);
}

async function submitForm(desk: PlanDesk, label: string, edits: readonly PlanEdit[]): Promise<string | undefined> {
  const outcome = await submitPlanEdits(desk, label, edits);
  if (outcome.kind === 'saved') {
    showToast({
      title: `Saved to the plan: ${label}`,
      text: 'It counts from the next run on.',
      action: { label: 'Undo', run: () => void takeBack(desk) },
    });
  }
  return refusalOf(outcome);
}

function refusalOf(outcome: EditOutcome): string | undefined {
  return outcome.kind === 'refused' ? describeRefusal(outcome.failure) : undefined;
}

/** In one line: what is wrong with the value and what to write instead. */
function describeRefusal({ message, remedy, problems }: Failure): string {
  const parts = problems.length > 0 ? problems : [{ message, remedy }];
  return parts.flatMap((part) => [part.message, part.remedy ?? []].flat()).join(' ');
}

async function takeBack(desk: PlanDesk): Promise<void> {
  const outcome = await undoPlanEdit(desk);
  if (outcome.kind !== 'saved') return;
  showToast({
    title: `Taken back: ${outcome.label}`,
    action: { label: 'Redo', run: () => void makeAgain(desk) },
  });
}

async function makeAgain(desk: PlanDesk): Promise<void> {
  const outcome = await redoPlanEdit(desk);
  if (outcome.kind !== 'saved') return;
  showToast({
    title: `Made again: ${outcome.label}`,
    action: { label: 'Undo', run: () => void takeBack(desk) },
  });
}
