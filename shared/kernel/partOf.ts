import { count } from './count.ts';

/** `1 of 3 nodes does not tell`, `2 of 3 nodes do not tell`: the verb goes with the part, the noun with the whole. */
export function partOf(part: number, all: number, noun: string, [one, several]: readonly [string, string]): string {
  return `${part} of ${count(all, noun)} ${part === 1 ? one : several}`;
}
