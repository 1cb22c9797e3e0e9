import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not answered, whoever is behind it. */
export interface Refusal {
  readonly status: number;
  readonly sentence: string;
}

/**
 * Looks at where a request comes from. A foreign name in Host is another site that had its name point at 127.0.0.1 (DNS
 * rebinding); a foreign Origin is a page of another site or port. Browsers send an Origin with every POST.
 */
export function refuseSender(method: string, headers: IncomingHttpHeaders, origin: string): Refusal | undefined {
  if (headers.host !== new URL(origin).host) {
    return { status: 421, sentence: `This is PDP Workbench, which answers at ${origin} only.` };
  }
  if (headers.origin === origin) return undefined;
  if (headers.origin !== undefined) return { status: 403, sentence: 'Pages from elsewhere are not answered.' };
  return method === 'POST'
    ? { status: 403, sentence: 'A request that changes something must name its origin.' }
    : undefined;
}
