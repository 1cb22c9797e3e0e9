import { useState } from 'react';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormField, TextField } from '../../ui/fields.tsx';
import { baseName } from '../words/files.ts';
import { FolderList } from './FolderList.tsx';

interface FilePickerProps {
  readonly title: string;
  /** The button's words: `Open plan`. */
  readonly verb: string;
  readonly isShown: (name: string) => boolean;
  readonly several?: boolean;
  /** For a file that is to be written: the name it is offered under. */
  readonly newName?: string;
  /** The folder that is shown first; without it, where the engine begins. */
  readonly startsIn?: string | undefined;
  /** A folder can be taken as a whole. */
  readonly takesFolder?: boolean;
  readonly failure?: string | undefined;
  readonly onPick: (paths: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Asks for files of the machine on which the engine runs, where no system dialog can be opened. */
export function FilePicker({
  title,
  verb,
  isShown,
  several = false,
  newName,
  startsIn,
  takesFolder = false,
  failure,
  onPick,
  onClose,
}: FilePickerProps) {
  const client = useClient();
  const [place, setPlace] = useState(startsIn);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [name, setName] = useState(newName ?? '');
  const folder = useQuery(['folder', 'picker', place ?? null], (signal) =>
    client.files.list(place === undefined ? {} : { folder: place }, { signal }),
  );
  // While another folder is being listed, the answer is still that of the one before: what is picked goes where it was typed.
  const isListed = folder.phase === 'ready' && (place === undefined || !folder.refreshing);
  const shownFolder = isListed ? folder.value.folder : place;
  const isNew = newName !== undefined;

  const goTo = (path: string): void => {
    setChosen([]);
    setPlace(path);
  };
  const pickNew = (): void => {
    if (shownFolder !== undefined && name !== '') onPick([joinPath(shownFolder, withEnding(name, newName))]);
  };
  const nothingChosen = isNew ? name === '' : chosen.length === 0;
  return (
    <Dialog
      wide
      title={title}
      onClose={onClose}
      footer={
        <>
          {takesFolder && shownFolder !== undefined && (
            <Button className="mr-auto" onPress={() => onPick([shownFolder])}>
              {`Take all of ${baseName(shownFolder)}`}
            </Button>
          )}
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            onPress={() => (isNew ? pickNew() : onPick(chosen))}
            {...(nothingChosen ? { disabledBecause: isNew ? 'No name yet' : 'Nothing chosen' } : {})}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {/* Read only until a folder stands in it: what is typed or pasted as it comes would be mixed with it. */}
        <TextField
          label="Folder"
          mono
          value={shownFolder ?? ''}
          isReadOnly={shownFolder === undefined && folder.phase === 'loading'}
          onCommit={goTo}
        />
        <FolderList
          folder={folder}
          isShown={isShown}
          chosen={chosen}
          several={several}
          onChoose={setChosen}
          onOpen={(path, kind) => {
            if (kind === 'folder') goTo(path);
            else if (!isNew) onPick([path]);
          }}
        />
        {isNew && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              pickNew();
            }}
          >
            <FormField
              label="File name"
              value={name}
              onChange={setName}
              hint="A name that ends in .yaml"
              mono
              takesFocus
            />
          </form>
        )}
        {failure !== undefined && (
          <p role="alert" className="text-fail">
            {failure}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** A name without an ending gets that of the name that was offered. */
function withEnding(name: string, offered = ''): string {
  return name.includes('.') ? name : `${name}${/\.[^.]+$/.exec(offered)?.[0] ?? ''}`;
}

/** In the manner of the folder's own separators. */
function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}
