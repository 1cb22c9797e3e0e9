import type { ReactNode } from 'react';
import type { TaskId } from '#shared/catalog/catalog.ts';
import { gatherCauses } from '#shared/audit/gatherCauses.ts';
import type { Reason } from '#shared/requirements/deriveRequirements.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { Banner } from '../../ui/states.tsx';
import { GridTable } from '../../ui/GridTable.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { useRoute } from '../../state/router.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { useRows } from '../../state/useRows.ts';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { CauseLink } from '../marks/CauseLink.tsx';
import { MissingRow } from '../marks/MissingRow.tsx';
import { SourceName } from '../marks/SourceName.tsx';
import { WhoActs } from '../marks/WhoActs.tsx';
import { describeParties } from '../marks/PartyNames.tsx';
import { baseName } from '../words/files.ts';
import { worstFirst } from '../words/outcomes.ts';
import { RequirementChecks, RequirementState } from './RequirementState.tsx';

interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly task: TaskId;
  readonly why: Reason;
}

interface RequirementPageProps<Item extends Requirement> {
  readonly title: string;
  readonly about: string;
  readonly noun: string;
  /** As findings name them: `component.flux`. */
  readonly kind: 'component' | 'infrastructure';
  readonly items: readonly Item[];
  /** The column that belongs to this kind alone. */
  readonly column: string;
  readonly cell: (item: Item) => ReactNode;
  readonly details: (item: Item) => ReactNode;
}

/** What must run or exist: each with its state as the newest run knows it, the task it belongs to, and its source. */
export function RequirementPage<Item extends Requirement>({
  title,
  about,
  noun,
  kind,
  items,
  column,
  cell,
  details,
}: RequirementPageProps<Item>) {
  const openId = useRoute()?.detail;
  const rows = useRows(
    items.map(({ id }) => id),
    openId,
  );
  const { raci } = useRequirements();
  const record = useRun(useNewestRun()?.id);
  const run = record.phase === 'ready' ? record.value : undefined;
  const findings = run?.findings.filter(({ requirement }) => requirement.startsWith(`${kind}.`)) ?? [];
  const causes = run === undefined ? [] : gatherCauses(findings, run.egress);
  const findingsOf = (id: string) => worstFirst(findings.filter(({ requirement }) => requirement === `${kind}.${id}`));
  const taskOf = (id: TaskId) => raci.tasks.find((task) => task.id === id);
  const open = items.find(({ id }) => id === openId);
  return (
    <Page
      title={title}
      about={about}
      beside={
        open === undefined ? (
          openId !== undefined && <MissingRow noun={noun.toLowerCase()} id={openId} rows={rows} />
        ) : (
          <RequirementDrawer
            item={open}
            over={`${noun} ${items.indexOf(open) + 1} of ${items.length}`}
            state={<RequirementChecks findings={findingsOf(open.id)} egress={run?.egress} />}
            rows={rows}
          >
            {details(open)}
          </RequirementDrawer>
        )
      }
    >
      {causes.map((cause) => (
        <Banner key={cause.id} action={<CauseLink cause={cause.id} />}>
          <b className="font-semibold text-ink">{cause.title}.</b>
        </Banner>
      ))}
      <Scroll label={title}>
        <GridTable className="rows-48 border-t border-line" caption={about} onKeyDown={rows.onKeyDown}>
          <thead>
            <tr>
              <th scope="col">{noun}</th>
              <th scope="col" className="slim:hidden">
                {column}
              </th>
              <th scope="col" className="narrow:hidden">
                Responsible
              </th>
              <th scope="col" className="w-60 tiny:w-auto">
                State
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id} aria-selected={item.id === openId} {...opensRow(item.id, rows.open)}>
                <th scope="row">
                  <RowButton id={item.id} onOpen={rows.open}>
                    <span className="block font-medium">{item.title}</span>
                    <span className="block text-small text-ink-3 narrow:hidden">{item.purpose}</span>
                  </RowButton>
                </th>
                <td className="slim:hidden">{cell(item)}</td>
                <td className="narrow:hidden">
                  {describeParties(taskOf(item.task)?.responsible.parties ?? [])}
                  <span className="block text-small text-ink-3">{taskOf(item.task)?.title}</span>
                </td>
                <td>
                  <RequirementState findings={findingsOf(item.id)} />
                </td>
              </tr>
            ))}
          </tbody>
        </GridTable>
      </Scroll>
    </Page>
  );
}

interface RequirementDrawerProps {
  readonly item: Requirement;
  readonly over: string;
  readonly state: ReactNode;
  readonly rows: ReturnType<typeof useRows>;
  readonly children: ReactNode;
}

function RequirementDrawer({ item, over, state, rows, children }: RequirementDrawerProps) {
  const { file, lines } = usePlan();
  const path = item.why.planPath?.join('/');
  const line = path === undefined ? undefined : lines[path];
  return (
    <Drawer
      of={item.id}
      over={over}
      title={item.title}
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          <span className="flex-1" />
          <CopyButton text={globalThis.location.href}>Copy link</CopyButton>
        </>
      }
    >
      <DrawerSection title="State">{state}</DrawerSection>
      <DrawerSection title="What it is">{children}</DrawerSection>
      <DrawerSection title="Who acts">
        <WhoActs task={item.task} />
      </DrawerSection>
      <DrawerSection title="Why this row is here">
        <KeyValues
          of={[
            ['Catalogue', <SourceName key="source" source={item.why.source} withNote />],
            ['Plan', line !== undefined && <code key="plan">{`${baseName(file)}:${line}`}</code>],
            ...item.why.assumptions.map(({ statement, because }) => ['Assumption', `${statement} ${because}`] as const),
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}
