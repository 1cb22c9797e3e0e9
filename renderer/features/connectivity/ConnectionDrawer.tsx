import { Pencil, Route as RouteIcon, TriangleAlert } from 'lucide-react';
import type { ConnectionVerdict, EgressCheck, EgressFinding } from '#shared/network/judging/verdict.ts';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { formatRoute } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { usePageKeys } from '../../state/pageKeys.ts';
import { writeClipboard } from '../../ui/useCopy.ts';
import { VerdictMark } from '../marks/VerdictMark.tsx';
import { WhoActs } from '../marks/WhoActs.tsx';
import { flowOf } from './flowOf.ts';
import { connectionTitle } from '../words/connections.ts';
import { DecidingRule } from './DecidingRule.tsx';
import { DestinationList, WorkloadList } from './PartVerdicts.tsx';
import { LayerList } from './LayerList.tsx';
import { layersNotThere } from './layers.ts';
import { NotCovered } from './NotCovered.tsx';
import { FindingList } from './RuleFindings.tsx';
import { WhyThisRow } from './WhyThisRow.tsx';

interface ConnectionDrawerProps {
  readonly connection: ConnectionVerdict;
  readonly egress: EgressCheck;
  /** What of it is being asked for again: the verdicts, and, by themselves, the findings. */
  readonly isRefreshing: { readonly verdicts: boolean; readonly findings: boolean };
  readonly rows: Rows;
}

/** Why a connection has its verdict, who acts, and why the row is there at all. */
export function ConnectionDrawer({ connection, egress, isRefreshing, rows }: ConnectionDrawerProps) {
  const { file, plan } = usePlan();
  const { connections } = useRequirements();
  const requirement = connections.find(({ id }) => id === connection.id);
  const title = connection.id === 'dns' ? connection.endpoint : connectionTitle(connection);
  const flow = flowOf(connection);
  const place = egress.connections.findIndex(({ id }) => id === connection.id);
  const findings = findingsOf(connection, egress);
  const link = globalThis.location.href;
  usePageKeys({ y: () => void writeClipboard(link) });
  return (
    <Drawer
      of={connection.id}
      over={place === -1 ? 'Before every row by name' : `Connection ${place + 1} of ${egress.connections.length}`}
      title={title}
      marks={
        <>
          <VerdictMark verdict={connection.verdict} boxed />
          <span className="text-small text-ink-2">{describeBlock(connection)}</span>
        </>
      }
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          {requirement !== undefined && (
            <Button
              look="primary"
              icon={Pencil}
              onPress={() => go({ page: 'plan', detail: `connections/${connection.id}`, plan: file })}
            >
              Edit in plan
            </Button>
          )}
          {flow !== undefined && (
            <Button
              icon={RouteIcon}
              onPress={() => go({ page: 'connections', plan: file, view: { as: 'explain', ...flow } })}
            >
              Explain
            </Button>
          )}
          <span className="flex-1" />
          <CopyButton text={link}>Copy link</CopyButton>
        </>
      }
    >
      {connection.remarks !== undefined && (
        <DrawerSection title="Beside the verdict">
          <p className="flex items-start gap-2">
            <Icon of={TriangleAlert} size={14} className="mt-0.75 text-unknown" />
            <span>
              <EngineSentence>{connection.remarks.join(' ')}</EngineSentence>{' '}
              <TextLink href={formatRoute({ page: 'connections', detail: 'dns', plan: file })}>Show DNS</TextLink>
            </span>
          </p>
        </DrawerSection>
      )}
      <DecidingRule key={connection.id} connection={connection} isRefreshing={isRefreshing.verdicts} />
      {connection.missing.length > 0 && (
        <DrawerSection title="What would decide it">
          <ul className="grid gap-1.5">
            {connection.missing.map((text) => (
              <li key={text}>
                <EngineSentence>{text}</EngineSentence>
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      <DrawerSection title="Layer by layer">
        <LayerList connection={connection} absent={layersNotThere(egress, plan.network?.path ?? [])} />
      </DrawerSection>
      <NotCovered connection={connection} />
      {findings.length > 0 && (
        <DrawerSection title="What was found about its rules">
          <FindingList findings={findings} isRefreshing={isRefreshing.findings} />
        </DrawerSection>
      )}
      {connection.destinations.length > 0 && (
        <DrawerSection title="Destinations">
          <DestinationList destinations={connection.destinations} />
        </DrawerSection>
      )}
      {connection.workloads.length > 0 && (
        <DrawerSection title="Workloads that open it">
          <WorkloadList workloads={connection.workloads} />
        </DrawerSection>
      )}
      {requirement !== undefined && (
        <DrawerSection title="Who acts">
          <WhoActs task={requirement.task} />
        </DrawerSection>
      )}
      <DrawerSection title="Why this row is here">
        <WhyThisRow connection={connection} requirement={requirement} />
      </DrawerSection>
    </Drawer>
  );
}

/** What leaves the nodes is every row’s and no row’s own. */
function findingsOf({ id }: ConnectionVerdict, { findings = [] }: EgressCheck): readonly EgressFinding[] {
  return findings.filter(({ connections, workloads, kind }) =>
    id === 'dns'
      ? kind === 'names-without-dns'
      : kind !== 'control-plane-opening' && connections.includes(id) && !workloads.includes('nodes'),
  );
}

function describeBlock({ blockedBy, verdict, summary }: ConnectionVerdict): string {
  return blockedBy !== undefined && verdict !== 'unknown' ? `first blocked by ${layerTitles[blockedBy]}` : summary;
}
