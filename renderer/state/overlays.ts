import { create } from 'zustand';

/** What lies over the page; at most one at a time. */
export type Overlay = 'palette' | 'keys' | 'open-plan' | 'new-plan' | 'copy-sample' | 'add-rules';

export const useOverlay = create<{ readonly shown: Overlay | undefined }>()(() => ({ shown: undefined }));

export function showOverlay(overlay: Overlay): void {
  useOverlay.setState({ shown: overlay });
}

export function openPalette(): void {
  showOverlay('palette');
}

export function closeOverlay(): void {
  useOverlay.setState({ shown: undefined });
}
