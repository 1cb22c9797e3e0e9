import { Checkbox } from 'react-aria-components';
import { CheckboxBox } from './CheckboxCell.tsx';

interface CheckboxFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isReadOnly?: boolean;
  readonly isDisabled?: boolean;
}

export function CheckboxField({
  label,
  hint,
  isSelected,
  onChange,
  isReadOnly = false,
  isDisabled = false,
}: CheckboxFieldProps) {
  return (
    <Checkbox
      isSelected={isSelected}
      onChange={onChange}
      isReadOnly={isReadOnly}
      isDisabled={isDisabled}
      className="group flex min-h-6 items-start gap-2.25 data-[disabled]:text-ink-3"
    >
      <span className="mt-0.5">
        <CheckboxBox />
      </span>
      <span>
        {label}
        {hint !== undefined && <span className="block text-small text-ink-3">{hint}</span>}
      </span>
    </Checkbox>
  );
}
