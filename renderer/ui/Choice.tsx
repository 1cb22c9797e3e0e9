import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { Check, ChevronDown } from 'lucide-react';
import { useId } from 'react';
import type { LucideIcon } from 'lucide-react';
import { Icon } from './Icon.tsx';
import { listItemClass, popoverClass } from './popover.ts';

export interface ChoiceOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

interface ChoiceProps<Id extends string> {
  /** Shown before the value, as in "Compare with …". */
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly options: readonly ChoiceOption<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** In forms, where a label of its own stands above or before. */
  readonly labelHidden?: boolean;
  /** It shows the value and can't be opened. */
  readonly isReadOnly?: boolean;
}

/** A select: one of a list. */
export function Choice<Id extends string>({
  label,
  icon,
  options,
  chosen,
  onChoose,
  labelHidden = false,
  isReadOnly = false,
}: ChoiceProps<Id>) {
  const id = useId();
  return (
    <Select
      value={chosen}
      isDisabled={isReadOnly}
      onChange={(key) => {
        const option = options.find((candidate) => candidate.id === key);
        if (option !== undefined) onChoose(option.id);
      }}
      className="min-w-0"
    >
      <Label className="sr-only">
        <span id={`${id}-label`}>{label}</span>
      </Label>
      <Button
        // Named in the order in which it is read.
        aria-labelledby={`${id}-label ${id}-value`}
        className="inline-flex h-7 max-w-full min-w-0 items-center gap-1.75 rounded-md border border-line-strong bg-surface px-2.25 data-[disabled]:border-line data-[disabled]:bg-subtle data-[hovered]:bg-hover"
      >
        {icon && <Icon of={icon} size={14} className="text-ink-3" />}
        {!labelHidden && (
          <span aria-hidden className="whitespace-nowrap text-ink-3">
            {`${label} `}
          </span>
        )}
        <span id={`${id}-value`} className="min-w-0 truncate">
          <SelectValue />
        </span>
        <Icon of={ChevronDown} size={14} className="text-ink-3" />
      </Button>
      <Popover className={popoverClass}>
        <ListBox className="max-h-80 overflow-auto outline-none">
          {options.map(({ id: optionId, label: name }) => (
            <ListBoxItem key={optionId} id={optionId} textValue={name} className={listItemClass}>
              {({ isSelected }) => (
                <>
                  <span className="min-w-0 flex-1">{name}</span>
                  {isSelected && <Icon of={Check} size={14} className="text-accent" />}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
