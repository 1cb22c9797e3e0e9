import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField } from 'react-aria-components';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { searchPalette } from './searchPalette.ts';
import { usePaletteItems } from './usePaletteItems.ts';

const MOST_SHOWN = 8;

/** One field for everything: pages, connections, findings, tasks, rule lines, and actions after `>`. */
export function Palette() {
  const shown = useOverlay((state) => state.shown === 'palette');
  if (!shown) return null;
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) closeOverlay();
      }}
      className="fixed inset-0 z-30 flex justify-center bg-scrim px-4 pt-28 max-[900px]:pt-10"
    >
      <Modal className="h-fit w-full max-w-155 overflow-hidden rounded-[11px] border border-line-strong bg-surface shadow-3">
        <Dialog aria-label="Search or run" className="outline-none">
          <PaletteList />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteList() {
  const [text, setText] = useState('');
  const items = usePaletteItems();
  const found = searchPalette(items, text).slice(0, MOST_SHOWN);
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField
        aria-label="Search or run"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- opened to be typed into
        autoFocus
        className="flex h-11.5 items-center gap-2.5 border-b border-line px-4"
      >
        <Icon of={Search} className="text-ink-3" />
        <Input className="w-full bg-transparent text-lead outline-none [&::-webkit-search-cancel-button]:hidden" />
      </SearchField>
      <Menu
        aria-label="Found"
        items={found}
        className="max-h-80 overflow-auto p-1.5 outline-none"
        renderEmptyState={() => <p className="px-2.5 py-2 text-ink-3">Nothing has this name</p>}
      >
        {(item) => (
          <MenuItem
            id={item.id}
            textValue={item.text}
            onAction={() => {
              closeOverlay();
              item.run();
            }}
            className="group flex h-8.5 cursor-default items-center gap-3 rounded-md px-2.5 outline-none data-[focused]:bg-selected"
          >
            <span className="w-20 flex-none text-small text-ink-3">{item.kind}</span>
            <span className="min-w-0 flex-1 truncate">{item.text}</span>
            {item.outcome && <ToneMark tone={item.outcome.tone}>{item.outcome.word}</ToneMark>}
            <span className="hidden group-data-[focused]:inline">
              <Keys>Enter</Keys>
            </span>
          </MenuItem>
        )}
      </Menu>
      <div className="flex flex-wrap gap-4.5 border-t border-line bg-subtle px-4 py-2 text-small text-ink-3">
        <span>
          <Keys>↑</Keys> <Keys>↓</Keys> Move
        </span>
        <span>
          <Keys>&gt;</Keys> Actions only
        </span>
        <span>
          <Keys>Esc</Keys> Close
        </span>
      </div>
    </Autocomplete>
  );
}
