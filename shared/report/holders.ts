import type { Finding } from '../audit/finding.ts';
import type { Holder } from './report.ts';

/** Who acts on a finding, as a heading to the customer. */
export const holderTitles = {
  WSO2: 'WSO2 does',
  Customer: 'You do',
  shared: 'Shared by WSO2 and you',
  nobody: 'Nobody is responsible',
} as const satisfies Record<Holder, string>;

export function holderOf({ responsible }: Pick<Finding, 'responsible'>): Holder {
  if (responsible.length > 1) return 'shared';
  return responsible[0] ?? 'nobody';
}
