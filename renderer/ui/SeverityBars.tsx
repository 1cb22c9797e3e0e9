interface SeverityBarsProps {
  readonly level: 1 | 2 | 3;
}

/** Three bars of rising height; the word stands beside them. */
export function SeverityBars({ level }: SeverityBarsProps) {
  return (
    <svg width="13" height="11" viewBox="0 0 13 11" aria-hidden className="shrink-0 text-ink-2">
      {[1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 5}
          y={11 - (2 + bar * 3)}
          width="3"
          height={2 + bar * 3}
          rx="1"
          fill={bar <= level ? 'currentColor' : 'var(--color-line-strong)'}
        />
      ))}
    </svg>
  );
}
