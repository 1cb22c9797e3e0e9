import { layerTitles } from '#shared/network/layerTitles.ts';
import { placeOf } from '#shared/network/placeOf.ts';
import type { ConnectionVerdict } from '#shared/network/verdict.ts';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';
import { decidingLayer } from './layers.ts';

const QUOTED_RULES = 2;

/** The rule that decides, quoted from the user's own file under its real line numbers, and why it decides. */
export function DecidingRule({ connection }: { readonly connection: ConnectionVerdict }) {
  const layer = decidingLayer(connection);
  if (layer === undefined) return null;
  const mark = layer.verdict === 'allowed' ? 'pass' : 'fail';
  const more = layer.decidedBy.length - QUOTED_RULES;
  return (
    <DrawerSection title={layer.decidedBy.length > 1 ? 'Deciding rules' : 'Deciding rule'}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2.25">
        {layer.decidedBy.slice(0, QUOTED_RULES).map((reference) => (
          <QuotedPlace
            key={`${placeOf(reference)} ${reference.rule}`}
            file={reference.file}
            line={reference.line}
            column={reference.column}
            mark={mark}
          />
        ))}
        {more > 0 && <p className="text-small text-ink-3">And {more} more, under Layer by layer</p>}
        <p className="text-ink-2">
          {layerTitles[layer.layer]}: {layer.reason}
        </p>
      </div>
    </DrawerSection>
  );
}
