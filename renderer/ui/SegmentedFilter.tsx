import { ToggleButton } from 'react-aria-components';

export interface FilterOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: number | undefined;
}

interface SegmentedFilterProps<Id extends string> {
  readonly label: string;
  readonly options: readonly FilterOption<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** One of a few ways to see a table, each with how many rows it leaves. */
export function SegmentedFilter<Id extends string>({ label, options, chosen, onChoose }: SegmentedFilterProps<Id>) {
  return (
    <fieldset
      aria-label={label}
      className="flex min-w-0 flex-wrap gap-px rounded-[7px] border border-line bg-subtle p-0.5"
    >
      {options.map(({ id, label: name, count }) => (
        <ToggleButton
          key={id}
          isSelected={id === chosen}
          onChange={() => onChoose(id)}
          className="segment inline-flex h-6 items-center gap-1.5 rounded-[5px] px-2.25 whitespace-nowrap text-ink-2 data-[selected]:bg-surface data-[selected]:font-medium data-[selected]:text-ink data-[selected]:shadow-[0_0_0_1px_var(--color-line),var(--shadow-1)] slim:px-1.75 tiny:px-1.5"
        >
          {name}
          {count !== undefined && (
            <span className="font-normal text-ink-3 tabular-nums">{count.toLocaleString('en')}</span>
          )}
        </ToggleButton>
      ))}
    </fieldset>
  );
}
