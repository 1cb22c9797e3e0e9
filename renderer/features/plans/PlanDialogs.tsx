import { useState } from 'react';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { FilePicker } from '../files/FilePicker.tsx';
import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { go } from '../../state/router.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { useCreatePlan } from './useCreatePlan.ts';
import { useSampleName } from './useSampleName.ts';

const isPlanFile = (name: string): boolean => /\.(ya?ml|json)$/i.test(name);

/** Asking for a plan's file where no system dialog can be opened. */
export function PlanDialogs() {
  const shown = useOverlay((state) => state.shown);
  const sampleName = useSampleName();
  const opened = useMaybePlan()?.file ?? '';
  const createPlan = useCreatePlan();
  switch (shown) {
    case 'open-plan':
      return (
        <FilePicker
          title="Which plan file?"
          verb="Open plan"
          isShown={isPlanFile}
          onClose={closeOverlay}
          onPick={([file]) => {
            closeOverlay();
            if (file !== undefined) go({ page: 'plan', plan: file });
          }}
        />
      );
    case 'new-plan':
      return <NewPlanDialog title="Where shall the new plan be kept?" create={(file) => createPlan({ file })} />;
    case 'copy-sample': {
      const sample = sampleName(opened);
      if (sample === undefined) return null;
      return (
        <NewPlanDialog
          title="Where shall the copy be kept? Its rule files are put beside it."
          create={(file) => createPlan({ file, sample })}
        />
      );
    }
    default:
      return null;
  }
}

interface NewPlanDialogProps {
  readonly title: string;
  readonly create: (file: string) => Promise<Outcome<PlanView>>;
}

function NewPlanDialog({ title, create }: NewPlanDialogProps) {
  const [failure, setFailure] = useState<string>();
  return (
    <FilePicker
      title={title}
      verb="Create plan"
      newName="plan.yaml"
      isShown={isPlanFile}
      failure={failure}
      onClose={closeOverlay}
      onPick={async ([file]) => {
        if (file === undefined) return;
        const outcome = await create(file);
        if (outcome.ok) closeOverlay();
        else setFailure([outcome.failure.message, outcome.failure.remedy].filter(Boolean).join(' '));
      }}
    />
  );
}
