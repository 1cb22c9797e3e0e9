import { writeNumber } from './writeNumber.ts';

/** `1 task`, `3,000 tasks`; `many` where the plural is not made by an s. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${writeNumber(number)} ${number === 1 ? one : many}`;
}
