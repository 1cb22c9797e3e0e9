import { placeOf } from '../../../../network/source/placeOf.ts';
import type { Report, ReportConnection, ReportFinding } from '../../../report.ts';
import { nameUnderCause } from '../../../../audit/gatherCauses.ts';
import { countOf, standings } from '../../../../audit/coverage.ts';
import { enumerate } from '../../../../kernel/enumerate.ts';
import { describeDay, standingWords, unknownLabels } from '../../../words.ts';
import { facts, list, severityMark, table } from '../cells.ts';
import { howKnownMark, standingMark } from '../icons.ts';
import type { Markup, Part } from '../markup.ts';
import { markup, prose } from '../markup.ts';
import type { Section } from './section.ts';

type Group = Report['findings'][number];
type Cause = Report['causes'][number];

export function findings({ causes, connections: { rows, preconditions }, findings: groups }: Report): Section {
  const rowOf = (id: string) => [...rows, ...preconditions].find((row) => row.finding === id);
  const all = groups.flatMap((one) => one.findings);
  const outOfScope = all.filter(({ standing }) => standing === 'outOfScope');
  const gathered = new Set(causes.flatMap((cause) => cause.findings));
  return {
    id: 'findings',
    title: 'Findings by who acts',
    body: markup`<p class="lead">Each finding once, under the party that the plan’s management model makes responsible. What several checks wait for alike is told first, as one cause; then what needs somebody, then what is settled, whose evidence stands in the <a href="#evidence">appendix</a>.</p>
${causes.map((cause) => toldOnce(cause, all))}
${outOfScope.length > 0 && markup`<div class="cause" id="out-of-scope"><h3>${standingMark('outOfScope', `${outOfScope.length} checks are out of scope`)}</h3><p>${[...new Set(outOfScope.map((finding) => finding.outOfScope ?? ''))].join(' ')} They are counted as nothing else.</p>${byOwner(outOfScope)}</div>`}
${groups.map((one) => group(one, gathered, rowOf))}`,
  };
}

/** A cause with everything that waits for it, by who acts once it is brought. */
function toldOnce({ id, title, remedy, findings: ids }: Cause, all: readonly ReportFinding[]): Markup {
  const waiting = all.filter((finding) => ids.includes(finding.id));
  return markup`<div class="cause" id="cause-${id}"><h3>${standingMark('unknown', title)}</h3><p>Do: ${prose(remedy)}</p>${byOwner(waiting)}</div>`;
}

function byOwner(some: readonly ReportFinding[]): Markup {
  const owners = Map.groupBy(some, ({ owner, responsible }) => owner ?? (enumerate(responsible) || 'Nobody'));
  return facts(
    [...owners].map(([owner, own]) => [
      owner,
      markup`<ul class="run">${own.map((finding) => markup`<li id="finding-${finding.id}">${named(finding)}</li> `)}</ul>`,
    ]),
  );
}

function named(finding: ReportFinding): Part {
  const { about, title, check, waitsFor } = finding;
  const id = waitsFor === 'attestation' ? markup`<code>${nameUnderCause(finding)}</code>` : check;
  return [about ?? title, ' (', id, ')'];
}

function group(
  { holder, title, coverage, findings: all }: Group,
  gathered: ReadonlySet<string>,
  rowOf: (id: string) => ReportConnection | undefined,
): Markup {
  const open = all.filter((finding) => !isBrief(finding) && !gathered.has(finding.id));
  const settled = all.filter(isSettled);
  const waiting = all.filter(({ id }) => gathered.has(id)).length;
  const counts = standings
    .filter((standing) => countOf(coverage, standing) > 0)
    .map((standing) => `${countOf(coverage, standing)} ${standingWords[standing].toLowerCase()}`);
  return markup`<h3 id="findings-${holder}">${title}</h3><p class="quiet">${enumerate(counts)}${waiting > 0 && `; of the unknown, ${waiting} wait for what is told above`}.</p>
${
  open.length > 0 &&
  table(
    `${title}: needs somebody`,
    [
      { title: 'Outcome and severity', share: 13 },
      { title: 'Finding, evidence and what to do' },
      { title: 'Task and owner', share: 18 },
    ],
    open.map((finding) => ({
      id: `finding-${finding.id}`,
      cells: [
        [outcome(finding), markup`<div>${severityMark(finding.severity)}</div>`],
        told(finding, rowOf(finding.id)),
        acting(finding),
      ],
    })),
    { isCaptionShown: false, name: 'dense flowing' },
  )
}
${settled.length > 0 && markup`<h4 class="reason">Settled</h4>${settledByOutcome(settled, rowOf)}`}`;
}

