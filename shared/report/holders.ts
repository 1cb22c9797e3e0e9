import type { Finding } from '../audit/finding.ts';

/** Who acts on a finding: the party that is responsible for its task. */
export const holders = ['Customer', 'WSO2', 'shared', 'nobody'] as const;
export type Holder = (typeof holders)[number];

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
