import { useEffect, useEffectEvent, useState } from 'react';
import { Upload } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { readDropped } from './droppedFiles.ts';
import { useTakeFiles } from './useTakeFiles.ts';

/** The whole window takes files: a dashed frame shows it while something is held over it. */
export function DropZone() {
  const [isOver, setIsOver] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const takeFiles = useTakeFiles();

  const drop = useEffectEvent(async (transfer: DataTransfer) => {
    setIsOver(false);
    try {
      setRefusal(await takeFiles(await readDropped(transfer)));
    } catch (error) {
      setRefusal(`It could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
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
