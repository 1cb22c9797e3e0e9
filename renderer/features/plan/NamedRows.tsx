import { Plus } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import type { Refusal } from '../../ui/fields.tsx';
import { usePlan } from '../../state/usePlan.ts';
import { textOrNothing } from './values.ts';

interface NamedRowsProps<Item> {
  readonly items: readonly Item[];
  /** What one of them is: `system`. */
  readonly noun: string;
  readonly hint: string;
  /** `isNew`: its name was just typed, and the next field of it takes the focus. */
  readonly row: (item: Item, index: number, isNew: boolean) => ReactNode;
  /** Answers why the name was refused. */
  readonly onAdd: (name: string) => Promise<Refusal>;
}

/** Things of the plan that have a name; a new one begins with it. */
export function NamedRows<Item>({ items, noun, hint, row, onAdd }: NamedRowsProps<Item>) {
  const { sample } = usePlan();
  const [isAdding, setIsAdding] = useState(false);
  const [newest, setNewest] = useState<number>();
  const add = async (text: string): Promise<Refusal> => {
    const name = textOrNothing(text);
    setNewest(items.length);
    const refusal = name === undefined ? undefined : await onAdd(name);
    setIsAdding(refusal !== undefined);
    return refusal;
  };
  return (
    <div className="grid gap-4">
      {items.map((item, index) => (
        // A name may be given twice.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>{row(item, index, index === newest)}</Fragment>
      ))}
      {isAdding && (
        <TextField label={`Name of the ${noun}`} className="max-w-70" value="" takesFocus hint={hint} onCommit={add} />
      )}
      {!sample && (
        <div>
          <Button icon={Plus} onPress={() => setIsAdding(true)}>
            {`Add ${noun}`}
          </Button>
        </div>
      )}
    </div>
  );
}
