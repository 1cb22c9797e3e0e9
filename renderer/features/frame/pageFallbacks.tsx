import { Compass, FolderOpen, House } from 'lucide-react';
import type { Failure } from '#shared/contract/failure.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { Page } from '../../ui/Page.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { planKey } from '../../state/planEdits.ts';
import { go } from '../../state/router.ts';
import { ProblemList } from '../marks/ProblemList.tsx';
import { baseName } from '../words/files.ts';

export function NoSuchPage() {
  return (
    <Page title="Not found">
      <EmptyState
        icon={Compass}
        title="No page has this address"
        actions={
          <Button look="primary" icon={House} onPress={() => go({ page: 'plans' })}>
            Show plans
          </Button>
        }
      >
        The link may come from another version of PDP Workbench.
      </EmptyState>
    </Page>
  );
}

export function NoPlan() {
  return (
    <Page title="No plan">
      <EmptyState
        icon={FolderOpen}
        title="No plan is open"
        actions={
          <Button look="primary" icon={House} onPress={() => go({ page: 'plans' })}>
            Show plans
          </Button>
        }
      >
        Everything on this page follows from a plan’s choices.
      </EmptyState>
    </Page>
  );
}

interface PlanNotOpenedProps {
  readonly file: string;
  readonly failure: Failure;
}

export function PlanNotOpened({ file, failure }: PlanNotOpenedProps) {
  const cache = useQueryCache();
  return (
    <Page title={baseName(file)} about={<code className="break-all">{file}</code>}>
      <ErrorState
        title={failure.message}
        steps={[
          ...(failure.remedy === undefined ? [] : [failure.remedy]),
          ...(failure.problems.length > 0 ? ['Mend the file in an editor, then open it again.'] : []),
        ]}
        actions={
          <>
            <Button look="primary" onPress={() => cache.refresh(planKey(file))}>
              Open it again
            </Button>
            <Button icon={House} onPress={() => go({ page: 'plans' })}>
              Show plans
            </Button>
          </>
        }
        details={failure.problems.length > 0 && <ProblemList problems={failure.problems} />}
      >
        The file was only read. Nothing was written.
      </ErrorState>
    </Page>
  );
}
