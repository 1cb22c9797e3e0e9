import type { PlanAttestation, PlanWaiver } from '../plan/plan.ts';

/** What is to be said of a promise whose days leave it without effect, wherever it is said. */
export interface PromiseWords {
  /** With the index of the promise behind it, the id of the open point. */
  readonly id: 'attestation-expired' | 'attestation-not-yet' | 'waiver-expired';
  readonly message: string;
  readonly remedy: string;
}

export function describeExpiredAttestation({ control, by, on, expires = on }: PlanAttestation): PromiseWords {
  return {
    id: 'attestation-expired',
    message: `The attestation of ${control} by ${by} expired on ${expires}; until there is a new one, ${control} is unknown.`,
    remedy: 'Have it attested again, or remove it.',
  };
}

export function describeComingAttestation({ control, by, on }: PlanAttestation): PromiseWords {
  return {
    id: 'attestation-not-yet',
    message: `The attestation of ${control} by ${by} is dated ${on} and does not count before.`,
    remedy: 'Correct the day, or wait for it.',
  };
}

export function describeExpiredWaiver({ requirement, expires }: PlanWaiver): PromiseWords {
  return {
    id: 'waiver-expired',
    message: `The waiver for ${requirement} expired on ${expires}; a failure counts as a failure again.`,
    remedy: 'Mend what it waives, or have its owner accept it again with a new day.',
  };
}
