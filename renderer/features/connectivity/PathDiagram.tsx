import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionVerdict } from '#shared/network/judging/verdict.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { IconButton } from '../../ui/Button.tsx';
import { RowButton } from '../../ui/RowButton.tsx';
import { ToneIcon } from '../../ui/ToneIcon.tsx';
import type { Rows } from '../../state/useRows.ts';
import { connectionTitle } from '../words/connections.ts';
import { verdictWords } from '../words/outcomes.ts';
import { PathPicture } from './PathPicture.tsx';
import { layoutPath } from './layoutPath.ts';

interface PathDiagramProps {
  /** A gate each. */
  readonly layers: readonly LayerKind[];
  readonly connections: readonly ConnectionVerdict[];
  readonly openId: string | undefined;
  readonly rows: Rows;
}

const zooms = [0.6, 0.8, 1, 1.25, 1.6] as const;
const NATURAL = 2;

/** The connections as lines through the layers, with a list beside it for the keyboard. The table says the same in text. */
export function PathDiagram({ layers, connections, openId, rows }: PathDiagramProps) {
  const [zoom, setZoom] = useState<number>();
  const [pointedAt, setPointedAt] = useState<string>();
  const layout = layoutPath(connections, layers);
  const scale = zoom === undefined ? undefined : zooms[zoom];
  const change = (step: 1 | -1): void => setZoom(Math.min(Math.max((zoom ?? NATURAL) + step, 0), zooms.length - 1));
  return (
    <div className="grid grid-cols-[236px_minmax(0,1fr)] border-b border-line slim:grid-cols-1">
      <ul className="border-r border-line py-2 slim:border-r-0 slim:border-b" aria-label="Connections in the diagram">
        {connections.map((connection) => (
          // Pointing at a row lights its line; opening it is the button's.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <li
            key={connection.id}
            className={`px-6 py-1 max-rail:px-5 ${connection.id === openId ? 'bg-selected' : 'hover:bg-hover'}`}
            onPointerEnter={() => setPointedAt(connection.id)}
            onPointerLeave={() => setPointedAt(undefined)}
            onFocus={() => setPointedAt(connection.id)}
            onBlur={() => setPointedAt(undefined)}
          >
            <RowButton id={connection.id} onOpen={rows.open} className="flex items-start gap-2">
              <span className="flex items-start gap-2">
                <ToneIcon tone={verdictWords[connection.verdict].tone} size={14} className="mt-0.75" />
                <span className="min-w-0">
                  <span className="sr-only">{verdictWords[connection.verdict].word}: </span>
                  <span className="block text-small leading-4">{connectionTitle(connection)}</span>
                </span>
              </span>
            </RowButton>
          </li>
        ))}
      </ul>
      <div className="relative min-w-0">
        <div className="absolute top-2 right-3 z-[2] flex rounded-md border border-line bg-surface">
          <IconButton label="Smaller" icon={ZoomOut} onPress={() => change(-1)} isDisabled={zoom === 0} />
          <IconButton label="Fit" icon={Maximize2} onPress={() => setZoom(undefined)} isDisabled={zoom === undefined} />
          <IconButton label="Larger" icon={ZoomIn} onPress={() => change(1)} isDisabled={zoom === zooms.length - 1} />
        </div>
        <div className="overflow-auto p-4 pt-11">
          <PathPicture layout={layout} scale={scale} highlighted={pointedAt ?? openId} onOpen={rows.open} />
        </div>
      </div>
    </div>
  );
}
