import { useId } from 'react';

interface RadioOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly hint?: string;
}

interface RadioFieldProps<Id extends string> {
  readonly label: string;
  readonly options: readonly RadioOption<Id>[];
  /** Undefined while nothing is chosen. */
  readonly chosen: Id | undefined;
  readonly onChoose: (id: Id) => void;
  readonly isReadOnly?: boolean;
}

export function RadioField<Id extends string>({
  label,
  options,
  chosen,
  onChoose,
  isReadOnly = false,
}: RadioFieldProps<Id>) {
  const name = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">{label}</legend>
      {options.map(({ id, label: words, hint }) => (
        <label key={id} className="flex items-start gap-2.25">
          <input
            type="radio"
            name={name}
            checked={id === chosen}
            disabled={isReadOnly}
            onChange={() => onChoose(id)}
            className="option-radio"
          />
          <span>
            {words}
            {hint !== undefined && <span className="block text-small text-ink-3">{hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
