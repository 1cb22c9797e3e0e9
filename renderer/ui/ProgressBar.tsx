interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** 0 while it is not known yet. */
  readonly of: number;
}

export function ProgressBar({ label, done, of }: ProgressBarProps) {
  return (
    <progress aria-label={label} value={done} max={Math.max(of, 1)} className="progress-bar">
      {done} of {of}
    </progress>
  );
}
