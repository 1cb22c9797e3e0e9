import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

/** The cluster that audits of a plan look at: one that the kubeconfig names, or what was collected of one. */
export type ClusterChoice =
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'snapshot'; readonly file: string };

interface ClusterChoices {
  readonly byPlan: Readonly<Record<string, ClusterChoice | undefined>>;
}

/** Kept for the session only: which context names which cluster is a matter of this machine, not of the plan. */
const useClusterChoices = create<ClusterChoices>()(
  persist((): ClusterChoices => ({ byPlan: {} }), {
    name: 'pdp-workbench.cluster-choices',
    storage: createJSONStorage(() => globalThis.sessionStorage),
  }),
);

export function useClusterChoice(plan: string | undefined): ClusterChoice | undefined {
  return useClusterChoices((state) => (plan === undefined ? undefined : state.byPlan[plan]));
}

/** The snapshot that audits of a plan look at. It is read without a connection, so pages may judge by it unasked. */
export function useSnapshotChoice(plan: string): string | undefined {
  const choice = useClusterChoice(plan);
  return choice?.kind === 'snapshot' ? choice.file : undefined;
}

export function clusterChoice(plan: string): ClusterChoice | undefined {
  return useClusterChoices.getState().byPlan[plan];
}

/** Without a choice audits look at no cluster. */
export function chooseCluster(plan: string, choice: ClusterChoice | undefined): void {
  useClusterChoices.setState(({ byPlan }) => ({ byPlan: { ...byPlan, [plan]: choice } }));
}

/** As the engine is asked. */
export function toClusterInput(choice: ClusterChoice | undefined): {
  readonly context?: string;
  readonly snapshot?: string;
} {
  if (choice === undefined) return {};
  return choice.kind === 'context' ? { context: choice.name } : { snapshot: choice.file };
}
