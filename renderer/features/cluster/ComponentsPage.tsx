import type { ComponentRequirement } from '#shared/requirements/deriveRequirements.ts';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { useRequirements } from '../../state/usePlan.ts';
import { count } from '../words/counts.ts';
import { RequirementPage } from './RequirementPage.tsx';

/** What must run in the cluster. */
export function ComponentsPage() {
  const { components } = useRequirements();
  return (
    <RequirementPage
      title="Components"
      about={`${count(components.length, 'component')} that must run in the cluster.`}
      noun="Component"
      kind="component"
      items={components}
      column="Found by"
      cell={(component) => <Selectors component={component} />}
      details={(component) => (
        <KeyValues
          of={[
            ['Purpose', component.purpose],
            ['Installed by', component.installedBy],
            ['Updated by', component.updatedBy],
            ...component.selectors.map(
              ({ namespace, selector, note }) =>
                [
                  'Found by',
                  <span key={selector}>
                    <code className="break-words">
                      {namespace !== undefined && `${namespace}: `}
                      {selector}
                    </code>
                    {note !== undefined && <span className="block text-small text-ink-3">{note}</span>}
                  </span>,
                ] as const,
            ),
          ]}
        />
      )}
    />
  );
}

function Selectors({ component: { selectors } }: { readonly component: ComponentRequirement }) {
  return (
    <span className="grid">
      {selectors.map(({ namespace, selector }) => (
        <code
          key={`${namespace} ${selector}`}
          className="block max-w-110 truncate text-code text-ink-2"
          title={selector}
        >
          {namespace !== undefined && `${namespace}: `}
          {selector}
        </code>
      ))}
      {selectors.length === 0 && <span className="text-ink-3">No label is known; name one in the plan</span>}
    </span>
  );
}
