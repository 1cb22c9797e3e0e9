import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { none } from '#shared/kernel/none.ts';

interface RuleSets {
  /** By plan file: rule files and folders that were added in this session, beside what the plan itself names. */
  readonly byPlan: Readonly<Record<string, readonly string[]>>;
  /** By folder in which the engine keeps what was dropped: what the user calls it, also once it was taken away. */
  readonly droppedNames: Readonly<Record<string, readonly string[]>>;
}

/** Kept for the session only: what is to last belongs into the plan's network path. */
const useRuleSets = create<RuleSets>()(
  persist((): RuleSets => ({ byPlan: {}, droppedNames: {} }), {
    name: 'pdp-workbench.rule-sets',
    storage: createJSONStorage(() => globalThis.sessionStorage),
  }),
);

export function useAddedRules(plan: string): readonly string[] {
  return useRuleSets((state) => state.byPlan[plan] ?? none);
}

export function addedRules(plan: string): readonly string[] {
  return useRuleSets.getState().byPlan[plan] ?? none;
}

export function useDroppedNames(): RuleSets['droppedNames'] {
  return useRuleSets((state) => state.droppedNames);
}

/** Keeps the user's own names of what was dropped: the folder that the engine keeps it in is called by a hash. */
export function keepDroppedNames(folder: string, names: readonly string[]): void {
  useRuleSets.setState(({ droppedNames }) => ({ droppedNames: { ...droppedNames, [folder]: names } }));
}

/** What was added last, until it is told what came of it. */
export interface JustAdded {
  readonly plan: string;
  readonly paths: readonly string[];
}

export const useJustAdded = create<{ readonly added: JustAdded | undefined }>()(() => ({ added: undefined }));

export function addRules(plan: string, paths: readonly string[]): void {
  useRuleSets.setState(({ byPlan }) => ({
    byPlan: { ...byPlan, [plan]: [...new Set([...(byPlan[plan] ?? []), ...paths])] },
  }));
  useJustAdded.setState({ added: { plan, paths } });
}

export function removeRules(plan: string, path: string): void {
  useRuleSets.setState(({ byPlan }) => ({
    byPlan: { ...byPlan, [plan]: (byPlan[plan] ?? []).filter((kept) => kept !== path) },
  }));
}

/** As the engine is asked: without rules that were added it goes by the plan's own. */
export function toRulesInput(rules: readonly string[]): { readonly rules?: string[] } {
  return rules.length === 0 ? {} : { rules: [...rules] };
}
