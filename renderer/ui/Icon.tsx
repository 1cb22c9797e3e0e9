import type { LucideIcon } from 'lucide-react';

interface IconProps {
  readonly of: LucideIcon;
  readonly size?: 14 | 16 | 20;
  readonly className?: string;
}

/** A sign beside a word; never the only carrier of a meaning, so hidden from screen readers. */
export function Icon({ of: Shape, size = 16, className = '' }: IconProps) {
  return <Shape size={size} strokeWidth={1.75} aria-hidden className={`shrink-0 ${className}`} />;
}
