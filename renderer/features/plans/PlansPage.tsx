import { FolderOpen, House, Plus } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { usePlans } from '../../state/usePlans.ts';
import { PlanTable } from './PlanTable.tsx';
import { RecentChanges } from './RecentChanges.tsx';
import { SampleTable } from './SampleTable.tsx';
import { StartFrom } from './StartFrom.tsx';
import { WaitingRules } from './WaitingRules.tsx';
import { useAskForPlan } from './useAskForPlan.ts';
import { useSampleName } from './useSampleName.ts';

/** Which plan, and what has changed since one last looked. */
export function PlansPage() {
  const plans = usePlans();
  const { askToOpen, askToCreate } = useAskForPlan();
  const sampleName = useSampleName();
  const own = plans.phase === 'ready' ? plans.value.filter(({ file }) => sampleName(file) === undefined) : [];
  return (
    <Page
      title="Plans"
      about="Plan files stay where you keep them, and are sent nowhere."
      actions={
        <>
          <Button icon={FolderOpen} onPress={askToOpen}>
            Open plan file
          </Button>
          <Button look="primary" icon={Plus} onPress={askToCreate}>
            New plan
          </Button>
        </>
      }
      beside={<StartFrom />}
    >
      <WaitingRules />
      <Scroll label="Plans">
        {plans.phase === 'loading' && <SkeletonRows rows={4} height={54} label="Reading the list of plans" />}
        {plans.phase === 'failed' && (
          <ErrorState
            title={plans.failure.message}
            steps={plans.failure.remedy === undefined ? [] : [plans.failure.remedy]}
          >
            Plan files themselves are not touched by this list.
          </ErrorState>
        )}
        {plans.phase === 'ready' && own.length === 0 && (
          <EmptyState
            icon={House}
            title="No plan yet"
            actions={
              <>
                <Button look="primary" icon={Plus} onPress={askToCreate}>
                  New plan
                </Button>
                <Button icon={FolderOpen} onPress={askToOpen}>
                  Open plan file
                </Button>
              </>
            }
          >
            A plan holds the choices of one private data plane: who runs it, where, and how safe it has to be. Who does
            what, which connections must be open and what an audit looks for follow from it.
          </EmptyState>
        )}
        {own.length > 0 && <PlanTable plans={own} />}
        <SampleTable />
        {own.length > 0 && <RecentChanges />}
      </Scroll>
    </Page>
  );
}
