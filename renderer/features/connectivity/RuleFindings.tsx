import { EngineSentence } from '../marks/EngineSentence.tsx';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Loaded } from '../../client/queryCache.ts';
import { describeLeftOut } from '#shared/audit/describeLeftOut.ts';
import { summariseExaminations } from '#shared/network/findings/summariseExaminations.ts';
import { describeProgress } from '#shared/kernel/progress.ts';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { EgressCheck, EgressFinding } from '#shared/network/judging/verdict.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';
import { describeFirstTraffic, describeTraffic } from '../words/connections.ts';
import { count, listed } from '../words/counts.ts';

const MOST_SHOWN = 50;
const MOST_RULES = 3;

/** Under the table, which does not wait for it: what is to be said of the rules beside the verdicts, which stay as they are. */
export function RuleFindings({ of: loaded }: { readonly of: Loaded<EgressCheck> }) {
  const cache = useQueryCache();
  switch (loaded.phase) {
    case 'loading':
      return (
        <Beside
          heading="looking through the rules"
          action={<Button onPress={() => cache.stop(['rule findings'])}>Cancel</Button>}
        >
          <output className="text-small text-ink-3">
            What gets out without need, rules that never decide, and the like.
            {loaded.progress !== undefined && ` ${describeProgress(loaded.progress)}.`}
          </output>
        </Beside>
      );
    case 'failed':
      return (
        <Beside
          heading="not looked for"
          action={<Button onPress={() => cache.refresh(['rule findings'])}>Look again</Button>}
        >
          <p className="text-small text-ink-2">
            <EngineSentence>{[loaded.failure.message, loaded.failure.remedy].filter(Boolean).join(' ')}</EngineSentence>
          </p>
        </Beside>
      );
    case 'ready':
      return <Examined egress={loaded.value} isRefreshing={loaded.refreshing} />;
  }
}

interface BesideProps {
  readonly heading: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Beside({ heading, action, children }: BesideProps) {
  return (
    <section aria-labelledby="rule-findings" className="border-t border-line px-6 py-3.25 max-rail:px-5">
      <h2 id="rule-findings" className="mb-1.75 text-small font-semibold text-ink-3">
        Beside the verdicts: {heading}
      </h2>
      {children}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </section>
  );
}

interface ExaminedProps {
  readonly egress: EgressCheck;
  readonly isRefreshing: boolean;
}

function Examined({ egress, isRefreshing }: ExaminedProps) {
  const { findings = [], examinations = [] } = egress;
  if (examinations.length === 0) return null;
  const { found, notExaminedWhole, leftOut } = summariseExaminations(egress);
  const more = found - Math.min(findings.length, MOST_SHOWN);
  return (
    <Beside heading={found === 0 ? 'nothing was found' : count(found, 'finding')}>
      <FindingList findings={findings.slice(0, MOST_SHOWN)} isRefreshing={isRefreshing} />
      {more > 0 && (
        <p className="mt-1.5 text-small text-ink-3">And {more} more: pdp egress check --findings --format json.</p>
      )}
      {notExaminedWhole.length > 0 && (
        <p className="mt-1.5 text-small text-ink-3">
          Not examined whole: {listed(notExaminedWhole.map((kind) => kindTitles[kind]))}.
        </p>
      )}
      {leftOut !== undefined && <p className="mt-1.5 text-small text-ink-3">{describeLeftOut(leftOut)}</p>}
    </Beside>
  );
}

interface FindingListProps {
  readonly findings: readonly EgressFinding[];
  /** Whether they are being looked for again. */
  readonly isRefreshing: boolean;
}

/** Each can be opened for what it is about; rules are quoted only then. */
export function FindingList({ findings, isRefreshing }: FindingListProps) {
  return (
    <ul className="grid gap-1.5">
      {findings.map((finding) => (
        <li key={`${finding.kind} ${finding.subject} ${finding.title}`}>
          <OneFinding finding={finding} isRefreshing={isRefreshing} />
        </li>
      ))}
    </ul>
  );
}

interface OneFindingProps {
  readonly finding: EgressFinding;
  readonly isRefreshing: boolean;
}

function OneFinding({ finding, isRefreshing }: OneFindingProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { kind, title, certainty, layer } = finding;
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer break-words">
        <ToneMark tone={certainty === 'certain' ? 'fail' : 'unknown'}>
          {certainty === 'certain' ? kindTitles[kind] : `Not certain: ${kindTitles[kind]}`}
        </ToneMark>{' '}
        {title}
        {layer === undefined ? '' : ` (${layerTitles[layer]})`}
      </summary>
      {isOpen && <FindingDetails finding={finding} isRefreshing={isRefreshing} />}
    </details>
  );
}

function FindingDetails({
  finding: { certainty, surplus, rules, workloads, unknownBecause, remedy },
  isRefreshing,
}: OneFindingProps) {
  const more = rules.length - MOST_RULES;
  return (
    <div className="mt-1.5 grid gap-2 pl-4">
      {workloads.length > 0 && <p className="break-words text-small text-ink-3">Of {listed(workloads)}</p>}
      {surplus.length > 0 && (
        <ul aria-label="Open without being needed">
          {surplus.map((traffic) => (
            <li key={describeTraffic(traffic)}>
              <code className="text-code break-words text-ink-2">{describeFirstTraffic(traffic)}</code>
            </li>
          ))}
        </ul>
      )}
      {rules.slice(0, MOST_RULES).map(({ file, line, column }, index) => (
        <QuotedPlace
          // The same box quotes the rule once the file has changed, so that it keeps the focus.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          file={file}
          line={line}
          column={column}
          mark={certainty === 'certain' ? 'fail' : 'unknown'}
          isRefreshing={isRefreshing}
        />
      ))}
      {more > 0 && <p className="text-small text-ink-3">And {count(more, 'more rule')}</p>}
      {unknownBecause.map((text) => (
        <p key={text} className="break-words text-ink-2">
          <EngineSentence>{text}</EngineSentence>
        </p>
      ))}
      {unknownBecause.length === 0 && (
        <p className="break-words text-ink-2">
          <EngineSentence>{remedy}</EngineSentence>
        </p>
      )}
    </div>
  );
}

const kindTitles = {
  'unplanned-egress': 'More than needed',
  'any-any': 'Open to everything',
  'control-plane-opening': 'Opening to or from the control plane',
  'policies-not-enforced': 'Not enforced',
  'names-without-dns': 'Names without DNS',
  'amqp-behind-proxy': 'AMQP behind HTTP',
  'response-blocked': 'Replies blocked',
  'rule-never-decides': 'Never decides',
} as const satisfies Record<EgressFinding['kind'], string>;
