import type { CloudId, ManagementModelId } from '#shared/catalog/catalog.ts';
import { layersOfCloud } from '#shared/plan/layersOfCloud.ts';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import { TextField } from '../../ui/fields.tsx';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { cloudTitles } from '../words/choices.ts';
import { listed } from '../words/counts.ts';
import { BasedOn } from './BasedOn.tsx';
import { EffectList } from './EffectList.tsx';
import { OptionTable } from './OptionTable.tsx';
import { noEffects, useEffectsOf } from './useEffectsOf.ts';

const clouds = Object.keys(cloudTitles) as readonly CloudId[];

const regionHints: Record<CloudId, string> = {
  azure: 'As Azure names it, such as westeurope.',
  aws: 'As AWS names it, such as eu-west-1.',
  gcp: 'As Google Cloud names it, such as europe-west1.',
  'on-premises': 'The place as you name it.',
};

/** Where the data plane runs. */
export function CloudStep() {
  const catalog = useCatalog();
  const { plan, sample } = usePlan();
  const { save, saveField } = usePlanEditing();
  const effects = useEffectsOf('cloud', clouds);
  const isOffered = (model: ManagementModelId, cloud: CloudId): boolean =>
    catalog.managementModels.find(({ id }) => id === model)?.clouds.includes(cloud) ?? false;
  const availableControls = (cloud: CloudId): number =>
    catalog.controls.filter(({ onPremises }) => cloud !== 'on-premises' || onPremises === 'available').length;
  return (
    <>
      <OptionTable
        label="Cloud"
        options={clouds.map((id) => ({ id, title: cloudTitles[id] }))}
        chosen={plan.cloud}
        isReadOnly={sample}
        onChoose={(id) => save('Cloud', [{ path: ['cloud'], value: id }])}
        rows={[
          ...catalog.infrastructure.map(({ title, examples }) => ({
            title,
            cell: (cloud: CloudId) => examples[cloud],
          })),
          {
            title: 'Models that are offered',
            cell: (cloud) =>
              catalog.managementModels
                .filter(({ id }) => isOffered(id, cloud))
                .map(({ id, shortTitle }) => (
                  <span key={id} className="block">
                    {shortTitle}
                  </span>
                )),
          },
          {
            title: 'Security controls to be had',
            cell: (cloud) => `${availableControls(cloud)} of ${catalog.controls.length}`,
          },
          {
            title: 'Layers that a packet meets',
            cell: (cloud) => listed(layersOfCloud[cloud].map((layer) => layerTitles[layer])),
          },
          {
            title: 'For your plan',
            cell: (cloud) => <EffectList isChosen={cloud === plan.cloud} effects={effects.get(cloud) ?? noEffects} />,
          },
        ]}
      />
      <div className="px-6 py-4 max-rail:px-5">
        <TextField
          label="Region"
          className="max-w-70"
          value={plan.region ?? ''}
          isReadOnly={sample}
          hint={`${regionHints[plan.cloud]} It changes no requirement and stands in reports.`}
          onCommit={(region) =>
            saveField('Region', [{ path: ['region'], value: region.trim() === '' ? undefined : region.trim() }])
          }
        />
      </div>
      <BasedOn sources={[...catalog.managementModels, ...catalog.infrastructure].map(({ source }) => source)} />
    </>
  );
}
