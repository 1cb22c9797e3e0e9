import type { AddOnId, Control, SecurityTierId } from '#shared/catalog/catalog.ts';
import { CheckboxField } from '../../ui/CheckboxField.tsx';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { tierTitles } from '../words/choices.ts';
import { count } from '../words/counts.ts';
import { BasedOn } from './BasedOn.tsx';
import { EffectList } from './EffectList.tsx';
import { OptionTable } from './OptionTable.tsx';
import { noEffects, useEffectsOf } from './useEffectsOf.ts';

const tiers = Object.keys(tierTitles) as readonly SecurityTierId[];

/** The security tier that is wanted, and what is bought beside it. */
export function TierStep() {
  const catalog = useCatalog();
  const { plan, sample } = usePlan();
  const { save } = usePlanEditing();
  const effects = useEffectsOf('securityTier', tiers);
  const addOns = plan.addOns ?? [];
  const toggle = (id: AddOnId, isWanted: boolean): void => {
    const value = catalog.addOns
      .map((addOn) => addOn.id)
      .filter((known) => (known === id ? isWanted : addOns.includes(known)));
    save('Add-ons', [{ path: ['addOns'], value: value.length === 0 ? undefined : value }]);
  };
  return (
    <>
      <OptionTable
        label="Security tier"
        options={tiers.map((id) => ({ id, title: tierTitles[id] }))}
        chosen={plan.securityTier}
        isReadOnly={sample}
        onChoose={(id) => save('Security tier', [{ path: ['securityTier'], value: id }])}
        rows={[
          {
            title: 'Controls that it asks for',
            cell: (tier) =>
              count(catalog.controls.filter(({ tiers: levels }) => levels[tier].required).length, 'control'),
          },
          ...catalog.controls.map((control) => ({
            title: control.title,
            cell: (tier: SecurityTierId) => (
              <Level control={control} tier={tier} isOnPremises={plan.cloud === 'on-premises'} />
            ),
          })),
          {
            title: 'For your plan',
            cell: (tier) => (
              <EffectList isChosen={tier === plan.securityTier} effects={effects.get(tier) ?? noEffects} />
            ),
          },
        ]}
      />
      <fieldset className="grid gap-2 px-6 py-4 max-rail:px-5">
        <legend className="mb-1 text-small font-semibold text-ink-3">Add-ons, separate from the tier</legend>
        {catalog.addOns.map(({ id, title, purpose }) => (
          <CheckboxField
            key={id}
            label={title}
            hint={purpose}
            isSelected={addOns.includes(id)}
            isReadOnly={sample}
            onChange={(isWanted) => toggle(id, isWanted)}
          />
        ))}
      </fieldset>
      <BasedOn sources={[...catalog.controls, ...catalog.addOns].map(({ source }) => source)} />
    </>
  );
}

interface LevelProps {
  readonly control: Control;
  readonly tier: SecurityTierId;
  readonly isOnPremises: boolean;
}

function Level({ control, tier, isOnPremises }: LevelProps) {
  const { required, level } = control.tiers[tier];
  if (!required) return <span className="text-ink-3">Not asked for</span>;
  if (isOnPremises && control.onPremises === 'not-available')
    return <span className="text-ink-3">Not available on-premises</span>;
  return <>{level === undefined ? 'Required' : `Required, ${level}`}</>;
}
