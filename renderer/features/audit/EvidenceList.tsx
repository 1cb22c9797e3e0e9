import type { Evidence } from '#shared/audit/finding.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { useAddedRules } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';

const LINES_AROUND = 3;
const QUOTED = 2;

interface EvidenceListProps {
  readonly evidence: readonly Evidence[];
  readonly isFailing: boolean;
}

/** What was seen and where; the first places in files are quoted. */
export function EvidenceList({ evidence, isFailing }: EvidenceListProps) {
  return (
    <ul className="grid gap-3">
      {evidence.map(({ text, source }, index) => {
        const place = parsePlace(source);
        return (
          <li key={`${source} ${text}`} className="grid gap-1.5">
            <span>{text}</span>
            {place !== undefined && index < QUOTED ? (
              <QuotedPlace file={place.file} line={place.line} isFailing={isFailing} />
            ) : (
              <code className="text-code break-words text-ink-3">{source}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface QuotedPlaceProps {
  readonly file: string;
  readonly line: number;
  readonly isFailing: boolean;
}

function QuotedPlace({ file, line, isFailing }: QuotedPlaceProps) {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const rules = useAddedRules(plan);
  const quoted = useQuery(['quote', plan, revision, rules, file, line], (signal) =>
    client.egress.quote(
      { plan, ...(rules.length === 0 ? {} : { rules: [...rules] }), file, line, around: LINES_AROUND },
      { signal },
    ),
  );
  // The file may have changed since the run, or be gone: then its place is named without a quote.
  if (quoted.phase !== 'ready') {
    return (
      <code className="text-code break-words text-ink-3">
        {file}:{line}
      </code>
    );
  }
  const { firstLine, lines } = quoted.value;
  return (
    <CodeBox
      title={file}
      mark={isFailing ? 'fail' : 'neutral'}
      lines={lines.map((text, index) => ({ number: firstLine + index, text, marked: firstLine + index === line }))}
    />
  );
}

/** `rules/nsg.json:41`; a source that is no place in a file gives undefined. */
export function parsePlace(source: string): { readonly file: string; readonly line: number } | undefined {
  const match = /^(\S.*?\.\w+):(\d+)$/.exec(source);
  return match?.[1] === undefined ? undefined : { file: match[1], line: Number(match[2]) };
}
