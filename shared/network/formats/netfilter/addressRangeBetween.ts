import { parseAddress } from '../../address.ts';
import type { AddressRange } from '../../address.ts';

/** Two addresses of one family in order; undefined where they are not that. */
export function addressRangeBetween(first: string, last: string): AddressRange | undefined {
  const [low, high] = [parseAddress(first), parseAddress(last)];
  if (low?.family === 4 && high?.family === 4 && low.value <= high.value) {
    return { family: 4, first: low.value, last: high.value };
  }
  if (low?.family === 6 && high?.family === 6 && low.value <= high.value) {
    return { family: 6, first: low.value, last: high.value };
  }
  return undefined;
}
