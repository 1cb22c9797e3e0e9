import { Search } from 'lucide-react';
import { Input, SearchField } from 'react-aria-components';
import { Icon } from './Icon.tsx';
import { Keys } from './Keys.tsx';

interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSubmit?: () => void;
}

/** Leaves the rows that hold the typed words. `/` puts the focus here; Escape clears it. */
export function FilterField({ label, value, onChange, onSubmit }: FilterFieldProps) {
  return (
    <SearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      {...(onSubmit === undefined ? {} : { onSubmit })}
      data-table-filter
      className="group ml-auto flex h-7 max-w-40 min-w-0 flex-[1_1_72px] items-center gap-1.75 rounded-md border border-line-strong bg-surface px-2 outline-offset-2 outline-accent has-[:focus-visible]:outline-2"
    >
      <Icon of={Search} size={14} className="text-ink-3" />
      <Input className="w-full min-w-0 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden" />
      <span aria-hidden className="group-focus-within:hidden tiny:hidden">
        {value === '' && <Keys>/</Keys>}
      </span>
    </SearchField>
  );
}

/** Whether a text holds every typed word. */
export function holdsWords(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
