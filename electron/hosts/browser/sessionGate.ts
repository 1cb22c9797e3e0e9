import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a browser shows to be let in. */
export interface Credentials {
  readonly cookieHeader: string | undefined;
  readonly pageKey: string | undefined;
}

/** Lets in the one browser that brings the token of the printed address, and knows it again afterwards. */
export interface SessionGate {
  /** Goes into the printed address. */
  readonly token: string;
  /** Swaps the token for a session; undefined where it is wrong, was used, or is too old. */
  open(token: string): { readonly setCookie: string; readonly pageKey: string } | undefined;
  /** Whether the cookie of the session is there: enough to be sent the page, which holds nothing of the user's. */
  knowsBrowser(cookieHeader: string | undefined): boolean;
  /** Whether the cookie and the page's key are there: what operations ask for. */
  knowsPage(credentials: Credentials): boolean;
}

export function makeSessionGate(options: {
  /** The port is part of the cookie's name: browsers keep one jar for all ports of a host. */
  readonly port: number;
  readonly tokenGoodForMs: number;
  /** A clock that only runs forward, in milliseconds. */
  readonly now: () => number;
}): SessionGate {
  const token = drawSecret();
  const cookieName = `pdp-workbench-${options.port}`;
  const goodUntil = options.now() + options.tokenGoodForMs;
  let session: { readonly cookie: string; readonly pageKey: string } | undefined;

  function knowsBrowser(cookieHeader: string | undefined): boolean {
    if (session === undefined) return false;
    const { cookie } = session;
    // Another port of the host may have set a cookie of this name too: any of them may be ours.
    return readCookies(cookieHeader ?? '', cookieName).some((value) => isSame(value, cookie));
  }

  return {
    token,
    open(shown) {
      if (session !== undefined || options.now() > goodUntil || !isSame(shown, token)) return undefined;
      session = { cookie: drawSecret(), pageKey: drawSecret() };
      return {
        // Without Max-Age it ends with the browser. `Secure` is left out: 127.0.0.1 is reached without TLS.
        setCookie: `${cookieName}=${session.cookie}; Path=/; HttpOnly; SameSite=Strict`,
        pageKey: session.pageKey,
      };
    },
    knowsBrowser,
    knowsPage: ({ cookieHeader, pageKey }) =>
      knowsBrowser(cookieHeader) && session !== undefined && isSame(pageKey ?? '', session.pageKey),
  };
}

/** 256 bits, in letters that need no escaping in a URL, a cookie or a header. */
function drawSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Takes the same time whatever differs; hashed first, since the comparison wants equal lengths. */
function isSame(shown: string, secret: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(shown), hash(secret));
}

function readCookies(header: string, name: string): readonly string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
