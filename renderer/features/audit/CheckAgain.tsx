import { RefreshCw } from 'lucide-react';
import type { Finding } from '#shared/audit/finding.ts';
import { Button } from '../../ui/Button.tsx';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { OutcomeMark } from '../marks/VerdictMark.tsx';
import { formatClock } from '../words/dates.ts';
import { useRecheck } from './useRecheck.ts';
import type { Recheck } from './useRecheck.ts';

/** Whether what was done has helped, without a whole audit. */
export function CheckAgain({ finding }: { readonly finding: Finding }) {
  const { recheck, start, cancel } = useRecheck(finding);
  return (
    <DrawerSection title="Now">
      <div aria-live="polite">
        <Result of={recheck} check={finding.check} />
      </div>
      {recheck.phase === 'running' ? (
        <Button onPress={cancel}>Cancel the check</Button>
      ) : (
        <Button icon={RefreshCw} onPress={start}>
          Check again
        </Button>
      )}
    </DrawerSection>
  );
}

function Result({ of: recheck, check }: { readonly of: Recheck; readonly check: string }) {
  switch (recheck.phase) {
    case 'idle':
      return (
        <p className="mb-1.5 text-ink-2">
          Asks <code>{check}</code> alone, of the rules and the cluster as they are now. No run is kept.
        </p>
      );
    case 'running':
      return <p className="mb-1.5 text-ink-2">{recheck.what}</p>;
    case 'failed':
      return (
        <p className="mb-1.5">
          {recheck.failure.message} {recheck.failure.remedy}
        </p>
      );
    case 'checked':
      return recheck.finding === undefined ? (
        <p className="mb-1.5">At {formatClock(recheck.at)} the check no longer asks this.</p>
      ) : (
        <div className="mb-1.5">
          <OutcomeMark finding={recheck.finding} />
          <p>
            At {formatClock(recheck.at)}: {recheck.finding.title}. It counts from the next run on.
          </p>
        </div>
      );
  }
}
