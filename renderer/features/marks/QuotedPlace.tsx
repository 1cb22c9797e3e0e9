import { useState } from 'react';
import type { QuotedSource } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import type { Loaded } from '../../client/queryCache.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import type { CodeMark } from '../../ui/CodeBox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { toRulesInput, useAddedRules } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';
import { formatRoute } from '../../state/route.ts';
import { placeOf } from '#shared/network/source/placeOf.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { folderOf, liesUnder } from '../words/files.ts';

/** A rule begins at its line: what follows says more than what comes before. */
const LINES_BEFORE = 2;
const LINES_AFTER = 7;

interface Place {
  readonly file: string;
  readonly line: number;
  /** Of a line that may be too long to be shown whole. */
  readonly column?: number | undefined;
  readonly mark: CodeMark;
}

interface QuotedPlaceProps extends Place {
  /** Whether the answer that names the place is being asked for again. */
  readonly isRefreshing: boolean;
}

/** A place in a rule file or in the plan, quoted as it stands there now; without a quote where the file is gone or shorter. */
export function QuotedPlace({ file, line, column, mark, isRefreshing }: QuotedPlaceProps) {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const rules = useAddedRules(plan);
  const quoted = useQuery(['quote', plan, revision, rules, file, line, column], (signal) =>
    client.egress.quote(
      { plan, ...toRulesInput(rules), file, line, ...(column && { column }), around: LINES_AFTER },
      { signal },
    ),
  );
  // While a changed file is judged, its lines are new and the place among them is of before: what was shown stays until
  // both are known, so that no other line is called the one that decides.
  const isSettled = isAnswered(quoted) && !isRefreshing;
  const [shown, setShown] = useState<Quote>();
  const now = { file, line, column, mark };
  if (isSettled && (shown?.quoted !== quoted || !isSame(shown.place, now))) setShown({ place: now, quoted });
  return shown === undefined ? (
    <output className="block h-48 rounded-[7px] bg-subtle p-3 break-all text-ink-3">Quoting {ownName(file)}</output>
  ) : (
    <Quoted of={shown} />
  );
}

type Answer = Exclude<Loaded<QuotedSource>, { readonly phase: 'loading' }>;

interface Quote {
  readonly place: Place;
  readonly quoted: Answer;
}

function isAnswered(loaded: Loaded<QuotedSource>): loaded is Answer {
  return loaded.phase === 'failed' || (loaded.phase === 'ready' && !loaded.refreshing);
}

function isSame(one: Place, other: Place): boolean {
  return placeOf(one) === placeOf(other) && one.mark === other.mark;
}

function Quoted({ of: { place, quoted } }: { readonly of: Quote }) {
  const { file, line, column, mark } = place;
  const { file: plan } = usePlan();
  if (quoted.phase === 'failed') {
    return (
      <p className="text-ink-2">
        <code className="text-code break-words text-ink-3">{ownName(placeOf(place))}</code> {quoted.failure.message}
      </p>
    );
  }
  const { firstLine, lines } = quoted.value;
  const shown = lines
    .map((text, index) => ({ number: firstLine + index, text, marked: firstLine + index === line }))
    .filter(({ number }) => number >= line - LINES_BEFORE);
  return (
    <CodeBox
      title={ownName(file)}
      mark={mark}
      lines={shown}
      href={
        liesUnder(file, plan, folderOf(plan))
          ? undefined
          : formatRoute({
              page: 'evidence',
              detail: file,
              plan,
              view: { as: 'text', line: `${line}`, ...(column && { column: `${column}` }) },
            })
      }
      action={
        <CopyButton className="h-5.5" text={ownName(placeOf(place))}>
          Copy place
        </CopyButton>
      }
    />
  );
}
