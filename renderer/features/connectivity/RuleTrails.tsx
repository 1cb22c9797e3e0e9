import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { writeNumber } from '#shared/kernel/writeNumber.ts';
import { placeOf } from '#shared/network/source/placeOf.ts';
import type { LayerExplanation, RuleTrail, TrailStep } from '#shared/network/explain/explanation.ts';
import { classes } from '../../ui/classes.ts';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { StripNode } from '../../ui/StripNode.tsx';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';
import { VerdictMark } from '../marks/VerdictMark.tsx';
import { baseName } from '../words/files.ts';
import { listed } from '../words/counts.ts';

interface RuleTrailsProps {
  readonly of: LayerExplanation;
  /** Whether the flow is being followed again. */
  readonly isRefreshing: boolean;
}

/** The rules of a layer in the order in which a flow meets them; each opens its place in the file. */
export function RuleTrails({ of: { verdict, reason, trails, notSelecting }, isRefreshing }: RuleTrailsProps) {
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-start gap-2">
        <VerdictMark verdict={verdict} />
        <span className="min-w-0 break-words text-ink-2">
          <EngineSentence>{reason}</EngineSentence>
        </span>
      </p>
      {trails.map((trail, index) => (
        // Lists of rules have no name of their own, and their order is the packet's.
        // oxlint-disable-next-line react/no-array-index-key
        <Trail key={index} trail={trail} isRefreshing={isRefreshing} />
      ))}
      {notSelecting.length > 0 && (
        <p className="text-small text-ink-3">Do not select it: {listed(notSelecting.map(({ rule }) => rule))}.</p>
      )}
    </div>
  );
}

interface TrailProps {
  readonly trail: RuleTrail;
  readonly isRefreshing: boolean;
}

function Trail({ trail: { steps, leftOut, notReached, isReceiving }, isRefreshing }: TrailProps) {
  return (
    <div>
      {isReceiving && <p className="text-small text-ink-3">Rules of the pods that take it:</p>}
      <ol className="grid gap-1">
        {steps.map((step, index) => (
          // One rule may be met several times; a trail never changes but as a whole.
          // oxlint-disable-next-line react/no-array-index-key
          <Step key={index} step={step} isRefreshing={isRefreshing} />
        ))}
      </ol>
      {leftOut > 0 && <p className="text-small text-ink-3">{leftOut} more do not match.</p>}
      {notReached > 0 && <p className="text-small text-ink-3">{notReached} after that are not looked at.</p>}
    </div>
  );
}

interface StepProps {
  readonly step: TrailStep;
  readonly isRefreshing: boolean;
}

function Step({ step, isRefreshing }: StepProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { action, rules, because, decides, within } = step;
  const [rule, ...others] = rules;
  const tone = !decides ? 'na' : step.outcome === 'may-match' ? 'unknown' : action === 'deny' ? 'fail' : 'pass';
  const words = `${decides ? `${actionWords[action]}. ` : ''}${because}`;
  const deeper = within.length > 0;
  return (
    <li className={classes('grid grid-cols-[22px_minmax(0,1fr)] items-start gap-2', deeper && 'ml-4')}>
      <StripNode tone={tone} size={20} />
      <div className="min-w-0">
        {rule !== undefined && (
          <AriaButton
            aria-expanded={isOpen}
            onPress={() => setIsOpen(!isOpen)}
            className="block max-w-full truncate text-left text-code font-mono text-accent underline-offset-2 data-[hovered]:underline"
          >
            {placeOf({ ...rule, file: baseName(rule.file) })}, {rule.rule}
            {others.length > 0 && ` and ${writeNumber(others.length)} more`}
          </AriaButton>
        )}
        <span className={classes('block text-small break-words', decides ? 'text-ink' : 'text-ink-2')}>
          {decides && <span className="sr-only">Decides: </span>}
          <EngineSentence>{words}</EngineSentence>
        </span>
        {isOpen && rule !== undefined && (
          <div className="mt-1">
            <QuotedPlace
              file={rule.file}
              line={rule.line}
              column={rule.column}
              mark={tone === 'na' ? 'neutral' : tone}
              isRefreshing={isRefreshing}
            />
          </div>
        )}
      </div>
    </li>
  );
}

const actionWords = {
  allow: 'Allows',
  deny: 'Denies',
  pass: 'Passes on',
  next: 'Goes on',
  run: 'Goes into its list',
} as const satisfies Record<TrailStep['action'], string>;
