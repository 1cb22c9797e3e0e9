const unitMs = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration as Go programs write it: `1h0m30s`, `90s`, `0`; undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(?<number>\d+(?:\.\d+)?)(?<unit>ns|us|µs|ms|s|m|h)/g)].reduce(
    (sum, { groups }) => sum + Number(groups?.['number']) * unitMs[groups?.['unit'] as keyof typeof unitMs],
    0,
  );
}
