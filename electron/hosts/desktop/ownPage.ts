import { appOrigin } from './appFiles.ts';

/** Whether an address, or an origin, is the page's own. */
export function isOurs(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}

/** What of a navigation tells whether it may be. */
interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
  readonly isSameDocument: boolean;
}

/** The page stays where it is; a frame inside of it shows what the page itself has written into it, as the report's preview. */
export function mayNavigate({ url, isMainFrame, isSameDocument }: Navigation): boolean {
  return isSameDocument || (!isMainFrame && (url === 'about:srcdoc' || url === 'about:blank'));
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
