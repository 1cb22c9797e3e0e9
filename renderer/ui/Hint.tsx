import { Tooltip, TooltipTrigger } from 'react-aria-components';
import type { ReactElement } from 'react';

interface HintProps {
  readonly text: string;
  readonly children: ReactElement;
}

/** A tooltip on a control of react-aria's, shown on hover and on keyboard focus. */
export function Hint({ text, children }: HintProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <Tooltip
        offset={6}
        className="z-50 max-w-80 rounded-md border border-line-strong bg-surface px-2 py-1 text-small text-ink shadow-2"
      >
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
