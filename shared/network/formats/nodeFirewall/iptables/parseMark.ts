import { EVERY_BIT } from '../marks.ts';
import type { MarkValue } from '../marks.ts';
import { parseNumber } from './numbers.ts';

/** `0x4000/0x4000`, or `1` for all bits; undefined for what is no mark. */
export function parseMark(text: string): MarkValue | undefined {
  const [written = '', writtenMask = `${EVERY_BIT}`, ...more] = text.split('/');
  const [value, mask] = [parseNumber(written, EVERY_BIT), parseNumber(writtenMask, EVERY_BIT)];
  return value === undefined || mask === undefined || more.length > 0 ? undefined : { value, mask };
}
