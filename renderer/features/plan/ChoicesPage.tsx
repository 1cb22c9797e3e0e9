import { ArrowRight, ChevronLeft } from 'lucide-react';
import type { ComponentType } from 'react';
import { nearestWord } from '#shared/plan/nearestWord.ts';
import { Button } from '../../ui/Button.tsx';
import { Page, PageHeader, Scroll } from '../../ui/Page.tsx';
import { choiceSteps } from '../../state/route.ts';
import type { ChoiceStep } from '../../state/route.ts';
import { go, useRoute } from '../../state/router.ts';
import { usePlan } from '../../state/usePlan.ts';
import { NoSuchPlace } from '../marks/NoSuchPlace.tsx';
import { CloudStep } from './CloudStep.tsx';
import { ClusterStep } from './ClusterStep.tsx';
import { ConnectionDrawer } from './ConnectionDrawer.tsx';
import { ConnectionsStep } from './ConnectionsStep.tsx';
import { EditionStep } from './EditionStep.tsx';
import { ModelStep } from './ModelStep.tsx';
import { NetworkStep } from './NetworkStep.tsx';
import { OwnersStep } from './OwnersStep.tsx';
import { ReadOnlyNote } from './ReadOnlyNote.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { SavedNote } from './SavedNote.tsx';
import { Stepper } from './Stepper.tsx';
import { TierStep } from './TierStep.tsx';
import { stepList } from './steps.ts';
import type { StepEntry } from './steps.ts';

const bodies: Readonly<Record<ChoiceStep, ComponentType>> = {
  edition: EditionStep,
  model: ModelStep,
  cloud: CloudStep,
  tier: TierStep,
  network: NetworkStep,
  connections: ConnectionsStep,
  cluster: ClusterStep,
  owners: OwnersStep,
  review: ReviewStep,
};

/** The plan's choices, step by step; any step can be opened at any time, and every change is saved at once. */
export function ChoicesPage() {
  const route = useRoute();
  const [head, row] = (route?.detail ?? 'edition').split('/');
  const step = choiceSteps.find((known) => known === head);
  if (step === undefined) return <NoSuchStep asked={head ?? ''} />;
  return <Choice step={step} row={row} />;
}

function NoSuchStep({ asked }: { readonly asked: string }) {
  const { file } = usePlan();
  const wayTo = ({ step, title }: StepEntry) =>
    ({ words: `Show ${title}`, route: { page: 'plan', detail: step, plan: file } }) as const;
  const [first] = stepList;
  const nearest = nearestWord(asked, choiceSteps);
  const meant = stepList.find(({ step }) => step === nearest);
  if (first === undefined) return null;
  return (
    <Page title="Choices" about="Edition, model, cloud, tier, network, connections, cluster and owners.">
      <NoSuchPlace noun="step" asked={asked} nearest={meant && wayTo(meant)} otherwise={wayTo(first)} />
    </Page>
  );
}

function Choice({ step, row }: { readonly step: ChoiceStep; readonly row: string | undefined }) {
  const { file } = usePlan();
  const entry = stepList.find((known) => known.step === step);
  const index = choiceSteps.indexOf(step);
  const before = stepList[index - 1];
  const after = stepList[index + 1];
  const Body = bodies[step];
  if (entry === undefined) return null;
  return (
    <div className="choices">
      <Stepper current={step} />
      <div className="page min-w-0">
        <div className="column">
          <PageHeader key={`${step} header`} title={entry.question} about={entry.about} />
          <ReadOnlyNote />
          <Scroll key={`${step} body`} label={entry.title}>
            <Body />
          </Scroll>
          <footer className="flex flex-wrap items-center gap-2 border-t border-line px-6 py-2.5 max-rail:px-5">
            {before !== undefined && (
              <Button icon={ChevronLeft} onPress={() => go({ page: 'plan', detail: before.step, plan: file })}>
                {before.title}
              </Button>
            )}
            <span className="min-w-0 flex-1" />
            <SavedNote />
            {after === undefined ? (
              <Button look="primary" icon={ArrowRight} onPress={() => go({ page: 'connections', plan: file })}>
                Show connections
              </Button>
            ) : (
              <Button look="primary" onPress={() => go({ page: 'plan', detail: after.step, plan: file })}>
                {`Continue to ${after.title}`}
              </Button>
            )}
          </footer>
        </div>
        {step === 'connections' && row !== undefined && row !== '' && <ConnectionDrawer id={row} />}
      </div>
    </div>
  );
}
