import { X } from 'lucide-react';
import { IconButton } from '../../ui/Button.tsx';

interface SnapshotChoiceProps {
  readonly file: string;
  readonly onForget: () => void;
}

/** What was carried out of a cluster that can't be reached from here. */
export function SnapshotChoice({ file, onForget }: SnapshotChoiceProps) {
  return (
    <section className="border-b border-line px-6 py-4 max-rail:px-5">
      <h2 className="mb-1 text-small font-semibold text-ink-3">Audits look at a snapshot</h2>
      <p className="mb-2 text-small text-ink-3">
        It is read where it lies, and its hash is checked first. What it does not hold stays unknown.
      </p>
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 break-all">{file}</code>
        <IconButton label={`Take ${file} away`} icon={X} onPress={onForget} />
      </div>
    </section>
  );
}
