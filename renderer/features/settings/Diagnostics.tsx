interface DiagnosticsProps {
  readonly of: readonly (readonly [name: string, value: string])[];
}

export function Diagnostics({ of }: DiagnosticsProps) {
  return (
    <dl className="grid grid-cols-[220px_minmax(0,1fr)] gap-x-4 gap-y-1 tiny:grid-cols-1">
      {of.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="break-words">
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
