import { create } from 'zustand';
import type { PlanView } from '#shared/contract/views.ts';
import type { Failure, Outcome } from '#shared/contract/failure.ts';
import type { PlanEdit } from '#shared/plan/editPlan.ts';
import type { Plan } from '#shared/plan/plan.ts';
import type { PdpClient } from '../client/client.ts';
import { toFailure, toQueryKey } from '../client/queryCache.ts';
import type { QueryCache } from '../client/queryCache.ts';

/** A change as the user made it, and what takes it back. */
export interface EditStep {
  /** What was changed, in words, for the undo's label: `Cloud`. */
  readonly label: string;
  readonly forward: readonly PlanEdit[];
  readonly backward: readonly PlanEdit[];
}

export interface EditState {
  readonly done: readonly EditStep[];
  readonly undone: readonly EditStep[];
  readonly saving: boolean;
  /** The last save, and where in the file it landed; no line where the key was removed. */
  readonly saved?: { readonly label: string; readonly line?: number | undefined } | undefined;
  /** A change that was not saved, because the file was changed by another program meanwhile. */
  readonly conflict?: EditStep | undefined;
  readonly failure?: Failure | undefined;
}

const untouched: EditState = { done: [], undone: [], saving: false };

export const usePlanEdits = create<{ readonly byPlan: Readonly<Record<string, EditState>> }>()(() => ({ byPlan: {} }));

export function useEditState(file: string): EditState {
  return usePlanEdits((state) => state.byPlan[file] ?? untouched);
}

export const planKey = (file: string): readonly unknown[] => ['plan', file];

/** Where edits are sent to and where the answer is shown. */
export interface PlanDesk {
  readonly client: PdpClient;
  readonly cache: QueryCache;
  readonly file: string;
}

type Direction = 'do' | 'undo' | 'redo' | 'overwrite';

/** Saves one after the other, since each refers to the revision that the one before has made. */
let queue: Promise<unknown> = Promise.resolve();

/** What came of a change: `asked` while the user is asked which holds, theirs or the file; `nothing` where there was none. */
export type EditOutcome =
  | { readonly kind: 'saved'; readonly label: string; readonly line?: number | undefined }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'asked' }
  | { readonly kind: 'nothing' };

export function savePlanEdits(desk: PlanDesk, label: string, edits: readonly PlanEdit[]): Promise<EditOutcome> {
  return keepRefusal(desk, submitPlanEdits(desk, label, edits));
}

/** The same for a field or a form, which shows a refusal itself. */
export function submitPlanEdits(desk: PlanDesk, label: string, edits: readonly PlanEdit[]): Promise<EditOutcome> {
  return enqueue(desk, 'do', (plan) => ({ label, forward: edits, backward: invertEdits(plan, edits) }));
}

export function undoPlanEdit(desk: PlanDesk): Promise<EditOutcome> {
  return keepRefusal(
    desk,
    enqueue(desk, 'undo', () => stateOf(desk.file).done.at(-1)),
  );
}

export function redoPlanEdit(desk: PlanDesk): Promise<EditOutcome> {
  return keepRefusal(
    desk,
    enqueue(desk, 'redo', () => stateOf(desk.file).undone.at(-1)),
  );
}

/** After a conflict: the file as another program left it, with this one change made to it. */
export function overwritePlanEdit(desk: PlanDesk): Promise<EditOutcome> {
  const made = enqueue(desk, 'overwrite', (plan) => {
    const { conflict } = stateOf(desk.file);
    return conflict && { ...conflict, backward: invertEdits(plan, conflict.forward) };
  });
  return keepRefusal(desk, made);
}

/** Leaves the reason in sight until it is dealt with. */
async function keepRefusal({ file }: PlanDesk, change: Promise<EditOutcome>): Promise<EditOutcome> {
  const outcome = await change;
  if (outcome.kind === 'refused') setState(file, { ...stateOf(file), failure: outcome.failure });
  return outcome;
}

/** After a conflict: the file as another program left it; the change and the undo list are dropped. */
export async function takeFileFromDisk({ client, cache, file }: PlanDesk): Promise<void> {
  setState(file, untouched);
  const opened = await attempt(() => client.plans.open({ file }));
  if (opened.ok) cache.place(planKey(file), opened.value);
  else setState(file, { ...untouched, failure: opened.failure });
}

