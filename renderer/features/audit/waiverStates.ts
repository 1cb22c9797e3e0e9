import type { JudgedWaiver, WaiverState } from '#shared/audit/waivers.ts';
import type { Finding } from '#shared/audit/finding.ts';
import { waiverWords as reportWords } from '#shared/report/words.ts';
import type { Tone } from '../../ui/tone.ts';

/** `pending`: it stands in the plan, and no run has counted it yet. */
export type ShownWaiverState = WaiverState | 'pending';

export const shownWaiverWords = {
  ...reportWords,
  pending: 'Counts from the next run on',
} as const satisfies Record<ShownWaiverState, string>;

export const waiverTones: Record<ShownWaiverState, Tone> = {
  applied: 'waived',
  pending: 'na',
  unused: 'na',
  expired: 'unknown',
  superseded: 'na',
  unmatched: 'unknown',
};

/**
 * What came of a waiver in the newest run, whose `findings` these are. The plan may have been changed since: only what a
 * finding carries was applied. Without a run nothing is known but what the plan itself tells.
 */
export function shownStateOf(
  { waiver, state }: JudgedWaiver,
  findings: readonly Finding[] | undefined,
): ShownWaiverState {
  if (state === 'applied') return findings?.some((finding) => carries(finding, waiver)) === true ? state : 'pending';
  return findings === undefined && state === 'unmatched' ? 'pending' : state;
}

function carries({ waiver: applied }: Finding, { reason, owner, expires }: JudgedWaiver['waiver']): boolean {
  return applied?.reason === reason && applied.owner === owner && applied.expires === expires;
}
