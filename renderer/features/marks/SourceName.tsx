import type { CatalogSource } from '#shared/catalog/catalog.ts';
import { useCatalog } from '../../state/useCatalog.ts';

/** Where a fact comes from: the document's title and the heading in it. */
export function SourceName({
  source,
  withNote = false,
}: {
  readonly source: CatalogSource;
  readonly withNote?: boolean;
}) {
  const document = useCatalog().documents[source.document];
  return (
    <span>
      {document?.title ?? source.document}, {source.heading}
      {withNote && source.note !== undefined && <span className="block text-small text-ink-3">{source.note}</span>}
    </span>
  );
}

/** The document alone, with what was taken over from it. */
export function DocumentName({ source }: { readonly source: CatalogSource }) {
  const document = useCatalog().documents[source.document];
  return (
    <span>
      {document?.title ?? source.document}
      {source.note !== undefined && <span className="block text-small text-ink-3">{source.note}</span>}
    </span>
  );
}
