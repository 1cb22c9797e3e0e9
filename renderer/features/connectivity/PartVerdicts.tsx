import type { DestinationVerdict, WorkloadVerdict } from '#shared/network/judging/verdict.ts';
import { VerdictMark } from '../marks/VerdictMark.tsx';
import { describeFirstRanges, describePorts, describeRange } from '../words/connections.ts';

/** Each host or range that the row goes to. */
export function DestinationList({ destinations }: { readonly destinations: readonly DestinationVerdict[] }) {
  return (
    <ul className="grid gap-1.5">
      {destinations.map((destination) => (
        <li
          key={`${destination.host} ${destination.ranges.join()} ${destination.failover}`}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3"
        >
          <span className="min-w-0">
            <code
              className="block truncate text-code"
              title={destination.host ?? destination.ranges.map(describeRange).join('\n')}
            >
              {destination.host ?? describeFirstRanges(destination.ranges)}
            </code>
            <span className="block text-small text-ink-3" title={destination.ranges.map(describeRange).join('\n')}>
              {describePorts(destination.ports)}
              {destination.failover && ', failover'}
              {destination.host !== undefined && destination.ranges.length > 0
                ? `, ${describeFirstRanges(destination.ranges)}`
                : ''}
            </span>
          </span>
          <VerdictMark verdict={destination.verdict} />
        </li>
      ))}
    </ul>
  );
}

export function WorkloadList({ workloads }: { readonly workloads: readonly WorkloadVerdict[] }) {
  return (
    <ul className="grid gap-1.5">
      {workloads.map(({ namespace, name, kind, verdict }) => (
        <li key={`${namespace}/${kind}/${name}`} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3">
          <span className="min-w-0">
            <code className="block truncate text-code" title={`${namespace}/${name}`}>
              {namespace}/{name}
            </code>
            <span className="block text-small text-ink-3">{kind}</span>
          </span>
          <VerdictMark verdict={verdict} />
        </li>
      ))}
    </ul>
  );
}
