import type { ReactNode } from 'react';

interface KeyValuesProps {
  /** Undefined values are left out, with their key. */
  readonly of: readonly (readonly [key: string, value: ReactNode])[];
}

export function KeyValues({ of }: KeyValuesProps) {
  return (
    <dl className="grid grid-cols-[104px_1fr] gap-x-3 gap-y-0.75">
      {of
        .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
        .map(([key, value], index) => (
          // The list keeps its order; keys may stand twice.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={`${key} ${index}`} className="contents">
            <dt className="text-ink-3">{key}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
