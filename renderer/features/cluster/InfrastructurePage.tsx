import { KeyValues } from '../../ui/KeyValues.tsx';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { cloudTitles } from '../words/choices.ts';
import { count } from '../words/counts.ts';
import { RequirementPage } from './RequirementPage.tsx';

/** What must exist before the installation. */
export function InfrastructurePage() {
  const { plan } = usePlan();
  const { infrastructure } = useRequirements();
  return (
    <RequirementPage
      title="Infrastructure"
      about={`${count(infrastructure.length, 'part')} that must exist before the installation.`}
      noun="Part"
      kind="infrastructure"
      items={infrastructure}
      column={`Usually, on ${cloudTitles[plan.cloud]}`}
      cell={({ example }) => example}
      details={({ purpose, example }) => (
        <KeyValues
          of={[
            ['Purpose', purpose],
            ['Usually', example],
          ]}
        />
      )}
    />
  );
}
