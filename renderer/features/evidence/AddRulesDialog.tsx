import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { addRules } from '../../state/ruleSets.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { FilePicker } from '../files/FilePicker.tsx';

/** Rule files of the machine on which the engine runs, for the open plan. */
export function AddRulesDialog() {
  const shown = useOverlay((state) => state.shown === 'add-rules');
  const plan = useMaybePlan()?.file;
  if (!shown || plan === undefined) return null;
  return (
    <FilePicker
      title="Which rule files?"
      verb="Add files"
      several
      takesFolder
      isShown={() => true}
      onClose={closeOverlay}
      onPick={(paths) => {
        addRules(plan, paths);
        closeOverlay();
      }}
    />
  );
}
