import type { ReactNode } from 'react';

interface RowButtonProps {
  readonly id: string;
  readonly onOpen: (id: string) => void;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Opens its row in the drawer; stands in the first cell and answers to the keyboard for the whole row. */
export function RowButton({ id, onOpen, children, className = '' }: RowButtonProps) {
  return (
    <button type="button" data-row-id={id} className={`row-button ${className}`} onClick={() => onOpen(id)}>
      {children}
    </button>
  );
}

/** A click anywhere in the row opens it, except on a control of its own. */
export function opensRow(id: string, onOpen: (id: string) => void) {
  return {
    'data-row': id,
    onClick(event: React.MouseEvent) {
      if (event.target instanceof Element && event.target.closest('a, button, input, textarea, select, label') !== null)
        return;
      onOpen(id);
    },
  };
}
