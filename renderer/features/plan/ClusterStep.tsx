import type { SelectorProfileId } from '#shared/catalog/catalog.ts';
import { Choice } from '../../ui/Choice.tsx';
import { ListField } from '../../ui/fields.tsx';
import { FormSection } from '../../ui/FormSection.tsx';
import { usePlan, usePlanEditing, useRequirements } from '../../state/usePlan.ts';
import { ComponentFields } from './ComponentFields.tsx';
import { listOrNothing } from './values.ts';

const profiles: readonly { readonly id: SelectorProfileId; readonly label: string }[] = [
  { id: 'wso2', label: 'As WSO2 installs them' },
  { id: 'openchoreo', label: 'As OpenChoreo installs them' },
];

/** What an audit of the cluster can't know by itself: where images may come from, who administers, what its pods are called. */
export function ClusterStep() {
  const { plan, sample } = usePlan();
  const { save, saveField } = usePlanEditing();
  const { components } = useRequirements();
  return (
    <>
      <FormSection title="Images" about="Where the images of all workloads may come from.">
        <ListField
          label="Allowed registries"
          values={plan.allowedRegistries ?? []}
          isReadOnly={sample}
          hint="As images name them, such as acme.azurecr.io; with a path where only that is meant, such as ghcr.io/acme"
          onCommit={(values) =>
            saveField('Allowed registries', [{ path: ['allowedRegistries'], value: listOrNothing(values) }])
          }
        />
      </FormSection>
      <FormSection
        title="Administrators"
        about="Who may hold every right. Parts of Kubernetes and of the platform need not be named."
      >
        <ListField
          label="Cluster administrators"
          values={plan.clusterAdministrators ?? []}
          isReadOnly={sample}
          hint="Users and groups as roles name them, service accounts as namespace/name"
          onCommit={(values) =>
            saveField('Cluster administrators', [{ path: ['clusterAdministrators'], value: listOrNothing(values) }])
          }
        />
      </FormSection>
      <FormSection
        title="Components"
        about="By which labels the pods of each are found. What is found by none is unknown, until you confirm the labels."
      >
        <div className="grid gap-4">
          <Choice
            label="Labels"
            options={profiles}
            chosen={plan.profile ?? 'wso2'}
            isReadOnly={sample}
            onChoose={(profile) => save('Labels of components', [{ path: ['profile'], value: profile }])}
          />
          {components.map((component) => (
            <ComponentFields key={component.id} component={component} />
          ))}
        </div>
      </FormSection>
    </>
  );
}
