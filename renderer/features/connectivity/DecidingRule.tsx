import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { ConnectionVerdict, Verdict } from '#shared/network/judging/verdict.ts';
import type { CodeMark } from '../../ui/CodeBox.tsx';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';
import { decidingLayer } from './layers.ts';

const QUOTED_RULES = 2;

const marks = {
  allowed: 'pass',
  'partly-allowed': 'fail',
  denied: 'fail',
  unknown: 'unknown',
  'not-applicable': 'neutral',
} as const satisfies Record<Verdict, CodeMark>;

interface DecidingRuleProps {
  readonly connection: ConnectionVerdict;
  /** Whether it is being judged again. */
  readonly isRefreshing: boolean;
}

/** The rule that decides, quoted from the user's own file under its real line numbers, and why it decides. */
export function DecidingRule({ connection, isRefreshing }: DecidingRuleProps) {
  const layer = decidingLayer(connection);
  if (layer === undefined) return null;
  const mark = marks[layer.verdict];
  const more = layer.decidedBy.length - QUOTED_RULES;
  return (
    <DrawerSection title={layer.decidedBy.length > 1 ? 'Deciding rules' : 'Deciding rule'}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2.25">
        {layer.decidedBy.slice(0, QUOTED_RULES).map(({ file, line, column }, index) => (
          // The same box quotes what decides once the file has changed, so that it keeps the focus.
          // oxlint-disable-next-line react/no-array-index-key
          <QuotedPlace key={index} file={file} line={line} column={column} mark={mark} isRefreshing={isRefreshing} />
        ))}
        {more > 0 && <p className="text-small text-ink-3">And {more} more, under Layer by layer</p>}
        <p className="text-ink-2">
          {layerTitles[layer.layer]}: <EngineSentence>{layer.reason}</EngineSentence>
        </p>
      </div>
    </DrawerSection>
  );
}
