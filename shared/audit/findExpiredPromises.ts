import type { Plan } from '../plan/plan.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import { isOfTheSame, judgeAttestations } from './attestations.ts';
import type { JudgedAttestation } from './attestations.ts';
import { dayOf } from './day.ts';
import { describeComingAttestation, describeExpiredAttestation, describeExpiredWaiver } from './describePromise.ts';
import type { PromiseWords } from './describePromise.ts';

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
    return waivers.flatMap((waiver, index) => {
      const isInForce = waivers.some((other) => other.requirement === waiver.requirement && other.expires >= today);
      if (isInForce) return [];
      return [
        {
          ...toOpenPoint(describeExpiredWaiver(waiver), index),
          path: ['waivers', index, 'expires'],
        },
      ];
    });
  }
}

function findExpiredAttestation(own: JudgedAttestation, judged: readonly JudgedAttestation[]): PlanFinding[] {
  const { attestation, index, state } = own;
  const { on, expires } = attestation;
  const isTakenOver = judged.some((other) => isOfTheSame(other, own) && other.state === 'counts');
  if (isTakenOver) return [];
  if (state === 'not-yet') {
    return [
      {
        ...toOpenPoint(describeComingAttestation(attestation), index),
        path: ['attestations', index, 'on'],
      },
    ];
  }
  const wasValid = expires !== undefined && expires >= on;
  if (state !== 'expired' || !wasValid) return [];
  return [
    {
      ...toOpenPoint(describeExpiredAttestation(attestation), index),
      path: ['attestations', index, 'expires'],
    },
  ];
}

function toOpenPoint(words: PromiseWords, index: number) {
  return { ...words, id: `${words.id}.${index}`, kind: 'open' } as const;
}
