import { ArrowLeftRight, Columns3, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ManagementModelId, TaskId } from '#shared/catalog/catalog.ts';
import { compareRaci } from '#shared/raci/compareRaci.ts';
import { deriveRaci } from '#shared/raci/raci.ts';
import type { Raci, RaciComparison } from '#shared/raci/raci.ts';
import { toRaciCsv } from '#shared/raci/writers/raciCsv.ts';
import { toRaciMarkdown } from '#shared/raci/writers/raciMarkdown.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { downloadText } from '../../ui/downloadText.ts';
import { Icon } from '../../ui/Icon.tsx';
import { FilterBar, Note, Page, Scroll } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { formatRoute } from '../../state/route.ts';
import { replaceRoute, useRoute } from '../../state/router.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useFilterKeys } from '../../state/useFilterKeys.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { useRows } from '../../state/useRows.ts';
import { cloudTitles } from '../words/choices.ts';
import { count } from '../words/counts.ts';
import { RaciTable } from './RaciTable.tsx';
import { TaskDrawer } from './TaskDrawer.tsx';
import { raciFilters } from './raciFilters.ts';
import type { RaciFilter } from './raciFilters.ts';

/** Who does what, and what moves to you with this model. */
export function RaciPage() {
  const route = useRoute();
  const { plan, findings, file } = usePlan();
  const { raci } = useRequirements();
  const comparison = useComparison(raci, route?.view?.['compare']);
  const [filter, setFilter] = useState<RaciFilter>('all');
  const open = findings.filter(({ path }) => path[0] === 'owners');
  const withoutOwner = new Set(open.map(({ path }) => path[1] as TaskId));
  const filters = raciFilters(raci, comparison, withoutOwner);
  const shown = filters.find(({ id }) => id === filter) ?? filters[0];
  const tasks = raci.tasks.filter(({ id }) => shown?.tasks.has(id) ?? true);
  const rows = useRows(
    tasks.map(({ id }) => id),
    route?.detail,
  );
  useFilterKeys(Object.fromEntries(filters.map(({ id }, index) => [String(index), id])), setFilter);

  return (
    <Page
      title="Responsibilities"
      about={`${count(raci.tasks.length, 'task')} for ${raci.editionTitle} on ${cloudTitles[plan.cloud]}.${comparison === undefined ? '' : ' Your plan is compared with one other model.'}`}
      actions={
        <>
          <CopyButton look="plain" shrinks text={toRaciMarkdown(raci, comparison)}>
            Copy as Markdown
          </CopyButton>
          <Button
            icon={Download}
            shrinks
            onPress={() => downloadText(`${plan.metadata.name}-raci.csv`, 'text/csv', toRaciCsv(raci, comparison))}
          >
            Export CSV
          </Button>
        </>
      }
      beside={
        route?.detail !== undefined && <TaskDrawer id={route.detail} raci={raci} comparison={comparison} rows={rows} />
      }
    >
      <FilterBar>
        <CompareChoice raci={raci} comparison={comparison} />
        <SegmentedFilter
          label="Tasks shown"
          options={filters.map(({ id, label, tasks: ids }) => ({ id, label, count: ids.size }))}
          chosen={shown?.id ?? 'all'}
          onChoose={setFilter}
        />
        <Legend hasComparison={comparison !== undefined} />
      </FilterBar>
      {comparison !== undefined && (
        <Note icon={<Icon of={ArrowLeftRight} size={14} className="text-ink-3" />}>
          <span className="flex flex-wrap gap-x-4">
            <span className="min-w-0 flex-1">
              {comparison.sentence.map(({ text, strong }) =>
                strong ? (
                  <b key={text} className="font-semibold text-ink">
                    {text}
                  </b>
                ) : (
                  text
                ),
              )}
            </span>
            {open.length > 0 && (
              <TextLink href={formatRoute({ page: 'plan', detail: 'owners', plan: file })}>
                {count(open.length, 'open point')}
              </TextLink>
            )}
          </span>
        </Note>
      )}
      <Scroll label="Responsibilities">
        <RaciTable
          raci={raci}
          tasks={tasks}
          comparison={comparison}
          withoutOwner={withoutOwner}
          openId={route?.detail}
          rows={rows}
        />
      </Scroll>
    </Page>
  );
}

const NOTHING = 'none';

/** Against what the plan's model is held: what the address says, else a fully managed model. */
function useComparison(raci: Raci, asked: string | undefined): RaciComparison | undefined {
  const catalog = useCatalog();
  const { plan } = usePlan();
  return useMemo(() => {
    const others = catalog.managementModels.filter(({ id }) => id !== plan.managementModel);
    const usual = others.find(({ subscriptionOwner }) => subscriptionOwner === 'Customer') ?? others[0];
    const other = asked === NOTHING ? undefined : (others.find(({ id }) => id === asked) ?? usual);
    return other === undefined
      ? undefined
      : compareRaci(raci, deriveRaci(catalog, { edition: plan.edition, model: other.id, tier: plan.securityTier }));
  }, [catalog, plan, raci, asked]);
}

interface CompareChoiceProps {
  readonly raci: Raci;
  readonly comparison: RaciComparison | undefined;
}

function CompareChoice({ raci, comparison }: CompareChoiceProps) {
  const catalog = useCatalog();
  const route = useRoute();
  const options = [
    ...catalog.managementModels
      .filter(({ id }) => id !== raci.model)
      .map(({ id, shortTitle }) => ({ id, label: shortTitle })),
    { id: NOTHING as ManagementModelId | typeof NOTHING, label: 'Nothing' },
  ];
  return (
    <Choice
      label="Compare with"
      icon={Columns3}
      options={options}
      chosen={comparison?.model ?? NOTHING}
      onChoose={(id) => route && replaceRoute({ ...route, view: { compare: id } })}
    />
  );
}

function Legend({ hasComparison }: { readonly hasComparison: boolean }) {
  return (
    <div aria-hidden className="ml-auto flex gap-3.5 text-small text-ink-2 narrow:hidden">
      <span className="inline-flex items-center gap-1.25">
        <span className="party-square" data-party="Customer" /> Customer
      </span>
      <span className="inline-flex items-center gap-1.25">
        <span className="party-square" data-party="WSO2" /> WSO2
      </span>
      {hasComparison && (
        <span className="inline-flex items-center gap-1.25">
          <span className="h-2.5 w-3.5 rounded-xs border border-line-strong bg-accent-wash" /> Differs from plan
        </span>
      )}
    </div>
  );
}
