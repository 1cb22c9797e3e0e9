import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { useId, useRef, useState } from 'react';
import type { TextFieldProps } from 'react-aria-components';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Sentence } from './Sentence.tsx';

/** Why what was typed was not taken, as it is shown at the field; undefined where it was. */
export type Refusal = string | undefined;

/** React-aria keeps every key to the field unless it is told to let it through. */
type FieldKey = Parameters<NonNullable<TextFieldProps['onKeyDown']>>[0];

interface CommonProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** What was taken and looks odd all the same. */
  readonly warning?: string | undefined;
  readonly mono?: boolean;
  readonly labelHidden?: boolean;
  readonly isReadOnly?: boolean;
  readonly className?: string;
  /** For a field that was just asked for. */
  readonly takesFocus?: boolean;
}

interface FieldProps extends CommonProps {
  readonly value: string;
  /**
   * Called when the field is left, or with Enter, and only for a changed value. What is refused stays in the field, marked,
   * until it is corrected or taken back with Escape.
   */
  readonly onCommit: (value: string) => unknown;
}

const inputClass =
  'w-full rounded-md border border-ink-3 bg-surface px-2.25 text-ink data-[readonly]:border-line data-[readonly]:bg-subtle data-[invalid]:border-fail data-[invalid]:bg-fail-wash';

/** What is typed stays the field's own until it is left; until then no value from elsewhere replaces it. */
function useDraft({ value, onCommit }: Pick<FieldProps, 'value' | 'onCommit'>) {
  const [draft, setDraft] = useState(value);
  const [isTyping, setIsTyping] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [shownValue, setShownValue] = useState(value);
  const show = (text: string): void => {
    setDraft(text);
    setIsTyping(false);
    setRefusal(undefined);
  };
  if (shownValue !== value) {
    setShownValue(value);
    if (!isTyping) show(value);
  }
  const change = (text: string): void => {
    setDraft(text);
    setIsTyping(true);
    setRefusal(undefined);
  };
  // Enter hands it over, and so does leaving the field, which can happen before the answer has come.
  const handedOver = useRef<string>(undefined);
  const commit = async (): Promise<void> => {
    setIsTyping(false);
    if (draft === value || draft === handedOver.current) return;
    handedOver.current = draft;
    const answer = await onCommit(draft);
    handedOver.current = undefined;
    setRefusal(typeof answer === 'string' ? answer : undefined);
  };
  const isSettled = draft === value;
  /** Escape forgets what was typed; every other key is the window's as well. */
  const takeBackOrPass = (event: FieldKey): void => {
    if (event.key === 'Escape' && !isSettled) show(value);
    else event.continuePropagation();
  };
  return { draft, change, refusal, isSettled, commit, takeBackOrPass };
}

interface FieldFrameProps extends CommonProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onLeave?: () => void;
  readonly onKeyDown?: (event: FieldKey) => void;
  readonly type?: 'text' | 'date';
  /** The input itself. */
  readonly children: ReactNode;
}

/** Label, input, and under it what is wrong, what looks odd, and what is expected. */
function FieldFrame({
  label,
  hint,
  error,
  warning,
  labelHidden = false,
  isReadOnly = false,
  className = '',
  takesFocus = false,
  value,
  onChange,
  onLeave,
  onKeyDown,
  type = 'text',
  children,
}: FieldFrameProps) {
  return (
    <AriaTextField
      type={type}
      value={value}
      onChange={onChange}
      {...(onLeave === undefined ? {} : { onBlur: onLeave })}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
      isInvalid={error !== undefined}
      isReadOnly={isReadOnly}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user has just asked for this field
      autoFocus={takesFocus}
      className={classes('grid content-start gap-1', className)}
    >
      <Label className={labelHidden ? 'sr-only' : 'text-small font-medium text-ink-2'}>{label}</Label>
      {children}
      <FieldError className="text-small text-fail">
        {error !== undefined && <span role="alert">{error}</span>}
      </FieldError>
      {(warning !== undefined || hint !== undefined) && (
        <Text slot="description" className="grid gap-1 text-small text-ink-3">
          {warning !== undefined && <span className="text-unknown">{warning}</span>}
          {hint !== undefined && (
            <span>
              <Sentence>{hint}</Sentence>
            </span>
          )}
        </Text>
      )}
    </AriaTextField>
  );
}

/** `data-settled`: nothing typed is waiting in the field, so undo means the plan and not the text. */
const settled = (isSettled: boolean) => (isSettled ? { 'data-settled': true } : {});

export function TextField({ value, onCommit, mono = false, error, ...frame }: FieldProps) {
  const { draft, change, refusal, isSettled, commit, takeBackOrPass } = useDraft({ value, onCommit });
  return (
    <FieldFrame
      {...frame}
      error={error ?? refusal}
      value={draft}
      onChange={change}
      onLeave={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit();
        takeBackOrPass(event);
      }}
    >
      <Input {...settled(isSettled)} className={classes(inputClass, 'h-7', mono && 'font-mono text-code')} />
    </FieldFrame>
  );
}

interface ListFieldProps extends CommonProps {
  readonly values: readonly string[];
  readonly onCommit: (values: readonly string[]) => unknown;
}

/** A list, one entry a line. */
export function ListField({ values, onCommit, mono = true, error, ...frame }: ListFieldProps) {
  const value = values.join('\n');
  const { draft, change, refusal, isSettled, commit, takeBackOrPass } = useDraft({
    value,
    onCommit: (text) => onCommit(toEntries(text)),
  });
  const rows = Math.min(Math.max(draft.split('\n').length, 1), 8);
  return (
    <FieldFrame
      {...frame}
      error={error ?? refusal}
      value={draft}
      onChange={change}
      onLeave={() => void commit()}
      onKeyDown={takeBackOrPass}
    >
      <TextArea
        {...settled(isSettled)}
        rows={rows}
        spellCheck={false}
        className={classes(inputClass, 'resize-none py-1', mono && 'font-mono text-code')}
      />
    </FieldFrame>
  );
}

interface FormFieldProps extends CommonProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** `date`: the browser's own, whose value is a day such as `2027-01-31`, or empty while it is none. */
  readonly type?: 'text' | 'date';
  /** Offered while it is typed; anything else can be entered as well. */
  readonly offers?: readonly string[];
}

/** A field of a form with a button of its own: nothing is kept before that. */
export function FormField({ mono = false, type = 'text', offers, ...frame }: FormFieldProps) {
  const list = useId();
  return (
    <FieldFrame {...frame} type={type}>
      <Input
        {...(offers !== undefined && { list })}
        className={classes(inputClass, 'h-7', mono && 'font-mono text-code', type === 'date' && 'w-44')}
      />
      {offers !== undefined && (
        <datalist id={list}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
    </FieldFrame>
  );
}

export function toEntries(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