/** In a line each outcome and way of knowing: what it rests on is told elsewhere, and nobody has to act on it. */
function settledByOutcome(
  settled: readonly ReportFinding[],
  rowOf: (id: string) => ReportConnection | undefined,
): Markup {
  const alike = Map.groupBy(settled, ({ standing, how = '' }) => `${standing} ${how}`);
  return markup`<div class="settled">${facts(
    [...alike.values()].flatMap((some) => {
      const [first] = some;
      if (first === undefined) return [];
      const { standing, how } = first;
      return [
        [
          [standingMark(standing), how !== undefined && markup`<div>${howKnownMark(how)}</div>`],
          markup`<ul class="run">${some.map((finding) => markup`<li id="finding-${finding.id}"><a href="#${evidencePlace(finding, rowOf(finding.id))}">${prose(finding.title)}</a></li> `)}</ul>`,
        ] as const,
      ];
    }),
  )}</div>`;
}

/** Nobody has to act on it: its evidence stands in an appendix. */
export function isSettled({ standing }: ReportFinding): boolean {
  return standing === 'pass' || standing === 'notApplicable';
}

/** What is not told with its evidence among what needs somebody. */
function isBrief(finding: ReportFinding): boolean {
  return isSettled(finding) || finding.standing === 'outOfScope';
}

function outcome({ standing, unknownBecause }: ReportFinding): Part {
  return [
    standingMark(standing),
    unknownBecause !== undefined && markup`<div class="small quiet">${unknownLabels[unknownBecause]}</div>`,
  ];
}

/** Where what a settled finding rests on is told. */
function evidencePlace({ id }: ReportFinding, row: ReportConnection | undefined): string {
  return row === undefined ? `evidence-${id}` : `connection-${row.id}`;
}

/** The row tells what each of its layers says; what else the finding rests on is told with it. */
function isToldByRow(
  { text, source }: ReportFinding['evidence'][number],
  { layers, missing }: ReportConnection,
): boolean {
  const places = layers.flatMap(({ decidedBy }) => decidedBy.map(placeOf));
  return places.includes(source) || missing.includes(text);
}

function told(finding: ReportFinding, row: ReportConnection | undefined): Part {
  const { id, check, title, remedy, waiver, missing = [], standsFor = [] } = finding;
  const evidence = finding.evidence.filter((item) => row === undefined || !isToldByRow(item, row));
  return markup`<strong>${prose(title)}</strong>
${row !== undefined && markup`<div class="small"><a href="#connection-${row.id}">What each layer says</a> stands with its row.</div>`}
${
  evidence.length > 0 &&
  list(
    evidence.map(({ text, source, sources }) => [
      text !== title && [prose(text), ' '],
      markup`<span class="source">${sources === undefined ? source : markup`<a href="#rule-files">all ${sources.length} rule files</a>`}</span>`,
    ]),
    'evidence',
  )
}
${waiver !== undefined && markup`<div class="do">Waived by ${waiver.owner} until ${describeDay(waiver.expires)}: ${waiver.reason}</div>`}
${remedy !== '' && markup`<div class="do">Do: ${prose(remedy)}</div>`}
${missing.length > 0 && markup`<div class="small quiet">What it misses of the plan stands under <a href="#missing">Missing in the plan</a>.</div>`}
${standsFor.length > 0 && markup`<div class="small quiet">Stands for the plan’s open point ${enumerate(standsFor)} as well.</div>`}
<div class="id">${check} ${id}</div>`;
}

function acting({ taskTitle, owner, responsible, accountable }: ReportFinding): Part {
  const parties = responsible.join(', ') || 'Nobody';
  const differs = responsible.join() !== accountable.join();
  return markup`${taskTitle}<div class="small quiet">${parties}${differs && `; accountable: ${accountable.join(', ') || 'nobody'}`}</div><div class="small">${owner ?? markup`<em>No owner named</em>`}</div>`;
}
