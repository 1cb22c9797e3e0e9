import { describeProgress } from '#shared/kernel/progress.ts';
import type { Progress } from '#shared/kernel/progress.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { SkeletonRows, Waiting } from '../../ui/states.tsx';

const ROW_HEIGHT = 44;

interface LongWorkProps {
  /** What is being done. */
  readonly label: string;
  /** So many stand in for an answer that has not come; without any it is asked again, and the earlier one is shown. */
  readonly rows?: number;
  readonly progress: Progress | undefined;
  readonly onCancel: () => void;
}

/** What judging rules may take long for: how far it is, and the way to give it up. */
export function LongWork({ label, rows, progress, onCancel }: LongWorkProps) {
  const shown = progress && <HowFar progress={progress} />;
  return rows === undefined ? (
    <Waiting label={label} onCancel={onCancel} progress={shown} />
  ) : (
    <SkeletonRows rows={rows} height={ROW_HEIGHT} label={label} onCancel={onCancel} progress={shown} />
  );
}

/** Its bar and its words. */
function HowFar({ progress }: { readonly progress: Progress }) {
  return (
    <>
      {progress.of > 0 && (
        <span className="w-30 flex-none">
          <ProgressBar label={progress.what} done={progress.done} of={progress.of} />
        </span>
      )}
      <span className="min-w-0 flex-1 text-small text-ink-3 tabular-nums">{describeProgress(progress)}</span>
    </>
  );
}
