import { enumerate } from '#shared/kernel/enumerate.ts';
import { capitalised } from '#shared/report/words.ts';

/** `1 task`, `3 tasks`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `3 of 4 hosts`. */
export function countOf(number: number, whole: number, many: string): string {
  return `${number} of ${whole} ${many}`;
}

/** `Azure, AWS and GCP`. */
export const listed = enumerate;
export { capitalised };
