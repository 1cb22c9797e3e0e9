import { classes } from './classes.ts';
import { toneText, toneWash } from './tone.ts';
import type { Tone } from './tone.ts';
import { ToneIcon } from './ToneIcon.tsx';

interface ToneMarkProps {
  readonly tone: Tone;
  /** The outcome's word. */
  readonly children: string;
  /** With a box: in the heads of drawers and tiers only, at most two in a row. */
  readonly boxed?: boolean;
  readonly className?: string;
}

/** Sign and word of an outcome. */
export function ToneMark({ tone, children, boxed = false, className = '' }: ToneMarkProps) {
  return (
    <span
      className={classes(
        // By its word it stands on the line of the text around it.
        'inline-flex gap-1.5 font-medium whitespace-nowrap',
        toneText[tone],
        boxed ? `h-5.5 items-center rounded-[5px] pr-2 pl-1.5 text-small ${toneWash[tone]}` : 'items-baseline',
        className,
      )}
    >
      <ToneIcon tone={tone} size={boxed ? 14 : 16} className="self-center" />
      {children}
    </span>
  );
}
