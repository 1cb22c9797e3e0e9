import { classes } from './classes.ts';
import { toneText } from './tone.ts';
import type { Tone } from './tone.ts';

export type NodeTone = Extract<Tone, 'pass' | 'fail' | 'partly' | 'unknown' | 'na'>;

interface StripNodeProps {
  readonly tone: NodeTone;
  readonly size?: number;
  readonly className?: string;
}

/** One stop on the line of layers: drawn, not coloured, so that forced colours leave its shape. */
export function StripNode({ tone, size = 22, className = '' }: StripNodeProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 22 22"
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      className={classes('relative z-[1] inline-block shrink-0 align-middle', toneText[tone], className)}
    >
      {shapes[tone]}
    </svg>
  );
}

const shapes: Record<NodeTone, React.ReactNode> = {
  pass: (
    <>
      <circle cx="11" cy="11" r="11" fill="var(--color-pass-wash)" />
      <path d="m7 11.3 2.7 2.7L15 8.5" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  fail: (
    <>
      <rect width="22" height="22" rx="6" fill="currentColor" />
      <path d="m7.8 7.8 6.4 6.4m0-6.4-6.4 6.4" stroke="var(--color-surface)" strokeWidth="1.6" />
    </>
  ),
  partly: (
    <>
      <circle cx="11" cy="11" r="10.25" fill="var(--color-partly-wash)" stroke="currentColor" strokeWidth="1.5" />
      <path d="M11 .75a10.25 10.25 0 0 0 0 20.5z" fill="currentColor" />
    </>
  ),
  unknown: (
    <>
      <circle
        cx="11"
        cy="11"
        r="10.25"
        fill="var(--color-unknown-wash)"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="4 2.44"
      />
      <path d="M8.7 8.6a2.35 2.35 0 1 1 3.6 2c-.8.5-1.3 1-1.3 1.9m0 2.4v.1" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  na: <circle cx="11" cy="11" r="3.75" fill="var(--color-surface)" stroke="currentColor" strokeWidth="1.5" />,
};
