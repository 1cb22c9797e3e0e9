import { Button } from '../../ui/Button.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import type { Rows } from '../../state/useRows.ts';

interface MissingRowProps {
  /** What the table holds, in the singular: `connection`. */
  readonly noun: string;
  readonly id: string;
  readonly close: Rows['close'];
}

/** An address that names a row which is not there: a link from another plan, run or version. */
export function MissingRow({ noun, id, close }: MissingRowProps) {
  return (
    <Drawer of={id} title={`No such ${noun}`} onClose={close}>
      <DrawerSection title="What was asked for">
        <p>
          <code className="break-all">{id}</code>
        </p>
        <p className="mt-2 text-ink-2">
          This table has no {noun} of that name. The link may come from another plan, run or version.
        </p>
        <div className="mt-3">
          <Button look="primary" onPress={close}>
            {`Show every ${noun}`}
          </Button>
        </div>
      </DrawerSection>
    </Drawer>
  );
}
