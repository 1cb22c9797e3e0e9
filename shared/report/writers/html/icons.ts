import type { Standing } from '../../../audit/coverage.ts';
import type { HowKnown } from '../../../audit/finding.ts';
import type { Verdict } from '../../../network/judging/verdict.ts';
import { howKnownWords, standingWords, verdictWords } from '../../words.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';

/** Outcomes differ by shape and by word, so that a grey print reads the same. */
const shapes = {
  fail: markup`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" fill="currentColor"/><path d="m8.5 8.5 7 7m0-7-7 7" stroke="#fff" stroke-width="2.4"/>`,
  partly: markup`<circle cx="12" cy="12" r="9.5"/><path d="M12 2.5a9.5 9.5 0 0 1 0 19z" fill="currentColor"/>`,
  unknown: markup`<circle cx="12" cy="12" r="9.5" stroke-dasharray="4.2 2.6"/><path d="M9.2 9.4c.2-1.7 1.4-2.5 2.9-2.5 1.7 0 2.9 1 2.9 2.6 0 2.2-2.9 2.3-2.9 4.3M12.1 17.2v.1"/>`,
  waived: markup`<path d="M5 22V3.5m0 0c5-2.6 8 2.6 14 0V14c-6 2.6-9-2.6-14 0"/>`,
  pass: markup`<circle cx="12" cy="12" r="9.5"/><path d="m7.6 12.4 3.1 3.1 5.8-6.6"/>`,
  none: markup`<path d="M5 12h14"/>`,
  observed: markup`<path d="M2 12c2.6-4.4 6-6.6 10-6.6s7.4 2.2 10 6.6c-2.6 4.4-6 6.6-10 6.6S4.6 16.4 2 12z"/><circle cx="12" cy="12" r="2.8"/>`,
  attested: markup`<path d="M3 21h18M4 16c4.5-7.5 6.5-11 8.2-11 2.6 0-2.4 11-.2 11 1.8 0 2.6-4 4.6-4 1.4 0 .6 3 3.4 3"/>`,
  imported: markup`<path d="M6 9V3h8l5 5v13H6v-5M2 12.5h9.5M8 9l3.5 3.5L8 16"/>`,
} as const;
type Shape = keyof typeof shapes;

/** Goes into the page once; every icon refers to it. */
export const iconDefinitions: Markup = markup`<svg width="0" height="0" aria-hidden="true" class="definitions"><defs>${Object.entries(
  shapes,
).map(
  ([name, shape]) =>
    markup`<symbol id="icon-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shape}</symbol>`,
)}<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fbf2d3"/><rect width="2.4" height="6" fill="#805c00"/></pattern></defs></svg>`;

function icon(shape: Shape): Markup {
  return markup`<svg class="icon" aria-hidden="true"><use href="#icon-${shape}"/></svg>`;
}

const shapeOfStanding = {
  fail: 'fail',
  unknown: 'unknown',
  waived: 'waived',
  pass: 'pass',
  notApplicable: 'none',
  outOfScope: 'none',
} as const satisfies Record<Standing, Shape>;

export const shapeOfVerdict = {
  allowed: 'pass',
  denied: 'fail',
  'partly-allowed': 'partly',
  unknown: 'unknown',
  'not-applicable': 'none',
} as const satisfies Record<Verdict, Shape>;

/** Icon and word; `word` where another one is meant, e.g. a count. */
export function standingMark(standing: Standing, word: string = standingWords[standing]): Markup {
  const shape = shapeOfStanding[standing];
  return markup`<span class="mark ${shape}">${icon(shape)}${word}</span>`;
}

export function verdictMark(verdict: Verdict, word: string = verdictWords[verdict]): Markup {
  const shape = shapeOfVerdict[verdict];
  return markup`<span class="mark ${shape}">${icon(shape)}${word}</span>`;
}

export function howKnownMark(how: HowKnown): Markup {
  return markup`<span class="mark ${how}">${icon(how)}${howKnownWords[how]}</span>`;
}
