import { countOf } from '../../../audit/coverage.ts';
import type { Standing } from '../../../audit/coverage.ts';
import type { Coverage } from '../../../audit/finding.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import { standingWords } from '../../words.ts';
import { standingMark } from './icons.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';

/** Settled first, then what needs somebody: the order of the bar and of the counts under it. */
const order: readonly Standing[] = ['pass', 'fail', 'waived', 'unknown', 'notApplicable', 'outOfScope'];

const fills = {
  pass: ['#0b7457', '#fff'],
  fail: ['#b8163c', '#fff'],
  waived: ['#7c2a9e', '#fff'],
  unknown: ['url(#hatch)', '#15181e'],
  notApplicable: ['#dfe2e8', '#15181e'],
  outOfScope: ['#fff', '#15181e'],
} as const satisfies Record<Standing, readonly [fill: string, ink: string]>;

const width = 640;
const height = 18;
/** Wide enough for a number of three digits. */
const narrowest = 26;

/** Every count as a length, with its number in it; the whole is all checks, so that a change of one moves only the others' ends. */
export function coverageBar(coverage: Coverage): Markup {
  const number = (standing: Standing): number => countOf(coverage, standing);
  const shown = order.filter((standing) => number(standing) > 0);
  const total = shown.reduce((sum, standing) => sum + number(standing), 0);
  const words = enumerate(shown.map((standing) => `${number(standing)} ${standingWords[standing].toLowerCase()}`));
  const spare = width - narrowest * shown.length;
  let left = 0;
  const segments = shown.map((standing) => {
    const length = narrowest + (spare * number(standing)) / total;
    const [fill, ink] = fills[standing];
    const middle = left + length / 2;
    const segment = markup`<rect x="${left + 0.5}" y="0" width="${length - 1}" height="${height}" fill="${fill}"${standing === 'outOfScope' && markup` stroke="#5b6371"`}/>${
      standing === 'unknown' &&
      markup`<rect x="${middle - 11}" y="2" width="22" height="${height - 4}" rx="2" fill="#fff"/>`
    }<text x="${middle}" y="13" fill="${ink}" font-size="11" font-weight="600" text-anchor="middle">${number(standing)}</text>`;
    left += length;
    return segment;
  });
  return markup`<svg class="coverage" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words || 'Nothing was audited'}">${
    shown.length === 0
      ? markup`<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" fill="none" stroke="#5b6371"/>`
      : segments
  }</svg><p class="counts">${shown.map((standing) => standingMark(standing, `${number(standing)} ${standingWords[standing].toLowerCase()}`))}</p>`;
}
