import { toXlsx } from '../../report/toXlsx.ts';
import type { Raci, RaciComparison } from '../raci.ts';
import { toRaciRows } from './raciRows.ts';

export function toRaciXlsx(raci: Raci, comparison?: RaciComparison): Promise<Uint8Array> {
  const title = `Responsibilities: ${raci.editionTitle}, ${raci.modelShortTitle}`;
  return toXlsx(title, [{ name: 'Responsibilities', rows: toRaciRows(raci, comparison) }]);
}
