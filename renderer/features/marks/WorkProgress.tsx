import { describeProgress } from '#shared/kernel/progress.ts';
import type { Progress } from '#shared/kernel/progress.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';

/** How far work is, of what tells that: its bar and its words. */
export function WorkProgress({ of: progress }: { readonly of: Progress | undefined }) {
  if (progress === undefined) return null;
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
