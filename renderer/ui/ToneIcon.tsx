import { CircleCheck, CircleQuestionMark, Eye, FileInput, Flag, Minus, Signature } from 'lucide-react';
import { classes } from './classes.ts';
import { toneText } from './tone.ts';
import type { Tone } from './tone.ts';

interface ToneIconProps {
  readonly tone: Tone;
  readonly size?: number;
  readonly className?: string;
}

/**
 * The sign of an outcome. The shapes differ, so that nothing rests on the colour: filled ones need somebody, outlined ones
 * are settled.
 */
export function ToneIcon({ tone, size = 16, className = '' }: ToneIconProps) {
  const shared = {
    size,
    strokeWidth: 1.75,
    'aria-hidden': true,
    className: classes('shrink-0', toneText[tone], className),
  };
  switch (tone) {
    case 'fail':
      return <FilledOctagon {...shared} />;
    case 'partly':
      return <HalfDisc {...shared} />;
    case 'unknown':
      return <CircleQuestionMark {...shared} />;
    case 'waived':
      return <Flag {...shared} />;
    case 'pass':
      return <CircleCheck {...shared} />;
    case 'na':
      return <Minus {...shared} />;
    case 'observed':
      return <Eye {...shared} />;
    case 'attested':
      return <Signature {...shared} />;
    case 'imported':
      return <FileInput {...shared} />;
  }
}

interface ShapeProps {
  readonly size: number;
  readonly className: string;
}

function FilledOctagon({ size, className }: ShapeProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      strokeLinecap="round"
      aria-hidden
      className={className}
    >
      <path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z" fill="currentColor" />
      <path d="m15.2 8.8-6.4 6.4M8.8 8.8l6.4 6.4" stroke="var(--color-surface)" strokeWidth="2.4" />
    </svg>
  );
}

function HalfDisc({ size, className }: ShapeProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden className={className}>
      <circle cx="12" cy="12" r="9.5" stroke="currentColor" strokeWidth="2" />
      <path d="M12 2.5a9.5 9.5 0 0 0 0 19z" fill="currentColor" />
    </svg>
  );
}
