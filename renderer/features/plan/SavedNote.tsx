import { TextButton } from '../../ui/Button.tsx';
import { useEditState } from '../../state/planEdits.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { baseName } from '../words/files.ts';

/** Where the last change landed in the file, and the ways to take it back and to make it again. */
export function SavedNote() {
  const { file } = usePlan();
  const { undo, redo } = usePlanEditing();
  const { saving, saved, done, undone } = useEditState(file);
  const last = done.at(-1);
  const next = undone.at(-1);
  return (
    <output className="flex flex-wrap items-center gap-x-2 text-small text-ink-3">
      {saving && 'Saving'}
      {!saving && saved !== undefined && (
        <span>
          {saved.line === undefined
            ? `Removed from ${baseName(file)}`
            : `Saved to ${baseName(file)}, line ${saved.line}`}
        </span>
      )}
      {!saving && last !== undefined && <TextButton onPress={undo}>{`Undo: ${last.label}`}</TextButton>}
      {!saving && next !== undefined && <TextButton onPress={redo}>{`Redo: ${next.label}`}</TextButton>}
    </output>
  );
}
