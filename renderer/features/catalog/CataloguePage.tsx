import { useState } from 'react';
import { FilterField } from '../../ui/FilterField.tsx';
import { FilterBar, Page, Scroll } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { replaceRoute, useRoute } from '../../state/router.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useFilterKeys } from '../../state/useFilterKeys.ts';
import { count } from '../words/counts.ts';
import { EntryTable } from './EntryTable.tsx';
import { filterEntries, toSections } from './entries.ts';

/** Every fact that plans are made from, with the document that says so. */
export function CataloguePage() {
  const catalog = useCatalog();
  const route = useRoute();
  const [typed, setTyped] = useState('');
  const sections = toSections(catalog);
  const shown = sections.find(({ id }) => id === route?.detail) ?? sections[0];
  const entries = filterEntries(shown?.entries ?? [], typed);
  useFilterKeys({}, () => undefined);
  return (
    <Page
      title="Catalogue"
      about={`Version ${catalog.version}: ${count(
        sections.reduce((sum, section) => sum + section.entries.length, 0),
        'entry',
        'entries',
      )} from ${count(Object.keys(catalog.documents).length, 'document')}. What no document states is marked as an assumption.`}
    >
      <FilterBar>
        <SegmentedFilter
          label="Part of the catalogue"
          options={sections.map(({ id, title, entries: all }) => ({ id, label: title, count: all.length }))}
          chosen={shown?.id ?? ''}
          onChoose={(detail) => route && replaceRoute({ ...route, detail })}
        />
        <FilterField label="Filter the catalogue" value={typed} onChange={setTyped} />
      </FilterBar>
      <Scroll label={shown?.title ?? 'Catalogue'}>
        <EntryTable entries={entries} title={shown?.title ?? ''} />
      </Scroll>
    </Page>
  );
}
