import { IconButton } from '../../ui/Button.tsx';
import { X } from 'lucide-react';
import { dismissEditFailure, useEditState } from '../../state/planEdits.ts';
import { usePlan } from '../../state/usePlan.ts';
import { ProblemList } from '../marks/ProblemList.tsx';

/** Why the last change of the plan was not made, on whichever page; a field shows its own refusal itself. */
export function EditFailure() {
  const { file } = usePlan();
  const { failure } = useEditState(file);
  if (failure === undefined) return null;
  return (
    <div role="alert" className="flex items-start gap-3 border-t border-fail bg-fail-wash px-6 py-2.5 max-rail:px-5">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">Not saved. {failure.message}</p>
        {failure.problems.length === 0 && failure.remedy !== undefined && (
          <p className="text-ink-2">{failure.remedy}</p>
        )}
        <ProblemList problems={failure.problems} />
      </div>
      <IconButton label="Dismiss" icon={X} onPress={() => dismissEditFailure(file)} />
    </div>
  );
}
