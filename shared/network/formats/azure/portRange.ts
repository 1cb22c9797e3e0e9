/** Inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `*`, `443` or `1000-2000`. */
export function parsePortRange(text: string): PortRange | undefined {
  if (text === '*') return { first: 0, last: 65535 };
  const parts = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const first = Number(parts[1]);
  const last = Number(parts[2] ?? parts[1]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}
