import { create } from 'zustand';

export interface Toast {
  readonly id: number;
  readonly title: string;
  /** `warning`: it is done, and something of it wants a look. */
  readonly tone?: 'warning' | undefined;
  readonly text?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const MOST_SHOWN = 2;
let lastId = 0;

export const useToastStore = create<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }));

/** Tells a result that needs no answer. Never for errors: those stay on the page until they are dealt with. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  const shown = { ...toast, id: lastId };
  useToastStore.setState(({ toasts }) => ({ toasts: [...toasts, shown].slice(-MOST_SHOWN) }));
}

export function dismissToast(id: number): void {
  useToastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