export function dismissEditFailure(file: string): void {
  setState(file, { ...stateOf(file), failure: undefined });
}

function enqueue(
  desk: PlanDesk,
  direction: Direction,
  toStep: (plan: Plan) => EditStep | undefined,
): Promise<EditOutcome> {
  const next = queue.then(() => perform(desk, direction, toStep));
  queue = next;
  return next;
}

async function perform(
  { client, cache, file }: PlanDesk,
  direction: Direction,
  toStep: (plan: Plan) => EditStep | undefined,
): Promise<EditOutcome> {
  if (direction === 'overwrite') {
    const reopened = await attempt(() => client.plans.open({ file }));
    if (!reopened.ok) return { kind: 'refused', failure: reopened.failure };
    cache.place(planKey(file), reopened.value);
  }
  const known = cache.read(toQueryKey(planKey(file)));
  if (known.phase !== 'ready') return { kind: 'nothing' };
  const view = known.value as PlanView;
  const step = toStep(view.plan);
  if (step === undefined) return { kind: 'nothing' };

  setState(file, { ...stateOf(file), saving: true, failure: undefined, conflict: undefined });
  const edits = direction === 'undo' ? step.backward : step.forward;
  const outcome = await attempt(() =>
    client.plans.edit({
      file,
      revision: view.revision,
      edits: edits.map(({ path, value }) => ({
        path: [...path],
        ...(value === undefined ? {} : { value: toJson(value) }),
      })),
    }),
  );
  const before = stateOf(file);
  if (!outcome.ok && outcome.failure.kind === 'changed-on-disk') {
    setState(file, { ...before, saving: false, conflict: { ...step, forward: edits } });
    return { kind: 'asked' };
  }
  if (!outcome.ok) {
    setState(file, { ...before, saving: false });
    return { kind: 'refused', failure: outcome.failure };
  }
  cache.place(planKey(file), outcome.value);
  const saved = { label: step.label, line: lineOf(outcome.value, edits) };
  setState(file, { ...moveStep(before, direction, step), saving: false, saved });
  return { kind: 'saved', ...saved };
}

function moveStep(state: EditState, direction: Direction, step: EditStep): EditState {
  switch (direction) {
    case 'undo':
      return { ...state, done: state.done.slice(0, -1), undone: [...state.undone, step] };
    case 'redo':
      return { ...state, done: [...state.done, step], undone: state.undone.slice(0, -1) };
    case 'do':
    case 'overwrite':
      return { ...state, done: [...state.done, step], undone: [] };
  }
}

function lineOf(view: PlanView, edits: readonly PlanEdit[]): number | undefined {
  const set = edits.find(({ value }) => value !== undefined);
  return set && view.lines[set.path.join('/')];
}

/**
 * What takes the edits back: each key as it was, and no empty parent left where there was none. An item that was taken out
 * of a list comes back with its whole list, since a value set at its place would replace the one that moved up.
 */
export function invertEdits(plan: Plan, edits: readonly PlanEdit[]): readonly PlanEdit[] {
  return edits.toReversed().map(({ path, value: wanted }) => {
    const above: unknown[] = [];
    let value: unknown = plan;
    for (const [depth, key] of path.entries()) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
        return { path: path.slice(0, depth + 1) };
      }
      above.push(value);
      value = (value as Record<string | number, unknown>)[key];
    }
    const list = above.at(-1);
    return wanted === undefined && Array.isArray(list) ? { path: path.slice(0, -1), value: list } : { path, value };
  });
}

async function attempt<Value>(operation: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  try {
    return await operation();
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

function stateOf(file: string): EditState {
  return usePlanEdits.getState().byPlan[file] ?? untouched;
}

function setState(file: string, state: EditState): void {
  usePlanEdits.setState(({ byPlan }) => ({ byPlan: { ...byPlan, [file]: state } }));
}

/** Values of edits are made of plain lists, texts and numbers by the fields; the contract asks for no less. */
function toJson(value: unknown): never {
  return structuredClone(value) as never;
}
