import type { Evidence } from '#shared/audit/finding.ts';
import type { RuleReference } from '#shared/network/judging/verdict.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { ObservedObject } from './ObservedObject.tsx';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';

const QUOTED = 2;

interface EvidenceListProps {
  readonly evidence: readonly Evidence[];
  readonly isFailing: boolean;
}

/** What was seen and where; the first places in files are quoted. */
export function EvidenceList({ evidence, isFailing }: EvidenceListProps) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {evidence.map(({ text, source, sources, object }, index) => {
        const place = parsePlace(source);
        const seen = object ?? parseObject(source);
        return (
          <li key={`${source} ${text}`} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
            <span>
              <EngineSentence>{text}</EngineSentence>
            </span>
            {place !== undefined && index < QUOTED ? (
              // A record of a run is not asked for again when a file changes.
              <QuotedPlace {...place} mark={isFailing ? 'fail' : 'neutral'} isRefreshing={false} />
            ) : (
              <Sources first={source} all={sources} />
            )}
            {seen !== undefined && <ObservedObject of={seen} />}
          </li>
        );
      })}
    </ul>
  );
}

/** Of many files the first; opened, all of them. */
function Sources({ first, all }: { readonly first: string; readonly all: Evidence['sources'] }) {
  if (all === undefined) return <code className="text-code break-words text-ink-3">{ownName(first)}</code>;
  return (
    <details>
      <summary className="cursor-pointer">
        <code className="text-code break-words text-ink-3">{ownName(first)}</code>
      </summary>
      <ul className="mt-1 max-h-48 overflow-y-auto pl-4">
        {all.map((file) => (
          <li key={file}>
            <code className="text-code break-words text-ink-3">{ownName(file)}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** `cluster: networkpolicies.networking.k8s.io/pdp/default-deny:12`: a policy that was read from the cluster itself. */
export function parseObject(source: string): { readonly resource: string; readonly name: string } | undefined {
  const match = /^cluster: ([^/]+)\/(.+):\d+$/.exec(source);
  return match?.[1] === undefined ? undefined : { resource: match[1], name: match[2] ?? '' };
}

/** `rules/nsg.json:41` or `plan.json:1:90210`; a source that is no place in a file gives undefined. */
export function parsePlace(source: string): Pick<RuleReference, 'file' | 'line' | 'column'> | undefined {
  const match = /^(?!cluster: |.*:\/\/)(\S.*?\.\w+):(\d+)(?::(\d+))?$/.exec(source);
  if (match?.[1] === undefined) return undefined;
  return { file: match[1], line: Number(match[2]), ...(match[3] && { column: Number(match[3]) }) };
}
