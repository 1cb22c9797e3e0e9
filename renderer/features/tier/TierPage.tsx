import { Play } from 'lucide-react';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { Button } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { Banner } from '../../ui/states.tsx';
import { useRoute } from '../../state/router.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { useRows } from '../../state/useRows.ts';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { MissingRow } from '../marks/MissingRow.tsx';
import { cloudTitles } from '../words/choices.ts';
import { count } from '../words/counts.ts';
import { AddOns } from './AddOns.tsx';
import { ControlDrawer } from './ControlDrawer.tsx';
import { TierSide } from './TierSide.tsx';
import { TierTable } from './TierTable.tsx';

/** Which tier is reached, what blocks the wanted one, and the shortest way up. */
export function TierPage() {
  const catalog = useCatalog();
  const route = useRoute();
  const { plan } = usePlan();
  const { controls } = useRequirements();
  const runAudit = useAuditCommand();
  const loaded = useRun(useNewestRun()?.id);
  const record: RunRecord | undefined = loaded.phase === 'ready' ? loaded.value : undefined;
  const rows = useRows(
    controls.map(({ id }) => id),
    route?.detail,
  );
  const open = controls.find(({ id }) => id === route?.detail);
  return (
    <Page
      title="Security tier"
      about={`${count(catalog.controls.length, 'control')} on ${cloudTitles[plan.cloud]}. A tier is reached when every control in it is proved.`}
      actions={
        <Button look={record === undefined ? 'primary' : 'plain'} icon={Play} onPress={runAudit}>
          Run audit
        </Button>
      }
      beside={
        open !== undefined ? (
          <ControlDrawer control={open} record={record} rows={rows} />
        ) : route?.detail === undefined ? (
          <TierSide record={record} />
        ) : (
          <MissingRow noun="control" id={route.detail} rows={rows} />
        )
      }
    >
      {record === undefined && (
        <Banner>
          <b className="font-semibold text-ink">Not audited yet.</b> The table shows what each tier asks for; whether it
          is there is unknown.
        </Banner>
      )}
      {record !== undefined && record.plan.securityTier !== plan.securityTier && (
        <Banner>
          <b className="font-semibold text-ink">The plan wants another tier than at its last run.</b> Run the audit
          again.
        </Banner>
      )}
      {record?.tier.remarks.map((remark) => (
        <Banner key={remark}>{remark}</Banner>
      ))}
      <Scroll label="Security tier">
        <TierTable record={record} openId={route?.detail} rows={rows} />
        <AddOns />
      </Scroll>
    </Page>
  );
}
