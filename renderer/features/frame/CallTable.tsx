import { Heading } from 'react-aria-components';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { describeCalls } from '../words/calls.ts';
import { formatBytes } from '../words/files.ts';

interface CallTableProps {
  readonly title: string;
  readonly calls: RunRecord['apiCalls'];
}

/** Every question that was put to an API server: what was asked, how often, and what came back. */
export function CallTable({ title, calls }: CallTableProps) {
  return (
    <section className="border-t border-line py-3">
      <Heading className="px-4 font-semibold break-all">{title}</Heading>
      <p className="px-4 text-ink-2">{describeCalls(calls)}</p>
      <table className="table mt-2">
        <caption>{`Calls: ${title}`}</caption>
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col" className="text-right">
              Times
            </th>
            <th scope="col" className="text-right">
              Received
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map(({ verb, path, count, bytes }) => (
            <tr key={`${verb} ${path}`}>
              <th scope="row">
                <code className="break-all">{`${verb} ${path}`}</code>
              </th>
              <td className="text-right">{count}</td>
              <td className="text-right whitespace-nowrap">{bytes === undefined ? '–' : formatBytes(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
