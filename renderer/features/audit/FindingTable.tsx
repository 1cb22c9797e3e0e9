import { Building2, Users } from 'lucide-react';
import { useState } from 'react';
import type { Evidence, Finding } from '#shared/audit/finding.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Scroll } from '../../ui/Page.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { SpaceRow } from '../../ui/SpaceRow.tsx';
import { SeverityBars } from '../../ui/SeverityBars.tsx';
import { useVirtualRows } from '../../ui/useVirtualRows.ts';
import type { Rows } from '../../state/useRows.ts';
import { CauseLink } from '../marks/CauseLink.tsx';
import { OutcomeMark } from '../marks/VerdictMark.tsx';
import { severityWords, standingOf, standingWords } from '../words/outcomes.ts';
import { describeGroup } from './findingGroups.ts';
import type { FindingGroup } from './findingGroups.ts';
import type { Changes } from './useChanges.ts';

interface FindingTableProps {
  readonly groups: readonly FindingGroup[];
  /** Since the run before; absent where there is none. */
  readonly changes: Changes | undefined;
  readonly openId: string | undefined;
  readonly rows: Rows;
}

type Line =
  | { readonly kind: 'group'; readonly key: string; readonly group: FindingGroup }
  | { readonly kind: 'finding'; readonly key: string; readonly finding: Finding };

const GROUP_HEIGHT = 29;
const FINDING_HEIGHT = 48;

/** Findings in their groups; only the rows in sight are drawn once there are many. */
export function FindingTable({ groups, changes, openId, rows }: FindingTableProps) {
  const [scroll, setScroll] = useState<HTMLElement | null>(null);
  const lines: readonly Line[] = groups.flatMap((group) => [
    { kind: 'group', key: `group ${group.key}`, group } as const,
    ...group.findings.map((finding) => ({ kind: 'finding', key: finding.id, finding }) as const),
  ]);
  const placeOf = (id: string | undefined): number =>
    id === undefined ? -1 : lines.findIndex((line) => line.kind === 'finding' && line.finding.id === id);
  const { shown, spaceBefore, spaceAfter } = useVirtualRows({
    rows: lines,
    scroll,
    openIndex: placeOf(openId),
    wantedIndex: placeOf(rows.wanted),
    onDrawn: rows.onDrawn,
    heightOf: (line) => (line.kind === 'group' ? GROUP_HEIGHT : FINDING_HEIGHT),
  });
  return (
    <Scroll label="Findings" onElement={setScroll}>
      <GridTable className="findings rows-48" caption="Findings" rowCount={lines.length} onKeyDown={rows.onKeyDown}>
        <colgroup>
          <col className="outcome-column" />
          <col />
          <col className="severity-column" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Finding</th>
            <th scope="col">Severity</th>
          </tr>
        </thead>
        <tbody>
          <SpaceRow height={spaceBefore} columns={3} />
          {shown.map(({ row, index }) =>
            row.kind === 'group' ? (
              <GroupRow key={row.key} group={row.group} rowIndex={index + 1} />
            ) : (
              <FindingRow
                key={row.key}
                finding={row.finding}
                change={describeChange(row.finding, changes)}
                isOpen={row.finding.id === openId}
                onOpen={rows.open}
                rowIndex={index + 1}
              />
            ),
          )}
          <SpaceRow height={spaceAfter} columns={3} />
          {lines.length === 0 && (
            <tr>
              <td colSpan={3} className="text-ink-2">
                No finding is left by this filter
              </td>
            </tr>
          )}
        </tbody>
      </GridTable>
    </Scroll>
  );
}

function GroupRow({ group, rowIndex }: { readonly group: FindingGroup; readonly rowIndex: number }) {
  const isShared = group.findings.some(({ responsible }) => responsible.length > 1);
  return (
    <tr className="group" aria-rowindex={rowIndex}>
      <th scope="rowgroup" colSpan={3}>
        <span className="flex items-center gap-2">
          <Icon of={isShared ? Users : Building2} size={14} className="text-ink-3" />
          <b className="truncate">{group.title}</b>
          {group.cause !== undefined && (
            <span className="flex-none">
              <CauseLink cause={group.cause} />
            </span>
          )}
          <span className="min-w-0 flex-1 truncate" title={group.about}>
            {group.about}
          </span>
          <span className="ml-auto whitespace-nowrap">{describeGroup(group.findings)}</span>
        </span>
      </th>
    </tr>
  );
}

interface FindingRowProps {
  readonly finding: Finding;
  /** `Was Pass in run 3.`; absent where it is as it was. */
  readonly change: string | undefined;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
  readonly rowIndex: number;
}

function FindingRow({ finding, change, isOpen, onOpen, rowIndex }: FindingRowProps) {
  const { level, word } = severityWords[finding.severity];
  const [evidence] = finding.evidence;
  return (
    <tr aria-selected={isOpen} aria-rowindex={rowIndex} {...opensRow(finding.id, onOpen)}>
      <td className="outcome-column">
        <OutcomeMark finding={finding} />
      </td>
      <th scope="row">
        <RowButton id={finding.id} onOpen={onOpen}>
          <span className="block truncate font-medium">{finding.title}</span>
          <span className="block truncate text-small leading-[17px] text-ink-2">
            {change !== undefined && <span className="font-medium text-ink">{change} </span>}
            {finding.waiver === undefined ? (
              <EngineSentence>{describeEvidence(evidence)}</EngineSentence>
            ) : (
              `${finding.waiver.reason.replace(/[.\s]+$/, '')}, expires ${finding.waiver.expires}`
            )}
          </span>
        </RowButton>
      </th>
      <td className="severity-column">
        <span className="flex items-center justify-end gap-1.5 text-small text-ink-3" title={`${word} severity`}>
          <SeverityBars level={level} />
          <span className="tiny:sr-only">{word}</span>
        </span>
      </td>
    </tr>
  );
}

function describeChange(finding: Finding, changes: Changes | undefined): string | undefined {
  const change = changes?.byFinding.get(finding.id);
  if (changes === undefined || change === undefined) return undefined;
  if (change.before === undefined) return `New since run ${changes.since}.`;
  return standingOf(change.before) === standingOf(finding)
    ? `Says something else than in run ${changes.since}.`
    : `Was ${standingWords[standingOf(change.before)].word} in run ${changes.since}.`;
}

/** In one line: what was seen, and where. */
function describeEvidence(evidence: Evidence | undefined): string {
  if (evidence === undefined) return '';
  const { text, source } = evidence;
  return `${text}${/[.!?]$/.test(text) ? '' : '.'} ${source}`;
}
