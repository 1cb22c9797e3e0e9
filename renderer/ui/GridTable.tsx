import type { KeyboardEvent, ReactNode } from 'react';
import { classes } from './classes.ts';

interface GridTableProps {
  readonly caption: string;
  /** Row heights and column widths. */
  readonly className: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Of a table of which only a part is drawn. */
  readonly rowCount?: number;
  readonly children: ReactNode;
}

/** A table whose rows are selected and opened: a grid to assistive technology, a real table to everything else. */
export function GridTable({ caption, className, onKeyDown, rowCount, children }: GridTableProps) {
  return (
    <table
      // A selected row needs a grid around it; the arrow keys move between the rows' own buttons.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
      role="grid"
      className={classes('table', className)}
      onKeyDown={onKeyDown}
      {...(rowCount === undefined ? {} : { 'aria-rowcount': rowCount })}
    >
      <caption>{caption}</caption>
      {children}
    </table>
  );
}
