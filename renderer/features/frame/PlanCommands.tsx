import { usePageKeys } from '../../state/pageKeys.ts';
import { usePlanEditing } from '../../state/usePlan.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';

/** The keys that every page of a plan understands. */
export function PlanCommands() {
  const runAudit = useAuditCommand();
  const { undo, redo } = usePlanEditing();
  usePageKeys({ 'run-audit': runAudit, undo, redo });
  return null;
}
