import { create } from 'zustand';

/** What the one polite live region says: a changed result, once, in words. */
export const useAnnouncement = create<{ readonly text: string }>()(() => ({ text: '' }));

export function announce(text: string): void {
  useAnnouncement.setState({ text });
}
