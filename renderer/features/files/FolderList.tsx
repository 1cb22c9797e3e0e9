import { CornerLeftUp, File, Folder as FolderIcon } from 'lucide-react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Folder } from '#shared/contract/views.ts';
import type { Loaded } from '../../client/queryCache.ts';
import { Icon } from '../../ui/Icon.tsx';
import { listItemClass } from '../../ui/popover.ts';

interface FolderListProps {
  readonly folder: Loaded<Folder>;
  readonly isShown: (name: string) => boolean;
  readonly chosen: readonly string[];
  /** Several files can be chosen, or one. */
  readonly several: boolean;
  readonly onChoose: (paths: readonly string[]) => void;
  /** A folder, or a file by double click or Enter. */
  readonly onOpen: (path: string, kind: 'folder' | 'file') => void;
}

const PARENT = '..';

/** What lies in a folder, as far as this host may read it. */
export function FolderList({ folder, isShown, chosen, several, onChoose, onOpen }: FolderListProps) {
  if (folder.phase === 'loading') return <output className="block h-70 text-ink-3">Reading the folder</output>;
  if (folder.phase === 'failed') {
    return (
      <div role="alert" className="grid h-70 place-items-center text-center">
        <p className="text-fail">{folder.failure.message}</p>
      </div>
    );
  }
  const { parent, entries } = folder.value;
  const shown = entries.filter(({ kind, name }) => kind === 'folder' || isShown(name));
  const kindOf = new Map(shown.map(({ path, kind }) => [path, kind]));
  return (
    <ListBox
      aria-label="Files"
      selectionMode={several ? 'multiple' : 'single'}
      selectionBehavior="replace"
      selectedKeys={chosen}
      onSelectionChange={(keys) => {
        if (keys === 'all') return;
        onChoose([...keys].map(String).filter((path) => kindOf.get(path) === 'file'));
      }}
      onAction={(key) => {
        const path = String(key);
        if (path === PARENT && parent !== undefined) onOpen(parent, 'folder');
        else onOpen(path, kindOf.get(path) ?? 'folder');
      }}
      renderEmptyState={() => <p className="p-3 text-ink-3">Nothing here that can be opened</p>}
      className="h-70 overflow-auto rounded-md border border-line p-1"
    >
      {parent !== undefined && (
        <ListBoxItem id={PARENT} textValue="Folder above" className={listItemClass}>
          <Icon of={CornerLeftUp} size={14} className="text-ink-3" />
          Folder above
        </ListBoxItem>
      )}
      {shown.map(({ path, name, kind }) => (
        <ListBoxItem key={path} id={path} textValue={name} className={`${listItemClass} data-[selected]:bg-selected`}>
          <Icon of={kind === 'folder' ? FolderIcon : File} size={14} className="text-ink-3" />
          <span className="min-w-0 flex-1 truncate">{name}</span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
