import { parsePorts } from '../../flows/services.ts';

/** Inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `*`, `443` or `1000-2000`. */
export function parsePortRange(text: string): PortRange | undefined {
  if (text === '*') return { first: 0, last: 65535 };
  const [first, last] = parsePorts(text.trim()) ?? [];
  return first === undefined || last === undefined ? undefined : { first, last };
}
