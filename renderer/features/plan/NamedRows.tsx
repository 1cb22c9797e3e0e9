import { none } from '#shared/kernel/none.ts';
import { Plus } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import type { Refusal } from '../../ui/fields.tsx';
import { classes } from '../../ui/classes.ts';
import { usePlan } from '../../state/usePlan.ts';
import { textOrNothing } from './values.ts';

/** Up to so many have their fields open. Those of hundreds would take the page minutes to draw. */
const MOST_OPEN = 12;
const PLACES_TOLD = 2;

interface NamedItem {
  readonly name: string;
  readonly hosts?: readonly string[] | undefined;
  readonly cidrs?: readonly string[] | undefined;
}

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

/** Things of the plan that have a name; a new one begins with it. Of many each is a line that is opened for its fields. */
export function NamedRows<Item extends NamedItem>({ items, noun, hint, row, onAdd }: NamedRowsProps<Item>) {
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
    <div className={classes('grid', items.length > MOST_OPEN ? 'gap-2' : 'gap-4')}>
      {items.map((item, index) => (
        // A name may be given twice.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {items.length > MOST_OPEN ? (
            <Folded item={item} startsOpen={index === newest}>
              {row(item, index, index === newest)}
            </Folded>
          ) : (
            row(item, index, index === newest)
          )}
        </Fragment>
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

interface FoldedProps {
  readonly item: NamedItem;
  readonly startsOpen: boolean;
  /** Its fields. */
  readonly children: ReactNode;
}

function Folded({ item: { name, hosts = none, cidrs = none }, startsOpen, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(startsOpen);
  const places = [...hosts, ...cidrs];
  const more = places.length - PLACES_TOLD;
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer break-words">
        <span className="font-medium">{name}</span>{' '}
        <code className="text-code text-ink-3">{places.slice(0, PLACES_TOLD).join(', ')}</code>
        {more > 0 && <span className="text-small text-ink-3"> and {more} more</span>}
      </summary>
      {isOpen && <div className="mt-2">{children}</div>}
    </details>
  );
}
