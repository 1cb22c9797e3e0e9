interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** 0 while it is not known yet. */
  readonly of: number;
}

export function ProgressBar({ label, done, of }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={done}
      aria-valuetext={`${done} of ${of}`}
      className="h-1.5 overflow-hidden rounded-[3px] bg-inset forced-colors:border"
    >
      <div
        className="h-full bg-accent forced-color-adjust-none"
        style={{ width: of === 0 ? 0 : `${(done / of) * 100}%` }}
      />
    </div>
  );
}
