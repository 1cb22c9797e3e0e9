import { Clock, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { countProgress } from '#shared/kernel/progress.ts';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { cancelAudit, useAuditRun } from '../../state/auditRun.ts';
import { formatRoute } from '../../state/route.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { useRuns } from '../../state/useRuns.ts';
import { formatDuration, formatRecent } from '../words/dates.ts';

/** The newest run of the open plan, or the one under way. */
export function RunStatus() {
  const plan = useMaybePlan()?.file;
  const run = useAuditRun((state) => state.run);
  const runs = useRuns();
  if (plan === undefined) return null;

  if (run.phase === 'running' && run.plan === plan) {
    const progress = run.progress.of === 0 ? run.progress.what : countProgress(run.progress);
    return (
      <output className="top-item max-rail:hidden">
        <Icon of={Clock} size={14} />
        Audit, {progress}, <Elapsed since={run.startedAt} />
        <IconButton label="Cancel the audit" icon={X} onPress={cancelAudit} className="h-6 w-6" />
      </output>
    );
  }
  const stopped = run.phase === 'stopped' && run.plan === plan;
  const newest = runs.phase === 'ready' ? runs.value[0] : undefined;
  const words = stopped
    ? 'Audit stopped'
    : newest === undefined
      ? 'Not audited yet'
      : `Run ${newest.sequence}, ${formatRecent(newest.finishedAt)}`;
  return (
    <a href={formatRoute({ page: 'findings', plan })} className="top-item max-rail:hidden">
      <Icon of={Clock} size={14} />
      {words}
    </a>
  );
}

function Elapsed({ since }: { readonly since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <>{formatDuration(Math.max(0, now - since))}</>;
}
