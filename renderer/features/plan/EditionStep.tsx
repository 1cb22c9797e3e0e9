import type { EditionId } from '#shared/catalog/catalog.ts';
import { TextField } from '../../ui/fields.tsx';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { DocumentName } from '../marks/SourceName.tsx';
import { capitalised, listed } from '../words/counts.ts';
import { EffectList } from './EffectList.tsx';
import { OptionTable } from './OptionTable.tsx';
import { noEffects, useEffectsOf } from './useEffectsOf.ts';
import { textOrNothing } from './values.ts';

/** Which of the editions; what differs is names and the documents that say so. */
export function EditionStep() {
  const catalog = useCatalog();
  const { plan, sample } = usePlan();
  const { save, saveField } = usePlanEditing();
  const effects = useEffectsOf(
    'edition',
    catalog.editions.map(({ id }) => id),
  );
  const edition = (id: EditionId) => catalog.editions.find((known) => known.id === id);
  const [controlPlane] = catalog.connections;
  const [task] = catalog.tasks;
  return (
    <>
      <OptionTable
        label="Edition"
        options={catalog.editions}
        chosen={plan.edition}
        isReadOnly={sample}
        onChoose={(id) => save('Edition', [{ path: ['edition'], value: id }])}
        rows={[
          { title: 'Full name', cell: (id) => edition(id)?.product },
          { title: 'What runs in the data plane', cell: (id) => capitalised(edition(id)?.systemName ?? '') },
          { title: 'What you deploy', cell: (id) => capitalised(`${edition(id)?.workloadName ?? ''}s`) },
          {
            title: 'What the agent connects to',
            cell: (id) => controlPlane?.endpoint[id] ?? controlPlane?.endpoint.default,
          },
          { title: 'Laws its documents name', cell: (id) => listed(edition(id)?.regulations ?? []) },
          {
            title: 'Responsibilities come from',
            cell: (id) => task !== undefined && <DocumentName source={task.source[id]} />,
          },
          {
            title: 'For your plan',
            cell: (id) => <EffectList isChosen={id === plan.edition} effects={effects.get(id) ?? noEffects} />,
          },
        ]}
      />
      <div className="grid grid-cols-2 gap-4 px-6 py-4 max-rail:px-5 slim:grid-cols-1">
        <TextField
          label="Name of the plan"
          value={plan.metadata.name}
          isReadOnly={sample}
          hint="It stands on every page and report"
          onCommit={(name) => saveField('Name', [{ path: ['metadata', 'name'], value: name.trim() }])}
        />
        <TextField
          label="What this data plane is for"
          value={plan.metadata.description ?? ''}
          isReadOnly={sample}
          onCommit={(text) =>
            saveField('Description', [{ path: ['metadata', 'description'], value: textOrNothing(text) }])
          }
        />
      </div>
    </>
  );
}
