import type { Report } from '../../../report.ts';
import { uncapitalised } from '../../../../kernel/uncapitalised.ts';
import { list, table } from '../cells.ts';
import { standingMark } from '../icons.ts';
import type { Part } from '../markup.ts';
import { join, markup, prose } from '../markup.ts';
import type { Section } from './section.ts';

export function tested({ scope, causes, findings, tested: told }: Report): Section {
  const titles = new Map(
    findings.flatMap((group) => group.findings.map(({ id, about, title }) => [id, about ?? title] as const)),
  );
  const gathered = new Set(causes.flatMap((cause) => cause.findings));
  const { layersNotRead = [] } = told;
  const {
    sentence,
    evidence,
    sources,
    layersNotSupplied,
    missing,
    unknown,
    problems,
    apiCalls,
    openQuestions,
    assumptions,
  } = told;
  const others = evidence.filter(({ name }) => sources.every(({ file }) => file !== name));
  return {
    id: 'tested',
    title: 'What was and was not tested',
    body: markup`<p class="lead">Asked for: ${uncapitalised(scope.sentence)} ${sentence}</p>
${
  layersNotSupplied.length > 0 &&
  markup`<h3>Layers not supplied</h3>${list(layersNotSupplied.map(({ title }) => standingMark('unknown', title)))}`
}
${
  layersNotRead.length > 0 &&
  markup`<h3>Layers not readable</h3>${list(
    layersNotRead.map(({ title, files, because }) => [
      standingMark('unknown', title),
      ` ${files.join(', ')}: ${because.join(' ')}`,
    ]),
  )}`
}
${
  unknown.length === 0
    ? markup`<h3>Not known</h3><p>Nothing: each check that applies has a result.</p>`
    : markup`<h3>Not known</h3><p>${unknown.length} checks have no result. What would decide each stands with it under “Findings by who acts”.</p>${list(
        [
          ...causes.map(({ id, title }) => markup`<a href="#cause-${id}">${title}</a>`),
          ...[
            ...Map.groupBy(
              unknown.filter(({ finding }) => !gathered.has(finding)),
              ({ because }) => because,
            ),
          ].map(([because, some]): Part => [
            because,
            ' ',
            join(
              some.map(({ finding, title }) => markup`<a href="#finding-${finding}">${prose(title)}</a>`),
              '; ',
            ),
          ]),
        ],
        'bullets',
      )}`
}
${
  missing.length > 0 &&
  markup`<div id="missing">${table(
    'Missing in the plan',
    [{ title: 'Keys', share: 55 }, { title: 'Bear on' }],
    [...Map.groupBy(missing, ({ findings: some }) => some.join())].map(([ids, keys]) => ({
      cells: [
        join(
          keys.map(({ key }) => markup`<code>${key}</code>`),
          ', ',
        ),
        join(
          ids.split(',').map((id) => markup`<a href="#finding-${id}">${prose(titles.get(id) ?? id)}</a>`),
          '; ',
        ),
      ],
    })),
    { name: 'dense' },
  )}</div>`
}
${
  problems.length === 0
    ? markup`<h3>Problems with what was read</h3><p>None.</p>`
    : table(
        'Problems with what was read',
        [{ title: 'Where', share: 22 }, { title: 'Kind', share: 12 }, { title: 'Problem and remedy' }],
        problems.map(({ file, line, column, severity, message, remedy }) => ({
          cells: [
            markup`<code>${file}:${line}${column !== undefined && `:${column}`}</code>`,
            severity === 'error' ? standingMark('fail', 'Error') : 'Warning',
            [prose(message), remedy !== undefined && [' ', prose(remedy)]],
          ],
        })),
      )
}
${
  sources.length > 0 &&
  markup`<div id="rule-files">${table(
    'Rule files, and what was kept of them',
    [
      { title: 'File and SHA-256', share: 55 },
      { title: 'Taken for', share: 17 },
      { title: 'Holds' },
      { title: 'Bytes', kind: 'number', share: 10 },
    ],
    sources.map(({ file, format, holds, bytes, hash, state }) => ({
      cells: [
        [markup`<code>${file}</code>`, markup`<div class="id">${hash}</div>`, keptOf(file, hash, evidence)],
        [format, state === 'unread' && standingMark('fail', 'Could not be read')],
        holds,
        bytes,
      ],
    })),
    { name: 'dense' },
  )}</div>`
}
${
  others.length > 0 &&
  table(
    'Evidence kept with the run beside them',
    [{ title: 'Name', share: 34 }, { title: 'Kind', share: 9 }, { title: 'SHA-256 of what was kept' }],
    others.map(({ name, kind, hash }) => ({
      cells: [markup`<code>${name}</code>`, kind, markup`<span class="id">${hash}</span>`],
    })),
    { name: 'dense' },
  )
}
<h3>Calls to systems</h3>
${
  apiCalls.length === 0
    ? markup`<p>None.</p>`
    : table(
        'Every call',
        [{ title: 'Call' }, { title: 'Path' }, { title: 'Times', kind: 'number', share: 12 }],
        apiCalls.map(({ verb, path, count }) => ({ cells: [verb, markup`<code>${path}</code>`, count] })),
      )
}
${
  assumptions.length > 0 &&
  markup`<h3>Assumed, since no document says it</h3><ul class="asides">${assumptions.map(
    ({ statement, connections }) =>
      markup`<li>${prose(statement)} <span class="quiet">For ${connections.join(', ')}.</span></li>`,
  )}</ul>`
}
${
  openQuestions.length > 0 &&
  markup`<h3>Questions that the documents leave open for this plan</h3><div class="asides">${openQuestions.map(
    ({ question, untilAnswered, says }) =>
      markup`<div><h4>${question}</h4><p>${untilAnswered}</p>${list(
        says.map(({ text, source }) => [text, ' ', markup`<span class="source">${source}</span>`]),
        'evidence',
      )}</div>`,
  )}</div>`
}`,
  };
}

/** What the run holds of a rule file: the same, or a part whose hash is another one. */
function keptOf(file: string, hash: string, evidence: Report['tested']['evidence']): Part {
  const kept = evidence.find(({ name }) => name === file);
  if (kept === undefined) return markup`<div class="small quiet">Nothing of it was kept.</div>`;
  return kept.hash === hash
    ? markup`<div class="small quiet">Kept as it is.</div>`
    : markup`<div class="id">Kept: ${kept.hash}</div>`;
}
