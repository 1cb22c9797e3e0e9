import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { toRulesInput, useAddedRules } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';
import { formatRoute } from '../../state/route.ts';
import { placeOf } from '#shared/network/placeOf.ts';
import { folderOf, liesUnder } from '../words/files.ts';

/** A rule begins at its line: what follows says more than what comes before. */
const LINES_BEFORE = 2;
const LINES_AFTER = 7;

interface QuotedPlaceProps {
  readonly file: string;
  readonly line: number;
  /** Of a line that may be too long to be shown whole. */
  readonly column?: number | undefined;
  readonly mark: 'pass' | 'fail' | 'neutral';
}

/** A place in a rule file or in the plan, quoted as it stands there now; without a quote where the file is gone or shorter. */
export function QuotedPlace({ file, line, column, mark }: QuotedPlaceProps) {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const rules = useAddedRules(plan);
  const quoted = useQuery(['quote', plan, revision, rules, file, line, column], (signal) =>
    client.egress.quote(
      { plan, ...toRulesInput(rules), file, line, ...(column && { column }), around: LINES_AFTER },
      { signal },
    ),
  );
  if (quoted.phase === 'loading') {
    return <output className="block h-48 rounded-[7px] bg-subtle p-3 break-all text-ink-3">Quoting {file}</output>;
  }
  if (quoted.phase === 'failed') {
    return (
      <p className="text-ink-2">
        <code className="text-code break-words text-ink-3">{placeOf({ file, line, column })}</code>{' '}
        {quoted.failure.message}
      </p>
    );
  }
  const { firstLine, lines } = quoted.value;
  const shown = lines
    .map((text, index) => ({ number: firstLine + index, text, marked: firstLine + index === line }))
    .filter(({ number }) => number >= line - LINES_BEFORE);
  return (
    <CodeBox
      title={file}
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
        <CopyButton className="h-5.5" text={placeOf({ file, line, column })}>
          Copy place
        </CopyButton>
      }
    />
  );
}
