import { SourceName } from '../marks/SourceName.tsx';
import type { CatalogEntry } from './entries.ts';

interface EntryTableProps {
  readonly entries: readonly CatalogEntry[];
  readonly title: string;
}

/** Facts with their sources; assumptions marked as such. */
export function EntryTable({ entries, title }: EntryTableProps) {
  return (
    <table className="table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col" className="w-2/5">
            Entry
          </th>
          <th scope="col">What it says</th>
          <th scope="col" className="w-1/4 slim:hidden">
            Source
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id} data-row={entry.id}>
            <th scope="row" className="align-top">
              <span className="block font-medium">{entry.title}</span>
              <code className="text-code text-ink-3">{entry.id}</code>
            </th>
            <td className="align-top">
              {entry.says.map((text) => (
                <p key={text}>{text}</p>
              ))}
              {entry.assumptions.map((text) => (
                <p key={text} className="mt-0.5 text-small text-ink-2">
                  <b className="font-semibold">Assumption.</b> {text}
                </p>
              ))}
            </td>
            <td className="align-top slim:hidden">
              {entry.sources.map((source) => (
                <p key={`${source.document} ${source.heading}`} className="text-ink-2">
                  <SourceName source={source} withNote />
                </p>
              ))}
            </td>
          </tr>
        ))}
        {entries.length === 0 && (
          <tr>
            <td colSpan={3} className="text-ink-2">
              No entry is left by this filter
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
