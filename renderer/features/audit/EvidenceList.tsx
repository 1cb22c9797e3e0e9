import type { Evidence } from '#shared/audit/finding.ts';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';

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
              <QuotedPlace file={place.file} line={place.line} mark={isFailing ? 'fail' : 'neutral'} />
            ) : (
              <code className="text-code break-words text-ink-3">{source}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** `rules/nsg.json:41`; a source that is no place in a file gives undefined. */
export function parsePlace(source: string): { readonly file: string; readonly line: number } | undefined {
  const match = /^(\S.*?\.\w+):(\d+)$/.exec(source);
  return match?.[1] === undefined ? undefined : { file: match[1], line: Number(match[2]) };
}
