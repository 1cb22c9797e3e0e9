import { X } from 'lucide-react';
import { IconButton } from '../../ui/Button.tsx';
import { addRules, removeRules, useAddedRules, useDroppedNames } from '../../state/ruleSets.ts';
import { showToast } from '../../state/toasts.ts';
import { useSystem } from '../../state/useCatalog.ts';
import { usePlan } from '../../state/usePlan.ts';
import { liesUnder, nameDropped } from '../words/files.ts';

/** Paths that were added beside the plan, for this session; each can be taken away again. */
export function AddedRules() {
  const { file } = usePlan();
  const { dataFolder, host } = useSystem();
  const added = useAddedRules(file);
  const droppedNames = useDroppedNames();
  if (added.length === 0) return null;
  const takeAway = (path: string, name: string): void => {
    removeRules(file, path);
    showToast({
      title: `Taken away: ${name}`,
      text: 'The connections are judged without it.',
      action: { label: 'Undo', run: () => addRules(file, [path]) },
    });
  };
  const hasUploads = host === 'browser' && added.some((path) => liesUnder(path, dataFolder, dataFolder));
  return (
    <section className="border-b border-line px-6 py-4 max-rail:px-5">
      <h2 className="mb-1 text-small font-semibold text-ink-3">Added in this session, beside what the plan names</h2>
      <p className="mb-2 text-small text-ink-3">
        Their rules win over the plan’s own source of the same layer. Name them in the plan to keep them.
        {hasUploads && ' What was dropped here was copied to this machine for this session only, and nowhere else.'}
      </p>
      <ul className="grid gap-1">
        {added.map((path) => {
          const name = nameDropped(droppedNames[path] ?? []) ?? path;
          return (
            <li key={path} className="flex items-center gap-2">
              <code className="min-w-0 flex-1 break-all" title={path}>
                {name}
              </code>
              <IconButton label={`Take ${name} away`} icon={X} onPress={() => takeAway(path, name)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
