import type { Problem } from '../kernel/problem.ts';
import type { PlanPath } from '../plan/planPath.ts';
import type { AttestationState, JudgedAttestation } from './attestations.ts';
import { judgeAttestationsUsed } from './attestations.ts';
import type { AuditMaterial } from './auditCheck.ts';
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
  const warn = (path: PlanPath, message: string, remedy: string): Problem => ({
    file: planFile,
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
    return said === undefined ? [] : [warn(['waivers', judged.index], ...said)];
  });
  const attestations = judgeAttestationsUsed(plan, findings, asOf).flatMap((judged) => {
    if (isSaidBy(planFindings, saidOfAttestation[judged.state], judged.index)) return [];
    const said = wordsOnAttestation[judged.state]?.(judged);
    return said === undefined ? [] : [warn(['attestations', judged.index], ...said)];
  });
  const choices = planFindings
    .filter(({ kind }) => kind === 'warning')
    .map(({ path, message, remedy }) => warn(path, message, remedy));
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

type Words<Judged> = ((judged: Judged) => readonly [message: string, remedy: string]) | undefined;

const wordsOnWaiver: Record<WaiverState, Words<JudgedWaiver>> = {
  applied: undefined,
  unused: ({ waiver }) => [
    `The waiver for ${waiver.requirement} is not used: nothing under that name fails.`,
    'Remove it, or keep it knowing that it waives nothing now.',
  ],
  expired: ({ waiver }) => [
    `The waiver for ${waiver.requirement} expired on ${waiver.expires} and is not applied.`,
    'Mend what it waives, or have its owner accept it again with a new day.',
  ],
  superseded: ({ waiver }) => [
    `The waiver for ${waiver.requirement} is not used: an earlier one for the same requirement applies.`,
    'Keep one of them.',
  ],
  unmatched: ({ waiver }) => [
    `The waiver names ${waiver.requirement}, and nothing that was audited has that name.`,
    'Write the requirement as a finding gives it, such as connection.pdp-agent--control-plane.',
  ],
};

/** Only a failure is waived; what is not known may turn out to be one. */
function wordsOnUnknown({ waiver }: JudgedWaiver): readonly [message: string, remedy: string] {
  return [
    `The waiver for ${waiver.requirement} is not used yet: whether that holds is not known, and only a failure can be waived.`,
    'Supply what its finding misses, or keep the waiver for the day on which it fails.',
  ];
}

const wordsOnAttestation: Record<AttestationState, Words<JudgedAttestation>> = {
  counts: undefined,
  superseded: ({ attestation }) => [
    `The attestation of ${attestation.control} on ${attestation.on} is not used: a newer one counts.`,
    'Remove it if it is no longer of interest.',
  ],
  expired: ({ attestation }) => [
    `The attestation of ${attestation.control} by ${attestation.by} counted until ${attestation.expires ?? attestation.on}.`,
    'Have it attested again, or remove it.',
  ],
  'not-yet': ({ attestation }) => [
    `The attestation of ${attestation.control} is dated ${attestation.on}, which is after the day of this audit.`,
    'Correct the day, or audit again from then on.',
  ],
  'not-asked-for': ({ attestation }) => [
    `The attestation of ${attestation.control} is not used: connections are judged by rules.`,
    'Supply the rules of each layer, or declare in connections why the row is not needed.',
  ],
  'not-in-tier': ({ attestation }) => [
    `The attestation of ${attestation.control} is not used: this plan’s tier does not ask for it.`,
    'Keep it only if you want it on record.',
  ],
  unmatched: ({ attestation }) => [
    `The attestation names ${attestation.control}, and nothing that is audited has that name.`,
    'Name a control such as sast, or a requirement such as component.flux.',
  ],
};
