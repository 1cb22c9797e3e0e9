import { redoPlanEdit } from '../../state/planEdits.ts';
import { usePageKeys } from '../../state/pageKeys.ts';
import { usePlanEditing } from '../../state/usePlan.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';

/** The keys that every page of a plan understands. */
export function PlanCommands() {
  const runAudit = useAuditCommand();
  const { desk, undo } = usePlanEditing();
  usePageKeys({ 'run-audit': runAudit, undo, redo: () => void redoPlanEdit(desk) });
  return null;
}
