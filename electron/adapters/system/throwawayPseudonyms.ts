import { createHmac, randomBytes } from 'node:crypto';

/** Words for names, by an HMAC whose key nobody keeps: the same for the same name, and no way back. */
export function throwawayPseudonyms(): (name: string) => string {
  const key = randomBytes(32);
  return (name) => `x${createHmac('sha256', key).update(name).digest('hex').slice(0, 16)}`;
}
