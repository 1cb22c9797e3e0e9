import { BookOpen } from 'lucide-react';
import type { CatalogSource } from '#shared/catalog/catalog.ts';
import { Icon } from '../../ui/Icon.tsx';
import { SourceName } from '../marks/SourceName.tsx';

/** The documents that a step's table rests on. */
export function BasedOn({ sources }: { readonly sources: readonly CatalogSource[] }) {
  const distinct = [...new Map(sources.map((source) => [`${source.document} ${source.heading}`, source])).values()];
  return (
    <details className="px-6 py-3 text-ink-2 max-rail:px-5">
      <summary className="cursor-default">
        <span className="inline-flex items-center gap-2">
          <Icon of={BookOpen} size={14} className="text-ink-3" />
          {distinct.length === 1 ? 'Where this comes from' : `Where this comes from: ${distinct.length} headings`}
        </span>
      </summary>
      <ul className="mt-2 ml-6 grid gap-1.5">
        {distinct.map((source) => (
          <li key={`${source.document} ${source.heading}`}>
            <SourceName source={source} withNote />
          </li>
        ))}
      </ul>
    </details>
  );
}
