import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

/** The cluster that audits of a plan look at: one that the kubeconfig names, what was collected of one, or by choice none. */
export type ClusterChoice =
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'snapshot'; readonly file: string }
  | { readonly kind: 'none' };

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

/** Without a choice audits wait for a cluster: what only one shows is unknown, and not out of scope. */
export function chooseCluster(plan: string, choice: ClusterChoice | undefined): void {
  useClusterChoices.setState(({ byPlan }) => ({ byPlan: { ...byPlan, [plan]: choice } }));
}

/** A context as the kubeconfig calls it, a snapshot as its file is called; undefined where there is none. */
export function nameOfCluster(choice: ClusterChoice | undefined): string | undefined {
  switch (choice?.kind) {
    case 'context':
      return choice.name;
    case 'snapshot':
      return choice.file.split(/[/\\]/).at(-1);
    case 'none':
    case undefined:
      return undefined;
  }
}

/** As the engine is asked. */
export function toClusterInput(choice: ClusterChoice | undefined): {
  readonly context?: string;
  readonly snapshot?: string;
  readonly withoutCluster?: true;
} {
  switch (choice?.kind) {
    case 'context':
      return { context: choice.name };
    case 'snapshot':
      return { snapshot: choice.file };
    case 'none':
      return { withoutCluster: true };
    case undefined:
      return {};
  }
}
