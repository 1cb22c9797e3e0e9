import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { addRules } from '../../state/ruleSets.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { FilePicker } from '../files/FilePicker.tsx';
import { folderOf } from '../words/files.ts';

/** Rule files of the machine on which the engine runs, for the open plan. */
export function AddRulesDialog() {
  const shown = useOverlay((state) => state.shown === 'add-rules');
  const plan = useMaybePlan();
  if (!shown || plan === undefined) return null;
  return (
    <FilePicker
      title="Which rule files?"
      verb="Add files"
      several
      takesFolder
      // Rules mostly lie beside their plan; the user has none in the folder of a sample.
      startsIn={plan.sample ? undefined : folderOf(plan.file)}
      isShown={() => true}
      onClose={closeOverlay}
      onPick={(paths) => {
        addRules(plan.file, paths);
        closeOverlay();
      }}
    />
  );
}
