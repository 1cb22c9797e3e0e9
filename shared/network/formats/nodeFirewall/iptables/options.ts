/** How many values follow an option; `any` where that varies. */
export type ValueCount = 0 | 1 | 2 | 'any';

/** `set/0 name match-set/2` as options: `--set` alone, `--name` with one value, `--match-set` with two. */
export function toOptions(written: string): ReadonlyMap<string, ValueCount> {
  return new Map(
    written
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        const [name = '', count = '1'] = word.split('/');
        return [`--${name}`, counts.get(count) ?? 'any'] as const;
      }),
  );
}

const counts: ReadonlyMap<string, ValueCount> = new Map([
  ['0', 0],
  ['1', 1],
  ['2', 2],
]);
