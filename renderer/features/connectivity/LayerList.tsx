import { placeOf } from '#shared/network/source/placeOf.ts';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { ConnectionVerdict, LayerVerdict } from '#shared/network/judging/verdict.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { StripNode } from '../../ui/StripNode.tsx';
import { verdictWords } from '../words/outcomes.ts';
import { listed } from '../words/counts.ts';
import { baseName } from '../words/files.ts';

interface LayerListProps {
  readonly connection: ConnectionVerdict;
  /** Not there by the plan's word: told in one line. */
  readonly absent: readonly LayerKind[];
}

/** Each layer with its verdict, the place of its rule, and its reason. */
export function LayerList({ connection: { layers }, absent }: LayerListProps) {
  return (
    <ul className="grid gap-1.5">
      {layers
        .filter(({ layer }) => !absent.includes(layer))
        .map((layer) => (
          <li key={layer.layer} className="grid grid-cols-[22px_104px_minmax(0,1fr)] items-start gap-2">
            <StripNode tone={verdictWords[layer.verdict].tone} size={20} />
            <span>
              {layerTitles[layer.layer]}
              <span className="sr-only">: {verdictWords[layer.verdict].word}</span>
            </span>
            <span className="min-w-0">
              <Places of={layer} />
              {(layer.decidedBy.length === 0 || layer.verdict === 'unknown') && (
                <span className="block text-small text-ink-2">
                  <EngineSentence>{layer.reason}</EngineSentence>
                </span>
              )}
              {layer.attachedTo.length > 0 && (
                <span className="block truncate text-small text-ink-3" title={layer.attachedTo.join('\n')}>
                  Attached to {layer.attachedTo.join(', ')}
                </span>
              )}
            </span>
          </li>
        ))}
      {absent.length > 0 && (
        <li className="text-small text-ink-3">
          Not there by plan: {listed(absent.map((layer) => layerTitles[layer]))}.
        </li>
      )}
    </ul>
  );
}

const PLACES_SHOWN = 3;

function Places({ of: { decidedBy } }: { readonly of: LayerVerdict }) {
  const more = decidedBy.length - PLACES_SHOWN;
  return (
    <>
      {decidedBy.slice(0, PLACES_SHOWN).map((reference) => (
        <code
          key={`${placeOf(reference)} ${reference.rule}`}
          className="block truncate text-code text-ink-2"
          title={`${placeOf({ ...reference, file: ownName(reference.file) })} ${reference.rule} ${reference.note ?? ''}`.trim()}
        >
          {placeOf({ ...reference, file: baseName(reference.file) })}, {reference.rule}
        </code>
      ))}
      {more > 0 && <span className="block text-small text-ink-3">{more} more rules</span>}
    </>
  );
}
