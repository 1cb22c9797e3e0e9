import { Check } from 'lucide-react';
import { Checkbox } from 'react-aria-components';

interface CheckboxCellProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** A checkbox whose words stand elsewhere in its row. */
export function CheckboxCell({ label, isSelected, onChange }: CheckboxCellProps) {
  return (
    <Checkbox
      aria-label={label}
      isSelected={isSelected}
      onChange={onChange}
      className="group grid size-6 place-items-center"
    >
      <CheckboxBox />
    </Checkbox>
  );
}

/** The box itself, inside a `group` that says whether it is selected. */
export function CheckboxBox() {
  return (
    <span className="grid size-4 flex-none place-items-center rounded-sm border border-ink-3 bg-surface text-accent-ink group-data-[selected]:border-accent group-data-[selected]:bg-accent group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent">
      <Check size={12} strokeWidth={3} aria-hidden className="invisible group-data-[selected]:visible" />
    </span>
  );
}
