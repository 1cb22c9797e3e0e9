import { count } from '#shared/kernel/count.ts';
import { enumerate } from '#shared/kernel/enumerate.ts';
import { writeNumber } from '#shared/kernel/writeNumber.ts';
import { capitalised } from '#shared/report/words.ts';

/** `3 of 4 hosts`. */
export function countOf(number: number, whole: number, many: string): string {
  return `${writeNumber(number)} of ${writeNumber(whole)} ${many}`;
}

/** `Azure, AWS and GCP`. */
export const listed = enumerate;
export { capitalised, count };
