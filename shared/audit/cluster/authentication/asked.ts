import type { Judged } from '../assessEach.ts';

/** What a way in asks of its clients, as a part of a sentence; `open`: what could be read does not tell. */
export interface Asked {
  readonly state: Judged['state'];
  readonly text: string;
}

export const withoutAuthorization = 'without authorization: whoever is known gets in, unless the service refuses';

export function authorizationBy(whom: string): string {
  return `authorization by whom ${whom} asks`;
}
