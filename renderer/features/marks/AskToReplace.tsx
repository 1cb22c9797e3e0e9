import { Confirm } from '../../ui/Dialog.tsx';
import type { FolderExport } from '../../state/useFolderExport.ts';

/** Asks before files of somebody’s own are replaced by what is exported. */
export function AskToReplace({ of: { replacing, replace, leave } }: { readonly of: Omit<FolderExport, 'exportTo'> }) {
  if (replacing === undefined) return null;
  return (
    <Confirm
      title="Take the place of the files that are there?"
      verb="Replace files"
      otherwise="Leave them"
      onConfirm={() => void replace()}
      onCancel={leave}
    >
      {replacing}
    </Confirm>
  );
}
