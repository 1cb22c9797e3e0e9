import { appOrigin } from './appFiles.ts';

/** Whether an address, or an origin, is the page's own. */
export function isOurs(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}

/** What of a message between processes tells who sent it. */
interface SentMessage {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a message comes from our page itself: its own origin, and not from a frame inside of it. */
export function isFromOurPage(message: SentMessage): boolean {
  try {
    const frame = message.senderFrame;
    return frame !== null && frame.parent === null && isOurs(frame.url);
  } catch {
    // Electron throws when the page went away while its message was on the way: nobody waits for an answer.
    return false;
  }
}
