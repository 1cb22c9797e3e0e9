import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  /** Called when the field is left, or with Enter, and only for a changed value. */
  readonly onCommit: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly mono?: boolean;
  readonly labelHidden?: boolean;
  readonly isReadOnly?: boolean;
  readonly className?: string;
  /** For a field that was just asked for. */
  readonly takesFocus?: boolean;
}

const inputClass =
  'w-full rounded-md border border-ink-3 bg-surface px-2.25 text-ink data-[readonly]:border-line data-[readonly]:bg-subtle data-[invalid]:border-fail';

/** What is typed stays the field's own until it is left; a value from elsewhere replaces it. */
function useDraft({ value, onCommit }: Pick<FieldProps, 'value' | 'onCommit'>) {
  const [draft, setDraft] = useState(value);
  const [shownValue, setShownValue] = useState(value);
  if (shownValue !== value) {
    setShownValue(value);
    setDraft(value);
  }
  const commit = (): void => {
    if (draft !== value) onCommit(draft);
  };
  return { draft, setDraft, commit };
}

export function TextField({
  label,
  value,
  onCommit,
  hint,
  error,
  mono = false,
  labelHidden = false,
  isReadOnly = false,
  className = '',
  takesFocus = false,
}: FieldProps) {
  const { draft, setDraft, commit } = useDraft({ value, onCommit });
  return (
    <AriaTextField
      value={draft}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape' && draft !== value) {
          event.stopPropagation();
          setDraft(value);
        }
      }}
      isInvalid={error !== undefined}
      isReadOnly={isReadOnly}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user has just asked for this field
      autoFocus={takesFocus}
      className={`grid gap-1 ${className}`}
    >
      <Label className={labelHidden ? 'sr-only' : 'text-small font-medium text-ink-2'}>{label}</Label>
      <Input className={`${inputClass} h-7 ${mono ? 'font-mono text-code' : ''}`} />
      {hint !== undefined && (
        <Text slot="description" className="text-small text-ink-3">
          {hint}
        </Text>
      )}
      <FieldError className="text-small text-fail">{error}</FieldError>
    </AriaTextField>
  );
}

interface ListFieldProps extends Omit<FieldProps, 'value' | 'onCommit'> {
  readonly values: readonly string[];
  readonly onCommit: (values: readonly string[]) => void;
}

/** A list, one entry a line. */
export function ListField({
  label,
  values,
  onCommit,
  hint,
  error,
  mono = true,
  labelHidden = false,
  isReadOnly = false,
  className = '',
}: ListFieldProps) {
  const value = values.join('\n');
  const { draft, setDraft, commit } = useDraft({
    value,
    onCommit: (text) => onCommit(toEntries(text)),
  });
  const rows = Math.min(Math.max(draft.split('\n').length, 1), 8);
  return (
    <AriaTextField
      value={draft}
      onChange={setDraft}
      onBlur={commit}
      isInvalid={error !== undefined}
      isReadOnly={isReadOnly}
      className={`grid gap-1 ${className}`}
    >
      <Label className={labelHidden ? 'sr-only' : 'text-small font-medium text-ink-2'}>{label}</Label>
      <TextArea
        rows={rows}
        spellCheck={false}
        className={`${inputClass} resize-none py-1 ${mono ? 'font-mono text-code' : ''}`}
      />
      {hint !== undefined && (
        <Text slot="description" className="text-small text-ink-3">
          {hint}
        </Text>
      )}
      <FieldError className="text-small text-fail">{error}</FieldError>
    </AriaTextField>
  );
}

export function toEntries(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
