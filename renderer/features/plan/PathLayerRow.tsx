import { ArrowUp, X } from 'lucide-react';
import { useState } from 'react';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ListField, TextField } from '../../ui/fields.tsx';
import type { Refusal } from '../../ui/fields.tsx';
import { useSystem } from '../../state/useCatalog.ts';
import { usePlan } from '../../state/usePlan.ts';
import { describeWhatToGive, sourceKindOf } from './pathLayers.ts';
import type { SourceKind } from './pathLayers.ts';

interface PathLayerRowProps {
  readonly layer: LayerKind;
  /** Absent while the plan does not name the layer. */
  readonly source: string | undefined;
  readonly attachedTo: readonly string[];
  /** One of the words that stand for no file. */
  readonly onChoose: (source: 'none' | 'cluster') => void;
  /** A file or folder; answers why it was refused. */
  readonly onName: (source: string) => Promise<Refusal>;
  readonly onAttachedTo?: (attachedTo: readonly string[]) => Promise<Refusal>;
  readonly onRemove?: () => void;
  readonly onMoveUp?: (() => void) | undefined;
}

const words: Record<SourceKind, string> = {
  unsaid: 'Not said',
  none: 'There is no such layer',
  cluster: 'Read from the cluster',
  files: 'Rule files',
};

/** One layer: where its rules are, and what they are attached to. */
export function PathLayerRow({
  layer,
  source,
  attachedTo,
  onChoose,
  onName,
  onAttachedTo,
  onRemove,
  onMoveUp,
}: PathLayerRowProps) {
  const { sample } = usePlan();
  const { ruleFormats } = useSystem();
  const saved = sourceKindOf(source);
  // "Rule files" is chosen before a file is named; until then it is this row's own.
  const [chosen, setChosen] = useState<SourceKind>();
  const kind = chosen ?? saved;
  const kinds = (['unsaid', 'none', 'cluster', 'files'] as const).filter(
    (known) =>
      (known !== 'cluster' || layer === 'pod-policy' || saved === 'cluster') &&
      (known !== 'unsaid' || saved === 'unsaid'),
  );
  const title = layerTitles[layer];
  const choose = (next: SourceKind): void => {
    setChosen(next === 'files' ? next : undefined);
    if (next === 'none' || next === 'cluster') onChoose(next);
  };
  return (
    <li className="grid grid-cols-[124px_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-2 border-b border-line pb-3 last:border-b-0">
      <span className="pt-1 font-medium">{title}</span>
      <div className="grid gap-2">
        <div className="flex flex-wrap gap-2">
          <Choice
            label={`Rules of ${title}`}
            labelHidden
            options={kinds.map((id) => ({ id, label: words[id] }))}
            chosen={kind}
            isReadOnly={sample}
            onChoose={choose}
          />
          {kind === 'files' && (
            <TextField
              label={`File or folder with the rules of ${title}`}
              labelHidden
              mono
              className="min-w-50 flex-1"
              value={saved === 'files' ? (source ?? '') : ''}
              isReadOnly={sample}
              hint={saved === 'files' ? undefined : describeWhatToGive(layer, ruleFormats)}
              onCommit={async (text) => {
                const path = text.trim();
                const refusal = path === '' ? undefined : await onName(path);
                if (refusal === undefined) setChosen(undefined);
                return refusal;
              }}
            />
          )}
        </div>
        {kind === 'cluster' && (
          <p className="text-small text-ink-3">
            Read by an audit of a cluster. Other pages know it of a snapshot alone, since they open no connection.
          </p>
        )}
        {kind === 'files' && saved === 'files' && layer !== 'pod-policy' && onAttachedTo !== undefined && (
          <ListField
            label="Attached to: subnets, security groups, NSGs or hosts"
            values={attachedTo}
            isReadOnly={sample}
            onCommit={onAttachedTo}
          />
        )}
      </div>
      {!sample && onRemove !== undefined && (
        <span className="flex">
          {onMoveUp !== undefined && <IconButton label={`Move ${title} up`} icon={ArrowUp} onPress={onMoveUp} />}
          <IconButton label={`Remove ${title}`} icon={X} onPress={onRemove} />
        </span>
      )}
    </li>
  );
}
