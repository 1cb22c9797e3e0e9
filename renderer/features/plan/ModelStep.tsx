import type { ManagementModelId, Task } from '#shared/catalog/catalog.ts';
import { deriveRaci, holderOf } from '#shared/raci/raci.ts';
import type { Raci, TaskHolder } from '#shared/raci/raci.ts';
import { compareRaci } from '#shared/raci/compareRaci.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { describeParties } from '../marks/PartyNames.tsx';
import { cloudTitles } from '../words/choices.ts';
import { count } from '../words/counts.ts';
import { BasedOn } from './BasedOn.tsx';
import { EffectList } from './EffectList.tsx';
import { OptionTable } from './OptionTable.tsx';
import type { Effects } from './effects.ts';
import { noEffects, useEffectsOf } from './useEffectsOf.ts';

/** Who runs the data plane: the choice that moves tasks between WSO2 and the customer. */
export function ModelStep() {
  const catalog = useCatalog();
  const { plan, sample } = usePlan();
  const { save } = usePlanEditing();
  const effects = useEffectsOf(
    'managementModel',
    catalog.managementModels.map(({ id }) => id),
  );
  const model = (id: ManagementModelId) => catalog.managementModels.find((known) => known.id === id);
  const raciOf = (id: ManagementModelId): Raci =>
    deriveRaci(catalog, { edition: plan.edition, model: id, tier: plan.securityTier, owners: plan.owners });
  const differing = catalog.tasks.filter(hasDifferentHolders);
  return (
    <>
      <OptionTable
        label="Management model"
        options={catalog.managementModels.map(({ id, shortTitle }) => ({ id, title: shortTitle }))}
        chosen={plan.managementModel}
        isReadOnly={sample}
        onChoose={(id) => save('Management model', [{ path: ['managementModel'], value: id }])}
        rows={[
          { title: 'Who owns the subscription', cell: (id) => model(id)?.subscriptionOwner },
          {
            title: 'Offered on',
            cell: (id) =>
              model(id)
                ?.clouds.map((cloud) => cloudTitles[cloud])
                .join(', '),
          },
          {
            title: `Who is responsible, ${count(catalog.tasks.length, 'task')}`,
            cell: (id) => <HolderSplit raci={raciOf(id)} />,
          },
          ...differing.map((task) => ({
            title: task.title[plan.edition],
            cell: (id: ManagementModelId) => describeParties(task.cells[id].responsible.parties),
          })),
          { title: 'What WSO2 needs from you', cell: (id) => model(id)?.customerProvides },
          {
            title: 'For your plan',
            cell: (id) => (
              <EffectList
                isChosen={id === plan.managementModel}
                effects={withMoves(effects.get(id) ?? noEffects, raciOf(plan.managementModel), raciOf(id))}
              />
            ),
          },
        ]}
      />
      <BasedOn sources={catalog.managementModels.map(({ source }) => source)} />
    </>
  );
}

function hasDifferentHolders({ cells }: Task): boolean {
  return new Set(Object.values(cells).map((cell) => holderOf(cell))).size > 1;
}

/** Tasks that would move, in front of what else would change. */
function withMoves(effects: Effects, now: Raci, then: Raci): Effects {
  const { movesToYou, movesFromYou } = compareRaci(then, now).counts;
  return {
    favourable: [
      ...(movesFromYou > 0 ? [`${count(movesFromYou, 'task')} would no longer be yours alone`] : []),
      ...effects.favourable,
    ],
    unfavourable: [
      ...(movesToYou > 0 ? [`${count(movesToYou, 'task')} would move to you`] : []),
      ...effects.unfavourable,
    ],
  };
}

const holders = [
  { holder: 'wso2', word: 'WSO2', look: 'border-[1.5px] border-ink-3' },
  { holder: 'shared', word: 'Shared', look: 'hatched-shared' },
  { holder: 'customer', word: 'Customer', look: 'bg-ink-2' },
] as const satisfies readonly { holder: TaskHolder; word: string; look: string }[];

/** How many tasks each party holds. */
function HolderSplit({ raci }: { readonly raci: Raci }) {
  const counts = holders.map(({ holder, word, look }) => ({
    word,
    look,
    number: raci.tasks.filter((task) => holderOf(task) === holder).length,
  }));
  return (
    <div>
      <div aria-hidden className="mt-1.25 mb-1 flex h-2 gap-0.5 forced-color-adjust-none">
        {counts
          .filter(({ number }) => number > 0)
          .map(({ word, look, number }) => (
            <span key={word} className={`rounded-xs ${look}`} style={{ flex: number }} />
          ))}
      </div>
      <span className="flex flex-wrap gap-x-2.5 text-small text-ink-2">
        {counts.map(({ word, look, number }) => (
          <span key={word} className="inline-flex items-center gap-1 whitespace-nowrap">
            <span aria-hidden className={`size-2 rounded-xs forced-color-adjust-none ${look}`} />
            {word} {number}
          </span>
        ))}
      </span>
    </div>
  );
}
