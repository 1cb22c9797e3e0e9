import type { Plan } from '../plan/plan.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import { judgeAttestations } from './attestations.ts';
import type { JudgedAttestation } from './attestations.ts';
import { dayOf } from './day.ts';

/**
 * Attestations and waivers that their days leave without effect at `asOf`, as open points: an audit would find unknown or
 * failing what they were to settle. What a later one has taken over is not open, and what can never count is told without
 * a clock.
 */
export function findExpiredPromises(plan: Plan, asOf: string): readonly PlanFinding[] {
  const judged = judgeAttestations(plan, asOf);
  return [...judged.flatMap((attestation) => findExpiredAttestation(attestation, judged)), ...findExpiredWaivers()];

  function findExpiredWaivers(): PlanFinding[] {
    const today = dayOf(asOf);
    const waivers = plan.waivers ?? [];
    return waivers.flatMap(({ requirement, expires }, index) => {
      const isInForce = waivers.some((other) => other.requirement === requirement && other.expires >= today);
      if (isInForce) return [];
      return [
        {
          id: `waiver-expired.${index}`,
          kind: 'open',
          path: ['waivers', index, 'expires'],
          message: `The waiver for ${requirement} expired on ${expires}; a failure counts as a failure again.`,
          remedy: 'Mend what it waives, or have its owner accept it again with a new day.',
        },
      ];
    });
  }
}

function findExpiredAttestation(
  { attestation, index, requirement, state }: JudgedAttestation,
  judged: readonly JudgedAttestation[],
): PlanFinding[] {
  const { control, by, on, expires } = attestation;
  const isTakenOver = judged.some((other) => other.requirement === requirement && other.state === 'counts');
  if (isTakenOver) return [];
  if (state === 'not-yet') {
    return [
      {
        id: `attestation-not-yet.${index}`,
        kind: 'open',
        path: ['attestations', index, 'on'],
        message: `The attestation of ${control} by ${by} is dated ${on} and does not count before.`,
        remedy: 'Correct the day, or wait for it.',
      },
    ];
  }
  const wasValid = expires !== undefined && expires >= on;
  if (state !== 'expired' || !wasValid) return [];
  return [
    {
      id: `attestation-expired.${index}`,
      kind: 'open',
      path: ['attestations', index, 'expires'],
      message: `The attestation of ${control} by ${by} expired on ${expires}; until there is a new one, ${control} is unknown.`,
      remedy: 'Have it attested again, or remove it.',
    },
  ];
}
