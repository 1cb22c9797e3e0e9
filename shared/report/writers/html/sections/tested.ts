import type { Report } from '../../../report.ts';
import { list, table } from '../cells.ts';
import { standingMark } from '../icons.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

export function tested({ tested: told }: Report): Section {
  const { layersNotRead = [] } = told;
  const { sentence, evidence, sources, layersNotSupplied, unknown, problems, apiCalls, openQuestions, assumptions } =
    told;
  return {
    id: 'tested',
    title: 'What was and was not tested',
    body: markup`<p class="lead">${sentence}</p>
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
    : markup`<h3>Not known</h3><p>What would decide each of them stands with its finding.</p>${[
        ...Map.groupBy(unknown, ({ because }) => because),
      ].map(
        ([because, some]) =>
          markup`<h4 class="reason">${because}</h4>${list(
            some.map(({ finding, title }) => markup`<a href="#finding-${finding}">${title}</a>`),
            'bullets',
          )}`,
      )}`
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
            [message, remedy !== undefined && ` ${remedy}`],
          ],
        })),
      )
}
${
  sources.length > 0 &&
  markup`<div id="rule-files">${table(
    'Rule files',
    [
      { title: 'File and SHA-256', share: 42 },
      { title: 'Taken for', share: 20 },
      { title: 'Holds' },
      { title: 'Bytes', kind: 'number', share: 10 },
    ],
    sources.map(({ file, format, holds, bytes, hash, state }) => ({
      cells: [
        [markup`<code>${file}</code>`, markup`<div class="id">${hash}</div>`],
        [format, state === 'unread' && standingMark('fail', 'Could not be read')],
        holds,
        bytes,
      ],
    })),
  )}</div>`
}
${
  evidence.length > 0 &&
  table(
    'Evidence kept with the run',
    [{ title: 'Name', share: 34 }, { title: 'Kind', share: 9 }, { title: 'SHA-256 of what was kept' }],
    evidence.map(({ name, kind, hash }) => ({
      cells: [markup`<code>${name}</code>`, kind, markup`<span class="id">${hash}</span>`],
    })),
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
  markup`<h3>Assumed, since no document says it</h3>${list(
    assumptions.map(({ statement, connections }) => [
      statement,
      markup` <span class="quiet">For ${connections.join(', ')}.</span>`,
    ]),
    'evidence',
  )}`
}
${
  openQuestions.length > 0 &&
  markup`<h3>Questions that the documents leave open for this plan</h3>${openQuestions.map(
    ({ question, untilAnswered, says }) =>
      markup`<div class="row"><h4>${question}</h4><p>${untilAnswered}</p>${list(
        says.map(({ text, source }) => [text, markup`<span class="source">${source}</span>`]),
        'evidence',
      )}</div>`,
  )}`
}`,
  };
}
