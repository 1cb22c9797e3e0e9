import { toOneLine } from '../kernel/toOneLine.ts';
import { withholdCredentials } from './withholdCredentials.ts';
import { withoutAccess } from './withoutAccess.ts';

const mostCharacters = 500;

/** What somebody else wrote, a controller or a server, as a part of a sentence of ours: one short line, without what lets somebody in. */
export function toHarmlessLine(text: string): string {
  return withholdCredentials(withoutAccess(toOneLine(text)))
    .slice(0, mostCharacters)
    .trimEnd();
}
