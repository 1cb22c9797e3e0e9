import { classes } from './classes.ts';
import type { Tone } from './tone.ts';

export interface Part {
  readonly tone: Extract<Tone, 'pass' | 'fail' | 'waived' | 'unknown' | 'na'>;
  readonly count: number;
  /** What it is called; told apart by it. */
  readonly words: string;
  /** Drawn as a frame only: it is no part of what was asked for. */
  readonly isHollow?: boolean;
}

const fills: Record<Part['tone'], string> = {
  pass: 'bg-pass',
  fail: 'bg-fail',
  waived: 'bg-waived',
  unknown: 'hatched-unknown',
  na: 'bg-line-strong',
};

interface PartitionBarProps {
  readonly parts: readonly Part[];
  /** All counts in words. */
  readonly label: string;
}

/** How a whole divides. Empty parts take no room; a bar of nothing is an empty line. */
export function PartitionBar({ parts, label }: PartitionBarProps) {
  const filled = parts.filter(({ count }) => count > 0);
  return (
    // One picture of several parts, described as a whole.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div role="img" aria-label={label} className="flex h-2.5 gap-0.5 forced-color-adjust-none">
      {filled.length === 0 && <span className="flex-1 rounded-xs border border-line-strong" />}
      {filled.map(({ tone, count, words, isHollow = false }) => (
        <span
          key={words}
          className={classes('rounded-xs', isHollow ? 'border border-line-strong' : fills[tone])}
          style={{ flex: count }}
        />
      ))}
    </div>
  );
}
