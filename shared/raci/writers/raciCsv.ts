import { toCsv } from '../../kernel/toCsv.ts';
import type { Raci, RaciComparison } from '../raci.ts';
import { toRaciRows } from './raciRows.ts';

export function toRaciCsv(raci: Raci, comparison?: RaciComparison): string {
  return toCsv(toRaciRows(raci, comparison));
}
