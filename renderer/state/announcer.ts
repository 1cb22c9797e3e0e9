import { create } from 'zustand';

/** What the one polite live region says: a changed result, once, in words. */
export const useAnnouncement = create<{ readonly text: string }>()(() => ({ text: '' }));

/** Long enough to be read out; what stays would be met again by whoever reads the page through. */
const SAID_FOR_MS = 5_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  clearTimeout(timer);
  useAnnouncement.setState({ text });
  timer = setTimeout(() => useAnnouncement.setState({ text: '' }), SAID_FOR_MS);
}
