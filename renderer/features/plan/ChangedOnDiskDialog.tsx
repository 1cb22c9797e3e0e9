import { Confirm } from '../../ui/Dialog.tsx';
import { overwritePlanEdit, takeFileFromDisk, useEditState } from '../../state/planEdits.ts';
import { useMaybePlan, usePlanEditing } from '../../state/usePlan.ts';
import { baseName } from '../words/files.ts';

/** A change met a file that another program had changed meanwhile: the user decides which holds. */
export function ChangedOnDiskDialog() {
  return useMaybePlan() === undefined ? null : <Conflict />;
}

function Conflict() {
  const { desk } = usePlanEditing();
  const { conflict } = useEditState(desk.file);
  if (conflict === undefined) return null;
  const name = baseName(desk.file);
  return (
    <Confirm
      title={`${name} was changed outside of this window. Make your change to it all the same?`}
      verb="Make my change"
      otherwise="Reload the file"
      onConfirm={() => void overwritePlanEdit(desk)}
      onCancel={() => void takeFileFromDisk(desk)}
    >
      Your change of “{conflict.label}” was not saved. Making it keeps everything else that the other program has
      written; reloading drops your change. The file is <code className="break-all">{desk.file}</code>.
    </Confirm>
  );
}
