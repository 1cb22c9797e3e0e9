import type { Plan, PlanAttestation } from '../plan/plan.ts';
import { dayOf } from './day.ts';
import { isClusterCheck } from './isClusterCheck.ts';
import type { Finding } from './finding.ts';
import type { CatalogRequirement } from './severity.ts';
import { severityOfRequirement } from './severity.ts';

export const attestationStates = [
  'counts',
  'superseded',
  'expired',
  'not-yet',
  'not-asked-for',
  'not-in-tier',
  'unmatched',
] as const;

/**
 * `counts`: it is what decides. `superseded`: a newer one decides. `expired` and `not-yet`: judged by the days in it, which
 * both count in full, in UTC. `not-asked-for`: what it names is decided by rules and not by anybody's word. `not-in-tier`:
 * the wanted tier does not ask for the control. `unmatched`: nothing has the name it gives.
 */
export type AttestationState = (typeof attestationStates)[number];

export interface JudgedAttestation {
  readonly attestation: PlanAttestation;
  /** Its place in the plan's list. */
  readonly index: number;
  /** The requirement it speaks for; absent when unmatched, and where it speaks for one check. */
  readonly requirement?: CatalogRequirement | undefined;
  /** The one check that it speaks for. */
  readonly check?: string | undefined;
  readonly state: AttestationState;
}

/** Every attestation of the plan, in the plan's order, as it stands at `asOf`. */
export function judgeAttestations(plan: Plan, asOf: string): readonly JudgedAttestation[] {
  const today = dayOf(asOf);
  const judged = (plan.attestations ?? []).map((attestation, index): JudgedAttestation => {
    const requirement = requirementNamedBy(attestation);
    const check = isClusterCheck(attestation.control) ? attestation.control : undefined;
    return { attestation, index, requirement, check, state: stateAlone(attestation, check ?? requirement, today) };
  });
  return judged.map((candidate) =>
    candidate.state === 'counts' && judged.some((other) => isPreferred(other, candidate))
      ? { ...candidate, state: 'superseded' }
      : candidate,
  );
}

/** The same, and what came of each in an audit: one may count and be asked for by nothing. */
export function judgeAttestationsUsed(
  plan: Plan,
  findings: readonly Pick<Finding, 'requirement' | 'outcome'>[],
  asOf: string,
): readonly JudgedAttestation[] {
  const notAsked = new Set(
    findings.filter(({ outcome }) => outcome === 'not-applicable').map(({ requirement }) => requirement),
  );
  return judgeAttestations(plan, asOf).map((judged) =>
    judged.requirement !== undefined && judged.state !== 'not-asked-for' && notAsked.has(judged.requirement)
      ? { ...judged, state: 'not-in-tier' }
      : judged,
  );
}

/** The attestation that decides a requirement, or the one that would if its days were right. */
export function attestationFor(
  requirement: CatalogRequirement,
  judged: readonly JudgedAttestation[],
): JudgedAttestation | undefined {
  return deciding(judged.filter((candidate) => candidate.requirement === requirement));
}

/** The same, for one check alone. */
export function attestationForCheck(
  check: string,
  judged: readonly JudgedAttestation[],
): JudgedAttestation | undefined {
  return deciding(judged.filter((candidate) => candidate.check === check));
}

function deciding(candidates: readonly JudgedAttestation[]): JudgedAttestation | undefined {
  return (['counts', 'expired', 'not-yet'] as const)
    .map((state) => candidates.findLast((candidate) => candidate.state === state))
    .find((candidate) => candidate !== undefined);
}

function requirementNamedBy({ control }: PlanAttestation): CatalogRequirement | undefined {
  return [control, `control.${control}`].find(isCatalogRequirement);
}

function isCatalogRequirement(name: string): name is CatalogRequirement {
  return Object.hasOwn(severityOfRequirement, name);
}

function stateAlone({ on, expires }: PlanAttestation, name: string | undefined, today: string): AttestationState {
  if (name === undefined) return 'unmatched';
  if (/^(?:connection|egress)[.]/.test(name)) return 'not-asked-for';
  if (on > today) return 'not-yet';
  return expires !== undefined && expires < today ? 'expired' : 'counts';
}

/** Whether two attestations speak for the same. */
export function isOfTheSame(one: JudgedAttestation, other: JudgedAttestation): boolean {
  return one.requirement === other.requirement && one.check === other.check;
}

/** The newer day wins; on the same day, the later line. */
function isPreferred(other: JudgedAttestation, than: JudgedAttestation): boolean {
  if (other.state !== 'counts' || !isOfTheSame(other, than)) return false;
  return (
    other.attestation.on > than.attestation.on ||
    (other.attestation.on === than.attestation.on && other.index > than.index)
  );
}
