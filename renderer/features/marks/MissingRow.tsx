import { Button, TextButton } from '../../ui/Button.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import type { Rows } from '../../state/useRows.ts';

interface MissingRowProps {
  /** What the table holds, in the singular: `connection`. */
  readonly noun: string;
  readonly id: string;
  readonly rows: Pick<Rows, 'close' | 'open' | 'nearest'>;
}

/** An address that names a row which is not there: a link from another plan, run or version. */
export function MissingRow({ noun, id, rows: { close, open, nearest } }: MissingRowProps) {
  return (
    <Drawer of={id} title={`No such ${noun}`} onClose={close}>
      <DrawerSection title="What was asked for">
        <p>
          <code className="break-all">{id}</code>
        </p>
        <p className="mt-2 text-ink-2">
          This table has no {noun} of that name. The link may come from another plan, run or version.
        </p>
        {nearest !== undefined && (
          <p className="mt-2">
            Did you mean <TextButton onPress={() => open(nearest)}>{nearest}</TextButton>?
          </p>
        )}
        <div className="mt-3">
          <Button look="primary" onPress={close}>
            {`Show every ${noun}`}
          </Button>
        </div>
      </DrawerSection>
    </Drawer>
  );
}
