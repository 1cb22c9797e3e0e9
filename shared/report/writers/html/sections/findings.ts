import type { Report, ReportFinding } from '../../../report.ts';
import { enumerate } from '../../../../kernel/enumerate.ts';
import { describeDay, standingWords, unknownLabels } from '../../../words.ts';
import { severityMark, table } from '../cells.ts';
import { howKnownMark, standingMark } from '../icons.ts';
import type { Markup, Part } from '../markup.ts';
import { markup } from '../markup.ts';
import { countOf, standings } from '../../../../audit/coverage.ts';
import type { Section } from './section.ts';

type Group = Report['findings'][number];

export function findings({ findings: groups }: Report): Section {
  return {
    id: 'findings',
    title: 'Findings by who acts',
    body: markup`<p class="lead">Each finding once, under the party that the plan’s management model makes responsible. What needs somebody comes first; what is settled follows. What is settled, or without evidence yet, is told in brief: the <a href="#evidence">appendix</a> has the rest.</p>
${groups.map(group)}`,
  };
}

function group({ holder, title, coverage, findings: all }: Group): Markup {
  const open = all.filter((finding) => !isSettled(finding));
  const settled = all.filter(isSettled);
  const counts = standings
    .filter((standing) => countOf(coverage, standing) > 0)
    .map((standing) => `${countOf(coverage, standing)} ${standingWords[standing].toLowerCase()}`);
  return markup`<h3 id="findings-${holder}">${title}</h3><p class="quiet">${enumerate(counts)}</p>
${
  open.length > 0 &&
  table(
    `${title}: needs somebody`,
    [
      { title: 'Outcome and severity', share: 16 },
      { title: 'Finding, evidence and what to do' },
      { title: 'Task and owner', share: 22 },
    ],
    open.map((finding) => ({
      id: `finding-${finding.id}`,
      cells: [[outcome(finding), markup`<div>${severityMark(finding.severity)}</div>`], told(finding), acting(finding)],
    })),
    { isCaptionShown: false },
  )
}
${
  settled.length > 0 &&
  table(
    `${title}: settled`,
    [
      { title: 'Outcome', share: 16 },
      { title: 'How known', share: 12 },
      { title: 'Finding' },
      { title: 'Task', share: 22 },
    ],
    settled.map((finding) => ({
      id: `finding-${finding.id}`,
      cells: [
        outcome(finding),
        finding.how === undefined ? '–' : howKnownMark(finding.how),
        markup`<a href="#evidence-${finding.id}">${finding.title}</a>`,
        finding.taskTitle,
      ],
    })),
    { name: 'dense' },
  )
}`;
}

/** What is told without its evidence, which says nothing that decides: nobody has to act on it, or there is none yet. */
export function isBrief(finding: ReportFinding): boolean {
  return isSettled(finding) || (finding.unknownBecause === 'not-collected' && finding.how === undefined);
}

/** Nobody has to act on it. */
function isSettled({ standing }: ReportFinding): boolean {
  return standing === 'pass' || standing === 'notApplicable';
}

function outcome({ standing, unknownBecause }: ReportFinding): Part {
  return [
    standingMark(standing),
    unknownBecause !== undefined && markup`<div class="small quiet">${unknownLabels[unknownBecause]}</div>`,
  ];
}

function told(finding: ReportFinding): Part {
  const { id, check, title, evidence, remedy, waiver, standsFor = [] } = finding;
  if (isBrief(finding)) {
    return markup`<a href="#evidence-${id}"><strong>${title}</strong></a>${remedy !== '' && markup`<div class="small">Do: ${remedy}</div>`}
${standsFor.length > 0 && markup`<div class="small quiet">Stands for the plan’s open point ${enumerate(standsFor)} as well.</div>`}`;
  }
  return markup`<strong>${title}</strong>
<ul class="evidence">${evidence.map(({ text, source, sources }) => markup`<li>${text !== title && text}<span class="source">${source}${sources !== undefined && markup`; <a href="#rule-files">all ${sources.length} files</a>`}</span></li>`)}</ul>
${waiver !== undefined && markup`<div class="do">Waived by ${waiver.owner} until ${describeDay(waiver.expires)}: ${waiver.reason}</div>`}
${remedy !== '' && markup`<div class="do">Do: ${remedy}</div>`}
${standsFor.length > 0 && markup`<div class="small quiet">Stands for the plan’s open point ${enumerate(standsFor)} as well.</div>`}
<div class="id">${check} ${id}</div>`;
}

function acting({ taskTitle, owner, responsible, accountable }: ReportFinding): Part {
  const parties = responsible.join(', ') || 'Nobody';
  const differs = responsible.join() !== accountable.join();
  return markup`${taskTitle}<div class="small quiet">${parties}${differs && `; accountable: ${accountable.join(', ') || 'nobody'}`}</div><div class="small">${owner ?? markup`<em>No owner named</em>`}</div>`;
}
