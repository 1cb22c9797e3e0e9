import { usePageKeys } from '../../state/pageKeys.ts';
import { useReadAgain } from '../../state/useReadAgain.ts';
import { usePlanEditing } from '../../state/usePlan.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';

/** The keys that every page of a plan understands. */
export function PlanCommands() {
  const runAudit = useAuditCommand();
  const { undo, redo } = usePlanEditing();
  const readAgain = useReadAgain();
  usePageKeys({ 'run-audit': runAudit, 'read-again': readAgain, undo, redo });
  return null;
}
