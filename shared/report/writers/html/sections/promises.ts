import type { Report } from '../../../report.ts';
import { attestationWords, describeDay, waiverWords } from '../../../words.ts';
import { table } from '../cells.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

/** What rests on people’s word: failures that they accept, and what they vouch for. */
export function promises({ waivers, attestations }: Report): Section {
  return {
    id: 'waivers',
    title: 'Waivers and attestations',
    body: markup`<p class="lead">All that the plan holds, also what came to nothing. Days count in full, in UTC.</p>
${
  waivers.length === 0
    ? markup`<h3>Waivers</h3><p>The plan waives nothing.</p>`
    : table(
        'Waivers',
        [
          { title: 'Requirement', share: 30 },
          { title: 'State', share: 13 },
          { title: 'Reason' },
          { title: 'Owner', share: 22 },
          { title: 'Last day', share: 12 },
        ],
        waivers.map(({ requirement, state, reason, owner, expires }) => ({
          cells: [markup`<code>${requirement}</code>`, waiverWords[state], reason, owner, describeDay(expires)],
        })),
        { name: 'dense' },
      )
}
${
  attestations.length === 0
    ? markup`<h3>Attestations</h3><p>The plan attests nothing.</p>`
    : table(
        'Attestations',
        [
          { title: 'Of', share: 16 },
          { title: 'State', share: 13 },
          { title: 'Statement and proof' },
          { title: 'By', share: 22 },
          { title: 'On', share: 11 },
          { title: 'Last day', share: 11 },
        ],
        attestations.map(({ control, state, statement, evidence, by, on, expires, signed }) => ({
          cells: [
            markup`<code>${control}</code>`,
            attestationWords[state],
            [
              statement,
              evidence !== undefined && markup`<div class="small quiet">Proof, not opened: ${evidence}</div>`,
            ],
            [by, signed && markup`<div class="small quiet">Signed; not verified</div>`],
            describeDay(on),
            expires === undefined ? 'None' : describeDay(expires),
          ],
        })),
        { name: 'dense' },
      )
}`,
  };
}
