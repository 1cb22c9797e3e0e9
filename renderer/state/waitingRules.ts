import { create } from 'zustand';

/** Rule files that were dropped while no plan was open: they wait for the plan to judge them against. */
export const useWaitingRules = create<{ readonly paths: readonly string[]; readonly names: readonly string[] }>()(
  () => ({
    paths: [],
    names: [],
  }),
);

export function keepWaiting(paths: readonly string[], names: readonly string[]): void {
  useWaitingRules.setState({ paths, names });
}

export function stopWaiting(): void {
  useWaitingRules.setState({ paths: [], names: [] });
}
