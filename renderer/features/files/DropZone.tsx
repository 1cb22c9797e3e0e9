import { useEffect, useEffectEvent, useState } from 'react';
import { Upload } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { count } from '../words/counts.ts';
import { formatBytes } from '../words/files.ts';
import { readDropped, sizeOf } from './droppedFiles.ts';
import { useTakeFiles } from './useTakeFiles.ts';

/** What is on its way to the engine. */
interface Taking {
  readonly what: string;
  readonly cancel: () => void;
}

const listOf = (taking: Taking | undefined): readonly Taking[] => (taking === undefined ? [] : [taking]);

/** The whole window takes files: a dashed frame shows it while something is held over it. */
export function DropZone() {
  const [isOver, setIsOver] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  /** Of drops that came before others were done, each. */
  const [takings, setTakings] = useState<readonly Taking[]>([]);
  const takeFiles = useTakeFiles();

  const drop = useEffectEvent(async (transfer: DataTransfer) => {
    setIsOver(false);
    const controller = new AbortController();
    const { signal } = controller;
    let own: Taking | undefined;
    const say = (what: string | undefined): void => {
      const before = own;
      const now = what === undefined ? undefined : { what, cancel };
      own = now;
      setTakings((all) =>
        before === undefined ? [...all, ...listOf(now)] : all.flatMap((one) => (one === before ? listOf(now) : [one])),
      );
    };
    const cancel = (): void => {
      controller.abort();
      say(undefined);
    };
    // Folders of thousands take their time before it is known how many files they hold.
    say('Reading what was dropped');
    try {
      const files = await readDropped(transfer, signal);
      signal.throwIfAborted();
      say(`Taking ${count(files.length, 'file')}, ${formatBytes(sizeOf(files))}`);
      const refused = await takeFiles(files, signal);
      if (refused !== undefined) setRefusal(refused);
    } catch (error) {
      // After an abort the transports throw different errors: the signal decides, not the error.
      if (!signal.aborted) {
        setRefusal(`It could not be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (!signal.aborted) say(undefined);
  });

  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const dropped = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void drop(event.dataTransfer);
    };
    globalThis.addEventListener('dragover', over);
    globalThis.addEventListener('dragleave', leave);
    globalThis.addEventListener('drop', dropped);
    return () => {
      globalThis.removeEventListener('dragover', over);
      globalThis.removeEventListener('dragleave', leave);
      globalThis.removeEventListener('drop', dropped);
    };
  }, []);

  if (refusal !== undefined) {
    return (
      <Dialog
        title="Not taken"
        onClose={() => setRefusal(undefined)}
        footer={
          <Button look="primary" onPress={() => setRefusal(undefined)} takesFocus>
            Close
          </Button>
        }
      >
        <p className="text-ink-2">{refusal}</p>
      </Dialog>
    );
  }
  if (takings.length > 0) {
    return (
      <div className="fixed inset-x-0 bottom-16 z-20 flex justify-center">
        <ul className="grid gap-2">
          {takings.map((taking, index) => (
            // Each stays where it is until it is done.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <output className="flex items-center gap-3 rounded-lg border border-line-strong bg-surface py-2.75 pr-3 pl-4 shadow-2">
                <span className="flex-1">{taking.what}</span>
                <Button onPress={taking.cancel}>Cancel</Button>
              </output>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-40 grid place-items-center rounded-panel border-2 border-dashed border-accent bg-scrim">
      <p className="flex items-center gap-2 rounded-lg border border-line-strong bg-surface px-4 py-3 font-medium shadow-2">
        <Icon of={Upload} className="text-accent" />
        Drop a plan, rule files or a snapshot
      </p>
    </div>
  );
}
