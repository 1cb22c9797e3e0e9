import type { Markup, Part } from '../markup.ts';
import { markup } from '../markup.ts';
import { landscapeSections } from '../styles.ts';

export interface Section {
  readonly id: string;
  /** For the contents and the head of each page. */
  readonly title: string;
  /** What the section says first, where that is more than its title. */
  readonly heading?: string | undefined;
  readonly body: Part;
}

/** One section as a sheet of paper; in print it begins a page. `running` stands at its head on the screen. */
export function sheet({ id, title, heading = title, body }: Section, running: string): Markup {
  return markup`<section class="sheet${landscapeSections.has(id) && ' landscape'}" id="${id}" aria-labelledby="${id}-title">
<p class="running" aria-hidden="true"><span>${running}</span><span>${title}</span></p>
<h2 id="${id}-title">${heading}</h2>
${body}
</section>
`;
}
