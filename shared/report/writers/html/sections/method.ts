import type { Report } from '../../../report.ts';
import { facts } from '../cells.ts';
import { markup, prose } from '../markup.ts';
import type { Section } from './section.ts';

export function method({ method: told }: Report): Section {
  return { id: 'method', title: 'Method', body: facts(told.map(({ title, text }) => [title, prose(text)])) };
}

/** Where the run stands in the sealed history. */
export function chain({ chain: { hash, previous, sequence, verify }, run }: Report): Section {
  return {
    id: 'chain',
    title: 'Head of the chain',
    body: markup`<p class="lead">Every run is sealed with the hash of the run before it. Whoever keeps this page can show later that nothing before it was changed.</p>
${facts([
  ...(sequence === undefined ? [] : ([['Run', `${sequence}`]] as const)),
  ['Id', markup`<span class="mono">${run.id}</span>`],
  ['Hash of this run', markup`<span class="mono">${hash}</span>`],
  [
    'Hash of the run before it',
    previous === null ? 'None: this is the first' : markup`<span class="mono">${previous}</span>`,
  ],
])}
<h3>How to verify it</h3>
<ol class="steps">${verify.map((step) => markup`<li>${prose(step)}</li>`)}</ol>`,
  };
}
