import type { ReactNode } from 'react';
import { classes } from './classes.ts';

interface NumberedLineProps {
  readonly number: number;
  /** It is the one that was asked for. */
  readonly isAsked?: boolean;
  readonly children: ReactNode;
}

/** A line of a `LongText`. */
export function NumberedLine({ number, isAsked = false, children }: NumberedLineProps) {
  return (
    <span
      className={classes(
        'block h-4.5 pr-5 whitespace-pre',
        isAsked && 'bg-selected shadow-[inset_2px_0_var(--color-accent)]',
      )}
    >
      <span className="inline-block w-20 pr-4 text-right text-ink-3 select-none">{number}</span>
      {isAsked && <span className="sr-only">Asked for: </span>}
      {children}
      {'\n'}
    </span>
  );
}
