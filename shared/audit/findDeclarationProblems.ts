import type { Problem } from '../kernel/problem.ts';
import type { PlanPath } from '../plan/planPath.ts';
import type { AttestationState, JudgedAttestation } from './attestations.ts';
import { judgeAttestationsUsed } from './attestations.ts';
import type { AuditMaterial } from './auditCheck.ts';
import { describeComingAttestation, describeExpiredAttestation, describeExpiredWaiver } from './describePromise.ts';
import type { Finding } from './finding.ts';
import type { JudgedWaiver, WaiverState } from './waivers.ts';
import { judgeWaivers } from './waivers.ts';

/**
 * What the plan declares and what came to nothing: waivers and attestations without effect, and what looks odd about the
 * choices. Warnings, each with its line; they change no outcome.
 */
export function findDeclarationProblems(
  { plan, planFile, planFindings, locate, asOf }: AuditMaterial,
  findings: readonly Finding[],
): readonly Problem[] {
  const warn = (path: PlanPath, { id, message, remedy }: Said): Problem => ({
    file: planFile,
    ...(id !== undefined && { id }),
    ...locate(path),
    message,
    remedy,
    severity: 'warning',
  });
  const waivers = judgeWaivers(plan, findings, asOf).flatMap((judged) => {
    if (isSaidBy(planFindings, saidOfWaiver[judged.state], judged.index)) return [];
    const isUnknown = findings.some(({ id, outcome }) => outcome === 'unknown' && judged.findings.includes(id));
    const said =
      judged.state === 'unused' && isUnknown ? wordsOnUnknown(judged) : wordsOnWaiver[judged.state]?.(judged);
    return said === undefined ? [] : [warn(...placeOf('waivers', judged.index, said))];
  });
  const attestations = judgeAttestationsUsed(plan, findings, asOf).flatMap((judged) => {
    if (isSaidBy(planFindings, saidOfAttestation[judged.state], judged.index)) return [];
    const said = wordsOnAttestation[judged.state]?.(judged);
    return said === undefined ? [] : [warn(...placeOf('attestations', judged.index, said))];
  });
  const choices = planFindings.filter(({ kind }) => kind === 'warning').map(({ path, ...said }) => warn(path, said));
  return [...choices, ...attestations, ...waivers];
}

/** The plan’s own findings that say of a declaration what its state says: it is warned of once. */
const saidOfWaiver: Partial<Record<WaiverState, string>> = {
  unused: 'waiver-not-asked-for',
  superseded: 'waiver-twice',
  unmatched: 'waiver-unknown',
};
const saidOfAttestation: Partial<Record<AttestationState, string>> = {
  expired: 'attestation-never-valid',
  'not-asked-for': 'attestation-of-connection',
  'not-in-tier': 'attestation-not-asked-for',
  unmatched: 'attestation-unknown',
};

function isSaidBy(findings: AuditMaterial['planFindings'], id: string | undefined, index: number): boolean {
  return findings.some((finding) => finding.id === `${id}.${index}`);
}

/** What is said of a declaration; with the id of the plan’s open point where it is one. */
interface Said {
  readonly id?: string | undefined;
  readonly message: string;
  readonly remedy: string;
}

type Words<Judged> = ((judged: Judged) => Said) | undefined;

/** Where it is said: of a promise that its days undo, at the day, as `pdp plan check` says it. */
function placeOf(key: 'waivers' | 'attestations', index: number, { id, ...said }: Said): [PlanPath, Said] {
  if (id === undefined) return [[key, index], said];
  return [[key, index, id === 'attestation-not-yet' ? 'on' : 'expires'], { ...said, id: `${id}.${index}` }];
}

const wordsOnWaiver: Record<WaiverState, Words<JudgedWaiver>> = {
  applied: undefined,
  unused: ({ waiver }) => ({
    message: `The waiver for ${waiver.requirement} is not used: nothing under that name fails.`,
    remedy: 'Remove it, or keep it knowing that it waives nothing now.',
  }),
  expired: ({ waiver }) => describeExpiredWaiver(waiver),
  superseded: ({ waiver }) => ({
    message: `The waiver for ${waiver.requirement} is not used: an earlier one for the same requirement applies.`,
    remedy: 'Keep one of them.',
  }),
  unmatched: ({ waiver }) => ({
    message: `The waiver names ${waiver.requirement}, and nothing that was audited has that name.`,
    remedy: 'Write the requirement as a finding gives it, such as connection.pdp-agent--control-plane.',
  }),
};

/** Only a failure is waived; what is not known may turn out to be one. */
function wordsOnUnknown({ waiver }: JudgedWaiver): Said {
  return {
    message: `The waiver for ${waiver.requirement} is not used yet: whether that holds is not known, and only a failure can be waived.`,
    remedy: 'Supply what its finding misses, or keep the waiver for the day on which it fails.',
  };
}

const wordsOnAttestation: Record<AttestationState, Words<JudgedAttestation>> = {
  counts: undefined,
  superseded: ({ attestation }) => ({
    message: `The attestation of ${attestation.control} on ${attestation.on} is not used: a newer one counts.`,
    remedy: 'Remove it if it is no longer of interest.',
  }),
  expired: ({ attestation }) => describeExpiredAttestation(attestation),
  'not-yet': ({ attestation }) => describeComingAttestation(attestation),
  'not-asked-for': ({ attestation }) => ({
    message: `The attestation of ${attestation.control} is not used: connections are judged by rules.`,
    remedy: 'Supply the rules of each layer, or declare in connections why the row is not needed.',
  }),
  'not-in-tier': ({ attestation }) => ({
    message: `The attestation of ${attestation.control} is not used: this plan’s tier does not ask for it.`,
    remedy: 'Keep it only if you want it on record.',
  }),
  unmatched: ({ attestation }) => ({
    message: `The attestation names ${attestation.control}, and nothing that is audited has that name.`,
    remedy: 'Name a control such as sast, or a requirement such as component.flux.',
  }),
};
